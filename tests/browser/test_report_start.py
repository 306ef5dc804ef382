# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person sees first: the result and its causes, what to do, what is new, and what is overdue."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from playwright.sync_api import expect

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.advice import guide_link
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.causes import causes_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import ENGLISH, texts_of
from support.sample_report import account, audit, finding, mixed_audit, report, sample, unread

from .conftest import Show, expect_fragment, large_audit

pytestmark = pytest.mark.browser

DENIED: dict[str, Any] = {
    "samples_seen": None,
    "error": "DescribePersonSamples: UnauthorizedOperation: You are not authorized.",
    "kind": "denied",
    "code": "UnauthorizedOperation",
}


def fleet() -> Report:
    """Forty accounts that may not be read, two of the site of China that have no credentials, and one with findings."""
    denied = [account(f"denied-{number:02}", [unread(f"denied-{number:02}", 4)], **DENIED) for number in range(40)]
    failure: dict[str, Any] = {
        "error": "no credentials found",
        "kind": "configuration",
        "samples_seen": None,
        "site": "china",
    }
    lost = [account(name, [unread(name, 4)], **failure) for name in ("lost-1", "lost-2")]
    bad = [finding("bad", name, severity="critical") for name in ("Ann", "Bob", "Cho")]
    alone = finding("alone", "Ann", "drifted", severity="low")
    accounts = [*denied, *lost, account("bad", bad, labels=["live"]), account("alone", [alone], site="international")]
    unread_findings = [unread(one["name"], 4) for one in [*denied, *lost]]
    return report(audit(accounts, [sample("Ann")], [*unread_findings, *bad, alone]))


def aged(document: Report, **first_seen: str) -> Report:
    """The report with deadlines, and with findings that were first seen at these times."""
    for one in document["findings"]:
        one["first_seen"] = first_seen.get(one["sample"], one["first_seen"])
    return {**document, "fail_after_days": {"critical": 0, "high": 7, "medium": 30, "low": 90}}


class TestCauses:
    def test_causes_are_grouped_and_the_most_severe_is_first(self, show: Show) -> None:
        causes = show(fleet()).page.locator(".cause")
        expect(causes.locator("h3 a")).to_have_text(
            [
                "The sample does not exist",
                "No permission to read the samples",
                "No credentials were found",
                "The sample differs from the manifest",
            ]
        )
        expect(causes.nth(1)).to_contain_text("UnauthorizedOperation")
        expect(causes.nth(1).locator(".where")).to_have_text(
            "40 findings (160 verdicts) in 40 accounts: denied-00, denied-01, denied-02, and 37 more"
        )

    @pytest.mark.parametrize(
        "document", [fleet, lambda: report(mixed_audit()), lambda: report(large_audit(60, 20, 400))]
    )
    def test_causes_and_their_counts_are_those_of_the_terminal(self, show: Show, document: Any) -> None:
        made = document()
        wanted = [
            (f"{cause.key}:{cause.code}" if cause.code else cause.key, f"{cause.count:,} finding")
            for cause in causes_of(made)
        ]
        causes = show(made).page.locator(".cause")
        shown = [
            (one.get_attribute("data-cause"), one.locator(".where b").text_content() or "") for one in causes.all()
        ]
        assert [(name, text.removesuffix("s")) for name, text in shown] == wanted

    def test_cause_is_a_filter_and_shows_what_to_do(self, show: Show) -> None:
        page = show(fleet()).page
        cause = page.locator(".cause").nth(1)
        expect(cause.locator(".advice")).to_contain_text(texts_of(ENGLISH).text("advice.permission"))
        expect(cause.get_by_role("link", name="Guide")).to_have_attribute("href", guide_link("permission"))
        cause.locator("h3 a").click()
        expect_fragment(page, "cause=permission%3AUnauthorizedOperation")
        expect(page.locator("#found")).to_have_text("40 findings (160 verdicts) in 40 accounts, of 46")
        expect(page.locator("#findings")).to_be_in_viewport()

    def test_cause_names_its_samples_and_counts_what_is_new(self, show: Show) -> None:
        found = [finding("bad", name) for name in ("Ann", "Bob")]
        before = report(audit([account("bad", found[:1])], [], found[:1]))
        cause = show(report(audit([account("bad", found)], [], found), before)).page.locator(".cause")
        expect(cause.locator(".where")).to_have_text("2 findings in 1 account: bad · 2 samples: Ann, Bob")
        expect(cause.locator(".tag.new")).to_have_text("1 new")

    def test_worst_accounts_samples_and_labels_are_filters(self, show: Show) -> None:
        page = show(fleet()).page
        rankings = page.locator(".ranking")
        expect(rankings.nth(0).locator("li").first).to_have_text("bad3 critical")
        expect(rankings.nth(1).locator("li").first).to_have_text("Ann2 accounts, 1 critical, 1 low")
        expect(rankings.nth(2).locator("li")).to_have_text(["live1 account, 3 critical"])
        rankings.nth(2).get_by_role("link", name="live").click()
        expect_fragment(page, "label=live")
        expect(page.locator("#found")).to_have_text("3 findings in 1 account, of 46")

    def test_account_without_findings_that_was_not_audited_is_a_cause(self, show: Show) -> None:
        lost = account("lost", [], status="unknown", samples_seen=None, unexpected=None)
        page = show(report(audit([lost, account("a", ok=1)]))).page
        expect(page.locator(".result h2")).to_have_text("?Not verified")
        expect(page.locator(".cause h3 a")).to_have_text("The account was not audited")
        expect(page.locator("#accounts tbody tr")).to_have_count(1)

    def test_unexpected_samples_that_are_only_counted_are_in_the_causes(self, show: Show) -> None:
        extra = [finding("a", f"X{number}", "unexpected", severity="medium") for number in range(5)]
        page = show(report(audit([account("a", extra[:2], unlisted=extra[2:])], [], extra[:2]))).page
        expect(page.locator(".cause .where b")).to_have_text("5 findings")
        expect(page.locator("#accounts tbody")).to_contain_text("3 unexpected samples, not listed as findings")


class TestNextStep:
    def test_every_finding_shows_what_to_do(self, show: Show) -> None:
        page = show(report(mixed_audit())).page
        advice = {row.get_attribute("data-id"): row.locator(".what-to-do p") for row in page.locator(".finding").all()}
        wanted = {"Bob": "drifted", "Zed": "unexpected", "*": "permission", "Eve": "expired_waiver"}
        for one in mixed_audit()["findings"]:
            key = wanted.get(one["sample"], "waived" if one["waived"] else "missing")
            expect(advice[one["id"]]).to_have_text(
                re.compile(re.escape(texts_of(ENGLISH).text(f"advice.{key}")) + r" Guide")
            )

    def test_console_of_the_site_is_linked_and_an_unknown_site_has_no_link(self, show: Show) -> None:
        page = show(fleet()).page
        for name, address in (
            ("lost-1", "https://console.cloud.tencent.com/mps"),
            ("alone", "https://console.tencentcloud.com/mps"),
        ):
            page.goto(page.url.partition("#")[0] + f"#account={name}")
            console = page.locator(".finding").get_by_role("link", name="Console")
            expect(console).to_have_attribute("href", address)
            expect(console).to_have_attribute("rel", "noopener noreferrer")
        page.goto(page.url.partition("#")[0] + "#account=bad")
        expect(page.locator(".finding")).to_have_count(3)
        expect(page.locator(".finding").get_by_role("link", name="Console")).to_have_count(0)

    def test_site_of_a_damaged_report_is_no_address(self, show: Show) -> None:
        made = fleet()
        for one in made["accounts"]:
            one["site"] = cast("Any", "constructor")
        expect(show(made).page.get_by_role("link", name="Console")).to_have_count(0)


class TestTime:
    def test_new_and_overdue_findings_are_listed(self, show: Show) -> None:
        found = [finding("bad", name, severity="critical") for name in ("Ann", "Bob")]
        before = report(audit([account("bad", found[:1])], [], found[:1]))
        page = show(aged(report(audit([account("bad", found)], [], found), before))).page
        expect(page.locator("#changes summary")).to_have_text(["1 new finding", "2 overdue findings"])

    def test_overdue_findings_are_counted_marked_and_filtered(self, show: Show) -> None:
        page = show(aged(report(mixed_audit()), Bob="2026-11-01T09:30:00Z", Ann="2026-11-20T09:30:00Z")).page
        tile = page.get_by_role("list", name="What is new and what is overdue").get_by_role("link", name="overdue")
        # Bob is 15 days late, the findings Eve and * are critical, and Ann has 4 days left.
        expect(tile).to_have_text("3overdue")
        tile.click()
        expect_fragment(page, "due=overdue")
        expect(page.locator(".finding", has_text="Bob")).to_contain_text("22 days")
        expect(page.locator(".finding", has_text="Bob").locator(".tag.alert")).to_have_text("overdue by 15 days")
        page.goto(page.url.partition("#")[0] + "#sample=Ann&due=young")
        expect(page.locator(".finding")).to_contain_text("due in 4 days")
        expect(page.locator(".result")).to_contain_text("Deadlines: critical at once, high 7 days, medium 30 days")

    def test_waived_finding_has_no_deadline(self, show: Show) -> None:
        page = show(aged(report(mixed_audit()), Ann="2020-01-01T00:00:00Z"), "#waived=only").page
        expect(page.locator(".finding")).to_have_count(1)
        expect(page.locator(".finding .tag.alert")).to_have_count(0)

    def test_unknown_number_of_new_findings_is_not_zero(self, show: Show) -> None:
        page = show(report(mixed_audit())).page
        expect(page.locator(".news b")).to_have_text(["–", "–", "–", "1"])
        expect(page.locator(".result")).to_contain_text("There is no previous report, so it is not known what is new.")
