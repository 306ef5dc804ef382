# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Profiles, roles and the proof of the account through real playbooks, and what their output does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from support.credential_sources import (
    AUDITED,
    ENVIRONMENT,
    EVERYWHERE,
    EXTERNAL_ID,
    INI,
    MACHINE,
    OPTIONS,
    TCCLI,
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
from support.playbook import FACTS, INFO, Run, lookup, play, run_playbook, save, succeeded

NAMES = "{} | map(attribute='name') | list"
ROLE = {"role_arn": arn_of(AUDITED), "role_external_id": EXTERNAL_ID}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state()) as running:
        yield running


@pytest.fixture
def machine(emulator: EmulatorProcess) -> Machine:
    emulator.reset()
    emulator.metadata(None)
    addresses = {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url, "TENCENTCLOUD_MPS_ENDPOINT": emulator.url}
    return Machine(emulator, Path.home(), addresses)


def run(machine: Machine, folder: Path, tasks: list[dict[str, Any]], *arguments: str, **keywords: Any) -> Run:
    return run_playbook(folder, [play(tasks, **keywords)], *arguments, environment=machine.environment)


def info(name: str, **options: Any) -> list[dict[str, Any]]:
    """Ask the module; keep the names that it found, or the message of its failure."""
    kept = "got.msg if got is failed else (got.person_samples | map(attribute='name') | list)"
    return [{INFO: options, "register": "got", "ignore_errors": True}, save(name, kept)]


def prefixed(options: Mapping[str, str]) -> dict[str, str]:
    """Options as the variables that the lookup reads."""
    return {f"tencentcloud_mps_{name}": value for name, value in options.items()}


def by_lookup(name: str, variables: Mapping[str, str] | None = None, **options: Any) -> dict[str, Any]:
    return save(name, NAMES.format(lookup(**options))) | {"vars": prefixed(variables or {})}


def test_module_and_lookup_take_the_same_identity_from_everywhere(machine: Machine, tmp_path: Path) -> None:
    machine.tccli(as_tccli(keys_of(TCCLI)), "studio")
    machine.ini(keys_of(INI, temporary=True), "studio-2")
    machine.role()
    machine.environment |= variables(keys_of(ENVIRONMENT, temporary=True), "TENCENTCLOUD_SECURITY_TOKEN")
    tasks = [
        *info("environment"),
        *info("profile", profile="studio"),
        *info("section", profile="studio-2"),
        *info("role", profile="studio-2", **ROLE),
        *info("machine", credential_source="cvm_role"),
        *info("options", **keys_of(OPTIONS, temporary=True)),
        by_lookup("lookup_environment"),
        by_lookup("lookup_profile", {"profile": "studio", "credential_source": "profile"}),
        by_lookup("lookup_argument", profile="'studio-2'", credential_source="'profile'"),
        by_lookup("lookup_role", {"profile": "studio", **ROLE}),
        by_lookup("lookup_machine", {"credential_source": "cvm_role"}),
        by_lookup("lookup_options", keys_of(OPTIONS, temporary=True)),
    ]
    saved = succeeded(run(machine, tmp_path, tasks)).saved
    expected = {
        "environment": [ENVIRONMENT],
        "profile": [TCCLI],
        "section": [INI],
        "role": [AUDITED],
        "machine": [MACHINE],
        "options": [OPTIONS],
        "lookup_environment": [ENVIRONMENT],
        "lookup_profile": [TCCLI],
        "lookup_argument": [INI],
        "lookup_role": [AUDITED],
        "lookup_machine": [MACHINE],
        "lookup_options": [OPTIONS],
    }
    assert saved == expected


def test_profile_and_role_come_from_the_environment_alone(machine: Machine, tmp_path: Path) -> None:
    machine.tccli(as_tccli(keys_of(TCCLI, temporary=True)), "studio")
    machine.environment |= {
        "TENCENTCLOUD_PROFILE": "studio",
        "TENCENTCLOUD_ROLE_ARN": ROLE["role_arn"],
        "TENCENTCLOUD_ROLE_EXTERNAL_ID": EXTERNAL_ID,
        "TENCENTCLOUD_ROLE_SESSION_NAME": "nightly",
        "TENCENTCLOUD_ROLE_DURATION": "1800",
    }
    saved = succeeded(run(machine, tmp_path, [*info("module"), by_lookup("lookup")])).saved
    assert saved == {"module": [AUDITED], "lookup": [AUDITED]}
    asked = machine.emulator.requests(action="AssumeRole")
    assert [one["account"] for one in asked] == [TCCLI, TCCLI]
    for one in asked:
        assert (one["parameters"]["RoleSessionName"], one["parameters"]["DurationSeconds"]) == ("nightly", 1800)


def test_a_wrong_account_fails_whatever_the_task_forgives(machine: Machine, tmp_path: Path) -> None:
    machine.environment |= variables(keys_of(ENVIRONMENT))
    tasks = [
        *info("module", account_uin=AUDITED),
        {FACTS: {"account_uin": AUDITED}, "ignore_errors": True},
        by_lookup("lookup", account_uin=f"'{AUDITED}'", on_denied="'skip'", on_missing="'skip'")
        | {"ignore_errors": True},
        by_lookup("number", account_uin=ENVIRONMENT),
        by_lookup("variable", {"account_uin": AUDITED}, on_denied="'skip'"),
    ]
    ended = run(machine, tmp_path, tasks)
    message = f"wrong account: the keys belong to {ENVIRONMENT}, and account_uin asks for {AUDITED}. Nothing was read"
    assert ended.status == 2
    assert ended.saved == {"module": message, "number": [ENVIRONMENT]}
    assert ended.output.count("wrong account") >= 4
    assert len(machine.emulator.requests(action="DescribePersonSamples")) == 1


def test_a_spoilt_profile_fails_with_its_place_and_without_its_content(machine: Machine, tmp_path: Path) -> None:
    secret = keys_of(TCCLI)["secret_key"]
    folder = machine.home / ".tccli"
    written(folder / "bad.credential", f'{{"secretId": "AKID", "secretKey": "{secret}"')
    written(folder / "empty.credential", f'{{"secretId": "{secret}", "secretKey": ""}}')
    (folder / "folder.credential").mkdir()
    machine.tccli({**as_tccli(keys_of(TCCLI)), "type": "sso", "expiresAt": 1}, "ended")
    tasks = [task for profile in ("bad", "empty", "folder", "ended") for task in info(profile, profile=profile)]
    tasks.append(by_lookup("lookup", {"profile": "bad"}) | {"ignore_errors": True})
    ended = succeeded(run(machine, tmp_path, tasks, "-vvv"))
    assert ended.saved == {
        "bad": f"{folder}/bad.credential is not JSON. Write it anew with 'tccli configure --profile bad'",
        "empty": f"{folder}/empty.credential: secretKey is empty or not a text",
        "folder": f"{folder}/folder.credential cannot be read: Is a directory",
        "ended": f"the login in {folder}/ended.credential has expired. Run 'tccli sso login --profile ended'",
    }
    assert ended.output.count("is not JSON") >= 2
    assert secret not in ended.output
    assert machine.emulator.requests() == []


@pytest.mark.parametrize("place", ["options with a token", "environment with TENCENTCLOUD_TOKEN", "TCCLI with a role"])
def test_no_secret_shows_at_vvv_with_roles_and_tokens(machine: Machine, tmp_path: Path, place: str) -> None:
    EVERYWHERE[place].put(machine)
    machine.tke()
    given = machine.options
    tasks: list[dict[str, Any]] = [
        {module: {**given, **options}, "register": "result", "ignore_errors": True}
        for module in (INFO, FACTS)
        for options in (ROLE, {**ROLE, "account_uin": OPTIONS}, {"role_arn": ROLE["role_arn"]}, {"account_uin": "1"})
    ]
    tasks.append({"ansible.builtin.debug": {"var": "result"}})
    for options in (ROLE, {**ROLE, "account_uin": OPTIONS}, {"role_arn": ROLE["role_arn"]}):
        tasks.append(by_lookup("lookup", {**given, **options}) | {"ignore_errors": True})
    tasks += info("tke", credential_source="tke_oidc")
    ended = run(machine, tmp_path, tasks, "-vvv")
    assert "unreachable=0" in ended.output
    assert ended.saved["lookup"] == [AUDITED]
    assert ended.output.count("wrong account") >= 3
    assert ended.output.count("UnauthorizedOperation") >= 3
    for secret in (*secrets_of(), "TmpSecret"):
        assert secret not in ended.output
