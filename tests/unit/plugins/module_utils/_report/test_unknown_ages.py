# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deadlines without the ages of the findings: a finding whose age nobody keeps does not wait."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Deadlines, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import violations
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import (
    REPORT_SPEC,
    write_audit_reports,
    write_reports,
)
from support.sample_report import NOW_TIME
from support.verdict_audit import audit_of_verdicts

DAY = dt.timedelta(days=1)
DEADLINES: Deadlines = {"critical": 7, "high": 7, "medium": 7, "low": 7}
NO_DEADLINES: Deadlines = {"critical": 0, "high": 0, "medium": 0, "low": 0}
MISSING_ANN = {"Ann": "missing", "Bob": "ok"}


def audit(folder: Path, day: int, account: str = "a", **options: Any) -> Report:
    """The report of an audit in which Ann is missing."""
    given: dict[str, Any] = {
        "formats": ["json", "junit"],
        "page": None,
        "title": "Audit",
        "compare": True,
        "previous": None,
        "mode": 0o600,
        "dry": False,
        "now": NOW_TIME + day * DAY,
        "fail_after_days": DEADLINES,
        **options,
    }
    return write_audit_reports(audit_of_verdicts({account: MISSING_ANN}), report_dir=folder, **given).report


def merge(folder: Path, day: int, *slices: str, **options: Any) -> dict[str, Any]:
    """The return values of a merge of the reports in the folders of these names, into the folder ``merged``."""
    given = {
        **{name: option.get("default") for name, option in REPORT_SPEC.items()},
        "reports": [str(folder / name / "report.json") for name in slices],
        "dest": str(folder / "merged"),
        "formats": ["json", "junit"],
        "fail_after_days": dict(DEADLINES),
        **options,
    }
    return write_reports(given, lambda: "", NOW_TIME + day * DAY, dry=False)


def junit(folder: Path) -> tuple[int, int]:
    """The number of failures and of skipped cases."""
    text = (folder / "junit.xml").read_text(encoding="utf-8")
    return text.count("<failure"), text.count('<skipped message="waits')


def slices(folder: Path, day: int, **options: Any) -> tuple[str, str]:
    audit(folder / "1", day, "a", compare=False, **options)
    audit(folder / "2", day, "b", compare=False, **options)
    return "1", "2"


def test_merge_that_keeps_the_ages_lets_findings_wait_until_their_deadline(tmp_path: Path) -> None:
    counts = [merge(tmp_path, day, *slices(tmp_path, day))["violations_total"] for day in (0, 6, 7)]
    assert counts == [0, 0, 2]


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({"compare": False}, "Set compare to true."),
        ({"formats": ["junit"]}, "Add json."),
        ({"formats": ["junit"], "compare": False}, "Add json."),
    ],
    ids=["not compared", "no report.json", "neither"],
)
def test_merge_that_does_not_keep_the_ages_lets_no_finding_wait(
    tmp_path: Path, options: dict[str, Any], advice: str
) -> None:
    for day in (0, 1):
        result = merge(tmp_path, day, *slices(tmp_path, day), **options)
        assert (result["violations_total"], result["compliant"]) == (2, False)
        assert junit(tmp_path / "merged") == (2, 0)
        (warning,) = (text for text in result["warnings"] if text.startswith("fail_after_days"))
        assert warning.startswith("fail_after_days is not applied, because the ages of the findings are not known:")
        assert warning.endswith(advice)


@pytest.mark.parametrize("deadlines", [None, dict(NO_DEADLINES)], ids=["none", "at once"])
def test_merge_without_deadlines_needs_no_ages(tmp_path: Path, deadlines: dict[str, int] | None) -> None:
    result = merge(tmp_path, 0, *slices(tmp_path, 0), compare=False, fail_after_days=deadlines)
    assert (result["violations_total"], result["warnings"]) == (2, [])


def test_previous_report_does_not_keep_the_ages_of_later_findings_without_report_json(tmp_path: Path) -> None:
    merge(tmp_path, 0, *slices(tmp_path, 0))
    saved = (tmp_path / "merged" / "report.json").rename(tmp_path / "baseline.json")
    options: dict[str, Any] = {"previous": str(saved), "formats": ["junit"]}
    assert merge(tmp_path, 1, *slices(tmp_path, 1), **options)["violations_total"] == 2
    assert merge(tmp_path, 1, *slices(tmp_path, 1), **{**options, "formats": ["json"]})["violations_total"] == 0


@pytest.mark.parametrize(
    "options", [{"compare": False}, {"formats": ["junit"]}], ids=["not compared", "no report.json"]
)
def test_audit_of_a_slice_that_does_not_keep_the_ages_shows_no_waiting_finding(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    assert audit(tmp_path / "kept", 0)["fail_after_days"] == DEADLINES
    assert junit(tmp_path / "kept") == (0, 1)
    document = audit(tmp_path / "slice", 0, **{"formats": ["json", "junit"], **options})
    assert (document["fail_after_days"], document["warnings"]) == (None, [])
    assert junit(tmp_path / "slice") == (1, 0)


def test_damaged_replaced_report_lets_no_finding_wait_also_with_a_fixed_previous_report(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    audit(tmp_path / "baseline", 0, fail_after_days=None)
    baseline = tmp_path / "baseline" / "report.json"
    document = json.loads(baseline.read_bytes())
    ids = [finding["id"] for finding in document["findings"]]
    assert violations(audit(reports, 1, previous=baseline), ["missing"]) == []
    (reports / "report.json").write_text("{", encoding="utf-8")
    lost = audit(reports, 2, previous=baseline)
    assert len(violations(lost, ["missing"])) == 1
    assert lost["comparison"] is not None
    assert lost["comparison"]["open"] == ids
    assert "The report that is replaced cannot be used for the ages of findings" in lost["warnings"][0]
    assert "fail_after_days is not applied" in lost["warnings"][1]
    assert violations(audit(reports, 3, previous=baseline), ["missing"]) == []
