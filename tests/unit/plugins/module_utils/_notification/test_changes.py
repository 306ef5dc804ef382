# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which changes of a report are announced, and that each of them is announced once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.changes import changes_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import EVENTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Account, Finding, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import report_of
from support.sample_report import account, audit, finding, sample, unread, waived

START = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ONE_WEEK: Any = {"critical": 0, "high": 7, "medium": 30, "low": 90}


def audited(
    moment: dt.datetime,
    findings: Sequence[Finding],
    previous: Report | None,
    deadlines: Any = None,
    accounts: Sequence[Account] | None = None,
) -> Report:
    """The report of an audit of one account, in which Ann and Bob are expected."""
    found = [{**one, "first_seen": moment.isoformat().replace("+00:00", "Z")} for one in findings]
    result = audit(accounts or [account("prod", findings, 1)], [sample("Ann"), sample("Bob")], found)  # type: ignore[arg-type]
    return compare(report_of(result, moment, "Studio", deadlines), previous)


def on(day: dt.date, sample_name: str = "Ann", expires: str = "2026-12-01") -> Finding:
    """A finding with a waiver, as an audit of this day has it."""
    expired = dt.date.fromisoformat(expires) < day
    return finding("prod", sample_name, **{**waived(expired=expired), "waiver": waiver_until(expires, expired)})


def waiver_until(expires: str, expired: bool) -> dict[str, Any]:
    return {"reason": None, "owner": None, "expires": expires, "expired": expired}


def announced(report: Report, *events: str, days: int = 7) -> dict[str, list[str]]:
    """The samples by event."""
    return {
        event.name: [found["sample"] for entry in event.entries for found in entry.findings]
        for event in changes_of(report, events or EVENTS, days)
    }


def test_first_report_announces_all_findings_that_are_not_waived() -> None:
    far = on(START.date(), "Bob", "2027-11-01")
    assert announced(audited(START, [finding("prod", "Ann"), far], None)) == {"new": ["Ann"]}


def test_new_and_resolved_findings_are_announced_once() -> None:
    first = audited(START, [finding("prod", "Ann")], None)
    second = audited(START + DAY, [finding("prod", "Bob")], first)
    third = audited(START + 2 * DAY, [finding("prod", "Bob")], second)
    assert announced(second) == {"new": ["Bob"], "resolved": ["Ann"]}
    assert announced(second, "resolved") == {"resolved": ["Ann"]}
    assert announced(third) == {}


def test_account_that_can_no_longer_be_read_is_new_and_then_resolved() -> None:
    read = account("prod", ok=2)
    lost = account("prod", [unread("prod", 2)], samples_seen=None, unexpected=None, error="no", kind="denied", code="X")
    first = audited(START, [], None, accounts=[read])
    second = audited(START + DAY, [unread("prod", 2)], first, accounts=[lost])
    third = audited(START + 2 * DAY, [], second, accounts=[read])
    (new,) = changes_of(second, EVENTS, 7)
    assert (new.name, new.findings, new.entries[0].is_unread, new.entries[0].code) == ("new", 1, True, "X")
    assert announced(third) == {"resolved": ["*"]}


def test_waived_finding_is_neither_new_nor_resolved() -> None:
    first = audited(START, [on(START.date(), expires="2027-11-01")], None)
    assert announced(first) == {}
    assert announced(audited(START + DAY, [], first)) == {}


def test_waiver_is_announced_before_its_end_and_after_its_end() -> None:
    """The waiver is valid until 2026-12-01."""
    previous, found = None, {}
    for number in range(14):
        moment = START + number * DAY
        previous = audited(moment, [on(moment.date())], previous)
        if announced(previous):
            found[moment.date().isoformat()] = announced(previous)
    assert found == {"2026-11-24": {"expiring": ["Ann"]}, "2026-12-02": {"expired": ["Ann"]}}


def test_waiver_that_ends_between_two_rare_audits_is_announced_as_expired() -> None:
    first = audited(START, [on(START.date())], None)
    later = START + 30 * DAY
    assert announced(audited(later, [on(later.date())], first)) == {"expired": ["Ann"]}


def test_new_finding_with_a_waiver_that_ends_soon_is_announced() -> None:
    first = audited(START, [], None)
    moment = START + 6 * DAY
    assert announced(audited(moment, [on(moment.date())], first)) == {"expiring": ["Ann"]}


def test_waiver_with_zero_days_is_announced_on_its_last_day() -> None:
    previous = audited(START, [on(START.date())], None)
    for number in range(1, 12):
        moment = START + number * DAY
        previous = audited(moment, [on(moment.date())], previous)
        assert announced(previous, days=0) == {8: {"expiring": ["Ann"]}, 9: {"expired": ["Ann"]}}.get(number, {})


def test_finding_is_announced_as_overdue_once() -> None:
    previous, found = None, {}
    for number in range(12):
        previous = audited(START + number * DAY, [finding("prod", "Ann")], previous, ONE_WEEK)
        if announced(previous):
            found[number] = announced(previous)
    assert found == {0: {"new": ["Ann"]}, 7: {"overdue": ["Ann"]}}


def test_finding_without_a_deadline_is_never_overdue() -> None:
    previous = audited(START, [finding("prod", "Ann")], None)
    for number in range(1, 100, 30):
        previous = audited(START + number * DAY, [finding("prod", "Ann")], previous)
        assert announced(previous) == {}


def test_waived_finding_is_not_overdue() -> None:
    previous = audited(START, [on(START.date(), expires="2027-11-01")], None, ONE_WEEK)
    later = START + 10 * DAY
    assert announced(audited(later, [on(later.date(), expires="2027-11-01")], previous, ONE_WEEK)) == {}


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12), st.integers(0, 20))
def test_every_date_is_announced_exactly_once_at_any_interval(hours: list[int], days: int) -> None:
    """Audits at any times of the day, several on one day or days apart: nothing is lost and nothing is repeated."""
    expires = "2026-11-26"
    previous = audited(START, [finding("prod", "Bob"), on(START.date(), expires=expires)], None, ONE_WEEK)
    counts = {name: announced(previous, days=days).get(name, []) for name in ("expiring", "expired", "overdue")}
    moment = START
    for step in hours:
        moment += dt.timedelta(hours=step)
        findings = [finding("prod", "Bob"), on(moment.date(), expires=expires)]
        previous = audited(moment, findings, previous, ONE_WEEK)
        for name, samples in announced(previous, days=days).items():
            counts[name] += samples
    left = (dt.date.fromisoformat(expires) - moment.date()).days
    assert counts["expired"] == (["Ann"] if left < 0 else [])
    assert len(counts["expiring"]) <= 1
    if 0 <= left <= days:
        assert counts["expiring"] == ["Ann"]
    assert counts["overdue"].count("Bob") == (moment - START >= 7 * DAY)


def test_accounts_with_severe_findings_are_first() -> None:
    rows = [
        *[finding("low", name, severity="low") for name in "abc"],
        finding("critical", "a", severity="critical"),
        finding("high", "a"),
        *[finding("more", name) for name in "ab"],
    ]
    names = ("low", "critical", "high", "more")
    accounts = [account(name, [row for row in rows if row["account"] == name]) for name in names]
    (new,) = changes_of(audited(START, rows, None, accounts=accounts), EVENTS, 7)
    assert [entry.account for entry in new.entries] == ["critical", "more", "high", "low"]
    assert (new.findings, new.accounts) == (7, 4)


@pytest.mark.parametrize("event", EVENTS)
def test_only_chosen_events_are_announced(event: str) -> None:
    first = audited(START, [finding("prod", "Ann")], None, ONE_WEEK)
    moment = START + 8 * DAY
    second = audited(moment, [finding("prod", "Bob")], first, ONE_WEEK)
    assert set(announced(second, event)) <= {event}


SHORTER: Any = {**ONE_WEEK, "high": 3}


@pytest.mark.parametrize("deadlines", [SHORTER, None], ids=["shortened", "removed"])
def test_finding_whose_deadline_is_changed_is_announced_as_overdue_once(deadlines: Any) -> None:
    first = audited(START, [finding("prod", "Ann")], None, ONE_WEEK)
    second = audited(START + 4 * DAY, [finding("prod", "Ann")], first, ONE_WEEK)
    third = audited(START + 5 * DAY, [finding("prod", "Ann")], second, deadlines)
    fourth = audited(START + 6 * DAY, [finding("prod", "Ann")], third, deadlines)
    assert [announced(report) for report in (second, third, fourth)] == [{}, {"overdue": ["Ann"]}, {}]


def test_finding_that_becomes_more_severe_than_its_age_allows_is_announced_as_overdue() -> None:
    first = audited(START, [finding("prod", "Ann", severity="low")], None, ONE_WEEK)
    second = audited(START + DAY, [finding("prod", "Ann", severity="critical")], first, ONE_WEEK)
    assert announced(second) == {"overdue": ["Ann"]}


@pytest.mark.parametrize(
    "members",
    [{"waived": False, "waiver": None}, {"waived": False, "waiver": waiver_until("2026-11-01", expired=True)}],
    ids=["removed", "moved to the past"],
)
def test_finding_that_loses_its_waiver_by_a_change_is_announced_once(members: dict[str, Any]) -> None:
    first = audited(START, [on(START.date(), expires="2027-11-01")], None)
    second = audited(START + DAY, [finding("prod", "Ann", **members)], first)
    third = audited(START + 2 * DAY, [finding("prod", "Ann", **members)], second)
    assert [announced(report) for report in (first, second, third)] == [{}, {"expired": ["Ann"]}, {}]


@pytest.mark.parametrize("is_waived", [False, True], ids=["deadline", "waiver"])
def test_what_ends_while_an_account_cannot_be_read_is_announced_when_it_can_be_read_again(is_waived: bool) -> None:
    lost = account("prod", [unread("prod", 2)], samples_seen=None, unexpected=None, error="no", kind="denied", code="X")

    def findings_on(moment: dt.datetime) -> list[Finding]:
        return [on(moment.date(), expires="2026-11-25") if is_waived else finding("prod", "Ann")]

    report = audited(START, findings_on(START), None, None if is_waived else SHORTER)
    for number in (1, 5):
        moment = START + number * DAY
        report = audited(moment, [unread("prod", 2)], report, None if is_waived else SHORTER, accounts=[lost])
    report = audited(START + 6 * DAY, findings_on(START + 6 * DAY), report, None if is_waived else SHORTER)
    assert announced(report) == {("expired" if is_waived else "overdue"): ["Ann"], "resolved": ["*"]}
