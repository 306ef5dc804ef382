# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows 3 and 4 of design section 12: the audit of many accounts at 50 ms latency.

A playbook with one task of the audit module is held against one process with the official SDK, and against a playbook
that loops over the info module. All are timed from start to end, the start of Python and Ansible included. Every tenth
account lacks one of the expected samples, and each contender must tell.
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
EXPECTED = 20  # of each account; as many names as one request takes
LIBRARY = 200  # samples of an account; the expected are the last of them
LACKING = 10  # the library of every tenth account ends one sample too early
LABELS = {
    "collection": "one task, whole playbook",
    "sdk": "sdk, one account after the other",
    "loop": "loop over the info module",
}


def measure_audits(asked: Mapping[str, int], runs: int, sdk_runs: int) -> dict[str, Any]:
    """All three in turn on one emulator, compared by account.

    ``asked`` says for each how many of the accounts it takes, the first ones: over all, some would take minutes.
    """
    accounts = max(asked.values())
    lengths = {f"account-{number}": LIBRARY - (number % LACKING == 0) for number in range(1, accounts + 1)}
    measured: dict[str, list[dict[str, Any]]] = {contender: [] for contender in asked}
    with tempfile.TemporaryDirectory() as name, _emulator(lengths) as emulator:
        folder = Path(name)
        _write_variables(folder, emulator, lengths)
        commands = _commands(folder, emulator.url, asked)
        for run in range(runs):
            for contender, command in commands.items():
                if contender != "sdk" or run < sdk_runs:
                    measured[contender].append(_run(command, folder, emulator, asked[contender]))
    per_account = {contender: figure(those, "seconds_per_account").median for contender, those in measured.items()}
    return {
        "accounts": accounts,
        "expectations": EXPECTED,
        "asked": dict(asked),
        **measured,
        "times_faster_than_sdk": per_account["sdk"] / per_account["collection"],
        "times_faster_than_loop": per_account["loop"] / per_account["collection"],
    }


def audit_lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Rows for the table. Seconds are for all accounts: of who took only some of them, had it gone on as it began."""
    accounts = result["accounts"]
    rows: list[tuple[str, ...]] = []
    for contender, label in LABELS.items():
        runs, asked = result[contender], result["asked"][contender]
        seconds = Figure(tuple(run["seconds_per_account"] * accounts for run in runs))
        scaled = "" if asked == accounts else f", SCALED from {asked}"
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


def _commands(folder: Path, url: str, asked: Mapping[str, int]) -> dict[str, list[str]]:
    """What each contender is started by; the playbooks are written into ``folder``."""
    (folder / "audit.yml").write_text(_playbook(_audit_tasks(asked["collection"])))
    (folder / "loop.yml").write_text(_playbook(_loop_tasks(asked["loop"])))
    sdk, missing = asked["sdk"], _lacking(asked["sdk"])
    return {
        "collection": ["ansible-playbook", "audit.yml", "--extra-vars", "@variables.json"],
        "sdk": [sys.executable, "-m", "benchmark.sdk_audit", url, "variables.json", str(sdk), str(missing)],
        "loop": ["ansible-playbook", "loop.yml", "--extra-vars", "@variables.json"],
    }


def _lacking(accounts: int) -> int:
    """How many of the first so many accounts lack a sample."""
    return accounts // LACKING


def _emulator(lengths: Mapping[str, int]) -> EmulatorProcess:
    """With an account for each name, whose library is so long."""
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
    verdicts = f"audit.summary.verdicts.missing == {_lacking(accounts)} and audit.summary.verdicts.unknown == 0"
    return [
        {"tencentcloud.mps.mps_person_sample_audit": audit, "register": "audit"},
        {"ansible.builtin.assert": {"that": verdicts}},
    ]


def _loop_tasks(accounts: int) -> list[dict[str, Any]]:
    info = {
        "secret_id": "{{ accounts[place].secret_id }}",
        "secret_key": "{{ accounts[place].secret_key }}",
        "names": "{{ samples | map(attribute='name') }}",
        "endpoint": "{{ endpoint }}",
    }
    found = "found.results | map(attribute='person_samples') | map('length') | sum"
    return [
        {
            "tencentcloud.mps.mps_person_sample_info": info,
            "loop": f"{{{{ accounts[:{accounts}] | map(attribute='name') }}}}",
            "loop_control": {"index_var": "place"},
            "register": "found",
        },
        {"ansible.builtin.assert": {"that": f"{found} == {accounts * EXPECTED - _lacking(accounts)}"}},
    ]


def _run(command: list[str], folder: Path, emulator: EmulatorProcess, accounts: int) -> dict[str, Any]:
    """One run over so many accounts: ``seconds`` of wall time, the same per account, requests, how many throttled."""
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
