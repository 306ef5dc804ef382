# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The samples that the options select, and the plan that lists them.

Names that need several calls are several listings. A sample that is renamed in the meantime, from a name in one call to
a name in another one, can be missing in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .._api.call import ApiResponse
from .._engine.plan import Plan
from .._errors import ConfigurationError
from .._text import nfc, unicode_forms
from .._validation.fields import type_name
from .page import IDS_PER_CALL, NAMES_PER_CALL, TAGS_PER_CALL, Sample
from .pagination import CALLS_PER_BATCH, Window, paginate

SELECTION_SPEC: Mapping[str, Any] = {
    "type": {"type": "str", "default": "UserDefine", "choices": ["UserDefine", "Default"]},
    # Strings. Ansible would convert a number, and YAML reads 0123 as the number 83.
    "person_ids": {"type": "list", "elements": "raw"},
    "names": {"type": "list", "elements": "raw"},
    "tags": {"type": "list", "elements": "raw"},
    "offset": {"type": "int", "default": 0},
    "limit": {"type": "int"},
    "fields": {"type": "list", "elements": "str"},
}


@dataclass(frozen=True)
class Selection:
    """Filters and window of a listing. None: no such filter; an empty tuple is not allowed.

    ``offset`` and ``limit`` select a range of the matching samples. ``limit`` None: all of them.
    """

    type: str = "UserDefine"
    person_ids: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    offset: int = 0
    limit: int | None = None

    @property
    def spellings(self) -> list[str] | None:
        """The Unicode forms of the names to search."""
        return None if self.names is None else [form for name in self.names for form in unicode_forms(name)]

    def as_result(self) -> dict[str, Any]:
        """The selection as the modules return it, so that a reader of the samples knows what was requested."""
        lists = {"person_ids": self.person_ids, "names": self.names, "tags": self.tags}
        chosen = {name: None if values is None else list(values) for name, values in lists.items()}
        result: dict[str, Any] = {"type": self.type, **chosen, "offset": self.offset, "limit": self.limit}
        return result

    @property
    def normal_names(self) -> frozenset[str] | None:
        """The names in NFC, to compare samples with them."""
        return None if self.names is None else frozenset(map(nfc, self.names))


@dataclass(frozen=True)
class Listing:
    """A verified complete list. Samples are as the API returns them.

    - ``samples``: the samples in the window.
    - ``found``: for a selection by id or name, all matching samples; otherwise the samples in the window.
    - ``total_count``: the number of matching samples.
    """

    samples: Sequence[Sample]
    found: Sequence[Sample]
    total_count: int
    request_ids: Sequence[str]
    restarts: int


def parse_selection(options: Mapping[str, Any]) -> Selection:
    """A selection from the options of ``SELECTION_SPEC``. Raises ``ConfigurationError``."""
    selection = Selection(
        type=options["type"],
        person_ids=_parse_entries("person_ids", options["person_ids"]),
        names=_parse_entries("names", options["names"]),
        tags=_parse_entries("tags", options["tags"]),
        offset=options["offset"],
        limit=options["limit"],
    )
    if selection.tags is not None and len(selection.tags) > TAGS_PER_CALL:
        raise ConfigurationError(
            f"tags has {len(selection.tags)} entries, but the API accepts at most {TAGS_PER_CALL}. The list cannot be"
            " split, because it is not documented whether a sample must have all tags or any of them. Use fewer tags,"
            " or omit 'tags' and filter the result"
        )
    if selection.type == "Default" and selection.names is None:
        raise ConfigurationError("type 'Default' (Tencent's own library) can be searched by name only. Set 'names' too")
    if selection.offset < 0:
        raise ConfigurationError(f"offset is {selection.offset}. It must be 0 or more")
    if selection.limit is not None and selection.limit < 1:
        raise ConfigurationError(
            f"limit is {selection.limit}. It must be 1 or more. Omit 'limit' to get all matching samples"
        )
    return selection


def parse_fields(options: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The keys to return of each sample; None: all keys. Raises ``ConfigurationError``."""
    fields = _parse_entries("fields", options["fields"])
    return None if fields is None else tuple(field.strip() for field in fields)


def list_person_samples(selection: Selection) -> Plan[Listing]:
    """The plan that lists a selection. Raises ``IncompleteError`` if the list cannot be verified as complete."""
    filters = _filters(selection)
    if selection.person_ids is None and selection.names is None:
        (only,) = filters
        return (yield from _list_window(Window(only, selection.offset, selection.limit), None))
    return (yield from _list_identities(selection, filters))


class _ListCollector:
    """Keeps all samples."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []

    def restart(self) -> None:
        self.samples.clear()

    def add(self, rows: Sequence[Sample]) -> None:
        self.samples.extend(rows)


def _parse_entries(option: str, values: list[Any] | None) -> tuple[str, ...] | None:
    """The entries of a list, in order, without duplicates."""
    if values is None:
        return None
    if not values:
        raise ConfigurationError(
            f"{option} is an empty list. An empty list never selects all samples. Omit the option (or set it to"
            " 'omit') to select all samples, or skip the task if there is nothing to select"
        )
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise ConfigurationError(f"{option}[{index}] must be a string, not {type_name(value)}")
        if not value.strip():
            raise ConfigurationError(f"{option}[{index}] is {value!r}. It must be a string that is not empty")
    return tuple(dict.fromkeys(values))


def _filters(selection: Selection) -> list[dict[str, Any]]:
    """The parameters of all calls for a selection, without a window.

    Ids and names that exceed the limit of a call are split, and each part of the ids is combined with each part of the
    names. The result is then the same whether the server combines the two filters by *and* or by *or*, which is not
    documented.
    """
    common: dict[str, Any] = {"Type": selection.type}
    if selection.tags is not None:
        common["Tags"] = list(selection.tags)
    return [
        {**common, **ids, **names}
        for ids in _parts("PersonIds", selection.person_ids, IDS_PER_CALL)
        for names in _parts("Names", selection.spellings, NAMES_PER_CALL)
    ]


def _parts(parameter: str, values: Iterable[str] | None, size: int) -> list[dict[str, list[str]]]:
    if values is None:
        return [{}]
    distinct = list(dict.fromkeys(values))
    return [{parameter: distinct[start : start + size]} for start in range(0, len(distinct), size)]


def _list_identities(selection: Selection, filters: Sequence[Mapping[str, Any]]) -> Plan[Listing]:
    """List samples by id and name: read all parts, compare, merge, and take the window of the merged list.

    The server may return other samples too, because it is not documented whether its name filter is exact. They are
    dropped.
    """
    found: dict[str, Sample] = {}
    request_ids: list[str] = []
    restarts = 0
    remaining = iter(filters)
    while batch := list(islice(remaining, CALLS_PER_BATCH)):
        windows = [Window(part) for part in batch]
        firsts = yield [window.first_call() for window in windows]
        for window, first in zip(windows, firsts):
            if _has_all_ids(window, first):
                rows = first.value.rows
                listing = Listing(rows, rows, len(rows), [first.request_id], 0)
            else:
                listing = yield from _list_window(window, first)
            request_ids += listing.request_ids
            restarts += listing.restarts
            for sample in listing.samples:
                found.setdefault(sample["PersonId"], sample)
    ids = None if selection.person_ids is None else frozenset(selection.person_ids)
    names = selection.normal_names
    matching = [
        sample
        for sample in found.values()
        if (ids is None or sample["PersonId"] in ids) and (names is None or nfc(sample["Name"]) in names)
    ]
    end = None if selection.limit is None else selection.offset + selection.limit
    return Listing(matching[selection.offset : end], matching, len(matching), request_ids, restarts)


def _has_all_ids(window: Window, first: ApiResponse) -> bool:
    """Whether a page contains every requested id. No other sample can match then, so that the next page is useless."""
    requested = window.filters.get("PersonIds")
    return requested is not None and {sample["PersonId"] for sample in first.value.rows}.issuperset(requested)


def _list_window(window: Window, first: ApiResponse | None) -> Plan[Listing]:
    collector = _ListCollector()
    pagination = yield from paginate(window, collector, first)
    samples = collector.samples
    return Listing(samples, samples, pagination.total_count, pagination.request_ids, pagination.restarts)
