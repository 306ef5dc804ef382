# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report in the text format of Prometheus, for the textfile collector of node_exporter. Pure.

All metrics are gauges: they describe the last audit and are not added up over audits. A time is a timestamp, not an
age, so that an alert or a dashboard can calculate the age at any time between two audits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from .._audit.findings import SEVERITY_OF_UNEXPECTED
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNEXPECTED
from .comparison import change_counts
from .constraints import parse_moment
from .coverage import unlisted_unexpected
from .deadlines import due, has_deadline, is_overdue, is_waiting, oldest_by_severity
from .document import NOT_OK_VERDICTS, STATUS_NAMES, Report
from .text import xml_safe

Value = tuple[Mapping[str, str], float]

PREFIX = "tencentcloud_mps_person_sample_"
_TEXT_OF_BOOLEAN = {False: "false", True: "true"}
# The format has no escape for a carriage return, which some parsers read as the end of a line.
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\\x0d"})


def render_prometheus(report: Report, audit: str) -> Iterator[str]:
    """The metrics in lines. ``audit`` is the label of all of them that distinguishes several audits."""
    common = {"audit": audit}
    for name, description, values in (*_results(report), *_ages(report), *_changes(report), *_run(report)):
        for line in _metric(name, description, (({**common, **labels}, value) for labels, value in values)):
            yield line + "\n"


def _results(report: Report) -> Iterator[tuple[str, str, Iterable[Value]]]:
    statuses = (({"status": status}, report["summary"]["accounts"][status]) for status in STATUS_NAMES)
    yield "compliant", "1 if every account is compliant, otherwise 0.", [({}, report["compliant"])]
    yield "accounts", "Number of accounts by status.", statuses
    yield "account_status", "1 for the status of the account, 0 for the other statuses.", _statuses(report)
    yield "findings", "Number of findings by account, verdict and waiver.", _findings(report)
    yield "findings_by_severity", "Number of findings by severity, verdict and waiver.", _findings_by_severity(report)


def _ages(report: Report) -> Iterator[tuple[str, str, Iterable[Value]]]:
    oldest = oldest_by_severity(report)
    seen = (({"severity": severity}, _timestamp(text)) for severity, text in oldest.items() if text is not None)
    yield (
        "oldest_finding_timestamp_seconds",
        "Unix time at which an audit first saw the oldest finding that is not waived, by severity.",
        seen,
    )
    if has_deadline(report["fail_after_days"]):
        overdue = Counter(finding["severity"] for finding in report["findings"] if is_overdue(finding, report))
        yield (
            "overdue_findings",
            "Number of findings whose deadline had passed at the last audit, by severity.",
            (({"severity": severity}, overdue[severity]) for severity in oldest),
        )
        yield (
            "next_deadline_timestamp_seconds",
            "Unix time of the first deadline that had not passed at the last audit, by severity.",
            _next_deadlines(report),
        )
    yield "expired_waivers", "Number of expired waivers.", [({}, report["summary"]["expired_waivers"])]
    yield (
        "next_waiver_expiry_timestamp_seconds",
        "Unix time at which the first of the active waivers that cover a finding expires.",
        _next_waiver_expiry(report),
    )


def _changes(report: Report) -> Iterator[tuple[str, str, Iterable[Value]]]:
    """Nothing without a previous report: a 0 would mean that nothing changed."""
    comparison = report["comparison"]
    if comparison is not None:
        counts = change_counts(comparison)
        previous = "the previous report"
        yield "new_findings", f"Number of findings that {previous} did not contain.", [({}, counts["new"])]
        yield (
            "resolved_findings",
            f"Number of findings of {previous} that no longer exist.",
            [({}, counts["resolved"])],
        )
        yield (
            "unverified_findings",
            "Number of findings of earlier reports that this audit could not verify.",
            [({}, counts["unverified"])],
        )


def _run(report: Report) -> Iterator[tuple[str, str, Iterable[Value]]]:
    yield (
        "last_audit_timestamp_seconds",
        "Unix time of the last audit. For merged reports, of the oldest of them.",
        [({}, _timestamp(report["generated_at"]))],
    )
    yield "duration_seconds", "Duration of the last audit in seconds.", [({}, report["summary"]["seconds"])]
    yield (
        "requests",
        "Number of requests that the last audit sent, including retries.",
        [({}, report["summary"]["requests"])],
    )
    yield "warnings", "Number of warnings of the last audit.", [({}, len(report["warnings"]))]


def _findings(report: Report) -> Iterator[Value]:
    """The counts of the accounts, because not every unexpected sample is listed as a finding."""
    waived = Counter((finding["account"], finding["verdict"]) for finding in report["findings"] if finding["waived"])
    for account in report["accounts"]:
        name, unexpected = account["name"], account["unexpected"]
        for verdict in NOT_OK_VERDICTS:
            count = waived[name, verdict]
            if verdict == UNEXPECTED and unexpected is not None:
                count = unexpected["waived"]
            labels = {"account": name, "verdict": verdict}
            yield {**labels, "waived": "false"}, account["verdicts"][verdict] - count
            yield {**labels, "waived": "true"}, count


def _findings_by_severity(report: Report) -> Iterator[Value]:
    """The same findings as in ``_findings``. Every combination has a series, so that a sum is 0 and not absent."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for finding in report["findings"]:
        # An account that could not be read and has no expectations is one finding.
        counts[finding["severity"], finding["verdict"], finding["waived"]] += finding["covers"] or 1
    for account in report["accounts"]:
        unlisted = unlisted_unexpected(account)
        counts[SEVERITY_OF_UNEXPECTED, UNEXPECTED, False] += unlisted.unwaived
        counts[SEVERITY_OF_UNEXPECTED, UNEXPECTED, True] += unlisted.waived
    for severity in SEVERITIES:
        for verdict in NOT_OK_VERDICTS:
            for waived, text in _TEXT_OF_BOOLEAN.items():
                labels = {"severity": severity, "verdict": verdict, "waived": text}
                yield labels, counts[severity, verdict, waived]


def _next_deadlines(report: Report) -> Iterator[Value]:
    following: dict[str, dt.datetime] = {}
    for finding in report["findings"]:
        deadline = due(finding, report)
        if deadline is not None and is_waiting(finding, report):
            following[finding["severity"]] = min(deadline, following.get(finding["severity"], deadline))
    for severity, deadline in following.items():
        yield {"severity": severity}, deadline.timestamp()


def _next_waiver_expiry(report: Report) -> Iterator[Value]:
    """A waiver expires at the end of its last day in UTC."""
    days = [
        dt.date.fromisoformat(waiver["expires"])
        for waiver in report["waivers"]
        if waiver["findings"] and not waiver["expired"]
    ]
    if days:
        last_day = dt.datetime.combine(min(days), dt.time(), dt.timezone.utc)
        yield {}, last_day.timestamp() + 24 * 3600


def _statuses(report: Report) -> Iterator[Value]:
    for account in report["accounts"]:
        for status in STATUS_NAMES:
            yield {"account": account["name"], "status": status}, account["status"] == status


def _timestamp(text: str) -> float:
    return parse_moment(text).timestamp()


def _metric(name: str, description: str, values: Iterable[Value]) -> Iterator[str]:
    """Nothing if the metric has no value: some parsers refuse a description without a sample."""
    is_first = True
    for labels, value in values:
        if is_first:
            yield f"# HELP {PREFIX}{name} {description}"
            yield f"# TYPE {PREFIX}{name} gauge"
            is_first = False
        pairs = ",".join(f'{label}="{xml_safe(text).translate(_ESCAPES)}"' for label, text in labels.items())
        yield f"{PREFIX}{name}{{{pairs}}} {float(value):.15g}"
