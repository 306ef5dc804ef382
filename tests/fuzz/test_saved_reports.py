# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damaged saved reports: refused, or merged, compared and rendered completely. Nothing noncompliant gets compliant."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import read_report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES, render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_result
from support.damage import FUZZ, damaged, damaged_json
from support.render import TEMPLATE, render
from support.sample_report import NOW_TIME, mixed_audit, report

SAVED: Any = json.loads(render("json", report(mixed_audit(), report(mixed_audit()))))
LATER = NOW_TIME + dt.timedelta(hours=1)
FUZZ_FILES = settings(FUZZ, suppress_health_check=[*FUZZ.suppress_health_check, HealthCheck.function_scoped_fixture])


def assert_complete(document: Any, made: Report) -> None:
    """The new report has every account and every finding of the saved one, in each file."""
    assert [account["name"] for account in made["accounts"]] == [account["name"] for account in document["accounts"]]
    assert [finding["id"] for finding in made["findings"]] == [finding["id"] for finding in document["findings"]]
    unsure = any(account["status"] != "compliant" for account in document["accounts"])
    assert not (made["compliant"] and unsure)
    files = {name: b"".join(parts) for name, parts in render_files(made, FILE_NAMES, TEMPLATE).items()}
    assert json.loads(files["report.json"])["findings"] == json.loads(json.dumps(made["findings"]))
    for content in files.values():
        content.decode("utf-8")


@FUZZ_FILES
@given(content=damaged_json(SAVED))
def test_saved_report_is_merged_completely_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    try:
        saved = read_report(path)
        made = merge_results([saved], LATER, "Studio")
    except ConfigurationError as error:
        str(error).encode("utf-8")
        return
    assert_complete(json.loads(content), made)


@FUZZ
@given(document=damaged(mixed_audit()))
def test_result_of_an_audit_is_merged_completely_or_refused(document: Any) -> None:
    try:
        made = merge_results([parse_result("results[0]", document)], LATER, "Studio")
    except ConfigurationError as error:
        str(error).encode("utf-8")
        return
    assert_complete(document, made)


@FUZZ_FILES
@given(content=damaged_json(SAVED))
def test_finding_of_the_previous_report_is_never_forgotten(tmp_path: Path, content: bytes) -> None:
    """Without its expectation and its account, a finding is dropped. Otherwise it is open, resolved or unverified."""
    path = tmp_path / "report.json"
    path.write_bytes(content)
    try:
        previous = read_report(path)
    except ConfigurationError:
        return
    now = report(mixed_audit())
    compared = compare(now, previous)["comparison"]
    assert compared is not None
    kept = {*compared["open"], *(finding["id"] for finding in [*compared["resolved"], *compared["unverified"]])}
    unread = {account["name"] for account in now["accounts"] if account["status"] == "unknown"}
    for finding in previous["findings"]:
        if finding["verdict"] != "ok" and finding["account"] in unread:
            assert finding["id"] in kept
    assert sorted([*compared["new"], *compared["open"]]) == sorted(finding["id"] for finding in now["findings"])


@FUZZ
@given(names=st.lists(st.text(max_size=5), min_size=1, max_size=3, unique=True))
def test_names_of_any_text_are_in_every_report(names: list[str]) -> None:
    audit = mixed_audit()
    for account, name in zip(audit["accounts"], names, strict=False):
        for finding in audit["findings"]:
            if finding["account"] == account["name"]:
                finding["account"] = name
        account["name"] = name
    try:
        made = merge_results([parse_result("results[0]", audit)], LATER, "Studio")
    except ConfigurationError:
        return
    assert_complete(audit, made)
