# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: complete libraries at 50 ms latency are listed faster than with the SDK, and close to the rate limit."""

from __future__ import annotations

from typing import Any

from benchmark.measure import Figure, figure, run_candidate
from support.emulator_process import EmulatorProcess

LATENCY_MS = 50
PAGE = 100
LABELS = {"collection": "collection", "sdk": "SDK"}
LIMIT_PER_SECOND = 100  # documented for DescribePersonSamples


def measure_listing(samples: int, runs: int, sdk_runs: int) -> dict[str, Any]:
    """Run both candidates in turn on one emulator, so that a change in system load affects both.

    ``sdk_runs`` can be 0.
    """
    account = {"name": "library", "uin": "100000000001", "generate": {"count": samples, "name": "Person {n}"}}
    collection_runs: list[dict[str, Any]] = []
    sdk_results: list[dict[str, Any]] = []
    with EmulatorProcess({"accounts": [account]}, latency_ms=LATENCY_MS) as emulator:
        for run in range(runs):
            collection_runs.append(run_candidate("collection", emulator, "library"))
            if run < sdk_runs:
                sdk_results.append(run_candidate("sdk", emulator, "library"))
    for measured in (*collection_runs, *sdk_results):
        assert measured["samples"] == samples, measured
    pages = -(-samples // PAGE)
    return {
        "samples": samples,
        # The first 100 requests are sent at once, and each further 100 requests one second later.
        "limit_seconds": float((pages - 1) // LIMIT_PER_SECOND),
        "collection": collection_runs,
        "sdk": sdk_results,
        "times_faster_than_sdk": _times_faster(sdk_results, collection_runs),
    }


def _times_faster(sdk: list[dict[str, Any]], collection: list[dict[str, Any]]) -> float | None:
    return figure(sdk, "seconds").median / figure(collection, "seconds").median if sdk else None


def lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the table rows."""
    rows: list[tuple[str, ...]] = []
    for name in LABELS:
        runs = result[name]
        if not runs:
            continue
        seconds = figure(runs, "seconds")
        rows.append(
            (
                f"list {result['samples']:,} samples, {LATENCY_MS} ms: {LABELS[name]}",
                str(seconds),
                f"{result['samples'] / seconds.median:,.0f}",
                f"{figure(runs, 'requests').median / seconds.median:,.0f}",
                f"{figure(runs, 'peak_mb').median:.0f}",
                f"{sum(run['throttled'] for run in runs)}",
            )
        )
    limit = result["limit_seconds"]
    rows.append(
        (f"list {result['samples']:,} samples: minimum at 100 requests/s", str(Figure((limit,))), "", "", "", "")
    )
    return rows
