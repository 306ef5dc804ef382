# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""What is expected, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._text import nfc, unicode_forms
from .._validation.fields import Field, any_text, choice, choices, count, parse_entry, text, texts
from .._validation.problems import Problems
from .globs import any_glob_matches

PRESENT, ABSENT = "present", "absent"
USER_DEFINE, DEFAULT = "UserDefine", "Default"
SEVERITIES = ("critical", "high", "medium", "low")  # gravest first
# What the API writes, and the short forms of its requests (docs/api-facts.md section 3.1).
USAGES = ("Recognition", "Recognition.Face", "Review", "Review.Face", "All")

EXPECTATION_FIELDS: Mapping[str, Field] = {
    "name": text(),
    "person_id": text(),
    "type": choice(USER_DEFINE, DEFAULT, default=USER_DEFINE),
    "state": choice(PRESENT, ABSENT, default=PRESENT),
    "tags": texts(),
    "usages": choices(*USAGES),
    "description": any_text(),
    "min_faces": count(),
    "severity": choice(*SEVERITIES, default="high"),
    "accounts": texts(),
    "labels": texts(),
}


@dataclass(frozen=True)
class Expectation:
    """A sample that must be there, or must not. ``name`` or ``person_id`` may be None, not both.

    ``accounts`` are globs over names of accounts, ``labels`` those that an account must carry; empty means every
    account.
    """

    name: str | None
    person_id: str | None = None
    type: str = USER_DEFINE
    state: str = PRESENT
    tags: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()
    description: str | None = None
    min_faces: int = 0
    severity: str = "high"
    accounts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What people call it: its name, its id, or both where both were given."""
        if self.name is not None and self.person_id is not None:
            return f"{self.name} ({self.person_id})"
        return self.name or self.person_id or ""

    @property
    def names(self) -> tuple[str, ...]:
        """The spellings that its sample may have; none where an id decides."""
        return () if self.person_id is not None or self.name is None else unicode_forms(self.name)

    def applies_to(self, name: str, labels: frozenset[str]) -> bool:
        return (not self.accounts or any_glob_matches(self.accounts, name)) and labels.issuperset(map(nfc, self.labels))


@dataclass(frozen=True)
class AccountRef:
    """An account as the manifest sees it."""

    name: str
    labels: frozenset[str] = frozenset()


class Manifest:
    """All that is expected."""

    def __init__(self, expectations: Iterable[Expectation]) -> None:
        self.expectations = tuple(expectations)

    def at(self, place: AccountRef) -> list[Expectation]:
        """What is expected of one account, in the order it was written."""
        scopes: dict[tuple[Sequence[str], Sequence[str]], bool] = {}
        expected = []
        for expectation in self.expectations:
            scope = (expectation.accounts, expectation.labels)
            if scope not in scopes:
                scopes[scope] = expectation.applies_to(place.name, place.labels)
            if scopes[scope]:
                expected.append(expectation)
        return expected


def parse_manifest(entries: Sequence[Any], places: Sequence[AccountRef], problems: Problems) -> Manifest:
    """A manifest from the entries under ``samples``; what is wrong with them is told to ``problems``."""
    read = [_checked_expectation(f"samples[{index}]", entry, problems) for index, entry in enumerate(entries)]
    _check_identities(read, places, problems)
    return Manifest(expectation for expectation in read if expectation is not None)


def scopes_without_account(manifest: Manifest, places: Sequence[AccountRef]) -> list[str]:
    """A warning for each expectation that applies nowhere; its globs or labels are likely misspelt."""
    return [
        f"The expectation of {expectation.identity!r} applies to no account: nothing has a name like"
        f" {list(expectation.accounts or ['*'])} and the labels {list(expectation.labels)}."
        for expectation in manifest.expectations
        if not any(expectation.applies_to(place.name, place.labels) for place in places)
    ]


def _checked_expectation(place: str, entry: Any, problems: Problems) -> Expectation | None:
    values = parse_entry(place, entry, EXPECTATION_FIELDS, problems)
    if values is None:
        return None
    expectation = Expectation(**values)
    wrong = _contradiction(expectation, entry)
    if wrong:
        problems.add(place, wrong)
        return None
    return expectation


def _contradiction(expectation: Expectation, entry: Mapping[str, Any]) -> str | None:
    if expectation.name is None and expectation.person_id is None:
        return "has neither 'name' nor 'person_id'; one of them says which sample is meant"
    if expectation.type == DEFAULT and expectation.name is None:
        return "has type Default (Tencent's own library), which can be searched by name only: give 'name' too"
    described = [field for field in ("tags", "usages", "description", "min_faces") if entry.get(field) is not None]
    if expectation.state == ABSENT and described:
        return f"must be absent, so {', '.join(described)} would never be looked at; leave that out"
    return None


def _check_identities(read: Sequence[Expectation | None], places: Sequence[AccountRef], problems: Problems) -> None:
    """No account may fall under two expectations of one sample: they repeat or contradict each other."""
    by_identity: dict[tuple[str, str, str], list[tuple[int, Expectation]]] = {}
    for index, expectation in enumerate(read):
        if expectation is None:
            continue
        for kind, identity in (("name", expectation.name), ("person_id", expectation.person_id)):
            if identity is not None:
                key = (expectation.type, kind, nfc(identity))
                by_identity.setdefault(key, []).append((index, expectation))
    told: set[int] = set()
    for (_type, kind, identity), group in by_identity.items():
        for index, earlier, place in _repeated(group, kind, places) if len(group) > 1 else ():
            if index not in told:
                told.add(index)
                problems.add(
                    f"samples[{index}].{kind}",
                    f"{identity!r} stands in samples[{earlier}] already, and both apply to {place.name}."
                    " Join the two, or give them 'accounts' or 'labels' that have no account in common",
                )


def _repeated(
    group: Sequence[tuple[int, Expectation]], kind: str, places: Sequence[AccountRef]
) -> Iterator[tuple[int, int, AccountRef]]:
    """Of expectations of one name or id: one, an earlier one, and an account that falls under both.

    Samples of one name may be told apart by their ids.
    """
    first: dict[AccountRef, int] = {}
    first_without_id: dict[AccountRef, int] = {}
    for index, expectation in group:
        told_apart = kind == "name" and expectation.person_id is not None
        for place in places:
            if expectation.applies_to(place.name, place.labels):
                earlier = (first_without_id if told_apart else first).get(place)
                if earlier is not None:
                    yield index, earlier, place
                    break
        for place in places:
            if expectation.applies_to(place.name, place.labels):
                first.setdefault(place, index)
                if not told_apart:
                    first_without_id.setdefault(place, index)
