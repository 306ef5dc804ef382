# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the metadata service may say, and a machine without a home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import NotConfigured, read_profile
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import home_of, validate_credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import CVM_ROLE, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.credential_contexts import bare_machine, obtain_credentials

KEYS = {"TmpSecretId": "AKIDrole", "TmpSecretKey": "role-key", "Token": "role-token", "ExpiredTime": 1_700_000_000}
GOOD = {**KEYS, "Code": "Success"}


def told(document: Any, roles: tuple[int, str] = (200, "Reader\n")) -> Credentials:
    """What is made of a list of roles and a document."""

    def metadata(url: str) -> tuple[int, str]:
        return roles if url.endswith("/") else (200, document if isinstance(document, str) else json.dumps(document))

    return obtain_credentials(Identity(CVM_ROLE), bare_machine(), no_sts, 0.0, metadata)


def no_sts(call: object, credentials: object) -> object:
    raise AssertionError("STS is not called")


def test_the_keys_of_the_role_are_taken_with_their_end() -> None:
    assert told(GOOD) == Credentials("AKIDrole", "role-key", "role-token", 1_700_000_000.0)


@pytest.mark.parametrize("roles", [(404, ""), (200, ""), (200, "\n")])
def test_a_machine_without_a_role_has_no_keys(roles: tuple[int, str]) -> None:
    with pytest.raises(ConfigurationError, match="CVM role: this instance has no role"):
        told(GOOD, roles)


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
def test_an_answer_that_is_not_as_documented_is_an_error_that_shows_none_of_it(document: Any) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        told(document)
    assert "role-" not in str(refusal.value)


def test_a_user_without_home_has_no_profiles_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    with pytest.raises(NotConfigured):
        read_profile("default", home_of({}), Path("/nowhere"), 0.0)


def test_keys_of_a_login_end_with_it(tmp_path: Path) -> None:
    (tmp_path / ".tccli").mkdir()
    login = {"type": "sso", "secretId": "i", "secretKey": "k", "token": "t", "expiresAt": 500}
    (tmp_path / ".tccli" / "default.credential").write_text(json.dumps(login))
    assert read_profile("default", tmp_path, tmp_path, 499.0).credentials == Credentials("i", "k", "t", 500.0)
    with pytest.raises(ConfigurationError, match="tccli sso login"):
        read_profile("default", tmp_path, tmp_path, 500.0)


def test_a_key_that_is_no_valid_text_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ConfigurationError, match="secret_key contains a character that is not valid Unicode"):
        validate_credentials(Credentials("id", "key\ud800"))
