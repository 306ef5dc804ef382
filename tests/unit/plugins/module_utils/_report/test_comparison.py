# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing a report with the previous report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import change_counts, compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.constraints import utc_text
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    ComparedField,
    Comparison,
    Deadlines,
    Difference,
    Finding,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from support.sample_report import NOW, NOW_TIME, account, audit, finding, sample, unread, waived
from support.verdict_audit import audit_of_verdicts

DEADLINES: Deadlines = {"critical": 0, "high": 7, "medium": 30, "low": 90}


def report_of(
    verdicts: Mapping[str, Mapping[str, str]], unexpected: Mapping[str, Sequence[str]] | None = None, limit: int = 2
) -> Report:
    return merge_results([audit_of_verdicts(verdicts, unexpected, limit=limit)], NOW_TIME, "Audit")


def comparison(report: Report, previous: Report) -> Comparison:
    compared = compare(report, previous)["comparison"]
    assert compared is not None
    return compared


@pytest.mark.parametrize(
    ("before", "now", "new", "still_open", "resolved"),
    [
        ("missing", "missing", 0, 1, 0),
        ("missing", "ok", 0, 0, 1),
        ("ok", "missing", 1, 0, 0),
        ("missing", "drifted", 1, 0, 1),
        ("missing", "unknown", 1, 0, 0),
        ("unknown", "unknown", 0, 1, 0),
        ("unknown", "missing", 1, 0, 1),
        ("unknown", "ok", 0, 0, 1),
    ],
)
def test_finding_is_new_open_or_resolved(before: str, now: str, new: int, still_open: int, resolved: int) -> None:
    previous, report = report_of({"a": {"Ann": before}}), report_of({"a": {"Ann": now}})
    compared = comparison(report, previous)
    assert [len(compared["new"]), len(compared["open"]), len(compared["resolved"])] == [new, still_open, resolved]
    assert compared["resolved"] == previous["findings"][:resolved]
    assert compared["previous"] == NOW


def test_changes_are_counted_by_kind() -> None:
    gone = [finding("a", name) for name in ("Ann", "Bob", "Cho")]
    compared: Comparison = {
        "previous": NOW,
        "new": ["1"],
        "open": ["2", "3"],
        "resolved": gone,
        "unverified": [*gone, finding("a", "Dan")],
        "unwaived": [],
        "overdue": [],
    }
    assert change_counts(compared) == {"new": 1, "open": 2, "resolved": 3, "unverified": 4}


def test_report_without_previous_report_has_no_comparison() -> None:
    report = report_of({"a": {"Ann": "ok"}})
    assert compare(compare(report, report), None) == {**report, "comparison": None}


def test_finding_is_not_resolved_if_its_account_was_not_audited_or_is_unknown() -> None:
    previous = report_of({"a": {"Ann": "missing"}, "b": {"Ann": "missing"}, "c": {"Ann": "missing"}})
    report = report_of({"b": {"Ann": "ok", "Bob": "unknown", "Cho": "missing"}, "c": {}})
    report["accounts"][1]["status"] = "unknown"  # as in a check-mode audit
    assert comparison(report, previous)["resolved"] == []


@pytest.mark.parametrize(
    ("now", "resolved"),
    [("x", ["y", "z"]), ("", ["x", "y", "z"]), ("xpq", []), ("xy", ["z"])],
    ids=["fewer than the limit", "none", "more than the limit", "as many as the limit"],
)
def test_unexpected_sample_is_resolved_only_if_all_unexpected_samples_are_listed(now: str, resolved: list[str]) -> None:
    previous = report_of({"a": {}}, {"a": "xyz"}, limit=3)
    compared = comparison(report_of({"a": {}}, {"a": now}), previous)
    assert [finding["sample"] for finding in compared["resolved"]] == resolved


def test_unexpected_sample_is_not_resolved_if_the_audit_did_not_look_for_it() -> None:
    previous, report = report_of({"a": {}}, {"a": "x"}), report_of({"a": {}})
    assert comparison(report, previous)["resolved"] == []


def test_finding_is_not_resolved_if_its_sample_is_no_longer_expected() -> None:
    previous, report = report_of({"a": {"Ann": "missing"}}), report_of({"a": {"Bob": "ok"}})
    assert comparison(report, previous)["resolved"] == []


def test_finding_is_not_resolved_if_its_sample_is_expected_in_other_accounts_only() -> None:
    previous = report_of({"a": {"Ann": "missing"}, "b": {"Ann": "ok"}})
    report = report_of({"a": {}, "b": {"Ann": "ok"}})
    assert comparison(report, previous)["resolved"] == []


def test_missing_sample_is_not_resolved_if_it_must_be_absent_now() -> None:
    previous, report = report_of({"a": {"Ann": "missing"}}), report_of({"a": {"Ann": "ok"}})
    report["samples"][0]["state"] = "absent"
    assert comparison(report, previous)["resolved"] == []


def test_unknown_sample_that_must_be_absent_is_resolved_when_it_is_known() -> None:
    previous, report = report_of({"a": {"Ann": "unknown"}}), report_of({"a": {"Ann": "ok"}})
    for one in (previous, report):
        one["samples"][0]["state"] = "absent"
    assert comparison(report, previous)["resolved"] == previous["findings"]


@pytest.mark.parametrize(
    ("missed", "required", "is_resolved"),
    [
        (("tags", ["US", "Lead"]), ("tags", ["US", "Lead"]), True),
        (("tags", ["US", "Lead"]), ("tags", ["Lead", "US", "EU"]), True),
        (("tags", ["US", "Lead"]), ("tags", ["US"]), False),
        (("tags", ["US", "Lead"]), ("usages", ["US", "Lead"]), False),
        (("usages", ["All"]), ("usages", ["Review"]), False),
        (("description", "actor"), ("description", "actor"), True),
        (("description", "actor"), ("description", "actress"), False),
        (("description", "actor"), ("tags", ["US"]), False),
        (("min_faces", 3), ("min_faces", 4), True),
        (("min_faces", 3), ("min_faces", 3), True),
        (("min_faces", 3), ("min_faces", 2), False),
        (("max_faces", 3), ("max_faces", 2), True),
        (("max_faces", 3), ("max_faces", 4), False),
        (("max_faces", 3), ("min_faces", 3), False),
        (("tags_exact", ["US"]), ("tags_exact", ["US"]), True),
        (("tags_exact", ["US", "Lead"]), ("tags_exact", ["US"]), True),
        (("tags_exact", ["US"]), ("tags_exact", ["US", "Lead"]), False),
        (("usages_exact", ["Review"]), ("usages", ["Review"]), False),
        (("name", "Ann"), ("tags", ["US"]), True),
    ],
)
def test_drift_is_resolved_only_if_the_same_values_are_still_expected(
    missed: tuple[str, Any], required: tuple[str, Any], is_resolved: bool
) -> None:
    previous, report = report_of({"a": {"Ann": "drifted"}}), report_of({"a": {"Ann": "ok"}})
    previous["findings"][0]["differences"] = [
        cast(Difference, {"field": missed[0], "expected": missed[1], "actual": missed[1]})
    ]
    report["samples"][0]["fields"] = [cast(ComparedField, {"field": required[0], "expected": required[1]})]
    compared = comparison(report, previous)
    assert [finding["sample"] for finding in compared["resolved"]] == ["Ann"] * is_resolved
    assert compared["unverified"] == []


def unread_report(covers: int = 2) -> Report:
    finding = unread("a", covers)
    samples = [sample("Ann"), sample("Bob")]
    return merge_results([audit([account("a", [finding], samples_seen=None)], samples, [finding])], NOW_TIME, "Audit")


def test_findings_of_an_account_that_cannot_be_read_now_are_unverified() -> None:
    previous = report_of({"a": {"Ann": "missing", "Bob": "unknown"}})
    report = unread_report()
    compared = comparison(report, previous)
    assert compared["new"] == [report["findings"][0]["id"]]
    assert (compared["open"], compared["resolved"], compared["unverified"]) == ([], [], previous["findings"])


def test_account_that_still_cannot_be_read_is_open() -> None:
    compared = comparison(unread_report(2), unread_report(1))
    assert (len(compared["new"]), len(compared["open"]), compared["resolved"]) == (0, 1, [])
    assert compared["unverified"] == []


@pytest.mark.parametrize("now", ["ok", "missing", "unknown"])
def test_account_that_can_be_read_again_is_resolved(now: str) -> None:
    previous = unread_report()
    compared = comparison(report_of({"a": {"Ann": now, "Bob": "ok"}}), previous)
    assert (compared["resolved"], compared["unverified"]) == (previous["findings"], [])
    assert len(compared["new"]) == (0 if now == "ok" else 1)


def test_finding_of_an_unread_account_is_unverified_if_the_next_failure_differs_by_library() -> None:
    report = report_of({"a": {"Ann": "unknown", "Bob": "unknown"}})
    report["accounts"][0]["samples_seen"] = None
    previous = unread_report()
    compared = comparison(report, previous)
    assert (compared["resolved"], compared["unverified"]) == ([], previous["findings"])


def test_finding_from_before_an_unread_account_is_open_again_afterwards() -> None:
    unread_after = compare(unread_report(), report_of({"a": {"Ann": "missing", "Bob": "ok"}}))
    compared = comparison(report_of({"a": {"Ann": "missing", "Bob": "ok"}}), unread_after)
    assert ([len(compared["new"]), len(compared["open"])], compared["unverified"]) == ([0, 1], [])
    assert compared["resolved"] == unread_after["findings"]


def test_unverified_finding_is_carried_over_until_a_report_decides() -> None:
    first = report_of({"a": {"Ann": "missing"}})
    without_a = compare(report_of({"b": {"Ann": "ok"}}), first)
    assert without_a["comparison"] is not None
    assert [finding["account"] for finding in without_a["comparison"]["unverified"]] == ["a"]
    still_missing = comparison(report_of({"a": {"Ann": "missing"}}), without_a)
    assert (still_missing["new"], len(still_missing["open"])) == ([], 1)
    repaired = comparison(report_of({"a": {"Ann": "ok"}}), without_a)
    assert ([finding["account"] for finding in repaired["resolved"]], repaired["unverified"]) == (["a"], [])


def on(day: int) -> str:
    return utc_text(NOW_TIME + dt.timedelta(days=day))


def report_on(day: int, *findings: Finding, **options: Deadlines | None) -> Report:
    """The report of an account on a day. Without findings, it could not be read. The only option is ``deadlines``."""
    deadlines = options.get("deadlines", DEADLINES)
    found = list(findings) or [unread("a", 1)]
    read = account("a", found) if findings else account("a", found, samples_seen=None, unexpected=None)
    result = audit([read], [sample(one["sample"]) for one in findings] or [sample("Ann")], found)
    return merge_results([result], NOW_TIME + dt.timedelta(days=day), "Audit", fail_after_days=deadlines)


def test_open_finding_keeps_the_time_when_it_was_first_seen() -> None:
    previous = report_on(0, finding("a", "Ann"))
    report = report_on(2, finding("a", "Ann", first_seen=on(2)), finding("a", "Bob", first_seen=on(2)))
    assert [one["first_seen"] for one in compare(report, previous)["findings"]] == [on(0), on(2)]


@pytest.mark.parametrize("deadlines", [None, DEADLINES])
def test_finding_that_a_waiver_no_longer_covers_is_unwaived(deadlines: Deadlines | None) -> None:
    before = [finding("a", "Ann", **waived()), finding("a", "Bob", **waived()), finding("a", "Cho")]
    now = [finding("a", "Ann"), finding("a", "Bob", **waived()), finding("a", "Cho"), finding("a", "Dan")]
    compared = comparison(report_on(1, *now, deadlines=deadlines), report_on(0, *before, deadlines=deadlines))
    assert (compared["unwaived"], compared["overdue"]) == ([now[0]["id"]], [])


def test_finding_whose_deadline_has_passed_since_the_previous_report_is_overdue() -> None:
    members: dict[str, dict[str, Any]] = {
        "Ann": {"first_seen": on(0)},
        "Bob": {"first_seen": on(0), "severity": "medium"},  # still waits
        "Cho": {"first_seen": on(-10)},  # was overdue before
        "Dan": {"first_seen": on(0), "severity": "critical"},  # has never waited
        "Eva": {"first_seen": on(0)},  # is waived now
    }
    before = [finding("a", name, **fields) for name, fields in members.items()]
    now = [*(finding("a", name, **fields) for name, fields in members.items() if name != "Eva")]
    now += [finding("a", "Eva", **waived()), finding("a", "Fay", first_seen=on(0))]
    compared = comparison(report_on(8, *now), report_on(0, *before))
    assert (compared["overdue"], compared["unwaived"]) == ([now[0]["id"]], [])


@pytest.mark.parametrize(("severity", "is_overdue"), [("high", True), ("medium", False), ("critical", False)])
def test_deadline_that_may_have_passed_while_the_account_could_not_be_read_is_overdue(
    severity: str, is_overdue: bool
) -> None:
    first = report_on(0, finding("a", "Ann", severity=severity))
    unread_since = compare(report_on(8), compare(report_on(5), first))
    now = finding("a", "Ann", severity=severity)
    compared = comparison(report_on(9, now), unread_since)
    assert (compared["open"], compared["overdue"]) == ([now["id"]], [now["id"]] * is_overdue)
