# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person samples of one account: a pure model of what DescribePersonSamples answers.

No IO and no clock; the random source is passed in. A page costs the same in a library of 100 and of 1,000,000
samples: the order is an array of keys, filler samples are made when they are read, and the keys that a filter
selects are remembered until the library changes.
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
from emulator.selection import Filters, Selection, Switches, read_selection

REMEMBERED_FILTERS = 64


class RandomSource(Protocol):
    """The one method of random.Random that a shuffled order needs."""

    def sample(self, population: Sequence[int], k: int) -> list[int]:
        """``k`` different elements."""


@dataclass(frozen=True)
class Page:
    """What one request gets: ``total`` qualifying samples, and the keys of those in the window."""

    total: int
    keys: Sequence[int]


class Library:
    """Samples in insertion order, first ``samples``, then ``filler``, then what is created later.

    Keys are internal: filler sample ``n`` has key ``n``; any other sample a negative number. A sample whose
    ``person_id`` is taken is refused with ValueError.
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
        self._gone_filler: set[int] = set()
        self._remembered: OrderedDict[Filters, Sequence[int]] = OrderedDict()
        self._lowest_key = 0
        first = list(samples)
        keys = [self._store(sample, rank - len(first)) for rank, sample in enumerate(first)]
        self._order = array("q", keys)
        self._order.extend(range(self._filler.count))

    def __len__(self) -> int:
        return len(self._order)

    def describe(self, parameters: Mapping[str, Any], randomness: RandomSource = random) -> dict[str, Any]:
        """``{"TotalCount": int, "PersonSet": [AiSamplePerson]}``; raises ApiError. Rows are shared: do not change."""
        page = self.page(read_selection(parameters, self.switches), randomness)
        return {"TotalCount": page.total, "PersonSet": [self.sample(key).row for key in page.keys]}

    def page(self, selection: Selection, randomness: RandomSource = random) -> Page:
        """The window of one selection. A shuffled order is a new permutation for every request."""
        keys = self._matching(selection.filters) if selection.filters else self._order
        if self.switches.order == "shuffled":
            rows = max(0, min(selection.limit, len(keys) - selection.offset))
            return Page(len(keys), randomness.sample(keys, rows))
        return Page(len(keys), keys[selection.offset : selection.offset + selection.limit])

    def sample(self, key: int) -> Sample:
        """The sample behind a key of a page."""
        stored = self._samples.get(key)
        return stored if stored is not None else self._filler.sample(key)

    def text(self, key: int) -> str:
        """The sample behind a key as JSON."""
        stored = self._samples.get(key)
        return stored.text if stored is not None else self._filler.text(key)

    def at(self, index: int) -> Sample:
        """The sample at a position of the insertion order; raises IndexError."""
        return self.sample(self._order[index])

    def find(self, person_id: str) -> Sample | None:
        """The sample with this id."""
        key = self._key_of(person_id)
        return None if key is None else self.sample(key)

    def free_id(self) -> str:
        """An id that no sample has or had: one above everything seen."""
        highest = max((int(known) for known in self._key_by_id if known.isdecimal()), default=0)
        return str(max(highest + 1, self._filler.first_id + self._filler.count, 10_001))

    def create(self, sample: Sample, index: int | None = None) -> None:
        """Stores a new sample at the end, or before the one that is at ``index`` now."""
        position = len(self._order) if index is None else min(index, len(self._order))
        key = self._store(sample, self._rank_at(position))
        self._order.insert(position, key)
        self._remembered.clear()

    def modify(self, person_id: str, **changes: Any) -> Sample:
        """Replaces fields of a sample, which keeps its place; raises ApiError ResourceNotFound.Person."""
        key = self._key_or_error(person_id)
        old = self.sample(key)
        new = replace(old, **changes, person_id=person_id)
        if key in self._samples:
            self._keys_by_name[self._fold(old.name)].remove(key)
        self._samples[key] = new
        self._keys_by_name.setdefault(self._fold(new.name), []).append(key)
        self._remembered.clear()
        return new

    def delete(self, person_id: str) -> None:
        """Removes a sample; raises ApiError ResourceNotFound.Person."""
        key = self._key_or_error(person_id)
        self._order.remove(key)
        self._remembered.clear()
        stored = self._samples.pop(key, None)
        if stored is not None:
            self._keys_by_name[self._fold(stored.name)].remove(key)
        if key >= 0:
            self._gone_filler.add(key)
        else:
            del self._ranks[key]
            # The id stays known as used (free_id must not give it out again), but leads to no sample.
            self._key_by_id[person_id] = 0

    def _store(self, sample: Sample, rank: Fraction | int) -> int:
        if self._key_by_id.get(sample.person_id) or self._filler.index_of_id(sample.person_id) is not None:
            raise ValueError(f"person id {sample.person_id} is taken")
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
        """A rank between the neighbours of a position, so that few keys can be ordered without a look at all."""
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
        return None if index in self._gone_filler else index

    def _key_or_error(self, person_id: str) -> int:
        key = self._key_of(person_id)
        if key is None:
            raise ApiError("ResourceNotFound.Person", f"The person `{person_id}` does not exist.")
        return key

    def _matching(self, filters: Filters) -> Sequence[int]:
        remembered = self._remembered.get(filters)
        if remembered is not None:
            return remembered
        candidates = self._candidates(filters)
        keys: Iterable[int] = self._order if candidates is None else sorted(candidates, key=self._rank)
        matching = array("q", [key for key in keys if self._matches(self.sample(key), filters)])
        self._remembered[filters] = matching
        if len(self._remembered) > REMEMBERED_FILTERS:
            self._remembered.popitem(last=False)
        return matching

    def _candidates(self, filters: Filters) -> set[int] | None:
        """Keys of which the matching ones are a part, found without reading every sample; None if that cannot be."""
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
        folded = self.switches.names_case == "insensitive"
        keys: set[int] = set()
        for name in names:
            keys.update(self._keys_by_name.get(self._fold(name), ()))
            index = self._filler.index_of_name(name, folded)
            if index is not None and index not in self._gone_filler:
                keys.add(index)
        return keys

    def _matches(self, sample: Sample, filters: Filters) -> bool:
        asked = []
        if filters.person_ids:
            asked.append(sample.person_id in filters.person_ids)
        if filters.names:
            asked.append(self._name_matches(sample.name, filters.names))
        if filters.tags:
            has = {self._fold(tag) for tag in sample.tags}
            found = [self._fold(tag) in has for tag in filters.tags]
            asked.append(all(found) if self.switches.tags_match == "all" else any(found))
        return all(asked) if self.switches.filters_combine == "and" else any(asked)

    def _name_matches(self, name: str, wanted: Iterable[str]) -> bool:
        name = self._fold(name)
        if self.switches.names_match == "substring":
            return any(self._fold(text) in name for text in wanted)
        return any(self._fold(text) == name for text in wanted)
