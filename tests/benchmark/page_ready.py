# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures the HTML page of a large report in Chromium: until it can be used, and its printed pages.

``python -m benchmark.page_ready`` prints the figures as JSON.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result
from benchmark.report_size import synthetic_audit
from support.render import render
from support.sample_report import report

CHROMIUM = Path("/usr/bin/chromium")
# The page can be used when the browser has drawn the first frame after the script.
_FIRST_FRAME = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"


def measure_page(runs: int = 3) -> dict[str, Any] | None:
    """Seconds until the page of 1,000 accounts x 200 samples can be used, and its printed pages. None: no Chromium."""
    if not CHROMIUM.exists():
        return None
    document = report(
        parse_result("synthetic", synthetic_audit()),
        report(parse_result("synthetic", synthetic_audit(findings=19_000))),
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(render("html", document), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        opened = [_open(browser, path.as_uri()) for _run in range(runs)]
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        browser.close()
        size = round(path.stat().st_size / 1e6, 2)
    return {
        "seconds": round(median(one["seconds"] for one in opened), 2),
        "processor seconds": round(median(one["processor"] for one in opened), 2),
        "printed pages": pages,
        "MB": size,
        "load": round(os.getloadavg()[0], 1),
    }


def _open(browser: Browser, address: str) -> dict[str, float]:
    """Seconds until the first frame, and the processor time of the page, which other programs do not lengthen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    seconds = page.evaluate(_FIRST_FRAME) / 1000
    measured = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
    page.close()
    return {"seconds": seconds, "processor": measured["TaskDuration"]}


if __name__ == "__main__":
    print(json.dumps(measure_page()))
