# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The age of findings, and the deadlines after which they are violations."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.deadlines import (
    age,
    age_days,
    due,
    is_overdue,
    is_waiting,
    oldest_by_severity,
    parse_deadlines,
    waiting,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    AuditResult,
    Deadlines,
    Finding,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.outcome import outcome
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import violations
from support.sample_report import NOW, NOW_TIME, account, audit, finding, sample, unread, waived

DEADLINES: Deadlines = {"critical": 0, "high": 7, "medium": 30, "low": 90}


def ago(**time: float) -> str:
    return (NOW_TIME - dt.timedelta(**time)).isoformat()


def report_of(findings: list[Finding], *given: Deadlines | None) -> Report:
    """With the deadlines of the tests, or with those that are given."""
    (deadlines,) = given or (DEADLINES,)
    return merge_results([result_of(findings)], NOW_TIME, "Audit", fail_after_days=deadlines)


def result_of(findings: list[Finding]) -> AuditResult:
    samples = [sample(finding["sample"]) for finding in findings]
    return audit([account("a", findings)], samples, findings)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"critical": 0, "high": 0, "medium": 0, "low": 0}),
        ({"high": 7, "low": 36_500}, {"critical": 0, "high": 7, "medium": 0, "low": 36_500}),
        ({"critical": 0, "high": None, "medium": "0"}, {"critical": 0, "high": 0, "medium": 0, "low": 0}),
    ],
)
def test_severity_without_a_number_has_no_deadline(given: dict[str, Any], expected: dict[str, int]) -> None:
    assert parse_deadlines(given) == expected


@pytest.mark.parametrize("days", [-1, 36_501, True, 10**30, 7.5, "7.5", "soon", "-7", "\u0667", [7], {}])
def test_wrong_number_of_days_is_an_error_that_names_the_severity(days: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"fail_after_days\.high: .* whole number of days from 0 to 36,500"):
        parse_deadlines({"high": days})


def test_unknown_severity_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match=r"fail_after_days\.hihg: is an unknown field.*critical, high, low"):
        parse_deadlines({"hihg": 7})


@pytest.mark.parametrize(
    ("seen", "days"),
    [(ago(), 0), (ago(hours=23.9), 0), (ago(days=1), 1), (ago(days=6.99), 6), ("2026-11-20T23:30:00+14:00", 3)],
)
def test_age_is_the_time_from_the_first_audit_that_had_the_finding(seen: str, days: int) -> None:
    report = report_of([finding("a", "Ann", first_seen=seen)])
    (found,) = report["findings"]
    assert age_days(found, report) == days
    assert age(found, report) == NOW_TIME - dt.datetime.fromisoformat(found["first_seen"])


@pytest.mark.parametrize(
    ("severity", "first_seen", "is_late"),
    [
        ("critical", ago(), True),
        ("high", ago(), False),
        ("high", ago(days=6, hours=23), False),
        ("high", ago(days=7), True),
        ("medium", ago(days=8), False),
        ("low", ago(days=89.9), False),
        ("low", ago(days=91), True),
    ],
)
def test_finding_is_a_violation_as_soon_as_its_deadline_has_passed(
    severity: Any, first_seen: str, is_late: bool
) -> None:
    report = report_of([finding("a", "Ann", severity=severity, first_seen=first_seen)])
    (found,) = report["findings"]
    assert (is_overdue(found, report), is_waiting(found, report)) == (is_late, not is_late)
    assert len(violations(report, ["missing"])) == is_late
    days = dt.timedelta(days=cast("dict[str, int]", DEADLINES)[severity])
    assert due(found, report) == dt.datetime.fromisoformat(first_seen) + days


def test_finding_that_waits_leaves_the_account_noncompliant() -> None:
    report = report_of([finding("a", "Ann")])
    assert violations(report, ["missing"]) == []
    assert (report["compliant"], report["accounts"][0]["status"]) == (False, "noncompliant")
    assert outcome(report, "en")[0].startswith("NOT COMPLIANT: 0 of 1 account compliant, 1 noncompliant")


def test_without_deadlines_every_finding_is_a_violation() -> None:
    report = report_of([finding("a", "Ann")], None)
    (found,) = report["findings"]
    assert (due(found, report), is_overdue(found, report), is_waiting(found, report)) == (None, False, False)
    assert len(violations(report, ["missing"])) == 1
    assert not [line for line in outcome(report, "en") if "deadline" in line or "overdue" in line]


def test_unknown_never_waits() -> None:
    findings = [finding("a", "Ann", "unknown"), unread("b", 0)]
    accounts = [account("a", findings[:1]), account("b", findings[1:], samples_seen=None, unexpected=None)]
    result = audit(accounts, [sample("Ann", ["a"])], findings)
    report = merge_results([result], NOW_TIME, "Audit", fail_after_days={**DEADLINES, "critical": 90})
    assert all(is_overdue(found, report) for found in report["findings"])
    assert len(violations(report, ["unknown"])) == 2


def test_unlisted_unexpected_samples_never_wait() -> None:
    listed, unlisted = (finding("a", name, "unexpected", severity="medium", person_ids=[name]) for name in "xy")
    report = merge_results(
        [audit([account("a", [listed], unlisted=[unlisted])], [], [listed])],
        NOW_TIME,
        "Audit",
        fail_after_days=DEADLINES,
    )
    (line,) = violations(report, ["unexpected"])
    assert "1 more unexpected sample" in line


def test_waived_finding_has_no_deadline() -> None:
    report = report_of([finding("a", "Ann", **waived()), finding("a", "Bob", **waived(expired=True))])
    assert [due(found, report) is None for found in report["findings"]] == [True, False]


def test_outcome_counts_the_findings_that_wait_and_names_the_next_deadline() -> None:
    late = finding("a", "Ann", first_seen=ago(days=8))
    young = [finding("a", "Bob", first_seen=ago(days=6)), finding("a", "Cy", severity="low")]
    assert waiting(report_of([late])).findings == 0
    oldest = "oldest finding: 8 days"
    assert outcome(report_of([late]), "en")[2] == f"1 finding overdue; {oldest}"
    one = "1 finding waiting for a deadline (fail_after_days), the next on 2026-11-24 09:30 UTC"
    assert outcome(report_of([late, young[0]]), "en")[2] == f"1 finding overdue; {one}; {oldest}"
    two = one.replace("1 finding", "2 findings")
    assert outcome(report_of([late, *young]), "en")[2] == f"1 finding overdue; {two}; {oldest}"


def test_age_of_a_merged_report_ends_at_the_merge() -> None:
    week = dt.timedelta(days=7)
    early = merge_results([result_of([finding("a", "Ann")])], NOW_TIME, "Slice", fail_after_days=DEADLINES)
    merged = merge_results([early], NOW_TIME + week, "Merged", fail_after_days=DEADLINES)
    assert (merged["generated_at"], merged["findings"][0]["first_seen"]) == (NOW, NOW)
    assert age_days(merged["findings"][0], merged) == 7
    assert is_overdue(merged["findings"][0], merged)


def test_deadline_after_the_last_day_of_the_calendar_is_that_day() -> None:
    report = report_of([finding("a", "Ann", severity="low")])
    late = {**report, "generated_at": "9999-12-30T00:00:00Z"}
    found: Finding = {**report["findings"][0], "first_seen": "9999-12-30T00:00:00Z"}
    deadline = due(found, cast(Report, late))
    assert deadline is not None
    assert deadline.year == 9999


def test_oldest_finding_of_each_severity_is_neither_waived_nor_ok() -> None:
    findings = [
        finding("a", "Ann", first_seen=ago(days=2)),
        finding("a", "Bob", first_seen=ago(days=3)),
        finding("a", "Cy", first_seen=ago(days=9), **waived()),
        finding("a", "Dan", "ok", first_seen=ago(days=9)),
        finding("a", "Eve", severity="low"),
    ]
    oldest = oldest_by_severity(merge_results([audit([account("a", findings)], [], findings)], NOW_TIME, "Audit"))
    assert oldest == {"critical": None, "high": ago(days=3), "medium": None, "low": NOW}
