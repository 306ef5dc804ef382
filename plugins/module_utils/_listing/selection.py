# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""A selection becomes a plan, a plan becomes a proven listing. Pure: it yields calls and is sent their replies.

Names that take several calls are several listings: a sample that is renamed meanwhile, from a name of one call to a
name of another, may be in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Callable

from .._api.call import ApiResponse
from .._engine.plan import Plan
from .._text import unicode_forms
from .page import IDS_A_CALL, NAMES_A_CALL, Sample
from .pagination import CALLS_A_BATCH, Window, paginate


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
    restarts: int


def list_person_samples(selection: Selection) -> Plan[Listing]:
    """The plan that lists a selection. Raises ``IncompleteError`` when the listing cannot be proven."""
    filters = _filters(selection)
    if selection.person_ids is None and selection.names is None:
        (only,) = filters
        return (yield from _list_window(Window(only, selection.offset, selection.limit), None))
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
    return None if selection.names is None else [form for name in selection.names for form in unicode_forms(name)]


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
    restarts = 0
    remaining = iter(filters)
    while batch := list(islice(remaining, CALLS_A_BATCH)):
        windows = [Window(portion) for portion in batch]
        firsts = yield [window.first_call() for window in windows]
        for window, first in zip(windows, firsts):
            part = yield from _list_window(window, first)
            request_ids += part.request_ids
            restarts += part.restarts
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
    return Listing(matching[selection.offset : end], matching, len(matching), request_ids, restarts)


def _list_window(window: Window, first: ApiResponse | None) -> Plan[Listing]:
    samples: list[Sample] = []
    request_ids: list[str] = []

    def begin() -> Callable[[Sequence[Sample]], object]:
        samples.clear()
        return samples.extend

    walked = yield from paginate(window, begin, request_ids, first)
    return Listing(samples, samples, walked.total_count, request_ids, walked.restarts)
