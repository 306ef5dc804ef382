# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What a report comes to, in lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._audit.findings import COMPLIANT, NONCOMPLIANT, SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD, STATUSES
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNEXPECTED, UNKNOWN
from .._text import single_line
from .document import Document
from .unexpected import unexpected_by_account

ACCOUNTS_TOLD = 20


def violations(report: Document, fail_on: Iterable[str]) -> list[str]:
    """A line for each finding that is a failure, the gravest first. What is waived is none.

    What is unknown in an account for one reason is one line.
    """
    verdicts = frozenset(fail_on)
    failing = [finding for finding in report["findings"] if finding["verdict"] in verdicts and not finding["waived"]]
    failing.sort(key=lambda finding: SEVERITIES.index(finding["severity"]))
    lines: dict[tuple[str, ...], list[str]] = {}  # the samples of each line
    severities: dict[tuple[str, ...], str] = {}
    for finding in failing:
        own = "" if finding["verdict"] == UNKNOWN else finding["id"]
        line = (finding["account"], finding["verdict"], finding["message"], own)
        lines.setdefault(line, []).append(finding["sample"])
        severities.setdefault(line, finding["severity"])
    written = [
        (severities[line], single_line(f"{line[0]}: {_named(samples)}: {line[1]}: {line[2]}"))
        for line, samples in lines.items()
    ]
    if UNEXPECTED in verdicts:
        unlisted = {name: one.unlisted_counting for name, one in unexpected_by_account(report).items()}
        written += [
            (SEVERITY_OF_UNEXPECTED, f"{name}: {more} more unexpected samples, which are not listed")
            for name, more in unlisted.items()
            if more
        ]
    if UNKNOWN in verdicts:
        told = {finding["account"] for finding in report["findings"] if finding["verdict"] == UNKNOWN}
        written += [
            (SEVERITY_OF_UNREAD, single_line(f"{account['name']}: unknown: {account['error'] or 'it was not audited'}"))
            for account in report["accounts"]
            if account["status"] == UNKNOWN and account["name"] not in told
        ]
    return [f"[{severity}] {line}" for severity, line in sorted(written, key=lambda one: SEVERITIES.index(one[0]))]


def names_by_status(report: Document) -> dict[str, list[str]]:
    """The names of the accounts of each status."""
    names: dict[str, list[str]] = {status: [] for status in STATUSES}
    for account in report["accounts"]:
        names[account["status"]].append(account["name"])
    return names


def outcome(report: Document) -> list[str]:
    """The answer in a few lines: the accounts with their status, and why one is unknown.

    Of many accounts, those that are compliant are only counted.
    """
    summary = report["summary"]
    counts = summary["accounts"]
    answer = "COMPLIANT" if report["compliant"] else "NOT COMPLIANT"
    lines = [
        (
            f"{answer}: {counts[COMPLIANT]} of {len(report['accounts'])} accounts compliant,"
            f" {counts[NONCOMPLIANT]} noncompliant, {counts[UNKNOWN]} unknown;"
            f" {_counted(summary['waived'], 'finding')} waived,"
            f" {_counted(summary['expired_waivers'], 'waiver')} expired"
        ),
    ]
    told_all = len(report["accounts"]) <= ACCOUNTS_TOLD
    accounts = [account for account in report["accounts"] if told_all or account["status"] != COMPLIANT]
    width = max((len(account["name"]) for account in accounts), default=0)
    for account in accounts:
        found = ", ".join(f"{count} {verdict}" for verdict, count in account["verdicts"].items() if count)
        waived = f" ({account['waived']} waived)" if account["waived"] else ""
        told = f"{found}{waived}" or ("the reference" if account["reference"] else "nothing is expected of it")
        if account["status"] == UNKNOWN:
            told = account["error"] or "it was not audited"
        elif account["unexpected_counted"]:
            told += f", in a library of {account['samples_seen']}"
        lines.append(f"{single_line(account['name']):{width}}  {account['status']:12}  {single_line(told)}")
    return lines


def _named(samples: Sequence[str]) -> str:
    return samples[0] if len(samples) == 1 else f"{samples[0]} and {len(samples) - 1} more"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
