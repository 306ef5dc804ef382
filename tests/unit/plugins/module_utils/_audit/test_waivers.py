# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parsing of waivers, the findings that they cover, and their expiry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation, Manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS, Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import (
    Waiver,
    Waivers,
    parse_waivers,
    waivers_without_match,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, DeniedError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

TODAY = dt.date(2026, 11, 23)
A_DAY = dt.timedelta(days=1)
ENTRY = {"account": "prod-eu", "sample": "Ann", "expires": TODAY}


def parsed(entries: Sequence[Any]) -> tuple[Waiver, ...]:
    problems = Problems()
    waivers = parse_waivers(entries, problems)
    problems.raise_if_any()
    return waivers


def waivers_of(*entries: Waiver) -> Waivers:
    return Waivers(entries, TODAY)


def waiver(expires: dt.date = TODAY, account: str = "*", sample: str = "*", **fields: Any) -> Waiver:
    return Waiver(account, sample, expires, **fields)


def test_waiver_is_parsed() -> None:
    entry = {**ENTRY, "verdicts": ["missing", "missing"], "reason": "soon", "owner": "ops", "expires": "2026-12-31"}
    assert parsed([ENTRY, entry]) == (
        Waiver("prod-eu", "Ann", TODAY),
        Waiver("prod-eu", "Ann", dt.date(2026, 12, 31), ("missing",), "soon", "ops"),
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"account": None}, ".account: is required"),
        ({"sample": None}, ".sample: is required"),
        ({"expires": None}, ".expires: is required"),
        ({"account": ["*"]}, ".account: must be a string, not a list"),
        ({"sample": ""}, ".sample: must not be empty"),
        ({"until": "2026-12-31"}, ".until: is an unknown field; valid fields are account, expires, owner, reason,"),
        ({"verdicts": []}, ".verdicts: must not be an empty list; omit the field instead"),
        ({"verdicts": "missing"}, ".verdicts: must be a list of strings, not a string"),
        (
            {"verdicts": ["missing", "unknown"]},
            ".verdicts: 'unknown' is not valid; use any of missing, drifted, ambiguous,",
        ),
        (
            {"verdicts": ["ok"]},
            ".verdicts: 'ok' is not valid; use any of missing, drifted, ambiguous, forbidden, unexpected",
        ),
        ({"expires": "31.12.2026"}, ".expires: '31.12.2026' is not a valid date; write a date such as 2026-12-31"),
        ({"expires": "2026-02-30"}, ".expires: '2026-02-30' is not a valid date; write a date such as 2026-12-31"),
        ({"expires": "2026-W53-4"}, ".expires: '2026-W53-4' is not a valid date; write a date such as 2026-12-31"),
        ({"expires": "20261231"}, ".expires: '20261231' is not a valid date; write a date such as 2026-12-31"),
        ({"expires": 20261231}, ".expires: 20261231 is not a valid date; write a date such as 2026-12-31"),
        ({"expires": True}, ".expires: true (quote it if you mean the text) is not a valid date"),
        (
            {"expires": dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)},
            ".expires: '2026-12-31T12:00:00+00:00' contains a time; write only a date, such as 2026-12-31",
        ),
    ],
    ids=str,
)
def test_problem_names_the_field_and_the_solution(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parsed([ENTRY, {**ENTRY, **change}])
    (line,) = str(raised.value).split("\n")[1:]
    assert line.startswith(f"waivers[1]{problem}")


def test_all_problems_are_reported_together() -> None:
    with pytest.raises(ConfigurationError) as raised:
        parsed([{}, "x", {**ENTRY, "verdicts": ["odd"]}])
    paths = [line.partition(":")[0] for line in str(raised.value).split("\n")[1:]]
    assert paths == [
        *("waivers[0].account", "waivers[0].sample", "waivers[0].expires", "waivers[1]", "waivers[2].verdicts")
    ]


@pytest.mark.parametrize(
    ("expires", "is_valid"),
    [(TODAY - A_DAY, False), (TODAY, True), (TODAY + A_DAY, True)],
    ids=["yesterday", "today", "tomorrow"],
)
def test_waiver_is_valid_until_the_end_of_its_last_day(expires: dt.date, is_valid: bool) -> None:
    waivers = waivers_of(waiver(expires))
    findings = AccountFindings("prod-eu", waivers)
    findings.add(Expectation("Ann"), Verdict("missing"))
    (finding,) = findings.findings
    assert finding["waived"] is is_valid
    assert finding["waiver"]["expired"] is not is_valid
    assert (findings.status, findings.waived) == (("compliant", 1) if is_valid else ("noncompliant", 0))
    (entry,) = waivers.as_result(findings.waiver_uses)
    assert (entry["expired"], entry["findings"]) == (not is_valid, 1)
    assert entry["days_left"] == (expires - TODAY).days


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_except_unknown_and_ok_can_be_waived(verdict: str) -> None:
    covers = waivers_of(waiver()).find(verdict, "Ann") is not None
    assert covers is (verdict not in ("unknown", "ok"))


def test_unknown_is_never_waived() -> None:
    findings = AccountFindings("prod-eu", waivers_of(waiver()))
    findings.add(Expectation("Ann"), DeniedError("no"))
    findings.add_unread(DeniedError("no"))
    assert (findings.status, findings.waived) == ("unknown", 0)
    assert [(finding["verdict"], finding["waiver"]) for finding in findings.findings] == [("unknown", None)] * 2


@pytest.mark.parametrize(
    ("pattern", "identities", "covers"),
    [
        ("Ann", ("Ann", None), True),
        ("Ann", ("Anna", None), False),
        ("A*", ("Anna", None), True),
        ("100?", (None, "1001"), True),
        ("1001", ("Ann", "1001"), True),
        ("Ann (1001)", ("Ann", "1001"), False),
        ("[x]", ("[x]", None), True),
        ("Jos\u00e9", ("Jose\u0301", None), True),
    ],
)
def test_waiver_matches_the_name_or_the_id_of_a_sample(
    pattern: str, identities: tuple[str | None, ...], covers: bool
) -> None:
    assert (waivers_of(waiver(sample=pattern)).find("missing", *identities) is not None) is covers


@pytest.mark.parametrize(
    ("patterns", "matching"),
    [(["prod-eu", "prod-*", "*", "prod-sg", "PROD-EU"], ["prod-eu", "prod-*", "*"]), (["prod-[e]u"], ["prod-[e]u"])],
)
def test_waiver_applies_to_the_accounts_that_match_its_pattern(patterns: list[str], matching: list[str]) -> None:
    waivers = waivers_of(*(waiver(account=pattern) for pattern in patterns))
    assert [one.account for one in waivers.for_account("prod-eu").entries] == matching


def test_waiver_with_the_latest_expiry_date_is_used() -> None:
    expired, short, long, other = (
        waiver(TODAY - A_DAY, reason="expired"),
        waiver(TODAY, reason="short"),
        waiver(TODAY + A_DAY, reason="long"),
        waiver(TODAY + 9 * A_DAY, reason="other", verdicts=("drifted",)),
    )
    waivers = waivers_of(expired, short, long, other)
    findings = AccountFindings("prod-eu", waivers)
    for kind in ("missing", "drifted"):
        findings.add(Expectation("Ann"), Verdict(kind))
    assert [finding["waiver"]["reason"] for finding in findings.findings] == ["long", "other"]
    assert [(entry["reason"], entry["findings"]) for entry in waivers.as_result(findings.waiver_uses)] == [
        *(("expired", 0), ("short", 0), ("long", 1), ("other", 1))
    ]


def test_waiver_that_matches_nothing_gives_a_warning() -> None:
    manifest = Manifest([Expectation("Ann", accounts=("prod-*",)), Expectation(None, "1001")])
    accounts = [AccountRef("prod-eu"), AccountRef("test")]
    waivers = [
        waiver(account="prod-eu", sample="A*"),
        waiver(account="test", sample="1001"),
        waiver(account="tset", sample="lost"),
        waiver(account="test", sample="Ann"),
    ]
    warnings = waivers_without_match(waivers, manifest, accounts, unexpected=False)
    assert warnings == [
        f"The waiver for the sample {name!r} in the account {problem}"
        for name, problem in (
            ("lost", "'tset' matches no account. Check its 'account'."),
            ("Ann", "'test' matches no expected sample of the account. Check its 'sample'."),
        )
    ]
    assert len(waivers_without_match(waivers, manifest, accounts, unexpected=True)) == 1


def test_repeated_waiver_is_a_problem() -> None:
    with pytest.raises(ConfigurationError, match=r"waivers\[2\]: is a duplicate of waivers\[0\]; remove one of them"):
        parsed([ENTRY, {**ENTRY, "sample": "Bob"}, {**ENTRY, "expires": TODAY.isoformat()}])


def test_results_have_every_field_and_the_earliest_expiry_date_first() -> None:
    late = Waiver("prod-*", "José*", TODAY + dt.timedelta(days=2), ("missing",), "re-enrolment", "ops")
    early = Waiver("prod-eu", "*", TODAY - dt.timedelta(days=1))
    assert Waivers((late, early), TODAY).as_result({late: 3}) == [
        {
            "account": "prod-eu",
            "sample": "*",
            "verdicts": ["missing", "drifted", "ambiguous", "forbidden", "unexpected"],
            "reason": None,
            "owner": None,
            "expires": early.expires.isoformat(),
            "expired": True,
            "days_left": -1,
            "findings": 0,
        },
        {
            "account": "prod-*",
            "sample": "José*",
            "verdicts": ["missing"],
            "reason": "re-enrolment",
            "owner": "ops",
            "expires": late.expires.isoformat(),
            "expired": False,
            "days_left": 2,
            "findings": 3,
        },
    ]
