# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Selects members of an organization, and makes an account of each. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Callable

from .._audit.globs import glob_matches
from .._text import nfc
from .._validation.fields import quoted
from .._validation.problems import Problems
from .members import Member, Organization
from .options import OrganizationSource

_RENAMES_MAXIMUM = 3  # a name that still occurs twice is a problem of the accounts
_SEPARATOR = "/"
_GLOB_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True)
class MemberAccount:
    """A member that is an account. ``path`` are the names of its nodes, from the root."""

    name: str
    member: Member
    path: Sequence[str]
    role_arn: str

    @property
    def labels(self) -> list[str]:
        """A label for each tag, and one for each node on the path, with the nodes above."""
        tags = [f"{key}={value}" if value else key for key, value in self.member.tags.items()]
        labels = [*tags, *_paths(self.path)]
        return [label for label in dict.fromkeys(labels) if label.strip()]

    @property
    def entry(self) -> dict[str, Any]:
        """The entry under ``accounts``."""
        labels = {"labels": self.labels} if self.labels else {}
        return {"name": self.name, "account_uin": self.member.uin, "role_arn": self.role_arn, **labels}


def accounts_of(
    organization: Organization,
    source: OrganizationSource,
    given_uins: Collection[str],
    given_names: Iterable[str],
    problems: Problems,
    warn: Callable[[str], object],
) -> list[MemberAccount]:
    """The accounts of the selected members, in the order of the organization.

    A member whose uin is in ``given_uins`` is already an account, with an entry of its own. ``given_names`` are names
    that are taken. A pattern of ``source`` that matches nothing, and an empty selection, are problems.
    """
    paths = {member.key: organization.path_of(member) for member in organization.members}
    count_before = len(problems)
    _check_patterns(organization.members, paths.values(), source, problems, warn)
    selected = [member for member in organization.members if _is_selected(member, paths[member.key], source)]
    if not selected and len(problems) == count_before:
        problems.add(
            "organization",
            f"none of the {len(organization.members):,} members of the organization is selected; check names, nodes,"
            " tags, permission_status and exclude",
        )
    new = [member for member in selected if member.uin not in given_uins]
    names = _unique_names(new, paths, source, given_names)
    for member in new:
        name = names[member.key]
        if not _GLOB_CHARACTERS.isdisjoint(name):
            # A pattern that is the name of an account selects only this account, so a member could hide all others.
            problems.add(
                "organization",
                f"the member {member.uin} would be the account {quoted(name)}, which is also a pattern; set"
                " account_name to a template without {name}, such as '{uin}'",
            )
    return [MemberAccount(names[member.key], member, paths[member.key], source.role_of(member.uin)) for member in new]


def labels_of_members(organization: Organization, uins: Collection[str]) -> dict[str, list[str]]:
    """The labels of the members with these uins, by uin."""
    return {
        member.uin: MemberAccount(member.name, member, organization.path_of(member), "").labels
        for member in organization.members
        if member.uin in uins
    }


def with_member_labels(labels: Sequence[str], uins: Iterable[str], by_uin: Mapping[str, Sequence[str]]) -> list[str]:
    """The labels of an entry of an account, and those of the member that it is for."""
    return list(dict.fromkeys([*labels, *(label for uin in sorted(uins) for label in by_uin.get(uin, ()))]))


def _is_selected(member: Member, path: Sequence[str], source: OrganizationSource) -> bool:
    return (
        (not source.names or any(glob_matches(pattern, member.name) for pattern in source.names))
        and (not source.nodes or any(_is_below(pattern, path) for pattern in source.nodes))
        and all(key in member.tags and _tag_matches(value, member.tags[key]) for key, value in source.tags.items())
        and (not source.permission_status or member.permission_status in source.permission_status)
        and not any(_is_excluded(pattern, member) for pattern in source.exclude)
    )


def _is_below(pattern: str, path: Sequence[str]) -> bool:
    """Whether the pattern matches a node on the path: its name, or its path with or without the root."""
    below_root = _paths(path[1:])
    return any(
        glob_matches(pattern, name, full, short) for name, full, short in zip(path, _paths(path), ["", *below_root])
    )


def _is_excluded(pattern: str, member: Member) -> bool:
    return pattern == member.uin or glob_matches(pattern, member.name)


def _tag_matches(pattern: str, value: str) -> bool:
    return pattern == value or glob_matches(pattern, value)


def _paths(names: Sequence[str]) -> list[str]:
    """The path of each node: ``Root``, ``Root/Studios``, ``Root/Studios/Asia``."""
    return list(accumulate(names, lambda above, name: f"{above}{_SEPARATOR}{name}"))


def _check_patterns(
    members: Sequence[Member],
    paths: Iterable[Sequence[str]],
    source: OrganizationSource,
    problems: Problems,
    warn: Callable[[str], object],
) -> None:
    for index, pattern in enumerate(source.names):
        if not any(glob_matches(pattern, member.name) for member in members):
            problems.add(f"organization.names[{index}]", f"{quoted(pattern)} matches no member; correct or remove it")
    distinct = set(map(tuple, paths))
    for index, pattern in enumerate(source.nodes):
        if not any(_is_below(pattern, path) for path in distinct):
            problems.add(
                f"organization.nodes[{index}]",
                f"{quoted(pattern)} matches no node that has members; correct or remove it",
            )
    for pattern in source.exclude:
        if not any(_is_excluded(pattern, member) for member in members):
            warn(
                f"organization.exclude: {quoted(pattern)} matches no member of the organization. Correct or remove it."
            )


def _unique_names(
    members: Sequence[Member], paths: Mapping[int, Sequence[str]], source: OrganizationSource, taken: Iterable[str]
) -> dict[int, str]:
    """The name of the account of each member. Members that would get one name get ``name-uin``."""
    used = Counter(map(nfc, taken))
    names = {
        member.key: source.name_of(member.name, member.uin, paths[member.key][-1] if paths[member.key] else "")
        for member in members
    }
    for _round in range(_RENAMES_MAXIMUM):
        counts = used + Counter(map(nfc, names.values()))
        shared = [key for key, name in names.items() if counts[nfc(name)] > 1]
        if not shared:
            break
        names.update({key: f"{names[key]}-{key}" for key in shared})
    return names
