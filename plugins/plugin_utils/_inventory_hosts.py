# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The hosts of the inventory: their variables, their groups, and their form in the cache."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Callable

from ..module_utils._audit.accounts import not_inherited
from ._inventory_options import VARIABLE_PREFIX

GROUP = "tencentcloud_accounts"
_RESERVED_GROUPS = ("all", "ungrouped")

Warn = Callable[[str], object]


@dataclass(frozen=True)
class Host:
    """A host of the inventory. ``options`` are the connection options of its account, without those that all have.

    ``tags`` and ``node`` (a path) are those of a member of an organization.
    """

    name: str
    labels: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    node: str | None = None

    def variables(self, shared: Mapping[str, Any]) -> dict[str, Any]:
        """The variables of the host. ``shared`` are the options that every host gets."""
        dropped = not_inherited(self.options)
        inherited = {name: value for name, value in shared.items() if name not in dropped}
        return {
            "tencentcloud_account_name": self.name,
            "tencentcloud_account_labels": list(self.labels),
            "tencentcloud_account_tags": dict(self.tags),
            "tencentcloud_account_node": self.node,
            **{VARIABLE_PREFIX + name: value for name, value in {**inherited, **self.options}.items()},
        }


def hosts_from_cache(cached: Any, fingerprint: str) -> list[Host] | None:
    """The hosts in a cache entry; None if they are from other options, or from another version of this collection."""
    try:
        if cached["fingerprint"] != fingerprint:
            return None
        return [Host(**host) for host in cached["hosts"]]
    except (TypeError, KeyError):
        return None


def cache_entry(hosts: Iterable[Host], fingerprint: str) -> dict[str, Any]:
    return {"fingerprint": fingerprint, "hosts": [asdict(host) for host in hosts]}


def group_names(labels: Iterable[str], hosts: Collection[str], warn: Warn) -> dict[str, str]:
    """A group for each label. Warns if two labels have the same group."""
    groups: dict[str, str] = {}
    labels_of: dict[str, str] = {}
    for label in sorted(set(labels)):
        name = re.sub(r"\W", "_", label)
        name = f"_{name}" if name[0].isdigit() else name
        if name in _RESERVED_GROUPS or name in hosts:
            name = f"label_{name}"
        other = labels_of.setdefault(name, label)
        if other != label:
            warn(f"The labels {other!r} and {label!r} have the same group {name}. Rename one of them to separate them.")
        groups[label] = name
    return groups
