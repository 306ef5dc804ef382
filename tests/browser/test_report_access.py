# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report page with themes, with the keyboard, printed, and for assistive technology."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report

from .conftest import Show, expect_fragment, history, large_audit

pytestmark = pytest.mark.browser

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
NARROW = {"viewport": {"width": 400, "height": 800}}


class TestThemes:
    def background(self, page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def test_theme_of_the_system_can_be_overridden(self, show: Show) -> None:
        light, dark = "rgb(244, 245, 248)", "rgb(14, 18, 23)"
        page = show(report(mixed_audit()), color_scheme="dark").page
        assert self.background(page) == dark
        toggle = page.get_by_role("button", name="Theme")
        for name, colour in (("light", light), ("dark", dark), ("system", dark), ("light", light)):
            toggle.click()
            expect(toggle).to_have_text(f"Theme: {name}")
            assert self.background(page) == colour
        page.reload()
        assert self.background(page) == light


class TestKeyboard:
    def test_first_tab_stop_skips_to_the_report(self, page: Page) -> None:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

    def test_every_control_can_be_focused_is_visible_and_can_be_left(self, page: Page) -> None:
        stops = []
        for _stop in range(200):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                "() => { const at = document.activeElement; if (at === document.body) return null;"
                " const face = at.matches('.chip input') ? at.nextElementSibling : at;"
                " return [at.name || at.id || at.className || at.textContent, getComputedStyle(face).outlineStyle]; }"
            )
            if stop is None:
                break
            stops.append(stop)
        else:
            pytest.fail("the keyboard never leaves the page")
        names = [name for name, _outline in stops]
        filters = ("q", "account", "label", "cause", "change", "waived", "verdict", "severity", "export")
        for wanted in ("theme", *filters, "sort", "order", "show-all"):
            assert wanted in names
        assert "scroll matrix-frame" in names
        assert {outline for _name, outline in stops} <= {"solid", "auto"}

    def test_filters_work_with_the_keyboard_only(self, page: Page) -> None:
        page.get_by_label("Search").focus()
        page.keyboard.type("ann")
        page.keyboard.press("Enter")
        expect_fragment(page, "q=ann")
        page.get_by_label("missing").focus()
        page.keyboard.press("Space")
        expect_fragment(page, "q=ann&verdict=missing")
        expect(page.get_by_label("missing")).to_be_focused()
        page.get_by_label("Label").focus()
        page.keyboard.press("ArrowDown")
        expect(page).to_have_url(re.compile("#q=ann&verdict=missing&label=[^&]+$"))
        page.get_by_role("button", name="Clear filters").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Search")).to_be_focused()

    def test_number_of_findings_is_announced(self, page: Page) -> None:
        expect(page.get_by_role("status")).to_have_text("6 findings (8 verdicts) in 3 accounts")
        expect(page.get_by_role("status")).to_have_attribute("aria-live", "polite")


class TestPrint:
    def test_printed_page_shows_more_and_no_controls(self, show: Show) -> None:
        findings = [finding("a", f"Ann {number}") for number in range(60)]
        page = show(report(audit([account("a", findings)], [], findings)), color_scheme="dark").page
        expect(page.locator(".finding")).to_have_count(50)
        page.emulate_media(media="print")
        expect(page.locator(".finding")).to_have_count(60)
        expect(page.locator(".left-out")).to_have_count(0)
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.locator(".filters")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.emulate_media(media="screen")
        expect(page.locator(".finding")).to_have_count(50)

    def test_printed_page_names_the_filters(self, show: Show) -> None:
        page = show(report(mixed_audit()), "#verdict=missing&q=a+b").page
        expect(page.locator("#printed-filters")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator("#printed-filters")).to_have_text("Filtered by: q=a b&verdict=missing")

    @pytest.mark.long
    def test_large_report_has_at_most_ten_pages_and_states_what_is_left_out(self, show: Show) -> None:
        previous = report(large_audit(1_000, 200, 19_000))
        page = show(report(large_audit(), previous), history=history(90)).page
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
        assert 5 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 10
        page.emulate_media(media="print")
        notes = page.locator(".left-out")
        expect(notes).to_have_text(
            [
                re.compile(f"{what} not printed. Open report.html to see all of them; findings.csv and report.json")
                if what
                else re.compile("with fewer findings are not in this printed matrix. Open report.html")
                for what in (*["more findings"] * 2, "19,934 more findings", "more accounts", "", "more waivers")
            ]
        )


class TestAccessibility:
    @pytest.mark.parametrize(
        ("kind", "scheme", "width"),
        [
            ("mixed", "light", 1280),
            ("mixed", "dark", 400),
            pytest.param("large", "dark", 1280, marks=pytest.mark.long),
            pytest.param("hostile", "light", 400, marks=pytest.mark.long),
            ("print", "light", 1280),
        ],
    )
    def test_axe_finds_no_serious_problem(self, show: Show, kind: str, scheme: str, width: int) -> None:
        audits: dict[str, Callable[[], AuditResult]] = {
            "hostile": hostile_audit,
            "large": lambda: large_audit(20, 12, 60),
        }
        made = report(audits.get(kind, mixed_audit)(), report(mixed_audit()))
        opened = show(made, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
        if kind == "print":
            opened.page.emulate_media(media="print")
        opened.page.evaluate(AXE)
        # Of the rules that pass, axe then describes one element only.
        found = opened.page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3], one["nodes"][0]["failureSummary"])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert len(found["passes"]) > 15

    def test_page_has_headings_and_landmarks_in_order(self, page: Page) -> None:
        levels = [int(tag[1]) for tag in page.locator("h1, h2, h3").evaluate_all("all => all.map(one => one.tagName)")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for role in ("banner", "main", "navigation", "search", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)

    def test_narrow_page_does_not_scroll_sideways(self, show: Show) -> None:
        for made in (mixed_audit(), hostile_audit(), large_audit(60, 30, 400)):
            page = show(report(made), **NARROW).page
            assert page.evaluate("document.documentElement.scrollWidth") == 400
