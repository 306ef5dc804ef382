# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: credentials are obtained when they are needed, renewed before they expire, and kept if a renewal fails."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import (
    CredentialCache,
    Session,
    SessionRequest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import (
    OIDC,
    PROFILE,
    STATIC,
    Identity,
    Role,
    Settings,
    WebIdentity,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    ConfigurationError,
    MpsError,
    RejectedError,
    TransportError,
)
from support.credential_contexts import STS, empty_context, renew

KEYS = Credentials("hub", "key")
ROLE = Role("qcs::cam::uin/100000000001:roleName/SampleAuditor", "tencentcloud.mps")
START, LIFETIME_S = 1_700_000_000.0, 7200.0
END = START + LIFETIME_S
RENEWAL = END - 300


def settings(identity: Identity, sts: Target | None = STS) -> Settings:
    api = Target("https://api.example")
    return Settings(identity, api, sts, timeout=30.0, requests_per_second=100, retry_budget=60.0)


def role_session(cache: CredentialCache | None = None) -> Session:
    return (cache or CredentialCache(empty_context())).session(settings(Identity(STATIC, KEYS, role=ROLE)))


class Sts:
    """Grants a new pair of keys for each AssumeRole. Counts the calls; ``failure`` is raised."""

    def __init__(self, expires: float = END) -> None:
        self.expires = expires
        self.calls: list[tuple[str, str]] = []
        self.failure: Exception | None = None

    def __call__(self, call: ApiCall, credentials: Credentials | None) -> object:
        assert credentials is not None
        self.calls.append((call.action, credentials.secret_id))
        if self.failure is not None:
            raise self.failure
        if call.action == "GetCallerIdentity":
            return "100000000001"
        return Credentials(f"pair {len(self.calls)}", "key", "token", self.expires)


def used_at(session: Session, sts: Sts, now: float) -> str:
    return renew(session, sts, now).secret_id


@pytest.mark.parametrize(
    ("lifetime", "last_use", "renewal"),
    [
        (43200, 42899.9, 42900),
        (7200, 6899.9, 6900),
        (3000, 2699.9, 2700),
        (1800, 1619.9, 1620),
        (60, 53.9, 54),
        (2, 1.7, 1.8),
    ],
)
def test_credentials_are_renewed_shortly_before_they_expire(lifetime: float, last_use: float, renewal: float) -> None:
    session, sts = role_session(), Sts(lifetime)  # from time 0
    assert [used_at(session, sts, now) for now in (0, last_use)] == ["pair 1", "pair 1"]
    sts.expires = renewal + lifetime
    assert [used_at(session, sts, now) for now in (renewal, renewal + last_use)] == ["pair 2", "pair 2"]
    assert used_at(session, sts, renewal + renewal) == "pair 3"


class Oidc(Sts):
    """Accepts the tokens in ``accepted``, each for a new pair of keys."""

    accepted: tuple[str, ...] = ("first",)

    def __call__(self, call: ApiCall, credentials: Credentials | None) -> object:
        assert (call.action, credentials) == ("AssumeRoleWithWebIdentity", None)
        token = str(call.parameters["WebIdentityToken"])
        self.calls.append((call.action, token))
        if token not in self.accepted:
            raise RejectedError("the token expired", code="InvalidParameter.WebIdentityTokenError")
        return Credentials(f"pair-{len(self.calls)}", "key", "token", self.expires)


def oidc_session(token_file: Path) -> Session:
    web_identity = WebIdentity("ci", ROLE, token_file=str(token_file))
    return CredentialCache(empty_context()).session(settings(Identity(OIDC, web_identity=web_identity)))


def test_oidc_token_is_read_again_when_the_credentials_are_renewed(tmp_path: Path) -> None:
    session, sts, token_file = oidc_session(tmp_path / "token"), Oidc(), tmp_path / "token"
    token_file.write_text("first\n", encoding="utf-8")
    # A CI token is valid for minutes. The credentials are valid for two hours, so that it is not needed again.
    assert [used_at(session, sts, now) for now in (START, START + 301, RENEWAL - 1)] == ["pair-1"] * 3
    token_file.write_text("second\n", encoding="utf-8")
    sts.accepted, sts.expires = ("second",), END + LIFETIME_S
    assert used_at(session, sts, RENEWAL) == "pair-2"
    assert sts.calls == [("AssumeRoleWithWebIdentity", "first"), ("AssumeRoleWithWebIdentity", "second")]


def test_old_token_at_a_renewal_is_an_error_only_when_the_credentials_expire(tmp_path: Path) -> None:
    session, sts = oidc_session(tmp_path / "token"), Oidc()
    (tmp_path / "token").write_text("first", encoding="utf-8")
    used_at(session, sts, START)
    sts.accepted = ()
    assert used_at(session, sts, RENEWAL) == "pair-1"
    with pytest.raises(RejectedError, match="the token expired"):
        used_at(session, sts, END)
    (tmp_path / "token").unlink()
    with pytest.raises(
        ConfigurationError, match=r"cannot read the token file .*token\. Check that the file is mounted"
    ):
        used_at(session, sts, END)


def test_verified_credentials_without_expiry_are_verified_once() -> None:
    session = CredentialCache(empty_context()).session(settings(Identity(STATIC, KEYS, account_uin="100000000001")))
    sts = Sts()
    assert {used_at(session, sts, now) for now in (0.0, START, 10 * START)} == {"hub"}
    assert sts.calls == [("GetCallerIdentity", "hub")]


def test_credentials_that_arrive_expired_are_used_once() -> None:
    """The error of the server is more exact than an error of this collection. The next call obtains new ones."""
    session, sts = role_session(), Sts(START - 1)
    assert [used_at(session, sts, START) for _call in range(3)] == ["pair 1", "pair 2", "pair 3"]


def test_failed_renewal_keeps_the_old_credentials_and_is_repeated_after_ten_seconds() -> None:
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    sts.failure = TransportError("no response")
    calls = {}
    for after in (0, 9.9, 10, 19.9, 20):
        assert used_at(session, sts, RENEWAL + after) == "pair 1"
        calls[after] = len(sts.calls)
    assert calls == {0: 2, 9.9: 2, 10: 3, 19.9: 3, 20: 4}
    sts.failure, sts.expires = None, END + LIFETIME_S
    assert used_at(session, sts, RENEWAL + 30) == "pair 5"


@pytest.mark.parametrize("now", [END, END + 1000])
def test_failed_renewal_of_expired_credentials_is_an_error_each_time(now: float) -> None:
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    sts.failure = TransportError("no response")
    for _call in range(2):
        with pytest.raises(TransportError, match="no response"):
            used_at(session, sts, now)
    sts.failure, sts.expires = None, now + LIFETIME_S
    assert used_at(session, sts, now) == "pair 4"


def test_renewal_that_keeps_failing_is_an_error_when_the_credentials_expire() -> None:
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    sts.failure = TransportError("no response")
    assert used_at(session, sts, END - 1) == "pair 1"
    with pytest.raises(TransportError):
        used_at(session, sts, END)


def failed_renewal(session: Session, begin: float, end: float) -> Credentials:
    """The credentials after a renewal whose requests fail from ``begin`` until ``end``."""
    times = iter([begin])
    flow = session.renew(lambda: next(times, end))
    step = flow.send(None)
    assert isinstance(step, SessionRequest)
    with pytest.raises(StopIteration) as stop:
        flow.throw(TransportError("no response"))
    kept: Credentials = stop.value.value
    return kept


def test_credentials_that_expire_during_a_failed_renewal_are_not_kept() -> None:
    """The retries of the renewal can take as long as the rest of the credentials' lifetime."""
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    with pytest.raises(TransportError):
        failed_renewal(session, RENEWAL, END + 1)


def test_the_next_renewal_starts_ten_seconds_after_the_end_of_a_failed_one() -> None:
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    assert failed_renewal(session, RENEWAL, RENEWAL + 60).secret_id == "pair 1"
    assert not session.is_due(RENEWAL + 69.9)
    assert session.is_due(RENEWAL + 70)


def test_a_clock_that_is_corrected_during_a_renewal_does_not_delay_the_next_one(tmp_path: Path) -> None:
    """The clock of the host was a day ahead. The source is read again after five minutes, not after a day."""
    (tmp_path / ".tccli").mkdir()
    profile = {"secretId": "id", "secretKey": "key", "role-arn": ROLE.arn}
    (tmp_path / ".tccli" / "hub.credential").write_text(json.dumps(profile))
    session = CredentialCache(empty_context(home=tmp_path)).session(settings(Identity(PROFILE, profile="hub")))
    times = iter([START + 86400])
    flow = session.renew(lambda: next(times, START))
    flow.send(None)
    with pytest.raises(StopIteration):
        flow.send(ApiResponse(Credentials("pair", "key", "token", END), "r"))
    assert session.is_due(START + 300)


@pytest.mark.parametrize("failure", [MpsError("rejected"), KeyError("a defect")])
def test_first_failure_is_not_remembered(failure: Exception) -> None:
    session, sts = role_session(), Sts()
    sts.failure = failure
    with pytest.raises(type(failure)):
        used_at(session, sts, START)
    sts.failure = None
    assert used_at(session, sts, START) == "pair 2"


def test_defect_is_not_hidden_by_valid_credentials() -> None:
    session, sts = role_session(), Sts()
    used_at(session, sts, START)
    sts.failure = KeyError("a defect")
    with pytest.raises(KeyError):
        used_at(session, sts, RENEWAL)


def test_role_is_assumed_before_its_account_is_verified() -> None:
    identity = Identity(STATIC, KEYS, role=ROLE, account_uin="100000000001")
    session, sts = CredentialCache(empty_context()).session(settings(identity)), Sts()
    assert used_at(session, sts, START) == "pair 1"
    assert sts.calls == [("AssumeRole", "hub"), ("GetCallerIdentity", "pair 1")]


def test_each_identity_has_its_own_session() -> None:
    cache = CredentialCache(empty_context())
    plain, verified = Identity(STATIC, KEYS), Identity(STATIC, KEYS, account_uin="100000000001")
    sessions = [cache.session(settings(identity)) for identity in (plain, verified, plain, verified)]
    assert sessions[0] is sessions[2]
    assert sessions[1] is sessions[3]
    assert sessions[0] is not sessions[1]


def test_account_is_verified_again_at_another_sts() -> None:
    cache = CredentialCache(empty_context())
    identity = Identity(STATIC, KEYS, account_uin="100000000001")
    other = cache.session(settings(identity, Target("https://other-sts.example")))
    assert cache.session(settings(identity)) is not other


def test_account_is_verified_again_over_a_verified_connection() -> None:
    cache = CredentialCache(empty_context())
    identity = Identity(STATIC, KEYS, account_uin="100000000001")
    unverified = cache.session(settings(identity, replace(STS, verify=False)))
    assert cache.session(settings(identity)) is not unverified


def test_source_is_read_once_for_all_roles_and_again_after_five_minutes(tmp_path: Path) -> None:
    (tmp_path / ".tccli").mkdir()
    profile = tmp_path / ".tccli" / "hub.credential"
    profile.write_text(json.dumps({"secretId": "old", "secretKey": "key"}))
    cache, sts = CredentialCache(empty_context(home=tmp_path)), Sts()
    names = [f"qcs::cam::uin/{number}:roleName/SampleAuditor" for number in range(4)]
    roles = [cache.session(settings(Identity(PROFILE, profile="hub", role=Role(arn, "mps")))) for arn in names]
    used_at(roles[0], sts, START)
    profile.write_text(json.dumps({"secretId": "new", "secretKey": "key"}))
    for session, after in zip(roles[1:], (1, 299, 300), strict=True):
        used_at(session, sts, START + after)
    assert [signer for _action, signer in sts.calls] == ["old", "old", "old", "new"]
