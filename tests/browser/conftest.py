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
from pathlib import Path
from typing import Any, cast

import pytest
from benchmark.report_size import synthetic_audit
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import COMMA
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history import HistoryLine, history_line
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import ENGLISH
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result
from support.render import TEMPLATE
from support.sample_report import NOW_TIME, finding, mixed_audit, report

CHROMIUM = Path("/usr/bin/chromium")


@dataclass
class Opened:
    """An open report page, with all requests, console messages, errors and dialogs of the page."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


Show = Callable[..., Opened]


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


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens a report. The test fails at its end if the page had a problem or sent any other request."""
    opened: list[Opened] = []

    def show(
        report: Report,
        fragment: str = "",
        language: str = ENGLISH,
        history: Sequence[HistoryLine] = (),
        csv_separator: str = COMMA,
        **options: Any,
    ) -> Opened:
        path = tmp_path / f"report-{len(opened)}.html"
        rendered = render_files(
            report, ["html"], TEMPLATE, csv_separator=csv_separator, language=language, history=history
        )
        path.write_bytes(b"".join(rendered["report.html"]))
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options}
        )
        one = Opened(context.new_page(), path.as_uri())
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.on("console", lambda message: one.problems.append(f"{message.type}: {message.text}"))
        one.page.on("pageerror", lambda error: one.problems.append(str(error)))
        one.page.on("dialog", lambda dialog: one.problems.append(f"dialog: {dialog.message}"))
        opened.append(one)
        one.page.goto(one.url + fragment)
        one.page.wait_for_selector("html[data-ready]", state="attached")
        return one

    yield show
    for one in opened:
        assert one.problems == []
        assert {request.partition("#")[0] for request in one.requests} == {one.url}
        one.page.context.close()


@pytest.fixture
def page(show: Show) -> Page:
    before = mixed_audit()
    before["findings"] = [*before["findings"][1:], finding("prod-jp", "Bob")]
    return show(report(mixed_audit(), report(before))).page


def expect_fragment(page: Page, wanted: str) -> None:
    """Waits for the URL, because Playwright learns of a change only after a moment."""
    expect(page).to_have_url(re.compile(f"#{re.escape(wanted)}$" if wanted else "^[^#]*$"))


def history(runs: int, **members: Any) -> list[HistoryLine]:
    """One line a day, the last one at the time of the sample reports."""
    line = {**history_line(report(mixed_audit())), **members}
    days = [NOW_TIME - dt.timedelta(days=runs - 1 - number) for number in range(runs)]
    return [cast("HistoryLine", {**line, "time": day.strftime("%Y-%m-%dT%H:%M:%SZ")}) for day in days]


def large_audit(*size: int) -> AuditResult:
    """``size`` is the number of accounts, samples and findings."""
    return parse_result("synthetic", synthetic_audit(*size))
