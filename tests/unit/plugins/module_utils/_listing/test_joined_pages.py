# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages joined into a verified list, with pages of a few samples and servers that fail in one way each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.pagination import (
    CALLS_PER_BATCH,
    Pagination,
    Window,
    further_pages,
    paginate,
)

Row = dict[str, Any]
# Changes the TotalCount and the rows of the n-th response (from 0) to a request with this offset and limit.
Fault = Callable[[int, int, int, list[Row]], "tuple[int, list[Row]] | None"]


def no_fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
    return None


def library_of(count: int) -> list[Row]:
    return [{"PersonId": str(n), "Name": f"Person {n}"} for n in range(count)]


class Kept:
    """A collector that keeps everything. ``restarts`` counts the passes."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.parts: list[int] = []
        self.restarts = 0

    def restart(self) -> None:
        self.rows, self.parts, self.restarts = [], [], self.restarts + 1

    def add(self, rows: Sequence[Any]) -> None:
        self.rows += rows
        self.parts.append(len(rows))

    @property
    def ids(self) -> list[str]:
        return [row["PersonId"] for row in self.rows]


class Server:
    """Responds from a library, with at most ``most`` rows. ``calls`` are the offset and the limit of each request."""

    def __init__(self, library: list[Row], most: int = 100, fault: Fault = no_fault) -> None:
        self.library = library
        self.most = most
        self.fault = fault
        self.calls: list[tuple[int, int]] = []
        self.batches: list[int] = []

    def respond(self, call: ApiCall) -> ApiResponse:
        offset, limit = call.parameters["Offset"], call.parameters["Limit"]
        rows = self.library[offset : offset + min(limit, self.most)]
        total, rows = self.fault(len(self.calls), offset, len(self.library), rows) or (len(self.library), rows)
        self.calls.append((offset, limit))
        return ApiResponse(call.read({"TotalCount": total, "PersonSet": rows}), f"r-{len(self.calls)}")

    def list(self, window: Window, first: ApiResponse | None = None) -> tuple[Pagination, Kept]:
        kept = Kept()
        plan = paginate(window, kept, first)
        responses = None
        while True:
            try:
                batch = next(plan) if responses is None else plan.send(responses)
            except StopIteration as end:
                return end.value, kept
            self.batches.append(len(batch))
            responses = [self.respond(call) for call in batch]


def failure(server: Server, window: Window) -> IncompleteError:
    with pytest.raises(IncompleteError) as raised:
        server.list(window)
    return raised.value


def test_call_asks_for_a_page_of_the_filters() -> None:
    call = Window({"Type": "UserDefine"}, offset=7, limit=300, page_maximum=5).first_call()
    assert (call.service, call.version, call.action) == ("mps", "2019-06-12", "DescribePersonSamples")
    assert call.parameters == {"Type": "UserDefine", "Offset": 7, "Limit": 5}
    assert Window({"Type": "Default"}).first_call().parameters == {"Type": "Default", "Offset": 0, "Limit": 100}


@pytest.mark.parametrize("page_maximum", [4, 5])
def test_window_has_exactly_its_samples(page_maximum: int) -> None:
    limits = (None, 1, 2, 3, 4, 5, 8, 9, 12, 13, 40)
    for count, offset, limit in itertools.product((0, 1, 3, 4, 5, 7, 9, 10, 13), (0, 1, 6, 30), limits):
        server = Server(library_of(count))
        pagination, kept = server.list(Window({}, offset, limit, page_maximum))
        end = None if limit is None else offset + limit
        assert kept.ids == [str(n) for n in range(count)][offset:end]
        assert (pagination.total_count, pagination.restarts, kept.restarts) == (count, 0, 1)
        assert pagination.request_ids == [f"r-{n}" for n in range(1, len(server.calls) + 1)]


def test_each_page_starts_with_the_last_sample_of_the_page_before() -> None:
    server = Server(library_of(10))
    _pagination, kept = server.list(Window({}, page_maximum=4))
    assert server.calls == [(0, 4), (3, 4), (6, 4), (9, 4)]
    assert kept.parts == [4, 3, 3, 0]


def test_window_that_ends_within_the_list_needs_no_further_page() -> None:
    server = Server(library_of(10))
    server.list(Window({}, limit=7, page_maximum=4))
    assert server.calls == [(0, 4), (3, 4)]
    server = Server(library_of(10))
    server.list(Window({}, offset=2, limit=4, page_maximum=4))
    assert server.calls == [(2, 4)]


def test_window_that_ends_with_the_list_looks_for_the_end() -> None:
    server = Server(library_of(8))
    _pagination, kept = server.list(Window({}, limit=8, page_maximum=4))
    assert server.calls == [(0, 4), (3, 4), (6, 2), (7, 2)]
    assert len(kept.rows) == 8


def test_batch_is_as_large_as_the_rate_limit() -> None:
    server = Server(library_of(1000))
    server.list(Window({}, page_maximum=3))
    assert server.batches[:3] == [1, CALLS_PER_BATCH - 1, CALLS_PER_BATCH]
    assert sum(server.batches) == len(server.calls) == 500
    full = Server(library_of(10_200))
    full.list(Window({}))
    assert full.batches[:2] == [1, CALLS_PER_BATCH - 1]
    few = Server(library_of(10))
    few.list(Window({}, page_maximum=4))
    assert few.batches == [1, 3]


@pytest.mark.parametrize("most", [2, 3, 7])
def test_smaller_page_maximum_of_the_server_is_used(most: int) -> None:
    server = Server(library_of(20), most)
    pagination, kept = server.list(Window({}, page_maximum=8))
    assert kept.ids == [str(n) for n in range(20)]
    assert server.calls[:2] == [(0, 8), (0, most)]
    assert {size for _offset, size in server.calls[1:]} == {most}
    assert pagination.request_ids == [f"r-{n}" for n in range(1, len(server.calls) + 1)]


def test_server_that_returns_one_sample_per_page_is_incomplete() -> None:
    error = failure(Server(library_of(20), most=1), Window({}, page_maximum=8))
    assert "the page at offset 0 has 1 samples, but 8 are expected from its TotalCount of 20" in str(error)


def test_first_response_is_used_if_there_is_one() -> None:
    server = Server(library_of(9))
    window = Window({}, page_maximum=4)
    first = server.respond(window.first_call())
    pagination, kept = server.list(window, first)
    assert server.calls == [(0, 4), (3, 4), (6, 4)]
    assert kept.ids == [str(n) for n in range(9)]
    assert pagination.request_ids == ["r-1", "r-2", "r-3"]


def test_pass_that_cannot_be_verified_is_repeated_from_the_first_page() -> None:
    def fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
        return (total, rows[:-1]) if number == 1 else None

    server = Server(library_of(9), fault=fault)
    window = Window({}, page_maximum=4)
    pagination, kept = server.list(window, server.respond(window.first_call()))
    assert server.calls == [(0, 4), (3, 4), (6, 4), (0, 4), (3, 4), (6, 4)]
    assert (pagination.restarts, kept.restarts) == (1, 2)
    assert kept.ids == [str(n) for n in range(9)]
    assert pagination.request_ids == [f"r-{n}" for n in range(1, 7)]


CHANGES = "The library changes during the listing, or its order is not stable"
WRONG_COUNT = "The server counts fewer samples (TotalCount) than it returns, so its count is late, capped or wrong"
LATER = {"PersonId": "later", "Name": "Later"}


def at(changed: int, change: Callable[[int, list[Row]], tuple[int, list[Row]]]) -> Fault:
    """A change of each response at this offset."""

    def fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
        return change(total, rows) if offset == changed else None

    return fault


@pytest.mark.parametrize(
    ("fault", "reason", "cause"),
    [
        (
            at(3, lambda total, rows: (total, [*rows[1:], LATER])),
            "the page at offset 3 does not start with the last sample of the page before",
            CHANGES,
        ),
        (
            at(3, lambda total, rows: (total, [])),
            "the page at offset 3 does not start with the last sample of the page before",
            CHANGES,
        ),
        (at(3, lambda total, rows: (total, [*rows[:2], rows[1], rows[3]])), "the sample 4 occurs twice", CHANGES),
        (at(3, lambda total, rows: (total, [*rows[:3], library_of(1)[0]])), "the sample 0 occurs twice", CHANGES),
        (
            at(3, lambda total, rows: (total, rows[:-1])),
            "the page at offset 3 has 3 samples, but 4 are expected from its TotalCount of 10",
            CHANGES,
        ),
        (
            at(3, lambda total, rows: (5, rows)),
            "the page at offset 3 has 4 samples, but 2 are expected from its TotalCount of 5",
            WRONG_COUNT,
        ),
        (
            at(3, lambda total, rows: (total, [*rows, LATER])),
            "the page at offset 3 has 5 samples, but 4 are expected from its TotalCount of 10",
            CHANGES,
        ),
        (
            at(3, lambda total, rows: (2, rows)),
            "the page at offset 3 has 4 samples, but 0 are expected from its TotalCount of 2",
            WRONG_COUNT,
        ),
        (
            at(3, lambda total, rows: (11, rows)),
            "a page had a TotalCount of 11, but the list ended at 10 samples",
            CHANGES,
        ),
        (
            at(0, lambda total, rows: (12, rows)),
            "a page had a TotalCount of 12, but the list ended at 10 samples",
            CHANGES,
        ),
    ],
)
def test_list_that_cannot_be_verified_is_incomplete_with_the_reason(fault: Fault, reason: str, cause: str) -> None:
    server = Server(library_of(10), fault=fault)
    error = failure(server, Window({}, page_maximum=4))
    assert error.message == (
        f"the list could not be verified as complete in 4 attempts, so nothing is returned: {reason}. {cause}."
        " Repeat it when nobody edits the library, or select samples with 'names' or 'person_ids', which does not"
        " depend on the order"
    )
    assert error.request_id == f"r-{len(server.calls)}"
    assert sum(offset == 0 for offset, _limit in server.calls) == 4


def test_higher_count_does_not_matter_if_the_window_ends_before() -> None:
    server = Server(library_of(10), fault=at(0, lambda total, rows: (12, rows)))
    assert server.list(Window({}, limit=7, page_maximum=4))[1].ids == [str(n) for n in range(7)]


def test_library_that_grows_without_end_is_incomplete() -> None:
    def fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
        known = [{"PersonId": str(n), "Name": ""} for n in range(offset, offset + 100)]
        return (offset + 200 if offset else 150), known

    error = failure(Server([], fault=fault), Window({}))
    assert ": the library grew too fast during the listing. " in str(error)


def test_window_of_many_samples_after_an_offset_is_complete() -> None:
    _pagination, kept = Server(library_of(900)).list(Window({}, offset=5, limit=800))
    assert kept.ids == [str(n) for n in range(5, 805)]


def test_window_that_looks_for_the_end_does_not_return_a_sample_that_it_finds_there() -> None:
    def fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
        library = [*library_of(8), LATER]
        return (9, library[offset : offset + 2]) if number > 2 else None

    _pagination, kept = Server(library_of(8), fault=fault).list(Window({}, limit=8, page_maximum=4))
    assert kept.ids == [str(n) for n in range(8)]


def test_growing_library_has_its_latest_samples() -> None:
    def fault(number: int, offset: int, total: int, rows: list[Row]) -> tuple[int, list[Row]] | None:
        if number < 4:
            library.append({"PersonId": f"new {number}", "Name": "New"})
        return len(library), library[offset : offset + 4]

    library = library_of(7)
    pagination, kept = Server(library, fault=fault).list(Window({}, page_maximum=4))
    assert kept.ids == [row["PersonId"] for row in library]
    assert (pagination.total_count, pagination.restarts) == (11, 0)


@given(total=st.integers(0, 30))
def test_number_of_further_pages_is_the_number_of_requests(total: int) -> None:
    count = total * 33
    server = Server(library_of(count))
    server.list(Window({}))
    assert further_pages(count) == len(server.calls) - 1


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (99, 0), (100, 1), (198, 1), (199, 2), (297, 2), (298, 3)])
def test_full_page_is_never_the_last_one(total: int, pages: int) -> None:
    assert further_pages(total) == pages
