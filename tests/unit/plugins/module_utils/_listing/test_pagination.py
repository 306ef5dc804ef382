# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a walk remembers of the library, and how much memory that takes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import UnexpectedSamples
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WaiverBook
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.seen_ids import SeenIds
from support.fleets import TODAY
from support.plan_loop import driven

IDS = 50_000
MEGABYTE = 1 << 20


@given(st.lists(st.text(max_size=4), max_size=400))
def test_an_id_is_new_once(ids: list[str]) -> None:
    seen, naive = SeenIds(0), set[str]()
    for one in ids:
        assert seen.add(one) is (one not in naive)
        naive.add(one)


# Ids that lie close, ids that lie far apart, ids that begin close, and ids that are no numbers.
KINDS: dict[str, Callable[[int], str]] = {
    "close": lambda n: str(10_000 + n),
    "sparse": lambda n: str(10_000 + n * 1_000_003),
    "close, then sparse": lambda n: str(10_000 + n if n < 30_000 else n * 1_000_003),
    "texts": lambda n: f"person-{n}",
    "numbers, then texts": lambda n: str(n + 1) if n < 20_000 else f"0{n}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_many_ids_every_one_is_told_the_second_time_and_none_the_first(kind: str) -> None:
    seen = SeenIds(2 * IDS)
    assert sum(bool(seen.add(KINDS[kind](n))) for n in range(IDS)) == IDS
    assert sum(bool(seen.add(KINDS[kind](n))) for n in range(IDS)) == 0


@pytest.mark.parametrize(("kind", "most"), [("close", 1), ("sparse", 7), ("close, then sparse", 10), ("texts", 5)])
def test_an_id_is_remembered_in_few_bytes(kind: str, most: int) -> None:
    """With the spare that a library may grow by, and the blocks that there are to begin with."""
    seen = SeenIds(IDS)
    tracemalloc.start()
    for n in range(IDS):
        seen.add(KINDS[kind](n))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / IDS < most


@pytest.mark.parametrize("expected", [-5, 0, 1, 1000])
def test_there_is_room_for_some_more_than_expected_and_an_end_to_it(expected: int) -> None:
    seen = SeenIds(expected)
    for n in range(max(0, expected) + 300):
        assert seen.add(str(n))
    answers = [seen.add(f"more {n}") for n in range(2000)]
    assert answers[0] is True
    assert answers[-1] is None


def peak_of_an_audit(samples: int) -> int:
    """Bytes that an audit of so many samples, none of them expected but one, takes at the most."""

    def answer(call: ApiCall) -> ApiResponse:
        place, size = call.parameters["Offset"], call.parameters["Limit"]
        numbers = range(10_000_000 + place, 10_000_000 + min(samples, place + size))
        # Lean, for each costs time here.
        rows = [{"PersonId": str(n), "Name": f"Person {n}"} for n in numbers] if "Names" not in call.parameters else []
        return ApiResponse(call.read({"TotalCount": samples, "PersonSet": rows}), "request")

    unexpected = UnexpectedSamples([], WaiverBook([], TODAY), 100)
    plan = audit_account([Expectation("Person 10000006")], lambda: unexpected.add)
    tracemalloc.start()
    audited = driven(plan, answer)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert audited.judgements == [Verdict("ok", ("10000006",))]
    assert (unexpected.count, len(unexpected.listing())) == (samples - 1, 100)
    return peak


def test_memory_does_not_grow_with_the_library() -> None:
    """Ten times the samples take the ids' fingerprints more (0.8 MB)."""
    few, many = peak_of_an_audit(20_000), peak_of_an_audit(200_000)
    assert many - few < 2 * MEGABYTE
