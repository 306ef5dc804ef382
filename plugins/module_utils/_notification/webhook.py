# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The JSON document for a webhook of your own. Pure.

These types are the only definition of the document. ``docs/schemas/notification.schema.json`` is made from them. Names
are not escaped: the receiver must treat them as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypedDict

from .._report.constraints import NOT_EMPTY
from .._report.document import Count, Date, Moment, OrNull, Report, StatusCounts, VerdictCounts, VerdictName
from .._report.text import clipped
from .changes import AccountChanges, Event, EventName

SchemaName = Literal["tencentcloud.mps/audit-notification/1"]
# Increase the number when a change breaks a program that reads notifications.
SCHEMA: SchemaName = "tencentcloud.mps/audit-notification/1"

BODY = 65_536  # bytes in UTF-8
_SAMPLES = 20
_NAME = 1_000  # characters


class VerdictCount(TypedDict):
    """The number of changed findings with a verdict."""

    verdict: Annotated[VerdictName, "Verdict of the findings."]
    findings: Annotated[Count, "Number of the findings."]


class ChangedSample(TypedDict):
    """A changed finding with the name of its sample."""

    sample: Annotated[str, "Name or ID of the sample, as in the report. At most 1,000 characters."]
    verdict: Annotated[VerdictName, "Verdict of the finding."]


class ChangedAccount(TypedDict):
    """The changed findings of an account."""

    account: Annotated[str, "Name of the account. At most 1,000 characters."]
    verdicts: Annotated[list[VerdictCount], "Number of the findings by verdict.", NOT_EMPTY]
    unread: Annotated[bool, "Whether the only finding is that the library of the account cannot be read."]
    code: Annotated[OrNull[str], "Error code of the account, if it cannot be read and the API returned one."]
    waived_until: Annotated[OrNull[Date], "Last day of the waiver, in UTC. Null for other events."]
    samples: Annotated[
        OrNull[list[ChangedSample]], "The first samples. Null if the notification contains no names of samples."
    ]


class ChangeEvent(TypedDict):
    """All changes of one kind."""

    event: Annotated[
        EventName,
        "new, resolved, overdue, expired (the waiver has ended since the previous report) or expiring (the waiver"
        " expires soon).",
    ]
    findings: Annotated[Count, "Number of all findings."]
    accounts: Annotated[Count, "Number of all accounts."]
    listed: Annotated[list[ChangedAccount], "The accounts, the most severe first. An account has an entry per date."]
    not_listed: Annotated[Count, "Number of entries that are left out because of the size of the document."]


class Notification(TypedDict):
    """What has changed between two audits of the person samples in Tencent Cloud accounts."""

    schema: Annotated[SchemaName, "Format of this document, with its version number."]
    title: Annotated[str, "Title of the report."]
    generated_at: Annotated[Moment, "When the report was generated."]
    previous: Annotated[OrNull[Moment], "When the previous report was generated. Null if there is none."]
    compliant: Annotated[bool, "Whether there is at least one account and every account is compliant."]
    accounts: Annotated[StatusCounts, "Number of accounts by status."]
    verdicts: Annotated[VerdictCounts, "Number of verdicts by type in all accounts."]
    link: Annotated[OrNull[str], "URL of the published report, from the options."]
    events: Annotated[list[ChangeEvent], "What has changed. Empty if nothing has changed."]


def webhook_payload(report: Report, events: Sequence[Event], names: bool, link: str | None, most: int) -> Notification:
    """The document. ``most`` is the number of entries of each event."""
    comparison = report["comparison"]
    return {
        "schema": SCHEMA,
        "title": clipped(report["title"], _NAME),
        "generated_at": report["generated_at"],
        "previous": comparison["previous"] if comparison else None,
        "compliant": report["compliant"],
        "accounts": report["summary"]["accounts"],
        "verdicts": report["summary"]["verdicts"],
        "link": link,
        "events": [_event(event, names, most) for event in events],
    }


def fits_webhook(_payload: Any, body: str) -> bool:
    return len(body.encode()) <= BODY


def _event(event: Event, names: bool, most: int) -> ChangeEvent:
    return {
        "event": event.name,
        "findings": event.findings,
        "accounts": event.accounts,
        "listed": [_account(event, entry, names) for entry in event.entries[:most]],
        "not_listed": max(0, len(event.entries) - most),
    }


def _account(event: Event, entry: AccountChanges, names: bool) -> ChangedAccount:
    samples: list[ChangedSample] = [
        {"sample": clipped(finding["sample"], _NAME), "verdict": finding["verdict"]}
        for finding in entry.findings[:_SAMPLES]
    ]
    return {
        "account": clipped(entry.account, _NAME),
        "verdicts": [{"verdict": verdict, "findings": count} for verdict, count in entry.verdicts.items()],
        "unread": entry.is_unread,
        "code": entry.code if entry.is_unread and event.name != "resolved" else None,
        "waived_until": entry.date,
        "samples": samples if names else None,
    }
