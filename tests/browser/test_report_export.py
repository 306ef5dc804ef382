# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The export of the filtered findings: the same bytes as findings.csv, without the other rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import SEPARATORS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from support.sample_report import HOSTILE_NAMES, NOW, account, audit, finding, hostile_audit, mixed_audit, report

from .conftest import Opened, Show

pytestmark = pytest.mark.browser

FIRST_SEEN = (NOW, "2026-11-01T00:00:00+08:00", "2024-02-29T23:59:59.999Z", "9990-01-01T00:00:00Z")
# Cells whose escaping depends on details: formula signs after characters that a spreadsheet skips, quotes, lines.
CELLS = (
    *HOSTILE_NAMES.values(),
    *("=1+1", "+1", "-1", "@SUM(1)", "\u22121", "\uff1d1", "\ufe62x", "\u207a1", " =1", "\u3000=1", "\x1c=1", "\x85=1"),
    *(
        "\t=1",
        "\r=1",
        "\n1",
        "\u200b=1",
        "\u0301=1",
        "\u00ab=1",
        "'=1",
        '"=1',
        "\ufeff=1",
        "1=1",
        "a",
        "é=1",
        "",
        '"',
        "''",
    ),
    *(
        "张三",
        "王=芳",
        "שלום",
        "a\u202eb",
        "one,two;three\tfour",
        "\U0001f468\u200d\U0001f469",
        "\ufffe",
        "\ud83d",
        "ﬁ=1",
    ),
)


def exported(opened: Opened, tmp_path: Path) -> bytes:
    """The file that the button saves. The only request is to an address in the memory of the page."""
    with opened.page.expect_download() as waiting:
        opened.page.get_by_role("button", name="Export CSV").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    opened.requests[:] = [request for request in opened.requests if not request.startswith("blob:")]
    return saved.read_bytes()


def csv_file(document: Report, separator: str = "comma") -> bytes:
    """findings.csv without the findings of earlier reports, which the page does not filter."""
    comparison = document["comparison"]
    if comparison is not None:
        document = {**document, "comparison": {**comparison, "resolved": [], "unverified": []}}
    return b"".join(render_files(document, ["csv"], csv_separator=separator)["findings.csv"])


def hostile_report() -> Report:
    """Every hostile cell in every text of a finding, and every other kind of finding."""
    hostile, mixed = hostile_audit(CELLS), mixed_audit()
    findings = [*hostile["findings"], *mixed["findings"], finding("main", "Ok", "ok", message="as expected")]
    accounts = [*hostile["accounts"], *mixed["accounts"]]
    document = report(audit(accounts, [*hostile["samples"], *mixed["samples"]], findings), report(mixed))
    for number, one in enumerate(document["findings"]):
        one["first_seen"] = FIRST_SEEN[number % len(FIRST_SEEN)]
    return {**document, "fail_after_days": {"critical": 0, "high": 7, "medium": 30, "low": 36_500}}


@pytest.mark.parametrize("separator", SEPARATORS)
def test_export_of_all_findings_is_byte_equal_to_findings_csv(show: Show, tmp_path: Path, separator: str) -> None:
    document = hostile_report()
    opened = show(document, csv_separator=separator)
    # The page shows verdicts ok only if the filter names them.
    listed: Report = {**document, "findings": [one for one in document["findings"] if one["verdict"] != "ok"]}
    assert exported(opened, tmp_path) == csv_file(listed, separator)


def test_export_contains_only_what_is_filtered(show: Show, tmp_path: Path) -> None:
    document = report(mixed_audit())
    opened = show(document, "#verdict=missing&waived=no")
    content = exported(opened, tmp_path)
    kept = [one for one in document["findings"] if one["verdict"] == "missing" and not one["waived"]]
    assert content == csv_file({**document, "findings": kept})
    assert content.startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "findings-filtered.csv").exists()


def test_no_cell_of_the_export_is_a_formula(show: Show, tmp_path: Path) -> None:
    opened = show(hostile_report())
    rows = list(csv.reader(io.StringIO(exported(opened, tmp_path).decode("utf-8-sig"), newline="")))
    assert len(rows) > 3 * len(CELLS)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")]


def test_export_of_nothing_has_only_the_heading(show: Show, tmp_path: Path) -> None:
    one = finding("a", "Ann")
    document = report(audit([account("a", [one])], [], [one]))
    opened = show(document, "#q=nobody")
    assert exported(opened, tmp_path) == csv_file({**document, "findings": []})


def test_export_follows_the_filter_that_is_set_later(page: Page, tmp_path: Path) -> None:
    page.get_by_label("drifted").check(force=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export CSV").click()
    waiting.value.save_as(tmp_path / "one.csv")
    rows = (tmp_path / "one.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [("Bob" in row, "drifted" in row) for row in rows] == [(False, False), (True, True)]
