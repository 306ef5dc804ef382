# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Joins pages into a verified complete list. Does no I/O: it yields calls and is sent their responses.

Pagination by offset has a gap. If a sample is deleted before the current offset and another one is added after it,
every page, every ``TotalCount`` and the number of rows look right although a sample was skipped. Therefore pages
overlap by one sample: each page after the first starts with the last sample of the page before. A pass over the pages
is *verified* if

1. every page starts with the last sample of the page before,
2. every page except the last one has as many rows as its ``Limit``,
3. the last page has fewer rows than its ``Limit`` (or the requested window is full and more samples follow), and
4. no ``PersonId`` occurs twice.

**Claim.** If samples that exist at two moments have the same order at both, a verified pass from offset 0 to the end
contains every sample that existed during the whole pass, once, and no sample that did not exist during the pass.

*Proof.* Each page is a range of neighbors in the library at one moment of the pass. So it contains no other samples,
and by 4 no sample twice. Let *x* exist during the whole pass, and let s(1), ..., s(n) be the shared samples of
neighboring pages. If *x* is one of them, it is in the result. Otherwise *x* is before or after each s(k), and on the
same side at every moment at which s(k) exists, because the order does not change. If *x* is before s(1), the first
page, which started at offset 0 and contained s(1), contained *x*. If not, let s(k) be the last shared sample before
*x*. If k = n, the last page started with s(n) and was not full, so nothing was after it at its moment, and it
contained *x*. If k < n, *x* is before s(k+1), and the page that started with s(k) and ended with s(k+1) contained all
samples between them at its moment, so also *x*. The pages may be requested in any order or at once: nothing above
depends on time. ∎

Two assumptions: the order does not change, and a page that is not full reaches the end of the list. The verification
does not use ``TotalCount``, because it can be late, capped, or the count of one page. A full page is therefore never
the last one: the next page is requested too, and has exactly one row if the list ends there.

``TotalCount`` only makes the check stricter. A pass is not verified either if

5. a page does not have as many rows as its ``TotalCount`` requires, or
6. a page had a higher ``TotalCount`` than the last page: another server may know more samples.

If the first page has fewer rows than its ``Limit`` but more samples follow, the server has a smaller maximum. The
pass then uses this maximum as ``Limit``.

A pass that cannot be verified is repeated, at most ``RESTARTS_MAXIMUM`` times. Then the listing fails as *incomplete*.
An unstable order has the same result, because it breaks the overlap.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from .._api.call import ApiCall, ApiResponse
from .._engine.plan import Plan
from .._errors import IncompleteError
from .page import PAGE_SIZE, Page, Sample, read_page
from .seen_ids import SeenIds

RESTARTS_MAXIMUM = 3
CALLS_PER_BATCH = 100  # so that memory depends on the batch, not on the library
SMALLEST_PAGE = 2  # a page of one sample would contain only the overlap


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


_CHANGES = "The library changes during the listing, or its order is not stable"
_WRONG_COUNT = "The server counts fewer samples (TotalCount) than it returns, so its count is late, capped or wrong"


class _Inconsistent(Exception):
    """The current pass cannot be verified. The message is the reason, and ``cause`` the probable cause."""

    def __init__(self, reason: str, cause: str = _CHANGES) -> None:
        super().__init__(reason)
        self.cause = cause


@dataclass(frozen=True)
class Window:
    """A range of the list that the filters select. ``limit`` None: to the end of the list.

    ``page_maximum`` is the largest ``Limit`` to request.
    """

    filters: Mapping[str, Any]
    offset: int = 0
    limit: int | None = None
    page_maximum: int = PAGE_SIZE

    def end(self, total: int) -> int:
        """The offset after its last sample, in a list of ``total`` samples."""
        return total if self.limit is None else min(total, self.offset + self.limit)

    def ends_before(self, total: int, position: int) -> bool:
        """Whether the window ends at ``position`` or before, and a list of ``total`` samples continues after it."""
        return self.limit is not None and self.offset + self.limit <= min(position, total - 1)

    def page_size(self, offset: int) -> int:
        """The number of samples to request at an offset."""
        return self.page_maximum if self.limit is None else min(self.page_maximum, self.offset + self.limit - offset)

    def call(self, offset: int, size: int) -> ApiCall:
        parameters = {**self.filters, "Offset": offset, "Limit": size}
        return ApiCall("mps", "2019-06-12", "DescribePersonSamples", parameters, partial(read_page, offset))

    def first_call(self) -> ApiCall:
        return self.call(self.offset, self.page_size(self.offset))


def further_pages(total: int) -> int:
    """The number of pages after the first one, in a list of ``total`` samples."""
    return max(0, -(-(total - PAGE_SIZE + 1) // (PAGE_SIZE - 1)))


def paginate(window: Window, collector: Collector, first: ApiResponse | None = None) -> Plan[Pagination]:
    """Read the window until a pass is verified. ``first`` is the response to ``window.first_call()``, if there is one.

    Raises ``IncompleteError``.
    """
    request_ids: list[str] = []
    reason = _Inconsistent("")
    for restarts in range(1 + RESTARTS_MAXIMUM):
        collector.restart()
        try:
            total = yield from _one_pass(window, collector, request_ids, first)
        except _Inconsistent as inconsistent:
            reason, first = inconsistent, None
        else:
            return Pagination(total, restarts, request_ids)
    raise IncompleteError(
        f"the list could not be verified as complete in {1 + RESTARTS_MAXIMUM} attempts, so nothing is returned:"
        f" {reason}. {reason.cause}. Repeat it when nobody edits"
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
    maximum = _page_maximum(window, first.value)
    if maximum is not None:
        window = replace(window, page_maximum=maximum)
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


def _page_maximum(window: Window, first: Page) -> int | None:
    """The page maximum of a server that returns fewer rows than ``Limit`` although more samples follow."""
    count = len(first.rows)
    is_cut = SMALLEST_PAGE <= count < window.page_size(window.offset) and window.offset + count < first.total
    return count if is_cut else None


class PageJoiner:
    """Checks the pages of one pass and joins them."""

    def __init__(self, window: Window, collector: Collector, first: Page) -> None:
        self._window = window
        self._collector = collector
        self._ids = SeenIds(window.end(first.total) - window.offset)
        self._count = 0
        self._last_id = ""
        self._highest_total = 0
        self._append(window.offset, window.page_size(window.offset), first, first.rows)

    def next_pages(self) -> list[tuple[int, int]]:
        """Offset and size of the next pages, up to a page that is not full by the latest ``TotalCount``.

        At least one page, at most one batch.
        """
        # The first page and the batch after it are as many requests as the server accepts in a second.
        most = CALLS_PER_BATCH - 1 if self._count <= PAGE_SIZE else CALLS_PER_BATCH
        pages: list[tuple[int, int]] = []
        offset = self._window.offset + self._count - 1
        while len(pages) < most:
            size = max(SMALLEST_PAGE, self._window.page_size(offset))
            pages.append((offset, size))
            if self.total - offset < size or self._window.ends_before(self.total, offset + size):
                break
            offset += size - 1
        return pages

    def add(self, offset: int, size: int, page: Page) -> None:
        """Join a page that starts with the last sample of the page before."""
        if not page.rows or page.rows[0]["PersonId"] != self._last_id:
            raise _Inconsistent(f"the page at offset {offset} does not start with the last sample of the page before")
        self._append(offset, size, page, page.rows[1:])

    def _append(self, offset: int, size: int, page: Page, rows: Sequence[Sample]) -> None:
        _check_length(offset, size, page)
        if self._window.limit is not None:
            rows = rows[: self._window.limit - self._count]  # the page that looks for the end may find a new sample
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
        self._highest_total = max(self._highest_total, page.total)
        is_full = self._window.ends_before(page.total, self._window.offset + self._count)
        self.is_complete = is_full or len(page.rows) < size
        if self.is_complete and not is_full and self._highest_total > page.total:
            raise _Inconsistent(
                f"a page had a TotalCount of {self._highest_total}, but the list ended at {page.total} samples"
            )


def _check_length(offset: int, size: int, page: Page) -> None:
    """Compare the number of rows with ``TotalCount``. Raises ``_Inconsistent``."""
    expected = max(0, min(size, page.total - offset))
    if len(page.rows) == expected:
        return
    raise _Inconsistent(
        f"the page at offset {offset} has {len(page.rows)} samples, but {expected} are expected from its"
        f" TotalCount of {page.total}",
        _WRONG_COUNT if expected < len(page.rows) <= size else _CHANGES,
    )
