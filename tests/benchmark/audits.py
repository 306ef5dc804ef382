# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: the audit of many accounts at 50 ms latency is faster than the official SDK and than a loop in a playbook.

Compares the playbook of the role, which writes all reports, with a playbook with only the audit task, with one process
that uses the official SDK, and with a playbook that loops over the info module. The time includes the start of Python
and Ansible.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmark.fleet import (
    ENVIRONMENT,
    EXPECTED,
    LATENCY_MS,
    account_entries,
    expected_samples,
    fleet_emulator,
    missing_samples,
    run_role,
    write_inputs,
)
from benchmark.measure import CommandRun, Figure, figure, run_command
from support.emulator_process import EmulatorProcess

LABELS = {
    "role": "playbook of the role, all reports",
    "task": "playbook with one audit task, no report",
    "sdk": "SDK, one account after the other",
    "loop": "playbook with a loop over the info module",
}


def measure_audits(account_counts: Mapping[str, int], runs: int, sdk_runs: int) -> dict[str, Any]:
    """Run the candidates in turn on one emulator and compare the seconds per account.

    ``account_counts`` limits each candidate to the first accounts, because some would take minutes for all accounts.
    """
    accounts = max(account_counts.values())
    measured: dict[str, list[dict[str, Any]]] = {candidate: [] for candidate in account_counts}
    with tempfile.TemporaryDirectory() as name, fleet_emulator(accounts) as emulator:
        folder = Path(name)
        write_inputs(folder, account_entries(emulator), expected_samples())
        candidates = _candidates(folder, emulator, account_counts)
        for run in range(runs):
            for candidate, function in candidates.items():
                if candidate != "sdk" or run < sdk_runs:
                    measured[candidate].append(_run(function, emulator, account_counts[candidate]))
    per_account = {candidate: figure(results, "seconds_per_account").median for candidate, results in measured.items()}
    return {
        "accounts": accounts,
        "expectations": EXPECTED,
        "account_counts": dict(account_counts),
        **measured,
        "seconds": figure(measured["role"], "seconds").median,
        "times_faster_than_sdk": per_account["sdk"] / per_account["role"],
        "times_faster_than_loop": per_account["loop"] / per_account["role"],
        "times_of_the_task": per_account["role"] / per_account["task"],
    }


def audit_lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the table rows. Seconds are for all accounts, scaled for a candidate that ran on fewer accounts."""
    accounts = result["accounts"]
    rows: list[tuple[str, ...]] = []
    for candidate, label in LABELS.items():
        runs, count = result[candidate], result["account_counts"][candidate]
        seconds = Figure(tuple(run["seconds_per_account"] * accounts for run in runs))
        scaled = "" if count == accounts else f", SCALED from {count} accounts"
        rows.append(
            (
                f"audit {accounts:,} accounts x {EXPECTED}, {LATENCY_MS} ms: {label}{scaled}",
                str(seconds),
                "",
                f"{accounts / seconds.median:,.1f}",
                f"{figure(runs, 'peak_mb').median:.0f}",
                f"{sum(run['throttled'] for run in runs)}",
            )
        )
    return rows


def _candidates(
    folder: Path, emulator: EmulatorProcess, account_counts: Mapping[str, int]
) -> dict[str, Callable[[], CommandRun]]:
    """A function that runs each candidate; the playbooks are written to ``folder``."""
    variables = {"accounts": account_entries(emulator), "samples": expected_samples(), "endpoint": emulator.url}
    (folder / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
    (folder / "task.yml").write_text(_playbook(_audit_tasks(account_counts["task"])))
    (folder / "loop.yml").write_text(_playbook(_loop_tasks(account_counts["loop"])))
    endpoint = {"TENCENTCLOUD_MPS_ENDPOINT": emulator.url}
    sdk, missing = account_counts["sdk"], missing_samples(account_counts["sdk"])
    commands = {
        "task": ["ansible-playbook", "task.yml"],
        "sdk": [sys.executable, "-m", "benchmark.sdk_audit", emulator.url, "variables.json", str(sdk), str(missing)],
        "loop": ["ansible-playbook", "loop.yml", "--extra-vars", "@variables.json"],
    }
    others = {name: partial(run_command, of, {**ENVIRONMENT, **endpoint}, folder) for name, of in commands.items()}
    return {"role": partial(_run_role, folder, endpoint, account_counts["role"]), **others}


def _run_role(folder: Path, environment: Mapping[str, str], accounts: int) -> CommandRun:
    run, report = run_role(folder, environment)
    verdicts = report["summary"]["verdicts"]
    assert (verdicts["missing"], verdicts["unknown"]) == (missing_samples(accounts), 0), verdicts
    return run


def _playbook(tasks: list[dict[str, Any]]) -> str:
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": tasks,
    }
    return yaml.dump([play], Dumper=yaml.SafeDumper)


def _audit_tasks(accounts: int) -> list[dict[str, Any]]:
    audit = {"accounts_file": "accounts.yml", "manifest_file": "manifest.yml"}
    verdicts = f"audit.summary.verdicts.missing == {missing_samples(accounts)} and audit.summary.verdicts.unknown == 0"
    return [
        {"tencentcloud.mps.mps_person_sample_audit": audit, "register": "audit"},
        {"ansible.builtin.assert": {"that": verdicts}},
    ]


def _loop_tasks(accounts: int) -> list[dict[str, Any]]:
    info = {
        "secret_id": "{{ accounts[index].secret_id }}",
        "secret_key": "{{ accounts[index].secret_key }}",
        "names": "{{ samples | map(attribute='name') }}",
        "endpoint": "{{ endpoint }}",
    }
    found = "found.results | map(attribute='person_samples') | map('length') | sum"
    return [
        {
            "tencentcloud.mps.mps_person_sample_info": info,
            "loop": f"{{{{ accounts[:{accounts}] | map(attribute='name') }}}}",
            "loop_control": {"index_var": "index"},
            "register": "found",
        },
        {"ansible.builtin.assert": {"that": f"{found} == {accounts * EXPECTED - missing_samples(accounts)}"}},
    ]


def _run(function: Callable[[], CommandRun], emulator: EmulatorProcess, accounts: int) -> dict[str, Any]:
    """Run a candidate once; return its time, its memory, its requests and its throttled requests."""
    emulator.reset()
    run = function()
    counters = emulator.counters()
    assert len(counters["by_account"]) == accounts, counters["by_account"]
    return {
        "seconds": run.seconds,
        "seconds_per_account": run.seconds / accounts,
        "peak_mb": run.peak_mb,
        "requests": counters["requests"],
        "throttled": counters["by_code"].get("RequestLimitExceeded", 0),
    }
