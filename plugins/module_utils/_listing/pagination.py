# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Joins pages into a verified complete list. Does no I/O: it yields calls and is sent their responses.

Pagination by offset has a gap. If a sample is deleted before the current offset and another one is added after it,
every page, every ``TotalCount`` and the number of rows look right although a sample was skipped. Therefore pages
overlap by one sample: each page after the first starts with the last sample of the page before. A pass over the pages
is *verified* if

1. every page starts with the last sample of the page before,
2. every page holds as many rows as requested, or reaches the end: its offset plus its rows equal its ``TotalCount``,
3. the last page reaches the end (or the requested window is full), and
4. no ``PersonId`` occurs twice.

**Claim.** If samples that exist at two moments have the same order at both, a verified pass from offset 0 to the end
contains every sample that existed during the whole pass, once, and no sample that did not exist during the pass.

*Proof.* Each page is a range of neighbors in the library at one moment of the pass. So it contains no other samples,
and by 4 no sample twice. Let *x* exist during the whole pass, and let s(1), ..., s(n) be the shared samples of
neighboring pages. If *x* is one of them, it is in the result. Otherwise *x* is before or after each s(k), and on the
same side at every moment at which s(k) exists, because the order does not change. If *x* is before s(1), the first
page, which started at offset 0 and contained s(1), contained *x*. If not, let s(k) be the last shared sample before
*x*. If k = n, the last page started with s(n) and reached the end, so it contained *x*. If k < n, *x* is before s(k+1),
and the page that started with s(k) and ended with s(k+1) contained all samples between them at its moment, so also *x*.
The pages may be requested in any order or at once: nothing above depends on time. ∎

Two assumptions: the order does not change, and the ``TotalCount`` of a response belongs to the same moment as its rows.

A pass that cannot be verified is repeated, at most ``RESTARTS_MAXIMUM`` times. Then the listing fails as *incomplete*.
An unstable order has the same result, because it breaks the overlap.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .._api.call import ApiCall, ApiResponse
from .._engine.plan import Plan
from .._errors import IncompleteError
from .page import PAGE_SIZE, Page, Sample, read_page
from .seen_ids import SeenIds

RESTARTS_MAXIMUM = 3
CALLS_PER_BATCH = 100  # so that memory depends on the batch, not on the library


class Collector(Protocol):
    """Takes the samples of a listing, page by page."""

    def restart(self) -> None:
        """A pass starts. Forget all samples of an earlier pass."""

    def add(self, rows: Sequence[Sample]) -> None:
        """Take the next samples, without the overlap."""


@dataclass(frozen=True)
class Pagination:
    """A verified pass.

    ``total_count`` is the number of samples that match the filters, ``restarts`` the number of passes before it, and
    ``request_ids`` holds the ids of all requests.
    """

    total_count: int
    restarts: int
    request_ids: Sequence[str]


class _Inconsistent(Exception):
    """The current pass cannot be verified. The message is the reason."""


@dataclass(frozen=True)
class Window:
    """A range of the list that the filters select. ``limit`` None: to the end of the list."""

    filters: Mapping[str, Any]
    offset: int = 0
    limit: int | None = None

    def end(self, total: int) -> int:
        """The offset after its last sample, in a list of ``total`` samples."""
        return total if self.limit is None else min(total, self.offset + self.limit)

    def page_size(self, offset: int) -> int:
        """The number of samples to request at an offset."""
        return PAGE_SIZE if self.limit is None else min(PAGE_SIZE, self.offset + self.limit - offset)

    def call(self, offset: int, size: int) -> ApiCall:
        parameters = {**self.filters, "Offset": offset, "Limit": size}
        return ApiCall("mps", "2019-06-12", "DescribePersonSamples", parameters, read_page)

    def first_call(self) -> ApiCall:
        return self.call(self.offset, self.page_size(self.offset))


def paginate(window: Window, collector: Collector, first: ApiResponse | None = None) -> Plan[Pagination]:
    """Read the window until a pass is verified. ``first`` is the response to ``window.first_call()``, if there is one.

    Raises ``IncompleteError``.
    """
    request_ids: list[str] = []
    reason = ""
    for restarts in range(1 + RESTARTS_MAXIMUM):
        collector.restart()
        try:
            total = yield from _one_pass(window, collector, request_ids, first)
        except _Inconsistent as inconsistent:
            reason, first = str(inconsistent), None
        else:
            return Pagination(total, restarts, request_ids)
    raise IncompleteError(
        f"the list could not be verified as complete in {1 + RESTARTS_MAXIMUM} attempts, so nothing is returned:"
        f" {reason}. The library changes during the listing, or its order is not stable. Repeat it when nobody edits"
        " the library, or select samples with 'names' or 'person_ids', which does not depend on the order",
        request_id=request_ids[-1],
    )


def _one_pass(
    window: Window, collector: Collector, request_ids: list[str], first: ApiResponse | None
) -> Generator[Sequence[ApiCall], Sequence[ApiResponse], int]:
    """Read the window once. Returns the last ``TotalCount``. Raises ``_Inconsistent``."""
    if first is None:
        (first,) = yield [window.first_call()]
    request_ids.append(first.request_id)
    joiner = PageJoiner(window, collector, first.value)
    while not joiner.is_complete:
        pages = joiner.next_pages()
        responses = yield [window.call(offset, size) for offset, size in pages]
        request_ids.extend(response.request_id for response in responses)
        for (offset, size), response in zip(pages, responses):
            joiner.add(offset, size, response.value)
            if joiner.is_complete:
                break
        del responses, response  # frees this batch before the next one arrives
    return joiner.total


class PageJoiner:
    """Checks the pages of one pass and joins them."""

    def __init__(self, window: Window, collector: Collector, first: Page) -> None:
        self._window = window
        self._collector = collector
        self._ids = SeenIds(window.end(first.total) - window.offset)
        self._count = 0
        self._last_id = ""
        self._append(window.offset, window.page_size(window.offset), first, first.rows)

    def next_pages(self) -> list[tuple[int, int]]:
        """Offset and size of the next pages up to the latest ``TotalCount``; at most one batch."""
        position, end = self._window.offset + self._count, self._window.end(self.total)
        # The first page and the batch after it are as many requests as the server accepts in a second.
        most = CALLS_PER_BATCH - 1 if self._count <= PAGE_SIZE else CALLS_PER_BATCH
        pages: list[tuple[int, int]] = []
        while position < end and len(pages) < most:
            overlap = position - 1
            pages.append((overlap, self._window.page_size(overlap)))
            position = overlap + PAGE_SIZE
        return pages

    def add(self, offset: int, size: int, page: Page) -> None:
        """Join a page that starts with the last sample of the page before."""
        if not page.rows or page.rows[0]["PersonId"] != self._last_id:
            raise _Inconsistent(f"the page at offset {offset} does not start with the last sample of the page before")
        self._append(offset, size, page, page.rows[1:])

    def _append(self, offset: int, size: int, page: Page, rows: Sequence[Sample]) -> None:
        expected = max(0, min(size, page.total - offset))
        if len(page.rows) != expected:
            raise _Inconsistent(
                f"the page at offset {offset} has {len(page.rows)} samples, but {expected} are expected from its"
                f" TotalCount of {page.total}"
            )
        for sample in rows:
            self._last_id = sample["PersonId"]
            is_new = self._ids.add(self._last_id)
            if is_new is None:
                raise _Inconsistent("the library grew too fast during the listing")
            if not is_new:
                raise _Inconsistent(f"the sample {self._last_id} occurs twice")
        self._collector.add(rows)
        self._count += len(rows)
        self.total = page.total
        self.is_complete = self._window.offset + self._count >= self._window.end(page.total)
