# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The violations of a report: what makes an audit fail. Pure.

Violations are counted as findings: each finding counts once, also if several of them share one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .._audit.findings import SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNEXPECTED, UNKNOWN
from .causes import not_audited, unlisted
from .deadlines import DeadlineStates
from .document import Report, StatusName
from .text import single_line
from .violations import Violation, group_violations
from .wording import NOT_AUDITED, NOT_LISTED, counted


class ViolationLine(NamedTuple):
    """A line, and the number of findings that it is about. ``about`` is the text or the violation."""

    severity: str
    about: str | Violation
    findings: int = 1

    def shown(self) -> str:
        text = self.about if isinstance(self.about, str) else _violation_line(self.about)
        return f"[{self.severity}] {single_line(text)}"


class Violations:
    """The violations of a report: the unwaived findings with a verdict in ``fail_on``, the most severe first.

    Unknown findings of one account that have the same message share one line. Findings that wait for their deadline are
    no violations.
    """

    def __init__(self, report: Report, fail_on: Iterable[str]) -> None:
        self._lines = _lines(report, frozenset(fail_on))
        self.count = sum(line.findings for line in self._lines)

    def lines(self) -> list[str]:
        return [line.shown() for line in self._lines]

    def first_lines(self, most: int) -> list[str]:
        """The first ``most`` lines. If there are more, another line counts the remaining violations."""
        if len(self._lines) <= most + 1:
            return self.lines()
        rest = sum(line.findings for line in self._lines[most:])
        shown = [line.shown() for line in self._lines[:most]]
        return [*shown, f"and {counted(rest, 'more violation')}, see the report"]


def violations(report: Report, fail_on: Iterable[str]) -> list[str]:
    """One line for each violation."""
    return Violations(report, fail_on).lines()


def _lines(report: Report, verdicts: frozenset[str]) -> list[ViolationLine]:
    deadlines = DeadlineStates(report)
    lines = [
        ViolationLine(violation.first["severity"], violation, len(violation.samples))
        for violation in group_violations(report, verdicts)
        if not deadlines.is_waiting(violation.first)
    ]
    if UNEXPECTED in verdicts:
        lines += _unlisted_lines(report)
    if UNKNOWN in verdicts:
        lines += _unknown_account_lines(report)
    return sorted(lines, key=lambda line: SEVERITIES.index(line.severity))


def _violation_line(violation: Violation) -> str:
    finding, samples = violation.first, violation.sample_names(violation.samples[0])
    return f"{finding['account']}: {samples}: {finding['verdict']}: {finding['message']}"


def _unlisted_lines(report: Report) -> Iterator[ViolationLine]:
    for account, more in unlisted(report):
        text = f"{account['name']}: {counted(more, 'more unexpected sample')}, {NOT_LISTED}"
        yield ViolationLine(SEVERITY_OF_UNEXPECTED, text, more)


def _unknown_account_lines(report: Report) -> Iterator[ViolationLine]:
    for account in not_audited(report):
        text = f"{account['name']}: unknown: {account['error'] or NOT_AUDITED}"
        yield ViolationLine(SEVERITY_OF_UNREAD, text)


def names_by_status(report: Report) -> dict[StatusName, list[str]]:
    """The names of the accounts by status."""
    names: dict[StatusName, list[str]] = {"compliant": [], "noncompliant": [], "unknown": []}
    for account in report["accounts"]:
        names[account["status"]].append(account["name"])
    return names
