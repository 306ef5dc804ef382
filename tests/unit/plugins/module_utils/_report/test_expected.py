# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merged reports that must contain certain accounts."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    VERDICT_NAMES,
    AuditResult,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.expected import (
    ExpectedAccount,
    parse_expected_accounts,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results, report_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import REPORT_SPEC, write_reports
from support.sample_report import NOW_TIME
from support.verdict_audit import audit_of_verdicts

SAMPLES = ["Ann", "Bob", "Cho", "Dee"]
VERDICTS = st.sampled_from([verdict for verdict in VERDICT_NAMES if verdict != "unexpected"])
FLEETS = st.lists(st.dictionaries(st.sampled_from(SAMPLES), VERDICTS, min_size=1), min_size=1, max_size=7)


def expected(*names: str) -> list[ExpectedAccount]:
    return [ExpectedAccount(AccountRef(name)) for name in names]


def merged(*results: AuditResult, of: list[ExpectedAccount]) -> Report:
    return merge_results(results, NOW_TIME, "Audit", expected=of)


def options(**given: Any) -> dict[str, Any]:
    return {**dict.fromkeys(REPORT_SPEC), **given}


def of_fleet(fleet: dict[str, dict[str, str]]) -> AuditResult:
    """An audit of these accounts, with the samples in the order that an audit has: by their first account."""
    order = {sample: number for number, sample in enumerate(SAMPLES)}
    ordered = {
        name: dict(sorted(verdicts.items(), key=lambda item: order[item[0]])) for name, verdicts in fleet.items()
    }
    return audit_of_verdicts(ordered)


@given(FLEETS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_merged_slices_equal_the_report_of_one_audit(verdicts: list[dict[str, str]], count: int, random: Any) -> None:
    fleet = {f"a{number}": of_account for number, of_account in enumerate(verdicts)}
    names = list(fleet)
    slices = [of_fleet({name: fleet[name] for name in names[start::count]}) for start in range(min(count, len(names)))]
    random.shuffle(slices)
    whole = report_of(of_fleet(fleet), NOW_TIME, "Audit")
    report = merged(*slices, of=expected(*names))
    report["summary"]["seconds"], report["merged_at"] = whole["summary"]["seconds"], None
    assert json.dumps(report) == json.dumps(whole)


def test_account_of_a_lost_slice_is_unknown() -> None:
    report = merged(of_fleet({"b": {"Ann": "ok"}}), of=expected("a", "b", "c"))
    assert [(account["name"], account["status"]) for account in report["accounts"]] == [
        ("a", "unknown"),
        ("b", "compliant"),
        ("c", "unknown"),
    ]
    assert not report["compliant"]
    assert [(found["account"], found["verdict"], found["covers"]) for found in report["findings"]] == [
        ("a", "unknown", 0),
        ("c", "unknown", 0),
    ]
    assert parse_report("merged", json.loads(json.dumps(report))) == report


def test_all_slices_can_be_lost() -> None:
    report = merged(of=expected("a", "b"))
    assert report["summary"]["accounts"] == {"compliant": 0, "noncompliant": 0, "unknown": 2}
    assert parse_report("merged", json.loads(json.dumps(report))) == report


def test_expectation_does_not_apply_to_all_accounts_if_some_are_lost() -> None:
    (sample,) = merged(of_fleet({"b": {"Ann": "ok"}}), of=expected("a", "b"))["samples"]
    assert sample["accounts"] == ["b"]


def test_finding_of_a_lost_account_is_not_resolved() -> None:
    before = report_of(of_fleet({"a": {"Ann": "missing"}, "b": {"Ann": "ok"}}), NOW_TIME, "Audit")
    comparison = compare(merged(of_fleet({"b": {"Ann": "ok"}}), of=expected("a", "b")), before)["comparison"]
    assert comparison is not None
    assert comparison["resolved"] == []
    assert [found["account"] for found in comparison["unverified"]] == ["a"]


def test_account_that_is_not_expected_stays_in_the_report_with_a_warning() -> None:
    report = merged(of_fleet({"old": {"Ann": "missing"}}), of_fleet({"a": {"Ann": "ok"}}), of=expected("a"))
    assert [account["name"] for account in report["accounts"]] == ["a", "old"]
    assert report["summary"]["verdicts"]["missing"] == 1
    (warning,) = report["warnings"]
    assert warning.startswith("The merged reports contain accounts that are not expected: old.")


def test_accounts_file_gives_names_labels_and_numbers_without_credentials() -> None:
    entries = [{"name": "b", "account_uin": "100000000002", "labels": ["eu"], "profile": "missing"}, {"name": "a"}]
    accounts = parse_expected_accounts(options(expected_accounts=["a", "c"]), entries, {})
    assert accounts == [
        ExpectedAccount(AccountRef("b", frozenset({"eu"})), "100000000002"),
        ExpectedAccount(AccountRef("a")),
        ExpectedAccount(AccountRef("c")),
    ]
    assert parse_expected_accounts(options(include_labels=["eu"]), entries, {}) == accounts[:1]
    assert parse_expected_accounts(options(), None, {}) is None


@pytest.mark.parametrize(
    ("given", "entries", "problem"),
    [
        ({"expected_accounts": []}, None, "expected_accounts: is empty"),
        ({}, [{"name": "a"}, {"name": "a"}], "accounts[1].name: 'a' is already the name of accounts[0]"),
        ({}, [{"nam": "a"}], "accounts[0].nam: is an unknown field"),
        ({"include_accounts": ["b"]}, [{"name": "a"}], "include_accounts[0]: 'b' matches no account"),
    ],
)
def test_wrong_expected_accounts_are_an_error(given: dict[str, Any], entries: Any, problem: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse_expected_accounts(options(**given), entries, {})
    assert problem in str(raised.value)


@pytest.mark.parametrize("knows_accounts", [True, False])
def test_report_that_does_not_exist_is_a_warning_if_the_accounts_are_known(
    tmp_path: Path, knows_accounts: bool
) -> None:
    there, lost = tmp_path / "1.json", tmp_path / "2.json"
    there.write_text(json.dumps(report_of(of_fleet({"a": {"Ann": "ok"}}), NOW_TIME, "Audit")), encoding="utf-8")
    given = {
        **{name: option.get("default") for name, option in REPORT_SPEC.items()},
        "reports": [str(there), str(lost)],
        "dest": str(tmp_path / "merged"),
        "formats": ["json"],
    }
    accounts = expected("a", "b") if knows_accounts else None
    if knows_accounts:
        result = write_reports(given, str, NOW_TIME, False, accounts)
        assert result["accounts"] == {"compliant": ["a"], "noncompliant": [], "unknown": ["b"]}
        assert result["warnings"] == [f"{lost} does not exist. The audit that writes it did not finish."]
    else:
        with pytest.raises(ConfigurationError, match=r"2\.json"):
            write_reports(given, str, NOW_TIME, False, accounts)


def test_order_of_the_reports_does_not_matter() -> None:
    slices = [of_fleet({name: {"Ann": "missing"}}) for name in "abc"]
    reports = [merged(*order, of=expected("a", "b", "c")) for order in itertools.permutations(slices)]
    assert all(report == reports[0] for report in reports)
