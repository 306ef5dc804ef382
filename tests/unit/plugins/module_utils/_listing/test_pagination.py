# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ids that pagination stores, and the memory that they take."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.seen_ids import SeenIds
from support.fleets import TODAY
from support.plan_runner import run_plan

IDS = 50_000
MEGABYTE = 1 << 20


@given(st.lists(st.text(max_size=4), max_size=400))
def test_id_is_new_unless_it_was_added_before(ids: list[str]) -> None:
    seen, expected = SeenIds(0), set[str]()
    for one in ids:
        assert seen.add(one) is (one not in expected)
        expected.add(one)


# Consecutive ids, widely spaced ids, a mixture of the two, and ids that are not numbers.
KINDS: dict[str, Callable[[int], str]] = {
    "close": lambda n: str(10_000 + n),
    "sparse": lambda n: str(10_000 + n * 1_000_003),
    "close, then sparse": lambda n: str(10_000 + n if n < 30_000 else n * 1_000_003),
    "texts": lambda n: f"person-{n}",
    "numbers, then texts": lambda n: str(n + 1) if n < 20_000 else f"0{n}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_repeated_id_is_detected(kind: str) -> None:
    seen = SeenIds(2 * IDS)
    assert sum(bool(seen.add(KINDS[kind](n))) for n in range(IDS)) == IDS
    assert sum(bool(seen.add(KINDS[kind](n))) for n in range(IDS)) == 0


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "most"), [("close", 1), ("sparse", 7), ("close, then sparse", 10), ("texts", 5)])
def test_stored_id_takes_few_bytes(kind: str, most: int) -> None:
    """Includes the reserve for growth and the initial blocks."""
    seen = SeenIds(IDS)
    tracemalloc.start()
    for n in range(IDS):
        seen.add(KINDS[kind](n))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / IDS < most


@pytest.mark.parametrize("expected", [-5, 0, 1, 1000])
def test_capacity_exceeds_the_expected_count_and_is_limited(expected: int) -> None:
    seen = SeenIds(expected)
    for n in range(max(0, expected) + 300):
        assert seen.add(str(n))
    results = [seen.add(f"more {n}") for n in range(2000)]
    assert results[0] is True
    assert results[-1] is None


def peak_of_an_audit(samples: int) -> int:
    """Return the peak memory, in bytes, of an audit of this many samples; one of them is expected."""

    def send(call: ApiCall) -> ApiResponse:
        offset, size = call.parameters["Offset"], call.parameters["Limit"]
        # Small rows, because every row costs test time.
        if "Names" in call.parameters:
            rows = [{"PersonId": name.removeprefix("Person "), "Name": name} for name in call.parameters["Names"]]
            return ApiResponse(call.read({"TotalCount": len(rows), "PersonSet": rows}), "request")
        numbers = range(10_000_000 + offset, 10_000_000 + min(samples, offset + size))
        rows = [{"PersonId": str(n), "Name": f"Person {n}"} for n in numbers]
        return ApiResponse(call.read({"TotalCount": samples, "PersonSet": rows}), "request")

    plan = audit_account([Expectation("Person 10000006")], UnexpectedRule(Waivers((), TODAY), 100))
    tracemalloc.start()
    audited = run_plan(plan, send)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert audited.verdicts == [Verdict("ok", ("10000006",))]
    assert audited.unexpected is not None
    assert (audited.unexpected.count, len(audited.unexpected.listed())) == (samples - 1, 100)
    return peak


@pytest.mark.long
@pytest.mark.slow
def test_audit_memory_does_not_grow_with_the_library() -> None:
    """Ten times the samples need more memory only for the fingerprints of the ids (0.8 MB)."""
    few, many = peak_of_an_audit(20_000), peak_of_an_audit(200_000)
    assert many - few < 2 * MEGABYTE
