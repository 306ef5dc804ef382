# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Violations: unwaived findings, grouped for a report. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNKNOWN
from .coverage import is_whole_library
from .document import Finding, Report
from .wording import WHOLE_LIBRARY_TITLE


@dataclass
class Violation:
    """One finding that is not waived, or all unknown findings of an account that have the same message."""

    first: Finding
    samples: list[str] = field(default_factory=list)

    def sample_names(self, first: str) -> str:
        """The names of the samples, such as "Ann and 2 more". "all 200 expectations" if the account could not be read.

        ``first`` is the first name as the format shows it.
        """
        if is_whole_library(self.first) and len(self.samples) == 1:
            covered = self.first["covers"]
            return f"all {covered:,} expectations" if covered > 1 else WHOLE_LIBRARY_TITLE
        return first if len(self.samples) == 1 else f"{first} and {len(self.samples) - 1:,} more"


def group_violations(report: Report, verdicts: Collection[str]) -> list[Violation]:
    """The unwaived findings with one of these verdicts, the most severe first.

    The first finding of each violation is the most severe of its findings.
    """
    failing = [finding for finding in report["findings"] if finding["verdict"] in verdicts and not finding["waived"]]
    failing.sort(key=lambda finding: SEVERITIES.index(finding["severity"]))
    violations: dict[tuple[str, ...], Violation] = {}
    for finding in failing:
        same = (finding["account"], finding["message"]) if finding["verdict"] == UNKNOWN else (finding["id"],)
        violation = violations.get(same)
        if violation is None:
            violation = violations[same] = Violation(finding)
        violation.samples.append(finding["sample"])
    return list(violations.values())
