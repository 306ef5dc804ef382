# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of an audit task: files, comparison and the values that the task returns."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import FORMATS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult, Finding
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.outcome import outcome
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.report_files import ReportFiles
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import violations
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import write_audit_reports
from support.render import TEMPLATE
from support.sample_report import NOW, account, audit, finding, mixed_audit, report, sample, unread

MOMENT = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def write(result: AuditResult, directory: Path | None, **options: Any) -> ReportFiles:
    given: dict[str, Any] = {
        "formats": FORMATS,
        "page": TEMPLATE,
        "title": "Studio",
        "compare": True,
        "previous": None,
        "mode": 0o600,
        "dry": False,
        "now": MOMENT,
        **options,
    }
    return write_audit_reports(result, report_dir=directory, **given)


def test_all_formats_are_written_and_the_values_match_the_report(tmp_path: Path) -> None:
    written = write(mixed_audit(), tmp_path)
    assert written.files == [str(tmp_path / FILE_NAMES[format_]) for format_ in FORMATS]
    assert sorted([*written.files, str(tmp_path / "history.jsonl")]) == sorted(map(str, tmp_path.iterdir()))
    saved = json.loads((tmp_path / "report.json").read_bytes())
    assert saved == written.report == report(mixed_audit())
    assert (written.changed, written.comparison) == (True, None)
    results = written.results(["missing", "unknown"], dry=False)
    assert results["generated_at"] == NOW
    assert results["outcome"] == outcome(saved, "en", 2, str(tmp_path / "report.html"))
    assert results["violations"] == violations(saved, ["missing", "unknown"])
    assert results["violations_total"] == len(results["violations"]) == 2
    assert results["failure_message"] == f"2 violations. See {tmp_path}/report.html"


def test_next_audit_is_compared_with_the_replaced_report(tmp_path: Path) -> None:
    write(mixed_audit(), tmp_path)
    again = write(mixed_audit(), tmp_path)
    assert again.comparison == {"new": 0, "open": 6, "resolved": 0, "unverified": 0}
    assert again.changed
    unchanged = write(mixed_audit(), tmp_path)
    assert not unchanged.changed
    assert write(mixed_audit(), tmp_path, compare=False).comparison is None


def test_previous_report_has_priority_over_the_replaced_one(tmp_path: Path) -> None:
    bob = finding("prod-jp", "Bob")
    before = audit([account("prod-jp", [bob])], [sample("Bob")], [bob])
    (tmp_path / "before.json").write_text(json.dumps(report(before)), encoding="utf-8")
    write(mixed_audit(), tmp_path / "reports")
    compared = write(mixed_audit(), tmp_path / "reports", previous=tmp_path / "before.json").comparison
    assert compared == {"new": 6, "open": 0, "resolved": 1, "unverified": 0}


def test_fixed_previous_report_does_not_keep_findings_young(tmp_path: Path) -> None:
    """Each audit compares with the same old report. The ages come from the audits since then, also from unread ones."""

    def audit_on(day: int, found: list[Finding], directory: Path, previous: Path | None, **members: Any) -> ReportFiles:
        result = audit([account("prod", found, **members)], [sample("Ann")], found)
        days: Any = {"critical": 7, "high": 7, "medium": 7, "low": 7}
        now = MOMENT + dt.timedelta(days=day)
        return write(result, directory, formats=["json"], previous=previous, now=now, fail_after_days=days)

    baseline, reports = tmp_path / "baseline", tmp_path / "reports"
    audit_on(0, [], baseline, None)
    counts = []
    for day in (1, 6, 8, 9):
        is_unread = day == 6
        found = [unread("prod", 1)] if is_unread else [finding("prod", "Ann")]
        members = {"samples_seen": None, "unexpected": None} if is_unread else {}
        written = audit_on(day, found, reports, baseline / "report.json", **members)
        counts.append((len(violations(written.report, ["missing"])), written.comparison))
    first, lost, last = counts[0][1], counts[1][1], counts[3][1]
    early, late = counts[2][0], counts[3][0]
    assert (early, late) == (1, 1)
    assert first == last == {"new": 1, "open": 0, "resolved": 0, "unverified": 0}
    assert lost == {"new": 1, "open": 0, "resolved": 0, "unverified": 1}


def test_damaged_replaced_report_is_a_warning_and_a_damaged_previous_report_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{", encoding="utf-8")
    written = write(mixed_audit(), tmp_path)
    assert written.comparison is None
    assert "the previous report cannot be used" in written.report["warnings"][0]
    (tmp_path / "other.json").write_text("{", encoding="utf-8")
    written = write(mixed_audit(), tmp_path, previous=tmp_path / "other.json")
    assert "other.json is not a report" in str(written.problem)
    assert written.files


def test_dry_run_returns_the_same_values_and_writes_nothing(tmp_path: Path) -> None:
    dry = write(mixed_audit(), tmp_path / "reports", dry=True)
    assert not (tmp_path / "reports").exists()
    written = write(mixed_audit(), tmp_path / "reports")
    assert (dry.files, dry.changed, dry.outcome) == (written.files, written.changed, written.outcome)
    assert dry.results([], dry=True)["outcome"] == [*written.outcome, "Check mode: no report was written."]
    assert dry.results([], dry=True)["files"] == []


@pytest.mark.parametrize(
    ("formats", "file"),
    [(FORMATS, "report.html"), (("json", "markdown"), "summary.md"), (("prometheus",), "metrics.prom"), ((), None)],
)
def test_outcome_ends_with_the_best_file_for_a_reader(
    tmp_path: Path, formats: tuple[str, ...], file: str | None
) -> None:
    results = write(mixed_audit(), tmp_path, formats=formats).results(["missing"], dry=False)
    assert (results["outcome"][-1] == f"Report: {tmp_path}/{file}") == (file is not None)
    assert results["failure_message"] == (f"1 violation. See {tmp_path}/{file}" if file else "1 violation.")


def test_audit_without_a_directory_has_an_outcome_and_no_files() -> None:
    written = write(mixed_audit(), None)
    assert (written.files, written.changed, written.comparison) == ([], False, None)
    assert written.outcome[0].startswith("NOT COMPLIANT")
    results = written.results(["drifted"], dry=False)
    assert results["violations"] == ["[high] prod-sg: Bob: drifted: tags: expected US, Star, found US"]
    assert results["failure_message"] == "1 violation."
    assert written.results([], dry=False)["failure_message"] is None


@pytest.mark.parametrize("page", [None, "<p>"])
def test_wrong_template_is_an_error_and_nothing_is_written(tmp_path: Path, page: str | None) -> None:
    written = write(mixed_audit(), tmp_path, page=page)
    assert "template of the HTML report" in str(written.problem)
    assert written.outcome[0].startswith("NOT COMPLIANT")
    assert written.files == []
    assert list(tmp_path.iterdir()) == []
