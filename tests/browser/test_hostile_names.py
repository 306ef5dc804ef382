# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hostile names in the report page stay text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from support.sample_report import HOSTILE_NAMES, hostile_audit, mixed_audit, report

from .conftest import Show

pytestmark = pytest.mark.browser

INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class TestHostileNames:
    def test_hostile_names_stay_text(self, show: Show) -> None:
        page = show(report(hostile_audit(), report(hostile_audit()), title=HOSTILE_NAMES["tag"])).page
        expect(page.locator("h1")).to_have_text(HOSTILE_NAMES["tag"])
        assert page.locator("img, script:not(#report):not(#context):not(:last-of-type), b > a, marquee").count() == 0
        page.get_by_role("button", name="more accounts").click()
        shown = page.locator("#accounts tbody th a bdi").all_text_contents()
        for name in HOSTILE_NAMES.values():
            visible = INVISIBLE.sub(lambda sign: f"U+{ord(sign[0]):04X}", name)
            assert any(one == visible or (len(name) > 240 and one == visible[:240] + "…") for one in shown), name

    def test_invisible_characters_are_shown_as_code_points(self, show: Show) -> None:
        page = show(report(hostile_audit()), "#q=gnp").page
        expect(page.locator(".finding .sample .control-char").first).to_have_text("U+202E")
        shown = page.locator("#content bdi").all_text_contents()
        assert not any(re.search("[\u202a-\u202e\u2066-\u2069]", text) for text in shown)

    def test_writing_direction_of_every_name_is_isolated(self, show: Show) -> None:
        page = show(report(hostile_audit(["שלום", "a\u202eb"]))).page
        for selector in (
            ".finding .sample",
            "#accounts tbody th",
            "#waivers tbody th",
            ".cause",
            ".ranking",
            ".matrix tbody th",
        ):
            assert page.locator(f"{selector} bdi[dir=auto]").count() > 0

    def test_long_name_is_cut_and_can_be_shown(self, show: Show) -> None:
        page = show(report(hostile_audit([HOSTILE_NAMES["emoji"]]))).page
        name = page.locator("#accounts tbody th").first
        assert len(name.locator("a bdi").inner_text()) == 241
        name.get_by_role("button", name="Show all 2,500 characters").first.click()
        assert len(name.locator("a bdi").inner_text()) == 2_500

    def test_hostile_url_fragment_stays_text(self, show: Show) -> None:
        page = show(report(mixed_audit()), "#sample=%3Cimg%20src=x%20onerror=alert(1)%3E&q=%3Cb%3E").page
        expect(page.locator("#sample-filter")).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.locator("img, .filters b").count() == 0

    def test_no_other_script_can_run(self, show: Show) -> None:
        opened = show(report(mixed_audit()))
        refused: list[str] = []
        opened.page.on("requestfailed", lambda request: refused.append(request.url))
        opened.page.evaluate(
            "() => { const made = document.createElement('script'); made.textContent = 'window.ran = 1';"
            " document.body.append(made); const image = document.createElement('img');"
            " image.src = 'https://example.com/x.png'; document.body.append(image); }"
        )
        opened.page.wait_for_timeout(100)
        assert opened.page.evaluate("window.ran") is None
        assert len(opened.problems) == 2
        assert all("Content Security Policy" in problem for problem in opened.problems)
        assert refused == ["https://example.com/x.png"]
        opened.problems.clear()
        opened.requests.remove("https://example.com/x.png")
