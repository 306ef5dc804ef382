# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the info and facts modules run: in the process of the task, or as a module. The result is the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.audit_task import ANOTHER_PYTHON
from support.emulator_process import EmulatorProcess
from support.playbook import FACTS, GROUP, INFO, account_environment, account_options, play, run_playbook, save

STATE = {
    "accounts": [
        {"name": "studio", "uin": "100000000001", "samples": [{"name": "Ann"}, {"name": "{{ 6 * 7 }}"}]},
        {"name": "archive", "uin": "100000000002", "samples": [{"name": "Bob"}]},
    ]
}
MODULE_STARTED = "Using module file"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def run_tasks(
    folder: Path, tasks: dict[str, dict[str, Any]], **keywords: Any
) -> tuple[dict[str, Any], dict[str, str], str]:
    """The result of each task, the output of each task with -vvv, and all output."""
    given = [
        {"name": name, "ignore_errors": True, **task, "register": f"r{n}"}
        for n, (name, task) in enumerate(tasks.items())
    ]
    results = {name: f"r{n}" for n, name in enumerate(tasks)}
    saved = save("results", "{" + ", ".join(f"'{name}': {variable}" for name, variable in results.items()) + "}")
    run = run_playbook(folder, [play([*given, saved], **keywords)], "-vvv")
    assert "results" in run.saved, run.output
    return run.saved["results"], {part.partition("]")[0]: part for part in run.output.split("TASK [")}, run.output


def test_a_module_is_started_only_if_it_would_run_elsewhere(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks: dict[str, dict[str, Any]] = {
        "here": {INFO: {}},
        "facts here": {FACTS: {}},
        "discovery": {INFO: {}, "vars": {"ansible_python_interpreter": "auto_silent"}},
        "another Python": {INFO: {}, "vars": {"ansible_python_interpreter": ANOTHER_PYTHON}},
        "facts by another Python": {FACTS: {}, "vars": {"ansible_python_interpreter": ANOTHER_PYTHON}},
        "in the background": {INFO: {}, "async": 30, "poll": 1, "vars": {"ansible_async_dir": f"{tmp_path}/jobs"}},
    }
    defaults = {GROUP: account_options(emulator, "studio")}
    results, outputs, _all = run_tasks(tmp_path, tasks, module_defaults=defaults)
    started = {name for name in tasks if MODULE_STARTED in outputs[name]}
    assert started == {"another Python", "facts by another Python", "in the background"}

    def shown(result: dict[str, Any]) -> Any:
        facts = result.get("ansible_facts", {})
        return [result.get("person_samples", facts.get("mps_person_samples")), result["changed"], result["failed"]]

    assert not {name: result for name, result in results.items() if result["failed"]}
    assert {str(shown(result)) for result in results.values()} == {str(shown(results["here"]))}
    ours = ("person_samples", "ids_by_name", "total_count", "selection")
    assert [results["here"][key] for key in ours] == [results["another Python"][key] for key in ours]
    assert set(results["another Python"]) - set(results["here"]) <= {"deprecations", "warnings"}
    assert {sample["name"] for sample in results["here"]["person_samples"]} == {"Ann", "{{ 6 * 7 }}"}
    facts, facts_by_module = (results[name]["ansible_facts"] for name in ("facts here", "facts by another Python"))
    assert facts == {key: value for key, value in facts_by_module.items() if "interpreter" not in key} | {
        "mps_person_sample_gathered_at": facts["mps_person_sample_gathered_at"]
    }


def test_errors_are_the_same_in_both_ways(emulator: EmulatorProcess, tmp_path: Path) -> None:
    wrong = {
        "unknown option": {"nmaes": ["Ann"]},
        "no keys": {"secret_id": "", "secret_key": ""},
        "denied": {"secret_id": "AKIDunknown00000000"},
    }
    elsewhere = {"ansible_python_interpreter": ANOTHER_PYTHON}
    tasks = {
        f"{name} {where}": {INFO: options, **more}
        for name, options in wrong.items()
        for where, more in (("here", {}), ("elsewhere", {"vars": elsewhere}))
    }
    defaults = {GROUP: account_options(emulator, "studio")}
    results, _outputs, output = run_tasks(tmp_path, tasks, module_defaults=defaults)
    for name in wrong:
        here, module = (results[f"{name} {where}"] for where in ("here", "elsewhere"))
        assert here["failed"], name
        assert module["failed"], name
        if "kind" in module:
            assert {key: here[key] for key in ("kind", "code", "http_status", "attempts")} == {
                key: module[key] for key in ("kind", "code", "http_status", "attempts")
            }, name
    assert account_options(emulator, "studio")["secret_key"] not in output


def test_environment_and_check_mode_apply_in_the_process_of_the_task(emulator: EmulatorProcess, tmp_path: Path) -> None:
    environment = account_environment(emulator, "archive")
    tasks: dict[str, dict[str, Any]] = {
        "environment": {INFO: {}, "environment": environment},
        "after": {INFO: {"retry_budget": 0}},
        "check mode": {INFO: account_options(emulator, "studio"), "check_mode": True},
    }
    results, _outputs, output = run_tasks(tmp_path, tasks)
    assert [sample["name"] for sample in results["environment"]["person_samples"]] == ["Bob"]
    assert results["after"]["kind"] == "configuration"
    assert results["check mode"]["total_count"] == 2
    assert not [value for name, value in environment.items() if "KEY" in name and value in output]
