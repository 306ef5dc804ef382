# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Collects the rows of one library for its audit. Memory does not grow with the library. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .._listing.page import TOTAL_MAXIMUM, Sample
from .._listing.seen_ids import SeenIds
from .._text import nfc
from .manifest import USER_DEFINE, Expectation
from .unexpected import UnexpectedRule, UnexpectedSamples
from .verdicts import ObservedSample, Verdict, evaluate

# The number of samples kept for each name. Two are enough to make a name ambiguous. The others are counted.
SAMPLES_PER_NAME = 100


class SampleIndex:
    """The observed samples that expectations name, by id and by name. Names are in NFC."""

    def __init__(self, expectations: Iterable[Expectation]) -> None:
        self._by_id: dict[str, dict[str, ObservedSample]] = {}
        self._by_name: dict[str, dict[str, ObservedSample]] = {}
        self._others: dict[str, SeenIds] = {}  # of names with more samples than are kept
        self._unlisted: Counter[str] = Counter()
        for expectation in expectations:
            if expectation.person_id is not None:
                self._by_id[expectation.person_id] = {}
            elif expectation.name is not None:
                self._by_name[nfc(expectation.name)] = {}

    def add(self, row: Sample) -> bool:
        """Add a sample if an expectation names it. Returns whether one does."""
        person_id, name = row["PersonId"], nfc(row["Name"])
        by_id, by_name = self._by_id.get(person_id), self._by_name.get(name)
        if by_id is not None:
            by_id[person_id] = ObservedSample.from_row(row)
        if by_name is not None:
            if len(by_name) < SAMPLES_PER_NAME or person_id in by_name:
                by_name[person_id] = ObservedSample.from_row(row)
            elif self._others.setdefault(name, SeenIds(TOTAL_MAXIMUM)).add(person_id):
                self._unlisted[name] += 1
        return by_id is not None or by_name is not None

    def unlisted(self, expectation: Expectation) -> int:
        """The number of samples with the name of an expectation that ``find`` does not return."""
        return self._unlisted[nfc(expectation.name or "")] if expectation.person_id is None else 0

    def find(self, expectation: Expectation) -> list[ObservedSample]:
        """The samples with the identity of an expectation: its id, or its name if it has no id.

        In the library Default, a sample must have the id and the name, if the expectation has both.
        """
        if expectation.person_id is not None:
            found = list(self._by_id[expectation.person_id].values())
            if expectation.type == USER_DEFINE or expectation.name is None:
                return found
            # This library can be searched by name only, so a sample with another name is found only by chance.
            return [sample for sample in found if nfc(sample.name) == nfc(expectation.name)]
        return list(self._by_name[nfc(expectation.name or "")].values())


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


def evaluate_in(index: SampleIndex, expectation: Expectation) -> Verdict:
    """Compare an expectation with the samples of the index."""
    return evaluate(expectation, index.find(expectation), index.unlisted(expectation))
