# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome in the terminal: short for any fleet, nothing twice, in both languages."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import LANGUAGES
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.columns import display_width
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Account, Finding, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.outcome import LINES, failure_message, outcome
from support.render import EACH_HOSTILE_NAME
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report, sample, unread, waiver

FILE = "/reports/report.html"
ADVICE = "Ask the administrator of the account to allow mps:DescribePersonSamples for the user or role of the audit."
FAILURES: list[dict[str, Any]] = [
    {"kind": "denied", "code": "UnauthorizedOperation", "error": "DescribePersonSamples: UnauthorizedOperation: no"},
    {"kind": "denied", "code": "AuthFailure.SecretIdNotFound", "error": "DescribePersonSamples: x"},
    {"kind": "rejected", "code": "ResourceNotFound.RoleNotFound", "error": "AssumeRole: x"},
    {"kind": "transport", "code": None, "error": "no response from h: timed out"},
    {"kind": "configuration", "code": None, "error": "wrong account: the credentials belong to 1"},
    {"kind": "throttled", "code": "RequestLimitExceeded", "error": "x"},
    {"kind": "server", "code": "InternalError", "error": "x"},
    {"kind": "internal", "code": None, "error": "a defect"},
]


def fleet(number: int, expectations: int, down: float) -> Report:
    """Many accounts. A part of them, ``down``, could not be read; the others have some findings."""
    rng = random.Random(1)
    accounts: list[Account] = []
    findings: list[Finding] = []
    for index in range(number):
        name = f"制作中心-{index:04}" if index % 3 == 0 else f"studio-{index:04}"
        own = [
            finding(name, f"Person {place}", rng.choice(["missing", "drifted", "ambiguous", "forbidden", "unexpected"]))
            for place in range(expectations)
            if rng.random() < 0.02
        ]
        if rng.random() < down:
            failure = rng.choice(FAILURES)
            own = [unread(name, expectations, failure["error"])]
            accounts.append(account(name, own, samples_seen=None, unexpected=None, **failure))
        else:
            accounts.append(account(name, own, ok=expectations - len(own)))
        findings += own
    return report(audit(accounts, [sample("Person 1")], findings))


def test_few_findings_are_listed_under_their_causes() -> None:
    assert outcome(report(mixed_audit()), "en", file=FILE) == [
        "NOT COMPLIANT: 2 of 5 accounts compliant, 2 noncompliant, 1 unknown",
        "5 expectations as expected; 5 findings (2 critical, 2 high, 1 medium); 1 finding waived; 1 waiver expired",
        "",
        "the waiver has expired: 1 finding",
        "  critical  prod-eu  Eve                 must be absent",
        "  What to do: Correct the sample, or renew the waiver with a new date and a reason.",
        "no permission to read the samples (UnauthorizedOperation): 1 finding",
        "  critical  prod-us  all 3 expectations  You are not authorized.",
        f"  What to do: {ADVICE}",
        "the sample does not exist: 1 finding",
        "  high      prod-sg  Ann",
        "  What to do: Create the sample in this account.",
        "the sample differs from the manifest: 1 finding",
        "  high      prod-sg  Bob                 tags: expected US, Star, found US",
        "  What to do: Correct the listed fields of the sample.",
        "the sample is not in the manifest: 1 finding",
        "  medium    prod-sg  Zed                 no expectation names it (id 7)",
        "  What to do: Add the sample to the manifest, delete it, or waive the finding.",
        "",
        "Report: /reports/report.html",
    ]


def test_outcome_in_chinese_builds_the_messages_and_keeps_those_of_the_api() -> None:
    lines = outcome(report(mixed_audit()), "zh-CN", file=FILE)
    assert lines[:2] == [
        "不合规：5 个账号中 2 个合规，2 个不合规，1 个未知",
        "5 项期望符合要求；5 个问题（严重 2、高 2、中 1）；已豁免 1 个问题；1 条豁免已过期",
    ]
    assert "  高    prod-sg  Bob            tags：期望 US, Star，实际 US" in lines
    assert "  严重  prod-us  全部 3 项期望  You are not authorized." in lines
    assert lines[-1] == "报告：/reports/report.html"


def test_compliant_fleet_needs_a_few_lines() -> None:
    compliant = report(audit([account(name, ok=4) for name in "abc"], [sample("Ann")]))
    assert outcome(compliant, "en", ["missing"], FILE) == [
        "COMPLIANT: 3 of 3 accounts compliant",
        "12 expectations as expected",
        "",
        "Report: /reports/report.html",
    ]
    assert failure_message(compliant, "en", ["missing", "unknown"], FILE) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("number", "expectations"), [(1, 0), (1, 2000), (9, 4), (12, 90), (40, 40), (600, 50)])
@pytest.mark.parametrize("down", [0.0, 0.2, 1.1])
def test_outcome_is_short_for_every_fleet(number: int, expectations: int, down: float, language: str) -> None:
    document = fleet(number, expectations, down)
    lines = outcome(document, language, ["missing"], FILE)
    assert len(lines) <= LINES - 2  # a line for check mode, and one to spare
    assert max(map(display_width, lines)) <= 180
    repeated = Counter(line for line in lines if line and display_width(line) > 30)
    assert [line for line, count in repeated.items() if count > 1] == []


def test_many_findings_are_grouped_and_the_worst_accounts_and_samples_follow() -> None:
    document = fleet(300, 50, 0.2)
    lines = outcome(document, "en", file=FILE)
    counted = sum(len(account["verdicts"]) > 0 for account in document["accounts"])
    assert counted == 300
    assert [line for line in lines if " accounts, such as " in line]
    assert "Accounts with the most severe findings" in lines
    assert "Samples with the most severe findings" in lines
    assert lines[-1] == f"All {len(document['findings']):,} findings: {FILE}"


def test_accounts_that_could_not_be_read_are_counted_with_their_expectations() -> None:
    findings = [unread(f"a{index}", 200) for index in range(40)]
    failed = [account(found["account"], [found], samples_seen=None, **FAILURES[0]) for found in findings]
    lines = outcome(report(audit(failed, [], findings)), "en")
    assert lines[1] == "40 findings (40 high)"
    assert lines[3] == (
        "[high] no permission to read the samples (UnauthorizedOperation): 40 accounts with 8,000 expectations,"
        " such as a0, a1, a2"
    )
    assert not [line for line in lines if "most severe" in line]


def test_samples_that_are_only_counted_are_findings() -> None:
    unlisted = [finding("a", f"x{index}", "unexpected") for index in range(7)]
    document = report(audit([account("a", unlisted=unlisted)]))
    lines = outcome(document, "en", ["unexpected"])
    assert lines[1] == "7 findings (7 medium)"
    assert "  medium  a  7 samples more, not listed in the report" in lines
    assert failure_message(document, "en", ["unexpected"], None) == "7 violations."


def test_difference_between_findings_and_violations_is_explained() -> None:
    document = report(mixed_audit())
    assert "; 1 of them make the audit fail (fail_on)" in outcome(document, "en", ["unknown"])[1]
    assert "fail_on" not in outcome(document, "en", ["missing", "drifted", "forbidden", "unexpected", "unknown"])[1]
    assert failure_message(document, "en", ["unknown"], FILE) == "1 violation. See /reports/report.html"
    assert failure_message(document, "zh-CN", ["unknown"], FILE) == "1 项违规。参见 /reports/report.html"


def test_changes_are_counted_and_new_findings_are_marked() -> None:
    first = report(audit([account("a", [finding("a", "Ann")])], [sample("Ann")], [finding("a", "Ann")]))
    findings = [finding("a", "Ann"), finding("a", "Bob")]
    second = report(audit([account("a", findings)], [sample("Ann"), sample("Bob")], findings), first)
    lines = outcome(second, "en")
    assert "Since 2026-11-23T09:30:00Z: 1 new, 1 open, 0 resolved, 0 unverified" in lines
    assert "  high       a  Ann" in lines
    assert "  high, new  a  Bob" in lines


def test_columns_are_aligned_by_display_width() -> None:
    findings = [finding("制作中心", "张三", "drifted"), finding("studio", "Zoë", "drifted")]
    document = report(audit([account("制作中心", findings[:1]), account("studio", findings[1:])], [], findings))
    rows = [line for line in outcome(document, "en") if "no sample" in line]
    assert len({display_width(row.partition("no sample")[0]) for row in rows}) == 1


@EACH_HOSTILE_NAME
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_name_stays_text_on_its_line(name: str, language: str) -> None:
    document = report(hostile_audit([name]))
    for line in outcome(document, language, ["drifted"], f"/{name}/report.html"):
        assert len(line.splitlines()) <= 1
        assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in line)
        assert "\u202e" not in line


def test_warnings_and_expired_waivers_are_counted() -> None:
    document = report(audit([account("a", ok=1)], waivers=[waiver(expired=True, days_left=-1)], warnings=["x", "y"]))
    assert outcome(document, "en")[1] == "1 expectation as expected; 1 waiver expired; 2 warnings"
