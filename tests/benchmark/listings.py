# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows 1 and 2 of design section 12: whole libraries at 50 ms latency."""

from __future__ import annotations

from typing import Any

from benchmark.measure import Figure, figure, run_contender
from support.emulator_process import EmulatorProcess

LATENCY_MS = 50
PAGE = 100
LIMIT_PER_SECOND = 100  # documented for DescribePersonSamples


def measure_listing(samples: int, runs: int, sdk_runs: int) -> dict[str, Any]:
    """Both contenders in turn on one emulator, so that a drift of the machine meets both."""
    account = {"name": "library", "uin": "100000000001", "generate": {"count": samples, "name": "Person {n}"}}
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    with EmulatorProcess({"accounts": [account]}, latency_ms=LATENCY_MS) as emulator:
        for run in range(runs):
            ours.append(run_contender("collection", emulator, "library"))
            if run < sdk_runs:
                theirs.append(run_contender("sdk", emulator, "library"))
    for measured in (*ours, *theirs):
        assert measured["samples"] == samples, measured
    pages = -(-samples // PAGE)
    return {
        "samples": samples,
        # The first 100 pages may leave at once, each further hundred a second later.
        "limit_seconds": float((pages - 1) // LIMIT_PER_SECOND),
        "collection": ours,
        "sdk": theirs,
        "times_faster_than_sdk": figure(theirs, "seconds").median / figure(ours, "seconds").median,
    }


def lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Rows for the table."""
    rows: list[tuple[str, ...]] = []
    for name in ("collection", "sdk"):
        runs = result[name]
        seconds = figure(runs, "seconds")
        rows.append(
            (
                f"list {result['samples']:,} samples, {LATENCY_MS} ms: {name}",
                str(seconds),
                f"{result['samples'] / seconds.median:,.0f}",
                f"{figure(runs, 'requests').median / seconds.median:,.0f}",
                f"{figure(runs, 'peak_mb').median:.0f}",
                f"{sum(run['throttled'] for run in runs)}",
            )
        )
    limit = result["limit_seconds"]
    rows.append(
        (f"list {result['samples']:,} samples: the limit of 100 a second", str(Figure((limit,))), "", "", "", "")
    )
    return rows
