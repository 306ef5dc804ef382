# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the audit module as a task against the accounts of an emulator."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from support.emulator_process import EmulatorProcess
from support.playbook import Run, account_options, play, run_playbook, save, succeeded

AUDIT = "tencentcloud.mps.mps_person_sample_audit"
HUB_UIN = "100000000099"
# Another path of the Python of the tests. With this interpreter, an audit on a local connection runs as a module.
ANOTHER_PYTHON = str(Path(sys.executable).with_name("python" if Path(sys.executable).name != "python" else "python3"))
ANN = {"name": "Ann", "tags": ["US"], "description": "actor", "faces": 2}
# With all formats, and the history.
REPORT_FILES = {
    "report.json",
    "report.html",
    "junit.xml",
    "findings.csv",
    "metrics.prom",
    "summary.md",
    "findings.sarif",
    "history.jsonl",
}


def state_of(number: int, name: str, *samples: dict[str, Any], count: int = 0, **more: Any) -> dict[str, Any]:
    """An account in the format of the emulator's state file."""
    filler = {"generate": {"count": count, "name": "Person {n}"}} if count else {}
    return {"name": name, "uin": str(100000000000 + number), "samples": list(samples), **filler, **more}


def entry(emulator: EmulatorProcess, account: str, **more: Any) -> dict[str, Any]:
    """The entry under ``accounts`` for an account of the emulator."""
    return {"name": account, **account_options(emulator, account), **more}


def entries(emulator: EmulatorProcess, *accounts: str) -> list[dict[str, Any]]:
    return [entry(emulator, account) for account in accounts]


def named(*names: str) -> list[dict[str, Any]]:
    """An expectation for each name."""
    return [{"name": name} for name in names]


def audit_tasks(name: str, **options: Any) -> list[dict[str, Any]]:
    """The tasks that run an audit and save its result under ``name``."""
    return [{AUDIT: options, "register": name, "ignore_errors": True}, save(name, name)]


def audited(folder: Path, **options: Any) -> dict[str, Any]:
    """The result of one audit."""
    result: dict[str, Any] = succeeded(run_playbook(folder, [play(audit_tasks("audit", **options))])).saved["audit"]
    return result


def results_of(
    folder: Path,
    tasks: Mapping[str, Mapping[str, Any]],
    *arguments: str,
    environment_of_ansible: Mapping[str, str] | None = None,
    **keywords: Any,
) -> tuple[Run, dict[str, dict[str, Any]]]:
    """Run several tasks in one playbook, and return the result of each by its name. ``keywords`` are those of the play.

    ``environment_of_ansible`` has the environment variables of ansible-playbook.
    """
    registered = {name: f"result_{number}" for number, name in enumerate(tasks)}
    named_tasks = [
        {"name": name, "ignore_errors": True, "register": registered[name], **task} for name, task in tasks.items()
    ]
    mapping = ", ".join(f"{name!r}: {variable}" for name, variable in registered.items())
    named_tasks.append({**save("results", f"{{{mapping}}}"), "delegate_to": "localhost", "check_mode": False})
    run = succeeded(
        run_playbook(folder, [play(named_tasks, **keywords)], *arguments, environment=environment_of_ansible)
    )
    return run, run.saved["results"]


def audit_task(options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task with an audit. ``keywords`` are those of the task, such as ``become``."""
    return {AUDIT: dict(options), **keywords}


def verdicts(result: dict[str, Any], account: str | None = None) -> dict[str, str]:
    """The verdict of each finding, by sample."""
    return {
        finding["sample"]: finding["verdict"] for finding in result["findings"] if account in (None, finding["account"])
    }


def without_times(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The findings without the time at which they were first seen, to compare those of several audits."""
    return [{name: value for name, value in finding.items() if name != "first_seen"} for finding in findings]


def by_name(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {account["name"]: account for account in result["accounts"]}
