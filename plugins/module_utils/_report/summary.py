# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The result of a report as lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .._audit.findings import COMPLIANT, SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNEXPECTED, UNKNOWN
from .constraints import parse_moment
from .deadlines import is_waiting, waiting
from .document import Account, Report, StatusName, unlisted_unexpected
from .text import single_line
from .violations import Violation, group_violations
from .wording import NOT_AUDITED, NOT_LISTED, age_text, counted

# Above this number of accounts, the outcome only counts the compliant ones.
ACCOUNTS_LISTED = 20


def violations(report: Report, fail_on: Iterable[str]) -> list[str]:
    """One line for each unwaived finding with a verdict in ``fail_on``, the most severe first.

    Unknown findings of one account that have the same message share one line. Findings that wait for their deadline are
    no violations.
    """
    verdicts = frozenset(fail_on)
    lines: list[tuple[str, str]] = [
        (violation.first["severity"], _violation_line(violation))
        for violation in group_violations(report, verdicts)
        if not is_waiting(violation.first, report)
    ]
    if UNEXPECTED in verdicts:
        lines += [(SEVERITY_OF_UNEXPECTED, line) for line in _unlisted_lines(report)]
    if UNKNOWN in verdicts:
        lines += [(SEVERITY_OF_UNREAD, line) for line in _unknown_account_lines(report)]
    lines.sort(key=lambda line: SEVERITIES.index(line[0]))
    return [f"[{severity}] {single_line(line)}" for severity, line in lines]


def _violation_line(violation: Violation) -> str:
    finding, samples = violation.first, violation.sample_names(violation.samples[0])
    return f"{finding['account']}: {samples}: {finding['verdict']}: {finding['message']}"


def _unlisted_lines(report: Report) -> Iterator[str]:
    for account in report["accounts"]:
        more = unlisted_unexpected(account).unwaived
        if more:
            yield f"{account['name']}: {counted(more, 'more unexpected sample')}, {NOT_LISTED}"


def _unknown_account_lines(report: Report) -> Iterator[str]:
    """The unknown accounts that have no unknown finding."""
    listed = {finding["account"] for finding in report["findings"] if finding["verdict"] == UNKNOWN}
    for account in report["accounts"]:
        if account["status"] == UNKNOWN and account["name"] not in listed:
            yield f"{account['name']}: unknown: {account['error'] or NOT_AUDITED}"


def names_by_status(report: Report) -> dict[StatusName, list[str]]:
    """The names of the accounts by status."""
    names: dict[StatusName, list[str]] = {"compliant": [], "noncompliant": [], "unknown": []}
    for account in report["accounts"]:
        names[account["status"]].append(account["name"])
    return names


def outcome(report: Report) -> list[str]:
    """One line for the whole report, then one line for each account with its status and counts.

    The line of an unknown account has the reason. Compliant accounts have no line if there are many accounts.
    """
    summary = report["summary"]
    counts = summary["accounts"]
    verdict = "COMPLIANT" if report["compliant"] else "NOT COMPLIANT"
    first = (
        f"{verdict}: {counts['compliant']:,} of {counted(len(report['accounts']), 'account')} compliant,"
        f" {counts['noncompliant']:,} noncompliant, {counts['unknown']:,} unknown;"
        f" {counted(summary['waived'], 'finding')} waived, {counted(summary['expired_waivers'], 'waiver')} expired"
    )
    list_all = len(report["accounts"]) <= ACCOUNTS_LISTED
    accounts = [account for account in report["accounts"] if list_all or account["status"] != COMPLIANT]
    width = max((len(account["name"]) for account in accounts), default=0)
    if report["warnings"]:
        first += f", {counted(len(report['warnings']), 'warning')}"
    lines = [first, *_age(report), *_waiting(report)]
    for account in accounts:
        name, result = single_line(account["name"]), single_line(_account_result(account))
        lines.append(f"{name:{width}}  {account['status']:12}  {result}")
    return lines


def _age(report: Report) -> Iterator[str]:
    """A line about the age of merged reports, because a result shows nothing about the time after its audit."""
    if report["merged_at"] is not None and report["merged_at"] != report["generated_at"]:
        age = parse_moment(report["merged_at"]) - parse_moment(report["generated_at"])
        yield f"the oldest merged result is of {report['generated_at']}, {age_text(age)} before the merge"


def _waiting(report: Report) -> Iterator[str]:
    """A line about the findings that do not fail the audit yet."""
    count, next_due = waiting(report)
    if next_due is not None:
        wait, due = "waits" if count == 1 else "wait", f"{next_due:%Y-%m-%d %H:%M} UTC"
        yield f"{counted(count, 'finding')} {wait} for a deadline (fail_after_days); the next is overdue on {due}"


def _account_result(account: Account) -> str:
    if account["status"] == UNKNOWN:
        return account["error"] or NOT_AUDITED
    found = ", ".join(f"{count} {verdict}" for verdict, count in account["verdicts"].items() if count)
    if account["waived"]:
        found += f" ({account['waived']} waived)"
    result = found or ("reference account" if account["reference"] else "no expectations")
    if account["unexpected"] is not None and account["samples_seen"] is not None:
        result += f"; {counted(account['samples_seen'], 'sample')} in the library"
    return result
