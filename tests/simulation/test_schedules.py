# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every schedule keeps every promise. README.md says what a schedule is, and how a failing one is replayed."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from simulation import seeds
from simulation.clock_promises import CLOCK_PROMISES
from simulation.drawing import draw_setup
from simulation.listing_promises import LISTING_PROMISES
from simulation.network import NeverEnds
from simulation.run import Run, run_schedule
from simulation.run_promises import JOB_PROMISES, RUN_PROMISES
from simulation.schedule import Setup
from simulation.tally import LEAST_IN_A_THOUSAND, happened, least, table

ENOUGH_TO_COUNT = 1000


def broken_promises(run: Run) -> Iterator[str]:
    for number, observed in enumerate(run.observed):
        for promise in (*JOB_PROMISES, *LISTING_PROMISES):
            yield from (f"job {number}: {found}{said(promise)}" for found in promise(observed))
    for run_promise in (*RUN_PROMISES, *CLOCK_PROMISES):
        yield from (found + said(run_promise) for found in run_promise(run))


def said(promise: Callable[..., object]) -> str:
    return f"\n  broken: {promise.__name__}: {' '.join((inspect.getdoc(promise) or '').split())}"


def simulate(seed: int) -> Run:
    """Run one schedule; fails with all that a person needs when it breaks a promise, or does not end."""
    setup = draw_setup(seed)
    try:
        run = run_schedule(setup)
    except NeverEnds as reason:
        pytest.fail(report(setup, [f"{reason}\n  broken: it ends (design 6 and 7)"]), pytrace=False)
    except Exception as defect:  # noqa: BLE001 - shown with its seed
        pytest.fail(report(setup, [f"{defect!r} came out of the scheduler"]), pytrace=False)
    broken = list(broken_promises(run))
    if broken:
        pytest.fail(report(setup, broken), pytrace=False)
    return run


def report(setup: Setup, broken: list[str]) -> str:
    replay = f"MPS_SIMULATION_SEED={setup.seed} .venv/bin/pytest tests/simulation"
    return "\n".join(["", *broken, "", setup.describe(), "", f"replay it with: {replay}"])


@pytest.mark.parametrize(
    "chunk", seeds.chunks(), ids=lambda chunk: f"from-{chunk.start - chunk.start // 10**6 * 10**6}"
)
def test_every_schedule_keeps_every_promise(chunk: range) -> None:
    for seed in chunk:
        simulate(seed)


@pytest.mark.skipif(seeds.SCHEDULES < ENOUGH_TO_COUNT, reason="too few schedules to count")
def test_every_interesting_thing_happens() -> None:
    """Counted in schedules of its own, which keep every promise too."""
    first = (seeds.BASE + 1) * seeds.BETWEEN_BASES - ENOUGH_TO_COUNT
    counts: Counter[str] = Counter()
    for seed in range(first, first + ENOUGH_TO_COUNT):
        counts += happened(simulate(seed))
    print("\n" + table(counts, ENOUGH_TO_COUNT))
    rare = [name for name in LEAST_IN_A_THOUSAND if counts[name] < least(name, ENOUGH_TO_COUNT)]
    assert not rare, f"too rare: {rare}\n{table(counts, ENOUGH_TO_COUNT)}"
