# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The plan of one account's audit: what is asked, in which of two ways, and what is judged. Pure.

The expected identities are asked for, or the whole library is listed, whichever takes fewer calls; one page tells
which. Both ways give the same verdicts: samples are compared here, exactly, whatever the server's filters do. Rows are
judged page by page and dropped, so that memory does not grow with the library.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Callable, TypeVar

from .._engine.plan import Plan
from .._errors import IncompleteError, MpsError
from .._listing.page import IDS_PER_CALL, NAMES_PER_CALL, PAGE_SIZE, Page, Sample
from .._listing.pagination import Window, paginate
from .._listing.selection import Selection, list_person_samples
from .._text import unicode_forms
from .manifest import DEFAULT, PRESENT, USER_DEFINE, Expectation
from .verdicts import ObservedSample, Verdict, judge, observed_sample

Result = TypeVar("Result")

# Of samples that share a name, so many are kept; it is ambiguous from the second on.
KEPT_OF_A_NAME = 100

# Told of each sample that no expectation names.
Unnamed = Callable[[Sample], object]
# Begins to count the samples that nobody expects; a walk that is not proven is begun anew.
BeginCount = Callable[[], Unnamed]


@dataclass(frozen=True)
class Audited:
    """What one account's audit brought.

    ``judgements`` has one for each expectation, in their order, or the failure that left it unknown.
    ``unexpected_failure`` is what kept the unexpected samples from being counted. ``samples_seen`` counts the samples
    of the library, or those that were found where only they were asked for; None where nothing could be read.
    """

    judgements: Sequence[Verdict | MpsError]
    unexpected_failure: MpsError | None
    samples_seen: int | None


class SampleIndex:
    """The samples of one library that expectations name; the others are told to ``unnamed``."""

    def __init__(self, expectations: Iterable[Expectation], unnamed: Unnamed | None = None) -> None:
        self._by_id: dict[str, dict[str, ObservedSample]] = {}
        self._by_name: dict[str, dict[str, ObservedSample]] = {}
        for expectation in expectations:
            if expectation.person_id is not None:
                self._by_id[expectation.person_id] = {}
            for form in expectation.names:
                self._by_name[form] = {}
        self._unnamed = unnamed

    def take(self, rows: Iterable[Sample]) -> None:
        for row in rows:
            person_id = row["PersonId"]
            by_id, by_name = self._by_id.get(person_id), self._by_name.get(row["Name"])
            if by_id is not None:
                by_id[person_id] = observed_sample(row)
            if by_name is not None and len(by_name) < KEPT_OF_A_NAME:
                by_name[person_id] = observed_sample(row)
            if by_id is None and by_name is None and self._unnamed is not None:
                self._unnamed(row)

    def of(self, expectation: Expectation) -> list[ObservedSample]:
        """The samples that have its id, or where it has none, its name; in the library Default, both."""
        if expectation.person_id is not None:
            found = list(self._by_id[expectation.person_id].values())
            if expectation.type == USER_DEFINE or expectation.name is None:
                return found
            # Only names can be asked for there: under another name it is found by chance, or not at all.
            return [sighting for sighting in found if sighting.name in unicode_forms(expectation.name)]
        # By id, for one sample may have been seen under two forms of the name.
        named = {one.person_id: one for form in expectation.names for one in self._by_name[form].values()}
        return list(named.values())


@dataclass
class _Reading:
    """What was read of one library."""

    sightings: SampleIndex
    seen: int
    unconfirmed: MpsError | None = None  # why what was not found is not proven to be missing
    uncounted: MpsError | None = None  # why the unexpected ones are not counted


class _LibraryCollector:
    """Indexes the samples of a listing."""

    def __init__(self, expectations: Sequence[Expectation], begin_count: BeginCount | None) -> None:
        self._expectations = expectations
        self._begin_count = begin_count
        self.restart()

    def restart(self) -> None:
        self.index = SampleIndex(self._expectations, None if self._begin_count is None else self._begin_count())

    def add(self, rows: Sequence[Sample]) -> None:
        self.index.take(rows)


def audit_account(expectations: Sequence[Expectation], begin_count: BeginCount | None) -> Plan[Audited]:
    """The plan. ``begin_count`` is None where samples that nobody expects do not matter.

    It raises nothing: what could not be read is in the result.
    """
    readings: dict[str, _Reading | MpsError] = {}
    mine = [expectation for expectation in expectations if expectation.type == USER_DEFINE]
    if mine or begin_count is not None or not expectations:
        readings[USER_DEFINE] = yield from _or_failure(_read_library(mine, begin_count))
    default = [expectation for expectation in expectations if expectation.type == DEFAULT]
    if default:
        readings[DEFAULT] = yield from _or_failure(_ask(default))
    first = readings.get(USER_DEFINE)
    seen = [reading.seen for reading in readings.values() if isinstance(reading, _Reading)]
    return Audited(
        [_judged(expectation, readings[expectation.type]) for expectation in expectations],
        first.uncounted if isinstance(first, _Reading) else first,
        sum(seen) if seen else None,
    )


def _or_failure(plan: Plan[Result]) -> Plan[Result | MpsError]:
    try:
        return (yield from plan)
    except MpsError as failure:
        return failure


def _judged(expectation: Expectation, reading: _Reading | MpsError) -> Verdict | MpsError:
    if isinstance(reading, MpsError):
        return reading
    found = reading.sightings.of(expectation)
    if not found and expectation.state == PRESENT and reading.unconfirmed is not None:
        return reading.unconfirmed
    return judge(expectation, found)


def _read_library(expectations: Sequence[Expectation], begin_count: BeginCount | None) -> Plan[_Reading]:
    """The library of UserDefine, in the cheaper of the two ways."""
    calls_to_ask = _calls_to_ask(expectations)
    if begin_count is None and calls_to_ask == 1:
        return (yield from _ask(expectations))
    window = Window({"Type": USER_DEFINE})
    (first,) = yield [window.first_call()]
    page: Page = first.value
    if begin_count is None:
        if not expectations:
            return _Reading(SampleIndex(()), page.total)  # that it could be read is all that was to be known
        if calls_to_ask <= math.ceil((page.total - PAGE_SIZE) / (PAGE_SIZE - 1)):
            return (yield from _ask(expectations))
    collector = _LibraryCollector(expectations, begin_count)
    try:
        walked = yield from paginate(window, collector, first)
    except IncompleteError as incomplete:
        if not expectations:
            raise
        reading = yield from _ask(expectations)  # which does not need the order
        reading.uncounted = incomplete if begin_count is not None else None
        return reading
    reading = _Reading(collector.index, walked.total_count)
    missing = [
        expectation
        for expectation in expectations
        if expectation.state == PRESENT and not reading.sightings.of(expectation)
    ]
    if missing:
        # A sample that was made while the library was read may stand where the walk had been already.
        confirmed = yield from _or_failure(_find(missing, reading.sightings))
        reading.unconfirmed = confirmed if isinstance(confirmed, MpsError) else None
    return reading


def _ask(expectations: Sequence[Expectation]) -> Plan[_Reading]:
    sightings = SampleIndex(expectations)
    seen = yield from _find(expectations, sightings)
    return _Reading(sightings, seen)


def _find(expectations: Sequence[Expectation], sightings: SampleIndex) -> Plan[int]:
    """Ask for these identities and take what is found; how many samples that were."""
    library = expectations[0].type
    selections = []
    if library == DEFAULT:  # which can be searched by name only (docs/api-facts.md section 3.1)
        names = [expectation.name for expectation in expectations if expectation.name is not None]
        selections.append(Selection(library, names=tuple(names)))
    else:
        ids = [expectation.person_id for expectation in expectations if expectation.person_id is not None]
        names = [form for expectation in expectations for form in expectation.names]
        # Apart: whether the server joins two filters by "and" or by "or" is not documented.
        selections += [Selection(library, person_ids=tuple(ids))] if ids else []
        selections += [Selection(library, names=tuple(names))] if names else []
    seen: set[str] = set()
    for selection in selections:
        listing = yield from list_person_samples(selection)
        sightings.take(listing.found)
        seen.update(sample["PersonId"] for sample in listing.found)
    return len(seen)


def _calls_to_ask(expectations: Sequence[Expectation]) -> int:
    ids = {expectation.person_id for expectation in expectations} - {None}
    forms = {form for expectation in expectations for form in expectation.names}
    return math.ceil(len(ids) / IDS_PER_CALL) + math.ceil(len(forms) / NAMES_PER_CALL)
