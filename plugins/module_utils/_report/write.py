# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The work of the report module: options in, report files out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from .._audit.task_options import FAILING, FORMATS
from .._errors import ConfigurationError
from .comparison import compare
from .document import AuditResult, Comparison, Report
from .files import parse_mode, read_report, write_files
from .formats import FILE_NAMES, render_files
from .merge import merge_results
from .summary import names_by_status, outcome, violations
from .validate import parse_result

REPORT_SPEC: Mapping[str, Mapping[str, Any]] = {
    "results": {"type": "list", "elements": "dict"},
    "reports": {"type": "list", "elements": "path"},
    "dest": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "page": {"type": "str"},
    "previous": {"type": "path"},
    "compare": {"type": "bool", "default": True},
    "title": {"type": "str", "default": "Person samples"},
    "mode": {"type": "raw", "default": "0600"},
    "fail_on": {"type": "list", "elements": "str", "choices": list(FAILING), "default": list(FAILING)},
    "render": {"type": "bool", "default": False},
}


def write_reports(
    options: Mapping[str, Any], now: dt.datetime, dry: bool, warn: Callable[[str], object]
) -> dict[str, Any]:
    """The return values of the module. With ``dry``, no file is written. Raises ``ConfigurationError``.

    ``now`` has a time zone. Renders one file at a time and does not keep the contents.
    """
    mode = parse_mode(options["mode"])
    directory = Path(options["dest"])
    report = _report(options, directory, now, warn)
    contents = render_files(report, options["formats"], options["page"])
    changed = write_files(directory, contents, mode, dry)
    return {
        "changed": changed,
        "compliant": report["compliant"],
        "summary": report["summary"],
        "accounts": names_by_status(report),
        "files": [str(directory / FILE_NAMES[format_]) for format_ in FORMATS if format_ in options["formats"]],
        "violations": violations(report, options["fail_on"]),
        "outcome": outcome(report),
        "comparison": _comparison_counts(report["comparison"]),
        "generated_at": report["generated_at"],
    }


def _report(options: Mapping[str, Any], directory: Path, now: dt.datetime, warn: Callable[[str], object]) -> Report:
    """The report to render, with its comparison."""
    paths = [Path(path) for path in options["reports"] or ()]
    if options["render"]:
        if len(paths) != 1:
            raise ConfigurationError(
                f"render needs exactly one saved report, but reports has {len(paths)} entries. List one report, or set"
                " render to false to merge reports."
            )
        return read_report(paths[0])
    results: list[AuditResult] = [read_report(path) for path in paths]
    if options["results"] is not None:
        results = [parse_result(f"results[{index}]", result) for index, result in enumerate(options["results"])]
    generated_at = now.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    report = merge_results(results, generated_at, options["title"])
    return compare(report, _previous(options, directory, warn))


def _previous(options: Mapping[str, Any], directory: Path, warn: Callable[[str], object]) -> Report | None:
    """The report in the option ``previous``, otherwise the report that is about to be replaced."""
    if not options["compare"]:
        return None
    if options["previous"]:
        return read_report(Path(options["previous"]))
    replaced = directory / FILE_NAMES["json"]
    if not replaced.exists():
        return None
    try:
        return read_report(replaced)
    except ConfigurationError as unreadable:
        # A damaged old report must not prevent the new one.
        warn(f"The report has no comparison, because the previous report cannot be used. {unreadable}")
        return None


def _comparison_counts(comparison: Comparison | None) -> dict[str, int] | None:
    if comparison is None:
        return None
    return {
        "new": len(comparison["new"]),
        "open": len(comparison["open"]),
        "resolved": len(comparison["resolved"]),
        "unverified": len(comparison["unverified"]),
    }


@dataclass(frozen=True)
class AuditReport:
    """A report of one audit. ``files`` are the written files; ``diff`` is for ``--diff``."""

    report: Report
    files: list[str]
    changed: bool

    @property
    def outcome(self) -> list[str]:
        return outcome(self.report)

    @property
    def comparison(self) -> dict[str, int] | None:
        return _comparison_counts(self.report["comparison"])

    @property
    def generated_at(self) -> str:
        return self.report["generated_at"]

    def violations(self, verdicts: Collection[str]) -> list[str]:
        return violations(self.report, verdicts)


@dataclass(frozen=True)
class ReportWriter:
    """Writes the reports of an audit. ``directory`` is None if there are none."""

    directory: Path | None
    formats: Collection[str]
    page: str | None
    title: str
    mode: int
    previous: Path | None
    compare: bool
    dry: bool

    def write(self, result: AuditResult, now: dt.datetime, warn: Callable[[str], object]) -> AuditReport:
        generated_at = now.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        report = merge_results([result], generated_at, self.title)
        if self.directory is None:
            return AuditReport(report, [], False)
        options = {"compare": self.compare, "previous": self.previous}
        report = compare(report, _previous(options, self.directory, warn))
        changed = write_files(self.directory, render_files(report, self.formats, self.page), self.mode, self.dry)
        files = [str(self.directory / FILE_NAMES[format_]) for format_ in FORMATS if format_ in self.formats]
        return AuditReport(report, files, changed)


def open_report(options: Mapping[str, Any], template: Callable[[], str], dry: bool) -> ReportWriter:
    """A writer for the report options of the audit task. Raises ``ConfigurationError``."""
    formats = options["report_formats"] or ()
    return ReportWriter(
        directory=options["report_dir"],
        formats=formats,
        page=template() if "html" in formats else None,
        title=options["report_title"],
        mode=parse_mode(options["report_mode"]),
        previous=options["previous_report"],
        compare=options["report_compare"],
        dry=dry,
    )
