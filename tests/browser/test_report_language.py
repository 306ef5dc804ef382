# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page in Chinese, and the trend."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import CHINESE, texts_of
from support.sample_report import HOSTILE_NAMES, account, audit, hostile_audit, mixed_audit, report, sample

from .conftest import Show, history, large_audit

pytestmark = pytest.mark.browser

RUN: dict[str, Any] = {"accounts": {"compliant": 97, "noncompliant": 2, "unknown": 1}, "compliant": False}
ALL_GOOD: dict[str, Any] = {"accounts": {"compliant": 100, "noncompliant": 0, "unknown": 0}, "compliant": True}


class TestLanguage:
    def test_page_is_in_chinese_and_names_its_language(self, show: Show) -> None:
        page = show(report(mixed_audit(), report(mixed_audit())), language=CHINESE, history=history(3)).page
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        expect(page).to_have_title("Studio：不合规")
        for name in ("从这里开始", "变化", "趋势", "问题", "账号", "样本与账号", "豁免"):
            expect(page.get_by_role("heading", name=name, exact=True, level=2)).to_be_visible()
        expect(page.locator("#found")).to_have_text("6 个问题（8 个判定），涉及 3 个账号")
        expect(page.locator(".finding", has_text="Ann").first).to_contain_text("样本不存在")

    def test_no_english_text_of_the_page_is_left(self, show: Show) -> None:
        document = report(mixed_audit(), report(mixed_audit()))
        page = show({**document, "title": "工作室"}, language=CHINESE, history=history(3)).page
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        shown = page.locator("body").inner_text()
        controls = page.locator("[aria-label], [placeholder], [title]").evaluate_all(
            "all => all.map(one => [one.ariaLabel, one.placeholder, one.title].join(' ')).join(' ')"
        )
        words = set(re.findall(r"[A-Za-z][A-Za-z.]+", shown + controls))
        allowed = {
            *[
                "Ann",
                "Bob",
                "Eve",
                "Zed",
                "Star",
                "US",
                "main",
                "prod",
                "sg",
                "eu",
                "us",
                "jp",
                "studio",
                "reference",
                "re",
                "enrolment",
                "media",
                "ops",
                "uin",
                "id",
                "UTC",
                "CSV",
            ],
            *[
                "tags",
                "You",
                "are",
                "not",
                "authorized.",
                "UnauthorizedOperation",
                "tencentcloud.mps",
                "audit",
                "report",
                "report.json",
            ],
            *[
                "findings.csv",
                "fail_after_days",
                "fail_after",
                "after_days",
                "mps",
                "DescribePersonSamples",
                "accounts",
                "labels",
                "ID",
                "fail",
                "after",
                "days",
            ],
        }
        assert words - allowed == set()

    def test_chosen_filters_work_in_chinese(self, show: Show) -> None:
        page = show(report(mixed_audit()), language=CHINESE).page
        page.get_by_label("搜索").fill("缺失")
        expect(page.locator("#found")).to_have_text(re.compile("^2 个问题"))

    @pytest.mark.parametrize("width", [1280, 390])
    def test_chinese_page_does_not_scroll_sideways(self, show: Show, width: int) -> None:
        page = show(report(large_audit(60, 30, 400)), language=CHINESE, viewport={"width": width, "height": 800}).page
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_hostile_names_stay_text_in_chinese(self, show: Show) -> None:
        page = show(report(hostile_audit(), title=HOSTILE_NAMES["tag"]), language=CHINESE).page
        expect(page.locator("h1")).to_have_text(HOSTILE_NAMES["tag"])
        assert page.locator("img, marquee, b > a").count() == 0

    def test_every_text_of_the_page_can_be_read_by_the_script(self, show: Show) -> None:
        page = show(report(audit([account("a", ok=1)], [sample("Ann")])), language=CHINESE).page
        embedded = page.evaluate("JSON.parse(document.getElementById('context').textContent).texts")
        assert texts_of(CHINESE).area("page").items() <= embedded.items()


class TestTrend:
    def heights(self, page: Page) -> list[dict[str, float]]:
        """The heights of the parts of each column."""
        return [
            {
                (part.get_attribute("class") or "").split()[-1]: float(part.get_attribute("height") or 0)
                for part in run.locator("rect").all()
            }
            for run in page.locator(".trend .run").all()
        ]

    def test_report_without_history_has_no_trend(self, show: Show) -> None:
        expect(show(report(mixed_audit())).page.locator("#trend")).to_have_count(0)

    def test_one_run_is_a_column_with_an_explanation(self, show: Show) -> None:
        page = show(report(mixed_audit()), history=history(1)).page
        expect(page.locator(".trend .run")).to_have_count(1)
        expect(page.locator("#trend")).to_contain_text("There is only one audit in the history.")

    def test_ninety_runs_are_columns_and_rows_of_a_table(self, show: Show) -> None:
        page = show(report(mixed_audit()), history=history(90)).page
        expect(page.locator(".trend .run")).to_have_count(90)
        page.get_by_text("Show the audits as a table").click()
        rows = page.locator("#trend tbody tr")
        expect(rows).to_have_count(90)
        expect(rows.first).to_have_text("2026-11-23 09:30:00 UTCnoncompliant2214")
        expect(page.get_by_role("img", name="90 audits, from 2026-08-26 09:30 UTC")).to_be_visible()

    def test_one_unknown_account_of_a_thousand_can_be_seen_in_its_column(self, show: Show) -> None:
        counts = {"compliant": 999, "noncompliant": 0, "unknown": 1}
        runs = [*history(2, **ALL_GOOD), *history(1, accounts=counts, compliant=False)]
        page = show(report(mixed_audit()), history=runs).page
        first, _second, third = self.heights(page)
        assert first == {"compliant": 120}
        assert third["unknown"] >= 3
        assert sum(third.values()) == pytest.approx(120)
        page.get_by_text("Show the audits as a table").click()
        expect(page.locator("#trend tbody tr").first.locator(".tag")).to_have_text("unknown")
        expect(page.locator("#trend")).to_contain_text(
            "Audits with unknown accounts: 1 audit; such an audit can have more"
        )

    def test_run_that_read_nothing_is_unknown_from_top_to_bottom(self, show: Show) -> None:
        counts = {"compliant": 0, "noncompliant": 0, "unknown": 50}
        page = show(report(mixed_audit()), history=history(1, accounts=counts, compliant=False)).page
        assert self.heights(page) == [{"unknown": 120}]

    def test_run_without_accounts_is_an_empty_column(self, show: Show) -> None:
        counts = {"compliant": 0, "noncompliant": 0, "unknown": 0}
        page = show(report(mixed_audit()), history=history(2, accounts=counts, compliant=False)).page
        assert self.heights(page) == [{}, {}]

    def test_hostile_line_of_a_damaged_history_stays_text(self, show: Show) -> None:
        lines = history(2, **RUN)
        extra: Any = {**lines[0], "time": "<img src=x onerror=alert(1)>", "__proto__": {"x": 1}, "more": "</script>"}
        page = show(report(mixed_audit()), history=[extra, lines[1]]).page
        assert page.locator("img[src]").count() == 0
        expect(page.locator("#trend")).to_contain_text("<img src=x onerr")
