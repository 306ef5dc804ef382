# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin in real programs: ansible-inventory and ansible-playbook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import ANN, HUB_UIN, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import account_environment, lookup, play, run_playbook, save, succeeded

ROLE = "qcs::cam::uin/{uin}:roleName/SampleAuditor"
TRUSTED: dict[str, Any] = {"roles": [{"name": "SampleAuditor", "trusts": ["hub"]}]}
HOSTILE = "{{ lookup('pipe', 'id') }}"
STATE = {
    "accounts": [
        state_of(1, "sg", ANN, **TRUSTED),
        state_of(2, "de", ANN, {"name": "Bob"}, **TRUSTED),
        {"name": "hub", "uin": HUB_UIN},
    ],
    "organization": {
        "manager": "hub",
        "members": [
            {"uin": "100000000001", "name": HOSTILE, "tags": {"team": "film"}},
            {"uin": "100000000002", "name": "de", "tags": {"team": HOSTILE}},
        ],
    },
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def inventory(folder: Path, **options: Any) -> Path:
    path = folder / "all.tencentcloud_accounts.yml"
    path.write_text(yaml.safe_dump({"plugin": "tencentcloud.mps.accounts", **options}), encoding="utf-8")
    return path


def members(emulator: EmulatorProcess, **more: Any) -> dict[str, Any]:
    return {"endpoint": emulator.url, "organization": {"role_arn": ROLE}, **more}


def ansible_inventory(path: Path, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["ansible-inventory", "-i", str(path), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def plain(value: Any) -> Any:
    """The value without the mark of a text that is never a template."""
    if isinstance(value, dict):
        return (
            plain(value["__ansible_unsafe"])
            if set(value) == {"__ansible_unsafe"}
            else {key: plain(entry) for key, entry in value.items()}
        )
    return [plain(entry) for entry in value] if isinstance(value, list) else value


def test_inventory_is_listed_without_secrets_with_and_without_its_cache(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    keys = emulator.credentials["hub"]
    path = inventory(tmp_path, **members(emulator, secret_id=keys["secret_id"], secret_key=keys["secret_key"], **cache))
    listed = [ansible_inventory(path, "--list", environment={}) for _run in range(2)]
    shown = plain(json.loads(listed[0].stdout))
    assert shown == plain(json.loads(listed[1].stdout))
    assert set(shown["_meta"]["hostvars"]) == {HOSTILE, "de"}
    assert shown["team_film"]["hosts"] == [HOSTILE]
    assert shown["_meta"]["hostvars"]["de"]["tencentcloud_account_tags"] == {"team": HOSTILE}
    assert shown["_meta"]["hostvars"]["de"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
    # One page of nodes, and one page of members.
    assert len(emulator.requests(account="hub")) == 2
    flushed = ansible_inventory(path, "--list", "--flush-cache", environment={})
    assert plain(json.loads(flushed.stdout)) == shown
    assert len(emulator.requests(account="hub")) == 4
    (file,) = (tmp_path / "cache").iterdir()
    written = "".join(run.stdout + run.stderr for run in (*listed, flushed)) + file.read_text(encoding="utf-8")
    assert not [secret for secret in (keys["secret_id"], keys["secret_key"]) if secret in written]


def test_lookup_reads_each_account_and_names_of_the_server_stay_text(emulator: EmulatorProcess, tmp_path: Path) -> None:
    path = inventory(tmp_path, **members(emulator))
    names = f"{lookup(fields=['name'])} | map(attribute='name')"
    result = (
        f"{{'names': {names}, 'host': inventory_hostname, 'tags': tencentcloud_account_tags, 'first': groups.all[0]}}"
    )
    collected = "groups['tencentcloud_accounts'] | map('extract', hostvars, 'found')"
    tasks: list[dict[str, Any]] = [
        {"ansible.builtin.set_fact": {"found": "{{ " + result + " }}"}},
        {"ansible.builtin.command": {"cmd": f"{sys.executable} -c 'print(1)'"}, "changed_when": False},
        {**save("found", collected), "run_once": True},
    ]
    hosts = play(tasks, hosts="tencentcloud_accounts", vars={})
    del hosts["vars"]
    run = succeeded(run_playbook(tmp_path, [hosts], "-i", str(path), environment=account_environment(emulator, "hub")))
    assert run.saved["found"] == [
        {"names": ["Ann"], "host": HOSTILE, "tags": {"team": "film"}, "first": HOSTILE},
        {"names": ["Ann", "Bob"], "host": "de", "tags": {"team": HOSTILE}, "first": HOSTILE},
    ]
    assert "uid=" not in run.output


def test_inventory_that_cannot_be_read_completely_has_no_hosts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    path = inventory(tmp_path, accounts=[{"name": "own"}], **members(emulator))
    environment = {**account_environment(emulator, "sg"), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    failed = ansible_inventory(path, "--list", environment=environment)
    assert failed.returncode != 0
    assert "cannot list the members of the organization" in failed.stderr
    warned = ansible_inventory(path, "--list", environment=account_environment(emulator, "sg"))
    assert json.loads(warned.stdout)["_meta"]["hostvars"] == {}
    assert "UnauthorizedOperation" in warned.stderr
