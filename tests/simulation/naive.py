# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a listing should be, said naively: by looking at every sample. Nothing here is taken from the plan's code."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from simulation.run import Observed

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from emulator.sample import Sample
from emulator.selection import Switches

PAGE, IDS_A_CALL, NAMES_A_CALL = 100, 100, 20
REMEMBERED = 16  # jobs that several promises look at


def forms(name: str) -> tuple[str, str, str]:
    return name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)


class Wanted:
    """A selection, under what the account's server makes of it."""

    def __init__(self, selection: Selection, switches: Switches) -> None:
        ignores = selection.type == "Default" and selection.names is None and switches.default_without_names == "ignore"
        self._switches = switches
        self._known: dict[int, bool] = {}
        self._tags = selection.tags
        self._ids = None if selection.person_ids is None else frozenset(selection.person_ids)
        spelled = (
            None if selection.names is None else _distinct([form for name in selection.names for form in forms(name)])
        )
        self._names = None if spelled is None else frozenset(spelled)
        ids = None if selection.person_ids is None else _distinct(selection.person_ids)
        self.parts = [(some, few) for some in _parts(ids, IDS_A_CALL) for few in _parts(spelled, NAMES_A_CALL)]
        self._ignores = ignores
        self.in_order = selection.person_ids is None and selection.names is None
        self.splits_names = self._names is not None and len(self._names) > NAMES_A_CALL

    def qualifies(self, sample: Sample) -> bool:
        """It has one of the ids and one of the names asked for, as written, and the server's own tests let it pass."""
        known = self._known.get(id(sample))
        if known is None:
            known = self._known[id(sample)] = self._qualifies(sample)
        return known

    def _qualifies(self, sample: Sample) -> bool:
        if self._ids is not None and sample.person_id not in self._ids:
            return False
        if self._names is not None and sample.name not in self._names:
            return False
        return self._finds(sample, self._ids, self._names)

    def rows_of_parts(self, samples: Sequence[Sample]) -> list[int]:
        """How many rows the server finds for each part of the selection that needs a call of its own."""
        return [sum(self._finds(sample, ids, names) for sample in samples) for ids, names in self.parts]

    def _finds(self, sample: Sample, ids: Collection[str] | None, names: Collection[str] | None) -> bool:
        asked = []
        if self._ignores:
            return True
        if ids is not None:
            asked.append(sample.person_id in ids)
        if names is not None:
            asked.append(self._finds_name(sample.name, names))
        if self._tags is not None:
            own = {self._fold(tag) for tag in sample.tags}
            tests = [self._fold(tag) in own for tag in self._tags]
            asked.append(all(tests) if self._switches.tags_match == "all" else any(tests))
        if not asked:
            return True
        return all(asked) if self._switches.filters_combine == "and" else any(asked)

    def _finds_name(self, name: str, names: Collection[str]) -> bool:
        nfc = self._fold(name)
        if self._switches.names_match == "substring":
            return any(self._fold(wanted) in nfc for wanted in names)
        if self._switches.names_case == "sensitive":
            return name in names
        return any(self._fold(wanted) == nfc for wanted in names)

    def _fold(self, text: str) -> str:
        return text.casefold() if self._switches.names_case == "insensitive" else text


@lru_cache(maxsize=REMEMBERED)
def wanted_of(observed: Observed) -> Wanted:
    return Wanted(observed.setup.selection, observed.account.setup.switches)


@lru_cache(maxsize=REMEMBERED)
def lasting(observed: Observed) -> Sequence[Sample]:
    """The samples that qualified from the first send to the end of the plan, in the order of the library.

    Names that need more than one call are read at more than one moment: there, a sample that was renamed from one name
    that was asked for to another may have had neither when it was looked for, and does not count (see README.md).
    """
    wanted = wanted_of(observed)
    gone = {
        change.before.person_id
        for change in observed.changes
        if change.before is not None
        and (
            change.after is None
            or not wanted.qualifies(change.after)
            or (wanted.splits_names and change.after.name != change.before.name)
        )
    }
    return [one for one in observed.samples_before if one.person_id not in gone and wanted.qualifies(one)]


def pages(rows: int) -> int:
    """How many pages that overlap by one hold so many rows."""
    return 1 if rows <= PAGE else 1 + -(-(rows - PAGE) // (PAGE - 1))


@lru_cache(maxsize=REMEMBERED)
def fewest_calls(observed: Observed) -> Sequence[int]:
    """The pages of each walk over a library that does not change."""
    selection, wanted = observed.setup.selection, wanted_of(observed)
    samples = observed.samples_before
    if not wanted.in_order:
        return [pages(rows) for rows in wanted.rows_of_parts(samples)]
    total = sum(map(wanted.qualifies, samples))
    end = total if selection.limit is None else min(total, selection.offset + selection.limit)
    return [pages(end - selection.offset)]


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _parts(values: Sequence[str] | None, size: int) -> list[Sequence[str] | None]:
    return [None] if values is None else [values[start : start + size] for start in range(0, len(values), size)]
