# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings of one account: waivers, counts, messages and the status."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import (
    AccountFindings,
    finding_id,
    totals,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import (
    UnexpectedRule,
    UnexpectedSamples,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS, Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waiver, Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, MpsError

TODAY = dt.date(2026, 11, 23)
TAGS = ({"field": "tags", "expected": ["US", "EU"], "actual": []},)
DENIED = DeniedError("not allowed", code="AuthFailure", request_id="r-1")


def all_of(*waivers: Waiver) -> Waivers:
    return Waivers(waivers, TODAY)


def waiver(sample: str, days: int = 0, *verdicts: str) -> Waiver:
    return Waiver("*", sample, TODAY + dt.timedelta(days=days), verdicts)


def findings_of(
    *verdicts: Verdict | MpsError, waivers: Sequence[Waiver] = (), include_ok: bool = False
) -> AccountFindings:
    """The findings for the expectations Person 0, Person 1, ..."""
    findings = AccountFindings("prod", all_of(*waivers), include_ok)
    for n, verdict in enumerate(verdicts):
        findings.add(Expectation(f"Person {n}"), verdict)
    return findings


def unexpected_of(names: Sequence[str], limit: int, *waivers: Waiver) -> UnexpectedSamples:
    unexpected = UnexpectedSamples(UnexpectedRule(all_of(*waivers), limit))
    for n, name in enumerate(names):
        unexpected.add({"PersonId": str(n), "Name": name})
    return unexpected


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ([], "compliant"),
        (["ok", "ok"], "compliant"),
        (["ok", "unknown"], "unknown"),
        (["ok", "unknown", "missing"], "noncompliant"),
        *((["ok", verdict], "noncompliant") for verdict in ("missing", "drifted", "ambiguous", "forbidden")),
    ],
)
def test_noncompliant_has_priority_over_unknown_and_unknown_over_compliant(kinds: list[str], status: str) -> None:
    findings = findings_of(*(DENIED if kind == "unknown" else Verdict(kind) for kind in kinds))
    assert findings.status == status
    assert findings.verdict_counts() == {kind: kinds.count(kind) for kind in VERDICTS}


def test_waiver_affects_the_status_only_through_its_own_finding() -> None:
    missing = Verdict("missing")
    waivers = [waiver("Person 0")]
    assert findings_of(missing, waivers=waivers).status == "compliant"
    assert findings_of(missing, missing, waivers=waivers).status == "noncompliant"
    assert findings_of(missing, DENIED, waivers=waivers).status == "unknown"


def test_ok_is_always_counted_but_listed_only_with_include_ok() -> None:
    verdicts = (Verdict("ok", ("1",)), Verdict("missing"))
    assert [finding["verdict"] for finding in findings_of(*verdicts).findings] == ["missing"]
    assert [finding["verdict"] for finding in findings_of(*verdicts, include_ok=True).findings] == ["ok", "missing"]
    assert findings_of(*verdicts).verdict_counts()["ok"] == 1


@pytest.mark.parametrize(
    ("expectation", "verdict", "message"),
    [
        (Expectation("Ann"), Verdict("missing"), "no sample has this name"),
        (Expectation("Ann", "7"), Verdict("missing"), "no sample has the id 7"),
        (Expectation("Ann", "7", type="Default"), Verdict("missing"), "no sample has this name and the id 7"),
        (Expectation("Ann"), Verdict("ambiguous", ("1", "2")), "2 samples have this name (ids 1, 2)"),
        (Expectation("Ann"), Verdict("forbidden", ("1",)), "must be absent, but is present (id 1)"),
        (Expectation("Ann"), Verdict("drifted", ("1",), TAGS), "tags: expected US, EU, found none"),
        (
            Expectation("Ann"),
            Verdict("drifted", ("1",), (*TAGS, {"field": "description", "expected": "a", "actual": ""})),
            "tags: expected US, EU, found none; description: expected a, found nothing",
        ),
        (Expectation("Ann"), DENIED, "not allowed (AuthFailure, request id r-1)"),
    ],
)
def test_message_describes_what_was_found(expectation: Expectation, verdict: Verdict | MpsError, message: str) -> None:
    findings = AccountFindings("prod", all_of())
    findings.add(expectation, verdict)
    assert findings.findings[0]["message"] == message


def test_finding_has_all_keys_and_is_valid_json() -> None:
    findings = AccountFindings("prod", all_of(waiver("Ann", -1, "drifted")))
    findings.add(Expectation("Ann", severity="low"), Verdict("drifted", ("1",), TAGS))
    (finding,) = findings.findings
    assert json.loads(json.dumps(finding)) == {
        "id": finding_id("prod", "UserDefine", "Ann", "", "drifted"),
        "account": "prod",
        "sample": "Ann",
        "type": "UserDefine",
        "person_ids": ["1"],
        "verdict": "drifted",
        "covers": 1,
        "severity": "low",
        "message": "tags: expected US, EU, found none",
        "differences": [{"field": "tags", "expected": ["US", "EU"], "actual": []}],
        "waived": False,
        "waiver": {"reason": None, "owner": None, "expires": "2026-11-22", "expired": True},
    }


@given(st.lists(st.text("ab", max_size=2), min_size=2, max_size=5), st.lists(st.text("ab", max_size=2), min_size=2))
def test_findings_have_the_same_id_only_if_all_parts_are_equal(one: list[str], other: list[str]) -> None:
    assert (finding_id(*one) == finding_id(*other)) is (one == other)


def test_finding_id_is_the_same_as_in_saved_reports() -> None:
    assert finding_id("prod", "UserDefine", "Jos\u00e9", "", "missing") == "7ed0a90379f5d9e3"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 9])
def test_all_unexpected_samples_are_counted_and_waived_ones_are_listed_last(limit: int) -> None:
    unexpected = unexpected_of(["a", "b", "a", "c", "d"], limit, waiver("a"))
    assert (unexpected.count, unexpected.waived) == (5, 2)
    assert [sample.person_id for sample in unexpected.listed()] == ["1", "3", "4", "0", "2"][:limit]


def test_unexpected_samples_are_added_with_their_waivers() -> None:
    waivers = [waiver("a"), waiver("b", -1), waiver("c", 5, "missing")]
    findings = AccountFindings("prod", all_of(*waivers))
    unexpected = UnexpectedSamples(UnexpectedRule(findings.waivers, 10))
    for n, name in enumerate("abcaa"):
        unexpected.add({"PersonId": str(n), "Name": name})
    findings.add_unexpected(unexpected)
    assert (findings.verdict_counts()["unexpected"], findings.waived, findings.status) == (5, 3, "noncompliant")
    assert findings.unexpected == {"count": 5, "waived": 3, "listed": 5, "listed_waived": 3}
    listed = [(finding["sample"], finding["waived"], finding["waiver"] is not None) for finding in findings.findings]
    assert listed == [("b", False, True), ("c", False, False), *[("a", True, True)] * 3]
    assert {entry["sample"]: entry["findings"] for entry in all_of(*waivers).as_result(findings.waiver_uses)} == {
        "a": 3,
        "b": 1,
        "c": 0,
    }
    assert len({finding["id"] for finding in findings.findings}) == 5


def test_account_is_compliant_if_all_unexpected_samples_are_waived() -> None:
    findings = AccountFindings("prod", all_of(waiver("*", 0, "unexpected")))
    unexpected = UnexpectedSamples(UnexpectedRule(findings.waivers, 1))
    for n in range(3):
        unexpected.add({"PersonId": str(n), "Name": "a"})
    findings.add_unexpected(unexpected)
    assert (findings.status, findings.waived, len(findings.findings)) == ("compliant", 3, 1)
    assert findings.unexpected == {"count": 3, "waived": 3, "listed": 1, "listed_waived": 1}


def test_unreadable_library_is_one_finding() -> None:
    findings = AccountFindings("prod", all_of(waiver("*")))
    findings.add_unread(DENIED)
    (finding,) = findings.findings
    assert (finding["sample"], finding["verdict"], finding["severity"]) == ("*", "unknown", "high")
    assert (findings.status, findings.waived, findings.unexpected) == ("unknown", 0, None)
    assert (finding["covers"], findings.verdict_counts()["unknown"]) == (0, 1)


def test_unreadable_library_covers_all_expectations_and_has_the_most_severe_severity() -> None:
    expectations = [Expectation("Ann", severity="low"), Expectation("Bob", severity="medium"), Expectation("Cho", "7")]
    findings = AccountFindings("prod", all_of(waiver("*")))
    findings.add_unread(DENIED, expectations[:2])
    (finding,) = findings.findings
    assert (finding["covers"], finding["severity"], finding["message"]) == (2, "medium", str(DENIED))
    assert findings.verdict_counts() == {kind: 2 if kind == "unknown" else 0 for kind in VERDICTS}
    assert (findings.status, findings.waived, finding["waived"]) == ("unknown", 0, False)
    again = AccountFindings("prod", all_of())
    again.add_unread(MpsError("another reason"), expectations)
    assert again.findings[0]["id"] == finding["id"]


def test_uncounted_unexpected_samples_are_one_finding_that_covers_one() -> None:
    findings = findings_of(Verdict("ok"), DENIED)
    findings.add_unexpected_failure(DENIED)
    assert [(finding["sample"], finding["covers"]) for finding in findings.findings] == [("Person 1", 1), ("*", 1)]
    assert (findings.verdict_counts()["unknown"], findings.status) == (2, "unknown")


def test_totals_include_all_accounts() -> None:
    accounts = [findings_of(Verdict("ok"), Verdict("missing")), findings_of(DENIED), findings_of()]
    statuses, verdicts = totals({"status": one.status, "verdicts": one.verdict_counts()} for one in accounts)
    assert statuses == {"compliant": 1, "noncompliant": 1, "unknown": 1}
    assert {verdict: count for verdict, count in verdicts.items() if count} == {"ok": 1, "missing": 1, "unknown": 1}
    assert totals([]) == (dict.fromkeys(statuses, 0), dict.fromkeys(VERDICTS, 0))
