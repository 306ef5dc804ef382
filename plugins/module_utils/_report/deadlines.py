# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The age of findings, and the deadlines after which findings become violations. Pure.

Every time is relative to the time of the report, so that a saved report is always rendered in the same way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK, UNKNOWN
from .._validation.entries import parse_entry
from .._validation.fields import Field, quoted
from .._validation.problems import Problems
from .constraints import MOST_DEADLINE_DAYS, parse_moment
from .document import Deadlines, Finding, Report, SeverityName

_DAY = dt.timedelta(days=1)
_DIGITS = re.compile("[0-9]{1,5}", re.ASCII)
_LAST_MOMENT = dt.datetime.max.replace(tzinfo=dt.timezone.utc)


class Waiting(NamedTuple):
    """The findings whose deadline is in the future. ``next_due`` is the first of their deadlines."""

    findings: int
    next_due: dt.datetime | None


def parse_deadlines(value: Mapping[str, Any] | None, option: str = "fail_after_days") -> Deadlines | None:
    """The value of the option. Raises ``ConfigurationError`` with all problems."""
    if value is None:
        return None
    problems = Problems()
    days = parse_entry(option, value, _FIELDS, problems)
    problems.raise_if_any()
    return cast(Deadlines, days)


def has_deadline(deadlines: Deadlines | None) -> bool:
    """Whether any finding can wait."""
    return deadlines is not None and any(deadlines.values())


def evaluated_at(report: Report) -> dt.datetime:
    """The time at which the findings and waivers of a report are evaluated."""
    return parse_moment(report["merged_at"] or report["generated_at"])


def age(finding: Finding, report: Report) -> dt.timedelta:
    """The time from the first audit that had the finding to the report. Never negative."""
    return max(evaluated_at(report) - parse_moment(finding["first_seen"]), dt.timedelta(0))


def age_days(finding: Finding, report: Report) -> int:
    """The age in whole days."""
    return age(finding, report) // _DAY


def due(finding: Finding, report: Report) -> dt.datetime | None:
    """When the finding becomes a violation. None if the report has no deadlines, or if the finding is ok or waived."""
    deadlines = report["fail_after_days"]
    if deadlines is None or finding["waived"] or finding["verdict"] == OK:
        return None
    # What is unknown can be anything, so it does not wait.
    days = 0 if finding["verdict"] == UNKNOWN else deadlines[finding["severity"]]
    seen = parse_moment(finding["first_seen"]).astimezone(dt.timezone.utc)
    return seen + min(days * _DAY, _LAST_MOMENT - seen)


def can_wait(finding: Finding, report: Report) -> bool:
    """Whether the finding is no violation for a time after it was first seen."""
    deadline = due(finding, report)
    return deadline is not None and deadline > parse_moment(finding["first_seen"])


def is_waiting(finding: Finding, report: Report) -> bool:
    """Whether the finding is not a violation yet."""
    deadline = due(finding, report)
    return deadline is not None and deadline > evaluated_at(report)


def is_overdue(finding: Finding, report: Report) -> bool:
    """Whether the deadline of the finding has passed. False if the report has no deadlines."""
    deadline = due(finding, report)
    return deadline is not None and deadline <= evaluated_at(report)


class DeadlineStates:
    """Whether findings of a report wait or are overdue. Findings with the same dates are evaluated once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._known: dict[tuple[str, str, str, bool], tuple[bool, bool]] = {}

    def is_waiting(self, finding: Finding) -> bool:
        return self._states(finding)[0]

    def is_overdue(self, finding: Finding) -> bool:
        return self._states(finding)[1]

    def _states(self, finding: Finding) -> tuple[bool, bool]:
        if self._report["fail_after_days"] is None:
            return False, False
        key = (finding["verdict"], finding["severity"], finding["first_seen"], finding["waived"])
        states = self._known.get(key)
        if states is None:
            states = self._known[key] = (is_waiting(finding, self._report), is_overdue(finding, self._report))
        return states


def waiting(report: Report) -> Waiting:
    """The findings that are no violations yet."""
    if not has_deadline(report["fail_after_days"]):
        return Waiting(0, None)
    states = DeadlineStates(report)
    found = [finding for finding in report["findings"] if states.is_waiting(finding)]
    # One finding for each combination of what a deadline depends on.
    distinct = {(finding["verdict"], finding["severity"], finding["first_seen"]): finding for finding in found}
    deadlines = (due(finding, report) for finding in distinct.values())
    return Waiting(len(found), min((deadline for deadline in deadlines if deadline is not None), default=None))


def oldest_by_severity(report: Report) -> dict[SeverityName, str | None]:
    """By severity: when the oldest finding that is neither ok nor waived was first seen. None: there is none."""
    oldest: dict[SeverityName, str | None] = {"critical": None, "high": None, "medium": None, "low": None}
    for finding in report["findings"]:
        known = oldest[finding["severity"]]
        if finding["waived"] or finding["verdict"] == OK:
            continue
        if known is None or parse_moment(finding["first_seen"]) < parse_moment(known):
            oldest[finding["severity"]] = finding["first_seen"]
    return oldest


def _parse_days(value: Any) -> int:
    """A number of days. Also accepts its digits as text, because a variable from a command line is a text."""
    days = int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DEADLINE_DAYS:
        raise ValueError(f"{quoted(value)} is not valid; use a whole number of days from 0 to {MOST_DEADLINE_DAYS:,}")
    return days


_FIELDS: Mapping[str, Field] = {
    severity: Field(_parse_days, {"type": "integer", "minimum": 0, "maximum": MOST_DEADLINE_DAYS}, default=0)
    for severity in SEVERITIES
}
