# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of a report in a real browser, as people use it: with the mouse, with the keyboard alone, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from itertools import pairwise

import pytest
from benchmark.report_size import synthetic_audit
from playwright.sync_api import Page, expect

from support.sample_report import HOSTILE_NAMES, account, audit, finding, hostile_audit, mixed_audit, report, sample

from .conftest import Opened

Show = Callable[..., Opened]

pytestmark = pytest.mark.browser

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
NARROW = {"viewport": {"width": 400, "height": 800}}


@pytest.fixture
def page(show: Show) -> Page:
    before = mixed_audit()
    before["findings"] = [*before["findings"][1:], finding("prod-jp", "Bob")]
    return show(report(mixed_audit(), report(before))).page


def expect_fragment(page: Page, wanted: str) -> None:
    """Waits for the address: what Playwright tells of it follows the page's own by a moment."""
    expect(page).to_have_url(re.compile(f"#{re.escape(wanted)}$" if wanted else "^[^#]*$"))


def listed(page: Page) -> list[str]:
    """The verdict and the sample of each finding that is shown."""
    return [
        " ".join(row.locator(part).inner_text().split("\n")[-1] for part in (".verdict", ".sample"))
        for row in page.locator(".finding").all()
    ]


class TestContent:
    def test_the_answer_comes_first(self, page: Page) -> None:
        expect(page).to_have_title("Studio: not compliant")
        answer = page.get_by_role("region", name="Not compliant")
        expect(answer).to_contain_text("2 of 5 accounts are compliant; 2 are not, 1 could not be proven.")
        expect(answer).to_contain_text("2026-11-23 09:30:00 UTC")
        expect(answer).to_contain_text("1 new, 7 still open, 1 resolved")

    def test_what_is_unknown_is_told_with_its_reason(self, page: Page) -> None:
        row = page.locator("#unverified tbody tr")
        expect(row).to_have_count(1)
        for told in ("prod-us", "You are not authorized.", "UnauthorizedOperation", "f9b8"):
            expect(row).to_contain_text(told)

    def test_the_matrix_tells_by_letter_and_text_what_the_colour_tells(self, page: Page) -> None:
        matrix = page.locator(".matrix")
        expect(matrix.locator("thead th")).to_have_text(["Sample", "prod-sg", "prod-eu", "prod-us"])
        rows = {
            row.locator("th").inner_text(): row.locator("td").all_inner_texts()
            for row in matrix.locator("tbody tr").all()
        }
        assert {name: [cell.replace("\n", " ") for cell in cells] for name, cells in rows.items()} == {
            "Ann": ["M missing, high", "m missing, high, waived", "? unknown, high"],
            "Bob": ["D drifted, high", "✓ as expected", "? unknown, high"],
            "Eve (absent)": ["✓ as expected", "F forbidden, critical", "? unknown, high"],
            "unexpected samples": ["1 1 unexpected", "· none", "· none"],
        }

    def test_what_is_compliant_is_folded_away_and_can_be_shown(self, page: Page) -> None:
        fold = page.get_by_role("button", name="Show 1 account without findings")
        expect(fold).to_have_attribute("aria-expanded", "false")
        fold.click()
        expect_fragment(page, "all=1")
        expect(page.locator(".matrix thead th")).to_have_count(5)
        expect(page.locator(".matrix thead")).to_contain_text("prod-jp")
        page.get_by_role("button", name="Fold what is compliant").click()
        expect(page.locator(".matrix thead th")).to_have_count(4)

    def test_differences_stand_side_by_side(self, page: Page) -> None:
        table = page.locator(".finding", has_text="Bob").locator(".diff")
        expect(table.locator("thead th")).to_have_text(["Field", "Expected", "Found"])
        expect(table.locator("tbody th")).to_have_text("tags")
        expect(table.locator(".lacking")).to_have_text("Star")

    def test_what_an_account_does_not_answer_is_told_once(self, show: Show) -> None:
        lost = [finding("a", f"Ann {number}", "unknown", message="no answer") for number in range(9)]
        page = show(report(audit([account("a", lost, error="no answer")], [], lost))).page
        expect(page.locator(".finding")).to_have_count(1)
        expect(page.locator(".finding summary")).to_have_text("9 samples")

    def test_waivers_that_have_expired_come_first(self, page: Page) -> None:
        rows = page.locator("#waivers tbody tr")
        expect(rows.locator(".tag")).to_have_text(["expired 3 days ago", "2 days left", "38 days left"])
        expect(rows.nth(0)).to_contain_text("media-ops")
        expect(rows.nth(1)).to_contain_text("nobody")

    def test_what_is_resolved_is_told(self, page: Page) -> None:
        expect(page.locator("#changes tbody tr")).to_have_count(1)
        expect(page.locator("#changes tbody tr")).to_contain_text("prod-jp")

    def test_what_could_not_be_looked_for_again_is_told_too(self, show: Show) -> None:
        before = mixed_audit()
        before["accounts"].append(account("gone", [finding("gone", "Ann")]))
        before["findings"].append(finding("gone", "Ann"))
        page = show(report(mixed_audit(), report(before))).page
        expect(page.locator("#changes .tile")).to_have_text(
            [re.compile(told) for told in ("new", "open", "resolved", "1unproven")]
        )
        expect(page.locator("#changes tbody tr")).to_contain_text("gone")

    def test_a_compliant_report(self, show: Show) -> None:
        page = show(report(audit([account("a", ok=1)], [sample("Ann")]))).page
        expect(page.get_by_role("region", name="Compliant")).to_contain_text("Every one of 1 account")
        expect(page.locator("#matrix-body")).to_contain_text("there is nothing to show")
        expect(page.locator("#unverified, #changes, #waivers")).to_have_count(0)

    def test_a_report_of_nothing(self, show: Show) -> None:
        expect(show(report(audit([]))).page.locator(".answer")).to_contain_text("No account was audited.")


class TestFilters:
    def test_search_finds_and_stands_in_the_address(self, page: Page) -> None:
        page.get_by_label("Search").fill("star prod-sg")
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 8")
        assert listed(page) == ["drifted Bob"]
        expect_fragment(page, "q=star+prod-sg")

    def test_an_id_is_found_as_a_whole_for_a_part_of_one_may_be_a_name(self, show: Show) -> None:
        ada = {**finding("a", "Bob"), "id": "0123456789adaf00"}
        page = show(report(audit([account("a", [ada])], [], [ada]))).page
        page.get_by_label("Search").fill("ada")
        expect(page.locator("#found")).to_have_text("0 findings in 0 accounts, of 1")
        page.get_by_label("Search").fill(ada["id"].upper())
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 1")

    @pytest.mark.parametrize(
        ("address", "found"),
        [
            ("verdict=missing", 2),
            ("verdict=missing,drifted", 3),
            ("severity=critical", 1),
            ("account=prod-us", 3),
            ("account=PROD", 8),
            ("label=studio", 3),
            ("sample=Ann", 3),
            ("change=new", 1),
            ("change=open", 7),
            ("waived=no", 7),
            ("waived=only", 1),
            ("verdict=missing&waived=no&label=sg", 1),
            ("q=%E2%80%AE", 0),
            ("verdict=odd&severity=&label=none&x=1", 8),
            ("%", 8),
            ("__proto__=1&constructor=2", 8),
        ],
    )
    def test_an_address_that_was_shared_shows_the_same(self, show: Show, address: str, found: int) -> None:
        before = mixed_audit()
        before["findings"] = before["findings"][1:]
        page = show(report(mixed_audit(), report(before)), "#" + address).page
        expect(page.locator("#found")).to_have_text(re.compile(rf"^{found} finding"))

    def test_every_filter_writes_the_address_and_the_back_button_undoes_it(self, page: Page) -> None:
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
        expect(page.locator("#found")).to_have_text("1 finding in 1 account, of 8")
        for address in reversed(seen[:-1]):
            page.go_back()
            expect_fragment(page, address)
        expect(page.locator("#found")).to_have_text("8 findings in 3 accounts")
        expect(page.get_by_label("missing")).not_to_be_checked()
        page.go_forward()
        expect(page.get_by_label("missing")).to_be_checked()

    def test_what_is_typed_in_one_go_is_one_step_back(self, page: Page) -> None:
        search = page.get_by_label("Search")
        for text in ("a", "an", "ann"):
            search.fill(text)
            expect(page).to_have_url(re.compile(f"#q={text}$"))
        page.go_back()
        expect_fragment(page, "")
        expect(search).to_have_value("")

    def test_a_link_of_the_matrix_filters_and_can_be_cleared(self, page: Page) -> None:
        page.locator(".matrix").get_by_role("link", name="prod-eu").click()
        expect(page.locator("#found")).to_have_text("2 findings in 1 account, of 8")
        expect(page.get_by_label("Account", exact=True)).to_have_value("prod-eu")
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator("#found")).to_have_text("8 findings in 3 accounts")
        expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()

    def test_a_cell_leads_to_its_finding(self, page: Page) -> None:
        page.locator(".matrix td.has", has_text="forbidden").click()
        expect(page.locator(".finding")).to_have_count(1)
        expect(page.locator(".finding")).to_contain_text("Eve")
        page.get_by_role("button", name="Sample: Eve").click()
        expect_fragment(page, "account=prod-eu")

    def test_sections_are_reached_without_losing_the_filters(self, page: Page) -> None:
        page.get_by_label("Search").fill("ann")
        expect(page).to_have_url(re.compile("#q=ann$"))
        page.get_by_role("navigation").get_by_role("link", name="Waivers").click()
        expect_fragment(page, "q=ann")
        expect(page.locator("#waivers")).to_be_focused()

    def test_nothing_matches(self, page: Page) -> None:
        page.get_by_label("Search").fill("nobody is called so")
        expect(page.locator("#findings-body")).to_have_text("No finding matches the filters.")
        expect(page.locator("#matrix-body")).to_have_text("No sample and account match the filters.")


class TestThemes:
    def background(self, page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def test_the_system_s_and_the_person_s(self, show: Show) -> None:
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
    def test_the_first_stop_skips_to_the_report(self, page: Page) -> None:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

    def test_every_control_is_reached_seen_and_left_again(self, page: Page) -> None:
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
        for wanted in ("theme", "q", "account", "label", "change", "waived", "verdict", "severity", "fold"):
            assert wanted in names
        assert "scroll matrix-frame" in names
        assert {outline for _name, outline in stops} <= {"solid", "auto"}

    def test_filters_work_without_a_mouse(self, page: Page) -> None:
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

    def test_what_was_found_is_announced(self, page: Page) -> None:
        expect(page.get_by_role("status")).to_have_text("8 findings in 3 accounts")
        expect(page.get_by_role("status")).to_have_attribute("aria-live", "polite")


class TestPrint:
    def test_paper_shows_everything_and_no_controls(self, show: Show) -> None:
        findings = [finding("a", f"Ann {number}") for number in range(300)]
        page = show(report(audit([account("a", findings)], [], findings)), color_scheme="dark").page
        expect(page.locator(".finding")).to_have_count(100)
        page.emulate_media(media="print")
        expect(page.locator(".finding")).to_have_count(300)
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.locator(".filters")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.emulate_media(media="screen")
        expect(page.locator(".finding")).to_have_count(100)

    def test_paper_tells_what_it_was_filtered_by(self, show: Show) -> None:
        page = show(report(mixed_audit()), "#verdict=missing&q=a+b").page
        expect(page.locator("#printed-filters")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator("#printed-filters")).to_have_text(
            "Only what matches these filters is shown: q=a b&verdict=missing"
        )

    def test_a_real_print_run(self, page: Page) -> None:
        assert page.pdf().startswith(b"%PDF")


class TestAccessibility:
    @pytest.mark.parametrize(
        ("kind", "scheme", "width"),
        [
            ("mixed", "light", 1280),
            ("mixed", "dark", 400),
            ("large", "dark", 1280),
            ("hostile", "light", 400),
            ("print", "light", 1280),
        ],
    )
    def test_axe_finds_nothing_serious(self, show: Show, kind: str, scheme: str, width: int) -> None:
        audits = {"hostile": hostile_audit, "large": lambda: synthetic_audit(20, 12, 60)}
        made = report(audits.get(kind, mixed_audit)(), report(mixed_audit()))
        opened = show(made, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
        if kind == "print":
            opened.page.emulate_media(media="print")
        opened.page.evaluate(AXE)
        found = opened.page.evaluate("axe.run()")
        grave = [
            (one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3], one["nodes"][0]["failureSummary"])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert grave == []
        assert len(found["passes"]) > 15

    def test_headings_and_landmarks(self, page: Page) -> None:
        levels = [int(tag[1]) for tag in page.locator("h1, h2, h3").evaluate_all("all => all.map(one => one.tagName)")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for role in ("banner", "main", "navigation", "search", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)

    def test_a_narrow_page_never_scrolls_sideways(self, show: Show) -> None:
        for made in (mixed_audit(), hostile_audit(), synthetic_audit(60, 30, 400)):
            page = show(report(made), **NARROW).page
            assert page.evaluate("document.documentElement.scrollWidth") == 400


class TestHostileNames:
    def test_they_are_text(self, show: Show) -> None:
        page = show(report(hostile_audit(), report(hostile_audit()), title=HOSTILE_NAMES["tag"])).page
        expect(page.locator("h1")).to_have_text(HOSTILE_NAMES["tag"])
        assert page.locator("img, script:not(#report):not(:last-of-type), b > a, marquee").count() == 0
        shown = page.locator(".account h3 bdi").all_text_contents()
        for name in HOSTILE_NAMES.values():
            told = UNSEEN.sub(lambda sign: f"U+{ord(sign[0]):04X}", name)
            assert any(one == told or (len(name) > 240 and one == told[:240] + "…") for one in shown), name

    def test_what_is_not_seen_is_shown_by_its_number(self, show: Show) -> None:
        page = show(report(hostile_audit()), "#q=gnp").page
        expect(page.locator(".finding .sample .control-char").first).to_have_text("U+202E")
        shown = page.locator("#content bdi").all_text_contents()
        assert not any(re.search("[\u202a-\u202e\u2066-\u2069]", text) for text in shown)

    def test_every_name_is_isolated(self, show: Show) -> None:
        page = show(report(hostile_audit(["שלום", "a\u202eb"]))).page
        for place in (
            ".finding .sample",
            ".account h3",
            "#waivers tbody th",
            "#unverified tbody th",
            ".matrix tbody th",
        ):
            assert page.locator(f"{place} bdi[dir=auto]").count() > 0

    def test_a_long_name_is_cut_and_can_be_read(self, show: Show) -> None:
        page = show(report(hostile_audit([HOSTILE_NAMES["emoji"]]))).page
        name = page.locator(".account h3")
        assert len(name.locator("bdi").inner_text()) == 241
        name.get_by_role("button", name="all 2,500 characters").click()
        assert len(name.locator("bdi").inner_text()) == 2_500

    def test_a_fragment_is_text_too(self, show: Show) -> None:
        page = show(report(mixed_audit()), "#sample=%3Cimg%20src=x%20onerror=alert(1)%3E&q=%3Cb%3E").page
        expect(page.locator("#sample-filter")).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.locator("img, .filters b").count() == 0

    def test_no_other_script_may_run(self, show: Show) -> None:
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
        assert len(opened.complaints) == 2
        assert all("Content Security Policy" in complaint for complaint in opened.complaints)
        assert refused == ["https://example.com/x.png"]
        opened.complaints.clear()
        opened.requests.remove("https://example.com/x.png")


class TestSize:
    def test_a_thousand_accounts_and_two_hundred_samples_open(self, show: Show) -> None:
        page = show(report(synthetic_audit())).page
        expect(page.locator("#found")).to_have_text("20,000 findings in 625 accounts")
        assert page.evaluate("performance.getEntriesByName('ready').length") == 1
        assert page.evaluate("document.querySelectorAll('*').length") < 15_000
        page.get_by_role("button", name=re.compile("Show 400 more findings")).click()
        expect(page.locator(".finding")).to_have_count(500)
        page.get_by_role("button", name=re.compile("Show 50 more accounts")).click()
        expect(page.locator(".matrix thead th")).to_have_count(101)
        page.get_by_label("Account", exact=True).fill("prod-us-0002")
        expect(page.locator("#found")).to_have_text(re.compile(r"of 20,000$"))
