# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What the audit task returns to Ansible, and the reports that it writes on the controller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, cast

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.parsing.dataloader import DataLoader

from ..module_utils._audit.manifest import SEVERITIES
from ..module_utils._audit.task_options import AUDIT_REPORT_SPEC
from ..module_utils._errors import ConfigurationError
from ..module_utils._report.document import AuditResult
from ..module_utils._report.write import AuditReport, open_report, replaced_outcome
from ._arguments import validate_arguments
from ._paths import controller_path
from ._reports import outcome_diff, page_template, shortened


class AuditReports:
    """The report options of an audit task.

    Raises ``ConfigurationError`` for everything that can be found before the audit starts.
    """

    def __init__(self, loader: DataLoader, arguments: Mapping[str, Any], dry: bool) -> None:
        self._validate_only = boolean(arguments.get("validate_only") or False)
        given = {name: value for name, value in arguments.items() if name in AUDIT_REPORT_SPEC}
        options = validate_arguments(AUDIT_REPORT_SPEC, given)
        self._limit: int = options["findings_limit"]
        self._fail_on: list[str] = options["fail_on"] or []
        if self._limit < 0:
            raise ConfigurationError(f"findings_limit is {self._limit}. It must be 0 or more")
        paths = {
            name: Path(controller_path(loader, options[name])) if options[name] else None
            for name in ("report_dir", "previous_report")
        }
        try:
            self._writer = open_report({**options, **paths}, page_template, dry)
        except ConfigurationError as error:
            raise ConfigurationError(f"report_{error}") from None

    def result(self, audited: Mapping[str, Any], warn: Callable[[str], object], with_diff: bool) -> dict[str, Any]:
        """The result of the task: that of the audit, with the most severe findings first, and the written files."""
        if self._validate_only:
            return {**audited, "changed": False, "findings_total": 0, "outcome": [_validated(audited)]}
        before = replaced_outcome(self._writer.directory) if with_diff else []
        report = self._writer.write(cast(AuditResult, audited), dt.datetime.now(dt.timezone.utc), warn)
        findings = sorted(audited["findings"], key=_severity)
        violations = report.violations(self._fail_on)
        result = {
            **audited,
            "changed": report.changed,
            "findings": findings if self._writer.directory is None else findings[: self._limit],
            "findings_total": len(findings),
            "outcome": shortened(report.outcome, "accounts"),
            "violations": shortened(violations, "violations"),
            "violations_total": len(violations),
            "files": report.files,
            "comparison": report.comparison,
            "generated_at": report.generated_at,
        }
        if with_diff:
            result["diff"] = outcome_diff(before, report.outcome)
        if violations:
            result["failed"] = True
            result["msg"] = _failure_message(violations, report)
        return result


def _validated(audited: Mapping[str, Any]) -> str:
    return f"The inputs are valid: {len(audited['accounts']):,} accounts. No request was sent, no report was written."


def _severity(finding: Mapping[str, Any]) -> tuple[bool, int]:
    return (finding["waived"] or finding["verdict"] == "ok", SEVERITIES.index(finding["severity"]))


def _failure_message(violations: list[str], report: AuditReport) -> str:
    count = "1 violation" if len(violations) == 1 else f"{len(violations):,} violations"
    where = f" See {report.files[0]}." if report.files else ""
    return f"{count} of the audit.{where}"
