# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Situations from the field in which an audit could call something compliant that is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ServerError
from emulator.library import Library
from emulator.sample import Sample
from emulator.selection import Switches
from support.fleets import TODAY
from support.plan_runner import LibraryServer, Send, run_plan

RULE = UnexpectedRule(Waivers((), TODAY), 1000)


def people(count: int) -> list[Sample]:
    return [Sample(str(n), f"Person {n}") for n in range(count)]


def kinds(audited: AccountAudit) -> list[str]:
    return [verdict.kind for verdict in audited.verdicts]


def cutting(library: Library, maximum: int) -> Send:
    """A server that cuts a listing, in its rows and in TotalCount alike. A search finds every sample."""
    whole, cut = LibraryServer({"UserDefine": library}), Library([library.at(n) for n in range(maximum)])
    listing = LibraryServer({"UserDefine": cut})

    def send(call: ApiCall) -> ApiResponse:
        return (whole if {"Names", "PersonIds"} & call.parameters.keys() else listing)(call)

    return send


@pytest.mark.parametrize("maximum", [100, 150, 199])
@pytest.mark.parametrize(
    "hidden", [Expectation("Person 249", state="absent"), Expectation(None, "249", state="absent")], ids=["name", "id"]
)
def test_absent_sample_is_confirmed_although_the_listing_is_cut(maximum: int, hidden: Expectation) -> None:
    expected = [*(Expectation(f"Person {n}") for n in range(90)), hidden, Expectation("Zed", state="absent")]
    for rule in (None, RULE):
        audited = run_plan(audit_account(expected, rule), cutting(Library(people(250)), maximum))
        assert kinds(audited) == ["ok"] * 90 + ["forbidden", "ok"]


@pytest.mark.parametrize("count", [101, 250])
@pytest.mark.parametrize(
    "switches",
    [{"total_count": "page"}, {"total_count_maximum": 100}, {"total_count_lag": 1}, {"page_maximum": 50}],
    ids=str,
)
def test_wrong_counts_of_the_server_never_make_a_wrong_verdict(count: int, switches: dict[str, Any]) -> None:
    library = Library(people(count), switches=Switches(**switches))
    library.create(Sample("new", "New"))
    present = [Expectation(f"Person {n}") for n in range(90)]
    expected = [*present, Expectation("New", state="absent"), Expectation("Zed")]
    audited = run_plan(audit_account(expected, RULE), LibraryServer({"UserDefine": library}))
    assert kinds(audited) == ["ok"] * 90 + ["forbidden", "missing"]
    if audited.unexpected is None:
        assert audited.unexpected_failure is not None
    else:
        assert audited.unexpected.count == count - 90


E_ACUTE, N_TILDE = ("\u00e9", "e\u0301"), ("\u00f1", "n\u0303")
LONG = "\u00e1\u00e9\u00ed\u00f3\u00fa\u00f1"  # six accents: 64 mixtures


@pytest.mark.parametrize("state", ["absent", "present"])
@pytest.mark.parametrize("listed", [False, True], ids=["search", "listing"])
@pytest.mark.parametrize(
    ("written", "stored"),
    [
        *((f"P{e}{n}", "P\u00e9n\u0303") for e in E_ACUTE for n in N_TILDE),
        *((f"P{e}{n}", "Pe\u0301\u00f1") for e in E_ACUTE for n in N_TILDE),
        ("Jos\u00e9 Iba\u0301n\u0303ez", "Jos\u00e9 Iba\u0301n\u0303ez"),
        ("Jos\u00e9 Ib\u00e1\u00f1ez", "Jos\u00e9 Iba\u0301n\u0303ez"),
        ("\u00c5sa", "\u212bsa"),
        ("\ud64d\uae38", unicodedata.normalize("NFD", "\ud64d") + "\uae38"),
    ],
)
def test_mixture_of_unicode_forms_is_the_same_name(written: str, stored: str, listed: bool, state: str) -> None:
    expected = Expectation(written, state=state)
    server = LibraryServer({"UserDefine": Library([Sample("1", stored)])})
    assert kinds(run_plan(audit_account([expected], RULE if listed else None), server)) == [
        "forbidden" if state == "absent" else "ok"
    ]


def test_name_with_too_many_mixtures_is_looked_up_in_the_listing() -> None:
    stored = LONG[:3] + unicodedata.normalize("NFD", LONG[3:])
    library = Library([*people(250), Sample("x", stored)])
    expected = [Expectation(LONG, state="absent")]
    assert kinds(run_plan(audit_account(expected, None), LibraryServer({"UserDefine": library}))) == ["forbidden"]
    shuffled = Library([*people(250), Sample("x", stored)], switches=Switches(order="shuffled"))
    assert kinds(run_plan(audit_account(expected, None), LibraryServer({"UserDefine": shuffled}))) == ["incomplete"]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("present", lambda count, ids: f"{count} samples have this name (ids {ids})"),
        ("absent", lambda count, ids: f"must be absent, but is present (id {ids})"),
    ],
)
@pytest.mark.parametrize("rule", [None, RULE], ids=["search", "listing"])
@pytest.mark.parametrize("count", [100, 101, 250])
def test_message_counts_every_sample_of_the_name(
    count: int, rule: UnexpectedRule | None, state: str, message: Callable[[int, str], str]
) -> None:
    library = Library([Sample(str(n), "Twin") for n in range(count)])
    expected = Expectation("Twin", state=state)
    audited = run_plan(audit_account([expected], rule), LibraryServer({"UserDefine": library}))
    findings = AccountFindings("a", Waivers((), TODAY))
    findings.add(expected, audited.verdicts[0])
    ids = ", ".join(map(str, range(100))) + (f" and {count - 100} more" if count > 100 else "")
    assert findings.findings[0]["message"] == message(count, ids)
    assert len(findings.findings[0]["person_ids"]) == 100


@pytest.mark.parametrize("maximum", [100, 150, 199])
@pytest.mark.parametrize("rule", [None, RULE], ids=["ignore", "report"])
def test_second_sample_that_a_listing_lacks_makes_the_name_ambiguous(maximum: int, rule: UnexpectedRule | None) -> None:
    library = Library([*people(250), Sample("twin", "Person 7")])
    expected = [Expectation(f"Person {n}") for n in range(90)]
    audited = run_plan(audit_account(expected, rule), cutting(library, maximum))
    assert kinds(audited) == ["ok"] * 7 + ["ambiguous"] + ["ok"] * 82


def test_name_is_unknown_if_its_only_sample_cannot_be_confirmed() -> None:
    listing = LibraryServer({"UserDefine": Library(people(250))})

    def send(call: ApiCall) -> ApiResponse:
        if {"Names", "PersonIds"} & call.parameters.keys():
            raise ServerError("out of order")
        return listing(call)

    expected = [Expectation("Person 1"), Expectation("Person 2", state="absent"), Expectation(None, "3")]
    audited = run_plan(audit_account(expected, RULE), send)
    assert kinds(audited) == ["server", "forbidden", "ok"]


def test_library_of_one_page_needs_no_search_for_names_that_it_contains() -> None:
    server = LibraryServer({"UserDefine": Library(people(99))})
    assert kinds(run_plan(audit_account([Expectation(f"Person {n}") for n in range(99)], None), server)) == ["ok"] * 99
    assert len(server.calls) == 1
