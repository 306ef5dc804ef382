# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts module in real playbooks: later tasks, plays and (with a fact cache) runs use the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import FACTS, GROUP, INFO, account_options, play, run_playbook, save, succeeded

STATE = {"accounts": [{"name": "studio", "uin": "100000000001", "samples": [{"name": "Ann"}, {"name": "Bob"}]}]}
# Without the time and the account.
EXPECTED = {
    "mps_person_sample_ids_by_name": {"Ann": ["10001"], "Bob": ["10002"]},
    "mps_person_sample_selection": {
        "type": "UserDefine",
        "person_ids": None,
        "names": None,
        "tags": None,
        "offset": 0,
        "limit": None,
    },
    "mps_person_sample_total": 2,
    "mps_person_samples": [{"person_id": "10001", "name": "Ann"}, {"person_id": "10002", "name": "Bob"}],
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.reset()


def defaults(emulator: EmulatorProcess) -> dict[str, Any]:
    return {GROUP: {**account_options(emulator, "studio"), "fields": ["person_id", "name"]}}


def save_facts() -> dict[str, Any]:
    """A task that saves the facts of the collection, without those that differ from run to run."""
    own = "ansible_facts | dict2items | selectattr('key', 'match', 'mps_')"
    return save("facts", f"{own} | rejectattr('key', 'search', 'gathered_at|account') | items2dict")


def gathering_play(emulator: EmulatorProcess) -> dict[str, Any]:
    """A play that runs the module through gather_facts."""
    return play(
        [],
        gather_facts=True,
        vars={"ansible_facts_modules": [FACTS]},
        module_defaults=defaults(emulator),
    )


def test_a_task_sets_the_facts_for_later_plays(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [{FACTS: {}, "register": "result"}, save("result", "result")]
    run = run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator)), play([save_facts()])])
    assert succeeded(run).saved["facts"] == EXPECTED
    # Only the facts, and the keys that Ansible adds to every result.
    assert run.saved["result"].keys() == {"ansible_facts", "changed", "failed"}
    assert len(emulator.requests()) == 1


def test_facts_contain_the_account_and_the_time(emulator: EmulatorProcess, tmp_path: Path) -> None:
    uin = "100000000001"
    facts = "[ansible_facts.mps_person_sample_account, ansible_facts.mps_person_sample_gathered_at]"
    tasks = [{FACTS: {}}, save("plain", facts), {FACTS: {"account_uin": uin}}, save("verified", facts)]
    tasks += [{INFO: {}, "register": "info"}, save("info", "[info.account, info.gathered_at]")]
    before = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    saved = succeeded(run_playbook(tmp_path, [play(tasks, module_defaults=defaults(emulator))])).saved
    source = {"role_arn": None, "credentials": "options secret_id and secret_key", "endpoint": emulator.url}
    expected = {"plain": {"uin": None, **source}, "verified": {"uin": uin, **source}, "info": {"uin": None, **source}}
    assert {name: account for name, (account, _time) in saved.items()} == expected
    assert all(before <= time for _account, time in saved.values())


def test_gather_facts_reads_the_samples_once_for_all_later_plays(emulator: EmulatorProcess, tmp_path: Path) -> None:
    run = succeeded(run_playbook(tmp_path, [gathering_play(emulator), play([save_facts()]), play([save_facts()])]))
    assert run.saved["facts"] == EXPECTED
    assert len(emulator.requests()) == 1
    assert "WARNING" not in run.output


def test_a_fact_cache_on_disk_serves_later_runs_without_a_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    cache = {
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(tmp_path / "facts"),
        "ANSIBLE_GATHERING": "smart",
    }
    smart = {key: value for key, value in gathering_play(emulator).items() if key != "gather_facts"}
    smart["tasks"] = [save_facts()]
    for _run in range(2):
        run = succeeded(run_playbook(tmp_path, [smart, play([save_facts()])], environment=cache))
        assert run.saved["facts"] == EXPECTED
    assert len(emulator.requests()) == 1


def test_a_failure_of_gather_facts_stops_the_play(emulator: EmulatorProcess, tmp_path: Path) -> None:
    broken = gathering_play(emulator)
    broken["module_defaults"] = {GROUP: {**account_options(emulator, "studio"), "secret_key": "wrong"}}
    run = run_playbook(tmp_path, [broken, play([save_facts()])])
    assert run.status == 2
    assert "AuthFailure.SignatureFailure" in run.output
    assert run.saved == {}
