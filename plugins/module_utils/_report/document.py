# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The report document: the types of ``report.json`` and of an audit result. Pure.

These types are the only definition of the document. ``validate.py`` and ``docs/schemas/report.schema.json`` are made
from them. The text in each ``Annotated`` is the description of the member in the JSON Schema. ``OrNull`` is used
because the annotations are also evaluated, and Python 3.9 cannot evaluate ``str | None``.
"""

from __future__ import annotations

from typing import Annotated, Literal, Optional, TypedDict, TypeVar, Union, get_args

from .constraints import COUNT, DATE, DAYS, DEADLINE, FINDING_ID, MOMENT, NOT_EMPTY, SECONDS

SchemaName = Literal["tencentcloud.mps/audit-report/1"]
# Increase the number when a change breaks a program that reads reports.
SCHEMA: SchemaName = "tencentcloud.mps/audit-report/1"

_T = TypeVar("_T")
OrNull = Optional[_T]

VerdictName = Literal["ok", "missing", "drifted", "ambiguous", "forbidden", "unexpected", "unknown"]
VERDICT_NAMES: tuple[VerdictName, ...] = get_args(VerdictName)
NOT_OK_VERDICTS: tuple[VerdictName, ...] = tuple(verdict for verdict in VERDICT_NAMES if verdict != "ok")
WaivableVerdict = Literal["missing", "drifted", "ambiguous", "forbidden", "unexpected"]
StatusName = Literal["compliant", "noncompliant", "unknown"]
STATUS_NAMES: tuple[StatusName, ...] = get_args(StatusName)
SeverityName = Literal["critical", "high", "medium", "low"]
SiteName = Literal["international", "china"]
LibraryName = Literal["UserDefine", "Default"]
ErrorKind = Literal[
    "configuration", "transport", "protocol", "throttled", "denied", "rejected", "server", "incomplete", "internal"
]

Count = Annotated[int, COUNT]
Days = Annotated[int, DAYS]
DeadlineDays = Annotated[int, DEADLINE]
Seconds = Annotated[float, SECONDS]
Date = Annotated[str, DATE]
Moment = Annotated[str, MOMENT]
FindingId = Annotated[str, FINDING_ID]
FieldName = Literal["tags", "tags_exact", "usages", "usages_exact", "description", "min_faces", "max_faces"]
DifferenceValue = Union[str, int, list[str]]


class StatusCounts(TypedDict):
    """Number of accounts by status."""

    compliant: Annotated[Count, "Accounts that meet every expectation, or whose findings are all waived."]
    noncompliant: Annotated[Count, "Accounts with at least one verified finding that is not waived."]
    unknown: Annotated[Count, "Accounts that could not be fully verified and are not noncompliant."]


class VerdictCounts(TypedDict):
    """Number of verdicts by type. Waived findings are included."""

    ok: Annotated[Count, "The sample is as expected."]
    missing: Annotated[Count, "The sample does not exist. This was verified."]
    drifted: Annotated[Count, "The sample exists, but differs from the expectation."]
    ambiguous: Annotated[Count, "More than one sample has the expected name."]
    forbidden: Annotated[Count, "The sample exists, but must not exist."]
    unexpected: Annotated[Count, "The sample exists, but no expectation names it."]
    unknown: Annotated[Count, "The expectation could not be verified."]


class UnexpectedCounts(TypedDict):
    """Number of unexpected samples of an account, and how many of them are listed as findings."""

    count: Annotated[Count, "All unexpected samples of the account."]
    waived: Annotated[Count, "Unexpected samples that are waived."]
    listed: Annotated[Count, "Unexpected samples that are listed in the findings. The audit limits this number."]
    listed_waived: Annotated[Count, "Unexpected samples that are listed in the findings and are waived."]


class SourceLine(TypedDict):
    """The place of an entry in an input file."""

    file: Annotated[str, "File. Its path starts in the working directory of the audit; outside of it, only the name."]
    line: Annotated[Count, "Line, from 1."]


class Account(TypedDict):
    """An audited account."""

    name: Annotated[str, "Name of the account. Unique in the report."]
    uin: Annotated[
        OrNull[str], "Account number from the option account_uin. It was verified, unless the account is unknown."
    ]
    source: Annotated[OrNull[SourceLine], "Entry in the accounts file. Null if the account is not from a file."]
    region: Annotated[OrNull[str], "Region that the requests were sent to, if one was configured."]
    site: Annotated[
        OrNull[SiteName],
        "Site of Tencent Cloud that the requests were sent to. Null if its endpoint is of another host.",
    ]
    labels: Annotated[list[str], "Labels of the account."]
    reference: Annotated[bool, "Whether the library of this account was the manifest for the other accounts."]
    unexpected: Annotated[
        OrNull[UnexpectedCounts], "Unexpected samples. Null if the audit did not look for them or could not count them."
    ]
    status: Annotated[
        StatusName,
        "noncompliant if at least one verified finding is not waived. Otherwise unknown if anything could not be"
        " verified. Otherwise compliant.",
    ]
    verdicts: Annotated[VerdictCounts, "Number of verdicts by type. Waived findings are included."]
    waived: Annotated[Count, "Number of waived findings, including unexpected samples that are not listed."]
    samples_seen: Annotated[
        OrNull[Count],
        "Number of samples in the library. If the audit requested only the expected samples: number of samples found."
        " Null if nothing could be read.",
    ]
    requests: Annotated[Count, "Number of requests sent, including retries."]
    retries: Annotated[Count, "Number of requests that repeated a failed request."]
    seconds: Annotated[Seconds, "Time from the first request to the last response, in seconds."]
    error: Annotated[OrNull[str], "Why the account, or a part of it, is unknown."]
    kind: Annotated[OrNull[ErrorKind], "Kind of the error."]
    code: Annotated[OrNull[str], "Error code, if the API returned one."]
    request_id: Annotated[OrNull[str], "ID of the failed request, if the server returned one."]


class ComparedField(TypedDict):
    """A field of a sample that was compared."""

    field: Annotated[FieldName, "Field of the expectation. *_exact: the sample must not have more than the expected."]
    expected: Annotated[DifferenceValue, "Expected value."]


class Sample(TypedDict):
    """A sample that was expected, or expected not to exist."""

    sample: Annotated[str, "Name, ID, or name followed by the ID in parentheses."]
    type: Annotated[LibraryName, "Library: UserDefine (the library of the account) or Default (Tencent's own library)."]
    source: Annotated[OrNull[SourceLine], "Entry in the manifest file. Null if the sample is not from a file."]
    state: Annotated[Literal["present", "absent"], "Whether the sample must exist or must not exist."]
    severity: Annotated[SeverityName, "Severity of the finding if the expectation is not met."]
    fields: Annotated[list[ComparedField], "Fields that were compared."]
    accounts: Annotated[
        OrNull[list[str]],
        "Names of the accounts that the expectation applies to. Null: all accounts except a reference account.",
    ]


class Difference(TypedDict):
    """A field of a sample that differs from the expectation."""

    field: Annotated[Literal["name", FieldName], "Field of the expectation."]
    expected: Annotated[DifferenceValue, "Expected value."]
    actual: Annotated[DifferenceValue, "Value of the sample. For min_faces and max_faces: number of its face images."]


class FindingWaiver(TypedDict):
    """The waiver of a finding."""

    reason: Annotated[OrNull[str], "Why the finding is accepted."]
    owner: Annotated[OrNull[str], "Person or team that is responsible for the waiver."]
    expires: Annotated[Date, "Last day of the waiver, in UTC."]
    expired: Annotated[bool, "Whether the waiver has expired. An expired waiver does not waive the finding."]


class Finding(TypedDict):
    """The verdict for an expected sample, or for a sample that exists."""

    id: Annotated[FindingId, "ID of the finding. The same account, sample and verdict have the same ID in every audit."]
    account: Annotated[str, "Name of the account."]
    sample: Annotated[
        str,
        "Name of the sample; its ID if the expectation has no name; name followed by the ID in parentheses if it has"
        " both. * with the verdict unknown means all samples, because the library could not be read.",
    ]
    type: Annotated[LibraryName, "Library: UserDefine (the library of the account) or Default (Tencent's own library)."]
    person_ids: Annotated[list[str], "IDs of the samples that were found."]
    verdict: Annotated[VerdictName, "Result of the comparison."]
    covers: Annotated[
        Count,
        "Number of expectations that the finding covers. It is 1, except for an account that could not be read: one"
        " finding with the sample * covers all expectations of the account, which can be 0.",
    ]
    severity: Annotated[
        SeverityName,
        "Severity of the expectation. Unexpected samples have the severity medium. An account that could not be read"
        " has the most severe of its expectations, or high if it has none.",
    ]
    message: Annotated[str, "What was found, in one line."]
    differences: Annotated[list[Difference], "Fields that differ, if the verdict is drifted."]
    waived: Annotated[bool, "Whether an active waiver covers the finding."]
    waiver: Annotated[OrNull[FindingWaiver], "The waiver that covers the finding or covered it until it expired."]
    first_seen: Annotated[
        Moment,
        "Time of the first audit that had the finding, as far as the compared reports know it. The time of this audit"
        " for a new finding, and for the verdict ok.",
    ]


class Waiver(TypedDict):
    """A waiver, and the number of findings that it covers."""

    account: Annotated[str, "Pattern for account names."]
    sample: Annotated[str, "Pattern for names and IDs of samples."]
    verdicts: Annotated[list[WaivableVerdict], "Verdicts that the waiver covers.", NOT_EMPTY]
    reason: Annotated[OrNull[str], "Why the findings are accepted."]
    owner: Annotated[OrNull[str], "Person or team that is responsible for the waiver."]
    expires: Annotated[Date, "Last day of the waiver, in UTC."]
    expired: Annotated[bool, "Whether the waiver has expired."]
    days_left: Annotated[Days, "Days from the day of the audit to the last day of the waiver. Negative if it expired."]
    findings: Annotated[Count, "Number of findings that the waiver covers."]


class Comparison(TypedDict):
    """The findings of this report compared with the previous report."""

    previous: Annotated[Moment, "When the previous report was generated."]
    new: Annotated[list[str], "IDs of the findings that only this report has."]
    open: Annotated[list[str], "IDs of the findings that both reports have."]
    resolved: Annotated[list[Finding], "Findings of the previous report that no longer exist. This was verified."]
    unverified: Annotated[
        list[Finding], "Findings of earlier reports that this audit did not look for or could not verify."
    ]
    unwaived: Annotated[
        list[str], "IDs of the open findings that were waived before, and are not waived in this report."
    ]
    overdue: Annotated[
        list[str],
        "IDs of the open findings that waited for their deadline before, or could not be verified since, and are"
        " violations in this report.",
    ]


class Deadlines(TypedDict):
    """Days after which a finding becomes a violation, by severity. Until then, it does not fail the audit."""

    critical: Annotated[DeadlineDays, "Days for findings of the severity critical. 0: at once."]
    high: Annotated[DeadlineDays, "Days for findings of the severity high. 0: at once."]
    medium: Annotated[DeadlineDays, "Days for findings of the severity medium. 0: at once."]
    low: Annotated[DeadlineDays, "Days for findings of the severity low. 0: at once."]


class Summary(TypedDict):
    """Totals of all accounts."""

    accounts: Annotated[StatusCounts, "Number of accounts by status."]
    verdicts: Annotated[VerdictCounts, "Number of verdicts by type in all accounts."]
    waived: Annotated[Count, "Number of waived findings, including unexpected samples that are not listed."]
    expired_waivers: Annotated[Count, "Number of expired waivers."]
    requests: Annotated[Count, "Number of requests sent, including retries."]
    seconds: Annotated[Seconds, "Duration of the audit in seconds. For merged results: sum of the durations."]


class ReportHeader(TypedDict):
    """What identifies a report."""

    schema: Annotated[SchemaName, "Format of this document, with its version number."]
    title: Annotated[str, "Title of the report."]
    generated_at: Annotated[Moment, "When the report was generated. For merged reports: the time of the oldest one."]
    merged_at: Annotated[
        OrNull[Moment],
        "When saved reports were merged. The waivers are evaluated at this time. Null for the report of one audit.",
    ]


class AuditResult(TypedDict):
    """The members that an audit result and a report have in common."""

    compliant: Annotated[bool, "Whether there is at least one account and every account is compliant."]
    summary: Annotated[Summary, "Totals of all accounts."]
    accounts: Annotated[list[Account], "All audited accounts."]
    samples: Annotated[list[Sample], "Samples that were expected in at least one of the accounts."]
    findings: Annotated[
        list[Finding],
        "Everything that is not as expected. Verdicts ok are included only if the audit was set to do so.",
    ]
    waivers: Annotated[list[Waiver], "All waivers, sorted by the date of expiry."]
    warnings: Annotated[list[str], "Inputs that are probably mistakes, and other facts that a reader should know."]


class Report(ReportHeader, AuditResult):
    """Report of an audit of the person samples in Tencent Cloud accounts.

    All other report formats are generated from this document. It contains no credentials and no URLs of face images.
    """

    comparison: Annotated[
        OrNull[Comparison], "Changes since the previous report. Null if there was no previous report."
    ]
    fail_after_days: Annotated[
        OrNull[Deadlines], "Deadlines of the findings. Null: every finding is a violation at once."
    ]
