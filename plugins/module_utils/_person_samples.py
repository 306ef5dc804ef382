# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""A selection becomes a plan, a plan becomes a proven listing. Pure: it yields calls and is sent their replies.

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
as its rows. Names that take several calls are several listings: a sample that is renamed meanwhile, from a name of one
call to a name of another, may be in neither.

A walk that cannot be proven is walked again, at most ``REWALKS`` times; then the listing fails as *incomplete*. So ends
an unstable order too, which breaks the seams.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError
from ansible_collections.tencentcloud.mps.plugins.module_utils._page import (
    IDS_A_CALL,
    NAMES_A_CALL,
    PAGE_SIZE,
    Page,
    Sample,
    read_page,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._plan import ApiCall, Plan, Reply

REWALKS = 3
CALLS_A_BATCH = 100  # so that memory follows the window of pages, not the library


@dataclass(frozen=True)
class Selection:
    """Which samples are wanted. None means that there is no such filter; an empty tuple never gets here.

    ``offset`` and ``limit`` are a window over what qualifies; no ``limit`` means all of it.
    """

    type: str = "UserDefine"
    person_ids: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Listing:
    """A proven listing: the samples in the window, as the API wrote them, and how many qualify in all.

    ``found`` are the samples that were read: for a selection by id or name all that qualify, otherwise those in the
    window.
    """

    samples: Sequence[Sample]
    found: Sequence[Sample]
    total_count: int
    request_ids: Sequence[str]
    rewalks: int


class _Moved(Exception):
    """This walk cannot be proven; the words say what was seen."""


class _Outgrown(_Moved):
    """Nor would another walk be: it would be longer still."""


def name_forms(name: str) -> tuple[str, ...]:
    """The spellings that count as this name: as written, and its Unicode NFC and NFD forms, each once."""
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))))


def list_person_samples(selection: Selection) -> Plan[Listing]:
    """The plan that lists a selection. Raises ``IncompleteError`` when the listing cannot be proven."""
    filters = _filters(selection)
    if selection.person_ids is None and selection.names is None:
        (only,) = filters
        return (yield from _list_window(_Window(only, selection.offset, selection.limit), None))
    return (yield from _list_identities(selection, filters))


def _filters(selection: Selection) -> list[dict[str, Any]]:
    """The parameters of the calls that cover a selection, without a window.

    Ids and names that exceed one call are split, and every part of one goes with every part of the other: whether the
    server joins the two filters by *and* or by *or* (it is not documented), the parts together give what one large call
    would have given.
    """
    common: dict[str, Any] = {"Type": selection.type}
    if selection.tags is not None:
        common["Tags"] = list(selection.tags)
    return [
        {**common, **ids, **names}
        for ids in _portions("PersonIds", selection.person_ids, IDS_A_CALL)
        for names in _portions("Names", _spellings(selection), NAMES_A_CALL)
    ]


def _spellings(selection: Selection) -> list[str] | None:
    return None if selection.names is None else [form for name in selection.names for form in name_forms(name)]


def _portions(parameter: str, values: Iterable[str] | None, size: int) -> list[dict[str, list[str]]]:
    if values is None:
        return [{}]
    distinct = list(dict.fromkeys(values))
    return [{parameter: distinct[start : start + size]} for start in range(0, len(distinct), size)]


def _list_identities(selection: Selection, filters: Sequence[Mapping[str, Any]]) -> Plan[Listing]:
    """Samples by id and name: read whole, compared here, merged; the window is taken from the merged list.

    The server may find more than was asked (whether its name filter is exact is not documented): such rows are
    dropped, so that the result is the same under every reading.
    """
    found: dict[str, Sample] = {}
    request_ids: list[str] = []
    rewalks = 0
    remaining = iter(filters)
    while batch := list(islice(remaining, CALLS_A_BATCH)):
        windows = [_Window(portion, 0, None) for portion in batch]
        firsts = yield [window.call(0, PAGE_SIZE) for window in windows]
        for window, first in zip(windows, firsts):
            part = yield from _list_window(window, first)
            request_ids += part.request_ids
            rewalks += part.rewalks
            for sample in part.samples:
                found.setdefault(sample["PersonId"], sample)
    ids = None if selection.person_ids is None else frozenset(selection.person_ids)
    names = None if selection.names is None else frozenset(_spellings(selection) or ())
    matching = [
        sample
        for sample in found.values()
        if (ids is None or sample["PersonId"] in ids) and (names is None or sample["Name"] in names)
    ]
    end = None if selection.limit is None else selection.offset + selection.limit
    return Listing(matching[selection.offset : end], matching, len(matching), request_ids, rewalks)


@dataclass(frozen=True)
class _Window:
    """A run of places in the list that the filters select."""

    filters: Mapping[str, Any]
    offset: int
    limit: int | None

    def end(self, total: int) -> int:
        """The place behind its last one, in a list of ``total``."""
        return total if self.limit is None else min(total, self.offset + self.limit)

    def page_size(self, place: int) -> int:
        """How many to ask for at a place."""
        return PAGE_SIZE if self.limit is None else min(PAGE_SIZE, self.offset + self.limit - place)

    def call(self, offset: int, size: int) -> ApiCall:
        parameters = {**self.filters, "Offset": offset, "Limit": size}
        return ApiCall("mps", "2019-06-12", "DescribePersonSamples", parameters, read_page)


def _list_window(window: _Window, first: Reply | None) -> Plan[Listing]:
    """Walk until a walk is proven. ``first`` is the reply to its first call, where a caller has it already."""
    request_ids: list[str] = []
    seen = ""
    for walks in range(1 + REWALKS):
        try:
            samples, total = yield from _walk(window, first if not walks else None, request_ids)
        except _Moved as moved:
            seen = str(moved)
            if isinstance(moved, _Outgrown):
                break
        else:
            return Listing(samples, samples, total, request_ids, walks)
    raise IncompleteError(
        f"the listing could not be proven complete in {1 + walks} walk(s), so nothing is returned: {seen}. The"
        " library changes while it is read, or its order is not stable. Try again when nobody edits it, or ask by"
        " 'names' or 'person_ids', which does not need the order",
        request_id=request_ids[-1],
    )


def _walk(
    window: _Window, first: Reply | None, request_ids: list[str]
) -> Generator[Sequence[ApiCall], Sequence[Reply], tuple[list[Sample], int]]:
    """One walk: its samples and the last ``TotalCount``. Raises ``_Moved`` when it cannot be proven."""
    size = window.page_size(window.offset)
    if first is None:
        (first,) = yield [window.call(window.offset, size)]
    request_ids.append(first.request_id)
    walk = _WalkSoFar(window, size, first.value)
    while not walk.is_done:
        places = walk.next_places()
        replies = yield [window.call(place, size) for place, size in places]
        request_ids += [reply.request_id for reply in replies]
        for (place, size), reply in zip(places, replies):
            walk.add(place, size, reply.value)
            if walk.is_done:
                break
    return walk.samples, walk.total


class _WalkSoFar:
    """The pages of one walk, checked as they are joined."""

    def __init__(self, window: _Window, size: int, first: Page) -> None:
        self._window = window
        self._ids: set[str] = set()
        self._pages_allowed = 10 + 2 * (first.total // PAGE_SIZE)
        self.samples: list[Sample] = []
        self._append(window.offset, size, first, first.rows)

    def next_places(self) -> list[tuple[int, int]]:
        """Offset and size of the next pages, as far as the newest ``TotalCount`` tells; at most one batch of them."""
        front, end = self._window.offset + len(self.samples), self._window.end(self.total)
        # The first page and the batch after it are a whole batch together: as many as the server takes in a second.
        most = CALLS_A_BATCH - 1 if len(self.samples) <= PAGE_SIZE else CALLS_A_BATCH
        places: list[tuple[int, int]] = []
        while front < end and len(places) < most:
            seam = front - 1
            places.append((seam, self._window.page_size(seam)))
            front = seam + PAGE_SIZE
        return places

    def add(self, place: int, size: int, page: Page) -> None:
        """Join a page that begins with the last sample so far."""
        self._pages_allowed -= 1
        if self._pages_allowed < 0:
            raise _Outgrown("the library grows faster than it can be read")
        if not page.rows or page.rows[0]["PersonId"] != self.samples[-1]["PersonId"]:
            raise _Moved(f"the page at offset {place} does not begin with the sample that the page before ended with")
        self._append(place, size, page, page.rows[1:])

    def _append(self, place: int, size: int, page: Page, rows: Sequence[Sample]) -> None:
        expected = max(0, min(size, page.total - place))
        if len(page.rows) != expected:
            raise _Moved(
                f"the page at offset {place} holds {len(page.rows)} samples where its TotalCount {page.total}"
                f" means {expected}"
            )
        for sample in rows:
            if sample["PersonId"] in self._ids:
                raise _Moved(f"the sample {sample['PersonId']} came twice")
            self._ids.add(sample["PersonId"])
        self.samples.extend(rows)
        self.total = page.total
        self.is_done = self._window.offset + len(self.samples) >= self._window.end(page.total)
