# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of the report page: result, matrix, findings, waivers and changes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from support.render import TEMPLATE
from support.sample_report import HOSTILE_NAMES, account, audit, finding, mixed_audit, report, sample, unread, waived

from .conftest import Show, expect_fragment, large_audit

pytestmark = pytest.mark.browser


class TestContent:
    def test_result_comes_first(self, page: Page) -> None:
        expect(page).to_have_title("Studio: Not compliant")
        result = page.get_by_role("region", name="Not compliant")
        expect(result).to_contain_text("2 of 5 accounts are compliant; 2 are not, 1 could not be verified.")
        expect(result).to_contain_text("2026-11-23 09:30:00 UTC")
        expect(result.locator(".news b")).to_have_text(["1", "1", "–", "1"])
        expect(result).to_contain_text("New and resolved: since the report of 2026-11-23 09:30:00 UTC.")
        expect(result).to_contain_text("No deadlines are set (fail_after_days), so nothing can be overdue.")

    def test_unknown_accounts_are_listed_with_the_reason(self, page: Page) -> None:
        row = page.locator('#accounts tr[data-account="prod-us"]')
        row.get_by_text("Error message").click()
        for text in ("prod-us", "You are not authorized.", "UnauthorizedOperation", "f9b8"):
            expect(row).to_contain_text(text)

    def test_matrix_shows_verdicts_as_letters_and_text_besides_colours(self, page: Page) -> None:
        matrix = page.locator(".matrix")
        expect(matrix.locator("thead th")).to_have_text(["Sample", "prod-sg", "prod-eu", "prod-us"])
        rows = {
            row.locator("th").inner_text(): row.locator("td").all_inner_texts()
            for row in matrix.locator("tbody tr").all()
        }
        assert {name: [cell.replace("\n", " ") for cell in cells] for name, cells in rows.items()} == {
            "Ann": ["M missing, high", "m missing, high, waived", "? unknown, high"],
            "Bob": ["D drifted, high", "✓ as expected", "? unknown, high"],
            "Eve (must be absent)": ["✓ as expected", "F forbidden, critical", "? unknown, critical"],
            "unexpected samples": ["1 1 unexpected sample", "· none", "· none"],
        }

    def test_compliant_accounts_are_hidden_until_the_button_is_pressed(self, page: Page) -> None:
        show_all = page.get_by_role("button", name="Show 1 account without findings")
        expect(show_all).to_have_attribute("aria-expanded", "false")
        show_all.click()
        expect_fragment(page, "all=1")
        expect(page.locator(".matrix thead th")).to_have_count(5)
        expect(page.locator(".matrix thead")).to_contain_text("prod-jp")
        page.get_by_role("button", name="Hide accounts and samples without findings").click()
        expect(page.locator(".matrix thead th")).to_have_count(4)

    def test_expected_and_found_values_are_side_by_side(self, page: Page) -> None:
        table = page.locator(".finding", has_text="Bob").locator(".diff")
        expect(table.locator("thead th")).to_have_text(["Field", "Expected", "Found"])
        expect(table.locator("tbody th")).to_have_text("tags")
        expect(table.locator(".not-found")).to_have_text("Star")

    def test_unknown_findings_with_the_same_message_are_one_entry(self, show: Show) -> None:
        unknown = [finding("a", f"Ann {number}", "unknown", message="no response") for number in range(9)]
        page = show(report(audit([account("a", unknown, error="no response")], [], unknown))).page
        expect(page.locator(".finding")).to_have_count(1)
        expect(page.locator(".finding .sample summary")).to_have_text("9 samples")

    def test_cell_of_several_findings_shows_the_worst(self, show: Show) -> None:
        """Samples of one name that are expected with different IDs."""
        worst = finding("a", "Ann", severity="critical")
        others = [finding("a", "Ann", "drifted", id=f"{n:016}", severity="low", **waived()) for n in range(2)]
        for found in ([worst, *others], [*others, worst]):
            page = show(report(audit([account("a", found)], [sample("Ann")], found))).page
            expect(page.locator(".matrix tbody td").first).to_contain_text("missing")

    def test_every_cell_of_an_unread_account_is_unknown(self, show: Show) -> None:
        samples = [sample("Ann", severity="low"), sample("Bob", ["a", "b"]), sample("Cho", ["b"])]
        findings = [unread("a", 2), unread("c", 1, severity="low"), unread("ref", 0)]
        read = account("b", ok=3)
        unknown = [account(one["account"], [one], samples_seen=None) for one in findings]
        unknown[2]["reference"] = True
        page = show(report(audit([*unknown, read], samples, findings)), "#all=1").page
        expect(page.locator("#found")).to_have_text("3 findings (4 verdicts) in 3 accounts")
        expect(page.locator(".matrix thead th")).to_have_text(["Sample", "a", "c", "b"])
        rows = {
            row.locator("th").inner_text(): [cell.split("\n")[-1] for cell in row.locator("td").all_inner_texts()]
            for row in page.locator(".matrix tbody tr").all()
        }
        assert {name: cells for name, cells in rows.items() if name != "the whole library"} == {
            "Ann": ["unknown, low", "unknown, low", "as expected"],
            "Bob": ["unknown, high", "not expected in this account", "as expected"],
            "Cho": ["not expected in this account", "not expected in this account", "as expected"],
        }
        expect(page.locator(".chip", has_text="unknown")).to_have_text("?unknown3")

    def test_expired_waivers_come_first(self, page: Page) -> None:
        rows = page.locator("#waivers tbody tr")
        expect(rows.locator(".tag")).to_have_text(["expired 3 days ago", "2 days left", "26,701 days left"])
        expect(rows.nth(0)).to_contain_text("media-ops")
        expect(rows.nth(1)).to_contain_text("no owner")

    def test_new_and_resolved_findings_are_listed(self, page: Page) -> None:
        lists = page.locator("#changes details")
        expect(lists.locator("summary")).to_have_text(["1 new finding", "1 resolved finding"])
        expect(lists.nth(0).locator("tbody tr")).to_have_text(["Annprod-sgMmissinghigh"])
        expect(lists.nth(1).locator("tbody tr")).to_have_text(["Bobprod-jpMmissinghigh"])

    def test_unverified_findings_are_listed(self, show: Show) -> None:
        before = mixed_audit()
        before["accounts"].append(account("gone", [finding("gone", "Ann")]))
        before["findings"].append(finding("gone", "Ann"))
        page = show(report(mixed_audit(), report(before))).page
        expect(page.locator("#changes .tile")).to_have_text(
            [re.compile(label) for label in ("new", "open", "resolved", "1not verified again")]
        )
        expect(page.locator("#changes tbody tr")).to_contain_text("gone")

    def test_compliant_report_lists_nothing(self, show: Show) -> None:
        page = show(report(audit([account("a", ok=1)], [sample("Ann")]))).page
        expect(page.get_by_role("region", name="Compliant")).to_contain_text("The account is compliant.")
        expect(page.locator("#matrix-body")).to_contain_text("There is nothing to show")
        expect(page.locator("#start, #changes, #trend, #waivers, #warnings")).to_have_count(0)

    def test_warnings_are_listed(self, show: Show) -> None:
        warnings = ["The waiver for the sample 'Ann' matches no account.", *HOSTILE_NAMES.values()]
        page = show(report(audit([account("a", ok=1)], [sample("Ann")], warnings=warnings))).page
        expect(page.get_by_role("region", name="Warnings")).to_contain_text(warnings[0])
        expect(page.get_by_role("region", name="Warnings")).to_contain_text(f"{len(warnings)} warnings of the audit")

    def test_merged_report_shows_both_times(self, show: Show) -> None:
        merged: Report = {**report(audit([account("a", ok=1)])), "merged_at": "2026-12-01T08:00:00Z"}
        result = show(merged).page.get_by_role("region", name="Compliant")
        expect(result).to_contain_text("oldest result 2026-11-23 09:30:00 UTC · merged 2026-12-01 08:00:00 UTC")

    def test_report_without_accounts_has_a_note(self, show: Show) -> None:
        expect(show(report(audit([]))).page.locator(".result")).to_contain_text("No account was audited.")


def test_page_reads_every_member_of_a_saved_report(show: Show) -> None:
    document: Any = report(mixed_audit(), report(mixed_audit()))
    document["findings"][0]["ticket"] = "T-1"
    document["accounts"][1]["code"] = 0
    document |= {"ci": {"rows": [1]}, "=rows": [{"__proto__": 1}], "more": [{"code": 1}, {"code": "text"}], "no": {}}
    page = show(document).page
    functions = TEMPLATE[TEMPLATE.index("const sharedValues") : TEMPLATE.index("const report =")]
    data = "JSON.parse(document.getElementById('report').textContent)"
    assert json.loads(page.evaluate(f"() => {{ {functions} return JSON.stringify(unpacked({data})); }}")) == document


class TestSize:
    @pytest.mark.long
    def test_page_with_a_thousand_accounts_opens(self, show: Show) -> None:
        page = show(report(large_audit())).page
        expect(page.locator("#found")).to_have_text(
            re.compile(r"^20,000 findings \([\d,]+ verdicts\) in \d+ accounts$")
        )
        assert page.evaluate("performance.getEntriesByName('ready').length") == 1
        assert page.evaluate("document.querySelectorAll('*').length") < 15_000
        page.get_by_role("button", name=re.compile("Show 200 more findings")).click()
        expect(page.locator(".finding")).to_have_count(250)
        page.get_by_role("button", name=re.compile("Show 40 more accounts")).click()
        expect(page.locator(".matrix thead th")).to_have_count(81)
        page.get_by_label("Account", exact=True).fill("prod-us-0002")
        expect(page.locator("#found")).to_have_text(re.compile(r"of 20,000$"))
