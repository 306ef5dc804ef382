# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Findings that somebody has agreed to bear with, and until when. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._validation.fields import Field, choices, date, parse_entry, text
from .._validation.problems import Problems
from .globs import glob_matches
from .manifest import AccountRef, Manifest
from .verdicts import AMBIGUOUS, DRIFTED, FORBIDDEN, MISSING, UNEXPECTED

# What is unknown cannot be agreed to: nobody knows what it is.
WAIVABLE = (MISSING, DRIFTED, AMBIGUOUS, FORBIDDEN, UNEXPECTED)

WAIVER_FIELDS: Mapping[str, Field] = {
    "account": text(required=True),
    "sample": text(required=True),
    "verdicts": choices(*WAIVABLE),
    "reason": text(),
    "owner": text(),
    "expires": date(required=True),
}


@dataclass(frozen=True)
class Waiver:
    """``account`` and ``sample`` are globs, the second over name and id. ``expires`` is the last day that it counts,
    in UTC. No ``verdicts`` means any but *unknown*."""

    account: str
    sample: str
    expires: dt.date
    verdicts: tuple[str, ...] = ()
    reason: str | None = None
    owner: str | None = None


class WaiverBook:
    """All waivers as of one day, and how many findings each of them covers."""

    def __init__(self, waivers: Sequence[Waiver], today: dt.date) -> None:
        self._waivers = waivers
        self._today = today
        self._findings: Counter[Waiver] = Counter()

    def at(self, account: str) -> list[Waiver]:
        """Those for one account, in the order in which they are to be taken: what is in force longest, first."""
        under = [waiver for waiver in self._waivers if glob_matches(waiver.account, account)]
        return sorted(under, key=lambda waiver: waiver.expires, reverse=True)

    def is_expired(self, waiver: Waiver) -> bool:
        return waiver.expires < self._today

    def count(self, waiver: Waiver, findings: int = 1) -> None:
        """Note that it covers so many findings."""
        self._findings[waiver] += findings

    def as_result(self) -> list[dict[str, Any]]:
        """Every waiver, by when it expires."""
        entries = [
            {
                "account": waiver.account,
                "sample": waiver.sample,
                "verdicts": list(waiver.verdicts or WAIVABLE),
                "reason": waiver.reason,
                "owner": waiver.owner,
                "expires": waiver.expires.isoformat(),
                "expired": self.is_expired(waiver),
                "days_left": (waiver.expires - self._today).days,
                "findings": self._findings[waiver],
            }
            for waiver in self._waivers
        ]
        return sorted(entries, key=lambda entry: str(entry["expires"]))


def covering(waivers: Iterable[Waiver], verdict: str, *identities: str | None) -> Waiver | None:
    """The first of an account's waivers that covers a verdict about a sample of this name or id."""
    return next(
        (
            waiver
            for waiver in waivers
            if verdict in (waiver.verdicts or WAIVABLE) and glob_matches(waiver.sample, *identities)
        ),
        None,
    )


def parse_waivers(entries: Sequence[Any], problems: Problems) -> list[Waiver]:
    """Waivers from the entries under ``waivers``; what is wrong with them is told to ``problems``."""
    read = [parse_entry(f"waivers[{index}]", entry, WAIVER_FIELDS, problems) for index, entry in enumerate(entries)]
    waivers: dict[Waiver, int] = {}
    for index, values in enumerate(read):
        if values is not None:
            first = waivers.setdefault(Waiver(**values), index)
            if first != index:
                problems.add(f"waivers[{index}]", f"is waivers[{first}] again; leave one of them out")
    return list(waivers)


def waivers_without_match(
    waivers: Sequence[Waiver], manifest: Manifest, places: Sequence[AccountRef], unexpected: bool
) -> list[str]:
    """A warning for each waiver whose globs fit no account, or nothing that is expected there."""
    warnings = []
    for waiver in waivers:
        under = [place for place in places if glob_matches(waiver.account, place.name)]
        if not under:
            warnings.append(f"The waiver of {waiver.sample!r} is for {waiver.account!r}, which fits no account.")
        elif not unexpected and not _fits_what_is_expected(waiver, manifest, under):
            warnings.append(
                f"The waiver for {waiver.account!r} is of {waiver.sample!r}, which fits nothing that is expected there."
            )
    return warnings


def _fits_what_is_expected(waiver: Waiver, manifest: Manifest, places: Sequence[AccountRef]) -> bool:
    fitting = [
        expectation
        for expectation in manifest.expectations
        if glob_matches(waiver.sample, expectation.name, expectation.person_id)
    ]
    return any(expectation.applies_to(place.name, place.labels) for expectation in fitting for place in places)
