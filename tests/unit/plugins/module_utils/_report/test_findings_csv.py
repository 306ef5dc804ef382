# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CSV: one row for each finding, and no cell that a spreadsheet could run as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Deadlines, Difference, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import (
    COLUMNS,
    escape_formula,
    render_csv,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import report_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.text import xml_safe
from support.render import EACH_HOSTILE_NAME, render
from support.sample_report import (
    NOW_TIME,
    account,
    audit,
    finding,
    hostile_audit,
    mixed_audit,
    report,
    sample,
    waiver,
)
from support.verdict_audit import audit_of_verdicts


def rows(document: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", document).removeprefix("\ufeff"), newline=""), strict=True))


def test_file_follows_rfc_4180_and_starts_with_a_byte_order_mark() -> None:
    content = render("csv", report(mixed_audit()))
    assert content.startswith("\ufeff" + ",".join(f'"{column}"' for column in COLUMNS) + "\r\n")
    assert content.count("\n") == content.count("\r\n") == 1 + 6
    assert content.endswith("\r\n")


@pytest.mark.parametrize(("separator", "character"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_separator_can_be_chosen(separator: str, character: str) -> None:
    document = report(hostile_audit())
    content = "".join(render_csv(document, separator)).removeprefix("\ufeff")
    assert content.startswith(character.join(f'"{column}"' for column in COLUMNS) + "\r\n")
    table = csv.DictReader(io.StringIO(content, newline=""), delimiter=character, strict=True)
    assert list(table) == rows(document)


def test_each_finding_is_a_row() -> None:
    found = rows(report(mixed_audit()))
    assert [(row["account"], row["sample"], row["verdict"]) for row in found][:4] == [
        ("prod-sg", "Ann", "missing"),
        ("prod-sg", "Bob", "drifted"),
        ("prod-sg", "Zed", "unexpected"),
        ("prod-eu", "Ann", "missing"),
    ]
    assert found[1]["differences"] == "tags: expected US, Star; found US"
    assert found[2]["person_ids"] == "7"
    facts = ("waived", "waiver_reason", "waiver_owner", "waiver_expires")
    assert [found[3][fact] for fact in facts] == ["true", "re-enrolment", "media-ops", "2099-12-31"]
    assert [found[0][fact] for fact in facts] == ["false", "", "", ""]
    unread = found[-1]
    assert (unread["account"], unread["sample"], unread["verdict"], unread["covers"]) == (
        "prod-us",
        "*",
        "unknown",
        "3",
    )
    assert {row["covers"] for row in found[:-1]} == {"1"}
    assert (unread["uin"], unread["account_status"]) == ("100000000001", "unknown")
    assert (unread["kind"], unread["code"]) == ("denied", "UnauthorizedOperation")
    assert (found[0]["labels"], found[0]["account_status"], found[0]["kind"]) == ("sg; studio", "noncompliant", "")


def test_several_differences_are_readable_and_on_one_line() -> None:
    differences: list[Difference] = [
        {"field": "tags", "expected": ["US", "a\nb\u202e"], "actual": []},
        {"field": "min_faces", "expected": 3, "actual": 0},
        {"field": "description", "expected": "", "actual": "=1 | x"},
    ]
    found = finding("a", "Ann", "drifted", differences=differences)
    (row,) = rows(report(audit([account("a", [found])], [sample("Ann")], [found])))
    assert row["differences"] == (
        "tags: expected US, a b\\u202e; found nothing | min_faces: expected 3; found 0"
        " | description: expected nothing; found =1 | x"
    )


def test_change_age_and_deadline_of_each_finding() -> None:
    deadlines: Deadlines = {"critical": 0, "high": 7, "medium": 30, "low": 90}
    first = audit_of_verdicts({"a": {"Ann": "missing", "Bob": "missing"}, "gone": {"Ann": "missing"}})
    second = audit_of_verdicts(
        {"a": {"Ann": "missing", "Bob": "ok", "Cy": "missing"}}, waivers=[waiver(account="a", sample="Cy")]
    )
    before = report_of(first, NOW_TIME - dt.timedelta(days=6, hours=1), "Audit")
    table = rows(compare(report_of(second, NOW_TIME, "Audit", deadlines), before))
    columns = ("account", "sample", "change", "first_seen", "age_days", "due", "overdue")
    assert [[row[column] for column in columns] for row in table] == [
        ["a", "Ann", "open", "2026-11-17 08:30:00", "6", "2026-11-24 08:30:00", "false"],
        ["a", "Cy", "new", "2026-11-23 09:30:00", "0", "", ""],
        ["gone", "Ann", "unverified", "2026-11-17 08:30:00", "6", "", ""],
        ["a", "Bob", "resolved", "2026-11-17 08:30:00", "6", "", ""],
    ]
    assert (table[2]["uin"], table[2]["account_status"]) == ("", "")
    late = rows(compare(report_of(second, NOW_TIME + dt.timedelta(days=1), "Audit", deadlines), before))
    assert [row["overdue"] for row in late] == ["true", "", "", ""]


def test_without_a_comparison_and_deadlines_their_cells_are_empty() -> None:
    for row in rows(report(mixed_audit())):
        assert (row["change"], row["due"], row["overdue"], row["age_days"]) == ("", "", "", "0")


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tharmless",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\u202e=1",
        '"=1"',
        "'=1",
        "\u201c=1",
        "\uff1d1",
        " \uff0b1",
        "\uff0d1",
        "\uff201",
        "\u22121",
    ],
)
def test_possible_formula_gets_an_apostrophe(cell: str) -> None:
    assert escape_formula(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Ann", "a=1", "1-2", "a@b", "'", "  ", "王 芳", '[{"field": "=1"}]'])
def test_harmless_cell_stays_unchanged(cell: str) -> None:
    assert escape_formula(cell) == cell


@EACH_HOSTILE_NAME
def test_hostile_names_stay_text(name: str) -> None:
    cell = escape_formula(xml_safe(name))
    row = next(row for row in rows(report(hostile_audit())) if row["account"] == cell)
    assert row["sample"] == cell
    assert row["message"] == f"found {xml_safe(name)}"
    assert (row["uin"], row["labels"], row["code"]) == (cell, cell, "")
    unknown = next(row for row in rows(report(hostile_audit())) if (row["account"], row["sample"]) == (cell, "lost"))
    assert unknown["code"] == cell
