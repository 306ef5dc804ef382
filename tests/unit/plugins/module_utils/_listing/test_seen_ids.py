# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which ids were seen, in bits and in tables. The tables are small here, so that there are several."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.seen_ids import SeenIds

SPARE = 400
# Close to each other, far from each other, at the limits of the numbers that are kept as bits, and no numbers.
ids = st.one_of(
    st.integers(0, 40).map(str),
    st.integers(8185, 8199).map(str),
    st.integers(0, 40).map(lambda n: str(n * 1_000_003)),
    st.sampled_from(["", "0", "00", "07", "7", "-7", "+7", "٣", "1" * 17, "1" * 18, "1" * 19, "x", "X", " 7"]),
)


def assert_recognized(seen: SeenIds, given_ids: Iterable[str]) -> None:
    known = set[str]()
    for one in given_ids:
        assert seen.add(one) is (one not in known), one
        known.add(one)


@given(st.lists(ids, max_size=60), st.sampled_from([9, 18, 64, 1 << 20]))
def test_id_is_new_unless_it_was_added_before(given_ids: list[str], table_slots: int) -> None:
    assert_recognized(SeenIds(len(given_ids), table_slots), given_ids)


@pytest.mark.parametrize("table_slots", [9, 11, 90, 1 << 20])
@pytest.mark.parametrize("name", [str, "person-{}".format, lambda n: str(n * 1_000_003 + 1)])
def test_every_repeated_id_is_recognized_in_several_tables(table_slots: int, name: Callable[[int], str]) -> None:
    once = [name(n) for n in range(200)]
    assert_recognized(SeenIds(400, table_slots), [*once, *once])


@given(st.lists(st.integers(1, 40) | st.integers(8185, 8199), max_size=60))
def test_numbers_are_recognized_as_bits_and_after_the_move_to_a_table(numbers: list[int]) -> None:
    assert_recognized(SeenIds(len(numbers)), map(str, [*numbers, *numbers]))
    assert_recognized(SeenIds(len(numbers)), [*map(str, numbers), "x", *map(str, numbers)])


@pytest.mark.parametrize("kind", [str, "person-{}".format])
@pytest.mark.parametrize(("expected", "capacity"), [(-5, 400), (0, 400), (1, 401), (8, 409), (80, 490)])
def test_a_library_can_grow_by_an_eighth_and_a_reserve(
    expected: int, capacity: int, kind: Callable[[int], str]
) -> None:
    seen = SeenIds(expected, 90)
    assert [seen.add(kind(n)) for n in range(capacity)] == [True] * capacity
    assert seen.add(kind(capacity)) is None
    assert seen.add(kind(0)) is None


def memory(expected: int, given_ids: list[str], table_slots: int = 1 << 20) -> tuple[int, int]:
    """The memory after the last id, and the largest memory before."""
    tracemalloc.start()
    seen = SeenIds(expected, table_slots)
    for one in given_ids:
        seen.add(one)
    result = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return result


def peak(expected: int, given_ids: list[str], table_slots: int = 1 << 20) -> int:
    return memory(expected, given_ids, table_slots)[1]


@pytest.mark.parametrize("first", [10_000_000, 10**17])
def test_close_numbers_need_bits_even_if_many_more_are_expected(first: int) -> None:
    assert peak(1_000_000, [str(first + n) for n in range(3000)]) < 20_000


def test_numbers_move_to_a_table_as_soon_as_it_is_smaller() -> None:
    """There are 100 numbers per block of 1,200 bytes. The table has 10,700 slots of four bytes."""
    numbers = [str(1 + n * 82) for n in range(9150)]
    assert memory(9150, numbers[:8450])[0] > 80_000  # 85 blocks
    assert memory(9150, numbers)[0] < 80_000  # instead of 92 blocks


def test_sparse_numbers_move_to_a_table() -> None:
    """As bits, each of these numbers would need a block of a thousand bytes."""
    assert peak(1000, [str(n * 1_000_003) for n in range(1, 1001)]) < 200_000


def test_table_is_no_larger_than_the_ids_that_are_expected() -> None:
    assert peak(8000, ["x", "y"]) < 50_000  # 9,400 slots of four bytes


def test_table_is_no_larger_than_the_ids_that_arrive() -> None:
    """The expected number is from the server, and can be wrong."""
    assert peak(10_000_000, ["x", "y"], 9000) < 2 * 4 * 9000


def test_a_table_is_filled_to_eight_ninths() -> None:
    assert peak(10_000_000, [f"x{n}" for n in range(2666)], 3000) < 20_000  # one table of four bytes per slot


def test_last_table_is_only_as_large_as_the_rest() -> None:
    assert peak(2400, [f"x{n}" for n in range(2700)], 3000) < 20_000  # 3,000 slots, and 435
