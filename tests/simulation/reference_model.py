# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A reference model of a listing: it tests every sample, and shares no code with the plan."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from simulation.run import Observed

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from emulator.sample import Sample
from emulator.selection import Switches

PAGE, IDS_A_CALL, NAMES_A_CALL = 100, 100, 20
CACHED = 16  # jobs that several properties use


def forms(name: str) -> tuple[str, str, str]:
    return name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)


class ReferenceSelection:
    """A selection, as the server of the account interprets it."""

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
        """Return whether the sample has exactly a requested id and name, and the server finds it."""
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

    def calls_of_parts(self, samples: Sequence[Sample], maximum: int) -> list[int]:
        """Return the number of requests for each part of the selection that needs its own call.

        A first page that contains every requested id is the only page.
        """
        calls = []
        for ids, names in self.parts:
            rows = [sample.person_id for sample in samples if self._finds(sample, ids, names)]
            has_all = ids is not None and set(ids) <= set(rows[:maximum])
            calls.append(1 if has_all else pages(len(rows), maximum=maximum))
        return calls

    def _finds(self, sample: Sample, ids: Collection[str] | None, names: Collection[str] | None) -> bool:
        matches = []
        if self._ignores:
            return True
        if ids is not None:
            matches.append(sample.person_id in ids)
        if names is not None:
            matches.append(self._finds_name(sample.name, names))
        if self._tags is not None:
            own = {self._fold(tag) for tag in sample.tags}
            tests = [self._fold(tag) in own for tag in self._tags]
            matches.append(all(tests) if self._switches.tags_match == "all" else any(tests))
        if not matches:
            return True
        return all(matches) if self._switches.filters_combine == "and" else any(matches)

    def _finds_name(self, name: str, names: Collection[str]) -> bool:
        folded = self._fold(name)
        if self._switches.names_match == "substring":
            return any(self._fold(wanted) in folded for wanted in names)
        if self._switches.names_case == "sensitive":
            return name in names
        return any(self._fold(wanted) == folded for wanted in names)

    def _fold(self, text: str) -> str:
        return text.casefold() if self._switches.names_case == "insensitive" else text


@lru_cache(maxsize=CACHED)
def reference_selection(observed: Observed) -> ReferenceSelection:
    return ReferenceSelection(observed.setup.selection, observed.account.setup.switches)


@lru_cache(maxsize=CACHED)
def lasting(observed: Observed) -> Sequence[Sample]:
    """Return the samples that qualified from the first request to the end of the plan, in library order.

    Names that need several calls are read at several moments. If a sample is renamed from one requested name to
    another, it is possible that no call finds it, so it does not count as lasting (see README.md).
    """
    wanted = reference_selection(observed)
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


def pages(rows: int, fills_the_window: bool = False, maximum: int = PAGE) -> int:
    """Return the number of requests for this number of rows.

    Pages overlap by one. The last page is not full, unless it fills the window. A server with a smaller page maximum
    costs one more request, which shows the maximum.
    """
    is_cut = maximum < min(rows, PAGE)
    size = maximum if is_cut else PAGE
    return is_cut + 1 + max(0, -(-(rows - size + (not fills_the_window)) // (size - 1)))


@lru_cache(maxsize=CACHED)
def minimum_calls(observed: Observed) -> Sequence[int]:
    """Return the number of pages for each part of the selection, in a library that does not change."""
    selection, wanted = observed.setup.selection, reference_selection(observed)
    samples, maximum = observed.samples_before, observed.account.setup.switches.page_maximum
    if not wanted.in_order:
        return wanted.calls_of_parts(samples, maximum)
    total = sum(map(wanted.qualifies, samples))
    end = total if selection.limit is None else min(total, selection.offset + selection.limit)
    rows = max(0, end - selection.offset)
    is_filled = rows == selection.limit  # if the list ends there too, one more request shows it
    return [pages(rows, is_filled, maximum) + (is_filled and end == total)]


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _parts(values: Sequence[str] | None, size: int) -> list[Sequence[str] | None]:
    return [None] if values is None else [values[start : start + size] for start in range(0, len(values), size)]
