# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of the user guide run as a user pastes them. The program is called by its path, not by PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import AUDIT, entries, named, state_of
from support.emulator_process import EmulatorProcess
from support.guides import playbook
from support.playbook import FACTS, GROUP, INFO, account_environment, account_options, play, run_playbook, succeeded

pytestmark = pytest.mark.recipe

ANSIBLE_PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
STATE = {
    "accounts": [
        state_of(1, "studio", {"name": "Ann"}, {"name": "Bob"}),
        state_of(2, "copy", {"name": "Ann"}),
    ]
}
UIN = STATE["accounts"][0]["uin"]
ONCE_A_DAY = "Read the samples of an account at most once a day"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.reset()


def run_recipe(folder: Path, text: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run a playbook with a PATH on which another Python is first. Returns the output."""
    (folder / "samples.yml").write_text(text, encoding="utf-8")
    outside = {**os.environ, **environment, "PATH": os.defpath}
    done = subprocess.run(
        [ANSIBLE_PLAYBOOK, "samples.yml", *arguments],
        cwd=folder,
        env={**outside, "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("List the samples of an account", "2 samples: Ann, Bob"),
        ("Read the samples of an account once", "2 samples"),
        ("Read the samples when Ansible gathers facts", "2 samples on "),
    ],
)
def test_recipe_for_one_account(emulator: EmulatorProcess, tmp_path: Path, name: str, message: str) -> None:
    environment = account_environment(emulator, "studio")
    assert message in run_recipe(tmp_path, playbook("user_guide", name), environment=environment)
    assert not (Path.home() / ".ansible_async").exists()


def test_recipe_for_many_accounts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    hosts = {}
    for name in ("studio", "copy"):
        options = account_options(emulator, name)
        keys = {f"account_{part}": options[part] for part in ("secret_id", "secret_key")}
        hosts[name] = {**keys, "account_uin": emulator.credentials[name]["uin"]}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"media_accounts": {"hosts": hosts}}))
    text = playbook("user_guide", "Read the samples of every account")
    environment = {"TENCENTCLOUD_MPS_ENDPOINT": emulator.url, "TENCENTCLOUD_STS_ENDPOINT": emulator.url}
    output = run_recipe(tmp_path, text, "-i", "hosts.yml", environment=environment)
    assert '"msg": "2 samples"' in output
    assert '"msg": "1 samples"' in output


@pytest.mark.long
def test_recipe_with_a_fact_cache_reads_again_what_is_not_right(emulator: EmulatorProcess, tmp_path: Path) -> None:
    text = playbook("user_guide", ONCE_A_DAY)
    assert UIN in text
    (document,) = yaml.safe_load(text)
    environment = {
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(tmp_path / "cache"),
        "TENCENTCLOUD_STS_ENDPOINT": emulator.url,
    }

    def requests_of(account: str, changed: Mapping[str, Any]) -> int:
        emulator.reset()
        play_text = yaml.safe_dump([{**document, **changed}], sort_keys=False)
        own = {**environment, **account_environment(emulator, account)}
        output = run_recipe(tmp_path, play_text, environment=own)
        uin = emulator.credentials[account]["uin"]
        count = 2 if account == "studio" else 1
        assert f"{count} samples of {uin}" in output or "other" in str(changed), output
        return len(emulator.requests(action="DescribePersonSamples"))

    reads: dict[str, Any] = {FACTS: {"account_uin": UIN, "names": ["Ann"]}}
    partial = {"tasks": [{"name": "other selection", **reads}]}
    other_account = {"vars": {**document["vars"], "expected_uin": emulator.credentials["copy"]["uin"]}}
    old = {"vars": {**other_account["vars"], "max_age": -1}}
    counts = [
        requests_of("studio", {}),
        requests_of("studio", {}),
        requests_of("studio", partial),
        requests_of("studio", {}),
        requests_of("copy", other_account),
        requests_of("copy", old),
    ]
    assert counts == [1, 0, 1, 1, 1, 1]


def test_defaults_of_the_group_that_one_member_does_not_know_break_no_other_member(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    defaults = {**account_options(emulator, "studio"), "fields": ["name"], "limit": 5, "report_formats": ["json"]}
    fleet = entries(emulator, "studio", "copy")
    role = {
        "ansible.builtin.include_role": {"name": "tencentcloud.mps.person_sample_audit"},
        "vars": {"person_sample_audit_accounts": fleet, "person_sample_audit_samples": named("Ann")},
    }
    snapshot = {"accounts": fleet, "account": "copy", "dest": "manifest.yml"}
    tasks: list[dict[str, Any]] = [
        {INFO: None},
        {FACTS: None},
        {AUDIT: {"accounts": fleet, "samples": named("Ann")}},
        {"tencentcloud.mps.mps_person_sample_snapshot": snapshot},
        role,
        # What no member knows, or what the task itself sets, is still an error.
        {INFO: {"report_dir": "x"}, "register": "own", "failed_when": "'report_dir' not in own.msg"},
        {INFO: {"namez": ["Ann"]}, "register": "typo", "failed_when": "'namez' not in typo.msg"},
    ]
    for variables in ({}, {"of_group": defaults}):
        group: Any = "{{ of_group }}" if variables else defaults
        run = run_playbook(tmp_path, [play(tasks, vars=variables, module_defaults={GROUP: group})])
        assert (tmp_path / "manifest.yml").is_file(), succeeded(run).output
        assert (tmp_path / "person-sample-audit" / "findings.csv").is_file()


def test_templates_in_defaults_for_gather_facts_work_or_are_named(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """Some versions of ansible-core do not render them."""
    gathering = {
        **play([], vars={"ansible_facts_modules": [FACTS], "id": "AKIDgenerated00000000000000000000001"}),
        "gather_facts": True,
        "module_defaults": {GROUP: {**account_options(emulator, "studio"), "secret_id": "{{ id }}"}},
    }
    run = run_playbook(tmp_path, [gathering])
    assert run.status == 2
    assert "contains a template or a variable that was not replaced" in run.output or "SecretIdNotFound" in run.output
