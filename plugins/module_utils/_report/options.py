# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Validation of the report options before an audit starts, so that a long audit does not fail at its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from .._errors import ConfigurationError
from .deadlines import has_deadline
from .document import Deadlines
from .files import parse_mode, read_report, validate_directory
from .formats import FILE_NAMES, METRICS, Metrics, file_names, parse_page


@dataclass(frozen=True)
class OptionNames:
    """The names of the options in error messages."""

    directory: str = "report_dir"
    formats: str = "report_formats"
    previous: str = "previous_report"
    mode: str = "report_mode"
    compare: str = "report_compare"


AUDIT_OPTIONS = OptionNames()
REPORT_OPTIONS = OptionNames("dest", "formats", "previous", "mode", "compare")


def validate_report_options(
    *,
    report_dir: Path,
    formats: Collection[str],
    page: str | None,
    compare: bool,
    previous: Path | None,
    mode: object,
    metrics: Metrics = METRICS,
    names: OptionNames = AUDIT_OPTIONS,
) -> None:
    """Raise ``ConfigurationError`` that names the option if the reports could not be written.

    The directory need not exist, but must be a directory in which files can be created. The files of the formats, and
    the report to compare with, must be regular files if they exist. ``previous`` must be a valid report. ``mode`` is
    the option itself, such as ``"0600"``. Changes nothing.
    """
    parse_mode(mode, names.mode)
    unknown = [format_ for format_ in formats if format_ not in FILE_NAMES]
    if unknown:
        raise ConfigurationError(
            f"{names.formats} contains {unknown[0]!r}, which is not a format. Use any of {', '.join(FILE_NAMES)}."
        )
    parse_page(formats, page)
    files = file_names(metrics)
    compared = [files["json"]] if compare and previous is None else []
    validate_directory(report_dir, {*(files[format_] for format_ in formats), *compared}, names.directory)
    if compare and previous is not None:
        try:
            read_report(previous)
        except ConfigurationError as error:
            raise ConfigurationError(f"{names.previous}: {error}") from None


def validate_deadlines(
    deadlines: Deadlines | None, *, report_dir: Path | None, formats: Collection[str], compare: bool
) -> None:
    """Raise ``ConfigurationError`` if no audit would know the age of a finding, so that no finding becomes overdue."""
    problem = missing_for_ages(report_dir, formats, compare)
    if problem is not None and has_deadline(deadlines):
        raise ConfigurationError(f"fail_after_days needs {problem}, or omit fail_after_days.")


def missing_for_ages(
    directory: Path | None, formats: Collection[str], compare: bool, names: OptionNames = AUDIT_OPTIONS
) -> str | None:
    """What is missing so that each audit knows the ages of the findings, and what to do. None: nothing is missing."""
    if directory is None:
        return f"{names.directory}, because the ages of findings are in report.json. Set {names.directory}"
    if "json" not in formats:
        return f"json in {names.formats}, because the ages of findings are in report.json. Add json"
    if not compare:
        return f"a comparison, because ages come from the previous report. Set {names.compare} to true"
    return None
