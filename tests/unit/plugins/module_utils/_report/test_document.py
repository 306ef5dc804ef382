# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of audits become one report, which is held against the one before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings, UnexpectedSamples
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS, Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waiver, WaiverBook
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, DeniedError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compared
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    SCHEMA,
    merged_report,
    validate_schema_version,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import violations

TODAY = dt.date(2026, 11, 23)
NAMES = ("Ann", "Bob", "Cho", "Dee")
Document = dict[str, Any]


def result_of(
    verdicts: dict[str, dict[str, str]],
    unexpected: dict[str, Sequence[str]] | None = None,
    waivers: Sequence[Waiver] = (),
    limit: int = 2,
    severities: dict[str, str] | None = None,
) -> Document:
    """An audit's result: ``verdicts`` by account and name of the sample, ``unexpected`` names by account."""
    book = WaiverBook(waivers, TODAY)
    tallies = {name: AccountFindings(name, book) for name in verdicts}
    for name, tally in tallies.items():
        for sample, verdict in verdicts[name].items():
            judged = DeniedError(f"no {sample}") if verdict == "unknown" else Verdict(verdict)
            tally.add(Expectation(sample, severity=(severities or {}).get(sample, "high")), judged)
        if unexpected is not None:
            extra = UnexpectedSamples(tally.waivers, book, limit)
            for n, sample in enumerate(unexpected.get(name, ())):
                extra.add({"PersonId": str(n), "Name": sample})
            tally.add_unexpected(extra)
    expected = {sample: [name for name in verdicts if sample in verdicts[name]] for sample in NAMES}
    return {
        "summary": {"seconds": 1.0},
        "accounts": [
            {
                "name": name,
                "reference": False,
                "unexpected_counted": tally.unexpected_counted,
                "status": tally.status,
                "verdicts": tally.counts(),
                "waived": tally.waived,
                "requests": 2,
            }
            for name, tally in tallies.items()
        ],
        "samples": [
            {
                "sample": sample,
                "type": "UserDefine",
                "state": "present",
                "severity": "high",
                "accounts": None if len(accounts) == len(verdicts) else accounts,
            }
            for sample, accounts in expected.items()
            if accounts
        ],
        "findings": [finding for tally in tallies.values() for finding in tally.findings],
        "waivers": book.as_result(),
    }


def report_of(*results: Document) -> Document:
    return merged_report(results, "2026-11-23T10:00:00Z", "Audit")


def orderless(value: Any) -> Any:
    """The same whatever the order of lists is."""
    if isinstance(value, dict):
        return {name: orderless(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((orderless(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


WAIVERS = (
    Waiver("*", "Ann", TODAY, ("missing",), "one", "ops"),
    Waiver("*", "Ann", TODAY, ("missing",), "another", "ops"),
    Waiver("*", "x", TODAY - dt.timedelta(days=1)),
)
ACCOUNTS = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([one for one in VERDICTS if one != "unexpected"]), max_size=4
)


@given(st.lists(ACCOUNTS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_results_merge_to_the_same_in_any_grouping(accounts: list[dict[str, str]], chance: Random) -> None:
    results = [
        result_of({f"a{n}": verdicts}, {f"a{n}": "xyx"[: len(verdicts)]}, WAIVERS)
        for n, verdicts in enumerate(accounts)
    ]
    at_once = report_of(*results)
    while len(results) > 1:
        some = [results.pop(chance.randrange(len(results))) for _time in range(chance.randint(1, len(results)))]
        results.append(report_of(*some))
    assert orderless(report_of(*results)) == orderless(at_once)


def test_a_report_says_all_of_its_results() -> None:
    one = result_of({"a": {"Ann": "missing", "Bob": "ok"}}, waivers=WAIVERS)
    other = result_of({"b": {"Ann": "missing"}, "c": {"Ann": "unknown"}}, {"b": "x"}, WAIVERS)
    report = report_of(one, other)
    assert report["schema"] == SCHEMA
    assert report["compliant"] is False
    assert report["summary"] == {
        "accounts": {"compliant": 1, "noncompliant": 1, "unknown": 1},
        "verdicts": {**dict.fromkeys(VERDICTS, 0), "ok": 1, "missing": 2, "unknown": 1, "unexpected": 1},
        "waived": 2,
        "expired_waivers": 1,
        "requests": 6,
        "seconds": 2.0,
    }
    assert [account["name"] for account in report["accounts"]] == ["a", "b", "c"]
    assert {sample["sample"]: sample["accounts"] for sample in report["samples"]} == {"Ann": None, "Bob": ["a"]}
    assert {(entry["sample"], entry["reason"]): entry["findings"] for entry in report["waivers"]} == {
        ("Ann", "one"): 2,
        ("Ann", "another"): 0,
        ("x", None): 1,
    }


def test_a_sample_that_is_expected_twice_of_one_account_is_not_expected_everywhere() -> None:
    """By an id and by a name that reads the same."""
    result = result_of({"a": {"Ann": "ok"}, "b": {}})
    result["samples"] *= 2
    assert report_of(result)["samples"] == result["samples"][:1]


def test_a_report_is_compliant_only_when_every_account_is() -> None:
    well, unknown = result_of({"a": {"Ann": "ok"}}), result_of({"b": {"Ann": "unknown"}})
    waived = result_of({"c": {"Ann": "missing"}}, waivers=WAIVERS)
    assert [report_of(*results)["compliant"] for results in ([well, waived], [well, unknown])] == [True, False]
    assert report_of(result_of({}))["compliant"] is False


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ([], "there is no result to report; give at least one"),
        ([result_of({"a": {}}), result_of({"b": {}, "a": {}})], "the account a stands in more than one result"),
        ([result_of({"a": {}}), {"accounts": []}], r"results\[1\] is not a result .* it has no summary, samples, find"),
        (["text"], r"results\[0\] is not a result of mps_person_sample_audit, nor a report"),
    ],
    ids=["none", "an account twice", "parts missing", "no mapping"],
)
def test_what_is_no_result_is_refused(results: list[Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        report_of(*results)


@pytest.mark.parametrize("document", [None, [], {}, {"schema": "tencentcloud.mps/audit-report/2"}, {"schema": SCHEMA}])
def test_what_is_no_report_is_refused(document: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^old\.json is not a re"):
        validate_schema_version(document, "old.json")


def test_a_report_that_was_saved_is_one() -> None:
    saved = json.loads(json.dumps(report_of(result_of({"a": {"Ann": "missing"}}))))
    assert validate_schema_version(saved, "old.json") == saved


@pytest.mark.parametrize(
    ("before", "now", "new", "still_open", "resolved"),
    [
        ("missing", "missing", 0, 1, 0),
        ("missing", "ok", 0, 0, 1),
        ("ok", "missing", 1, 0, 0),
        ("missing", "drifted", 1, 0, 1),
        ("missing", "unknown", 1, 0, 0),
        ("unknown", "unknown", 0, 1, 0),
        ("unknown", "missing", 1, 0, 1),
        ("unknown", "ok", 0, 0, 1),
    ],
)
def test_a_finding_is_new_open_or_resolved(before: str, now: str, new: int, still_open: int, resolved: int) -> None:
    previous, report = (report_of(result_of({"a": {"Ann": verdict}})) for verdict in (before, now))
    comparison = compared(report, previous)["comparison"]
    assert [len(comparison[kind]) for kind in ("new", "open", "resolved")] == [new, still_open, resolved]
    assert comparison["resolved"] == previous["findings"][:resolved]
    assert comparison["previous"] == "2026-11-23T10:00:00Z"


def test_without_a_report_before_there_is_no_comparison() -> None:
    assert compared(report_of(result_of({"a": {}})), None)["comparison"] is None


def test_a_finding_of_an_account_that_is_not_there_now_or_not_proven_is_not_resolved() -> None:
    previous = report_of(result_of({"a": {"Ann": "missing"}, "b": {"Ann": "missing"}, "c": {"Ann": "missing"}}))
    report = report_of(result_of({"b": {"Ann": "ok", "Bob": "unknown", "Cho": "missing"}, "c": {}}))
    report["accounts"][1]["status"] = "unknown"  # as where inputs were only checked
    assert compared(report, previous)["comparison"]["resolved"] == []


@pytest.mark.parametrize(
    ("now", "resolved"),
    [("x", ["y", "z"]), ("", ["x", "y", "z"]), ("xpq", []), ("xy", ["z"])],
    ids=["fewer", "none", "more than are listed", "as many as are listed"],
)
def test_an_unexpected_sample_is_resolved_only_where_all_of_them_are_listed(now: str, resolved: list[str]) -> None:
    previous = report_of(result_of({"a": {}}, {"a": "xyz"}, limit=3))
    report = report_of(result_of({"a": {}}, {"a": now}))
    comparison = compared(report, previous)["comparison"]
    assert [finding["sample"] for finding in comparison["resolved"]] == resolved


def test_an_unexpected_sample_is_not_resolved_where_nobody_looked() -> None:
    previous, report = report_of(result_of({"a": {}}, {"a": "x"})), report_of(result_of({"a": {}}))
    assert compared(report, previous)["comparison"]["resolved"] == []


def test_a_finding_is_not_resolved_where_its_sample_is_expected_no_more() -> None:
    previous, report = (
        report_of(result_of({"a": {name: verdict}})) for name, verdict in (("Ann", "missing"), ("Bob", "ok"))
    )
    assert compared(report, previous)["comparison"]["resolved"] == []


def test_a_finding_is_not_resolved_where_its_sample_is_expected_of_others_only() -> None:
    previous = report_of(result_of({"a": {"Ann": "missing"}, "b": {"Ann": "ok"}}))
    report = report_of(result_of({"a": {}, "b": {"Ann": "ok"}}))
    assert compared(report, previous)["comparison"]["resolved"] == []


def test_a_missing_sample_is_not_resolved_by_being_wanted_absent() -> None:
    previous, report = (report_of(result_of({"a": {"Ann": verdict}})) for verdict in ("missing", "ok"))
    report["samples"][0]["state"] = "absent"
    assert compared(report, previous)["comparison"]["resolved"] == []


def test_what_was_not_looked_for_is_kept_in_mind_until_a_report_tells() -> None:
    first = report_of(result_of({"a": {"Ann": "missing"}}))
    blind = compared(report_of(result_of({"b": {"Ann": "ok"}})), first)
    assert [one["account"] for one in blind["comparison"]["unverified"]] == ["a"]
    again = compared(report_of(result_of({"a": {"Ann": "missing"}})), blind)["comparison"]
    assert (again["new"], len(again["open"])) == ([], 1)
    mended = compared(report_of(result_of({"a": {"Ann": "ok"}})), blind)["comparison"]
    assert ([one["account"] for one in mended["resolved"]], mended["unverified"]) == (["a"], [])


def test_an_account_that_was_only_checked_is_a_violation() -> None:
    result = result_of({"a": {}})
    result["accounts"][0].update(status="unknown", error=None)
    assert violations(report_of(result), ["unknown"]) == ["[high] a: unknown: it was not audited"]
    assert violations(report_of(result), ["missing"]) == []


def test_what_comes_from_the_cloud_can_neither_move_the_cursor_nor_forge_a_line() -> None:
    result = result_of({"a": {}}, {"a": ["Ev\x1b[2J\nil\u202e"]})
    (line,) = violations(report_of(result), ["unexpected"])
    assert line == "[medium] a: Ev\\x1b[2J il\\u202e: unexpected: no expectation names it (id 0)"


def test_violations_are_the_gravest_first_and_what_is_waived_is_none() -> None:
    severities = {"Ann": "high", "Bob": "low", "Cho": "critical", "Dee": "medium"}
    verdicts = {"Ann": "missing", "Bob": "forbidden", "Cho": "missing", "Dee": "missing"}
    result = result_of(
        {"a": {"Ann": "missing"}, "b": verdicts}, {"b": "xpqr"}, [Waiver("a", "Ann", TODAY)], severities=severities
    )
    report = report_of(result)
    assert violations(report, VERDICTS) == [
        "[critical] b: Cho: missing: no sample has this name",
        "[high] b: Ann: missing: no sample has this name",
        "[medium] b: Dee: missing: no sample has this name",
        "[medium] b: x: unexpected: no expectation names it (id 0)",
        "[medium] b: p: unexpected: no expectation names it (id 1)",
        "[medium] b: 2 more unexpected samples, which are not listed",
        "[low] b: Bob: forbidden: must be absent, and is there (id )",
    ]
    assert violations(report, ["forbidden"]) == ["[low] b: Bob: forbidden: must be absent, and is there (id )"]
    assert violations(report, []) == []


@pytest.mark.parametrize(
    ("samples", "more"),
    [("xx", 0), ("xxxx", 2), ("wwww", 0), ("xxwww", 0), ("xxxww", 1), ("xwwww", 0)],
)
def test_more_unexpected_samples_are_those_that_are_neither_listed_nor_waived(samples: str, more: int) -> None:
    waivers = [Waiver("*", "w", TODAY), Waiver("*", "Bob", TODAY)]
    report = report_of(result_of({"a": {"Ann": "missing", "Bob": "missing"}}, {"a": samples}, waivers))
    lines = [line for line in violations(report, ["unexpected"]) if "more" in line]
    assert lines == ([f"[medium] a: {more} more unexpected samples, which are not listed"] if more else [])
