# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Collects the rows of one library for its audit. Memory does not grow with the library. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._listing.page import Sample
from .._text import unicode_forms
from .manifest import USER_DEFINE, Expectation
from .unexpected import UnexpectedRule, UnexpectedSamples
from .verdicts import ObservedSample

# The number of samples kept for each name. Two are enough to make a name ambiguous.
SAMPLES_PER_NAME = 100


class SampleIndex:
    """The observed samples that expectations name, by id and by name."""

    def __init__(self, expectations: Iterable[Expectation]) -> None:
        self._by_id: dict[str, dict[str, ObservedSample]] = {}
        self._by_name: dict[str, dict[str, ObservedSample]] = {}
        for expectation in expectations:
            if expectation.person_id is not None:
                self._by_id[expectation.person_id] = {}
            for name in expectation.names:
                self._by_name[name] = {}

    def add(self, row: Sample) -> bool:
        """Add a sample if an expectation names it. Returns whether one does."""
        person_id = row["PersonId"]
        by_id, by_name = self._by_id.get(person_id), self._by_name.get(row["Name"])
        if by_id is not None:
            by_id[person_id] = ObservedSample.from_row(row)
        if by_name is not None and len(by_name) < SAMPLES_PER_NAME:
            by_name[person_id] = ObservedSample.from_row(row)
        return by_id is not None or by_name is not None

    def find(self, expectation: Expectation) -> list[ObservedSample]:
        """The samples with the identity of an expectation: its id, or its name if it has no id.

        In the library Default, a sample must have the id and the name, if the expectation has both.
        """
        if expectation.person_id is not None:
            found = list(self._by_id[expectation.person_id].values())
            if expectation.type == USER_DEFINE or expectation.name is None:
                return found
            # This library can be searched by name only, so a sample with another name is found only by chance.
            return [sample for sample in found if sample.name in unicode_forms(expectation.name)]
        # A sample that was renamed during the audit may have been observed under two forms of the name.
        by_id = {sample.person_id: sample for name in expectation.names for sample in self._by_name[name].values()}
        return list(by_id.values())


class LibraryCollector:
    """Collects a listing page by page: indexes the expected samples, and counts the others if there is a ``rule``."""

    def __init__(self, expectations: Sequence[Expectation], rule: UnexpectedRule | None) -> None:
        self._expectations = expectations
        self._rule = rule
        self.restart()

    def restart(self) -> None:
        """Forget all rows, because the pagination starts from the beginning."""
        self.index = SampleIndex(self._expectations)
        self.unexpected = None if self._rule is None else UnexpectedSamples(self._rule)

    def add(self, rows: Iterable[Sample]) -> None:
        for row in rows:
            is_expected = self.index.add(row)
            if self.unexpected is not None and not is_expected:
                self.unexpected.add(row)
