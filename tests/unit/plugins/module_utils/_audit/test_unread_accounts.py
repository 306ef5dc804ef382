# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts that could not be read: the audit has one reason, or a finding for each expectation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation, parse_manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, MpsError, TransportError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.library import Library
from emulator.sample import Sample
from support.fleets import TODAY, drawn_fleet
from support.plan_runner import LibraryServer, run_plan

OWN, DEFAULT = Expectation("Ann"), Expectation("Ann", type="Default")
RULE = UnexpectedRule(Waivers((), TODAY), 5)
REQUEST_IDS = count()


def denied(code: str = "AuthFailure") -> MpsError:
    """Each failure has a request id of its own, as in responses of the API."""
    return DeniedError("not allowed", code=code, request_id=f"r-{next(REQUEST_IDS)}")


def audited(
    failures: Mapping[str, Callable[[], MpsError]], *expectations: Expectation, rule: UnexpectedRule | None = None
) -> AccountAudit:
    """The audit of an account whose libraries fail as in ``failures``."""
    server = LibraryServer({"UserDefine": Library([Sample("1", "Ann")]), "Default": Library()})

    def respond(call: ApiCall) -> ApiResponse:
        library = call.parameters["Type"]
        if library in failures:
            failure = failures[library]()
            raise failure
        return server(call)

    return run_plan(audit_account(expectations, rule), respond)


@pytest.mark.parametrize("rule", [None, RULE])
@pytest.mark.parametrize("expectations", [(), (OWN,), (OWN, Expectation("Bob")), (OWN, DEFAULT), (DEFAULT,)])
def test_account_whose_libraries_fail_for_one_reason_is_unread(
    expectations: tuple[Expectation, ...], rule: UnexpectedRule | None
) -> None:
    audit = audited({"UserDefine": denied, "Default": denied}, *expectations, rule=rule)
    assert isinstance(audit.unread, DeniedError)


@pytest.mark.parametrize(
    ("failures", "expectations"),
    [
        ({"UserDefine": denied}, (OWN, DEFAULT)),
        ({"Default": denied}, (OWN, DEFAULT)),
        ({"UserDefine": denied, "Default": lambda: denied("UnauthorizedOperation")}, (OWN, DEFAULT)),
        ({"UserDefine": denied, "Default": lambda: TransportError("refused")}, (OWN, DEFAULT)),
        ({}, (OWN, DEFAULT)),
        ({"Default": denied}, (OWN,)),
    ],
)
def test_account_that_was_partly_read_or_has_several_reasons_is_not_unread(
    failures: dict[str, Callable[[], MpsError]], expectations: tuple[Expectation, ...]
) -> None:
    assert audited(failures, *expectations).unread is None


@pytest.mark.parametrize("seed", range(100))
def test_unread_account_of_a_random_fleet_has_one_finding_and_counts_every_expectation(seed: int) -> None:
    fleet = drawn_fleet(seed)
    problems = Problems()
    refs = [AccountRef(one.name, frozenset(one.labels)) for one in fleet.accounts]
    manifest = parse_manifest(fleet.entries, refs, problems)
    problems.raise_if_any()
    for ref in refs:
        expectations = manifest.for_account(ref)
        failure = audited({"UserDefine": denied, "Default": denied}, *expectations, rule=RULE).unread
        assert failure is not None
        each, one = (AccountFindings(ref.name, Waivers((), TODAY)) for _time in range(2))
        for expectation in expectations:
            each.add(expectation, failure)
        one.add_unread(failure, expectations)
        (finding,) = one.findings
        assert finding["covers"] == len(expectations)
        assert one.status == "unknown"
        if expectations:
            assert one.verdict_counts() == each.verdict_counts()
            assert {finding["severity"]} <= {other["severity"] for other in each.findings}
            assert {finding["message"]} == {other["message"] for other in each.findings}
