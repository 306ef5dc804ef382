# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of a report, its types and its validator agree with each other and with real audits."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, cast, get_args, get_type_hints

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import STATUSES
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC, parse_inputs
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import SEVERITIES
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.run import audit as run_audit
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WAIVABLE
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report import document as types
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.first_seen import with_first_seen
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.sources import with_sources
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report, parse_result
from support import report_schema
from support.emulator_process import EmulatorProcess
from support.playbook import account_options
from support.sample_report import account, audit, edited, finding, report, sample, waived, waiver

SCHEMA = Draft202012Validator(
    json.loads(report_schema.FILE.read_text(encoding="utf-8")), format_checker=FormatChecker()
)
DAY = dt.date(2026, 11, 23)
STATE = {
    "accounts": [
        {"name": "studio", "uin": "100000000001", "samples": [{"name": "Ann", "tags": ["US"]}, {"name": "Eve"}]},
        {"name": "denied", "uin": "100000000002", "denied": ["mps:DescribePersonSamples"]},
    ]
}


@pytest.fixture(scope="module")
def results() -> list[AuditResult]:
    """Two audits of one account each, with every verdict except *forbidden* and *ambiguous*."""
    options = {name: spec.get("default") for name, spec in {**CONNECTION_SPEC, **AUDIT_SPEC}.items()}
    options["samples"] = [
        {"name": "Ann", "tags": ["UK"], "description": "x", "min_faces": 9},
        {"name": "Bob", "accounts": ["studio"], "may_match_nothing": True},
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
            audited = cast(AuditResult, with_sources(run_audit(inputs, DAY), {}, {}, ""))
            made.append(parse_result(name, with_first_seen(audited, "2026-11-22T08:00:00Z")))
    return made


def test_schema_files_are_up_to_date() -> None:
    for path, text in report_schema.file_contents().items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} does not match the types of the document. Run: {report_schema.COMMAND}"
        )


def test_every_member_in_the_schema_has_a_description() -> None:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in report_schema.file_contents()]
    definitions = [definition for schema in schemas for definition in (schema, *schema["$defs"].values())]
    for definition in definitions:
        assert definition["description"]
        assert [name for name, member in definition["properties"].items() if not member.get("description")] == []


def test_types_have_the_values_that_the_audit_uses() -> None:
    kinds = {error.kind for error in vars(_errors).values() if hasattr(error, "kind")}
    assert types.VERDICT_NAMES == VERDICTS
    assert tuple(get_type_hints(types.VerdictCounts)) == VERDICTS
    assert types.STATUS_NAMES == tuple(get_type_hints(types.StatusCounts)) == STATUSES
    assert get_args(types.SeverityName) == SEVERITIES
    assert get_args(types.WaivableVerdict) == WAIVABLE
    assert {*get_args(types.ErrorKind)} == kinds


def test_report_of_a_real_audit_matches_the_schema(results: list[AuditResult]) -> None:
    report = merge_results(results, dt.datetime.fromisoformat("2026-11-23T08:00:00Z"), "Merged")
    found = {finding["verdict"] for finding in report["findings"]}
    assert found == {"ok", "missing", "drifted", "unexpected", "unknown"}
    SCHEMA.validate(report)
    before = merge_results(results[1:], dt.datetime.fromisoformat("2026-11-22T08:00:00Z"), "Before")
    before["findings"].append({**report["findings"][0], "id": "0" * 16, "account": "studio", "verdict": "missing"})
    after = compare(report, before)
    assert after["comparison"] is not None
    assert len(after["comparison"]["resolved"]) == 1
    SCHEMA.validate(after)
    SCHEMA.validate(merge_results([report], dt.datetime.fromisoformat("2026-11-23T08:00:00Z"), "Merged again"))


def test_schema_requires_every_member_and_allows_no_other(results: list[AuditResult]) -> None:
    previous = merge_results(results, dt.datetime.fromisoformat("2026-11-22T08:00:00Z"), "t")
    report = compare(merge_results(results, dt.datetime.fromisoformat("2026-11-23T08:00:00Z"), "t"), previous)
    changed = 0
    for path in list(mappings(report)):
        for change in ("more", "less"):
            other = copy.deepcopy(report)
            entry: Any = other
            for step in path:
                entry = entry[step]
            if change == "more":
                entry["one_more"] = None
            else:
                entry.pop(next(iter(entry)))
            assert not SCHEMA.is_valid(other), (path, change)
            changed += 1
    assert changed > 50


# Each of them is wrong for most members.
WRONG_VALUES: list[Any] = [None, True, -1, 0.5, "x", "2026-12-31", [], ["x"], {}]


@pytest.mark.slow
def test_validator_and_schema_reject_the_same_values() -> None:
    document = report(small_audit(), report(audit([account("b", [finding("b", "Ann")])], [], [finding("b", "Ann")])))
    rejected = 0
    for path in list(values(document)):
        for value in WRONG_VALUES:
            other = edited(document, path, value)
            is_valid = is_accepted(other)
            # jsonschema does not check times without an optional package.
            if is_valid is not None and path[-1] not in ("generated_at", "merged_at", "previous", "first_seen"):
                assert is_valid == SCHEMA.is_valid(other), (path, value)
                rejected += not is_valid
    assert rejected > 500


def small_audit() -> AuditResult:
    """One entry of each kind."""
    differences = [{"field": "tags", "expected": ["US"], "actual": "none"}]
    drifted = finding("a", "Ann", "drifted", differences=differences, person_ids=["1"], **waived())
    return audit([account("a", [drifted], labels=["x"])], [sample("Ann", ["a"])], [drifted], [waiver()])


def is_accepted(document: object) -> bool | None:
    """Whether the validator accepts the document. None if the types match, but the counts and names contradict."""
    try:
        parse_report("r", document)
    except ConfigurationError as error:
        return None if "The document contradicts itself" in str(error) else False
    return True


def values(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in a document, except the document itself."""
    if path:
        yield path
    for step, entry in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from values(entry, (*path, step))


def mappings(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all mappings in a document."""
    if isinstance(part, dict):
        yield path
    for step, entry in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from mappings(entry, (*path, step))
