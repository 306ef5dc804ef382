# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: the memory of an audit with ``unexpected: report`` does not grow with the library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmark.measure import TESTS, figure
from support.emulator_process import EmulatorProcess

MODULE = "ansible_collections.tencentcloud.mps.plugins.modules.mps_person_sample_audit"
LATENCY_MS = 50
EXPECTED = 20


def measure_audit_memory(small: int, large: int, runs: int) -> dict[str, Any]:
    """Audit two libraries. The large one is audited once, because the rate limit allows 10,000 samples per second."""
    measured = {"small": _audits(small, runs), "large": _audits(large, 1)}
    peaks = {size: figure(results, "peak_mb").median for size, results in measured.items()}
    return {
        "samples": {"small": small, "large": large},
        **measured,
        "growth_percent": 100 * (peaks["large"] / peaks["small"] - 1),
    }


def memory_lines(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the table rows. The seconds are the run time of the module process."""
    rows: list[tuple[str, ...]] = []
    for size, samples in result["samples"].items():
        runs = result[size]
        seconds = figure(runs, "seconds")
        rows.append(
            (
                f"audit {samples:,} samples, {LATENCY_MS} ms, unexpected: report",
                str(seconds),
                f"{samples / seconds.median:,.0f}",
                f"{figure(runs, 'requests').median / seconds.median:,.0f}",
                str(figure(runs, "peak_mb")),
                f"{sum(run['throttled'] for run in runs)}",
            )
        )
    return rows


def _audits(samples: int, runs: int) -> list[dict[str, Any]]:
    account = {"name": "library", "uin": "100000000001", "generate": {"count": samples, "name": "Person {n}"}}
    with EmulatorProcess({"accounts": [account]}, latency_ms=LATENCY_MS) as emulator:
        return [_audit(emulator, samples) for _run in range(runs)]


def _audit(emulator: EmulatorProcess, samples: int) -> dict[str, Any]:
    """Run one audit; return the seconds and peak memory of its process, its requests and its throttled requests."""
    keys = {name: emulator.credentials["library"][name] for name in ("secret_id", "secret_key")}
    options = {
        "accounts": [{"name": "library", "endpoint": emulator.url, **keys}],
        "samples": [{"name": f"Person {number}"} for number in range(1, EXPECTED + 1)],
        "unexpected": "report",
    }
    emulator.reset()
    with tempfile.NamedTemporaryFile() as peak:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "benchmark.module_peak", MODULE, peak.name],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": options}),
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        if done.returncode:
            raise SystemExit(f"{MODULE} failed:\n{done.stdout}{done.stderr}")
        peak_kb = int(Path(peak.name).read_text(encoding="utf-8"))
    verdicts = json.loads(done.stdout)["summary"]["verdicts"]
    assert (verdicts["ok"], verdicts["unexpected"]) == (EXPECTED, samples - EXPECTED), verdicts
    counters = emulator.counters()
    throttled = counters["by_code"].get("RequestLimitExceeded", 0)
    return {"seconds": seconds, "peak_mb": peak_kb / 1024, "requests": counters["requests"], "throttled": throttled}
