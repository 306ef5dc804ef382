# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits libraries that change during the audit. Every verdict was true at some moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation, parse_manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.library import Library
from emulator.sample import Sample
from support.cases import cases
from support.fleets import POOL, TODAY, Fleet, FleetAccount, drawn_entries, drawn_switches
from support.naive_audit import applies, find, unexpected_samples, verdict_for, wrong_fields
from support.plan_runner import LibraryServer, run_plan

SIZES = (20, 99, 100, 101, 150, 199, 200, 250, 300)
RULE = UnexpectedRule(Waivers((), TODAY), 1000)
Entry = dict[str, Any]


class Changing:
    """A library that changes at random before it responds. ``states`` has the samples behind each response."""

    def __init__(self, account: FleetAccount, chance: Random, changes: float) -> None:
        self.samples = list(account.samples)
        self.states: list[Sequence[Sample]] = []
        self.library = account.libraries()["UserDefine"]
        self.shelf = LibraryServer(
            {"UserDefine": self.library, "Default": account.libraries()["Default"]}, chance, self._before
        )
        self._chance = chance
        self._changes = changes

    def _before(self, number: int) -> None:
        while number and self._chance.random() < self._changes:
            self._change(self._chance.choice(("create", "delete", "rename")))
        self.states.append(tuple(self.samples))

    def _change(self, kind: str) -> None:
        offset = self._chance.choice((0, len(self.samples), self._chance.randrange(len(self.samples) + 1)))
        if kind == "create":
            new = replace(self._chance.choice(POOL), person_id=self.library.free_id())
            self.library.create(new, offset)
            self.samples.insert(offset, new)
        elif offset < len(self.samples):
            one = self.samples[offset]
            if kind == "delete":
                self.library.delete(one.person_id)
                del self.samples[offset]
            else:
                self.samples[offset] = self.library.modify(one.person_id, name=self._chance.choice(POOL).name)

    def stayed(self) -> list[Sample]:
        """The samples that were in every state, unchanged."""
        lasting = set.intersection(*({id(one) for one in state} for state in self.states))
        return [one for one in self.states[0] if id(one) in lasting]

    def seen(self) -> list[Sample]:
        """The samples that were in any state."""
        return list({id(one): one for state in self.states for one in state}.values())


def check(entry: Entry, verdict: Verdict, all_stayed: Sequence[Sample], all_seen: Sequence[Sample]) -> None:
    """The verdict was true at some moment of the audit."""
    stayed, seen = find(entry, all_stayed), find(entry, all_seen)
    if verdict.kind == "missing" or (verdict.kind == "ok" and entry.get("state") == "absent"):
        assert not stayed
    elif verdict.kind == "ok":
        assert any(verdict_for(entry, [one]) == "ok" for one in seen)
    elif verdict.kind == "drifted":
        wrong = {difference["field"] for difference in verdict.differences}
        assert wrong in [wrong_fields(entry, one) for one in seen]
    elif verdict.kind == "ambiguous":
        assert len(set(verdict.person_ids)) > 1
        assert set(verdict.person_ids) <= {one.person_id for one in seen}
    else:
        assert verdict.kind == "forbidden"
        assert set(verdict.person_ids) <= {one.person_id for one in seen}


def audited_while_it_changes(seed: int, counting: bool) -> tuple[Counter[str], int]:
    """Checks one audit. Returns the number of verdicts of each kind, and the number of calls."""
    chance = Random(seed)
    samples = chance.sample(POOL[:400], chance.choice(SIZES))
    account = FleetAccount("a", (), drawn_switches(chance, "stable"), samples, POOL[400:420])
    entries = [
        entry
        for entry in drawn_entries(chance, Fleet([account], (), ()).accounts)
        if applies(entry, "a", ()) and entry.get("type") != "Default"
    ]
    manifest = parse_manifest(entries, [AccountRef("a")], Problems())
    changing = Changing(account, chance, chance.choice((0.05, 0.2, 0.5)))
    rule = RULE if counting else None
    audited: AccountAudit = run_plan(audit_account(manifest.expectations, rule), changing.shelf)
    stayed, seen = changing.stayed(), changing.seen()
    verdicts: Counter[str] = Counter()
    for entry, verdict in zip(entries, audited.verdicts, strict=True):
        if isinstance(verdict, MpsError):
            assert isinstance(verdict, IncompleteError)
            verdicts["unknown"] += 1
        else:
            check(entry, verdict, stayed, seen)
            verdicts[verdict.kind] += 1
    assert (audited.unexpected is None) is (not counting or audited.unexpected_failure is not None)
    if audited.unexpected is not None:
        listed = [sample.person_id for sample in audited.unexpected.listed()]
        assert len(set(listed)) == len(listed) == audited.unexpected.count
        assert {one.person_id for one in unexpected_samples(entries, stayed)} <= set(listed)
        assert set(listed) <= {one.person_id for one in unexpected_samples(entries, seen)}
    return verdicts, len(changing.shelf.calls)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, cases(400), 400))
def test_every_verdict_was_true_at_some_moment(first: int) -> None:
    verdicts: Counter[str] = Counter()
    calls = 0
    for seed in range(first, first + 400):
        counts, call_count = audited_while_it_changes(seed, counting=seed % 2 == 0)
        verdicts += counts
        calls += call_count
    assert verdicts.keys() >= {"ok", "missing", "drifted", "ambiguous", "forbidden"}
    assert verdicts["unknown"] < 0.2 * verdicts.total()
    assert calls > 800


@pytest.mark.parametrize("offset", [0, 120, 150], ids=["at the start", "in the middle", "at the end"])
@pytest.mark.parametrize("before_call", [1, 2], ids=["during the listing", "before the confirmation"])
def test_sample_created_before_the_confirmation_is_not_missing(offset: int, before_call: int) -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(150)])

    def create(number: int) -> None:
        if number == before_call:
            library.create(Sample("900", "New"), offset)

    shelf = LibraryServer({"UserDefine": library}, before=create)
    expected = [*(Expectation(f"Person {n}") for n in range(140)), Expectation("New"), Expectation("Zed")]
    audited = run_plan(audit_account(expected, RULE), shelf)
    verdicts = [verdict for verdict in audited.verdicts if isinstance(verdict, Verdict)]
    assert [verdict.kind for verdict in verdicts] == ["ok"] * 141 + ["missing"]
    assert shelf.listed >= 2


def test_sample_observed_under_two_unicode_forms_of_its_name_is_one_sample() -> None:
    composed, decomposed = "Jos\u00e9", "Jose\u0301"
    library = Library([Sample("1", composed), *(Sample(str(n), f"Person {n}") for n in range(100, 400))])

    def rename(number: int) -> None:
        if number == 2:  # after the first page and the search by id, before the search by name
            library.modify("1", name=decomposed)

    shelf = LibraryServer({"UserDefine": library}, before=rename)
    audited = run_plan(audit_account([Expectation(None, "1"), Expectation(composed)], None), shelf)
    assert [verdict.kind for verdict in audited.verdicts if isinstance(verdict, Verdict)] == ["ok", "ok"]
    assert [len(shelf.calls), shelf.listed] == [3, 1]
