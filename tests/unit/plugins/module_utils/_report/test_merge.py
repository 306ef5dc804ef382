# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merging audit results and reports."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    SCHEMA,
    VERDICT_NAMES,
    AuditResult,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from support.sample_report import NOW, audit, waiver
from support.verdict_audit import audit_of_verdicts

WAIVERS = (
    waiver(account="*", sample="Ann", reason="one"),
    waiver(account="*", sample="Ann", reason="another"),
    waiver(account="*", sample="x", verdicts=["missing", "unexpected"], reason=None, expired=True, days_left=-1),
)
ACCOUNTS = st.dictionaries(
    st.sampled_from(["Ann", "Bob", "Cho", "Dee"]),
    st.sampled_from([verdict for verdict in VERDICT_NAMES if verdict != "unexpected"]),
    max_size=4,
)


def merged(*results: AuditResult) -> Report:
    return merge_results(results, NOW, "Audit")


def sorted_lists(value: Any) -> Any:
    """The value with all lists sorted, for comparisons that ignore the order."""
    if isinstance(value, dict):
        return {name: sorted_lists(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((sorted_lists(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


@given(st.lists(ACCOUNTS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_merging_in_any_grouping_gives_the_same_report(accounts: list[dict[str, str]], random: Random) -> None:
    results = [
        audit_of_verdicts({f"a{n}": verdicts}, {f"a{n}": "xyx"[: len(verdicts)]}, WAIVERS)
        for n, verdicts in enumerate(accounts)
    ]
    at_once = merged(*results)
    while len(results) > 1:
        some = [results.pop(random.randrange(len(results))) for _time in range(random.randint(1, len(results)))]
        results.append(merged(*some))
    assert sorted_lists(merged(*results)) == sorted_lists(at_once)


def test_merged_report_contains_everything_of_its_results() -> None:
    one = audit_of_verdicts({"a": {"Ann": "missing", "Bob": "ok"}}, waivers=WAIVERS)
    other = audit_of_verdicts({"b": {"Ann": "missing"}, "c": {"Ann": "unknown"}}, {"b": "x"}, WAIVERS)
    report = merged(one, other)
    assert report["schema"] == SCHEMA
    assert report["compliant"] is False
    assert report["summary"] == {
        "accounts": {"compliant": 1, "noncompliant": 1, "unknown": 1},
        "verdicts": {**dict.fromkeys(VERDICT_NAMES, 0), "ok": 1, "missing": 2, "unknown": 1, "unexpected": 1},
        "waived": 2,
        "expired_waivers": 1,
        "requests": 6,
        "seconds": 3.0,
    }
    assert [account["name"] for account in report["accounts"]] == ["a", "b", "c"]
    assert {sample["sample"]: sample["accounts"] for sample in report["samples"]} == {"Ann": None, "Bob": ["a"]}
    assert {(entry["sample"], entry["reason"]): entry["findings"] for entry in report["waivers"]} == {
        ("Ann", "one"): 2,
        ("Ann", "another"): 0,
        ("x", None): 1,
    }


def test_sample_expected_twice_in_one_account_is_not_expected_in_all_accounts() -> None:
    """An expectation with an ID and one with a name can have the same text."""
    result = audit_of_verdicts({"a": {"Ann": "ok"}, "b": {}})
    result["samples"] *= 2
    assert merged(result)["samples"] == result["samples"][:1]


def test_report_is_compliant_only_if_every_account_is() -> None:
    compliant, unknown = audit_of_verdicts({"a": {"Ann": "ok"}}), audit_of_verdicts({"b": {"Ann": "unknown"}})
    waived = audit_of_verdicts({"c": {"Ann": "missing"}}, waivers=WAIVERS)
    assert merged(compliant, waived)["compliant"] is True
    assert merged(compliant, unknown)["compliant"] is False
    assert merged(audit([]))["compliant"] is False


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ([], "there is no result to report"),
        (
            [audit_of_verdicts({"a": {}}), audit_of_verdicts({"b": {}, "a": {}})],
            "the account a is in more than one result",
        ),
    ],
    ids=["no result", "an account twice"],
)
def test_results_that_cannot_be_merged_are_an_error(results: list[AuditResult], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        merged(*results)
