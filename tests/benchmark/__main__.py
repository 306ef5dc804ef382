# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m benchmark [--quick] [--json FILE]``: print a table of results and write the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

from benchmark.audit_memory import measure_audit_memory, memory_lines
from benchmark.audits import audit_lines, measure_audits
from benchmark.large_audits import RETRY_BUDGET_S, large_audit_lines, measure_large_audits
from benchmark.listings import lines, measure_listing
from benchmark.measure import Figure, figure
from benchmark.module_start import measure_module_start
from benchmark.page_ready import measure_page
from benchmark.report_size import measure_rendering

Goal = tuple[str, float, str, bool]  # name, measured value, goal, whether the goal is met
COLUMNS = ("measurement", "seconds: median (min to max)", "samples/s", "requests/s", "peak MB", "throttled")


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in (COLUMNS, *rows)) for column in range(len(COLUMNS))]
    aligned = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (COLUMNS, *rows))
    return "\n".join("  ".join(cells).rstrip() for cells in aligned)


def goals(small: dict[str, Any], large: dict[str, Any], start: dict[str, Any]) -> list[Goal]:
    """Return the goals of the listings and the module start."""
    faster = small["times_faster_than_sdk"]
    # The goal includes the latency of 50 ms, because the last response arrives 50 ms after its request.
    over = Figure(tuple(run["seconds"] for run in large["collection"])).median / large["limit_seconds"]
    throttled = sum(run["throttled"] for run in large["collection"])
    beyond = Figure(tuple(start["more_than_empty"])).median
    return [
        ("9,000 samples: times faster than the SDK", faster, "at least 15", faster >= 15),
        ("100,000 samples: time divided by the minimum under the rate limit", over, "at most 1.15", over <= 1.15),
        ("100,000 samples: throttled requests", throttled, "0", throttled == 0),
        ("module start: seconds more than an empty module", beyond, "at most 0.2", beyond <= 0.2),
    ]


def audit_goals(audits: dict[str, Any], memory: dict[str, Any]) -> list[Goal]:
    """Return the goals of the audits."""
    role = f"role, {audits['accounts']:,} accounts, all reports"
    than_sdk, than_loop = audits["times_faster_than_sdk"], audits["times_faster_than_loop"]
    than_task = audits["times_of_the_task"]
    small, large = (memory["samples"][size] for size in ("small", "large"))
    growth = memory["growth_percent"]
    return [
        (f"{role}: times faster than the SDK", than_sdk, "at least 10", than_sdk >= 10),
        (f"{role}: times faster than the loop, per account", than_loop, "at least 30", than_loop >= 30),
        (f"{role}: time divided by the audit task without reports", than_task, "at most 1.5", than_task <= 1.5),
        (f"audit of {large:,} samples: % more memory than for {small:,} samples", growth, "at most 10", growth <= 10),
    ]


def large_audit_goals(audits: dict[str, Any], large: dict[str, Any]) -> list[Goal]:
    """Return the goals of the large audits and of those with dead accounts."""
    few, many = audits["accounts"], large["accounts"]["large"]
    seconds = {kind: figure(large[kind], "seconds").median for kind in large["accounts"]}
    peaks = {kind: max(run["peak_mb"] for run in large[kind]) for kind in large["accounts"]}
    growth, limit = seconds["large"] / audits["seconds"], 1.1 * many / few
    beyond = seconds["down"] - RETRY_BUDGET_S
    down = {key: max(run[key] for run in large["down"]) for key in ("findings", "report_mb", "terminal_lines")}
    budgets = seconds["some_dead"] / (audits["seconds"] + RETRY_BUDGET_S)
    return [
        (f"role, {many:,} accounts: time divided by {few:,} accounts", growth, f"at most {limit:g}", growth <= limit),
        (f"role, {many:,} accounts: MB of the largest process", peaks["large"], "below 300", peaks["large"] < 300),
        ("everything down: seconds beyond the retry budget", beyond, "at most 10", beyond <= 10),
        ("everything down: MB of the largest process", peaks["down"], "below 200", peaks["down"] < 200),
        ("everything down: findings", down["findings"], "1,000", down["findings"] == 1_000),
        ("everything down: MB of the reports", down["report_mb"], "below 5", down["report_mb"] < 5),
        ("everything down: lines on the terminal", down["terminal_lines"], "below 80", down["terminal_lines"] < 80),
        (
            "200 of 1,000 dead: time divided by that without and one retry budget",
            budgets,
            "at most 1.25",
            budgets <= 1.25,
        ),
    ]


def rendering_goals(rendering: dict[str, float]) -> list[Goal]:
    """Return the goals of the report rendering."""
    what = "reports of 1,000 accounts x 200 samples"
    return [
        (f"{what}: seconds", rendering["seconds"], "below 10", rendering["seconds"] < 10),
        (f"{what}: MB", rendering["peak MB"], "below 300", rendering["peak MB"] < 300),
    ]


def page_goals(page: dict[str, Any] | None) -> list[Goal]:
    """Return the goals of the HTML page, if there is a browser."""
    if page is None:
        return []
    what = "page of 1,000 accounts x 200 samples"
    return [
        (f"{what}: seconds until it can be used", page["seconds"], "below 2", page["seconds"] < 2),
        (f"{what}: printed pages", page["printed pages"], "at most 10", page["printed pages"] <= 10),
    ]


def announce(measurement: str) -> None:
    print(f"measuring {measurement}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run each measurement once, with smaller inputs for some")
    parser.add_argument("--json", type=Path, default=Path(".cache/benchmark.json"), help="file for the figures")
    options = parser.parse_args()
    os.environ["MPS_COLD_START"] = "1"  # an emulator that is measured shares no memory with another process
    runs = 1 if options.quick else 3
    announce("listings of 9,000 and 100,000 samples")
    small = measure_listing(9_000, runs, runs)
    large = measure_listing(100_000, runs, 0 if options.quick else 1)
    announce("start of the info module")
    start = measure_module_start(runs)
    account_counts = {
        "role": 1_000,
        "task": 1_000,
        "sdk": 100 if options.quick else 1_000,
        "loop": 5 if options.quick else 20,
    }
    announce("the role with all reports, the audit task, the SDK and a loop")
    audits = measure_audits(account_counts, runs, 1)
    announce("large audits, and audits with dead accounts")
    large_audits = measure_large_audits(3_000 if options.quick else 10_000, 1 if options.quick else 3)
    announce("memory of audits")
    memory = measure_audit_memory(10_000, 100_000 if options.quick else 1_000_000, runs)
    announce("rendering of reports")
    rendering = measure_rendering()
    announce("the HTML page in Chromium")
    page = measure_page(runs)
    print()
    print(
        table(
            [
                *lines(small),
                *lines(large),
                *audit_lines(audits),
                *large_audit_lines(large_audits),
                *memory_lines(memory),
            ]
        )
    )
    print()
    for name, measured, goal, met in (
        *goals(small, large, start),
        *audit_goals(audits, memory),
        *large_audit_goals(audits, large_audits),
        *rendering_goals(rendering),
        *page_goals(page),
    ):
        print(f"{name}: {measured:.2f} (goal: {goal}, {'met' if met else 'NOT MET'})")
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    results = {
        "machine": machine,
        "listings": [small, large],
        "module_start": start,
        "audits": audits,
        "large_audits": large_audits,
        "audit_memory": memory,
        "rendering": rendering,
        "page": page,
    }
    options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\nThe figures are in {options.json}.")


if __name__ == "__main__":
    main()
