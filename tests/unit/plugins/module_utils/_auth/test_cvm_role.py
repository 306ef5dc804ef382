# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses of the metadata service, and a user without a home directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import NotConfigured, read_profile
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import home_of, validate_credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import CVM_ROLE, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.sts import read_credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, ProtocolError
from support.credential_contexts import empty_context, obtain_credentials

KEYS = {"TmpSecretId": "AKIDrole", "TmpSecretKey": "role-key", "Token": "role-token", "ExpiredTime": 1_700_000_000}
GOOD = {**KEYS, "Code": "Success"}


def role_credentials(document: Any, roles: tuple[int, str] = (200, "Reader\n")) -> Credentials:
    """Return the credentials for a role list and a credential document of the metadata service."""

    def metadata(url: str) -> tuple[int, str]:
        return roles if url.endswith("/") else (200, document if isinstance(document, str) else json.dumps(document))

    return obtain_credentials(Identity(CVM_ROLE), empty_context(), no_sts, 0.0, metadata)


def no_sts(call: object, credentials: object) -> object:
    raise AssertionError("STS is not called")


def test_role_credentials_are_returned_with_their_expiry() -> None:
    assert role_credentials(GOOD) == Credentials("AKIDrole", "role-key", "role-token", 1_700_000_000.0)


@pytest.mark.parametrize("roles", [(404, ""), (200, ""), (200, "\n")])
def test_instance_without_a_role_has_no_credentials(roles: tuple[int, str]) -> None:
    with pytest.raises(ConfigurationError, match="CVM role: this instance has no role"):
        role_credentials(GOOD, roles)


@pytest.mark.parametrize(
    "document",
    [
        *({**GOOD, name: None} for name in KEYS),
        *({key: value for key, value in GOOD.items() if key != name} for name in GOOD),
        {**GOOD, "TmpSecretId": ""},
        {**GOOD, "ExpiredTime": "soon"},
        {**GOOD, "Code": "Failed"},
        [],
        "<html>",
        "[" * 100_000,
    ],
    ids=lambda document: str(document)[:40],
)
def test_undocumented_metadata_response_is_an_error_that_hides_its_content(document: Any) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        role_credentials(document)
    assert "role-" not in str(refusal.value)


def test_user_without_home_has_no_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    with pytest.raises(NotConfigured):
        read_profile("default", home_of({}), Path("/nowhere"), 0.0)


def test_login_credentials_expire_with_the_login(tmp_path: Path) -> None:
    (tmp_path / ".tccli").mkdir()
    login = {"type": "sso", "secretId": "i", "secretKey": "k", "token": "t", "expiresAt": 500}
    (tmp_path / ".tccli" / "default.credential").write_text(json.dumps(login))
    assert read_profile("default", tmp_path, tmp_path, 499.0).credentials == Credentials("i", "k", "t", 500.0)
    with pytest.raises(ConfigurationError, match="tccli sso login"):
        read_profile("default", tmp_path, tmp_path, 500.0)


def test_key_with_invalid_unicode_is_rejected_before_sending() -> None:
    with pytest.raises(ConfigurationError, match="secret_key contains a character that is not valid Unicode"):
        validate_credentials(Credentials("id", "key\ud800"))


IMPOSSIBLE = [10**400, -(10**400), float("nan"), float("inf"), -1, 1e300]


@pytest.mark.parametrize("expires", IMPOSSIBLE, ids=lambda expires: f"{expires}"[:9])
def test_an_impossible_expiry_is_an_error(expires: float) -> None:
    with pytest.raises(ConfigurationError, match="unexpected credentials for the role Reader"):
        role_credentials({**GOOD, "ExpiredTime": expires})
    response = {"Credentials": KEYS, "ExpiredTime": expires}
    with pytest.raises(ProtocolError, match="ExpiredTime in the response is not a time in Unix seconds"):
        read_credentials(response)


@pytest.mark.parametrize("expires", [10**400, float("inf")], ids=["large", "infinite"])
def test_a_login_without_a_credible_end_is_accepted(expires: float, tmp_path: Path) -> None:
    (tmp_path / ".tccli").mkdir()
    login = {"type": "sso", "secretId": "i", "secretKey": "k", "expiresAt": expires}
    (tmp_path / ".tccli" / "default.credential").write_text(json.dumps(login))
    assert read_profile("default", tmp_path, tmp_path, 5.0).credentials == Credentials("i", "k", None, 1e12)
