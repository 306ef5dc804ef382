# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keywords of tasks and plays, and options of ansible-playbook, with the audit task on a local connection."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import ANN, ANOTHER_PYTHON, AUDIT, audit_task, entries, named, results_of, state_of, verdicts
from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, account_environment, play, run_playbook, succeeded
from support.processes import MARKER, marked_processes, new_mark

STATE = {"accounts": [state_of(1, "studio", ANN), state_of(2, "copy", ANN, {"name": "Bob"}), state_of(3, "archive")]}
ACCOUNTS = ("studio", "copy", "archive")
MISSING_IN = {"studio": {"Bob": "missing"}, "copy": {}, "archive": {"Ann": "missing", "Bob": "missing"}}
WITH_SUDO = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("sudo") is None, reason="needs root and the Debian package sudo"
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.faults([])
    emulator.reset()


def options(emulator: EmulatorProcess, *accounts: str, **more: Any) -> dict[str, Any]:
    return {"accounts": entries(emulator, *(accounts or ("studio",))), "samples": named("Ann", "Bob"), **more}


def findings_by_account(result: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {account["name"]: verdicts(dict(result), account["name"]) for account in result["accounts"]}


def test_environment_of_the_task_has_precedence_and_ends_with_the_task(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    given = {"accounts": [{"name": "account"}], "samples": named("Ann", "Bob"), "endpoint": emulator.url}
    copy, archive = (account_environment(emulator, name) for name in ("copy", "archive"))
    tasks = {
        "controller": audit_task(given),
        "task": audit_task(given, environment=copy),
        "template": audit_task(given, environment="{{ of_copy }}", vars={"of_copy": copy}),
        "module": audit_task(given, environment=copy, vars={"ansible_python_interpreter": ANOTHER_PYTHON}),
        "after": audit_task(given),
    }
    _run, results = results_of(tmp_path, tasks, environment_of_ansible=archive)
    found = {name: verdicts(result) for name, result in results.items()}
    of_archive = MISSING_IN["archive"]
    assert found == {"controller": of_archive, "task": {}, "template": {}, "module": {}, "after": of_archive}


def test_audit_runs_as_a_module_with_another_interpreter(emulator: EmulatorProcess, tmp_path: Path) -> None:
    without_requests = tmp_path / "python-without-packages"
    without_requests.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    without_requests.chmod(0o755)
    given = options(emulator, "copy", report_dir=str(tmp_path / "reports"))
    tasks = {
        "this one": audit_task(given),
        "another one": audit_task(given, vars={"ansible_python_interpreter": ANOTHER_PYTHON}),
        "without requests": audit_task(given, vars={"ansible_python_interpreter": str(without_requests)}),
        "discovery": audit_task(given, vars={"ansible_python_interpreter": "auto_silent"}),
    }
    run, results = results_of(tmp_path, tasks, "-vvv")
    outputs = {part.partition("]")[0]: part for part in run.output.split("TASK [")}
    started = {name: "> EXEC " in outputs[name] for name in tasks}
    assert started == {"this one": False, "another one": True, "without requests": True, "discovery": False}
    for name in ("this one", "another one", "discovery"):
        assert results[name]["compliant"], name
        assert results[name]["files"][0] == f"{tmp_path}/reports/report.json"
    assert results["without requests"]["failed"]
    assert "requests" in results["without requests"]["msg"]
    assert "files" not in results["without requests"]


def test_interpreter_can_be_a_setting_of_ansible(emulator: EmulatorProcess, tmp_path: Path) -> None:
    without_variable = {**play([audit_task(options(emulator))], hosts="host"), "vars": {}}
    started = {}
    for name, python in (("this one", sys.executable), ("another one", ANOTHER_PYTHON)):
        setting = {"ANSIBLE_PYTHON_INTERPRETER": python}
        run = run_playbook(tmp_path, [without_variable], "-vvv", "-i", "host,", "-c", "local", environment=setting)
        started[name] = "> EXEC " in succeeded(run).output
    assert started == {"this one": False, "another one": True}


def test_missing_library_of_ansible_itself_is_named(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "requests.py").write_text("raise ImportError('No module named requests')\n")
    without_requests = {"PYTHONPATH": f"{tmp_path}/packages"}
    _run, results = results_of(
        tmp_path, {"task": audit_task(options(emulator))}, environment_of_ansible=without_requests
    )
    assert results["task"]["failed"]
    assert results["task"]["msg"].startswith("the Python library requests is missing. Install it for the Python of")


@WITH_SUDO
def test_audit_runs_as_a_module_with_become(emulator: EmulatorProcess, tmp_path: Path) -> None:
    given = options(emulator, "copy", report_dir=str(tmp_path / "reports"))
    same_user = {"ANSIBLE_BECOME_ALLOW_SAME_USER": "true"}
    tasks = {"become": audit_task(given, become=True)}
    run, results = results_of(tmp_path, tasks, "-vvv", environment_of_ansible=same_user)
    assert "sudo" in run.output
    assert results["become"]["compliant"]
    assert json.loads((tmp_path / "reports" / "report.json").read_text())["compliant"]


def test_async_is_refused(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = {
        "poll": audit_task(options(emulator), **{"async": 60, "poll": 1}),
        "no poll": audit_task(options(emulator), **{"async": 60, "poll": 0}),
    }
    _run, results = results_of(tmp_path, tasks)
    for result in results.values():
        assert result["failed"]
        assert f"({AUDIT}) does not support async" in result["msg"]
    assert emulator.counters()["requests"] == 0


def test_timeout_ends_the_task_and_no_process_is_left(emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.faults([{"fault": "delay", "delay_ms": 60_000, "times": "always"}])
    given = options(emulator, report_dir=str(tmp_path / "reports"), timeout=60)
    mark = new_mark()
    tasks = {"timeout": audit_task(given, timeout=2)}
    _run, results = results_of(tmp_path, tasks, environment_of_ansible={MARKER: mark})
    result = results["timeout"]
    assert result["failed"]
    assert result["timedout"]["period"] == 2, result
    assert not (tmp_path / "reports").exists()
    assert marked_processes(mark) == []


def test_check_mode_sends_requests_and_writes_no_file(emulator: EmulatorProcess, tmp_path: Path) -> None:
    given = options(emulator, *ACCOUNTS)
    tasks = {
        "with reports": audit_task({**given, "report_dir": str(tmp_path / "reports")}),
        "without reports": audit_task(given),
        "module": audit_task(
            {**given, "report_dir": str(tmp_path / "reports")}, vars={"ansible_python_interpreter": ANOTHER_PYTHON}
        ),
    }
    run, results = results_of(tmp_path, tasks, "--check", "--diff")
    assert not (tmp_path / "reports").exists()
    assert emulator.counters()["by_account"] == {account: {"ok": 3} for account in ACCOUNTS}
    assert {name: result["changed"] for name, result in results.items()} == {
        "with reports": True,
        "without reports": False,
        "module": True,
    }
    for result in results.values():
        assert findings_by_account(result) == MISSING_IN
    # --diff shows the outcome of tasks that would change files.
    assert run.output.count("+NOT COMPLIANT: 1 of 3 accounts compliant") == 2
    assert run.output.count("+  high  archive  Ann") == 2


def test_module_defaults_of_the_task_and_of_the_group_apply(emulator: EmulatorProcess, tmp_path: Path) -> None:
    accounts = [
        {key: value for key, value in account.items() if key != "endpoint"} for account in entries(emulator, *ACCOUNTS)
    ]
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump(accounts))
    defaults = {
        GROUP: {"endpoint": emulator.url},
        AUDIT: {"accounts_file": "accounts.yml", "report_dir": "reports", "report_formats": ["json"]},
    }
    tasks = {
        "defaults": audit_task({"samples": named("Ann", "Bob")}),
        "overridden": audit_task({"samples": named("Ann"), "report_formats": ["csv"]}),
        "module": audit_task({"samples": named("Ann", "Bob")}, vars={"ansible_python_interpreter": ANOTHER_PYTHON}),
    }
    _run, results = results_of(tmp_path, tasks, module_defaults=defaults)
    assert findings_by_account(results["defaults"]) == findings_by_account(results["module"]) == MISSING_IN
    assert results["defaults"]["files"] == [f"{tmp_path}/reports/report.json"]
    assert results["overridden"]["files"] == [f"{tmp_path}/reports/findings.csv"]


def test_each_host_of_a_play_runs_its_own_audit(emulator: EmulatorProcess, tmp_path: Path) -> None:
    hosts = {
        name: {"ansible_connection": "local", "entry": entry}
        for name, entry in zip(ACCOUNTS, entries(emulator, *ACCOUNTS), strict=True)
    }
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}, sort_keys=False))

    def for_each_host(kind: str, **keywords: Any) -> dict[str, Any]:
        of_play = {name: keywords.pop(name) for name in ("serial", "strategy") if name in keywords}
        given = {
            "accounts": ["{{ entry }}"],
            "samples": named("Ann", "Bob"),
            "report_dir": f"{kind}/{{{{ inventory_hostname }}}}",
            "report_formats": ["json"],
        }
        return play([audit_task(given, **keywords)], hosts="all", **of_play)

    plays = [
        for_each_host("throttle", throttle=1),
        for_each_host("serial", serial=1),
        for_each_host("free", strategy="free"),
        for_each_host("delegated", delegate_to="localhost"),
        for_each_host("once", run_once=True),
    ]
    succeeded(run_playbook(tmp_path, plays, "-i", str(tmp_path / "hosts.yml")))
    written: dict[str, dict[str, Any]] = {}
    for path in tmp_path.glob("*/*/report.json"):
        report = json.loads(path.read_text(encoding="utf-8"))
        written.setdefault(path.parent.parent.name, {})[path.parent.name] = findings_by_account(report)
    each = {name: {name: found} for name, found in MISSING_IN.items()}
    assert written == {
        **dict.fromkeys(("throttle", "serial", "free", "delegated"), each),
        "once": {"studio": each["studio"]},  # the first host
    }
