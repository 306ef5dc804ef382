# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Waivers: findings that are accepted until a given date. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .._validation.entries import parse_entry
from .._validation.fields import Field, choice_list, date, string
from .._validation.problems import Problems
from .account_ref import AccountRef
from .globs import AccountNames, glob_matches
from .manifest import Manifest
from .verdicts import AMBIGUOUS, DRIFTED, FORBIDDEN, MISSING, UNEXPECTED

# "unknown" cannot be waived: nobody can accept a finding without knowing what it is.
WAIVABLE = (MISSING, DRIFTED, AMBIGUOUS, FORBIDDEN, UNEXPECTED)

WAIVER_FIELDS: Mapping[str, Field] = {
    "account": string(required=True),
    "sample": string(required=True),
    "verdicts": choice_list(*WAIVABLE),
    "reason": string(),
    "owner": string(),
    "expires": date(required=True),
}


@dataclass(frozen=True)
class Waiver:
    """Accepts findings until a date.

    ``account`` is a pattern for account names. ``sample`` is a pattern for names and ids of samples. ``expires`` is
    the last valid day in UTC. Without ``verdicts``, the waiver covers every verdict in ``WAIVABLE``.
    """

    account: str
    sample: str
    expires: dt.date
    verdicts: tuple[str, ...] = ()
    reason: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Waivers:
    """Waivers as of one day in UTC. If several waivers cover a finding, the first one applies.

    ``names`` has the names of all accounts.
    """

    entries: tuple[Waiver, ...]
    today: dt.date
    names: AccountNames = field(default_factory=AccountNames)

    def for_account(self, account: str) -> Waivers:
        """The waivers whose pattern matches the account; the waiver with the latest expiry date comes first."""
        matching = [waiver for waiver in self.entries if self.names.match((waiver.account,), account)]
        return replace(self, entries=tuple(sorted(matching, key=lambda waiver: waiver.expires, reverse=True)))

    def find(self, verdict: str, *identities: str | None) -> Waiver | None:
        """The first waiver for this verdict about a sample with this name or id. It may have expired."""
        return next(
            (
                waiver
                for waiver in self.entries
                if verdict in (waiver.verdicts or WAIVABLE) and glob_matches(waiver.sample, *identities)
            ),
            None,
        )

    def is_expired(self, waiver: Waiver) -> bool:
        return waiver.expires < self.today

    def as_result(self, findings: Mapping[Waiver, int]) -> list[dict[str, Any]]:
        """Every waiver as a module returns it, the earliest expiry date first. ``findings`` counts the findings of
        each waiver."""
        results = [
            {
                "account": waiver.account,
                "sample": waiver.sample,
                "verdicts": list(waiver.verdicts or WAIVABLE),
                "reason": waiver.reason,
                "owner": waiver.owner,
                "expires": waiver.expires.isoformat(),
                "expired": self.is_expired(waiver),
                "days_left": (waiver.expires - self.today).days,
                "findings": findings.get(waiver, 0),
            }
            for waiver in self.entries
        ]
        return sorted(results, key=lambda result: str(result["expires"]))


def parse_waivers(entries: Sequence[Any], problems: Problems) -> tuple[Waiver, ...]:
    """Parse the entries under ``waivers``. Adds every problem to ``problems``."""
    parsed = [parse_entry(f"waivers[{index}]", entry, WAIVER_FIELDS, problems) for index, entry in enumerate(entries)]
    waivers: dict[Waiver, int] = {}
    for index, values in enumerate(parsed):
        if values is not None:
            first = waivers.setdefault(Waiver(**values), index)
            if first != index:
                problems.add(f"waivers[{index}]", f"is a duplicate of waivers[{first}]; remove one of them")
    return tuple(waivers)


def waivers_without_match(
    waivers: Sequence[Waiver], manifest: Manifest, accounts: Sequence[AccountRef], unexpected: bool
) -> list[str]:
    """A warning for each waiver that matches no account, or no expected sample of its accounts.

    With ``unexpected``, a waiver may also be for a sample that is not expected.
    """
    names = AccountNames(account.name for account in accounts)
    warnings = []
    for waiver in waivers:
        matching = [account for account in accounts if names.match((waiver.account,), account.name)]
        prefix = f"The waiver for the sample {waiver.sample!r} in the account {waiver.account!r} matches no"
        if not matching:
            warnings.append(f"{prefix} account. Check its 'account'.")
        elif not unexpected and not _matches_an_expectation(waiver, manifest, matching):
            warnings.append(f"{prefix} expected sample of the account. Check its 'sample'.")
    return warnings


def _matches_an_expectation(waiver: Waiver, manifest: Manifest, accounts: Sequence[AccountRef]) -> bool:
    matching = [
        expectation
        for expectation in manifest.expectations
        if glob_matches(waiver.sample, expectation.name, expectation.person_id)
    ]
    return any(expectation.applies_to(account, manifest.names) for expectation in matching for account in accounts)
