# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What a report has to announce: findings that are new, resolved, overdue, or about to lose their waiver. Pure.

Every change is announced in one report only: the first one that has it. The comparison with the previous report decides
which findings have changed. Only the dates before the end of a waiver are compared here, with the time of the previous
report. For merged reports, both times are those of the oldest result, so that the periods of two reports never overlap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK
from .._report.advice import advice_key
from .._report.constraints import parse_moment
from .._report.coverage import is_whole_library
from .._report.document import Account, Finding, Report, VerdictName

EventName = Literal["new", "resolved", "overdue", "expired", "expiring"]


@dataclass
class AccountChanges:
    """The changed findings of one account, with the same date.

    ``cause`` is the key of the text why an account cannot be read, and ``code`` is the code of the error. ``date`` is
    the last day of the waiver of the findings.
    """

    account: str
    date: str | None
    cause: str
    code: str | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_unread(self) -> bool:
        return len(self.findings) == 1 and is_whole_library(self.findings[0])

    @property
    def verdicts(self) -> dict[VerdictName, int]:
        """The number of findings by verdict."""
        counts: dict[VerdictName, int] = {}
        for finding in self.findings:
            counts[finding["verdict"]] = counts.get(finding["verdict"], 0) + 1
        return counts

    @property
    def _rank(self) -> tuple[int, int]:
        return (min(SEVERITIES.index(finding["severity"]) for finding in self.findings), -len(self.findings))


@dataclass(frozen=True)
class Event:
    """All changes of one kind, the most severe accounts first."""

    name: EventName
    entries: Sequence[AccountChanges]

    @property
    def option(self) -> str:
        """The event of the options that selects it."""
        return _option(self.name)

    @property
    def findings(self) -> int:
        return sum(len(entry.findings) for entry in self.entries)

    @property
    def accounts(self) -> int:
        return len({entry.account for entry in self.entries})


def changes_of(report: Report, chosen: Collection[str], expiry_days: int) -> list[Event]:
    """The changes of a report that are to be announced. ``chosen`` are the events of the options.

    - *new*: findings that the previous report does not have. Without a previous report, all findings.
    - *resolved*: findings of the previous report that were verified to be gone.
    - *overdue*: findings that waited for their deadline in the previous report, and do not wait any more.
    - *expired*, chosen as expiring: findings that have lost their waiver since the previous report.
    - *expiring*: findings whose waiver ends in ``expiry_days`` days or fewer. In the previous report it had more days.

    A waived finding is accepted, so it is never new, resolved or overdue.
    """
    comparison = report["comparison"]
    now = _utc(report["generated_at"])
    previous = None if comparison is None else _utc(comparison["previous"])
    findings = [finding for finding in report["findings"] if finding["verdict"] != OK]
    new = {finding["id"] for finding in findings} if comparison is None else set(comparison["new"])
    overdue = set(comparison["overdue"] if comparison else ())
    unwaived = set(comparison["unwaived"] if comparison else ())
    waivers = _WaiverDates(new, now.date(), None if previous is None else previous.date(), expiry_days)
    found: dict[EventName, Iterable[Finding]] = {
        "new": (finding for finding in findings if finding["id"] in new and not finding["waived"]),
        "overdue": (finding for finding in findings if finding["id"] in overdue),
        "expired": (finding for finding in findings if finding["id"] in unwaived),
        "expiring": filter(waivers.is_expiring, findings),
        "resolved": (finding for finding in (comparison["resolved"] if comparison else ()) if not finding["waived"]),
    }
    accounts = {account["name"]: account for account in report["accounts"]}
    events = [Event(name, _by_account(found[name], accounts, name)) for name in found if _option(name) in chosen]
    return [event for event in events if event.entries]


class _WaiverDates:
    """Decides which findings lose their waiver soon. The dates are in UTC, as everywhere in a report."""

    def __init__(self, new: Collection[str], today: dt.date, previous: dt.date | None, expiry_days: int) -> None:
        self._new = new
        self._today = today
        self._previous = previous
        self._days = expiry_days

    def is_expiring(self, finding: Finding) -> bool:
        waiver = finding["waiver"]
        if waiver is None or not finding["waived"]:
            return False
        last_day = dt.date.fromisoformat(waiver["expires"])
        if (last_day - self._today).days > self._days:
            return False
        if self._previous is None or finding["id"] in self._new:
            return True
        return (last_day - self._previous).days > self._days


def _utc(moment: str) -> dt.datetime:
    return parse_moment(moment).astimezone(dt.timezone.utc)


def _option(name: EventName) -> str:
    return "expiring" if name == "expired" else name


def _by_account(
    findings: Iterable[Finding], accounts: dict[str, Account], event: EventName
) -> Sequence[AccountChanges]:
    entries: dict[tuple[str, str | None], AccountChanges] = {}
    for finding in findings:
        waiver = finding["waiver"] if event in ("expired", "expiring") else None
        date = waiver["expires"] if waiver else None
        account = accounts.get(finding["account"])
        code = account["code"] if account else None
        made = AccountChanges(finding["account"], date, advice_key(finding, account), code)
        entries.setdefault((finding["account"], date), made).findings.append(finding)
    return sorted(entries.values(), key=lambda entry: entry._rank)
