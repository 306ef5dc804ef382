# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of libraries that change while they are read, held against every state that they were in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import (
    AccountRef,
    Expectation,
    parse_manifest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import Audited, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.library import Library
from emulator.sample import Sample
from support.fleets import POOL, Fleet, FleetAccount, drawn_entries, drawn_switches
from support.naive_audit import concerns, meant, nobody_expects, verdict_on, wrong_fields
from support.plan_loop import Shelf, driven

SIZES = (20, 99, 100, 101, 150, 199, 200, 250, 300)
Entry = dict[str, Any]


class Changing:
    """A library that changes now and then before it answers, and the state that each answer was made of."""

    def __init__(self, account: FleetAccount, chance: Random, changes: float) -> None:
        self.samples = list(account.samples)
        self.states: list[Sequence[Sample]] = []
        self.library = account.libraries()["UserDefine"]
        self.shelf = Shelf(
            {"UserDefine": self.library, "Default": account.libraries()["Default"]}, chance, self._before
        )
        self._chance = chance
        self._changes = changes

    def _before(self, number: int) -> None:
        while number and self._chance.random() < self._changes:
            self._change(self._chance.choice(("create", "delete", "rename")))
        self.states.append(tuple(self.samples))

    def _change(self, kind: str) -> None:
        place = self._chance.choice((0, len(self.samples), self._chance.randrange(len(self.samples) + 1)))
        if kind == "create":
            new = replace(self._chance.choice(POOL), person_id=self.library.free_id())
            self.library.create(new, place)
            self.samples.insert(place, new)
        elif place < len(self.samples):
            one = self.samples[place]
            if kind == "delete":
                self.library.delete(one.person_id)
                del self.samples[place]
            else:
                self.samples[place] = self.library.modify(one.person_id, name=self._chance.choice(POOL).name)

    def stayed(self) -> list[Sample]:
        """Those that were there, and the same, in every state."""
        lasting = set.intersection(*({id(one) for one in state} for state in self.states))
        return [one for one in self.states[0] if id(one) in lasting]

    def seen(self) -> list[Sample]:
        """Everything that there was at any moment."""
        return list({id(one): one for state in self.states for one in state}.values())


def check(entry: Entry, judged: Verdict, all_stayed: Sequence[Sample], all_seen: Sequence[Sample]) -> None:
    """What a verdict claims was so, at the least at one moment of the read."""
    stayed, seen = meant(entry, all_stayed), meant(entry, all_seen)
    if judged.verdict == "missing" or (judged.verdict == "ok" and entry.get("state") == "absent"):
        assert not stayed
    elif judged.verdict == "ok":
        assert any(verdict_on(entry, [one]) == "ok" for one in seen)
    elif judged.verdict == "drifted":
        wrong = {difference["field"] for difference in judged.differences}
        assert wrong in [wrong_fields(entry, one) for one in seen]
    elif judged.verdict == "ambiguous":
        assert len(set(judged.person_ids)) > 1
        assert set(judged.person_ids) <= {one.person_id for one in seen}
    else:
        assert judged.verdict == "forbidden"
        assert set(judged.person_ids) <= {one.person_id for one in seen}


def audited_while_it_changes(seed: int, counting: bool) -> tuple[Counter[str], int]:
    """One audit, checked: its verdicts, and how many calls it took."""
    chance = Random(seed)
    samples = chance.sample(POOL[:400], chance.choice(SIZES))
    account = FleetAccount("a", (), drawn_switches(chance, "stable"), samples, POOL[400:420])
    entries = [
        entry
        for entry in drawn_entries(chance, Fleet([account], (), ()).accounts)
        if concerns(entry, "a", ()) and entry.get("type") != "Default"
    ]
    manifest = parse_manifest(entries, [AccountRef("a")], Problems())
    changing = Changing(account, chance, chance.choice((0.05, 0.2, 0.5)))
    counts: list[list[str]] = []

    def begin() -> Callable[[Any], object]:
        counts.append([])
        return lambda row: counts[-1].append(row["PersonId"])

    audited: Audited = driven(audit_account(manifest.expectations, begin if counting else None), changing.shelf)
    stayed, seen = changing.stayed(), changing.seen()
    verdicts: Counter[str] = Counter()
    for entry, judged in zip(entries, audited.judgements, strict=True):
        if isinstance(judged, MpsError):
            assert isinstance(judged, IncompleteError)
            verdicts["unknown"] += 1
        else:
            check(entry, judged, stayed, seen)
            verdicts[judged.verdict] += 1
    if counting and audited.unexpected_failure is None:
        assert len(set(counts[-1])) == len(counts[-1])
        assert {one.person_id for one in nobody_expects(entries, stayed)} <= set(counts[-1])
        assert set(counts[-1]) <= {one.person_id for one in nobody_expects(entries, seen)}
    return verdicts, len(changing.shelf.calls)


@pytest.mark.parametrize("first", range(0, 1600, 400))
def test_no_verdict_is_one_that_never_was(first: int) -> None:
    verdicts: Counter[str] = Counter()
    calls = 0
    for seed in range(first, first + 400):
        told, taken = audited_while_it_changes(seed, counting=seed % 2 == 0)
        verdicts += told
        calls += taken
    assert verdicts.keys() >= {"ok", "missing", "drifted", "ambiguous", "forbidden"}
    assert verdicts["unknown"] < 0.2 * verdicts.total()
    assert calls > 800


@pytest.mark.parametrize("place", [0, 120, 150], ids=["at the front", "in the middle", "at the end"])
@pytest.mark.parametrize("before_call", [1, 2], ids=["while it is listed", "before it is confirmed"])
def test_a_sample_that_is_made_before_it_is_confirmed_is_not_missing(place: int, before_call: int) -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(150)])

    def create(number: int) -> None:
        if number == before_call:
            library.create(Sample("900", "New"), place)

    shelf = Shelf({"UserDefine": library}, before=create)
    expected = [*(Expectation(f"Person {n}") for n in range(140)), Expectation("New"), Expectation("Zed")]
    audited = driven(audit_account(expected, None), shelf)
    judgements = [judged for judged in audited.judgements if isinstance(judged, Verdict)]
    assert [judged.verdict for judged in judgements] == ["ok"] * 141 + ["missing"]
    assert shelf.listed >= 2


def test_a_sample_that_is_seen_under_two_forms_of_its_name_is_one_sample() -> None:
    composed, decomposed = "Jos\u00e9", "Jose\u0301"
    library = Library([Sample("1", composed), *(Sample(str(n), f"Person {n}") for n in range(100, 400))])

    def rename(number: int) -> None:
        if number == 2:  # after the page and the question for ids, before that for names
            library.modify("1", name=decomposed)

    shelf = Shelf({"UserDefine": library}, before=rename)
    audited = driven(audit_account([Expectation(None, "1"), Expectation(composed)], None), shelf)
    assert [judged.verdict for judged in audited.judgements if isinstance(judged, Verdict)] == ["ok", "ok"]
    assert [len(shelf.calls), shelf.listed] == [3, 1]
