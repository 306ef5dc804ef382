# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of the formats, the JSON format, and properties that all formats share."""

from __future__ import annotations

import json

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES, render_files
from support.render import TEMPLATE, render
from support.sample_report import hostile_audit, mixed_audit, report


def content_of(document: Report) -> bytes:
    return b"".join(render_files(document, ["json"])["report.json"])


def test_json_is_the_report_and_is_rendered_to_the_same_bytes_again() -> None:
    document = report(hostile_audit())
    content = content_of(document)
    assert json.loads(content) == document
    assert content_of(json.loads(content)) == content


def test_json_has_one_line_for_each_entry() -> None:
    document = report(hostile_audit())
    lines = [line.rstrip(",") for line in render("json", document).split("\n")]
    for part in ("accounts", "samples", "findings", "waivers"):
        assert document[part]
        begin = lines.index(f'"{part}": [') + 1
        assert [json.loads(line) for line in lines[begin : begin + len(document[part])]] == document[part]


def test_json_with_lone_surrogates_is_utf_8() -> None:
    assert "a\\ud800b" in content_of(report(hostile_audit())).decode("utf-8")


def test_each_format_has_a_file_and_the_report_is_the_first() -> None:
    files = render_files(report(mixed_audit()), FILE_NAMES, TEMPLATE)
    assert list(files) == list(FILE_NAMES.values())
    assert next(iter(files)) == "report.json"


def test_only_the_chosen_formats_are_rendered() -> None:
    assert list(render_files(report(mixed_audit()), ["csv", "csv", "junit"])) == ["junit.xml", "findings.csv"]
    assert render_files(report(mixed_audit()), []) == {}


@pytest.mark.parametrize("format_", FILE_NAMES)
def test_jinja2_expression_in_a_name_stays_text(format_: str) -> None:
    assert "{{ 7*7 }}" in render(format_, report(hostile_audit()))


@pytest.mark.parametrize("format_", FILE_NAMES)
def test_saved_report_renders_to_the_same_files(format_: str) -> None:
    document = report(hostile_audit())
    assert render(format_, json.loads(render("json", document))) == render(format_, document)
