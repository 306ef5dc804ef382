# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credential sources with real signatures: each source alone, the order of the sources, and errors without fallback."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    ConfigurationError,
    DeniedError,
    MpsError,
    RejectedError,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import gather_person_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.credential_sources import (
    ALL_SOURCES,
    AUDITED,
    CI,
    CVM,
    ENVIRONMENT,
    EXTERNAL_ID,
    INI,
    OPTIONS,
    SOURCES,
    TCCLI,
    TCCLI_ROLE,
    TKE,
    Host,
    arn_of,
    as_tccli,
    keys_of,
    secrets_of,
    state,
    variables,
    write_file,
)
from support.emulator_process import EmulatorProcess


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state()) as running:
        yield running


@pytest.fixture
def host(emulator: EmulatorProcess) -> Host:
    emulator.reset()
    emulator.metadata(None)
    return Host(emulator, Path.home(), {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url})


def account_read(host: Host, **options: Any) -> str:
    """Return the UIN of the account that the run reads; check it with the log of the emulator."""
    os.environ.update(host.environment)  # conftest.py restores the environment after the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    addressed = {**given, "endpoint": host.emulator.url, **host.options, **options}
    gathered = gather_person_samples(parse_settings(addressed, os.environ), 32, Selection(), pytest.fail)
    (sample,) = gathered.listing.samples
    (request,) = host.emulator.requests(action="DescribePersonSamples")
    assert request["account"] == sample["Name"]
    return str(sample["Name"])


def requests_of(host: Host) -> list[tuple[str, str]]:
    """Return the account and action of each request."""
    return [(entry["account"], entry["action"]) for entry in host.emulator.requests()]


@pytest.mark.parametrize("source", ALL_SOURCES)
def test_each_source_alone_reads_its_account(host: Host, source: str) -> None:
    ALL_SOURCES[source].configure(host)
    assert account_read(host, account_uin=ALL_SOURCES[source].uin) == ALL_SOURCES[source].uin


@pytest.mark.parametrize("source", ALL_SOURCES)
def test_role_is_assumed_with_the_keys_of_each_source(host: Host, source: str) -> None:
    ALL_SOURCES[source].configure(host)
    role = {"role_arn": arn_of(AUDITED), "role_session_name": "audit", "role_duration": 900}
    assert account_read(host, **role, role_external_id=EXTERNAL_ID, account_uin=AUDITED) == AUDITED
    last = host.emulator.requests(action="AssumeRole")[-1]
    assert last["account"] == ALL_SOURCES[source].uin
    assert last["parameters"] == {
        "RoleArn": arn_of(AUDITED),
        "RoleSessionName": "audit",
        "DurationSeconds": 900,
        "ExternalId": "***",
    }


@pytest.mark.parametrize("external_id", [None, "another-id"])
def test_role_with_an_external_id_is_denied_without_the_correct_id(host: Host, external_id: str | None) -> None:
    with pytest.raises(DeniedError, match=r"AssumeRole.*UnauthorizedOperation") as refusal:
        account_read(host, **keys_of(OPTIONS), role_arn=arn_of(AUDITED), role_external_id=external_id)
    assert "another-id" not in str(refusal.value)
    assert requests_of(host) == [(OPTIONS, "AssumeRole")]


def test_missing_role_costs_one_request(host: Host) -> None:
    with pytest.raises((DeniedError, RejectedError), match="RoleNotFound"):
        account_read(host, **keys_of(OPTIONS), role_arn=f"qcs::cam::uin/{AUDITED}:roleName/Nobody")
    assert requests_of(host) == [(OPTIONS, "AssumeRole")]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(SOURCES, 2)))
def test_first_of_two_sources_is_used(host: Host, first: str, second: str) -> None:
    SOURCES[second].configure(host)
    SOURCES[first].configure(host)
    assert account_read(host) == SOURCES[first].uin


def test_credential_source_selects_one_of_all_sources(host: Host) -> None:
    for configured in list(SOURCES.values())[1:]:
        configured.configure(host)
    named = {"static": ENVIRONMENT, "oidc": CI, "profile": TCCLI, "tke_oidc": TKE, "cvm_role": CVM}
    for source, uin in named.items():
        host.emulator.reset()
        assert account_read(host, credential_source=source) == uin


@pytest.mark.parametrize(
    ("options", "environment", "uin"),
    [
        ({"profile": "studio"}, variables(keys_of(ENVIRONMENT)), TCCLI),
        ({"profile": "studio"}, {"TENCENTCLOUD_PROFILE": "unknown"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "studio"}, TCCLI),
        ({}, {"TCCLI_PROFILE": "studio"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "section", "TCCLI_PROFILE": "studio"}, INI),
        ({}, {"TENCENTCLOUD_PROFILE": "", "TCCLI_PROFILE": "studio"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, ENVIRONMENT),
        ({"credential_source": "profile"}, {"TCCLI_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, TCCLI),
        ({"credential_source": "static"}, {"TCCLI_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, ENVIRONMENT),
        (keys_of(OPTIONS), {"TENCENTCLOUD_PROFILE": "unknown", **variables(keys_of(ENVIRONMENT, True))}, OPTIONS),
    ],
)  # fmt: skip
def test_named_profile_has_the_documented_precedence(
    host: Host, options: dict[str, str], environment: dict[str, str], uin: str
) -> None:
    host.add_tccli_profile(as_tccli(keys_of(TCCLI_ROLE)))  # the default profile is another account
    host.add_tccli_profile(as_tccli(keys_of(TCCLI)), "studio")
    host.add_ini_profile(keys_of(INI), "section")
    host.environment |= environment
    assert account_read(host, **options) == uin


@pytest.mark.parametrize("named", [{"profile": "unknown"}, {"TENCENTCLOUD_PROFILE": "unknown"}])
def test_missing_named_profile_does_not_fall_back_to_another_source(host: Host, named: dict[str, str]) -> None:
    for source in ("TCCLI", "INI", "TKE OIDC", "CVM role"):
        SOURCES[source].configure(host)
    host.environment |= {name: value for name, value in named.items() if name.isupper()}
    with pytest.raises(ConfigurationError, match=r"profile unknown: .*unknown\.credential does not exist.*\[unknown\]"):
        account_read(host, **{name: value for name, value in named.items() if name.islower()})
    assert requests_of(host) == []


def test_selected_source_does_not_fall_back_to_another_source(host: Host) -> None:
    SOURCES["TCCLI"].configure(host)
    for source, reason in (("static", "environment: "), ("tke_oidc", "TKE OIDC: "), ("cvm_role", "CVM role: ")):
        with pytest.raises(ConfigurationError, match=f"no credentials found.* Tried, in this order: .*{reason}"):
            account_read(host, credential_source=source)
    with pytest.raises(ConfigurationError, match=r"oidc_provider_id is missing\. Set it, or the environment variable"):
        account_read(host, credential_source="oidc")
    assert {action for _account, action in requests_of(host)} == {"metadata"}


def test_error_lists_every_source_tried_when_none_is_configured(host: Host) -> None:
    with pytest.raises(ConfigurationError) as nothing:
        account_read(host)
    home = host.home
    assert str(nothing.value) == (
        "no credentials found. Set secret_id and secret_key, or configure one of these sources. Tried, in this order:"
        " options: secret_id and secret_key are not set; environment: TENCENTCLOUD_SECRET_ID and"
        f" TENCENTCLOUD_SECRET_KEY are not set; OIDC: oidc_token and oidc_token_file are not set; profile default:"
        f" {home}/.tccli/default.credential does not exist,"
        f" {home}/.tencentcloud/credentials does not exist, /etc/tencentcloud/credentials does not exist;"
        " TKE OIDC: TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE,"
        " TKE_ROLE_ARN not set; CVM role: this instance has no role"
    )


Break = Callable[[Host], object]
TCCLI_FILE, INI_FILE = Path(".tccli/default.credential"), Path(".tencentcloud/credentials")
SECRET = keys_of(TCCLI)["secret_key"]
TKE_VARIABLES = {"TKE_PROVIDER_ID": "tke", "TKE_ROLE_ARN": arn_of(TKE)}


def _text(path: Path, text: str) -> Break:
    return lambda host: write_file(host.home / path, text)


def _bytes(path: Path, content: bytes) -> Break:
    return lambda host: write_file(host.home / path, "").write_bytes(content)


def _folder(path: Path) -> Break:
    return lambda host: (host.home / path).mkdir(parents=True)


BROKEN: dict[str, tuple[Break, str]] = {
    "bad JSON": (_text(TCCLI_FILE, f'{{"secretKey": "{SECRET}"'), "default.credential is not valid JSON"),
    "a list": (_text(TCCLI_FILE, f'["{SECRET}"]'), "default.credential is not a JSON object"),
    "an empty file": (_text(TCCLI_FILE, ""), "default.credential is not valid JSON"),
    "no id": (_text(TCCLI_FILE, f'{{"secretKey": "{SECRET}"}}'), "default.credential has no secretId"),
    "an empty id": (
        _text(TCCLI_FILE, f'{{"secretId": "", "secretKey": "{SECRET}"}}'),
        "default.credential has no secretId",
    ),
    "an empty key": (
        _text(TCCLI_FILE, f'{{"secretId": "{SECRET}", "secretKey": ""}}'),
        "default.credential has no secretKey",
    ),
    "not UTF-8": (_bytes(TCCLI_FILE, SECRET.encode() + b"\xff"), r"cannot read .*default\.credential: it is not UTF-8"),
    "a folder": (_folder(TCCLI_FILE), r"default\.credential cannot be read: it is a directory, not a regular file"),
    "an expired login": (
        _text(TCCLI_FILE, f'{{"secretId": "{SECRET}", "secretKey": "k", "type": "oauth", "expiresAt": 1}}'),
        "has expired. Run 'tccli auth login --profile default'",
    ),
    "no section header": (_text(INI_FILE, f"secret_key = {SECRET}\n"), "credentials:1 is not a valid INI file"),
    "an INI line": (_text(INI_FILE, f"[default]\n{SECRET}\n"), "credentials:2 is not a valid INI file"),
    "no key in the INI": (_text(INI_FILE, f"[default]\nsecret_id = {SECRET}\n"), "credentials has no secret_key"),
    "an INI that is a folder": (
        _folder(INI_FILE),
        r"credentials cannot be read: it is a directory, not a regular file",
    ),
    "half an environment": (
        lambda host: host.environment.update({"TENCENTCLOUD_SECRET_KEY": SECRET}),
        "TENCENTCLOUD_SECRET_KEY is set, but TENCENTCLOUD_SECRET_ID is not",
    ),
    "no token file": (
        lambda host: host.environment.update({**TKE_VARIABLES, "TKE_WEB_IDENTITY_TOKEN_FILE": "/no/token"}),
        "cannot read the token file /no/token that TKE_WEB_IDENTITY_TOKEN_FILE names",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_source_is_reported_and_later_sources_are_not_tried(host: Host, broken: str) -> None:
    break_source, message = BROKEN[broken]
    SOURCES["CVM role"].configure(host)
    break_source(host)
    with pytest.raises(ConfigurationError, match=message) as refusal:
        account_read(host)
    assert SECRET not in str(refusal.value)
    assert requests_of(host) == []


@pytest.mark.parametrize("path", [TCCLI_FILE, INI_FILE])
def test_byte_order_mark_is_ignored(host: Host, path: Path) -> None:
    source = SOURCES["TCCLI" if path == TCCLI_FILE else "INI"]
    source.configure(host)
    text = (host.home / path).read_text(encoding="utf-8")
    (host.home / path).write_text(text, encoding="utf-8-sig")
    assert account_read(host) == source.uin


WRONG: dict[str, dict[str, str]] = {
    "an unknown id": {"secret_id": "AKIDnobody", "secret_key": "no-such-key"},
    "a wrong key": {**keys_of(OPTIONS), "secret_key": "a-wrong-secret-key"},
    "a wrong token": {**keys_of(OPTIONS, temporary=True), "token": "a-wrong-token"},
    "no token": {**keys_of(OPTIONS, temporary=True), "token": ""},
    "a token that is not needed": {**keys_of(OPTIONS), "token": "a-needless-token"},
}


@pytest.mark.parametrize("account_uin", [None, OPTIONS])
@pytest.mark.parametrize("wrong", WRONG)
def test_rejected_keys_do_not_fall_back_to_another_source(host: Host, wrong: str, account_uin: str | None) -> None:
    for source in ("environment", "TCCLI", "CVM role"):
        SOURCES[source].configure(host)
    with pytest.raises(MpsError, match="AuthFailure") as refusal:
        account_read(host, **WRONG[wrong], account_uin=account_uin)
    assert isinstance(refusal.value, DeniedError)
    assert len(host.emulator.requests()) == 1
    for secret in (*secrets_of(), *(WRONG[wrong][part] for part in ("secret_key", "token") if WRONG[wrong].get(part))):
        assert secret not in str(refusal.value) + repr(refusal.value)


@pytest.mark.parametrize("source", ALL_SOURCES)
def test_wrong_account_is_reported_and_not_read(host: Host, source: str) -> None:
    ALL_SOURCES[source].configure(host)
    uin = ALL_SOURCES[source].uin
    with pytest.raises(ConfigurationError, match=f"the credentials belong to {uin}, but account_uin is {AUDITED}"):
        account_read(host, account_uin=AUDITED)
    assert host.emulator.requests(action="DescribePersonSamples") == []
    assert requests_of(host)[-1] == (uin, "GetCallerIdentity")
