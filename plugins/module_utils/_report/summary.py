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
from .deadlines import is_waiting
from .document import Report, StatusName
from .text import single_line
from .violations import Violation, group_violations
from .wording import NOT_AUDITED, NOT_LISTED, counted


class ViolationLine(NamedTuple):
    """A line, and the number of findings that it is about."""

    severity: str
    text: str
    findings: int = 1


def violations(report: Report, fail_on: Iterable[str]) -> list[str]:
    """One line for each unwaived finding with a verdict in ``fail_on``, the most severe first.

    Unknown findings of one account that have the same message share one line. Findings that wait for their deadline are
    no violations.
    """
    return [f"[{line.severity}] {single_line(line.text)}" for line in _lines(report, fail_on)]


def first_violations(report: Report, fail_on: Iterable[str], most: int) -> list[str]:
    """The first ``most`` lines. If there are more, another line counts the remaining violations."""
    lines, shown = _lines(report, fail_on), violations(report, fail_on)
    if len(lines) <= most + 1:
        return shown
    rest = sum(line.findings for line in lines[most:])
    return [*shown[:most], f"and {counted(rest, 'more violation')}, see the report"]


def count_violations(report: Report, fail_on: Iterable[str]) -> int:
    return sum(line.findings for line in _lines(report, fail_on))


def _lines(report: Report, fail_on: Iterable[str]) -> list[ViolationLine]:
    verdicts = frozenset(fail_on)
    lines = [
        ViolationLine(violation.first["severity"], _violation_line(violation), len(violation.samples))
        for violation in group_violations(report, verdicts)
        if not is_waiting(violation.first, report)
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
