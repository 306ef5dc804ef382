# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every schedule satisfies every property. README.md explains schedules, and how to replay a failure."""

from __future__ import annotations

from collections import Counter

import pytest
from simulation import seeds
from simulation.counts import MINIMUM_PER_THOUSAND, count_events, minimum, table
from simulation.generator import generate_setup
from simulation.run import Run
from simulation.violations import Violated, validate_run

ENOUGH_TO_COUNT = 500


def simulate(seed: int) -> Run:
    """Run one schedule. Fail with a full report if it violates a property or does not end."""
    setup = generate_setup(seed)
    try:
        return validate_run(setup)
    except Violated as violated:
        replay = f"MPS_SIMULATION_SEED={seed} .venv/bin/pytest tests/simulation"
        pytest.fail("\n".join(["", str(violated), "", setup.describe(), "", f"replay: {replay}"]), pytrace=False)


@pytest.mark.parametrize(
    "chunk", seeds.chunks(), ids=lambda chunk: f"from-{chunk.start - chunk.start // 10**6 * 10**6}"
)
def test_every_schedule_satisfies_every_property(chunk: range) -> None:
    for seed in chunk:
        simulate(seed)


@pytest.mark.skipif(seeds.SCHEDULES < ENOUGH_TO_COUNT, reason="too few schedules to count")
@pytest.mark.long
def test_every_interesting_event_occurs() -> None:
    """Count the events in separate schedules, which must satisfy every property too."""
    first = (seeds.BASE + 1) * seeds.SEEDS_PER_BASE - ENOUGH_TO_COUNT
    counts: Counter[str] = Counter()
    for seed in range(first, first + ENOUGH_TO_COUNT):
        counts += count_events(simulate(seed))
    print("\n" + table(counts, ENOUGH_TO_COUNT))
    rare = [name for name in MINIMUM_PER_THOUSAND if counts[name] < minimum(name, ENOUGH_TO_COUNT)]
    assert not rare, f"these events are too rare: {rare}\n{table(counts, ENOUGH_TO_COUNT)}"
