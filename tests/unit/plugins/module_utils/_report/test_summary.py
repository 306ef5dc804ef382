# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines for the terminal: violations and the outcome."""

from __future__ import annotations

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    VERDICT_NAMES,
    AuditResult,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import violations
from support.sample_report import NOW_TIME, account, audit, unread, waiver
from support.verdict_audit import audit_of_verdicts


def report_of(result: AuditResult) -> Report:
    return merge_results([result], NOW_TIME, "Audit")


def test_account_that_was_not_audited_is_a_violation() -> None:
    result = audit_of_verdicts({"a": {}})
    result["accounts"][0]["status"] = "unknown"
    assert violations(report_of(result), ["unknown"]) == ["[high] a: unknown: the account was not audited"]
    assert violations(report_of(result), ["missing"]) == []


def test_sample_name_can_neither_move_the_cursor_nor_fake_a_line() -> None:
    result = audit_of_verdicts({"a": {}}, {"a": ["Ev\x1b[2J\nil\u202e"]})
    (line,) = violations(report_of(result), ["unexpected"])
    assert line == "[medium] a: Ev\\x1b[2J il\\u202e: unexpected: no expectation names it (id 0)"


def test_unread_account_is_one_violation_that_counts_its_expectations() -> None:
    findings = [unread("a", 200, severity="critical"), unread("b", 1), unread("c", 0)]
    accounts = [account(finding["account"], [finding], samples_seen=None) for finding in findings]
    report = report_of(audit(accounts, [], findings))
    assert violations(report, ["unknown"]) == [
        "[critical] a: all 200 expectations: unknown: not authorized",
        "[high] b: the whole library: unknown: not authorized",
        "[high] c: the whole library: unknown: not authorized",
    ]
    assert violations(report, ["missing"]) == []
    assert report["summary"]["verdicts"]["unknown"] == 202


def test_unknown_findings_with_the_same_message_share_a_line() -> None:
    result = audit_of_verdicts({"a": {"Ann": "unknown", "Bob": "unknown", "Cho": "missing"}})
    assert violations(report_of(result), ["unknown"]) == ["[high] a: Ann and 1 more: unknown: not authorized"]


def test_violations_are_sorted_by_severity_and_leave_out_waived_findings() -> None:
    severities = {"Ann": "high", "Bob": "low", "Cho": "critical", "Dee": "medium"}
    verdicts = {"Ann": "missing", "Bob": "forbidden", "Cho": "missing", "Dee": "missing"}
    result = audit_of_verdicts(
        {"a": {"Ann": "missing"}, "b": verdicts},
        {"b": "xpqr"},
        [waiver(account="a", sample="Ann")],
        severities=severities,
    )
    report = report_of(result)
    assert violations(report, VERDICT_NAMES) == [
        "[critical] b: Cho: missing: no sample has this name",
        "[high] b: Ann: missing: no sample has this name",
        "[medium] b: Dee: missing: no sample has this name",
        "[medium] b: x: unexpected: no expectation names it (id 0)",
        "[medium] b: p: unexpected: no expectation names it (id 1)",
        "[medium] b: 2 more unexpected samples, not listed in the report",
        "[low] b: Bob: forbidden: must be absent, and exists",
    ]
    assert violations(report, ["forbidden"]) == ["[low] b: Bob: forbidden: must be absent, and exists"]
    assert violations(report, []) == []


@pytest.mark.parametrize(
    ("samples", "more"),
    [("xx", 0), ("xxxx", 2), ("wwww", 0), ("xxwww", 0), ("xxxww", 1), ("xwwww", 0)],
)
def test_line_counts_the_unexpected_samples_that_are_neither_listed_nor_waived(samples: str, more: int) -> None:
    waivers = [waiver(account="*", sample="w", verdicts=["unexpected"]), waiver(account="*", sample="Bob")]
    report = report_of(audit_of_verdicts({"a": {"Ann": "missing", "Bob": "missing"}}, {"a": samples}, waivers))
    lines = [line for line in violations(report, ["unexpected"]) if "more" in line]
    noun = "sample" if more == 1 else "samples"
    assert lines == ([f"[medium] a: {more} more unexpected {noun}, not listed in the report"] if more else [])
