# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The content of a notification as lines of plain text, in any language. Pure.

A line contains names of accounts, and names of samples if the user wants them. All of them are arbitrary text. The
service escapes whole lines, so no part of a line is markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._report.document import Report
from .._report.text import clipped, single_line
from .._report.texts import Texts
from .changes import AccountChanges, Event, EventName

# Characters of one name and of one line. Names have no limit of their own.
_NAME, _LINE, _TITLE = 60, 240, 80
_SAMPLES = 5  # names of samples in a line
MOST_LINES = 20  # of a section
_TITLES = {True: "notification.title.compliant", False: "notification.title.noncompliant"}
_HEADINGS: Mapping[EventName, str] = {
    "new": "notification.event.new",
    "overdue": "notification.event.overdue",
    "expired": "notification.event.expired",
    "expiring": "notification.event.expiring",
    "resolved": "notification.event.resolved",
}


@dataclass(frozen=True)
class Section:
    """One event: its heading, and one line for each account. ``count`` is the number of accounts."""

    heading: str
    lines: Sequence[str]
    count: int

    def shown(self, most: int, texts: Texts) -> list[str]:
        """At most ``most`` lines. If there are more accounts, another line counts them."""
        lines = list(self.lines[:most])
        if self.count > len(lines):
            lines.append(texts.text("notification.more", count=self.count - len(lines)))
        return lines


@dataclass(frozen=True)
class Digest:
    """A notification without markup. ``link`` is the URL of the published report."""

    is_compliant: bool
    title: str
    facts: Sequence[str]
    sections: Sequence[Section]
    link: str | None
    texts: Texts

    @property
    def summary(self) -> str:
        """The notification in one line, for a preview."""
        return ". ".join([self.title, *(section.heading for section in self.sections)])


def digest_of(report: Report, events: Sequence[Event], texts: Texts, names: bool, link: str | None) -> Digest:
    """``names`` is whether names of samples are included: they are names of people."""
    title = clipped(single_line(report["title"]), _TITLE)
    return Digest(
        is_compliant=report["compliant"],
        title=texts.text(_TITLES[report["compliant"]], title=title),
        facts=list(_facts(report, events, texts)),
        sections=[_section(event, texts, names) for event in events],
        link=link,
        texts=texts,
    )


def _facts(report: Report, events: Sequence[Event], texts: Texts) -> Iterator[str]:
    statuses = report["summary"]["accounts"]
    yield texts.text(
        "notification.accounts",
        accounts=texts.counted(len(report["accounts"]), "account"),
        compliant=statuses["compliant"],
        noncompliant=statuses["noncompliant"],
        unknown=statuses["unknown"],
    )
    comparison = report["comparison"]
    if comparison is None:
        yield texts.text("notification.no_previous", time=report["generated_at"])
    else:
        yield texts.text("notification.since", time=report["generated_at"], previous=comparison["previous"])
    if not events:
        yield texts.text("notification.nothing")


def _section(event: Event, texts: Texts, names: bool) -> Section:
    heading = texts.text(
        _HEADINGS[event.name],
        findings=texts.counted(event.findings, "finding"),
        accounts=texts.counted(event.accounts, "account"),
    )
    lines = [_line(event, entry, texts, names) for entry in event.entries[:MOST_LINES]]
    return Section(heading, lines, len(event.entries))


def _line(event: Event, entry: AccountChanges, texts: Texts, names: bool) -> str:
    account = clipped(single_line(entry.account), _NAME)
    what = _unread(entry, texts, event) if entry.is_unread else _found(entry, texts, names)
    if entry.date is not None:
        what = texts.text("notification.waived_until", findings=what, date=entry.date)
    return clipped(f"{account}: {what}", _LINE)


def _unread(entry: AccountChanges, texts: Texts, event: Event) -> str:
    if event.name == "resolved":
        return texts.text("notification.read_again")
    cause = texts.text(f"cause.{entry.cause}")
    if entry.code is None:
        return texts.text("notification.unread", cause=cause)
    return texts.text("notification.unread_code", cause=cause, code=clipped(single_line(entry.code), _NAME))


def _found(entry: AccountChanges, texts: Texts, names: bool) -> str:
    if not names:
        return ", ".join(
            texts.text("notification.count", count=count, verdict=texts.text(f"words.verdict.{verdict}"))
            for verdict, count in entry.verdicts.items()
        )
    shown = [
        f"{clipped(single_line(finding['sample']), _NAME)} ({texts.text('words.verdict.' + finding['verdict'])})"
        for finding in entry.findings[:_SAMPLES]
    ]
    if len(entry.findings) > _SAMPLES:
        shown.append(texts.text("notification.more_samples", count=len(entry.findings) - _SAMPLES))
    return ", ".join(shown)
