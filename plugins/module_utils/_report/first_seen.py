# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""When the findings of a report were first seen. Pure.

The audit does not know it. A new report sets it to the time of its audit, and the comparison with the previous report
takes over earlier times.
"""

from __future__ import annotations

from .constraints import parse_moment
from .document import AuditResult, Finding


def with_first_seen(result: AuditResult, moment: str) -> AuditResult:
    """The result of an audit whose findings are all seen for the first time."""
    return {**result, "findings": [{**finding, "first_seen": moment} for finding in result["findings"]]}


def seen_by(finding: Finding, moment: str) -> Finding:
    """The finding, first seen at ``moment`` or earlier."""
    seen = finding["first_seen"]
    if seen == moment or parse_moment(seen) <= parse_moment(moment):
        return finding
    return {**finding, "first_seen": moment}
