# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Markdown: a short summary in which no value is markup."""

from __future__ import annotations

import re

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.advice import guide_link
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Deadlines
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.markdown import LENGTH_LIMIT, ROWS, code_span
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import report_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.text import single_line
from support.render import EACH_HOSTILE_NAME, render
from support.sample_report import (
    NOW_TIME,
    account,
    audit,
    finding,
    hostile_audit,
    mixed_audit,
    report,
    sample,
    unread,
    waiver,
)


def outside_code(markdown: str) -> str:
    """The text without its code spans, which is what CommonMark can read as markup."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", markdown)


def test_result_comes_first() -> None:
    lines = render("markdown", report(mixed_audit())).splitlines()
    assert lines[0] == "## `Studio`"
    assert lines[2] == (
        "❌ **Not compliant**: 5 accounts, 2 compliant, 2 noncompliant, 1 unknown (`2026-11-23T09:30:00Z`)."
    )
    assert lines[4:7] == [
        "| ok | missing | drifted | ambiguous | forbidden | unexpected | unknown | waived findings |",
        "| --: | --: | --: | --: | --: | --: | --: | --: |",
        "| 5 | 2 | 1 | 0 | 1 | 1 | 3 | 1 |",
    ]


def test_compliant_report_is_short() -> None:
    written = render("markdown", report(audit([account("a", ok=1)], [sample("Ann")])))
    assert "✅ **Compliant**: 1 account, 1 compliant" in written
    assert "###" not in written


def test_unknown_accounts_violations_and_expiring_waivers_are_listed() -> None:
    written = render("markdown", report(mixed_audit()))
    assert (
        "### Unknown accounts\n\n| Account | Reason |\n| --- | --- |\n| `prod-us` | `You are not authorized.` |"
        in written
    )
    violations = written.split("### Findings that are not waived")[1].split("###")[0].strip().splitlines()[2:]
    assert violations == [
        "| critical | **forbidden** | `prod-eu` | `Eve` | `must be absent` | 0 days |",
        "| critical | **unknown** | `prod-us` | all 3 expectations | `You are not authorized.` | 0 days |",
        "| high | **missing** | `prod-sg` | `Ann` | `no sample has this name` | 0 days |",
        "| high | **drifted** | `prod-sg` | `Bob` | `tags: expected US, Star, found US` | 0 days |",
        "| medium | **unexpected** | `prod-sg` | `Zed` | `no expectation names it (id 7)` | 0 days |",
    ]
    waivers = written.split("### Waivers that expired or expire soon")[1].strip().splitlines()[2:]
    assert waivers == [
        "| **expired** `2026-11-20` | `prod-eu` | `Eve` | `media-ops` | `re-enrolment` | 1 |",
        "| 2 days left (`2026-11-25`) | `prod-eu` | `Bob` | `no owner` |  | 0 |",
    ]


def test_changes_since_the_previous_report_are_counted() -> None:
    before = mixed_audit()
    before["findings"] = [one for one in before["findings"] if one["sample"] != "Ann"]
    before["findings"].append(finding("prod-jp", "Ann"))
    written = render("markdown", report(mixed_audit(), report(before)))
    assert (
        "Changes since the report of `2026-11-23T09:30:00Z`: 2 new, 4 still open, 1 resolved, 0 unverified." in written
    )
    assert "| high | **missing** (new) | `prod-sg` | `Ann` |" in written


def test_unknown_findings_with_the_same_message_share_a_row() -> None:
    findings = [finding("a", name, "unknown", message="no response") for name in ("Ann", "Bob", "Eve")]
    written = render("markdown", report(audit([account("a", findings)], [], findings)))
    assert "| high | **unknown** | `a` | `Ann` and 2 more | `no response` |" in written


def test_long_list_of_violations_is_cut() -> None:
    findings = [finding("a", f"Ann {number}") for number in range(ROWS + 7)]
    written = render("markdown", report(audit([account("a", findings)], [], findings)))
    assert written.count("**missing**") == ROWS
    assert "\n\nand 7 more\n" in written


def test_unexpected_samples_that_are_not_listed_are_counted() -> None:
    unlisted = [finding("a", name, "unexpected") for name in "xyz"]
    written = render("markdown", report(audit([account("a", unlisted=unlisted)])))
    assert "| medium | **unexpected** | `a` | 3 more | not listed in the report |  |" in written


def test_long_summary_is_cut_to_the_length_of_a_comment() -> None:
    long = "`" * 79 + "x" * 300
    findings = [finding("a" + long, f"{number} {long}", message=long) for number in range(200)]
    accounts = [account(f"{number} {long}", status="unknown", error=long) for number in range(200)]
    waivers = [waiver(account=long, sample=long, owner=long, reason=long, days_left=1) for _number in range(200)]
    written = render("markdown", report(audit([*accounts, account("a" + long, findings)], [], findings, waivers)))
    assert len(written) <= LENGTH_LIMIT
    assert written.endswith("_This summary is too long and was cut. See report.html and findings.csv for the rest._\n")
    assert outside_code(written).count("`") == 0


@EACH_HOSTILE_NAME
def test_hostile_names_stay_text(name: str) -> None:
    written = render("markdown", report(hostile_audit(), title=name))
    shown = code_span(name)
    assert shown in written
    assert shown == code_span(single_line(name))
    rest = outside_code(written)
    links = {guide_link("drifted"), guide_link("denied")}
    rest = re.sub(r"\[[a-z ]+\]\((\S+)\)", lambda link: "" if link[1] in links else link[0], rest)
    assert not re.search(r"[<>@`\\\[]|https?:|www\.", rest)
    for row in (line for line in written.splitlines() if line.startswith("|")):
        assert row.count("|") in (3, 6, 7, 9), row
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", written)


def test_each_cause_has_its_accounts_and_what_to_do() -> None:
    written = render("markdown", report(mixed_audit()))
    causes = written.split("### What to do next")[1].split("###")[0].strip().splitlines()[2:]
    assert len(causes) == 5
    assert causes[1] == (
        f"| critical | [no permission to read the samples]({guide_link('permission')}) `UnauthorizedOperation` | 1"
        " | `prod-us` | Ask the administrator of the account to allow mps:DescribePersonSamples for the user or role of"
        " the audit. |"
    )


def test_cause_with_many_accounts_names_some_of_them() -> None:
    findings = [finding(f"a{number}", "Ann") for number in range(12)]
    accounts = [account(one["account"], [one]) for one in findings]
    written = render("markdown", report(audit(accounts, [sample("Ann")], findings)))
    assert "| 12 | `a0`, `a1`, `a2`, `a3`, `a4` and 7 more |" in written


def test_unknown_account_of_a_known_site_has_a_link_to_its_console() -> None:
    failed = account("a", [unread("a", 2)], samples_seen=None, site="china", error="no", kind="denied")
    written = render("markdown", report(audit([failed], [], [unread("a", 2)])))
    assert "| `a` [console](https://console.cloud.tencent.com/mps) | `no` |" in written


def test_overdue_findings_come_first_then_new_ones() -> None:
    old = finding("a", "Old", severity="low")
    first = report(audit([account("a", [old])], [sample("Old")], [old]))
    first["findings"][0]["first_seen"] = "2026-10-01T00:00:00Z"
    findings = [finding("a", "New", severity="low"), finding("a", "Old", severity="low"), finding("a", "Bad")]
    samples = [sample(one["sample"]) for one in findings]
    deadlines: Deadlines = {"critical": 0, "high": 9, "medium": 9, "low": 30}
    result = audit([account("a", findings)], samples, findings)
    second = compare(report_of(result, NOW_TIME, "Studio", deadlines), first)
    written = render("markdown", second)
    rows = written.split("### Findings that are not waived")[1].strip().splitlines()[2:]
    assert [row.split("`")[3] for row in rows] == ["Old", "Bad", "New"]
    assert "**missing** (overdue) |" in rows[0]
    assert rows[0].endswith("| 53 days |")
    assert "Deadlines: 1 finding overdue; 2 findings waiting for a deadline" in written


def test_summary_in_chinese_has_no_english_texts_of_its_own() -> None:
    written = b"".join(render_files(report(mixed_audit()), ["markdown"], language="zh-CN")["summary.md"]).decode()
    assert "❌ **不合规**：5 个账号，2 个合规，2 个不合规，1 个未知（`2026-11-23T09:30:00Z`）。" in written
    assert "| 高 | **不一致** | `prod-sg` | `Bob` | `tags：期望 US, Star，实际 US` | 0 天 |" in written
    assert "`You are not authorized.`" in written
    prose = re.sub(r"\(\S+\)|mps:\w+|_?person_id|report\.html|findings\.csv", "", outside_code(written))
    assert set(re.findall("[A-Za-z]{3,}", prose)) <= {"accounts", "labels"}
