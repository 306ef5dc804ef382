# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run schedules, and check them against every property."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulation.clock_properties import CLOCK_PROPERTIES
from simulation.listing_properties import LISTING_PROPERTIES
from simulation.network import NeverEnds
from simulation.run import Run, run_schedule
from simulation.run_properties import JOB_PROPERTIES, RUN_PROPERTIES
from simulation.schedule import Setup

NEVER_ENDS = "the run does not end"


@dataclass(frozen=True)
class Violation:
    """A violated property of a schedule: its name, and what was observed."""

    name: str
    message: str


class Violated(Exception):
    """A schedule violates properties. A run that does not end or that raises an exception is a violation too."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__("\n".join(violation.message for violation in violations))
        self.names = tuple(dict.fromkeys(violation.name for violation in violations))


def validate_run(setup: Setup) -> Run:
    """Run a schedule. Raises ``Violated`` if it violates a property."""
    try:
        run = run_schedule(setup)
    except NeverEnds as reason:
        raise Violated([Violation(NEVER_ENDS, f"{reason}\n  violated property: the run ends")]) from None
    except Exception as defect:
        raise Violated([Violation(type(defect).__name__, f"the scheduler raised {defect!r}")]) from defect
    violations = list(violations_of(run))
    if violations:
        raise Violated(violations)
    return run


def violations_of(run: Run) -> Iterator[Violation]:
    for number, observed in enumerate(run.observed):
        for job_property in (*JOB_PROPERTIES, *LISTING_PROPERTIES):
            yield from (_violation(job_property, f"job {number}: {found}") for found in job_property(observed))
    for run_property in (*RUN_PROPERTIES, *CLOCK_PROPERTIES):
        yield from (_violation(run_property, found) for found in run_property(run))


def _violation(violated: Callable[..., object], found: str) -> Violation:
    description = " ".join((inspect.getdoc(violated) or "").split())
    return Violation(violated.__name__, f"{found}\n  violated property: {violated.__name__}: {description}")
