# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan with small servers, in a simple loop: no threads, no clock, no sockets."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, ProtocolError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import read_page
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.pagination import CALLS_PER_BATCH
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import (
    Listing,
    Selection,
    list_person_samples,
)

Row = dict[str, Any]


def rows(count: int, start: int = 0) -> list[Row]:
    return [{"PersonId": str(start + n), "Name": f"Person {start + n}"} for n in range(count)]


class Server:
    """A library that responds as documented. ``before`` can change the library before the n-th call (from 0)."""

    def __init__(
        self, library: list[Row], before: Callable[[int, list[Row]], object] = lambda n, library: None
    ) -> None:
        self.library = library
        self.calls: list[dict[str, Any]] = []
        self.largest_batch = 0
        self._before = before

    def matching(self, asked: dict[str, Any]) -> list[Row]:
        if "PersonIds" not in asked and "Names" not in asked:
            return self.library
        return [
            row
            for row in self.library
            if row["PersonId"] in asked.get("PersonIds", [row["PersonId"]])
            and row["Name"] in asked.get("Names", [row["Name"]])
        ]

    def respond(self, call: ApiCall) -> ApiResponse:
        asked = dict(call.parameters)
        self._before(len(self.calls), self.library)
        self.calls.append(asked)
        assert len(asked.get("PersonIds", [])) <= 100
        assert len(asked.get("Names", [])) <= 20
        assert 1 <= asked["Limit"] <= 100
        found = self.matching(asked)
        page = found[asked["Offset"] : asked["Offset"] + asked["Limit"]]
        return ApiResponse(call.read({"TotalCount": len(found), "PersonSet": page}), f"request-{len(self.calls)}")

    def drive(self, plan: Plan[Listing], shuffle: Callable[[list[int]], object] = lambda order: None) -> Listing:
        """Run a plan to its end; ``shuffle`` sets the response order of the calls in a batch."""
        try:
            batch: Sequence[ApiCall] = next(plan)
            while True:
                self.largest_batch = max(self.largest_batch, len(batch))
                order = list(range(len(batch)))
                shuffle(order)
                replies = {index: self.respond(batch[index]) for index in order}
                batch = plan.send([replies[index] for index in range(len(batch))])
        except StopIteration as end:
            listing: Listing = end.value
            return listing

    def list(self, **selection: Any) -> Listing:
        return self.drive(list_person_samples(Selection(**selection)))


def ids(listing: Listing) -> list[str]:
    return [sample["PersonId"] for sample in listing.samples]


def test_250_samples_take_three_pages_that_overlap_by_one() -> None:
    server = Server(rows(250))
    listing = server.list()
    assert ids(listing) == [str(n) for n in range(250)]
    assert listing.total_count == 250
    assert [(call["Offset"], call["Limit"]) for call in server.calls] == [(0, 100), (99, 100), (198, 100)]


def test_window_of_145_from_40_takes_two_pages() -> None:
    server = Server(rows(250))
    listing = server.list(offset=40, limit=145)
    assert ids(listing) == [str(n) for n in range(40, 185)]
    assert listing.total_count == 250
    assert [(call["Offset"], call["Limit"]) for call in server.calls] == [(40, 100), (139, 46)]


def test_53_names_take_three_requests_without_duplicate_samples() -> None:
    server = Server(rows(60))
    listing = server.list(names=tuple(f"Person {n}" for n in range(53)))
    assert ids(listing) == [str(n) for n in range(53)]
    assert [len(call["Names"]) for call in server.calls] == [20, 20, 13]


@given(count=st.integers(0, 450), offset=st.integers(0, 460), limit=st.one_of(st.none(), st.integers(1, 460)))
def test_window_is_the_matching_slice_of_the_library(count: int, offset: int, limit: int | None) -> None:
    server = Server(rows(count))
    listing = server.list(offset=offset, limit=limit)
    end = count if limit is None else offset + limit
    assert ids(listing) == [str(n) for n in range(count)][offset:end]
    assert listing.total_count == count
    assert listing.restarts == 0
    wanted = len(listing.samples)
    is_full = wanted == limit
    assert len(server.calls) == 1 + max(0, -(-(wanted - 99 - is_full) // 99)) + (is_full and end == count)


@given(
    id_count=st.integers(1, 350),
    name_count=st.integers(0, 70),
    rules=st.sampled_from(["exact and", "substring and", "exact or"]),
    window=st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(1, 200))),
)
def test_ids_and_names_give_the_same_result_for_all_filter_rules(
    id_count: int, name_count: int, rules: str, window: tuple[int, int | None]
) -> None:
    class FilteringServer(Server):
        def matching(self, asked: dict[str, Any]) -> list[Row]:
            by_id = [row["PersonId"] in asked.get("PersonIds", []) for row in self.library]
            names = asked.get("Names", [])
            matches = (lambda a, b: a in b) if "substring" in rules else (lambda a, b: a == b)
            by_name = [any(matches(name, row["Name"]) for name in names) for row in self.library]
            if "PersonIds" not in asked or "Names" not in asked:
                return [row for row, i, n in zip(self.library, by_id, by_name, strict=False) if i or n]
            joined = any if rules.endswith("or") else all
            return [row for row, i, n in zip(self.library, by_id, by_name, strict=False) if joined((i, n))]

    server = FilteringServer(rows(400))
    person_ids = tuple(str(n) for n in range(id_count))
    names = tuple(f"Person {n}" for n in range(10, 10 + name_count)) or None
    offset, limit = window
    listing = server.list(person_ids=person_ids, names=names, offset=offset, limit=limit)
    expected = [n for n in range(id_count) if names is None or 10 <= n < 10 + name_count]
    assert listing.total_count == len(expected)
    assert sorted(sample["PersonId"] for sample in listing.found) == sorted(str(n) for n in expected)
    assert len(listing.samples) == len(expected[offset : None if limit is None else offset + limit])


def test_name_is_requested_and_matched_in_each_unicode_form() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "José"), unicodedata.normalize("NFD", "José")
    server = Server([{"PersonId": "1", "Name": decomposed}, {"PersonId": "2", "Name": "JOSÉ"}])
    assert ids(server.list(names=(composed,))) == ["1"]
    assert server.calls[0]["Names"] == [composed, decomposed]


def test_plan_requests_at_most_a_hundred_pages_per_batch() -> None:
    server = Server(rows(30_000))
    assert len(server.list().samples) == 30_000
    assert server.largest_batch == CALLS_PER_BATCH
    server = Server(rows(1))
    assert server.list(person_ids=tuple(str(n) for n in range(25_000))).total_count == 1
    assert server.largest_batch == CALLS_PER_BATCH


def test_delete_before_the_read_position_and_append_are_detected() -> None:
    def swap(n: int, library: list[Row]) -> None:
        if n == 1:
            del library[3]
            library.append({"PersonId": "new", "Name": "new"})

    server = Server(rows(250), swap)
    listing = server.list()
    assert ids(listing) == [str(n) for n in range(250) if n != 3] + ["new"]
    assert listing.restarts == 1


@pytest.mark.parametrize("change", ["shrinks at its end", "shrinks at its front", "grows at its end"])
def test_one_change_during_the_read_gives_a_complete_list(change: str) -> None:
    def once(n: int, library: list[Row]) -> None:
        if n == 1:
            if change == "grows at its end":
                library.extend(rows(180, 1000))
            else:
                del library[slice(-180, None) if change == "shrinks at its end" else slice(180)]

    server = Server(rows(390), once)
    assert ids(server.list()) == [row["PersonId"] for row in server.library]


def test_constantly_changing_library_is_incomplete_with_advice() -> None:
    server = Server(rows(390), lambda n, library: library.insert(0, library.pop()))
    with pytest.raises(IncompleteError, match=r"4 attempts.*does not start with.*'names' or 'person_ids'"):
        server.list()


def test_library_that_grows_with_every_call_is_incomplete() -> None:
    server = Server(rows(150), lambda n, library: library.extend(rows(200, 1000 + 1000 * n)))
    with pytest.raises(IncompleteError, match="grew too fast"):
        server.list()
    assert len(server.calls) < 1000


def test_unstable_order_is_never_a_listing() -> None:
    rng = random.Random(7)
    for count in (150, 300, 1000):
        server = Server(rows(count), lambda n, library: rng.shuffle(library))
        with pytest.raises(IncompleteError):
            server.list()


@pytest.mark.parametrize(
    ("distort", "message"),
    [
        (lambda total, page: (total + 1, page), "are expected"),
        (lambda total, page: (total, page[:-1]), "are expected"),
        (lambda total, page: (total, page + page[:1]), "are expected"),
        (lambda total, page: (total, [page[0]] * len(page)), "occurs twice"),
    ],
    ids=["TotalCount too high", "a row short", "a row too many", "one row over and over"],
)
def test_contradictory_response_is_incomplete(
    distort: Callable[[int, list[Row]], tuple[int, list[Row]]], message: str
) -> None:
    class ContradictoryServer(Server):
        def respond(self, call: ApiCall) -> ApiResponse:
            truth = super().respond(call).value
            total, page = distort(truth.total, list(truth.rows))
            return ApiResponse(call.read({"TotalCount": total, "PersonSet": page}), "r")

    with pytest.raises(IncompleteError, match=message):
        ContradictoryServer(rows(80)).list()


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"TotalCount": 1},
        {"PersonSet": []},
        {"TotalCount": "1", "PersonSet": []},
        {"TotalCount": True, "PersonSet": []},
        {"TotalCount": -1, "PersonSet": []},
        {"TotalCount": 1, "PersonSet": None},
        {"TotalCount": 1, "PersonSet": {}},
        {"TotalCount": 1, "PersonSet": ["x"]},
        {"TotalCount": 1, "PersonSet": [{"PersonId": 1, "Name": "x"}]},
        {"TotalCount": 1, "PersonSet": [{"PersonId": "1"}]},
    ],
    ids=str,
)
def test_undocumented_page_is_a_protocol_error(response: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        read_page(0, response)


def test_null_person_set_is_an_empty_page() -> None:
    assert read_page(0, {"TotalCount": 0, "PersonSet": None}).rows == []
