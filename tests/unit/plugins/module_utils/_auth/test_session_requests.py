# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of a session, one by one, and how long its credentials are used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    Request,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import (
    CredentialCache,
    Session,
    SessionRequest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import (
    PROFILE,
    STATIC,
    Identity,
    Role,
    Settings,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.credential_contexts import STS, empty_context

KEYS = Credentials("hub", "key", source="the options")
ROLE = Role("qcs::cam::uin/100000000001:roleName/SampleAuditor", "tencentcloud.mps")
AUDITOR = Identity(STATIC, KEYS, role=ROLE, account_uin="100000000001")
START = 1_700_000_000.0


def settings(identity: Identity, sts: Target | None = STS) -> Settings:
    return Settings(identity, Target("https://api.example"), sts, 30.0, 100, 60.0)


def renew_directly(session: Session, now: float) -> Credentials:
    """Renew a session that sends no request."""
    with pytest.raises(StopIteration) as end:
        session.renew(lambda: now).send(None)
    credentials: Credentials = end.value.value
    return credentials


def renewed(lifetime: float) -> Session:
    """The session of a role with credentials for this time, from START."""
    session = CredentialCache(empty_context()).session(settings(Identity(STATIC, KEYS, role=ROLE)))
    flow = session.renew(lambda: START)
    flow.send(None)
    with pytest.raises(StopIteration):
        flow.send(ApiResponse(Credentials("pair", "key", "token", START + lifetime), "r"))
    return session


def test_role_is_assumed_and_its_account_verified_at_the_same_sts() -> None:
    session = CredentialCache(empty_context()).session(settings(AUDITOR))
    assert session.rate_key == AUDITOR.signer
    flow = session.renew(lambda: START)
    first = flow.send(None)
    assert isinstance(first, SessionRequest)
    assert (first.call.action, first.target) == ("AssumeRole", STS)
    assert first.session.rate_key == AUDITOR.source_identity.signer
    assert renew_directly(first.session, START) == KEYS
    pair = Credentials("pair", "key", "token", START + 7200)
    second = flow.send(ApiResponse(pair, "r-1"))
    assert isinstance(second, Request)
    assert isinstance(second.call, ApiCall)
    assert second == Request(second.call, STS, pair, AUDITOR.signer)
    assert second.call.action == "GetCallerIdentity"
    assert second.credentials is not None
    assert second.credentials.source == f"role {ROLE.arn}, assumed with the options"
    assert first.session.description == "the options"
    with pytest.raises(StopIteration) as end:
        flow.send(ApiResponse("100000000001", "r-2"))
    assert end.value.value == pair
    assert session.credentials(START) == pair


def test_wrong_account_is_an_error_and_its_credentials_are_not_used() -> None:
    session = CredentialCache(empty_context()).session(settings(Identity(STATIC, KEYS, account_uin="100000000001")))
    flow = session.renew(lambda: START)
    source = flow.send(None)
    assert isinstance(source, Session)
    flow.send(renew_directly(source, START))
    with pytest.raises(ConfigurationError) as raised:
        flow.send(ApiResponse("100000000002", "r"))
    assert raised.value.message == (
        "wrong account: the credentials belong to 100000000002, but account_uin is 100000000001. No data was read."
        " Check the credentials or account_uin"
    )
    assert session.credentials(START) is None
    assert session.is_due(START)


def test_identity_without_requests_needs_no_sts() -> None:
    session = CredentialCache(empty_context()).session(settings(Identity(STATIC, KEYS), None))
    assert renew_directly(session, START) == KEYS


def test_source_is_shared_at_one_sts_only() -> None:
    cache, other = CredentialCache(empty_context()), Target("https://other-sts.example")

    def source_of(identity: Identity, sts: Target) -> Session:
        step = cache.session(settings(identity, sts)).renew(lambda: START).send(None)
        assert isinstance(step, SessionRequest)
        return step.session

    second_role = Identity(STATIC, KEYS, role=Role("qcs::cam::uin/100000000002:roleName/A", "audit"))
    assert source_of(AUDITOR, STS) is source_of(second_role, STS)
    assert source_of(AUDITOR, STS) is not source_of(AUDITOR, other)


def test_there_are_no_credentials_before_the_first_renewal() -> None:
    session = CredentialCache(empty_context()).session(settings(AUDITOR))
    assert session.credentials(START) is session.credentials_during_renewal(START) is None
    assert (session.description, session.is_due(0.0)) == ("", True)


@pytest.mark.parametrize(("lifetime", "margin"), [(7200, 300), (60, 6)])
def test_credentials_are_used_during_a_renewal_for_half_of_the_margin(lifetime: float, margin: float) -> None:
    session, end = renewed(lifetime), START + lifetime
    assert session.credentials_during_renewal(end - margin / 2 - 0.1) == session.credentials(START)
    assert session.credentials_during_renewal(end - margin / 2 + 0.1) is None
    assert session.credentials(end - 0.1) is not None
    assert session.credentials(end) is None


def write_profile(home: Path, **entries: object) -> None:
    path = home / ".tccli" / "default.credential"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"secretId": "id", "secretKey": "key", **entries}), encoding="utf-8")


def test_failed_renewal_of_keys_without_expiry_is_repeated_after_ten_seconds(tmp_path: Path) -> None:
    write_profile(tmp_path)
    session = CredentialCache(empty_context(home=tmp_path)).session(settings(Identity(PROFILE)))
    first = renew_directly(session, START)
    assert [session.is_due(START + 299.9), session.is_due(START + 300)] == [False, True]
    write_profile(tmp_path, secretKey=1)
    assert renew_directly(session, START + 300) == first
    assert [session.is_due(START + 309.9), session.is_due(START + 310)] == [False, True]


def test_login_of_a_profile_is_compared_with_the_time_of_the_server(tmp_path: Path) -> None:
    write_profile(tmp_path, type="oauth", token="token", expiresAt=START + 60)
    cache = CredentialCache(empty_context(home=tmp_path))
    assert renew_directly(cache.session(settings(Identity(PROFILE))), START).expires == START + 60
    with pytest.raises(ConfigurationError, match="has expired"):
        CredentialCache(empty_context(home=tmp_path)).session(settings(Identity(PROFILE))).renew(
            lambda: START + 61
        ).send(None)
