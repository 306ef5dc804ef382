# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merging audit results and reports."""

from __future__ import annotations

import datetime as dt
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
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results, report_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.outcome import outcome
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report
from support.sample_report import NOW_TIME, audit, waiver
from support.verdict_audit import audit_of_verdicts

WAIVERS = (
    waiver(account="*", sample="Ann", reason="one"),
    waiver(account="*", sample="Ann", reason="another"),
    waiver(
        account="*",
        sample="x",
        verdicts=["missing", "unexpected"],
        reason=None,
        expires="2026-11-22",
        expired=True,
        days_left=-1,
    ),
)
ACCOUNTS = st.dictionaries(
    st.sampled_from(["Ann", "Bob", "Cho", "Dee"]),
    st.sampled_from([verdict for verdict in VERDICT_NAMES if verdict != "unexpected"]),
    max_size=4,
)


def merged(*results: AuditResult) -> Report:
    return merge_results(results, NOW_TIME, "Audit")


def sorted_lists(value: Any) -> Any:
    """The value with all lists sorted, for comparisons that ignore the order."""
    if isinstance(value, dict):
        return {name: sorted_lists(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((sorted_lists(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


@pytest.mark.slow
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
    assert sorted_lists({**merged(*results), "merged_at": None}) == sorted_lists(at_once)


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


MARCH, MAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def slice_of(account: str, generated: dt.datetime, expires: str, expired: bool, **options: Any) -> Report:
    """The report of a slice with a missing sample and unexpected samples, which its host calls waived or not."""
    days = (dt.date.fromisoformat(expires) - generated.date()).days
    entry = waiver(account="*", sample="*", verdicts=["missing", "unexpected"], expires=expires, days_left=days)
    entry["expired"] = expired
    return report_of(audit_of_verdicts({account: {"Ann": "missing"}}, waivers=[entry], **options), generated, "Slice")


@pytest.mark.parametrize(
    ("expires", "expired", "now", "status"),
    [
        ("2026-04-01", False, MARCH, "compliant"),
        ("2026-04-01", False, MAY, "noncompliant"),
        ("2026-05-01", False, MAY, "compliant"),
        ("2026-06-01", True, MAY, "compliant"),  # the clock of its host was wrong
    ],
)
def test_waivers_are_evaluated_again_when_slices_are_merged(
    expires: str, expired: bool, now: dt.datetime, status: str
) -> None:
    merged = merge_results([slice_of("a", MARCH, expires, expired)], now, "Audit")
    (account,), (finding,), (entry,) = merged["accounts"], merged["findings"], merged["waivers"]
    assert (account["status"], merged["compliant"]) == (status, status == "compliant")
    assert account["waived"] == merged["summary"]["waived"] == (status == "compliant") == finding["waived"]
    assert finding["waiver"] is not None
    assert finding["waiver"]["expired"] is entry["expired"] is (status != "compliant")
    assert entry["days_left"] == (dt.date.fromisoformat(expires) - now.date()).days
    assert parse_report("merged", merged) == merged


def test_slices_that_disagree_about_a_waiver_agree_in_the_merged_report() -> None:
    slices = [slice_of("a", MARCH, "2026-04-01", expired=False), slice_of("b", MARCH, "2026-04-01", expired=True)]
    merged = merge_results(slices, MAY, "Audit")
    assert [account["status"] for account in merged["accounts"]] == ["noncompliant"] * 2
    (entry,) = merged["waivers"]
    assert (entry["findings"], entry["expired"], merged["summary"]["expired_waivers"]) == (2, True, 1)


def test_unexpected_samples_that_are_not_listed_lose_a_waiver_that_has_expired_since() -> None:
    one = slice_of("a", MARCH, "2026-04-01", expired=False, unexpected={"a": "uvwxyz"})
    assert (one["accounts"][0]["status"], one["accounts"][0]["waived"]) == ("compliant", 7)
    merged = merge_results([one], MAY, "Audit")
    assert (merged["accounts"][0]["status"], merged["accounts"][0]["waived"]) == ("noncompliant", 0)
    assert parse_report("merged", merged) == merged


def test_merged_report_has_the_time_of_its_oldest_result_and_of_the_merge() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    times = [dt.datetime(2026, 4, 1, 7, tzinfo=zone), dt.datetime(2026, 4, 1, 0, tzinfo=dt.UTC)]
    slices: list[AuditResult] = [
        {**report_of(audit_of_verdicts({str(n): {}}), time, "Slice"), "generated_at": time.isoformat()}  # type: ignore[typeddict-unknown-key]
        for n, time in enumerate(times)
    ]
    merged = merge_results(slices, MAY, "Audit")
    assert (merged["generated_at"], merged["merged_at"]) == ("2026-03-31T23:00:00Z", "2026-05-01T00:00:00Z")
    assert "The oldest merged result is of 2026-03-31T23:00:00Z, 30 days before the merge" in outcome(merged, "en")
    fresh = merge_results([audit_of_verdicts({"a": {}})], MAY, "Audit")
    assert (fresh["generated_at"], fresh["merged_at"]) == ("2026-05-01T00:00:00Z", None)


@pytest.mark.parametrize(
    ("generated", "max_age", "message"),
    [
        (
            MARCH,
            dt.timedelta(days=60),
            r"results\[1\] was generated at 2026-03-01T00:00:00Z, so it is older than max_age",
        ),
        (MAY + dt.timedelta(days=2), None, r"results\[1\] .* in the future"),
    ],
)
def test_result_that_is_too_old_or_of_the_future_is_an_error(
    generated: dt.datetime, max_age: dt.timedelta | None, message: str
) -> None:
    slices = [slice_of("a", MAY, "2026-06-01", expired=False), slice_of("b", generated, "2026-06-01", expired=False)]
    with pytest.raises(ConfigurationError, match=message):
        merge_results(slices, MAY, "Audit", max_age)


def test_result_within_the_maximum_age_is_merged() -> None:
    assert merge_results([slice_of("b", MARCH, "2026-06-01", expired=False)], MAY, "A", dt.timedelta(days=61))


def test_names_that_differ_only_in_their_unicode_form_are_one_account() -> None:
    with pytest.raises(ConfigurationError, match="is in more than one result"):
        merged(audit_of_verdicts({"Zo\u00eb": {}}), audit_of_verdicts({"Zoe\u0308": {}}))


def test_warnings_of_all_results_are_in_the_merged_report_once() -> None:
    results = [audit([], warnings=["b", "a"]), audit([], warnings=["a", "c"])]
    assert merged(*results)["warnings"] == ["b", "a", "c"]
