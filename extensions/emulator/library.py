# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person samples of one account: a pure model of DescribePersonSamples.

The model does no I/O and reads no clock. The caller passes the random source. A page costs the same in a library of
100 samples and of 1,000,000 samples: the order is an array of keys, filler samples are created only when a request
reads them, and the result of a filter is cached until the library changes.
"""

from __future__ import annotations

import random
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

from emulator.api_error import ApiError
from emulator.sample import Filler, Sample
from emulator.selection import Filters, Selection, Switches, parse_selection

CACHED_FILTERS_MAXIMUM = 64


class RandomSource(Protocol):
    """The method of random.Random that a shuffled order uses."""

    def sample(self, population: Sequence[int], k: int) -> list[int]:
        """``k`` distinct elements of ``population`` in random order."""


@dataclass(frozen=True)
class Page:
    """The result of one request: ``total`` matching samples, and the ``keys`` of the samples in the window."""

    total: int
    keys: Sequence[int]


class Library:
    """Samples in insertion order: first ``samples``, then ``filler``, then samples that are created later.

    Keys are internal: filler sample ``n`` has key ``n``; every other sample has a negative key. Raises ValueError for
    a sample with a ``person_id`` that is already used.
    """

    def __init__(
        self, samples: Iterable[Sample] = (), filler: Filler | None = None, switches: Switches | None = None
    ) -> None:
        self.switches = switches or Switches()
        self._filler = filler or Filler()
        self._samples: dict[int, Sample] = {}
        self._ranks: dict[int, Fraction | int] = {}
        self._key_by_id: dict[str, int] = {}
        self._keys_by_name: dict[str, list[int]] = {}
        self._deleted_filler: set[int] = set()
        self._keys_by_filters: OrderedDict[Filters, Sequence[int]] = OrderedDict()
        self._lowest_key = 0
        first = list(samples)
        keys = [self._store(sample, rank - len(first)) for rank, sample in enumerate(first)]
        self._order = array("q", keys)
        self._order.extend(range(self._filler.count))
        self._counts = [len(self._order)]  # after each change of the number of samples

    def __len__(self) -> int:
        return len(self._order)

    def describe(self, parameters: Mapping[str, Any], randomness: RandomSource = random) -> dict[str, Any]:
        """The response to a selection: ``{"TotalCount": int, "PersonSet": [AiSamplePerson]}``. Raises ApiError.

        Do not change the rows: responses share them.
        """
        page = self.page(parse_selection(parameters, self.switches), randomness)
        return {"TotalCount": page.total, "PersonSet": [self.sample(key).row for key in page.keys]}

    def page(self, selection: Selection, randomness: RandomSource = random) -> Page:
        """The page of one selection. A shuffled order is a new permutation for every request."""
        keys = self._matching(selection.filters) if selection.filters else self._order
        if self.switches.order == "shuffled":
            count = max(0, min(selection.limit, len(keys) - selection.offset))
            rows: Sequence[int] = randomness.sample(keys, count)
        else:
            rows = keys[selection.offset : selection.offset + selection.limit]
        return Page(self._total_count(selection.filters, len(keys), len(rows)), rows)

    def _total_count(self, filters: Filters, matching: int, rows: int) -> int:
        """The TotalCount of a response, as the switches falsify it. Only a count without filters is late."""
        if self.switches.total_count == "page":
            return rows
        total = matching
        if self.switches.total_count_lag and not filters:
            total = self._counts[max(0, len(self._counts) - 1 - self.switches.total_count_lag)]
        return min(total, self.switches.total_count_maximum) if self.switches.total_count_maximum else total

    def sample(self, key: int) -> Sample:
        """The sample with a key from ``Page.keys``."""
        stored = self._samples.get(key)
        return stored if stored is not None else self._filler.sample(key)

    def row_json(self, key: int) -> str:
        """The row of the sample with this key, as JSON."""
        stored = self._samples.get(key)
        return stored.row_json if stored is not None else self._filler.row_json(key)

    def at(self, index: int) -> Sample:
        """The sample at ``index`` in insertion order. Raises IndexError."""
        return self.sample(self._order[index])

    def find(self, person_id: str) -> Sample | None:
        """The sample with this id, or None."""
        key = self._key_of(person_id)
        return None if key is None else self.sample(key)

    def free_id(self) -> str:
        """An id above every id in use. Ids of deleted samples are not used again."""
        highest = max((int(known) for known in self._key_by_id if known.isdecimal()), default=0)
        return str(max(highest + 1, self._filler.first_id + self._filler.count, 10_001))

    def create(self, sample: Sample, index: int | None = None) -> None:
        """Insert a sample at ``index``, or append it. Raises ValueError if its id is already used."""
        position = len(self._order) if index is None else min(index, len(self._order))
        key = self._store(sample, self._rank_at(position))
        self._order.insert(position, key)
        self._note_change()

    def _note_change(self) -> None:
        self._keys_by_filters.clear()
        self._counts.append(len(self._order))

    def modify(self, person_id: str, **changes: Any) -> Sample:
        """Change fields of a sample and keep its position. Raises ApiError ResourceNotFound.Person."""
        key = self._key_or_error(person_id)
        old = self.sample(key)
        new = replace(old, **changes, person_id=person_id)
        if key in self._samples:
            self._keys_by_name[self._fold(old.name)].remove(key)
        self._samples[key] = new
        self._keys_by_name.setdefault(self._fold(new.name), []).append(key)
        self._keys_by_filters.clear()
        return new

    def delete(self, person_id: str) -> None:
        """Delete a sample. Raises ApiError ResourceNotFound.Person."""
        key = self._key_or_error(person_id)
        self._order.remove(key)
        self._note_change()
        stored = self._samples.pop(key, None)
        if stored is not None:
            self._keys_by_name[self._fold(stored.name)].remove(key)
        if key >= 0:
            self._deleted_filler.add(key)
        else:
            del self._ranks[key]
            # 0 marks the id as used, so that free_id does not return it again, without a sample.
            self._key_by_id[person_id] = 0

    def _store(self, sample: Sample, rank: Fraction | int) -> int:
        if self._key_by_id.get(sample.person_id) or self._filler.index_of_id(sample.person_id) is not None:
            raise ValueError(f"the person id {sample.person_id} is already used")
        self._lowest_key -= 1
        key = self._lowest_key
        self._samples[key] = sample
        self._ranks[key] = rank
        self._key_by_id[sample.person_id] = key
        self._keys_by_name.setdefault(self._fold(sample.name), []).append(key)
        return key

    def _rank(self, key: int) -> Fraction | int:
        return key if key >= 0 else self._ranks[key]

    def _rank_at(self, position: int) -> Fraction | int:
        """A rank between the ranks of the neighbors. Ranks sort a few keys without a scan of the complete order."""
        if not self._order:
            return self._filler.count
        if position == 0:
            return self._rank(self._order[0]) - 1
        before = self._rank(self._order[position - 1])
        if position == len(self._order):
            return max(before, self._filler.count) + 1
        return Fraction(before + self._rank(self._order[position])) / 2

    def _fold(self, name: str) -> str:
        return name.casefold() if self.switches.names_case == "insensitive" else name

    def _key_of(self, person_id: str) -> int | None:
        key = self._key_by_id.get(person_id)
        if key is not None:
            return key or None
        index = self._filler.index_of_id(person_id)
        return None if index in self._deleted_filler else index

    def _key_or_error(self, person_id: str) -> int:
        key = self._key_of(person_id)
        if key is None:
            raise ApiError("ResourceNotFound.Person", f"The person `{person_id}` does not exist.")
        return key

    def _matching(self, filters: Filters) -> Sequence[int]:
        cached = self._keys_by_filters.get(filters)
        if cached is not None:
            return cached
        candidates = self._candidates(filters)
        keys: Iterable[int] = self._order if candidates is None else sorted(candidates, key=self._rank)
        matching = array("q", [key for key in keys if self._matches(self.sample(key), filters)])
        self._keys_by_filters[filters] = matching
        if len(self._keys_by_filters) > CACHED_FILTERS_MAXIMUM:
            self._keys_by_filters.popitem(last=False)
        return matching

    def _candidates(self, filters: Filters) -> set[int] | None:
        """A superset of the matching keys, from the indexes; None if only a scan of every sample can find them."""
        by_name = filters.names and self.switches.names_match == "exact"
        if self.switches.filters_combine == "and":
            if filters.person_ids:
                return self._keys_with_ids(filters.person_ids)
            return self._keys_with_names(filters.names) if by_name else None
        if filters.tags or (filters.names and not by_name):
            return None
        return self._keys_with_ids(filters.person_ids) | self._keys_with_names(filters.names)

    def _keys_with_ids(self, person_ids: Iterable[str]) -> set[int]:
        return {key for key in map(self._key_of, person_ids) if key is not None}

    def _keys_with_names(self, names: Iterable[str]) -> set[int]:
        ignore_case = self.switches.names_case == "insensitive"
        keys: set[int] = set()
        for name in names:
            keys.update(self._keys_by_name.get(self._fold(name), ()))
            index = self._filler.index_of_name(name, ignore_case)
            if index is not None and index not in self._deleted_filler:
                keys.add(index)
        return keys

    def _matches(self, sample: Sample, filters: Filters) -> bool:
        results = []
        if filters.person_ids:
            results.append(sample.person_id in filters.person_ids)
        if filters.names:
            results.append(self._name_matches(sample.name, filters.names))
        if filters.tags:
            sample_tags = {self._fold(tag) for tag in sample.tags}
            found = [self._fold(tag) in sample_tags for tag in filters.tags]
            results.append(all(found) if self.switches.tags_match == "all" else any(found))
        return all(results) if self.switches.filters_combine == "and" else any(results)

    def _name_matches(self, name: str, wanted: Iterable[str]) -> bool:
        name = self._fold(name)
        if self.switches.names_match == "substring":
            return any(self._fold(text) in name for text in wanted)
        return any(self._fold(text) == name for text in wanted)
