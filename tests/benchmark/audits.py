# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: the audit of many accounts at 50 ms latency is faster than the official SDK and than a loop in a playbook.

A playbook with one audit task is compared with one process that uses the official SDK, and with a playbook that loops
over the info module. The time includes the start of Python and Ansible. In every tenth account one expected sample is
missing, and each candidate must report it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmark.measure import TESTS, Figure, figure, seconds_of
from support.emulator_process import EmulatorProcess

LATENCY_MS = 50
EXPECTED = 20  # per account; one request takes up to 20 names
LIBRARY = 200  # samples per account; the last 20 are expected
INCOMPLETE_EVERY = 10  # in every tenth account the last sample is missing
LABELS = {
    "collection": "playbook with one audit task",
    "sdk": "SDK, one account after the other",
    "loop": "playbook with a loop over the info module",
}


def measure_audits(account_counts: Mapping[str, int], runs: int, sdk_runs: int) -> dict[str, Any]:
    """Run the candidates in turn on one emulator and compare the seconds per account.

    ``account_counts`` limits each candidate to the first accounts, because some would take minutes for all accounts.
    """
    accounts = max(account_counts.values())
    lengths = {f"account-{number}": LIBRARY - (number % INCOMPLETE_EVERY == 0) for number in range(1, accounts + 1)}
    measured: dict[str, list[dict[str, Any]]] = {candidate: [] for candidate in account_counts}
    with tempfile.TemporaryDirectory() as name, _emulator(lengths) as emulator:
        folder = Path(name)
        _write_variables(folder, emulator, lengths)
        commands = _commands(folder, emulator.url, account_counts)
        for run in range(runs):
            for candidate, command in commands.items():
                if candidate != "sdk" or run < sdk_runs:
                    measured[candidate].append(_run(command, folder, emulator, account_counts[candidate]))
    per_account = {candidate: figure(results, "seconds_per_account").median for candidate, results in measured.items()}
    return {
        "accounts": accounts,
        "expectations": EXPECTED,
        "account_counts": dict(account_counts),
        **measured,
        "times_faster_than_sdk": per_account["sdk"] / per_account["collection"],
        "times_faster_than_loop": per_account["loop"] / per_account["collection"],
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
                "",
                f"{sum(run['throttled'] for run in runs)}",
            )
        )
    return rows


def _commands(folder: Path, url: str, account_counts: Mapping[str, int]) -> dict[str, list[str]]:
    """Return the command of each candidate; write the playbooks to ``folder``."""
    (folder / "audit.yml").write_text(_playbook(_audit_tasks(account_counts["collection"])))
    (folder / "loop.yml").write_text(_playbook(_loop_tasks(account_counts["loop"])))
    sdk, missing = account_counts["sdk"], _missing(account_counts["sdk"])
    return {
        "collection": ["ansible-playbook", "audit.yml", "--extra-vars", "@variables.json"],
        "sdk": [sys.executable, "-m", "benchmark.sdk_audit", url, "variables.json", str(sdk), str(missing)],
        "loop": ["ansible-playbook", "loop.yml", "--extra-vars", "@variables.json"],
    }


def _missing(accounts: int) -> int:
    """Return the number of missing samples in the first accounts."""
    return accounts // INCOMPLETE_EVERY


def _emulator(lengths: Mapping[str, int]) -> EmulatorProcess:
    """Return an emulator with one account per name; ``lengths`` are the library sizes."""
    accounts = [
        {"name": name, "uin": str(100_000_000_000 + index), "generate": {"count": count, "name": "Person {n}"}}
        for index, (name, count) in enumerate(lengths.items())
    ]
    return EmulatorProcess({"accounts": accounts}, latency_ms=LATENCY_MS)


def _write_variables(folder: Path, emulator: EmulatorProcess, names: Mapping[str, int]) -> None:
    keys = ("secret_id", "secret_key")
    accounts = [{"name": name, **{key: emulator.credentials[name][key] for key in keys}} for name in names]
    samples = [{"name": f"Person {number}"} for number in range(LIBRARY - EXPECTED + 1, LIBRARY + 1)]
    variables = {"accounts": accounts, "samples": samples, "endpoint": emulator.url}
    (folder / "variables.json").write_text(json.dumps(variables), encoding="utf-8")


def _playbook(tasks: list[dict[str, Any]]) -> str:
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": tasks,
    }
    return yaml.dump([play], Dumper=yaml.SafeDumper)


def _audit_tasks(accounts: int) -> list[dict[str, Any]]:
    audit = {"accounts": "{{ accounts }}", "samples": "{{ samples }}", "endpoint": "{{ endpoint }}"}
    verdicts = f"audit.summary.verdicts.missing == {_missing(accounts)} and audit.summary.verdicts.unknown == 0"
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
        {"ansible.builtin.assert": {"that": f"{found} == {accounts * EXPECTED - _missing(accounts)}"}},
    ]


def _run(command: list[str], folder: Path, emulator: EmulatorProcess, accounts: int) -> dict[str, Any]:
    """Run a candidate once; return wall time, wall time per account, requests and throttled requests."""
    emulator.reset()
    seconds = seconds_of(command, {"PYTHONPATH": str(TESTS), "ANSIBLE_LOCALHOST_WARNING": "false"}, folder)
    counters = emulator.counters()
    assert len(counters["by_account"]) == accounts, counters["by_account"]
    return {
        "seconds": seconds,
        "seconds_per_account": seconds / accounts,
        "requests": counters["requests"],
        "throttled": counters["by_code"].get("RequestLimitExceeded", 0),
    }
