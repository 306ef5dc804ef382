# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages of reports, open in Chromium, which Debian's package brings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import rendered

CHROMIUM = Path("/usr/bin/chromium")
PAGE = Path(__file__).resolve().parents[2] / "roles" / "person_sample_audit" / "files" / "report.html"


@dataclass
class Opened:
    """A report in a page, with everything it asked for and everything it complained of."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"there is no {CHROMIUM}: apt-get install --no-install-recommends chromium"
        if "CI" in os.environ or os.environ.get("MPS_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM)
        yield running
        running.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens a report; what it complained of, or asked for beside itself, fails the test at its end."""
    opened: list[Opened] = []

    def show(report: dict[str, Any], fragment: str = "", **options: Any) -> Opened:
        path = tmp_path / f"report-{len(opened)}.html"
        path.write_bytes(rendered(report, ["html"], PAGE.read_text(encoding="utf-8"))["report.html"])
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options}
        )
        one = Opened(context.new_page(), path.as_uri())
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.on("console", lambda message: one.complaints.append(f"{message.type}: {message.text}"))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("dialog", lambda dialog: one.complaints.append(f"dialog: {dialog.message}"))
        opened.append(one)
        one.page.goto(one.url + fragment)
        one.page.wait_for_selector("html[data-ready]", state="attached")
        return one

    yield show
    for one in opened:
        assert one.complaints == []
        assert {request.partition("#")[0] for request in one.requests} == {one.url}
        one.page.context.close()
