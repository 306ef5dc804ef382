# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets of accounts with their input files, and the playbook that users run on them.

The libraries of the accounts have 200 samples, and the last 20 of them are expected. In every tenth account one
expected sample is missing. Each candidate must report it.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmark.measure import TESTS, CommandRun, run_command
from support.emulator_process import EmulatorProcess

LATENCY_MS = 50
EXPECTED = 20  # per account; one request takes up to 20 names
LIBRARY = 200
INCOMPLETE_EVERY = 10
ROLE = "tencentcloud.mps.person_sample_audit"
REPORTS = ("report.json", "report.html", "junit.xml", "findings.csv", "metrics.prom", "summary.md")
ENVIRONMENT = {
    "PYTHONPATH": str(TESTS),
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
}


def missing_samples(accounts: int) -> int:
    """The number of missing samples in the first accounts."""
    return accounts // INCOMPLETE_EVERY


def fleet_emulator(accounts: int) -> EmulatorProcess:
    state = [
        {
            "name": f"account-{number}",
            "uin": str(100_000_000_000 + number),
            "generate": {"count": LIBRARY - (number % INCOMPLETE_EVERY == 0), "name": "Person {n}"},
        }
        for number in range(1, accounts + 1)
    ]
    return EmulatorProcess({"accounts": state}, latency_ms=LATENCY_MS)


def account_entries(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    keys = ("secret_id", "secret_key")
    return [
        {"name": name, **{key: credentials[key] for key in keys}} for name, credentials in emulator.credentials.items()
    ]


def expected_samples() -> list[dict[str, str]]:
    return [{"name": f"Person {number}"} for number in range(LIBRARY - EXPECTED + 1, LIBRARY + 1)]


def write_inputs(folder: Path, accounts: list[dict[str, Any]], samples: list[dict[str, str]]) -> None:
    """Write accounts.yml and manifest.yml."""
    for name, content in (("accounts.yml", {"accounts": accounts}), ("manifest.yml", {"samples": samples})):
        (folder / name).write_text(yaml.dump(content, Dumper=yaml.CSafeDumper), encoding="utf-8")


def run_role(folder: Path, environment: Mapping[str, str]) -> tuple[CommandRun, dict[str, Any]]:
    """Run the playbook of the role with all reports. Returns the run, and the report."""
    variables = {
        "dir": str(folder),
        "accounts_file": "accounts.yml",
        "manifest_file": "manifest.yml",
        "report_dir": "reports",
        "fail_on": [],
    }
    (folder / "role.json").write_text(json.dumps({f"person_sample_audit_{key}": of for key, of in variables.items()}))
    command = ["ansible-playbook", ROLE, "--extra-vars", "@role.json"]
    run = run_command(command, {**ENVIRONMENT, **environment}, folder)
    assert sorted(path.name for path in (folder / "reports").iterdir()) == sorted([*REPORTS, "history.jsonl"])
    report: dict[str, Any] = json.loads((folder / "reports" / "report.json").read_text(encoding="utf-8"))
    return run, report


def closed_endpoint() -> str:
    """The URL of a port of this host that refuses connections."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"
