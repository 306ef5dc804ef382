# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The outcome of an audit as at most 40 lines for a terminal, for any number of accounts. Pure.

If there are few findings, each of them is listed under its cause. Otherwise each cause has one line with some of its
accounts, and the accounts and samples with the most severe findings follow.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from .._audit.manifest import SEVERITIES
from .._audit.verdicts import MISSING, UNKNOWN
from .advice import refers_to_message
from .causes import Cause, Ranked, causes_of, unwaived, worst_accounts, worst_samples
from .columns import aligned, clipped_columns
from .comparison import change_counts
from .constraints import parse_moment
from .coverage import is_whole_library
from .deadlines import DeadlineStates, age, has_deadline, waiting
from .document import VERDICT_NAMES, Finding, Report
from .messages import message_of
from .text import single_line
from .texts import Texts, texts_of
from .wording import age_of

LINES = 40
_LISTED_LINES = 30  # of causes with all of their findings
_CAUSES, _RANKED = 6, 5  # the number of lines if there are many findings
_CAUSES_WITH_MESSAGE = 3  # more causes would need too many lines
_EXAMPLES = 3  # accounts of a cause
_NAME, _MESSAGE, _ADVICE, _WHOLE_MESSAGE = 32, 64, 150, 600  # columns
_INDENT = "  "


def outcome(report: Report, language: str, violations: int | None = None, file: str | None = None) -> list[str]:
    """The lines. ``violations`` is the number of findings that make the audit fail, if it can fail.

    ``file`` is the report to open.
    """
    texts = texts_of(language)
    causes = causes_of(report)
    is_short = sum(2 + _detail_lines(cause) for cause in causes) <= _LISTED_LINES
    lines = [*_header(report, causes, violations, texts)]
    if causes:
        lines += ["", *(_listed(report, causes, texts) if is_short else _grouped(report, causes, texts))]
    if file is not None:
        shown = texts.text("terminal.report", file=single_line(file))
        if not is_short:
            findings = texts.counted(_total(causes), "finding")
            shown = texts.text("terminal.all_findings", findings=findings, file=single_line(file))
        lines += ["", shown]
    return lines


def failure_message(language: str, violations: int, file: str | None) -> str | None:
    """Why the audit fails, in one short line. None if it has no violations."""
    texts = texts_of(language)
    if not violations:
        return None
    counted = texts.counted(violations, "violation")
    if file is None:
        return texts.text("terminal.failure", violations=counted)
    return texts.text("terminal.failure_file", violations=counted, file=file)


def _header(report: Report, causes: list[Cause], violations: int | None, texts: Texts) -> Iterator[str]:
    summary = report["summary"]
    counts = summary["accounts"]
    accounts = texts.counted(len(report["accounts"]), "account")
    if report["compliant"]:
        yield texts.text("terminal.compliant", compliant=counts["compliant"], accounts=accounts)
    else:
        yield texts.text("terminal.noncompliant", accounts=accounts, **counts)
    parts = []
    if summary["verdicts"]["ok"] or not causes:
        expectations = texts.counted(summary["verdicts"]["ok"], "expectation")
        parts.append(texts.text("terminal.as_expected", expectations=expectations))
    if causes:
        severities = sum((cause.severities for cause in causes), Counter[str]())
        findings = texts.counted(_total(causes), "finding")
        parts.append(texts.text("terminal.findings", findings=findings, severities=_severities(severities, texts)))
    if violations is not None and violations < _total(causes):
        parts.append(texts.text("terminal.violations", count=violations))
    if summary["waived"]:
        parts.append(texts.text("terminal.waived", findings=texts.counted(summary["waived"], "finding")))
    if summary["expired_waivers"]:
        parts.append(texts.text("terminal.expired", waivers=texts.counted(summary["expired_waivers"], "waiver")))
    if report["warnings"]:
        parts.append(texts.counted(len(report["warnings"]), "warning"))
    yield texts.text("words.separator").join(parts)
    yield from _times(report, texts)


def _times(report: Report, texts: Texts) -> Iterator[str]:
    """The age of merged reports, because a result shows nothing about the time after its audit, and the changes."""
    if report["merged_at"] is not None and report["merged_at"] != report["generated_at"]:
        before = parse_moment(report["merged_at"]) - parse_moment(report["generated_at"])
        yield texts.text("terminal.age", moment=report["generated_at"], age=age_of(before, texts))
    deadlines = texts.text("words.separator").join(deadline_parts(report, texts))
    if deadlines:
        yield deadlines
    comparison = report["comparison"]
    if comparison is not None:
        counts = change_counts(comparison)
        changes = texts.text("terminal.changes", previous=comparison["previous"], **counts)
        # The comparison contains waived findings too, but the number of findings does not.
        is_different = report["summary"]["waived"] > 0
        yield texts.text("terminal.changes_waived", changes=changes) if is_different else changes


def deadline_parts(report: Report, texts: Texts) -> Iterator[str]:
    """The findings that wait, the overdue ones, and the age of the oldest one."""
    findings, states = [*unwaived(report)], DeadlineStates(report)
    overdue = sum(map(states.is_overdue, findings))
    if has_deadline(report["fail_after_days"]) and overdue:
        yield texts.text("terminal.overdue", findings=texts.counted(overdue, "finding"))
    count, next_due = waiting(report)
    if next_due is not None:
        due = f"{next_due:%Y-%m-%d %H:%M} UTC"
        yield texts.text("terminal.waiting", findings=texts.counted(count, "finding"), due=due)
    by_time = {finding["first_seen"]: finding for finding in findings}
    oldest = max((age(finding, report) for finding in by_time.values()), default=dt.timedelta(0))
    if oldest >= dt.timedelta(days=1):
        yield texts.text("terminal.oldest", age=age_of(oldest, texts))


def _whole_message(cause: Cause, texts: Texts) -> Iterator[str]:
    """The message about an account that could not be read, if the advice refers to it and its row cuts it."""
    for finding in cause.findings[:1] if _has_whole_message(cause) else ():
        message = single_line(message_of(finding, texts))
        if clipped_columns(message, _MESSAGE) != message:
            yield _INDENT + texts.text("terminal.message", message=clipped_columns(message, _WHOLE_MESSAGE))


def _has_whole_message(cause: Cause) -> bool:
    return refers_to_message(cause.key) and any(finding["verdict"] == UNKNOWN for finding in cause.findings[:1])


def _detail_lines(cause: Cause) -> int:
    return (
        _has_whole_message(cause)
        + len(cause.findings)
        + len(cause.accounts - Counter(finding["account"] for finding in cause.findings))
    )


def _listed(report: Report, causes: list[Cause], texts: Texts) -> Iterator[str]:
    """Each cause with its findings, and what to do."""
    new = frozenset(report["comparison"]["new"] if report["comparison"] else ())
    rows = [
        [_row(finding, cause, new, texts) for finding in cause.findings] + _counted_rows(cause, texts)
        for cause in causes
    ]
    lines = aligned([row for group in rows for row in group])
    for cause, group in zip(causes, rows):
        findings = texts.counted(cause.count, "finding")
        yield texts.text("terminal.cause", cause=_cause_title(cause, texts), findings=findings)
        yield from (_INDENT + line for line in lines[: len(group)])
        lines = lines[len(group) :]
        yield from _whole_message(cause, texts)
        yield _INDENT + _advice(cause, texts)


def _row(finding: Finding, cause: Cause, new: frozenset[str], texts: Texts) -> list[str]:
    severity = texts.text(f"words.severity.{finding['severity']}")
    if finding["id"] in new:
        severity = texts.text("terminal.new", severity=severity)
    sample = clipped_columns(finding["sample"], _NAME)
    if is_whole_library(finding):
        covered = texts.counted(finding["covers"], "expectation")
        sample = texts.text("terminal.library")
        if finding["covers"] > 1:
            sample = texts.text("terminal.all_expectations", expectations=covered)
    message = "" if cause.key == MISSING else clipped_columns(message_of(finding, texts), _MESSAGE)
    return [severity, clipped_columns(finding["account"], _NAME), sample, message]


def _counted_rows(cause: Cause, texts: Texts) -> list[list[str]]:
    """A row for each account with findings that are only counted."""
    rest = cause.accounts - Counter(finding["account"] for finding in cause.findings)
    severity = texts.text(f"words.severity.{_most_severe(cause.severities)}")
    rows = []
    for account, count in rest.items():
        more = texts.text("terminal.more_unexpected", samples=texts.counted(count, "sample"))
        is_unread = cause.key not in VERDICT_NAMES or cause.key == UNKNOWN
        rows.append(
            [severity, clipped_columns(account, _NAME), texts.text("terminal.library") if is_unread else more, ""]
        )
    return rows


def _grouped(report: Report, causes: list[Cause], texts: Texts) -> Iterator[str]:
    """The first causes with some of their accounts, then the worst accounts and samples."""
    for cause in causes[:_CAUSES]:
        yield clipped_columns(_cause_line(cause, texts), _ADVICE)
        if len(causes) <= _CAUSES_WITH_MESSAGE:
            yield from _whole_message(cause, texts)
        yield _INDENT + _advice(cause, texts)
    if len(causes) > _CAUSES:
        yield texts.text("terminal.more_causes", causes=texts.counted(len(causes) - _CAUSES, "more_cause"))
    if len(report["accounts"]) > 1:
        # The causes name accounts that could not be read.
        known = [account for account in worst_accounts(report) if {*account.verdicts} != {UNKNOWN}]
        yield from _ranking("worst_accounts", known, texts)
    yield from _ranking("worst_samples", worst_samples(report), texts)


def _cause_line(cause: Cause, texts: Texts) -> str:
    names = sorted(cause.accounts, key=cause.accounts.__getitem__, reverse=True)
    joined = texts.text("words.list").join(clipped_columns(name, _NAME) for name in names[:_EXAMPLES])
    accounts = texts.counted(len(names), "account")
    shown: dict[str, object] = {
        "severity": texts.text(f"words.severity.{_most_severe(cause.severities)}"),
        "cause": _cause_title(cause, texts),
    }
    if cause.expectations > cause.count and all(map(is_whole_library, cause.findings)):
        expectations = texts.counted(cause.expectations, "expectation")
        shown |= {"accounts": accounts, "expectations": expectations, "names": joined}
        return texts.text("terminal.cause_unread_of", **shown)
    shown["findings"] = texts.counted(cause.count, "finding")
    if len(names) <= _EXAMPLES:
        return texts.text("terminal.cause_in", accounts=joined, **shown)
    return texts.text("terminal.cause_of", accounts=accounts, names=joined, **shown)


def _ranking(title: str, ranked: list[Ranked], texts: Texts) -> Iterator[str]:
    if ranked:
        yield ""
        yield texts.text(f"terminal.{title}")
        rows = [
            [clipped_columns(one.name, _NAME), _severities(one.severities, texts), _verdicts(one.verdicts, texts)]
            for one in ranked[:_RANKED]
        ]
        yield from (_INDENT + line for line in aligned(rows))


def _cause_title(cause: Cause, texts: Texts) -> str:
    title = texts.text(f"cause.{cause.key}")
    return (
        title if cause.code is None else texts.text("terminal.code", cause=title, code=clipped_columns(cause.code, 60))
    )


def _advice(cause: Cause, texts: Texts) -> str:
    """The first sentence of the advice. The report and the guide have the rest."""
    advice = texts.text(f"advice.{cause.key}")
    first = advice.partition(". ")[0].partition("。")[0]
    end = advice[len(first) : len(first) + 1]
    return texts.text("terminal.advice", advice=first + end)


def _severities(counts: Mapping[str, int], texts: Texts) -> str:
    return _counts("terminal.of_severity", "severity", SEVERITIES, counts, texts)


def _verdicts(counts: Mapping[str, int], texts: Texts) -> str:
    return _counts("terminal.verdict_count", "verdict", VERDICT_NAMES, counts, texts)


def _counts(key: str, word: str, names: Iterable[str], counts: Mapping[str, int], texts: Texts) -> str:
    parts = [
        texts.text(key, count=counts[name], **{word: texts.text(f"words.{word}.{name}")})
        for name in names
        if counts.get(name)
    ]
    return texts.text("words.list").join(parts)


def _most_severe(counts: Mapping[str, int]) -> str:
    return next(severity for severity in SEVERITIES if counts.get(severity))


def _total(causes: Iterable[Cause]) -> int:
    return sum(cause.count for cause in causes)
