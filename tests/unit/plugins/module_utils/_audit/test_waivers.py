# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people write under ``waivers``, which of them covers a finding, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import AccountRef, Expectation, Manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS, Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import (
    Waiver,
    WaiverBook,
    covering,
    parse_waivers,
    waivers_without_match,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, DeniedError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

TODAY = dt.date(2026, 11, 23)
A_DAY = dt.timedelta(days=1)
ENTRY = {"account": "prod-eu", "sample": "Ann", "expires": TODAY}


def checked(entries: Sequence[Any]) -> list[Waiver]:
    problems = Problems()
    waivers = parse_waivers(entries, problems)
    problems.raise_if_any()
    return waivers


def waiver(expires: dt.date = TODAY, account: str = "*", sample: str = "*", **fields: Any) -> Waiver:
    return Waiver(account, sample, expires, **fields)


def test_a_waiver_is_read() -> None:
    entry = {**ENTRY, "verdicts": ["missing", "missing"], "reason": "soon", "owner": "ops", "expires": "2026-12-31"}
    assert checked([ENTRY, entry]) == [
        Waiver("prod-eu", "Ann", TODAY),
        Waiver("prod-eu", "Ann", dt.date(2026, 12, 31), ("missing",), "soon", "ops"),
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"account": None}, ".account: is not given, and must be"),
        ({"sample": None}, ".sample: is not given, and must be"),
        ({"expires": None}, ".expires: is not given, and must be"),
        ({"account": ["*"]}, ".account: is a list where a text is wanted"),
        ({"sample": ""}, ".sample: is an empty text"),
        ({"until": "2026-12-31"}, ".until: there is no such field; the fields are account, expires, owner, reason,"),
        ({"verdicts": []}, ".verdicts: is an empty list; leave it out where it should not count"),
        ({"verdicts": "missing"}, ".verdicts: is a text where a list of texts is wanted"),
        ({"verdicts": ["missing", "unknown"]}, ".verdicts: 'unknown' is not among missing, drifted, ambiguous,"),
        ({"verdicts": ["ok"]}, ".verdicts: 'ok' is not among missing, drifted, ambiguous, forbidden, unexpected"),
        ({"expires": "31.12.2026"}, ".expires: '31.12.2026' is not a day, such as 2026-12-31"),
        ({"expires": "2026-02-30"}, ".expires: '2026-02-30' is not a day, such as 2026-12-31"),
        ({"expires": "2026-W53-4"}, ".expires: '2026-W53-4' is not a day, such as 2026-12-31"),
        ({"expires": "20261231"}, ".expires: '20261231' is not a day, such as 2026-12-31"),
        ({"expires": 20261231}, ".expires: 20261231 is not a day, such as 2026-12-31"),
        ({"expires": True}, ".expires: true (quote it, where the text is meant) is not a day"),
        (
            {"expires": dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)},
            ".expires: '2026-12-31T12:00:00+00:00' has a time; write the last day that counts, such as 2026-12-31",
        ),
    ],
    ids=str,
)
def test_a_problem_is_told_with_its_place(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        checked([ENTRY, {**ENTRY, **change}])
    (line,) = str(raised.value).split("\n")[1:]
    assert line.startswith(f"waivers[1]{problem}")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as raised:
        checked([{}, "x", {**ENTRY, "verdicts": ["odd"]}])
    places = [line.partition(":")[0] for line in str(raised.value).split("\n")[1:]]
    assert places == [
        *("waivers[0].account", "waivers[0].sample", "waivers[0].expires", "waivers[1]", "waivers[2].verdicts")
    ]


@pytest.mark.parametrize(
    ("expires", "counts"),
    [(TODAY - A_DAY, False), (TODAY, True), (TODAY + A_DAY, True)],
    ids=["yesterday", "today", "tomorrow"],
)
def test_a_waiver_counts_to_the_end_of_its_last_day(expires: dt.date, counts: bool) -> None:
    tally = AccountFindings("prod-eu", WaiverBook([waiver(expires)], TODAY))
    tally.add(Expectation("Ann"), Verdict("missing"))
    (finding,) = tally.findings
    assert finding["waived"] is counts
    assert finding["waiver"]["expired"] is not counts
    assert (tally.status, tally.waived) == (("compliant", 1) if counts else ("noncompliant", 0))
    (entry,) = tally.book.as_result()
    assert (entry["expired"], entry["findings"]) == (not counts, 1)
    assert entry["days_left"] == (expires - TODAY).days


@pytest.mark.parametrize("verdict", VERDICTS)
def test_any_verdict_can_be_waived_but_unknown_and_ok(verdict: str) -> None:
    covers = covering([waiver()], verdict, "Ann") is not None
    assert covers is (verdict not in ("unknown", "ok"))


def test_what_is_unknown_is_never_waived() -> None:
    tally = AccountFindings("prod-eu", WaiverBook([waiver()], TODAY))
    tally.add(Expectation("Ann"), DeniedError("no"))
    tally.add_unread(DeniedError("no"))
    assert (tally.status, tally.waived) == ("unknown", 0)
    assert [(finding["verdict"], finding["waiver"]) for finding in tally.findings] == [("unknown", None)] * 2


@pytest.mark.parametrize(
    ("wanted", "identities", "covers"),
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
def test_a_waiver_is_of_a_name_or_an_id(wanted: str, identities: tuple[str | None, ...], covers: bool) -> None:
    assert (covering([waiver(sample=wanted)], "missing", *identities) is not None) is covers


@pytest.mark.parametrize(
    ("accounts", "at"),
    [(["prod-eu", "prod-*", "*", "prod-sg", "PROD-EU"], ["prod-eu", "prod-*", "*"]), (["prod-[e]u"], ["prod-[e]u"])],
)
def test_a_waiver_is_for_the_accounts_of_its_glob(accounts: list[str], at: list[str]) -> None:
    book = WaiverBook([waiver(account=account) for account in accounts], TODAY)
    assert [one.account for one in book.at("prod-eu")] == at


def test_what_is_in_force_longest_wins() -> None:
    expired, short, long, other = (
        waiver(TODAY - A_DAY, reason="expired"),
        waiver(TODAY, reason="short"),
        waiver(TODAY + A_DAY, reason="long"),
        waiver(TODAY + 9 * A_DAY, reason="other", verdicts=("drifted",)),
    )
    book = WaiverBook([expired, short, long, other], TODAY)
    tally = AccountFindings("prod-eu", book)
    for verdict in ("missing", "drifted"):
        tally.add(Expectation("Ann"), Verdict(verdict))
    assert [finding["waiver"]["reason"] for finding in tally.findings] == ["long", "other"]
    assert [(entry["reason"], entry["findings"]) for entry in book.as_result()] == [
        *(("expired", 0), ("short", 0), ("long", 1), ("other", 1))
    ]


def test_waivers_that_fit_nothing_are_warned_of() -> None:
    manifest = Manifest([Expectation("Ann", accounts=("prod-*",)), Expectation(None, "1001")])
    places = [AccountRef("prod-eu"), AccountRef("test")]
    waivers = [
        waiver(account="prod-eu", sample="A*"),
        waiver(account="test", sample="1001"),
        waiver(account="tset", sample="lost"),
        waiver(account="test", sample="Ann"),
    ]
    warned = waivers_without_match(waivers, manifest, places, unexpected=False)
    assert warned == [
        "The waiver of 'lost' is for 'tset', which fits no account.",
        "The waiver for 'test' is of 'Ann', which fits nothing that is expected there.",
    ]
    assert len(waivers_without_match(waivers, manifest, places, unexpected=True)) == 1
