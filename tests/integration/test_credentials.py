# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where keys come from, against real signatures: each source alone, which of two it is, and what is not passed over."""

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
    AUDITED,
    ENVIRONMENT,
    EVERYWHERE,
    EXTERNAL_ID,
    INI,
    MACHINE,
    OPTIONS,
    PLACES,
    TCCLI,
    TCCLI_ROLE,
    TKE,
    Machine,
    arn_of,
    as_tccli,
    keys_of,
    secrets_of,
    state,
    variables,
    written,
)
from support.emulator_process import EmulatorProcess


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state()) as running:
        yield running


@pytest.fixture
def machine(emulator: EmulatorProcess) -> Machine:
    emulator.reset()
    emulator.metadata(None)
    return Machine(emulator, Path.home(), {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url})


def account_read(machine: Machine, **options: Any) -> str:
    """The number of the account that the machine reads; the log must say the same."""
    os.environ.update(machine.environment)  # it ends with the test
    given = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    addressed = {**given, "endpoint": machine.emulator.url, **machine.options, **options}
    gathered = gather_person_samples(parse_settings(addressed, os.environ), 32, Selection(), pytest.fail)
    (sample,) = gathered.listing.samples
    (request,) = machine.emulator.requests(action="DescribePersonSamples")
    assert request["account"] == sample["Name"]
    return str(sample["Name"])


def asked(machine: Machine) -> list[tuple[str, str]]:
    """Whose keys asked for what."""
    return [(entry["account"], entry["action"]) for entry in machine.emulator.requests()]


@pytest.mark.parametrize("place", EVERYWHERE)
def test_every_source_alone_reaches_its_account(machine: Machine, place: str) -> None:
    EVERYWHERE[place].put(machine)
    assert account_read(machine, account_uin=EVERYWHERE[place].uin) == EVERYWHERE[place].uin


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_role_is_assumed_on_top_of_every_source(machine: Machine, place: str) -> None:
    EVERYWHERE[place].put(machine)
    role = {"role_arn": arn_of(AUDITED), "role_session_name": "audit", "role_duration": 900}
    assert account_read(machine, **role, role_external_id=EXTERNAL_ID, account_uin=AUDITED) == AUDITED
    last = machine.emulator.requests(action="AssumeRole")[-1]
    assert last["account"] == EVERYWHERE[place].uin
    assert last["parameters"] == {
        "RoleArn": arn_of(AUDITED),
        "RoleSessionName": "audit",
        "DurationSeconds": 900,
        "ExternalId": "***",
    }


@pytest.mark.parametrize("external_id", [None, "another-id"])
def test_a_role_that_wants_an_external_id_is_refused_without_it(machine: Machine, external_id: str | None) -> None:
    with pytest.raises(DeniedError, match=r"AssumeRole.*UnauthorizedOperation") as refusal:
        account_read(machine, **keys_of(OPTIONS), role_arn=arn_of(AUDITED), role_external_id=external_id)
    assert "another-id" not in str(refusal.value)
    assert asked(machine) == [(OPTIONS, "AssumeRole")]


def test_a_role_that_does_not_exist_is_one_request(machine: Machine) -> None:
    with pytest.raises((DeniedError, RejectedError), match="RoleNotFound"):
        account_read(machine, **keys_of(OPTIONS), role_arn=f"qcs::cam::uin/{AUDITED}:roleName/Nobody")
    assert asked(machine) == [(OPTIONS, "AssumeRole")]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(PLACES, 2)))
def test_of_two_sources_the_earlier_is_taken(machine: Machine, first: str, second: str) -> None:
    PLACES[second].put(machine)
    PLACES[first].put(machine)
    assert account_read(machine) == PLACES[first].uin


def test_of_all_sources_the_one_that_is_named_is_taken(machine: Machine) -> None:
    for place in list(PLACES.values())[1:]:
        place.put(machine)
    named = {"static": ENVIRONMENT, "profile": TCCLI, "tke_oidc": TKE, "cvm_role": MACHINE}
    for source, uin in named.items():
        machine.emulator.reset()
        assert account_read(machine, credential_source=source) == uin


@pytest.mark.parametrize(
    ("options", "environment", "uin"),
    [
        ({"profile": "studio"}, variables(keys_of(ENVIRONMENT)), TCCLI),
        ({"profile": "studio"}, {"TENCENTCLOUD_PROFILE": "absent"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "studio"}, TCCLI),
        ({}, {"TCCLI_PROFILE": "studio"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "section", "TCCLI_PROFILE": "studio"}, INI),
        ({}, {"TENCENTCLOUD_PROFILE": "", "TCCLI_PROFILE": "studio"}, TCCLI),
        ({}, {"TENCENTCLOUD_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, ENVIRONMENT),
        ({"credential_source": "profile"}, {"TCCLI_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, TCCLI),
        ({"credential_source": "static"}, {"TCCLI_PROFILE": "studio", **variables(keys_of(ENVIRONMENT))}, ENVIRONMENT),
        (keys_of(OPTIONS), {"TENCENTCLOUD_PROFILE": "absent", **variables(keys_of(ENVIRONMENT, True))}, OPTIONS),
    ],
)  # fmt: skip
def test_a_profile_that_is_named_comes_where_the_guide_says(
    machine: Machine, options: dict[str, str], environment: dict[str, str], uin: str
) -> None:
    machine.tccli(as_tccli(keys_of(TCCLI_ROLE)))  # the default profile is another account
    machine.tccli(as_tccli(keys_of(TCCLI)), "studio")
    machine.ini(keys_of(INI), "section")
    machine.environment |= environment
    assert account_read(machine, **options) == uin


@pytest.mark.parametrize("named", [{"profile": "absent"}, {"TENCENTCLOUD_PROFILE": "absent"}])
def test_a_named_profile_that_is_absent_is_not_replaced_by_anything(machine: Machine, named: dict[str, str]) -> None:
    for place in ("TCCLI", "INI", "TKE OIDC", "CVM role"):
        PLACES[place].put(machine)
    machine.environment |= {name: value for name, value in named.items() if name.isupper()}
    with pytest.raises(ConfigurationError, match=r"profile absent: .*absent\.credential does not exist.*\[absent\]"):
        account_read(machine, **{name: value for name, value in named.items() if name.islower()})
    assert asked(machine) == []


def test_a_source_that_is_named_is_not_replaced_by_another(machine: Machine) -> None:
    PLACES["TCCLI"].put(machine)
    for source, reason in (("static", "environment: "), ("tke_oidc", "TKE OIDC: "), ("cvm_role", "CVM role: ")):
        with pytest.raises(ConfigurationError, match=f"no keys. Tried, in this order: .*{reason}"):
            account_read(machine, credential_source=source)
    assert {action for _account, action in asked(machine)} == {"metadata"}


def test_where_there_is_nothing_the_message_tells_what_was_tried(machine: Machine) -> None:
    with pytest.raises(ConfigurationError) as nothing:
        account_read(machine)
    home = machine.home
    assert str(nothing.value) == (
        "no keys. Tried, in this order: options: secret_id and secret_key are not given; environment:"
        " TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set; profile default:"
        f" {home}/.tccli/default.credential does not exist, {home}/.tencentcloud/credentials does not exist,"
        " /etc/tencentcloud/credentials does not exist; TKE OIDC: TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE,"
        " TKE_ROLE_ARN not set; CVM role: no role is bound to this machine"
    )


Spoil = Callable[[Machine], object]
TCCLI_FILE, INI_FILE = Path(".tccli/default.credential"), Path(".tencentcloud/credentials")
SECRET = keys_of(TCCLI)["secret_key"]
TKE_VARIABLES = {"TKE_PROVIDER_ID": "tke", "TKE_ROLE_ARN": arn_of(TKE)}


def _text(path: Path, text: str) -> Spoil:
    return lambda machine: written(machine.home / path, text)


def _bytes(path: Path, content: bytes) -> Spoil:
    return lambda machine: written(machine.home / path, "").write_bytes(content)


def _folder(path: Path) -> Spoil:
    return lambda machine: (machine.home / path).mkdir(parents=True)


SPOILT: dict[str, tuple[Spoil, str]] = {
    "bad JSON": (_text(TCCLI_FILE, f'{{"secretKey": "{SECRET}"'), "default.credential is not JSON"),
    "a list": (_text(TCCLI_FILE, f'["{SECRET}"]'), "default.credential is not a JSON object"),
    "an empty file": (_text(TCCLI_FILE, ""), "default.credential is not JSON"),
    "no id": (_text(TCCLI_FILE, f'{{"secretKey": "{SECRET}"}}'), "default.credential has no secretId"),
    "an empty id": (_text(TCCLI_FILE, f'{{"secretId": "", "secretKey": "{SECRET}"}}'), "secretId is empty"),
    "an empty key": (_text(TCCLI_FILE, f'{{"secretId": "{SECRET}", "secretKey": ""}}'), "secretKey is empty"),
    "not UTF-8": (_bytes(TCCLI_FILE, SECRET.encode() + b"\xff"), "default.credential is not UTF-8"),
    "a folder": (_folder(TCCLI_FILE), "default.credential cannot be read: Is a directory"),
    "an expired login": (
        _text(TCCLI_FILE, f'{{"secretId": "{SECRET}", "secretKey": "k", "type": "oauth", "expiresAt": 1}}'),
        "has expired. Run 'tccli auth login --profile default'",
    ),
    "no section header": (_text(INI_FILE, f"secret_key = {SECRET}\n"), "credentials is not an INI file"),
    "an INI line": (_text(INI_FILE, f"[default]\n{SECRET}\n"), "credentials is not an INI file"),
    "no key in the INI": (_text(INI_FILE, f"[default]\nsecret_id = {SECRET}\n"), "credentials has no secret_key"),
    "an INI that is a folder": (_folder(INI_FILE), "credentials cannot be read: Is a directory"),
    "half an environment": (
        lambda machine: machine.environment.update({"TENCENTCLOUD_SECRET_KEY": SECRET}),
        "TENCENTCLOUD_SECRET_KEY is set, but TENCENTCLOUD_SECRET_ID is not",
    ),
    "no token file": (
        lambda machine: machine.environment.update({**TKE_VARIABLES, "TKE_WEB_IDENTITY_TOKEN_FILE": "/no/token"}),
        "the file that TKE_WEB_IDENTITY_TOKEN_FILE names, /no/token, cannot be read",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_spoilt_is_told_and_nothing_behind_it_is_tried(machine: Machine, spoilt: str) -> None:
    spoil, message = SPOILT[spoilt]
    PLACES["CVM role"].put(machine)
    spoil(machine)
    with pytest.raises(ConfigurationError, match=message) as refusal:
        account_read(machine)
    assert SECRET not in str(refusal.value)
    assert asked(machine) == []


@pytest.mark.parametrize("path", [TCCLI_FILE, INI_FILE])
def test_a_byte_order_mark_does_not_matter(machine: Machine, path: Path) -> None:
    place = PLACES["TCCLI" if path == TCCLI_FILE else "INI"]
    place.put(machine)
    text = (machine.home / path).read_text(encoding="utf-8")
    (machine.home / path).write_text(text, encoding="utf-8-sig")
    assert account_read(machine) == place.uin


WRONG: dict[str, dict[str, str]] = {
    "an unknown id": {"secret_id": "AKIDnobody", "secret_key": "no-such-key"},
    "a wrong key": {**keys_of(OPTIONS), "secret_key": "a-wrong-secret-key"},
    "a wrong token": {**keys_of(OPTIONS, temporary=True), "token": "a-wrong-token"},
    "no token": {**keys_of(OPTIONS, temporary=True), "token": ""},
    "a token that is not needed": {**keys_of(OPTIONS), "token": "a-needless-token"},
}


@pytest.mark.parametrize("proved", [None, OPTIONS])
@pytest.mark.parametrize("wrong", WRONG)
def test_keys_that_are_refused_are_not_replaced_by_others(machine: Machine, wrong: str, proved: str | None) -> None:
    for place in ("environment", "TCCLI", "CVM role"):
        PLACES[place].put(machine)
    with pytest.raises(MpsError, match="AuthFailure") as refusal:
        account_read(machine, **WRONG[wrong], account_uin=proved)
    assert isinstance(refusal.value, DeniedError)
    assert len(machine.emulator.requests()) == 1
    for secret in (*secrets_of(), *(WRONG[wrong][part] for part in ("secret_key", "token") if WRONG[wrong].get(part))):
        assert secret not in str(refusal.value) + repr(refusal.value)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_wrong_account_is_told_and_never_read(machine: Machine, place: str) -> None:
    EVERYWHERE[place].put(machine)
    uin = EVERYWHERE[place].uin
    with pytest.raises(ConfigurationError, match=f"the keys belong to {uin}, and account_uin asks for {AUDITED}"):
        account_read(machine, account_uin=AUDITED)
    assert machine.emulator.requests(action="DescribePersonSamples") == []
    assert asked(machine)[-1] == (uin, "GetCallerIdentity")
