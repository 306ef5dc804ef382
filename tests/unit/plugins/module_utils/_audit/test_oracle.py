# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of thousands of fleets against a naive look at every sample, under every reading of the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings, UnexpectedSamples
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import (
    AccountRef,
    Expectation,
    parse_manifest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import Audited, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WaiverBook, parse_waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    DeniedError,
    IncompleteError,
    MpsError,
    ServerError,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.library import Library
from emulator.sample import Sample
from emulator.selection import Switches
from support.fleets import TODAY, Fleet, FleetAccount, drawn_fleet
from support.naive_audit import concerns, is_waived, meant, nobody_expects, verdict_on, wrong_fields
from support.plan_loop import Shelf, driven

FLEETS, FLEETS_A_TEST = 3200, 800
Entry = dict[str, Any]


class Audit:
    """One account of a fleet, read once; ``entries`` are those of the manifest that the oracle finds to concern it."""

    def __init__(self, fleet: Fleet, account: FleetAccount, seed: int, limit: int | None) -> None:
        problems = Problems()
        places = [AccountRef(one.name, frozenset(one.labels)) for one in fleet.accounts]
        manifest = parse_manifest(fleet.entries, places, problems)
        waivers = parse_waivers(fleet.waivers, problems)
        problems.raise_if_any()
        self.fleet, self.account, self.limit = fleet, account, limit
        self.entries = [entry for entry in fleet.entries if concerns(entry, account.name, account.labels)]
        self.tally = AccountFindings(account.name, WaiverBook(waivers, TODAY))
        self.counting: list[UnexpectedSamples] = []
        self.shelf = Shelf(account.libraries(), Random(seed))
        expectations = manifest.at(places[fleet.accounts.index(account)])
        self.audited: Audited = driven(audit_account(expectations, None if limit is None else self.begin), self.shelf)
        for expectation, judged in zip(expectations, self.audited.judgements, strict=True):
            self.tally.add(expectation, judged)
        if limit is not None and self.audited.unexpected_failure is None:
            self.tally.add_unexpected(self.counting[-1])

    def begin(self) -> Callable[[Any], object]:
        assert self.limit is not None
        self.counting.append(UnexpectedSamples(self.tally.waivers, self.tally.book, self.limit))
        return self.counting[-1].add

    def samples(self, entry: Entry) -> Sequence[Sample]:
        return self.account.default_samples if entry.get("type") == "Default" else self.account.samples

    def check_verdicts(self) -> int:
        """Each is the oracle's or unknown; how many are unknown."""
        unknown = 0
        for entry, judged in zip(self.entries, self.audited.judgements, strict=True):
            if isinstance(judged, MpsError):
                assert isinstance(judged, IncompleteError)
                unknown += 1
                continue
            found = meant(entry, self.samples(entry))
            assert judged.verdict == verdict_on(entry, found), entry
            assert sorted(judged.person_ids) == sorted(one.person_id for one in found), entry
            expected_wrong = wrong_fields(entry, found[0]) if judged.verdict == "drifted" else set()
            assert {difference["field"] for difference in judged.differences} == expected_wrong, entry
        return unknown

    def check_count(self) -> None:
        """The unexpected samples, what is waived of all findings, and the status are the oracle's."""
        name, waivers = self.account.name, self.fleet.waivers
        verdicts = [(verdict_on(entry, self.samples(entry)), entry) for entry in self.entries]
        counts = Counter(verdict for verdict, _entry in verdicts)
        waived = sum(
            is_waived(waivers, TODAY, name, verdict, entry.get("name"), entry.get("person_id"))
            for verdict, entry in verdicts
        )
        if self.limit is not None:
            extra = nobody_expects(self.entries, self.account.samples)
            borne = [
                one.person_id for one in extra if is_waived(waivers, TODAY, name, "unexpected", one.name, one.person_id)
            ]
            loud = [one.person_id for one in extra if one.person_id not in borne]
            listed = [finding for finding in self.tally.findings if finding["verdict"] == "unexpected"]
            flags = [False] * len(loud) + [True] * len(borne)
            assert [finding["waived"] for finding in listed] == flags[: self.limit]
            ids = [finding["person_ids"] for finding in listed]
            if self.account.switches.order == "stable":
                assert ids == [[one] for one in [*loud, *borne][: self.limit]]
            else:
                assert {one for (one,) in ids} <= {*loud, *borne}
            counts["unexpected"], waived = len(extra), waived + len(borne)
        assert {verdict: count for verdict, count in self.tally.counts().items() if count} == +counts
        assert self.tally.waived == waived
        expected = "compliant" if counts.total() - counts["ok"] == waived else "noncompliant"
        assert self.tally.status == expected


@pytest.mark.parametrize("first", range(0, FLEETS, FLEETS_A_TEST))
def test_every_verdict_is_the_oracles(first: int) -> None:
    """Unknown is allowed where the order is shuffled only; wrong never."""
    tally: Counter[str] = Counter()
    for seed in range(first, first + FLEETS_A_TEST):
        fleet = drawn_fleet(seed)
        for account in fleet.accounts:
            for limit in (None, Random(seed).choice((1, 5, 100))):
                audit = Audit(fleet, account, seed, limit)
                unknown = audit.check_verdicts()
                counted = limit is None or audit.audited.unexpected_failure is None
                if unknown or not counted:
                    assert account.switches.order == "shuffled"
                else:
                    audit.check_count()
                tally["verdicts"] += len(audit.entries) - unknown
                tally["unknown"] += unknown
                tally["not counted"] += not counted
                pages, calls = audit.shelf.listed, len(audit.shelf.calls)
                tally["asked at once"] += limit is None and pages == 0 < calls
                tally["asked after a page"] += limit is None and pages == 1 < calls and len(account.samples) > 100
                tally["listed"] += pages > 1 and limit is None
                tally["confirmed"] += pages > 1 and calls > pages
    # Every way of reading was taken, and the unknown are few.
    assert min(tally[way] for way in ("asked at once", "asked after a page", "listed", "confirmed")) > 10, tally
    assert 0 < tally["unknown"] < 0.06 * tally["verdicts"], tally
    assert tally["not counted"] > 0


@pytest.mark.parametrize("seed", range(5000, 5300))
def test_both_ways_give_the_same_judgements(seed: int) -> None:
    fleet = drawn_fleet(seed)
    for account in fleet.accounts:
        asked, listed = (Audit(fleet, account, seed, limit).audited.judgements for limit in (None, 1))
        if account.switches.order == "stable":
            assert list(map(_comparable, asked)) == list(map(_comparable, listed))


def _comparable(judged: Verdict | MpsError) -> object:
    assert isinstance(judged, Verdict)
    return judged.verdict, sorted(judged.person_ids), judged.differences


def test_the_cheaper_way_is_taken() -> None:
    """Of 1,000 samples, the 10 pages after the first are read only where there is more than 10 calls' worth to ask."""
    library = [Sample(str(n), f"Person {n}") for n in range(1000)]

    def calls(names: int, ids: int, begin_count: bool = False) -> tuple[int, int]:
        by_name = [Expectation(f"Person {n}") for n in range(names)]
        by_id = [Expectation(None, str(n)) for n in range(500, 500 + ids)]
        shelf = Shelf({"UserDefine": Library(library)})
        begin = (lambda: lambda row: None) if begin_count else None
        audited = driven(audit_account([*by_name, *by_id], begin), shelf)
        assert {judged.verdict for judged in audited.judgements if isinstance(judged, Verdict)} <= {"ok"}
        return shelf.listed, len(shelf.calls) - shelf.listed

    assert calls(20, 0) == (0, 1)
    assert calls(0, 100) == (0, 1)
    assert calls(21, 0) == (1, 2)
    assert calls(160, 100) == (1, 9)
    assert calls(180, 100) == (1, 10)
    assert calls(181, 100) == (11, 0)
    assert calls(20, 0, begin_count=True) == (11, 0)
    assert calls(0, 0) == (1, 0)


def with_failures(shelf: Shelf, failures: Callable[[ApiCall], MpsError | None]) -> Callable[[ApiCall], ApiResponse]:
    def answer(call: ApiCall) -> ApiResponse:
        failure = failures(call)
        if failure is not None:
            raise failure
        return shelf(call)

    return answer


def verdicts_of(audited: Audited) -> list[object]:
    return [judged.verdict if isinstance(judged, Verdict) else judged for judged in audited.judgements]


@pytest.mark.parametrize(
    ("library", "verdicts"), [("UserDefine", ["ok", True, True]), ("Default", [True, "missing", "ok"])]
)
def test_a_library_that_cannot_be_read_leaves_the_verdicts_on_the_other_alone(
    library: str, verdicts: list[object]
) -> None:
    denied = DeniedError("no")
    libraries = {"UserDefine": Library(), "Default": Library([Sample("1", "Ann")])}
    expectations = [Expectation("Ann", type="Default"), Expectation("Ann"), Expectation(None, "7", state="absent")]
    refused = with_failures(Shelf(libraries), lambda call: denied if call.parameters["Type"] == library else None)
    audited = driven(audit_account(expectations, None), refused)
    assert [verdict is denied or verdict for verdict in verdicts_of(audited)] == verdicts
    assert audited.unexpected_failure is (denied if library == "UserDefine" else None)


def test_what_is_not_there_is_unknown_where_the_confirmation_fails() -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(150)])
    expectations = [Expectation(f"Person {n}") for n in range(160)] + [Expectation("Zed", state="absent")]
    failure = ServerError("not now")
    refused = with_failures(
        Shelf({"UserDefine": library}), lambda call: failure if "Names" in call.parameters else None
    )
    audited = driven(audit_account(expectations, None), refused)
    assert verdicts_of(audited) == ["ok"] * 150 + [failure] * 10 + ["ok"]


def test_an_order_that_is_not_stable_leaves_the_count_unknown_and_no_verdict() -> None:
    library = Library(
        [Sample(str(n), f"Person {n}") for n in range(300)], switches=Switches(order="shuffled", names_match="exact")
    )
    audited = driven(
        audit_account([Expectation("Person 7"), Expectation("Zed")], lambda: lambda row: None),
        Shelf({"UserDefine": library}),
    )
    assert verdicts_of(audited) == ["ok", "missing"]
    assert isinstance(audited.unexpected_failure, IncompleteError)


def test_a_walk_that_is_begun_anew_counts_anew() -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(250)])
    counts: list[list[str]] = []

    def begin() -> Callable[[Any], object]:
        counts.append([])
        return lambda row: counts[-1].append(row["PersonId"])

    shelf = Shelf({"UserDefine": library}, before=lambda number: library.delete("3") if number == 1 else None)
    driven(audit_account([Expectation("Person 7")], begin), shelf)
    assert len(counts) == 2
    assert counts[-1] == [str(n) for n in range(250) if n not in (3, 7)]
