# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damaged credential files: exactly the keys in the file, or an error that names the file and shows no key."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.signature import TC3Auth
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import ProfileFiles
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import PROFILE, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.sts import EXPIRY_MAXIMUM
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.tccli_configuration import read_configuration
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, TransportError
from support.credential_contexts import empty_context, obtain_credentials
from support.damage import FUZZ, damaged_bytes, damaged_json

NOW = 1_700_000_000.0
ID, KEY, TOKEN = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3abcdefg", "Gu5t9xGARNpq86cd98joQYCN3abcdefg", "aBcD1234" * 12
KEYS = {"secretId": ID, "secretKey": KEY}
ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
PROFILES: dict[str, dict[str, Any]] = {
    "keys": KEYS,
    "token": {**KEYS, "type": "default", "token": TOKEN, "expiresAt": NOW + 3600},
    "login": {**KEYS, "type": "oauth", "token": TOKEN, "expiresAt": NOW + 3600, "oauth": {"openId": "1"}},
    "role": {**KEYS, "role-arn": ARN, "role-session-name": "audit"},
    "cvm": {"type": "cvm-role"},
}
INI = f"""\
# keys of the studio
[default]
secret_id = {ID}
secret_key = {KEY}
token = {TOKEN}

[other]
secret_id = "AKIDother"
secret_key = 'other-key'
"""
CONFIGURE = {
    "_sys_param": {"region": "ap-singapore", "output": "json"},
    "mps": {"endpoint": "mps.intl.tencentcloudapi.com", "version": "2019-06-12"},
    "sts": {"endpoint": "sts.intl.tencentcloudapi.com"},
}
# The folder is created once; each case replaces its file.
FUZZ_FILES = settings(FUZZ, suppress_health_check=[*FUZZ.suppress_health_check, HealthCheck.function_scoped_fixture])


def respond(call: ApiCall, credentials: Credentials | None) -> Any:
    """STS gives the role other keys, and only for the keys of the file."""
    assert credentials is not None
    assert_usable(credentials)
    return Credentials("AKIDofTheRole", "key-of-the-role", "token-of-the-role", NOW + 7200)


def obtained(home: Path) -> Credentials | ConfigurationError | TransportError:
    try:
        return obtain_credentials(Identity(PROFILE), empty_context(home=home), respond, NOW)
    except (ConfigurationError, TransportError) as error:
        assert KEY not in str(error)
        assert TOKEN not in str(error)
        return error


def assert_usable(credentials: Credentials) -> None:
    """A request can be signed with the credentials."""
    request = requests.Request("POST", "https://mps.example/", headers={"Content-Type": "application/json"}, data=b"{}")
    request.auth = TC3Auth(credentials, "mps", lambda: NOW)
    for name, value in request.prepare().headers.items():
        assert f"{name}: {value}".isprintable()
        str(value).encode("latin-1")
    assert credentials.expires is None or NOW < credentials.expires <= EXPIRY_MAXIMUM


@pytest.mark.parametrize("kind", PROFILES)
@FUZZ_FILES
@given(data=st.data())
def test_profile_of_tccli_gives_its_own_keys_or_an_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    content = data.draw(damaged_json(PROFILES[kind]))
    path = tmp_path / ".tccli" / "default.credential"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    result = obtained(tmp_path)
    if isinstance(result, ConfigurationError):
        # With the type cvm-role, the keys come from the metadata service.
        assert str(path) in str(result) or "no metadata service" in str(result), str(result)
    elif isinstance(result, Credentials):
        written = json.loads(content.decode("utf-8-sig"))
        assert_usable(result)
        if "uin" not in json.dumps(written.get("role-arn")):
            assert result.secret_id == written["secretId"]
            assert result.secret_key == written["secretKey"]
            assert (result.token or None) == (
                written.get("token") if written.get("token") not in ("", "None", "null") else None
            )


@FUZZ_FILES
@given(content=damaged_bytes(INI.encode()))
def test_credential_file_of_the_sdk_gives_its_own_keys_or_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".tencentcloud" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    result = obtained(tmp_path)
    if isinstance(result, Credentials):
        assert_usable(result)
        # Unlike splitlines(), a file has no other ends of lines.
        lines = re.split(r"\r\n|\r|\n", content.decode("utf-8-sig"))
        values = [line.partition(separator)[2].strip().strip("'\"") for line in lines for separator in "=:"]
        assert {result.secret_id, result.secret_key, result.token or ""} <= {*values, ""}
    else:
        assert str(path) in str(result), str(result)


@FUZZ_FILES
@given(content=damaged_json(CONFIGURE))
def test_configuration_of_tccli_gives_texts_of_the_file_or_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "default.credential").write_text("{}")
    path = tmp_path / "default.configure"
    path.write_bytes(content)
    try:
        found = read_configuration("default", ProfileFiles(tmp_path, []))
    except ConfigurationError as error:
        assert str(path) in str(error)
        return
    assert found is not None
    document = json.loads(content.decode("utf-8-sig"))
    for section, entry, value in (
        ("_sys_param", "region", found.region),
        ("mps", "endpoint", found.endpoint),
        ("sts", "endpoint", found.sts_endpoint),
    ):
        written = document.get(section)
        written = written.get(entry) if isinstance(written, dict) else None
        assert value is None or value == written
        assert value is not None or not isinstance(written, str) or written in ("", "None")
