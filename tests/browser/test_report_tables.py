# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sorting of the tables, and the number of findings that each choice of a filter would leave."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from support.sample_report import account, audit, finding, mixed_audit, report, sample, unread, waived

from .conftest import Show, expect_fragment, found_at_each, large_audit

pytestmark = pytest.mark.browser


def mixed_order() -> Report:
    """Findings whose order is different for each column."""
    rows: list[tuple[str, str, Any, str, str]] = [
        ("acc-10", "Dan", "missing", "low", "2026-11-01"),
        ("acc-2", "张三", "drifted", "critical", "2026-11-20"),
        ("acc-2", "Ann", "forbidden", "high", "2026-10-01"),
        ("acc-1", "Bob", "unexpected", "medium", "2026-11-22"),
        ("acc-1", "Cho", "ambiguous", "high", "2026-11-10"),
    ]
    findings = [finding(name, one, verdict, severity=severity) for name, one, verdict, severity, _day in rows]
    findings.append(finding("acc-1", "Waived", "missing", severity="critical", **waived()))
    names = sorted({one["account"] for one in findings})
    made = report(
        audit([account(name, [one for one in findings if one["account"] == name]) for name in names], [], findings)
    )
    for one, row in zip(made["findings"], rows, strict=False):
        one["first_seen"] = f"{row[4]}T00:00:00Z"
    return made


def samples(page: Page) -> list[str]:
    return [str(name).partition("\n")[0] for name in page.locator(".finding .sample").all_inner_texts()]


class TestSorting:
    @pytest.mark.parametrize(
        ("heading", "ascending"),
        [
            ("Verdict", "Dan 张三 Cho Ann Bob"),
            ("Account", "Cho Bob 张三 Ann Dan"),
            ("Sample", "Ann Bob Cho Dan 张三"),
            ("Age", "Ann Dan Cho 张三 Bob"),
        ],
    )
    def test_heading_sorts_and_a_second_press_reverses(self, show: Show, heading: str, ascending: str) -> None:
        page = show(mixed_order()).page
        button = page.locator("#findings").get_by_role("button", name=heading, exact=True)
        cell = page.locator("#findings thead th", has=page.get_by_role("button", name=heading, exact=True))
        button.click()
        expect(cell).to_have_attribute("aria-sort", "ascending")
        expect(button).to_be_focused()
        # Waived findings are always last.
        assert samples(page) == [*ascending.split(), "Waived"]
        page.keyboard.press("Enter")
        expect(cell).to_have_attribute("aria-sort", "descending")
        assert samples(page)[:1] == ascending.split()[-1:]
        assert samples(page)[-1] == "Waived"
        expect(page.locator("#findings [aria-sort]")).to_have_count(1)

    def test_most_severe_findings_are_first_without_a_choice(self, show: Show) -> None:
        page = show(mixed_order()).page
        assert samples(page) == ["张三", "Cho", "Ann", "Bob", "Dan", "Waived"]
        expect(page.locator("#findings [aria-sort]")).to_have_text("Severity▲")

    def test_oldest_first_can_be_chosen_and_shared(self, show: Show) -> None:
        page = show(mixed_order(), viewport={"width": 390, "height": 800}).page
        page.locator("#findings").get_by_label("Sort by").select_option("oldest first")
        expect_fragment(page, "sort=age")
        assert samples(page) == ["Ann", "Dan", "Cho", "张三", "Bob", "Waived"]
        page.reload()
        assert samples(page)[0] == "Ann"
        expect(page.locator("#findings").get_by_label("Sort by")).to_have_value("age")

    def test_sorting_is_no_filter(self, show: Show) -> None:
        page = show(mixed_order(), "#sort=-age&order=age").page
        expect(page.locator("#found")).to_have_text("6 findings in 3 accounts")
        expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()

    def test_accounts_are_sorted(self, show: Show) -> None:
        opened = show(mixed_order())
        for order, names in {
            "account": "acc-1 acc-2 acc-10",
            "-account": "acc-10 acc-2 acc-1",
            "findings": "acc-1 acc-2 acc-10",
            "age": "acc-2 acc-10 acc-1",
            "constructor": "acc-2 acc-1 acc-10",
            "": "acc-2 acc-1 acc-10",
        }.items():
            found_at_each(opened.page, [f"#order={order}"])
            rows = opened.page.locator("#accounts tbody tr")
            assert rows.evaluate_all("all => all.map(one => one.dataset.account)") == names.split(), order


class TestCounts:
    def count(self, page: Page, name: str, value: str) -> int:
        """The number beside a choice."""
        shown = page.locator(f'.filters [data-facet="{name}"][data-value="{value}"]').text_content() or ""
        return int(re.findall(r"[\d,]+", shown)[-1].replace(",", ""))

    @pytest.mark.parametrize(
        "fragment", ["", "#verdict=missing", "#severity=critical&verdict=drifted", "#q=prod-jp", "#waived=no"]
    )
    def test_every_choice_leaves_as_many_findings_as_it_shows(self, show: Show, fragment: str) -> None:
        before = report(large_audit(30, 10, 120))
        before["findings"] = before["findings"][7:]
        page = show(report(large_audit(40, 10, 150), before), fragment).page
        choices = page.locator(".filters [data-facet]").evaluate_all(
            "all => all.map(one => [one.dataset.facet, one.dataset.value])"
        )
        assert {name for name, _value in choices} == {"verdict", "severity", "label", "cause", "change", "waived"}
        others = [(name, value) for name, value in choices if value and f"{name}=" not in fragment]
        shown = [f"{self.count(page, name, value):,}" for name, value in others]
        addresses = [f"{fragment or '#'}&{name}={value.replace(':', '%3A')}" for name, value in others]
        found = found_at_each(page, addresses)
        assert dict(zip(addresses, [text.partition(" finding")[0] for text in found], strict=True)) == dict(
            zip(addresses, shown, strict=True)
        )

    def test_chosen_verdicts_do_not_change_the_counts_of_the_other_verdicts(self, page: Page) -> None:
        page.get_by_label("drifted").check(force=True)
        assert self.count(page, "verdict", "missing") == 2
        assert self.count(page, "severity", "critical") == 0
        assert self.count(page, "severity", "high") == 1

    def test_unread_account_is_one_finding_and_the_verdicts_are_explained(self, show: Show) -> None:
        one = unread("a", 200)
        page = show(report(audit([account("a", [one], samples_seen=None)], [], [one]))).page
        assert self.count(page, "verdict", "unknown") == 1
        expect(page.locator("#found")).to_have_text("1 finding (200 verdicts) in 1 account")


def test_names_in_chinese_japanese_and_korean_are_upright_in_the_matrix(show: Show) -> None:
    names = ["深圳演播室", "スタジオ", "스튜디오", "studio-sg", "שלום"]
    findings = [finding(name, "Ann") for name in names]
    page = show(report(audit([account(one["account"], [one]) for one in findings], [sample("Ann")], findings))).page
    heads = page.locator(".matrix thead a")
    shown = {
        head.inner_text(): head.evaluate(
            "one => [getComputedStyle(one).transform === 'none', getComputedStyle(one).textOrientation]"
        )
        for head in heads.all()
    }
    assert {name: upright for name, (upright, _orientation) in shown.items()} == {
        name: name not in ("studio-sg", "שלום") for name in names
    }
    assert {orientation for _upright, orientation in shown.values()} == {"mixed"}


def test_hidden_reference_account_has_no_column(show: Show) -> None:
    page = show(report(mixed_audit()), "#all=1").page
    expect(page.locator(".matrix thead")).not_to_contain_text("main")
