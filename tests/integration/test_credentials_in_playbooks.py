# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Profiles, roles and account verification in real playbooks. The output of the playbooks shows no secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from support.credential_sources import (
    ALL_SOURCES,
    AUDITED,
    CVM,
    ENVIRONMENT,
    EXTERNAL_ID,
    INI,
    OPTIONS,
    TCCLI,
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
from support.playbook import FACTS, INFO, Run, lookup, play, run_playbook, save, succeeded

NAMES = "{} | map(attribute='name') | list"
ROLE = {"role_arn": arn_of(AUDITED), "role_external_id": EXTERNAL_ID}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(state()) as running:
        yield running


@pytest.fixture
def host(emulator: EmulatorProcess) -> Host:
    emulator.reset()
    emulator.metadata(None)
    addresses = {"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url, "TENCENTCLOUD_MPS_ENDPOINT": emulator.url}
    return Host(emulator, Path.home(), addresses)


def run(host: Host, folder: Path, tasks: list[dict[str, Any]], *arguments: str, **keywords: Any) -> Run:
    return run_playbook(folder, [play(tasks, **keywords)], *arguments, environment=host.environment)


def info(name: str, **options: Any) -> list[dict[str, Any]]:
    """Return tasks that run the module and save the names it found, or its error message."""
    kept = "got.msg if got is failed else (got.person_samples | map(attribute='name') | list)"
    return [{INFO: options, "register": "got", "ignore_errors": True}, save(name, kept)]


def prefixed(options: Mapping[str, str]) -> dict[str, str]:
    """Return options as the variables that the lookup reads."""
    return {f"tencentcloud_mps_{name}": value for name, value in options.items()}


def by_lookup(name: str, variables: Mapping[str, str] | None = None, **options: Any) -> dict[str, Any]:
    return save(name, NAMES.format(lookup(**options))) | {"vars": prefixed(variables or {})}


def test_module_and_lookup_use_the_same_identity_from_every_source(host: Host, tmp_path: Path) -> None:
    host.add_tccli_profile(as_tccli(keys_of(TCCLI)), "studio")
    host.add_ini_profile(keys_of(INI, temporary=True), "studio-2")
    host.add_cvm_role()
    host.environment |= variables(keys_of(ENVIRONMENT, temporary=True), "TENCENTCLOUD_SECURITY_TOKEN")
    tasks = [
        *info("environment"),
        *info("profile", profile="studio"),
        *info("section", profile="studio-2"),
        *info("role", profile="studio-2", **ROLE),
        *info("cvm", credential_source="cvm_role"),
        *info("options", **keys_of(OPTIONS, temporary=True)),
        by_lookup("lookup_environment"),
        by_lookup("lookup_profile", {"profile": "studio", "credential_source": "profile"}),
        by_lookup("lookup_argument", profile="'studio-2'", credential_source="'profile'"),
        by_lookup("lookup_role", {"profile": "studio", **ROLE}),
        by_lookup("lookup_cvm", {"credential_source": "cvm_role"}),
        by_lookup("lookup_options", keys_of(OPTIONS, temporary=True)),
    ]
    saved = succeeded(run(host, tmp_path, tasks)).saved
    expected = {
        "environment": [ENVIRONMENT],
        "profile": [TCCLI],
        "section": [INI],
        "role": [AUDITED],
        "cvm": [CVM],
        "options": [OPTIONS],
        "lookup_environment": [ENVIRONMENT],
        "lookup_profile": [TCCLI],
        "lookup_argument": [INI],
        "lookup_role": [AUDITED],
        "lookup_cvm": [CVM],
        "lookup_options": [OPTIONS],
    }
    assert saved == expected


def test_profile_and_role_can_come_from_the_environment_only(host: Host, tmp_path: Path) -> None:
    host.add_tccli_profile(as_tccli(keys_of(TCCLI, temporary=True)), "studio")
    host.environment |= {
        "TENCENTCLOUD_PROFILE": "studio",
        "TENCENTCLOUD_ROLE_ARN": ROLE["role_arn"],
        "TENCENTCLOUD_ROLE_EXTERNAL_ID": EXTERNAL_ID,
        "TENCENTCLOUD_ROLE_SESSION_NAME": "nightly",
        "TENCENTCLOUD_ROLE_DURATION": "1800",
    }
    saved = succeeded(run(host, tmp_path, [*info("module"), by_lookup("lookup")])).saved
    assert saved == {"module": [AUDITED], "lookup": [AUDITED]}
    requests = host.emulator.requests(action="AssumeRole")
    assert [request["account"] for request in requests] == [TCCLI, TCCLI]
    for request in requests:
        assert (request["parameters"]["RoleSessionName"], request["parameters"]["DurationSeconds"]) == ("nightly", 1800)


def test_wrong_account_fails_even_when_errors_are_skipped(host: Host, tmp_path: Path) -> None:
    host.environment |= variables(keys_of(ENVIRONMENT))
    tasks = [
        *info("module", account_uin=AUDITED),
        {FACTS: {"account_uin": AUDITED}, "ignore_errors": True},
        by_lookup("lookup", account_uin=f"'{AUDITED}'", on_denied="'skip'", on_missing="'skip'")
        | {"ignore_errors": True},
        by_lookup("number", account_uin=ENVIRONMENT),
        by_lookup("variable", {"account_uin": AUDITED}, on_denied="'skip'"),
    ]
    ended = run(host, tmp_path, tasks)
    message = (
        f"wrong account: the credentials belong to {ENVIRONMENT}, but account_uin is {AUDITED}. No data was read. Check"
        " the credentials or account_uin"
    )
    assert ended.status == 2
    assert ended.saved == {"module": message, "number": [ENVIRONMENT]}
    assert ended.output.count("wrong account") >= 4
    assert len(host.emulator.requests(action="DescribePersonSamples")) == 1


def test_broken_profile_error_names_the_file_and_hides_its_content(host: Host, tmp_path: Path) -> None:
    secret = keys_of(TCCLI)["secret_key"]
    folder = host.home / ".tccli"
    write_file(folder / "bad.credential", f'{{"secretId": "AKID", "secretKey": "{secret}"')
    write_file(folder / "empty.credential", f'{{"secretId": "{secret}", "secretKey": ""}}')
    (folder / "folder.credential").mkdir()
    host.add_tccli_profile({**as_tccli(keys_of(TCCLI)), "type": "sso", "expiresAt": 1}, "ended")
    tasks = [task for profile in ("bad", "empty", "folder", "ended") for task in info(profile, profile=profile)]
    tasks.append(by_lookup("lookup", {"profile": "bad"}) | {"ignore_errors": True})
    ended = succeeded(run(host, tmp_path, tasks, "-vvv"))
    assert ended.saved == {
        "bad": f"{folder}/bad.credential is not valid JSON. Repair it with 'tccli configure --profile bad'",
        "empty": f"{folder}/empty.credential has no secretKey. Add it, or use another profile",
        "folder": f"{folder}/folder.credential cannot be read: it is a directory, not a regular file. Check the path.",
        "ended": f"the login in {folder}/ended.credential has expired. Run 'tccli sso login --profile ended', or"
        " 'tccli configure --profile ended' for permanent keys",
    }
    assert ended.output.count("is not valid JSON") >= 2
    assert secret not in ended.output
    assert host.emulator.requests() == []


@pytest.mark.parametrize("source", ["options with a token", "environment with TENCENTCLOUD_TOKEN", "TCCLI with a role"])
def test_verbose_output_shows_no_secret_with_roles_and_tokens(host: Host, tmp_path: Path, source: str) -> None:
    ALL_SOURCES[source].configure(host)
    host.add_tke_oidc()
    given = host.options
    tasks: list[dict[str, Any]] = [
        {module: {**given, **options}, "register": "result", "ignore_errors": True}
        for module in (INFO, FACTS)
        for options in (ROLE, {**ROLE, "account_uin": OPTIONS}, {"role_arn": ROLE["role_arn"]}, {"account_uin": "1"})
    ]
    tasks.append({"ansible.builtin.debug": {"var": "result"}})
    for options in (ROLE, {**ROLE, "account_uin": OPTIONS}, {"role_arn": ROLE["role_arn"]}):
        tasks.append(by_lookup("lookup", {**given, **options}) | {"ignore_errors": True})
    tasks += info("tke", credential_source="tke_oidc")
    ended = run(host, tmp_path, tasks, "-vvv")
    assert "unreachable=0" in ended.output
    assert ended.saved["lookup"] == [AUDITED]
    assert ended.output.count("wrong account") >= 3
    assert ended.output.count("UnauthorizedOperation") >= 3
    for secret in (*secrets_of(), "TmpSecret"):
        assert secret not in ended.output
