# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that contradict the documentation: a listing is complete, or it fails with the reason. It is never cut."""

from __future__ import annotations

import tracemalloc
from random import Random
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import (
    Listing,
    Selection,
    list_person_samples,
)
from emulator.library import Library
from emulator.sample import Sample
from emulator.selection import Switches
from support.cases import cases
from support.plan_runner import LibraryServer, run_plan

COUNT_IS_WRONG = r"TotalCount of .*The server counts fewer samples \(TotalCount\) than it returns"


def library_of(count: int, **switches: Any) -> Library:
    return Library([Sample(str(n), f"Person {n}") for n in range(count)], switches=Switches(**switches))


def listed(library: Library, **selection: Any) -> tuple[Listing, int]:
    """The listing, and the number of requests."""
    server = LibraryServer({"UserDefine": library})
    return run_plan(list_person_samples(Selection(**selection)), server), len(server.calls)


@pytest.mark.parametrize(
    ("count", "switches"),
    [
        (250, {"total_count": "page"}),
        (101, {"total_count": "page"}),
        (199, {"total_count": "page"}),
        (101, {"total_count_maximum": 100}),
        (250, {"total_count_maximum": 100}),
        (250, {"total_count_maximum": 199}),
        (250, {"total_count_maximum": 200}),
        (10_500, {"total_count_maximum": 10_000}),  # 10,000 samples fill 101 pages
        (10_500, {"total_count_maximum": 5_000}),
        (250, {"total_count_maximum": 100, "page_maximum": 50}),
    ],
    ids=str,
)
def test_count_that_is_too_low_is_incomplete(count: int, switches: dict[str, Any]) -> None:
    with pytest.raises(IncompleteError, match=COUNT_IS_WRONG):
        listed(library_of(count, **switches))


@pytest.mark.parametrize(("switches", "limit"), [({"total_count": "page"}, 60), ({"total_count_maximum": 199}, 199)])
def test_window_that_ends_at_a_wrong_count_is_incomplete(switches: dict[str, Any], limit: int) -> None:
    with pytest.raises(IncompleteError, match=COUNT_IS_WRONG):
        listed(library_of(250, **switches), limit=limit)


@pytest.mark.parametrize("count", [99, 100, 101, 198, 199, 200, 298, 10_000])
@pytest.mark.parametrize("lag", [1, 2])
def test_late_count_does_not_hide_the_latest_samples(count: int, lag: int) -> None:
    library = library_of(count, total_count_lag=lag)
    for number in range(lag):
        library.create(Sample(f"new {number}", "New"))
    with pytest.raises(IncompleteError, match=COUNT_IS_WRONG):
        listed(library)


class ChangingLibrary:
    """A library with a late count that changes before each response. ``lasting``: the ids that were never deleted."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        size, lag = self.chance.choice((99, 100, 101, 198, 199, 200, 297, 298)), self.chance.choice((1, 2))
        self.library = library_of(size, total_count_lag=lag)
        self.change(-1)
        self.lasting = {self.library.at(index).person_id for index in range(len(self.library))}

    def change(self, number: int) -> None:
        if number >= 0 and self.chance.random() < 0.3:
            gone = self.library.at(self.chance.randrange(len(self.library))).person_id
            self.library.delete(gone)
            self.lasting.discard(gone)
        if self.chance.random() < 0.3:
            self.library.create(Sample(f"new {number}", "New"))


@pytest.mark.slow
def test_list_with_late_counts_has_every_lasting_sample() -> None:
    complete = 0
    for seed in range(cases(400)):
        changing = ChangingLibrary(seed)
        server = LibraryServer({"UserDefine": changing.library}, before=changing.change)
        try:
            listing = run_plan(list_person_samples(Selection()), server)
        except IncompleteError:
            continue
        complete += 1
        assert changing.lasting <= {row["PersonId"] for row in listing.samples}, seed
    assert complete > cases(40)


def test_page_with_a_lower_count_than_an_earlier_page_is_read_again() -> None:
    """The second page comes from a server that does not know the latest sample yet."""
    servers = [LibraryServer({"UserDefine": library_of(count)}) for count in (151, 150, 151, 151)]
    replies = iter(servers)

    def send(call: ApiCall) -> ApiResponse:
        return next(replies)(call)

    listing = run_plan(list_person_samples(Selection()), send)
    assert [len(listing.samples), listing.restarts] == [151, 1]


@pytest.mark.parametrize(
    ("count", "maximum", "requests"),
    [(250, 50, 7), (40, 50, 1), (50, 50, 1), (99, 50, 4), (51, 50, 3), (250, 10, 29), (250, 99, 4), (5, 2, 6)],
)
def test_server_with_a_smaller_page_maximum_is_listed_completely(count: int, maximum: int, requests: int) -> None:
    listing, sent = listed(library_of(count, page_maximum=maximum))
    assert [row["PersonId"] for row in listing.samples] == [str(n) for n in range(count)]
    assert (listing.total_count, listing.restarts) == (count, 0)
    assert sent == requests


@pytest.mark.parametrize(("offset", "limit", "expected"), [(0, 60, 60), (40, 145, 145), (200, 100, 50), (0, 50, 50)])
def test_page_maximum_applies_to_windows_and_searches(offset: int, limit: int, expected: int) -> None:
    library = library_of(250, page_maximum=50)
    assert len(listed(library, offset=offset, limit=limit)[0].samples) == expected
    names = tuple(f"Person {n}" for n in range(250))
    assert len(listed(library, names=names, offset=offset, limit=limit)[0].samples) == expected


@pytest.mark.parametrize(
    ("count", "limit", "requests"),
    [
        *((99, None, 1), (100, None, 2), (101, None, 2), (198, None, 2), (199, None, 3), (200, None, 3)),
        *((101, 100, 1), (100, 100, 2)),
    ],
)
def test_only_a_full_last_page_costs_one_more_request(count: int, limit: int | None, requests: int) -> None:
    assert listed(library_of(count), limit=limit)[1] == requests


@pytest.mark.parametrize("total", [10**8, 10**8 + 1, 2**63])
@pytest.mark.parametrize("person_id", ["1000000{}", "person-{}"])
def test_absurd_count_takes_little_memory(total: int, person_id: str) -> None:
    rows = [{"PersonId": person_id.format(n), "Name": f"Person {n}"} for n in range(250)]

    def send(call: ApiCall) -> ApiResponse:
        offset = call.parameters["Offset"]
        page = {"TotalCount": total, "PersonSet": rows[offset : offset + call.parameters["Limit"]]}
        return ApiResponse(call.read(page), "request")

    tracemalloc.start()
    with pytest.raises(MpsError):
        run_plan(list_person_samples(Selection()), send)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("Name", None, r"sample at offset 163 \(id 163\) is not as documented: its Name is null"),
        ("Name", 7, r"offset 163 \(id 163\) .* its Name is missing or not a string"),
        ("PersonId", None, r"offset 163 is not as documented: its PersonId is null"),
    ],
)
def test_wrong_row_is_named_by_its_offset_and_id(member: str, value: object, message: str) -> None:
    rows = [{"PersonId": str(n), "Name": f"Person {n}"} for n in range(250)]
    rows[163][member] = value  # type: ignore[assignment]  # wrong on purpose

    def send(call: ApiCall) -> ApiResponse:
        offset = call.parameters["Offset"]
        page = {"TotalCount": 250, "PersonSet": rows[offset : offset + call.parameters["Limit"]]}
        return ApiResponse(call.read(page), "request")

    with pytest.raises(MpsError, match=message):
        run_plan(list_person_samples(Selection()), send)
