# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Unexpected samples: the samples of a library that no expectation names. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from .._listing.page import Sample
from .._validation.problems import Problems
from .verdicts import UNEXPECTED
from .waivers import Waiver, Waivers

# The values of the option ``unexpected``.
IGNORE, REPORT = "ignore", "report"
LIMIT_MAXIMUM = 10_000


def validate_unexpected_limit(path: str, limit: int, problems: Problems) -> None:
    """Add a problem if the limit is out of range. ``path`` names the option."""
    if not 1 <= limit <= LIMIT_MAXIMUM:
        problems.add(path, f"must be from 1 to {LIMIT_MAXIMUM}")


@dataclass(frozen=True)
class UnexpectedRule:
    """How the unexpected samples of an account are reported. ``waivers`` are the waivers of the account; at most
    ``limit`` samples are listed."""

    waivers: Waivers
    limit: int


class ListedSample(NamedTuple):
    """An unexpected sample, and the waiver that covers it, which may have expired."""

    person_id: str
    name: str
    waiver: Waiver | None


class UnexpectedSamples:
    """Counts the unexpected samples of one account, and keeps those that are listed.

    ``count`` includes the waived samples. ``waiver_uses`` counts the samples that each waiver covers, expired waivers
    included.
    """

    def __init__(self, rule: UnexpectedRule) -> None:
        self._waivers = rule.waivers
        self._limit = rule.limit
        self._listed: list[ListedSample] = []
        self._listed_waived: list[ListedSample] = []
        self.count = 0
        self.waived = 0
        self.waiver_uses: Counter[Waiver] = Counter()

    def add(self, row: Sample) -> None:
        person_id, name = row["PersonId"], row["Name"]
        waiver = self._waivers.find(UNEXPECTED, name, person_id) if self._waivers.entries else None
        self.count += 1
        listed = self._listed
        if waiver is not None:
            self.waiver_uses[waiver] += 1
            if not self._waivers.is_expired(waiver):
                self.waived += 1
                listed = self._listed_waived
        if len(listed) < self._limit:
            listed.append(ListedSample(person_id, name, waiver))

    def listed(self) -> list[ListedSample]:
        """At most ``limit`` samples. Samples that are not waived come first."""
        return [*self._listed, *self._listed_waived][: self._limit]
