# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The public surface is the recorded one, and a record cannot break a released version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report
from support.sample_report import mixed_audit, report
from support.surface import Difference, current, difference, record, recorded, saved_reports

OPTION = "module m/options/names"
ROOT = Path(__file__).resolve().parents[2]
BEFORE: dict[str, Any] = {
    OPTION: {"type": "list"},
    "module m/options/fields/choices/name": True,
    "file manifest/properties/samples/type": "array",
    "metric total": ["audit"],
}


def test_nothing_public_is_removed_or_changed() -> None:
    breaking = difference(recorded(), current()).breaking
    advice = (
        "these public entries were removed or changed, so that playbooks of users break. Keep them and deprecate them"
        " (docs/compatibility.md). For a new major version, or before its release, run `make surface`."
    )
    assert breaking == (), advice


def test_everything_public_is_recorded() -> None:
    added = difference(recorded(), current()).added
    assert added == (), "new public entries. Run `make surface` and commit the record."


@pytest.mark.parametrize(
    ("changed", "added", "breaking"),
    [
        ({}, (), ()),
        ({"module m/options/new": {"default": "a"}}, ("module m/options/new",), ()),
        ({"module m/options/new": {"required": True}}, (), ("module m/options/new",)),
        ({"module n/options/new": {"required": True}}, ("module n/options/new",), ()),
        ({"file manifest/required/owner": True}, (), ("file manifest/required/owner",)),
        ({"file report/required/owner": True}, ("file report/required/owner",), ()),
        ({OPTION: {"type": "str"}}, (), (OPTION,)),
        ({OPTION: None}, (), (OPTION,)),
        ({"module m/options/fields/choices/name": None}, (), ("module m/options/fields/choices/name",)),
        ({"metric total": ["audit", "account"]}, (), ("metric total",)),
    ],
)
def test_a_difference_is_an_addition_or_breaks_users(
    changed: dict[str, Any], added: tuple[str, ...], breaking: tuple[str, ...]
) -> None:
    after = {name: value for name, value in {**BEFORE, **changed}.items() if value is not None}
    assert difference(BEFORE, after) == Difference(added, breaking)


@pytest.mark.parametrize(
    ("released", "version", "allowed"),
    [
        ([], "1.0.0", True),
        (["1.0.0"], "1.1.0", False),
        (["1.0.0", "1.4.2"], "2.0.0", True),
        (["1.0.0"], "10.0.0", True),
    ],
)
def test_only_a_new_major_version_can_record_a_removal(
    tmp_path: Path, released: list[str], version: str, allowed: bool
) -> None:
    target = tmp_path / "surface.json"
    target.write_text(json.dumps(BEFORE), "utf-8")
    after = {name: value for name, value in BEFORE.items() if name != OPTION}
    problem = record(after, target, released, version)
    assert (problem is None) == allowed
    assert json.loads(target.read_text("utf-8")) == (after if allowed else BEFORE)
    assert allowed or OPTION in str(problem)


def test_additions_to_a_released_version_are_recorded(tmp_path: Path) -> None:
    target = tmp_path / "surface.json"
    target.write_text(json.dumps(BEFORE), "utf-8")
    after = {**BEFORE, "playbook new": True}
    assert record(after, target, ["1.0.0"], "1.1.0") is None
    assert json.loads(target.read_text("utf-8")) == after


def test_surface_contains_every_kind_of_promise() -> None:
    kinds = {name.partition("/")[0].partition(" ")[0] for name in current()}
    plugins = {"module", "lookup", "filter", "inventory", "role", "playbook", "action"}
    assert kinds >= {*plugins, "file", "report", "column", "metric", "error"}


@pytest.mark.parametrize("path", saved_reports(), ids=lambda path: path.stem)
def test_reports_of_earlier_versions_are_read_and_compared(path: Path) -> None:
    saved = parse_report(path.name, json.loads(path.read_text("utf-8")))
    assert report(mixed_audit(), previous=saved)["comparison"] is not None


def test_a_report_of_this_minor_version_is_saved() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]
    assert f"report-{version.rpartition('.')[0]}" in [path.stem for path in saved_reports()], "Run `make surface`."
