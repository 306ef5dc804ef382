# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: the role scales linearly with the accounts, and dead accounts cost one retry budget, however many they are.

The playbook of the role runs with all reports: on 10,000 accounts, with every account dead, and with a fifth dead.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmark.fleet import (
    EXPECTED,
    LATENCY_MS,
    account_entries,
    closed_endpoint,
    expected_samples,
    fleet_emulator,
    missing_samples,
    run_role,
    write_inputs,
)
from benchmark.measure import CommandRun, figure

RETRY_BUDGET_S = 10  # the default of the option is 60
ACCOUNTS = 1_000
DEAD_EXPECTED = 200  # expectations per account if every account is dead
DEAD = 200  # of the accounts, if some are dead
LABELS = {
    "large": f"x {EXPECTED}, {LATENCY_MS} ms: playbook of the role, all reports",
    "down": f"x {DEAD_EXPECTED}, all dead, retry_budget {RETRY_BUDGET_S} s (default 60 s): playbook of the role",
    "some_dead": f"x {EXPECTED}, {DEAD} dead, retry_budget {RETRY_BUDGET_S} s (default 60 s): playbook of the role",
}


def measure_large_audits(accounts: int, runs: int) -> dict[str, Any]:
    """``accounts`` is the number of accounts of the largest audit."""
    return {
        "accounts": {"large": accounts, "down": ACCOUNTS, "some_dead": ACCOUNTS},
        "large": _repeated(lambda folder: _large(folder, accounts), runs),
        "down": _repeated(_down, runs),
        "some_dead": _repeated(_some_dead, runs),
    }


def large_audit_lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the table rows."""
    rows: list[tuple[str, ...]] = []
    for kind, accounts in result["accounts"].items():
        seconds = figure(result[kind], "seconds")
        rows.append(
            (
                f"audit {accounts:,} accounts {LABELS[kind]}",
                str(seconds),
                "",
                f"{figure(result[kind], 'requests').median / seconds.median:,.1f}",
                f"{figure(result[kind], 'peak_mb').median:.0f}",
                "",
            )
        )
    return rows


def _repeated(measure: Callable[[Path], dict[str, Any]], runs: int) -> list[dict[str, Any]]:
    results = []
    for _run in range(runs):
        with tempfile.TemporaryDirectory() as name:
            results.append(measure(Path(name)))
    return results


def _large(folder: Path, accounts: int) -> dict[str, Any]:
    with fleet_emulator(accounts) as emulator:
        write_inputs(folder, account_entries(emulator), expected_samples())
        run, report = run_role(folder, {"TENCENTCLOUD_MPS_ENDPOINT": emulator.url})
    verdicts = report["summary"]["verdicts"]
    assert (verdicts["missing"], verdicts["unknown"]) == (missing_samples(accounts), 0), verdicts
    return _measured(run, report)


def _down(folder: Path) -> dict[str, Any]:
    keys = {"endpoint": closed_endpoint(), "retry_budget": RETRY_BUDGET_S}
    accounts = [
        {"name": f"account-{number}", "secret_id": f"AKID{number}", "secret_key": f"key-{number}", **keys}
        for number in range(ACCOUNTS)
    ]
    write_inputs(folder, accounts, [{"name": f"Person {number}"} for number in range(DEAD_EXPECTED)])
    run, report = run_role(folder, {})
    assert report["summary"]["verdicts"]["unknown"] == ACCOUNTS * DEAD_EXPECTED
    return {
        **_measured(run, report),
        "findings": len(report["findings"]),
        "report_mb": sum(path.stat().st_size for path in (folder / "reports").iterdir()) / 1e6,
        "terminal_lines": run.output.count("\n"),
    }


def _some_dead(folder: Path) -> dict[str, Any]:
    with fleet_emulator(ACCOUNTS) as emulator:
        accounts = account_entries(emulator)
        dead = {"endpoint": closed_endpoint(), "retry_budget": RETRY_BUDGET_S}
        for entry in accounts[:: ACCOUNTS // DEAD]:
            entry.update(dead)
        write_inputs(folder, accounts, expected_samples())
        run, report = run_role(folder, {"TENCENTCLOUD_MPS_ENDPOINT": emulator.url})
    assert report["summary"]["accounts"]["unknown"] == DEAD
    return _measured(run, report)


def _measured(run: CommandRun, report: dict[str, Any]) -> dict[str, Any]:
    return {"seconds": run.seconds, "peak_mb": run.peak_mb, "requests": report["summary"]["requests"]}
