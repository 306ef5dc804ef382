# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Pages become a proven walk. Pure: it yields calls, is sent their replies, and hands the rows on page by page.

Offset paging has a hole: delete a sample before the reading front, add one behind it, and every page, every
``TotalCount`` and the number of rows look right while a sample was skipped. So pages overlap by one sample, the *seam*:
each page after the first asks again for the last sample of the page before. A walk over the pages is *proven* when

1. every page begins with the sample that the page before ended with,
2. every page holds as many rows as were asked, or reaches the end: its offset plus its rows equal its own TotalCount,
3. the last page used reaches the end (or the window that was asked for is full), and
4. no ``PersonId`` came twice.

**Claim.** If samples that exist at two moments have the same order at both, a proven walk from offset 0 to the end
holds every sample that existed during the whole read, once, and none that did not exist during the read.

*Proof.* Each page is a run of neighbours in the library as it was at one moment of the read, so nothing foreign is in
it, and by 4 nothing is twice. Let *x* exist during the whole read, and let s(1), ..., s(n) be the seams. If *x* is a
seam, it is in the result. Otherwise *x* stands before or after each seam s(k), and on the same side at every moment at
which s(k) exists, since the order of survivors does not change. If *x* stands before s(1), the first page, which began
at offset 0 and held s(1), held *x*. If not, let s(k) be the last seam after which *x* stands. If k = n, the last page
began with s(n) and reached the end, so it held *x*. If k < n, *x* stands before s(k+1), and the page that by 1 began
with s(k) and ended with s(k+1) held all between them at its moment, *x* among it. The pages may have been read in any
order, or at once: nothing above speaks of when. ∎

Two things are taken for granted: the order of survivors, and that the ``TotalCount`` of an answer is of the same moment
as its rows.

A walk that cannot be proven is walked again, at most ``RESTARTS_MAXIMUM`` times; then the listing fails as *incomplete*. So ends
an unstable order too, which breaks the seams.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from .._api.call import ApiCall, ApiResponse
from .._engine.plan import Plan
from .._errors import IncompleteError
from .page import PAGE_SIZE, Page, Sample, read_page
from .seen_ids import SeenIds

RESTARTS_MAXIMUM = 3
CALLS_A_BATCH = 100  # so that memory follows the window of pages, not the library

# Begins a walk: what was taken from an earlier one is void. What it returns takes the rows of one page after the other.
Begin = Callable[[], Callable[[Sequence[Sample]], object]]


@dataclass(frozen=True)
class Pagination:
    """A proven walk: how many samples qualify in all, and how often it was walked before it was proven."""

    total_count: int
    restarts: int


class _Inconsistent(Exception):
    """This walk cannot be proven; the words say what was seen."""


@dataclass(frozen=True)
class Window:
    """A run of places in the list that the filters select; no ``limit`` means to its end."""

    filters: Mapping[str, Any]
    offset: int = 0
    limit: int | None = None

    def end(self, total: int) -> int:
        """The place behind its last one, in a list of ``total``."""
        return total if self.limit is None else min(total, self.offset + self.limit)

    def page_size(self, place: int) -> int:
        """How many to ask for at a place."""
        return PAGE_SIZE if self.limit is None else min(PAGE_SIZE, self.offset + self.limit - place)

    def call(self, place: int, size: int) -> ApiCall:
        parameters = {**self.filters, "Offset": place, "Limit": size}
        return ApiCall("mps", "2019-06-12", "DescribePersonSamples", parameters, read_page)

    def first_call(self) -> ApiCall:
        return self.call(self.offset, self.page_size(self.offset))


def paginate(
    window: Window, begin: Begin, request_ids: MutableSequence[str], first: ApiResponse | None = None
) -> Plan[Pagination]:
    """Walk until a walk is proven. ``first`` is the reply to ``window.first_call()``, where a caller has it already.

    Raises ``IncompleteError``.
    """
    seen = ""
    for walks in range(1 + RESTARTS_MAXIMUM):
        try:
            total = yield from _walk(window, begin(), request_ids, first)
        except _Inconsistent as moved:
            seen, first = str(moved), None
        else:
            return Pagination(total, walks)
    raise IncompleteError(
        f"the listing could not be proven complete in {1 + RESTARTS_MAXIMUM} walks, so nothing is returned: {seen}. The"
        " library changes while it is read, or its order is not stable. Try again when nobody edits it, or ask by"
        " 'names' or 'person_ids', which does not need the order",
        request_id=request_ids[-1],
    )


def _walk(
    window: Window,
    take: Callable[[Sequence[Sample]], object],
    request_ids: MutableSequence[str],
    first: ApiResponse | None,
) -> Generator[Sequence[ApiCall], Sequence[ApiResponse], int]:
    """One walk; the last ``TotalCount``. Raises ``_Inconsistent`` when it cannot be proven."""
    if first is None:
        (first,) = yield [window.first_call()]
    request_ids.append(first.request_id)
    walk = PageJoiner(window, take, first.value)
    while not walk.is_done:
        places = walk.next_places()
        replies = yield [window.call(place, size) for place, size in places]
        request_ids.extend(reply.request_id for reply in replies)
        for (place, size), reply in zip(places, replies):
            walk.add(place, size, reply.value)
            if walk.is_done:
                break
        del replies, reply  # while the next batch is under way, this one would take its memory a second time
    return walk.total


class PageJoiner:
    """The pages of one walk, checked as they are joined."""

    def __init__(self, window: Window, take: Callable[[Sequence[Sample]], object], first: Page) -> None:
        self._window = window
        self._take = take
        self._ids = SeenIds(window.end(first.total) - window.offset)
        self._count = 0
        self._last_id = ""
        self._append(window.offset, window.page_size(window.offset), first, first.rows)

    def next_places(self) -> list[tuple[int, int]]:
        """Offset and size of the next pages, as far as the newest ``TotalCount`` tells; at most one batch of them."""
        front, end = self._window.offset + self._count, self._window.end(self.total)
        # The first page and the batch after it are a whole batch together: as many as the server takes in a second.
        most = CALLS_A_BATCH - 1 if self._count <= PAGE_SIZE else CALLS_A_BATCH
        places: list[tuple[int, int]] = []
        while front < end and len(places) < most:
            seam = front - 1
            places.append((seam, self._window.page_size(seam)))
            front = seam + PAGE_SIZE
        return places

    def add(self, place: int, size: int, page: Page) -> None:
        """Join a page that begins with the last sample so far."""
        if not page.rows or page.rows[0]["PersonId"] != self._last_id:
            raise _Inconsistent(
                f"the page at offset {place} does not begin with the sample that the page before ended with"
            )
        self._append(place, size, page, page.rows[1:])

    def _append(self, place: int, size: int, page: Page, rows: Sequence[Sample]) -> None:
        expected = max(0, min(size, page.total - place))
        if len(page.rows) != expected:
            raise _Inconsistent(
                f"the page at offset {place} holds {len(page.rows)} samples where its TotalCount {page.total}"
                f" means {expected}"
            )
        for sample in rows:
            self._last_id = sample["PersonId"]
            is_new = self._ids.add(self._last_id)
            if is_new is None:
                raise _Inconsistent("the library grew fast while it was read")
            if not is_new:
                raise _Inconsistent(f"the sample {self._last_id} came twice")
        self._take(rows)
        self._count += len(rows)
        self.total = page.total
        self.is_done = self._window.offset + self._count >= self._window.end(page.total)
