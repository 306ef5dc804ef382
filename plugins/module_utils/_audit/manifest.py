# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The manifest: the expected samples, and the accounts that each expectation applies to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field as attribute
from typing import Any

from .._text import FORMS_PER_NAME, has_all_forms, nfc, unicode_forms
from .._validation.entries import parse_entry
from .._validation.fields import Field, any_string, choice, choice_list, count, flag, quoted, string, string_list
from .._validation.problems import Problems
from .account_ref import AccountRef
from .globs import AccountNames

PRESENT, ABSENT = "present", "absent"
USER_DEFINE, DEFAULT = "UserDefine", "Default"
FORMS_OF_AN_ABSENT_NAME = 40  # two calls; a sample that is overlooked would be a wrong "ok"
SEVERITIES = ("critical", "high", "medium", "low")  # most severe first
_UNMATCHED = "matches no account; correct it, or set may_match_nothing: true"
# The values in API responses, and the short forms in requests (docs/api-facts.md section 3.1).
USAGES = ("Recognition", "Recognition.Face", "Review", "Review.Face", "All")

# The fields that are compared with the sample.
COMPARED = ("tags", "tags_exact", "usages", "usages_exact", "description", "min_faces", "max_faces")
EXPECTATION_FIELDS: Mapping[str, Field] = {
    "name": string(),
    "person_id": string(),
    "type": choice(USER_DEFINE, DEFAULT, default=USER_DEFINE),
    "state": choice(PRESENT, ABSENT, default=PRESENT),
    "tags": string_list(),
    "tags_exact": flag(),
    "usages": choice_list(*USAGES),
    "usages_exact": flag(),
    "description": any_string(),
    "min_faces": count(),
    "max_faces": count(default=None),
    "severity": choice(*SEVERITIES, default="high"),
    "accounts": string_list(),
    "labels": string_list(),
    "may_match_nothing": flag(),
}


@dataclass(frozen=True)
class Expectation:
    """A sample that must be present, or must be absent.

    At least one of ``name`` and ``person_id`` is set. ``accounts`` are patterns for account names, and ``labels``
    are the labels that an account must have. Both limit the accounts that the expectation applies to; an empty tuple
    sets no limit. Unless ``may_match_nothing`` is set, a limit that matches no account is a problem.

    With ``tags_exact`` or ``usages_exact``, the sample must not have more. ``max_faces`` is None if the number of face
    images has no limit. ``entry`` is the position in the list that the expectation was parsed from.
    """

    name: str | None
    person_id: str | None = None
    type: str = USER_DEFINE
    state: str = PRESENT
    tags: tuple[str, ...] = ()
    tags_exact: bool = False
    usages: tuple[str, ...] = ()
    usages_exact: bool = False
    description: str | None = None
    min_faces: int = 0
    max_faces: int | None = None
    severity: str = "high"
    accounts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    may_match_nothing: bool = False
    entry: int | None = attribute(default=None, compare=False)

    @property
    def identity(self) -> str:
        """The name, the id, or both as ``name (id)``."""
        if self.name is not None and self.person_id is not None:
            return f"{self.name} ({self.person_id})"
        return self.name or self.person_id or ""

    @property
    def names(self) -> tuple[str, ...]:
        """The Unicode forms of the name to search. Empty if the expectation has an id, which identifies the sample."""
        if self.person_id is not None or self.name is None:
            return ()
        return unicode_forms(self.name, self._most_forms)

    @property
    def needs_listing(self) -> bool:
        """Whether a search can overlook a sample that must be absent, because its name has too many Unicode forms."""
        is_searched = self.state == ABSENT and self.type == USER_DEFINE and bool(self.names)
        return is_searched and not has_all_forms(self.name or "", self._most_forms)

    @property
    def _most_forms(self) -> int:
        return FORMS_OF_AN_ABSENT_NAME if self.state == ABSENT else FORMS_PER_NAME

    def applies_to(self, account: AccountRef, names: AccountNames) -> bool:
        """Whether it applies to an account. ``names`` has the names of all accounts."""
        return (not self.accounts or names.match(self.accounts, account.name)) and account.has_labels(self.labels)


class Manifest:
    """All expectations, in the order of the input. ``names`` has the names of all accounts."""

    def __init__(self, expectations: Iterable[Expectation], names: AccountNames | None = None) -> None:
        self.expectations = tuple(expectations)
        self.names = names or AccountNames()

    def for_account(self, account: AccountRef) -> list[Expectation]:
        """The expectations that apply to an account, in order."""
        scopes: dict[tuple[Sequence[str], Sequence[str]], bool] = {}
        expected = []
        for expectation in self.expectations:
            scope = (expectation.accounts, expectation.labels)
            if scope not in scopes:
                scopes[scope] = expectation.applies_to(account, self.names)
            if scopes[scope]:
                expected.append(expectation)
        return expected


def parse_manifest(
    entries: Sequence[Any],
    accounts: Sequence[AccountRef],
    problems: Problems,
    path: str = "samples",
    must_match: bool = False,
) -> Manifest:
    """Parse a manifest from its entries. ``path`` names the input that contains the entries.

    Adds every problem to ``problems``. Two expectations of one sample that apply to one of the ``accounts`` are a
    problem. With ``must_match``, a pattern or label that matches none of the ``accounts`` is a problem too.
    """
    names = AccountNames(account.name for account in accounts)
    parsed = [_parse_expectation(path, index, entry, problems) for index, entry in enumerate(entries)]
    _check_duplicates(parsed, accounts, names, problems, path)
    for index, expectation in enumerate(parsed) if must_match else ():
        if expectation is not None and not expectation.may_match_nothing:
            _check_scope(f"{path}[{index}]", expectation, accounts, names, problems)
    return Manifest((expectation for expectation in parsed if expectation is not None), names)


def _parse_expectation(list_name: str, index: int, entry: Any, problems: Problems) -> Expectation | None:
    path = f"{list_name}[{index}]"
    values = parse_entry(path, entry, EXPECTATION_FIELDS, problems)
    if values is None:
        return None
    expectation = Expectation(**values, entry=index)
    contradiction = _contradiction(expectation, entry)
    if contradiction:
        problems.add(path, contradiction)
        return None
    return expectation


def _contradiction(expectation: Expectation, entry: Mapping[str, Any]) -> str | None:
    if expectation.name is None and expectation.person_id is None:
        return "has neither 'name' nor 'person_id'; set at least one of them to identify the sample"
    if expectation.type == DEFAULT and expectation.name is None:
        return "has the type Default (Tencent's own library), which can be searched by name only; set 'name' too"
    if expectation.max_faces is not None and expectation.max_faces < expectation.min_faces:
        return (
            f"has max_faces {expectation.max_faces} and min_faces {expectation.min_faces}, which no sample can meet;"
            " correct one of them"
        )
    ignored = [field for field in COMPARED if entry.get(field) is not None and entry[field] is not False]
    if expectation.state == ABSENT and ignored:
        return f"has the state absent, so {', '.join(ignored)} would be ignored; remove {_them(ignored)}"
    return None


def _check_scope(
    path: str, expectation: Expectation, accounts: Sequence[AccountRef], names: AccountNames, problems: Problems
) -> None:
    """Add a problem for each pattern or label that matches no account, because the sample would not be compared."""
    unmatched = [("accounts", pattern) for pattern in expectation.accounts if not names.is_selected(pattern)]
    for label in expectation.labels:
        if not any(account.has_labels((label,)) for account in accounts):
            unmatched.append(("labels", label))
    for field, value in unmatched:
        problems.add(f"{path}.{field}", f"{quoted(value)} {_UNMATCHED}")
    if not unmatched and not any(expectation.applies_to(account, names) for account in accounts):
        problems.add(path, f"the combination of its accounts and labels {_UNMATCHED}")


def _them(fields: Sequence[str]) -> str:
    return "it" if len(fields) == 1 else "them"


def _check_duplicates(
    parsed: Sequence[Expectation | None],
    accounts: Sequence[AccountRef],
    names: AccountNames,
    problems: Problems,
    path: str,
) -> None:
    """Add a problem for each expectation whose sample and account another expectation has too."""
    by_identity: dict[tuple[str, str, str], list[tuple[int, Expectation]]] = {}
    for index, expectation in enumerate(parsed):
        if expectation is None:
            continue
        for field, identity in (("name", expectation.name), ("person_id", expectation.person_id)):
            if identity is not None:
                key = (expectation.type, field, nfc(identity))
                by_identity.setdefault(key, []).append((index, expectation))
    reported: set[int] = set()
    for (_type, field, identity), group in by_identity.items():
        for index, earlier, account in _duplicates(group, field, accounts, names) if len(group) > 1 else ():
            if index not in reported:
                reported.add(index)
                problems.add(
                    f"{path}[{index}].{field}",
                    f"{identity!r} is already in {path}[{earlier}], and both entries apply to account {account.name}."
                    " Merge the entries, or set 'accounts' or 'labels' so that no account matches both",
                )


def _duplicates(
    group: Sequence[tuple[int, Expectation]], field: str, accounts: Sequence[AccountRef], names: AccountNames
) -> Iterator[tuple[int, int, AccountRef]]:
    """The index of a duplicate, the index of the earlier entry, and an account that both apply to.

    Two expectations of one name are no duplicates if both have an id.
    """
    first: dict[AccountRef, int] = {}
    first_without_id: dict[AccountRef, int] = {}
    for index, expectation in group:
        has_own_id = field == "name" and expectation.person_id is not None
        matching = [account for account in accounts if expectation.applies_to(account, names)]
        for account in matching:
            earlier = (first_without_id if has_own_id else first).get(account)
            if earlier is not None:
                yield index, earlier, account
                break
        for account in matching:
            first.setdefault(account, index)
            if not has_own_id:
                first_without_id.setdefault(account, index)
