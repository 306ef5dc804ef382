# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the verdicts over one account come to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import (
    AccountFindings,
    UnexpectedSamples,
    finding_id,
    totals,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS, Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waiver, WaiverBook
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, MpsError

TODAY = dt.date(2026, 11, 23)
TAGS = ({"field": "tags", "expected": ["US", "EU"], "actual": []},)
DENIED = DeniedError("not allowed", code="AuthFailure", request_id="r-1")


def book(*waivers: Waiver) -> WaiverBook:
    return WaiverBook(waivers, TODAY)


def waiver(sample: str, days: int = 0, *verdicts: str) -> Waiver:
    return Waiver("*", sample, TODAY + dt.timedelta(days=days), verdicts)


def tally_of(*judged: Verdict | MpsError, waivers: Sequence[Waiver] = (), include_ok: bool = False) -> AccountFindings:
    """Of expectations called Person 0, Person 1, ..."""
    tally = AccountFindings("prod", book(*waivers), include_ok)
    for n, one in enumerate(judged):
        tally.add(Expectation(f"Person {n}"), one)
    return tally


def unexpected_of(names: Sequence[str], limit: int, *waivers: Waiver) -> UnexpectedSamples:
    unexpected = UnexpectedSamples(waivers, book(*waivers), limit)
    for n, name in enumerate(names):
        unexpected.add({"PersonId": str(n), "Name": name})
    return unexpected


@pytest.mark.parametrize(
    ("judged", "status"),
    [
        ([], "compliant"),
        (["ok", "ok"], "compliant"),
        (["ok", "unknown"], "unknown"),
        (["ok", "unknown", "missing"], "noncompliant"),
        *((["ok", verdict], "noncompliant") for verdict in ("missing", "drifted", "ambiguous", "forbidden")),
    ],
)
def test_what_is_wrong_outweighs_what_is_unknown_and_that_what_is_well(judged: list[str], status: str) -> None:
    tally = tally_of(*(DENIED if verdict == "unknown" else Verdict(verdict) for verdict in judged))
    assert tally.status == status
    assert tally.counts() == {verdict: judged.count(verdict) for verdict in VERDICTS}


def test_a_waiver_takes_one_finding_out_of_the_status_and_no_other() -> None:
    missing = Verdict("missing")
    waivers = [waiver("Person 0")]
    assert tally_of(missing, waivers=waivers).status == "compliant"
    assert tally_of(missing, missing, waivers=waivers).status == "noncompliant"
    assert tally_of(missing, DENIED, waivers=waivers).status == "unknown"


def test_ok_is_counted_and_listed_only_where_that_is_asked_for() -> None:
    judged = (Verdict("ok", ("1",)), Verdict("missing"))
    assert [finding["verdict"] for finding in tally_of(*judged).findings] == ["missing"]
    assert [finding["verdict"] for finding in tally_of(*judged, include_ok=True).findings] == ["ok", "missing"]
    assert tally_of(*judged).counts()["ok"] == 1


@pytest.mark.parametrize(
    ("expectation", "judged", "message"),
    [
        (Expectation("Ann"), Verdict("missing"), "no sample has this name"),
        (Expectation("Ann", "7"), Verdict("missing"), "no sample has the id 7"),
        (Expectation("Ann", "7", type="Default"), Verdict("missing"), "no sample has this name and id 7"),
        (Expectation("Ann"), Verdict("ambiguous", ("1", "2")), "2 samples have this name (ids 1, 2)"),
        (Expectation("Ann"), Verdict("forbidden", ("1",)), "must be absent, and is there (id 1)"),
        (Expectation("Ann"), Verdict("drifted", ("1",), TAGS), "tags: expected US, EU, found none"),
        (
            Expectation("Ann"),
            Verdict("drifted", ("1",), (*TAGS, {"field": "description", "expected": "a", "actual": ""})),
            "tags: expected US, EU, found none; description: expected a, found nothing",
        ),
        (Expectation("Ann"), DENIED, "not allowed (AuthFailure, request id r-1)"),
    ],
)
def test_a_message_says_what_was_found(expectation: Expectation, judged: Verdict | MpsError, message: str) -> None:
    tally = AccountFindings("prod", book())
    tally.add(expectation, judged)
    assert tally.findings[0]["message"] == message


def test_a_finding_is_whole_and_plain() -> None:
    tally = AccountFindings("prod", book(waiver("Ann", -1, "drifted")))
    tally.add(Expectation("Ann", severity="low"), Verdict("drifted", ("1",), TAGS))
    (finding,) = tally.findings
    assert json.loads(json.dumps(finding)) == {
        "id": finding_id("prod", "UserDefine", "Ann", "", "drifted"),
        "account": "prod",
        "sample": "Ann",
        "type": "UserDefine",
        "person_ids": ["1"],
        "verdict": "drifted",
        "severity": "low",
        "message": "tags: expected US, EU, found none",
        "differences": [{"field": "tags", "expected": ["US", "EU"], "actual": []}],
        "waived": False,
        "waiver": {"reason": None, "owner": None, "expires": "2026-11-22", "expired": True},
    }


@given(st.lists(st.text("ab", max_size=2), min_size=2, max_size=5), st.lists(st.text("ab", max_size=2), min_size=2))
def test_an_id_is_the_same_for_the_same_finding_and_no_other(one: list[str], other: list[str]) -> None:
    assert (finding_id(*one) == finding_id(*other)) is (one == other)


def test_an_id_stays_what_it_was_in_reports_that_were_saved() -> None:
    assert finding_id("prod", "UserDefine", "Jos\u00e9", "", "missing") == "7ed0a90379f5d9e3"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 9])
def test_all_unexpected_samples_are_counted_and_so_many_listed_those_that_count_first(limit: int) -> None:
    unexpected = unexpected_of(["a", "b", "a", "c", "d"], limit, waiver("a"))
    assert (unexpected.count, unexpected.waived) == (5, 2)
    assert [person_id for person_id, _name, _waiver in unexpected.listing()] == ["1", "3", "4", "0", "2"][:limit]


def test_unexpected_samples_come_into_the_account_with_their_waivers() -> None:
    waivers = [waiver("a"), waiver("b", -1), waiver("c", 5, "missing")]
    tally = AccountFindings("prod", book(*waivers))
    unexpected = UnexpectedSamples(tally.waivers, tally.book, 10)
    for n, name in enumerate("abcaa"):
        unexpected.add({"PersonId": str(n), "Name": name})
    tally.add_unexpected(unexpected)
    assert (tally.counts()["unexpected"], tally.waived, tally.status) == (5, 3, "noncompliant")
    told = [(finding["sample"], finding["waived"], finding["waiver"] is not None) for finding in tally.findings]
    assert told == [("b", False, True), ("c", False, False), *[("a", True, True)] * 3]
    assert {entry["sample"]: entry["findings"] for entry in tally.book.as_result()} == {"a": 3, "b": 1, "c": 0}
    assert len({finding["id"] for finding in tally.findings}) == 5


def test_an_account_whose_unexpected_samples_are_all_waived_is_compliant() -> None:
    tally = AccountFindings("prod", book(waiver("*", 0, "unexpected")))
    unexpected = UnexpectedSamples(tally.waivers, tally.book, 1)
    for n in range(3):
        unexpected.add({"PersonId": str(n), "Name": "a"})
    tally.add_unexpected(unexpected)
    assert (tally.status, tally.waived, len(tally.findings)) == ("compliant", 3, 1)


def test_a_library_that_could_not_be_read_is_one_finding_about_all_of_it() -> None:
    tally = AccountFindings("prod", book(waiver("*")))
    tally.add_unread(DENIED)
    (finding,) = tally.findings
    assert (finding["sample"], finding["verdict"], finding["severity"]) == ("*", "unknown", "high")
    assert (tally.status, tally.waived) == ("unknown", 0)


def test_totals_are_over_all_accounts() -> None:
    tallies = [tally_of(Verdict("ok"), Verdict("missing")), tally_of(DENIED), tally_of()]
    statuses, verdicts = totals({"status": tally.status, "verdicts": tally.counts()} for tally in tallies)
    assert statuses == {"compliant": 1, "noncompliant": 1, "unknown": 1}
    assert {verdict: count for verdict, count in verdicts.items() if count} == {"ok": 1, "missing": 1, "unknown": 1}
    assert totals([]) == (dict.fromkeys(statuses, 0), dict.fromkeys(VERDICTS, 0))
