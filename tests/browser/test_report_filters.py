# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of the report page, and the URL that stores them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.sample_report import account, audit, finding, mixed_audit, report

from .conftest import Show, expect_fragment, found_at_each

pytestmark = pytest.mark.browser


def listed(page: Page) -> list[str]:
    """The verdict and the sample of each visible finding."""
    return [
        " ".join(row.locator(part).inner_text().split("\n")[-1] for part in (".verdict", ".sample"))
        for row in page.locator(".finding").all()
    ]


class TestFilters:
    def test_search_is_stored_in_the_url(self, page: Page) -> None:
        page.get_by_label("Search").fill("star prod-sg")
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 6")
        assert listed(page) == ["drifted Bob"]
        expect_fragment(page, "q=star+prod-sg")

    def test_search_matches_only_complete_ids(self, show: Show) -> None:
        ada = finding("a", "Bob", id="0123456789adaf00")
        page = show(report(audit([account("a", [ada])], [], [ada]))).page
        page.get_by_label("Search").fill("ada")
        expect(page.locator("#found")).to_have_text("0 findings in 0 accounts, of 1")
        page.get_by_label("Search").fill(ada["id"].upper())
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 1")

    def test_shared_url_shows_the_same_findings(self, show: Show) -> None:
        before = mixed_audit()
        before["findings"] = before["findings"][1:]
        page = show(report(mixed_audit(), report(before)), "#verdict=missing&waived=no&label=sg").page
        expect(page.locator("#found")).to_have_text(re.compile("^1 finding"))
        expected = {
            "verdict=missing": 2,
            "verdict=missing,drifted": 3,
            "severity=critical": 2,
            "account=prod-us": 1,
            "account=PROD": 6,
            "label=studio": 3,
            "sample=Ann": 3,
            "sample=Bob": 2,
            "q=bob": 2,
            "verdict=unknown": 1,
            "change=new": 1,
            "change=open": 5,
            "waived=no": 5,
            "waived=only": 1,
            "q=%E2%80%AE": 0,
            "verdict=odd&severity=&label=none&x=1": 6,
            "%": 6,
            "__proto__=1&constructor=2": 6,
        }
        found = found_at_each(page, [f"#{address}" for address in expected])
        assert dict(zip(expected, [int(text.partition(" ")[0]) for text in found], strict=True)) == expected

    @pytest.mark.parametrize("address", ["%", "__proto__=1&constructor=2", "verdict=odd&severity=&label=none&x=1"])
    def test_page_opens_with_an_address_that_makes_no_sense(self, show: Show, address: str) -> None:
        page = show(report(mixed_audit()), "#" + address).page
        expect(page.locator("#found")).to_have_text(re.compile("^6 finding"))

    def test_every_filter_changes_the_url_and_the_back_button_undoes_it(self, page: Page) -> None:
        steps: list[tuple[Callable[[], object], str]] = [
            (lambda: page.get_by_label("missing").check(force=True), "verdict=missing"),
            (lambda: page.get_by_label("unknown").check(force=True), "verdict=missing%2Cunknown"),
            (lambda: page.get_by_label("high").check(force=True), "verdict=missing%2Cunknown&severity=high"),
            (
                lambda: page.get_by_label("Label").select_option("sg"),
                "verdict=missing%2Cunknown&severity=high&label=sg",
            ),
        ]
        seen = [""]
        for step, address in steps:
            step()
            expect_fragment(page, address)
            seen.append(address)
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 6")
        for address in reversed(seen[:-1]):
            page.go_back()
            expect_fragment(page, address)
        expect(page.locator("#found")).to_have_text("6 findings (8 verdicts) in 3 accounts")
        expect(page.get_by_label("missing")).not_to_be_checked()
        page.go_forward()
        expect(page.get_by_label("missing")).to_be_checked()

    def test_typing_without_a_pause_is_one_step_back(self, page: Page) -> None:
        search = page.get_by_label("Search")
        for text in ("a", "an", "ann"):
            search.fill(text)
            expect(page).to_have_url(re.compile(f"#q={text}$"))
        page.go_back()
        expect_fragment(page, "")
        expect(search).to_have_value("")

    def test_link_in_the_matrix_sets_a_filter_that_can_be_cleared(self, page: Page) -> None:
        page.locator(".matrix").get_by_role("link", name="prod-eu").click()
        expect(page.locator("#found")).to_have_text("2 findings in 1 account, of 6")
        expect(page.get_by_label("Account", exact=True)).to_have_value("prod-eu")
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator("#found")).to_have_text("6 findings (8 verdicts) in 3 accounts")
        expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()

    def test_cell_in_the_matrix_shows_its_finding(self, page: Page) -> None:
        page.locator(".matrix td.has", has_text="forbidden").click()
        expect(page.locator(".finding")).to_have_count(1)
        expect(page.locator(".finding")).to_contain_text("Eve")
        page.get_by_role("button", name="Sample: Eve").click()
        expect_fragment(page, "account=prod-eu")

    def test_cell_of_an_unread_account_shows_its_finding(self, page: Page) -> None:
        page.locator(".matrix tbody tr", has_text="Bob").locator("td.has", has_text="unknown").click()
        expect_fragment(page, "account=prod-us&sample=Bob")
        expect(page.locator("#found")).to_have_text("1 finding (3 verdicts) in 1 account, of 6")
        expect(page.locator(".finding .sample")).to_have_text("the whole library3 expectations")
        expect(page.locator(".finding")).to_contain_text("You are not authorized.")

    def test_link_to_a_section_keeps_the_filters(self, page: Page) -> None:
        page.get_by_label("Search").fill("ann")
        expect(page).to_have_url(re.compile("#q=ann$"))
        page.get_by_role("navigation").get_by_role("link", name="Waivers").click()
        expect_fragment(page, "q=ann")
        expect(page.locator("#waivers")).to_be_focused()

    def test_filters_without_a_match_show_a_message(self, page: Page) -> None:
        page.get_by_label("Search").fill("nobody is called so")
        expect(page.locator("#findings-body")).to_have_text("No finding matches the filters.")
        expect(page.locator("#matrix-body")).to_have_text("No sample and account match the filters.")
