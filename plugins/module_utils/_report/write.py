# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The work of the report module and of the audit task: results and options in, report files out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

from .._audit.task_options import FAILING, FORMATS, LANGUAGES
from .._errors import ConfigurationError
from .deadlines import parse_deadlines
from .document import AuditResult, Deadlines, Report
from .expected import ExpectedAccount
from .files import is_present, parse_mode, read_report, validate_directory, write_files
from .findings_csv import COMMA, SEPARATORS
from .formats import METRICS, Metrics, file_names, parse_metrics, render_files
from .history_file import Trend, extended_trend, saved_trend
from .merge import merge_results, report_of
from .options import REPORT_OPTIONS, missing_for_ages
from .previous import UNREADABLE, compared, replaced_outcome, without_ages
from .report_files import ReportFiles, outcome_diff
from .summary import names_by_status
from .texts import ENGLISH
from .validate import parse_result

REPORT_SPEC: Mapping[str, Mapping[str, Any]] = {
    "results": {"type": "list", "elements": "dict"},
    "reports": {"type": "list", "elements": "path"},
    "base_dir": {"type": "path"},
    "dest": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "previous": {"type": "path"},
    "compare": {"type": "bool", "default": True},
    "title": {"type": "str", "default": "Person samples"},
    "mode": {"type": "raw", "default": "0600"},
    "fail_on": {"type": "list", "elements": "str", "choices": list(FAILING), "default": list(FAILING)},
    "render": {"type": "bool", "default": False},
    "max_age_hours": {"type": "float"},
    "accounts_file": {"type": "path"},
    "expected_accounts": {"type": "list", "elements": "str"},
    "include_accounts": {"type": "list", "elements": "str"},
    "include_labels": {"type": "list", "elements": "str"},
    "metrics_file": {"type": "str", "default": METRICS.file},
    "metrics_label": {"type": "str"},
    "csv_separator": {"type": "str", "default": COMMA, "choices": list(SEPARATORS)},
    "report_language": {"type": "str", "default": ENGLISH, "choices": list(LANGUAGES)},
    "fail_after_days": {"type": "dict"},
}
REPORT_RULES: Mapping[str, Any] = {
    "mutually_exclusive": [("results", "reports")],
    "required_one_of": [("results", "reports")],
    "required_if": [("render", True, ("reports",))],
}

_MAX_AGE_HOURS = 1_000_000


def write_audit_reports(
    result: AuditResult,
    *,
    report_dir: Path | None,
    formats: Collection[str],
    page: str | None,
    title: str,
    compare: bool,
    previous: Path | None,
    mode: int,
    dry: bool,
    now: dt.datetime,
    metrics: Metrics = METRICS,
    csv_separator: str = COMMA,
    language: str = ENGLISH,
    fail_after_days: Deadlines | None = None,
) -> ReportFiles:
    """Write the reports of one audit. Raises no error: ``problem`` of the result is what cannot be read or written.

    If a file cannot be written, all old files stay as they were.

    ``result`` is the result of the audit in this process. Apply ``parse_result`` to one that came through Ansible.
    ``report_dir`` is None if no file is to be written. ``now`` has a time zone. Compares with the report ``previous``,
    otherwise with the report that is replaced. Adds a line to the history beside ``report.json``.
    """
    if missing_for_ages(report_dir, formats, compare) is not None:
        fail_after_days = None  # the merge has the deadlines, and the ages of the findings
    report, problem = report_of(result, now, title, fail_after_days), None
    if report_dir is None:
        return ReportFiles(report, [], changed=False, language=language)
    try:
        if compare:
            report = compared(report, previous, report_dir)
    except ConfigurationError as unreadable:
        report, problem = without_ages(report, UNREADABLE), str(unreadable)
    report, trend = _with_trend(report, report_dir, formats, previous, now)
    try:
        written = _write(
            report, report_dir, formats, page, mode, dry, "report_dir", metrics, csv_separator, language, trend
        )
    except ConfigurationError as unwritten:
        return ReportFiles(report, [], changed=False, language=language, problem=str(unwritten))
    return replace(written, problem=problem)


def write_reports(
    options: Mapping[str, Any],
    template: Callable[[], str],
    now: dt.datetime,
    dry: bool,
    expected: Sequence[ExpectedAccount] | None = None,
    with_diff: bool = False,
) -> dict[str, Any]:
    """The return values of the report task. With ``dry``, no file is written. Raises ``ConfigurationError``.

    ``template`` returns the template of the HTML report. ``now`` has a time zone. ``expected`` are the accounts that a
    merged report must contain.
    """
    mode = parse_mode(options["mode"])
    metrics = parse_metrics(options["metrics_file"], options["metrics_label"], "metrics_file")
    directory = Path(options["dest"])
    # Before the previous report in the directory is read.
    validate_directory(directory, file_names(metrics).values(), "dest")
    report = _report(options, directory, now, expected)
    formats, separator, language = options["formats"], options["csv_separator"], options["report_language"]
    if options["render"]:
        trend = saved_trend(report, Path(options["reports"][0]))
    else:
        previous = Path(options["previous"]) if options["previous"] else None
        report, trend = _with_trend(report, directory, formats, previous, now)
    page = template() if "html" in formats else None
    before = replaced_outcome(directory, language) if with_diff else []
    written = _write(report, directory, formats, page, mode, dry, "dest", metrics, separator, language, trend)
    return {
        "changed": written.changed,
        "compliant": report["compliant"],
        "summary": report["summary"],
        "accounts": names_by_status(report),
        **written.results(options["fail_on"], dry),
        **({"diff": outcome_diff(before, written.outcome)} if with_diff else {}),
        # Rendering does not change a report.
        "warnings": [*report["warnings"], *(trend.warnings if options["render"] else ())],
    }


def _with_trend(
    report: Report, directory: Path, formats: Iterable[str], previous: Path | None, now: dt.datetime
) -> tuple[Report, Trend]:
    """The report with the warnings about the history, and the history. There is none without ``report.json``."""
    if "json" not in formats:
        return report, Trend()
    trend = extended_trend(report, directory, previous, now)
    return {**report, "warnings": [*report["warnings"], *trend.warnings]}, trend


def _write(
    report: Report,
    directory: Path,
    formats: Iterable[str],
    page: str | None,
    mode: int,
    dry: bool,
    option: str,
    metrics: Metrics,
    csv_separator: str,
    language: str,
    trend: Trend,
) -> ReportFiles:
    known, names = frozenset(formats), file_names(metrics)
    chosen = [format_ for format_ in FORMATS if format_ in known]
    contents = render_files(report, chosen, page, metrics, csv_separator, language, trend.shown)
    changed = write_files(directory, {**contents, **trend.files}, mode, dry, option)
    return ReportFiles(report, [str(directory / names[format_]) for format_ in chosen], changed, language)


def _report(
    options: Mapping[str, Any], directory: Path, now: dt.datetime, expected: Sequence[ExpectedAccount] | None
) -> Report:
    """The report to render, with its comparison."""
    paths = [Path(path) for path in options["reports"] or ()]
    deadlines = parse_deadlines(options["fail_after_days"])
    if options["render"]:
        if len(paths) != 1:
            raise ConfigurationError(
                f"render needs exactly one saved report, but reports has {len(paths)} entries. List one report, or set"
                " render to false to merge reports."
            )
        return read_report(paths[0])
    # The accounts of a report that was never written are known, so they become unknown.
    lost = [path for path in paths if not is_present(path)] if expected is not None else []
    results: list[AuditResult] = [read_report(path) for path in paths if path not in lost]
    if options["results"] is not None:
        results = [_complete_result(f"results[{index}]", result) for index, result in enumerate(options["results"])]
    sources = [str(path) for path in paths if path not in lost]
    report = merge_results(
        results, now, options["title"], _max_age(options["max_age_hours"]), sources, expected, deadlines
    )
    report["warnings"] += [f"{path} does not exist. The audit that writes it did not finish." for path in lost]
    missing = missing_for_ages(directory, options["formats"], options["compare"], REPORT_OPTIONS)
    if missing is not None:
        report = without_ages(report, f"fail_after_days needs {missing}.")
    if not options["compare"]:
        return report
    previous = Path(options["previous"]) if options["previous"] else None
    return compared(report, previous, directory)


def _complete_result(path: str, value: Mapping[str, Any]) -> AuditResult:
    findings, total = value.get("findings"), value.get("findings_total")
    found = len(findings) if isinstance(findings, list) else 0
    if isinstance(total, int) and total > found:
        raise ConfigurationError(
            f"{path} contains only {found:,} of {total:,} findings, because of findings_limit of the audit. Use its"
            " report.json in the option reports instead."
        )
    return parse_result(path, value)


def _max_age(hours: float | None) -> dt.timedelta | None:
    if hours is None:
        return None
    if not 0 < hours <= _MAX_AGE_HOURS:
        raise ConfigurationError(f"max_age_hours is {hours:g}. It must be more than 0 and at most {_MAX_AGE_HOURS:,}.")
    return dt.timedelta(hours=hours)
