# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report with its written files, and what a task returns about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .comparison import ChangeCounts, change_counts
from .document import Report
from .outcome import failure_message, outcome
from .summary import Violations
from .texts import texts_of

_VIOLATIONS_SHOWN = 10
# The files for a reader, the best one first.
_TO_OPEN = ("report.html", "summary.md", "findings.csv", "report.json", "junit.xml", ".prom")


@dataclass(frozen=True)
class ReportFiles:
    """A report and its files.

    ``files`` are the paths of all files of the chosen formats, in the order of ``FORMATS``. ``changed`` is true if
    any of them differed, even if nothing was written because of ``dry``. ``problem`` is set if a file could not be read
    or written. ``language`` is that of the texts for people.
    """

    report: Report
    files: list[str]
    changed: bool
    language: str
    problem: str | None = None

    @property
    def comparison(self) -> ChangeCounts | None:
        """The number of findings that are new, open, resolved and unverified. None without a previous report."""
        comparison = self.report["comparison"]
        return None if comparison is None else change_counts(comparison)

    @property
    def outcome(self) -> list[str]:
        """The outcome without what depends on other options of the task."""
        return outcome(self.report, self.language)

    def results(self, fail_on: Iterable[str], dry: bool) -> dict[str, Any]:
        """The return values about the result. ``fail_on`` are the verdicts of violations."""
        verdicts = frozenset(fail_on)
        violations = Violations(self.report, verdicts)
        files = [] if dry else self.files
        file = next((path for name in _TO_OPEN for path in files if path.endswith(name)), None)
        lines = outcome(self.report, self.language, violations.count if verdicts else None, file)
        if dry:
            lines.append(texts_of(self.language).text("terminal.not_written"))
        return {
            "outcome": lines,
            "violations": violations.first_lines(_VIOLATIONS_SHOWN),
            "violations_total": violations.count,
            "failure_message": failure_message(self.language, violations.count, file),
            "files": files,
            "comparison": self.comparison,
            "generated_at": self.report["generated_at"],
            "warnings": self.report["warnings"],
        }


def outcome_diff(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """For ``--diff``: the outcome of the replaced report and of the new report."""
    return {"before": _text(before), "after": _text(after)}


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
