# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a candidate, and summarize several runs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.emulator_process import EmulatorProcess

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Figure:
    """One measured quantity from several runs."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __str__(self) -> str:
        spread = "" if len(self.values) == 1 else f" ({min(self.values):.2f} to {max(self.values):.2f})"
        return f"{self.median:.2f}{spread}"


def figure(runs: Sequence[dict[str, Any]], key: str) -> Figure:
    return Figure(tuple(float(run[key]) for run in runs))


def run_candidate(name: str, emulator: EmulatorProcess, account: str) -> dict[str, Any]:
    """Run a candidate once; return the figures that it prints, and the number of its throttled requests."""
    keys = emulator.credentials[account]
    emulator.reset()
    done = subprocess.run(
        [sys.executable, "-m", "benchmark.list_samples", name, emulator.url],
        env={
            **os.environ,
            "PYTHONPATH": str(TESTS),
            "TENCENTCLOUD_SECRET_ID": keys["secret_id"],
            "TENCENTCLOUD_SECRET_KEY": keys["secret_key"],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout)
    counters = emulator.counters()
    return {**measured, "throttled": counters["by_code"].get("RequestLimitExceeded", 0)}


@dataclass(frozen=True)
class CommandRun:
    """``peak_mb`` is the memory of the largest process of the command."""

    seconds: float
    peak_mb: float
    output: str


def run_command(command: Sequence[str], environment: dict[str, str], folder: Path) -> CommandRun:
    """Run a command that must succeed."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _pid, status, usage = os.wait4(process.pid, 0)  # the usage includes the processes that the command waited for
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{text}")
    return CommandRun(seconds, usage.ru_maxrss / 1024, text)


def seconds_of(command: Sequence[str], environment: dict[str, str], folder: Path) -> float:
    """Run a command that must succeed and return its wall time."""
    return run_command(command, environment, folder).seconds
