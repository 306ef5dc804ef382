# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The previous report: the comparison with it, and the ages of findings that it knows."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from .._errors import ConfigurationError
from .comparison import compare as compare_reports
from .deadlines import evaluated_at, has_deadline
from .document import Report
from .files import is_present, read_replaced_report, read_report
from .formats import FILE_NAMES
from .outcome import outcome

UNREADABLE = "the previous report cannot be read. Restore the report, or accept that the ages start with this audit."


def replaced_outcome(directory: Path | None, language: str) -> list[str]:
    """The outcome of the report in a directory, before it is replaced. Empty if there is no report of this version."""
    if directory is None:
        return []
    try:
        return outcome(read_replaced_report(directory / FILE_NAMES["json"]), language)
    except ConfigurationError:
        return []


def compared(report: Report, previous: Path | None, directory: Path) -> Report:
    """The report compared with ``previous``, otherwise with the report that is about to be replaced."""
    replaced = directory / FILE_NAMES["json"]
    if previous is not None:
        return _compared_with_both(report, read_report(previous), replaced)
    if not is_present(replaced):
        report = _with_start_of_ages(report, directory)
        return compare_reports(report, None)
    try:
        return compare_reports(report, read_replaced_report(replaced))
    except ConfigurationError as unreadable:
        # A damaged old report must not prevent the new one.
        warning = f"The report has no comparison, because the previous report cannot be used. {unreadable}"
        aged = {**compare_reports(report, None), "warnings": [*report["warnings"], warning]}
        return without_ages(cast(Report, aged), UNREADABLE)


def _compared_with_both(report: Report, previous: Report, replaced: Path) -> Report:
    """The report compared with ``previous``, with the ages of the report that is about to be replaced, if it is newer.

    ``previous`` can be the same file in every audit. It does not know the findings since then: their first audit, and
    those that could not be verified since.
    """
    try:
        newer = read_replaced_report(replaced) if is_present(replaced) else None
    except ConfigurationError as unreadable:
        newer, warning = None, f"The report that is replaced cannot be used for the ages of findings. {unreadable}"
        report = without_ages({**report, "warnings": [*report["warnings"], warning]}, UNREADABLE)
    if newer is None or evaluated_at(newer) <= evaluated_at(previous):
        return compare_reports(report, previous)
    aged = compare_reports(report, newer)
    compared_report = compare_reports({**report, "findings": aged["findings"]}, previous)
    carried, comparison = aged["comparison"], compared_report["comparison"]
    if carried is None or comparison is None:
        return compared_report
    decided = {finding["id"] for finding in (*comparison["resolved"], *comparison["unverified"])}
    more = [finding for finding in carried["unverified"] if finding["id"] not in decided]
    return {**compared_report, "comparison": {**comparison, "unverified": [*comparison["unverified"], *more]}}


def _with_start_of_ages(report: Report, directory: Path) -> Report:
    """The report with a warning, if it has deadlines: without a previous report, no finding becomes overdue."""
    if not has_deadline(report["fail_after_days"]):
        return report
    warning = (
        f"fail_after_days: {directory} has no previous report, so new findings are first seen now. If this is not the"
        " first audit, keep report.json between the audits, and compare with it. Otherwise no finding becomes overdue."
    )
    return {**report, "warnings": [*report["warnings"], warning]}


def without_ages(report: Report, reason: str) -> Report:
    """The report without deadlines, if the ages of its findings are not known: then no finding waits.

    ``reason`` is why, and what to do.
    """
    if not has_deadline(report["fail_after_days"]):
        return report
    warning = f"fail_after_days is not applied, because the ages of the findings are not known: {reason}"
    return {**report, "fail_after_days": None, "warnings": [*report["warnings"], warning]}
