# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every schedule satisfies every property. README.md explains schedules, and how to replay a failure."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from simulation import seeds
from simulation.clock_properties import CLOCK_PROPERTIES
from simulation.counts import MINIMUM_PER_THOUSAND, count_events, minimum, table
from simulation.generator import generate_setup
from simulation.listing_properties import LISTING_PROPERTIES
from simulation.network import NeverEnds
from simulation.run import Run, run_schedule
from simulation.run_properties import JOB_PROPERTIES, RUN_PROPERTIES
from simulation.schedule import Setup

ENOUGH_TO_COUNT = 500


def violations_of(run: Run) -> Iterator[str]:
    for number, observed in enumerate(run.observed):
        for job_property in (*JOB_PROPERTIES, *LISTING_PROPERTIES):
            yield from (f"job {number}: {found}{property_text(job_property)}" for found in job_property(observed))
    for run_property in (*RUN_PROPERTIES, *CLOCK_PROPERTIES):
        yield from (found + property_text(run_property) for found in run_property(run))


def property_text(checked: Callable[..., object]) -> str:
    return f"\n  violated property: {checked.__name__}: {' '.join((inspect.getdoc(checked) or '').split())}"


def simulate(seed: int) -> Run:
    """Run one schedule. Fail with a full report if it violates a property or does not end."""
    setup = generate_setup(seed)
    try:
        run = run_schedule(setup)
    except NeverEnds as reason:
        pytest.fail(report(setup, [f"{reason}\n  violated property: the run ends"]), pytrace=False)
    except Exception as defect:  # noqa: BLE001 - shown with its seed
        pytest.fail(report(setup, [f"the scheduler raised {defect!r}"]), pytrace=False)
    violations = list(violations_of(run))
    if violations:
        pytest.fail(report(setup, violations), pytrace=False)
    return run


def report(setup: Setup, violations: list[str]) -> str:
    replay = f"MPS_SIMULATION_SEED={setup.seed} .venv/bin/pytest tests/simulation"
    return "\n".join(["", *violations, "", setup.describe(), "", f"replay: {replay}"])


@pytest.mark.parametrize(
    "chunk", seeds.chunks(), ids=lambda chunk: f"from-{chunk.start - chunk.start // 10**6 * 10**6}"
)
def test_every_schedule_satisfies_every_property(chunk: range) -> None:
    for seed in chunk:
        simulate(seed)


@pytest.mark.skipif(seeds.SCHEDULES < ENOUGH_TO_COUNT, reason="too few schedules to count")
def test_every_interesting_event_occurs() -> None:
    """Count the events in separate schedules, which must satisfy every property too."""
    first = (seeds.BASE + 1) * seeds.SEEDS_PER_BASE - ENOUGH_TO_COUNT
    counts: Counter[str] = Counter()
    for seed in range(first, first + ENOUGH_TO_COUNT):
        counts += count_events(simulate(seed))
    print("\n" + table(counts, ENOUGH_TO_COUNT))
    rare = [name for name in MINIMUM_PER_THOUSAND if counts[name] < minimum(name, ENOUGH_TO_COUNT)]
    assert not rare, f"these events are too rare: {rare}\n{table(counts, ENOUGH_TO_COUNT)}"
