# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Profiles in the files of TCCLI and of the official SDK (docs/api-facts.md sections 5.1 and 5.3)."""

from __future__ import annotations

import contextlib
import json
import tempfile
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import (
    NotConfigured,
    ProfileKeys,
    profile_files,
    read_profile,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Role
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.tccli_configuration import read_configuration
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError

NOW = 1_700_000_000.0
ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
PAIR = {"secretId": "id", "secretKey": "key"}
KEYS = Credentials("id", "key")
TEMPORARY = Credentials("id", "key", "token")
TCCLI, INI, ETC = ".tccli/studio.credential", ".tencentcloud/credentials", "etc/tencentcloud/credentials"


def read(home: Path, files: dict[str, str | bytes], name: str = "studio") -> ProfileKeys:
    """Read the profile from a home folder with these files; ``etc`` is a folder in it."""
    for path, content in files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_profile(name, profile_files({}, home, home / "etc"), NOW)


@pytest.mark.parametrize(
    ("content", "profile"),
    [
        (PAIR, ProfileKeys(KEYS, None)),
        ({**PAIR, "token": "token"}, ProfileKeys(TEMPORARY, None)),
        ({**PAIR, "token": ""}, ProfileKeys(KEYS, None)),
        ({**PAIR, "token": None}, ProfileKeys(KEYS, None)),
        ({**PAIR, "type": "default"}, ProfileKeys(KEYS, None)),
        ({**PAIR, "type": ""}, ProfileKeys(KEYS, None)),
        ({**PAIR, "type": None, "more": {"of": "it"}}, ProfileKeys(KEYS, None)),
        ({**PAIR, "role-arn": ARN}, ProfileKeys(KEYS, Role(ARN, "tencentcloud.mps"))),
        ({**PAIR, "role-arn": ARN, "role-session-name": "nightly"}, ProfileKeys(KEYS, Role(ARN, "nightly"))),
        ({**PAIR, "token": "token", "role-arn": ARN}, ProfileKeys(TEMPORARY, Role(ARN, "tencentcloud.mps"))),
        ({**PAIR, "role-arn": "", "role-session-name": "nightly"}, ProfileKeys(KEYS, None)),
        ({"type": "cvm-role"}, ProfileKeys(None, None)),
        ({**PAIR, "type": "cvm-role"}, ProfileKeys(None, None)),
        ({"type": "cvm-role", "role-arn": ARN}, ProfileKeys(None, Role(ARN, "tencentcloud.mps"))),
    ],
)
def test_tccli_profile_is_read_as_tccli_writes_it(
    tmp_path: Path, content: dict[str, Any], profile: ProfileKeys
) -> None:
    assert read(tmp_path, {TCCLI: json.dumps(content)}) == profile


@pytest.mark.parametrize(("kind", "command"), [("oauth", "tccli auth login"), ("sso", "tccli sso login")])
def test_login_credentials_are_valid_until_the_login_expires(tmp_path: Path, kind: str, command: str) -> None:
    login = {**PAIR, "token": "token", "type": kind, kind: {"accessToken": "never needed"}}
    for expires in (NOW + 1, NOW + 0.5, int(NOW) + 7200):
        found = read(tmp_path, {TCCLI: json.dumps({**login, "expiresAt": expires})}).credentials
        assert found is not None
        assert (found.secret_id, found.secret_key, found.token) == ("id", "key", "token")
    for ended in ({"expiresAt": NOW}, {"expiresAt": NOW - 1}, {"expiresAt": 0}, {"expiresAt": "later"}, {}):
        with pytest.raises(ConfigurationError) as refusal:
            read(tmp_path, {TCCLI: json.dumps({**login, **ended})})
        path = tmp_path / TCCLI
        assert str(refusal.value).startswith(
            f"the login in {path} has expired. Run '{command} --profile studio', or 'tccli c"
        )


@pytest.mark.parametrize(
    ("text", "credentials"),
    [
        ("[studio]\nsecret_id = id\nsecret_key = key\n", KEYS),
        ("[default]\nsecret_id=x\nsecret_key=y\n[studio]\nsecret_id=id\nsecret_key=key\n[last]\n", KEYS),
        ("[studio]\nsecret_id: id\nsecret_key: key\n", KEYS),
        ("; note\n[studio]\n# note\nSECRET_ID = id\nsecret_key = key\nrole_arn = unused\n", KEYS),
        ("[studio]\r\nsecret_id = id\r\nsecret_key = key\r\n", KEYS),
        ("[studio]\nsecret_id = id\nsecret_key = key\ntoken = token\n", TEMPORARY),
        ("[studio]\nsecret_id = id\nsecret_key = key\ntoken =\n", KEYS),
        ("[studio]\nsecret_id = 'id'\nsecret_key = \"key\"\n", KEYS),
        ("[studio]\nsecret_id = i%d\nsecret_key = %(key)s%\n", Credentials("i%d", "%(key)s%")),
        ("[studio]\nsecret_id = id\nsecret_key = a=b:c;d#e\n", Credentials("id", "a=b:c;d#e")),
        ("\ufeff[studio]\nsecret_id = id\nsecret_key = key\n", KEYS),
    ],
)
def test_ini_section_is_read_as_the_sdk_reads_it(tmp_path: Path, text: str, credentials: Credentials) -> None:
    assert read(tmp_path, {INI: text}) == ProfileKeys(credentials, None)


def test_default_section_values_are_not_inherited(tmp_path: Path) -> None:
    text = "[DEFAULT]\nsecret_key = x\n[default]\nsecret_id = x\nsecret_key = x\n[studio]\nsecret_id = id\n"
    with pytest.raises(ConfigurationError, match="has no secret_key"):
        read(tmp_path, {INI: text})


def ini(name: str, section: str = "studio") -> str:
    return f"[{section}]\nsecret_id = {name}\nsecret_key = key\n"


def test_tccli_file_precedes_home_and_home_precedes_etc(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {TCCLI: json.dumps(PAIR), INI: ini("home"), ETC: ini("etc")}
    for expected in ("id", "home", "etc"):
        assert read(tmp_path, files).credentials == Credentials(expected, "key")
        first = next(iter(files))
        (tmp_path / first).unlink()
        del files[first]
    with pytest.raises(NotConfigured) as missing:
        read(tmp_path, {})
    assert str(missing.value) == ", ".join(f"{tmp_path / path} does not exist" for path in (TCCLI, INI, ETC))


def test_home_file_hides_the_etc_file_as_in_the_sdk(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured) as missing:
        read(tmp_path, {INI: ini("home", "another"), ETC: ini("etc")})
    assert str(missing.value) == f"{tmp_path / TCCLI} does not exist, {tmp_path / INI} has no section [studio]"


# Each of these files contains the mark, and no message may show it.
MARK = "Q7Q7Q7Q7"


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        (TCCLI, "", "is not valid JSON. Repair it with 'tccli configure --profile studio'"),
        (TCCLI, f'{{"secretKey": "{MARK}"', "is not valid JSON"),
        (TCCLI, f"secretKey = {MARK}", "is not valid JSON"),
        (TCCLI, "[" * 100_000 + MARK, "is not valid JSON"),
        (TCCLI, f'["{MARK}"]', "is not a JSON object"),
        (TCCLI, f'"{MARK}"', "is not a JSON object"),
        (TCCLI, "null", "is not a JSON object"),
        (TCCLI, "{}", "contains no secretId and no secretKey. Run 'tccli configure --profile studio'"),
        (TCCLI, f'{{"secretId": "{MARK}"}}', "has no secretKey"),
        (TCCLI, f'{{"secretKey": "{MARK}"}}', "has no secretId"),
        (TCCLI, f'{{"secretId": "", "secretKey": "{MARK}"}}', "has no secretId"),
        (TCCLI, f'{{"secretId": "{MARK}", "secretKey": ""}}', "has no secretKey"),
        (TCCLI, f'{{"secretId": ["{MARK}"], "secretKey": 5}}', "secretId is empty or not a string"),
        (TCCLI, f'{{"secretId": "{MARK}", "secretKey": "k", "token": ["{MARK}"]}}', "token is not a string"),
        (TCCLI, f'{{"secretId": "i", "secretKey": "k", "type": "{MARK}"}}', "has an unknown type"),
        (TCCLI, f'{{"secretId": "i", "secretKey": "k", "type": ["{MARK}"]}}', "has an unknown type"),
        (TCCLI, MARK.encode() + b"\xff", "it is not UTF-8"),
        (TCCLI, json.dumps({"secretKey": MARK}).encode("utf-16"), "it is not UTF-8"),
        (INI, f"secret_key = {MARK}\n", r"1 is not a valid INI file \(MissingSectionHeaderError\)"),
        (INI, f"[studio]\n{MARK}\n", r"2 is not a valid INI file \(ParsingError\)"),
        (INI, f"[{MARK}", "1 is not a valid INI file"),
        (INI, f"[studio]\nsecret_id = {MARK}\n[studio]\n", "3 is not a valid INI file .*: the section occurs twice"),
        (INI, f"[studio]\nsecret_id = {MARK}\nsecret_id = b\n", "3 is not a valid INI file .*: the entry occurs twice"),
        (TCCLI, f'{{"secretId": "{MARK}", "secretKey": "a", "secretKey": "b"}}', "is not valid JSON"),
        (INI, f"[studio]\nsecret_id = {MARK}\n", "has no secret_key"),
        (INI, f"[studio]\nsecret_key = {MARK}\n", "has no secret_id"),
        (INI, f"[studio]\nsecret_id =\nsecret_key = {MARK}\n", "secret_id is empty or not a string"),
        (INI, MARK.encode() + b"\xff", "it is not UTF-8"),
        (ETC, f"[studio]\nsecret_id = {MARK}\nsecret_key =\n", "secret_key is empty or not a string"),
    ],
)
def test_broken_file_error_names_the_file_and_hides_its_content(
    tmp_path: Path, path: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"{path}:?[ 0-9]*{message}") as refusal:
        read(tmp_path, {path: content})
    assert MARK not in repr(refusal.value) + "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize("path", [TCCLI, INI, ETC])
def test_directory_instead_of_a_file_is_an_error(tmp_path: Path, path: str) -> None:
    (tmp_path / path).mkdir(parents=True)
    with pytest.raises(ConfigurationError, match=f"{path} cannot be read: it is a directory"):
        read(tmp_path, {})


@pytest.mark.parametrize("path", [TCCLI, INI])
def test_unreadable_file_is_an_error(tmp_path: Path, path: str) -> None:
    """File modes do not restrict root, but no user can read a symbolic link to itself."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).symlink_to(tmp_path / path)
    with pytest.raises(ConfigurationError, match=f"{path} cannot be read: "):
        read(tmp_path, {})


@pytest.mark.parametrize("name", ["", "a/b", "../../etc/passwd", "/etc/passwd", "a\x00b", "a\ud800"])
def test_unsafe_profile_name_is_rejected(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a valid profile name"):
        read(tmp_path, {}, name)


@pytest.mark.parametrize(
    "name", ["studio", "studio-1", "a.b", "a_b", "me@example.com", "a+b", "工作室", "a b", ".", "..", "[a]", "a\\b"]
)
def test_profile_name_valid_as_a_file_name_is_accepted(tmp_path: Path, name: str) -> None:
    path = f".tccli/{name}.credential"
    assert read(tmp_path, {path: json.dumps(PAIR)}, name) == ProfileKeys(KEYS, None)


@pytest.mark.parametrize(
    ("content", "region"),
    [
        ('{"_sys_param": {"region": "ap-singapore"}}', "ap-singapore"),
        ('\ufeff{"_sys_param": {"region": "ap-singapore"}}', "ap-singapore"),
        ('{"_sys_param": {"region": ""}}', None),
        ('{"_sys_param": {"region": 5}}', None),
        ('{"_sys_param": {}}', None),
        ('{"_sys_param": []}', None),
        ("{}", None),
        (None, None),
    ],
)
def test_region_is_read_from_a_valid_configuration_file(
    tmp_path: Path, content: str | None, region: str | None
) -> None:
    path = tmp_path / ".tccli" / "studio.configure"
    path.parent.mkdir()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    path.with_name("studio.credential").touch()
    configuration = read_configuration("studio", profile_files({}, tmp_path, tmp_path))
    assert (configuration.region if configuration else None) == region


@pytest.mark.parametrize("content", [b"[]", b"{", b"", b"\xff"])
def test_damaged_configuration_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    """It may contain the endpoint of another site."""
    path = tmp_path / ".tccli" / "studio.configure"
    path.parent.mkdir()
    path.write_bytes(content)
    path.with_name("studio.credential").touch()
    with pytest.raises(ConfigurationError, match=r"studio\.configure is not a JSON object. Repair it with 'tccli conf"):
        read_configuration("studio", profile_files({}, tmp_path, tmp_path))


marked = st.builds(lambda before, after: before + MARK + after, st.text(max_size=3), st.text(max_size=3))
values = st.none() | st.just("") | st.booleans() | st.integers() | marked | st.lists(marked, max_size=2)
entries = ["secretId", "secretKey", "token", "type", "expiresAt", "role-arn", "role-session-name"]
objects = st.dictionaries(st.sampled_from(entries) | marked, values | st.sampled_from(["oauth", "sso", "cvm-role"]))
lines = ["[studio]", "[default]", "[", "secret_id", "secret_key = ", "token", " = ", ": ", "%(", MARK, f"[{MARK}]"]
ini_texts = st.lists(st.sampled_from(lines) | marked, max_size=8).flatmap(
    lambda parts: st.sampled_from(["\n", "", " = ", "\n "]).map(lambda glue: glue.join(parts))
)


@given(
    tccli=st.none() | st.builds(json.dumps, objects | marked | st.lists(marked)) | marked | st.binary(max_size=20),
    home=st.none() | ini_texts | st.binary(max_size=20),
)
def test_error_message_never_shows_file_content(tccli: str | bytes | None, home: str | bytes | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {path: content for path, content in ((TCCLI, tccli), (INI, home)) if content is not None}
        with contextlib.suppress(ConfigurationError, NotConfigured):
            read(Path(folder), {path: as_bytes(content) for path, content in files.items()})
            return
        with pytest.raises((ConfigurationError, NotConfigured)) as refusal:
            read_profile("studio", profile_files({}, Path(folder), Path(folder) / "etc"), NOW)
        assert MARK not in str(refusal.value) + repr(refusal.value)


def as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
