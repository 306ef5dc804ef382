# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Opens report pages in Chromium from the Debian package."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from benchmark.report_size import synthetic_audit
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import COMMA
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history import HistoryLine, history_line
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import ENGLISH
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result
from support.render import TEMPLATE
from support.sample_report import NOW_TIME, finding, mixed_audit, report

CHROMIUM = Path("/usr/bin/chromium")
BLANK = "about:blank"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ColorScheme = Literal["light", "dark"]


@dataclass
class Opened:
    """An open report page, with all requests, console messages, errors and dialogs of the page."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Tab:
    """A tab that shows one report after the other. A new tab costs more than most tests."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._page: Page = browser.new_context(viewport=DESKTOP, **options).new_page()
        self._opened = Opened(self._page, BLANK)
        self._page.on("request", lambda request: self._opened.requests.append(request.url))
        self._page.on("console", lambda message: self._opened.problems.append(f"{message.type}: {message.text}"))
        self._page.on("pageerror", lambda error: self._opened.problems.append(str(error)))
        self._page.on("dialog", lambda dialog: self._opened.problems.append(f"dialog: {dialog.message}"))

    def open(self, url: str, fragment: str, viewport: ViewportSize, color_scheme: ColorScheme) -> Opened:
        self._page.set_viewport_size(viewport)
        self._page.emulate_media(media="null", color_scheme=color_scheme)
        self._opened = Opened(self._page, url)
        self._page.goto(url + fragment)
        self._page.wait_for_selector("html[data-ready]", state="attached")
        return self._opened

    def finish(self) -> None:
        """Fail if the page had a problem or sent any other request. Delete what it stored."""
        opened = self._opened
        self._page.evaluate("localStorage.clear()")
        # The next report is in a new document. Events of this one that come late still belong to it.
        self._page.goto(BLANK)
        assert opened.problems == []
        assert {request.partition("#")[0] for request in opened.requests} == {opened.url}


Show = Callable[..., Opened]

# What #found shows at each address, after the page has followed the change of the address.
FOUND_AT_EACH = """async (addresses) => {
  const found = [];
  for (const address of addresses) {
    const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    location.hash = address;
    await changed;
    found.push(document.getElementById("found").textContent);
  }
  return found;
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} does not exist. Run: apt-get install --no-install-recommends chromium"
        if "CI" in os.environ or os.environ.get("MPS_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM)
        yield running
        running.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Callable[[bool], Tab]:
    """The tab with or without the Content Security Policy of the page."""
    return cache(lambda bypass_csp: Tab(browser, bypass_csp=bypass_csp))


@pytest.fixture
def show(tab: Callable[[bool], Tab], tmp_path: Path) -> Iterator[Show]:
    """Opens a report instead of the one before. The test fails if a page had a problem or sent any other request."""
    used: list[Tab] = []

    def show(
        report: Report,
        fragment: str = "",
        language: str = ENGLISH,
        history: Sequence[HistoryLine] = (),
        csv_separator: str = COMMA,
        viewport: ViewportSize | None = None,
        color_scheme: ColorScheme = "light",
        bypass_csp: bool = False,
    ) -> Opened:
        if used:
            used.pop().finish()
        path = tmp_path / "report.html"
        rendered = render_files(
            report, ["html"], TEMPLATE, csv_separator=csv_separator, language=language, history=history
        )
        path.write_bytes(b"".join(rendered["report.html"]))
        used.append(tab(bypass_csp))
        return used[0].open(path.as_uri(), fragment, viewport or DESKTOP, color_scheme)

    yield show
    if used:
        used.pop().finish()


@pytest.fixture
def page(show: Show) -> Page:
    before = mixed_audit()
    before["findings"] = [*before["findings"][1:], finding("prod-jp", "Bob")]
    return show(report(mixed_audit(), report(before))).page


def expect_fragment(page: Page, wanted: str) -> None:
    """Waits for the URL, because Playwright learns of a change only after a moment."""
    expect(page).to_have_url(re.compile(f"#{re.escape(wanted)}$" if wanted else "^[^#]*$"))


def found_at_each(page: Page, addresses: Sequence[str]) -> list[str]:
    """The number of findings that the page shows at each address, one after the other."""
    found: list[str] = page.evaluate(FOUND_AT_EACH, list(addresses))
    return found


def history(runs: int, **members: Any) -> list[HistoryLine]:
    """One line a day, the last one at the time of the sample reports."""
    line = {**history_line(report(mixed_audit())), **members}
    days = [NOW_TIME - dt.timedelta(days=runs - 1 - number) for number in range(runs)]
    return [cast("HistoryLine", {**line, "time": day.strftime("%Y-%m-%dT%H:%M:%SZ")}) for day in days]


def large_audit(*size: int) -> AuditResult:
    """``size`` is the number of accounts, samples and findings."""
    return parse_result("synthetic", synthetic_audit(*size))
