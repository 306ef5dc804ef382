# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares the audit of many fleets with an oracle, for every behaviour of the server that is possible.

``MPS_FLEETS=10000`` sets the number of fleets.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    DeniedError,
    IncompleteError,
    MpsError,
    ServerError,
)
from emulator.library import Library
from emulator.sample import Sample
from emulator.selection import Switches
from support.fleet_audit import FleetAudit, check_fleet
from support.fleets import TODAY, drawn_fleet
from support.plan_runner import LibraryServer, run_plan

FLEETS, FLEETS_PER_TEST = int(os.environ.get("MPS_FLEETS", "400")), 400
RULE = UnexpectedRule(Waivers((), TODAY), 1000)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, FLEETS, FLEETS_PER_TEST))
def test_every_verdict_equals_that_of_the_oracle(first: int) -> None:
    """A verdict may be unknown if the order is shuffled. It is never wrong."""
    counts: Counter[str] = Counter()
    for seed in range(first, first + FLEETS_PER_TEST):
        counts += check_fleet(seed)
    # Every route was taken, and few verdicts are unknown. They are so rare that some parts have none.
    routes = ("search", "page, then search", "one page", "listing, then search")
    assert min(counts[route] for route in routes) > 10, counts
    assert counts["unknown"] < 0.06 * counts["verdicts"], counts
    assert counts["unknown"] > 0 or first > 0
    assert counts["not counted"] > 0


@pytest.mark.parametrize("seed", range(5000, 5300))
def test_search_and_listing_give_the_same_verdicts(seed: int) -> None:
    fleet = drawn_fleet(seed)
    for account in fleet.accounts:
        searched, listed = (FleetAudit(fleet, account, seed, limit).audited.verdicts for limit in (None, 1))
        if account.switches.order == "stable":
            assert list(map(_comparable, searched)) == list(map(_comparable, listed))


def _comparable(verdict: Verdict | MpsError) -> object:
    assert isinstance(verdict, Verdict)
    return verdict.kind, sorted(verdict.person_ids), verdict.differences


def test_plan_reads_several_pages_only_for_unexpected_samples() -> None:
    """A library of 1,000 samples has 10 pages after the first. They cannot show that a name has one sample only."""
    library = [Sample(str(n), f"Person {n}") for n in range(1000)]

    def calls(names: int, ids: int, rule: UnexpectedRule | None = None) -> tuple[int, int]:
        by_name = [Expectation(f"Person {n}") for n in range(names)]
        by_id = [Expectation(None, str(n)) for n in range(500, 500 + ids)]
        shelf = LibraryServer({"UserDefine": Library(library)})
        audited = run_plan(audit_account([*by_name, *by_id], rule), shelf)
        assert {verdict.kind for verdict in audited.verdicts if isinstance(verdict, Verdict)} <= {"ok"}
        return shelf.listed, len(shelf.calls) - shelf.listed

    assert calls(20, 0) == (0, 1)
    assert calls(0, 100) == (0, 1)
    assert calls(21, 0) == (1, 2)
    assert calls(160, 100) == (1, 9)
    assert calls(180, 100) == (1, 10)
    assert calls(500, 100) == (1, 26)
    assert calls(20, 0, RULE) == (11, 1)
    assert calls(0, 100, RULE) == (11, 0)
    assert calls(0, 0) == (1, 0)


def with_failures(
    shelf: LibraryServer, failures: Callable[[ApiCall], MpsError | None]
) -> Callable[[ApiCall], ApiResponse]:
    def respond(call: ApiCall) -> ApiResponse:
        failure = failures(call)
        if failure is not None:
            raise failure
        return shelf(call)

    return respond


def verdicts_of(audited: AccountAudit) -> list[object]:
    return [verdict.kind if isinstance(verdict, Verdict) else verdict for verdict in audited.verdicts]


@pytest.mark.parametrize(
    ("library", "verdicts"), [("UserDefine", ["ok", True, True]), ("Default", [True, "missing", "ok"])]
)
def test_failure_in_one_library_does_not_affect_the_verdicts_of_the_other(library: str, verdicts: list[object]) -> None:
    denied = DeniedError("no")
    libraries = {"UserDefine": Library(), "Default": Library([Sample("1", "Ann")])}
    expectations = [Expectation("Ann", type="Default"), Expectation("Ann"), Expectation(None, "7", state="absent")]
    refused = with_failures(
        LibraryServer(libraries), lambda call: denied if call.parameters["Type"] == library else None
    )
    audited = run_plan(audit_account(expectations, None), refused)
    assert [verdict is denied or verdict for verdict in verdicts_of(audited)] == verdicts
    assert audited.unexpected_failure is (denied if library == "UserDefine" else None)


def test_sample_that_is_not_found_is_unknown_if_the_confirmation_fails() -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(90)])
    expectations = [Expectation(f"Person {n}") for n in range(100)] + [Expectation("Zed", state="absent")]
    failure = ServerError("not now")
    refused = with_failures(
        LibraryServer({"UserDefine": library}), lambda call: failure if "Names" in call.parameters else None
    )
    audited = run_plan(audit_account(expectations, None), refused)
    assert verdicts_of(audited) == ["ok"] * 90 + [failure] * 11


def test_unstable_order_makes_the_count_unknown_but_no_verdict() -> None:
    library = Library(
        [Sample(str(n), f"Person {n}") for n in range(300)], switches=Switches(order="shuffled", names_match="exact")
    )
    expectations = [Expectation("Person 7"), Expectation("Zed")]
    audited = run_plan(audit_account(expectations, RULE), LibraryServer({"UserDefine": library}))
    assert verdicts_of(audited) == ["ok", "missing"]
    assert isinstance(audited.unexpected_failure, IncompleteError)
    assert audited.unexpected is None


def test_restarted_pagination_counts_from_zero() -> None:
    library = Library([Sample(str(n), f"Person {n}") for n in range(250)])
    shelf = LibraryServer({"UserDefine": library}, before=lambda number: library.delete("3") if number == 1 else None)
    audited = run_plan(audit_account([Expectation("Person 7")], RULE), shelf)
    assert shelf.listed > 3
    assert audited.unexpected is not None
    assert audited.unexpected.count == 248
    listed = [sample.person_id for sample in audited.unexpected.listed()]
    assert listed == [str(n) for n in range(250) if n not in (3, 7)]
