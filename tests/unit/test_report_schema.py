# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report is what its JSON Schema says, and nothing else is."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC, parse_inputs
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.run import audit
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compared
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import SCHEMA, merged_report
from support import schemas
from support.emulator_process import EmulatorProcess
from support.playbook import account_options

REPORT = Draft202012Validator(
    json.loads((schemas.FOLDER / "report.schema.json").read_text(encoding="utf-8")), format_checker=FormatChecker()
)
DAY = dt.date(2026, 11, 23)
STATE = {
    "accounts": [
        {"name": "studio", "uin": "100000000001", "samples": [{"name": "Ann", "tags": ["US"]}, {"name": "Eve"}]},
        {"name": "denied", "uin": "100000000002", "denied": ["mps:DescribePersonSamples"]},
    ]
}


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    """Two audits of two accounts, with every verdict but *forbidden* and *ambiguous* in them."""
    options = {name: spec.get("default") for name, spec in {**CONNECTION_SPEC, **AUDIT_SPEC}.items()}
    options["samples"] = [
        {"name": "Ann", "tags": ["UK"], "description": "x", "min_faces": 9},
        {"name": "Bob", "accounts": ["studio"]},
        {"name": "Cy", "state": "absent"},
        {"name": "One", "type": "Default", "severity": "low"},
    ]
    options["waivers"] = [
        {"account": "*", "sample": "Bob", "expires": "2026-12-31", "owner": "ops"},
        {"account": "*", "sample": "Ann", "expires": "2020-12-31", "verdicts": ["drifted"]},
    ]
    made = []
    with EmulatorProcess(STATE) as emulator:
        for name, unexpected in (("studio", "report"), ("denied", "ignore")):
            accounts = [{"name": name, **account_options(emulator, name)}]
            inputs = parse_inputs(
                {**options, "accounts": accounts, "unexpected": unexpected, "include_ok": True, "retry_budget": 0.0}, {}
            )
            made.append(audit(inputs, DAY, lambda warning: None))
    return made


def test_a_report_is_as_its_schema_says(results: list[dict[str, Any]]) -> None:
    report = merged_report(results, "2026-11-23T08:00:00Z", "All of them")
    found = {finding["verdict"] for finding in report["findings"]}
    assert found == {"ok", "missing", "drifted", "unexpected", "unknown"}
    REPORT.validate(report)
    before = merged_report(results[1:], "2026-11-22T08:00:00Z", "Before")
    before["findings"].append({**report["findings"][0], "id": "0" * 16, "account": "studio", "verdict": "missing"})
    after = compared(report, before)
    assert len(after["comparison"]["resolved"]) == 1
    REPORT.validate(after)
    REPORT.validate(merged_report([report], "2026-11-23T08:00:00Z", "Merged again"))


def test_the_schema_of_a_report_wants_every_key_and_no_other(results: list[dict[str, Any]]) -> None:
    report = compared(merged_report(results, "2026-11-23T08:00:00Z", "t"), merged_report(results, "2026-11-22", "t"))
    mutated = 0
    for path in list(mappings(report)):
        for change in ("more", "less"):
            other = copy.deepcopy(report)
            place: Any = other
            for step in path:
                place = place[step]
            if change == "more":
                place["one_more"] = None
            else:
                place.pop(next(iter(place)))
            assert not REPORT.is_valid(other), (path, change)
            mutated += 1
    assert mutated > 50


def mappings(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the mappings are."""
    if isinstance(part, dict):
        yield path
    for step, entry in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from mappings(entry, (*path, step))


def test_a_report_has_the_words_of_the_code() -> None:
    words = REPORT.schema["$defs"]
    kinds = {error.kind for error in vars(_errors).values() if hasattr(error, "kind")}
    assert REPORT.schema["properties"]["schema"]["const"] == SCHEMA
    assert {*words["account"]["properties"]["kind"]["enum"]} == {*kinds, None}
    assert words["finding"]["properties"]["verdict"]["enum"] == [*VERDICTS]
    assert [*words["verdict_counts"]["properties"]] == [*VERDICTS]
