# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What the audit task returns to Ansible, and the reports that it writes on the controller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ..module_utils._audit.inputs import AUDIT_SPEC
from ..module_utils._audit.manifest import SEVERITIES
from ..module_utils._audit.task_options import AUDIT_REPORT_SPEC
from ..module_utils._errors import ConfigurationError
from ..module_utils._report.deadlines import parse_deadlines
from ..module_utils._report.document import AuditResult, Deadlines
from ..module_utils._report.files import parse_mode
from ..module_utils._report.formats import parse_metrics
from ..module_utils._report.options import validate_deadlines, validate_report_options
from ..module_utils._report.previous import replaced_outcome
from ..module_utils._report.report_files import outcome_diff
from ..module_utils._report.texts import texts_of
from ..module_utils._report.write import write_audit_reports
from ._arguments import validate_arguments
from ._reports import page_template


class AuditReports:
    """The report options of an audit task. Paths are absolute.

    Raises ``ConfigurationError`` for everything that can be found before the audit starts.
    """

    def __init__(self, arguments: Mapping[str, Any], dry: bool) -> None:
        spec = {**AUDIT_REPORT_SPEC, "validate_only": AUDIT_SPEC["validate_only"]}
        options = validate_arguments(spec, {name: value for name, value in arguments.items() if name in spec})
        self._validate_only: bool = options["validate_only"]
        self._has_members = arguments.get("organization") is not None
        self._limit: int = options["findings_limit"]
        self._fail_on: list[str] = options["fail_on"] or []
        if self._limit < 0:
            raise ConfigurationError(f"findings_limit is {self._limit}. It must be 0 or more")
        for name in ("report_dir", "previous_report"):
            if options[name] and not options[name].strip():
                raise ConfigurationError(f"{name} is blank. Set it to a path, or omit it")
        self._directory, previous = (
            Path(options[name]) if options[name] else None for name in ("report_dir", "previous_report")
        )
        formats = options["report_formats"] or ()
        chosen: dict[str, Any] = {
            "report_dir": self._directory,
            "formats": formats,
            "page": page_template() if "html" in formats else None,
            "compare": options["report_compare"],
            "previous": previous,
            "metrics": parse_metrics(
                options["report_metrics_file"], options["report_metrics_label"], "report_metrics_file"
            ),
        }
        if self._directory is not None:
            validate_report_options(**chosen, mode=options["report_mode"])
        self._is_not_written = dry and self._directory is not None
        mode = parse_mode(options["report_mode"], "report_mode")
        self._options = {
            **chosen,
            "language": options["report_language"],
            "csv_separator": options["report_csv_separator"],
            "fail_after_days": _deadlines(options, self._directory),
            "mode": mode,
            "title": options["report_title"],
            "dry": dry,
        }

    def result(self, audited: Mapping[str, Any], with_diff: bool) -> dict[str, Any]:
        """The result of the task: that of the audit, with the most severe findings first, and the written files."""
        if self._validate_only:
            return {**audited, "changed": False, "findings_total": 0, "outcome": [self._validated(audited)]}
        before = replaced_outcome(self._directory, self._options["language"]) if with_diff else []
        document = cast(AuditResult, audited)
        report = write_audit_reports(document, **self._options, now=dt.datetime.now(dt.timezone.utc))
        findings = sorted(report.report["findings"], key=_severity)
        returned = report.results(self._fail_on, dry=self._is_not_written)
        failure = returned.pop("failure_message")
        result = {
            **audited,
            "changed": report.changed,
            "findings": findings if self._directory is None else findings[: self._limit],
            "findings_total": len(findings),
            **returned,
        }
        if with_diff:
            result["diff"] = outcome_diff(before, report.outcome)
        if report.problem:
            # The verdicts are in the result, although the reports do not contain them.
            result.update(failed=True, kind=ConfigurationError.kind)
            result["msg"] = f"{report.problem} The audit itself is complete: {returned['outcome'][0]}"
        elif failure:
            result.update(failed=True, msg=failure)
        return result

    def _validated(self, audited: Mapping[str, Any]) -> str:
        texts = texts_of(self._options["language"])
        key = "terminal.validated_members" if self._has_members else "terminal.validated"
        return texts.text(key, accounts=texts.counted(len(audited["accounts"]), "account"))


def _deadlines(options: Mapping[str, Any], directory: Path | None) -> Deadlines | None:
    deadlines = parse_deadlines(options["fail_after_days"])
    formats = options["report_formats"] or ()
    validate_deadlines(deadlines, report_dir=directory, formats=formats, compare=options["report_compare"])
    return deadlines


def _severity(finding: Mapping[str, Any]) -> tuple[bool, int]:
    return (finding["waived"] or finding["verdict"] == "ok", SEVERITIES.index(finding["severity"]))
