# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""A library becomes a manifest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._listing.page import Sample
from .._text import nfc
from .manifest import USAGES, Expectation
from .verdicts import ObservedSample, observed_sample


def manifest_of(rows: Iterable[Sample]) -> list[dict[str, Any]]:
    """The entries of a manifest which the account of these samples satisfies, in their order.

    Samples that share a name get their ids too, which tell them apart.
    """
    return [_described(sighting, shared) for shared, group in _by_name(rows) for sighting in group]


def expectations_of(rows: Iterable[Sample]) -> list[Expectation]:
    """What other accounts are to have too. Ids are of one account only, so that a name stands once."""
    return [
        Expectation(
            sighting.name,
            tags=sighting.tags,
            usages=sighting.usages,
            description=sighting.description or None,
            min_faces=sighting.faces,
        )
        for sighting in (group[0] for shared, group in _by_name(rows))
        if sighting.name.strip()  # what has no name, nobody can be asked for by name
    ]


def shared_names(rows: Iterable[Sample]) -> list[str]:
    """The names that more than one sample has."""
    return [group[0].name for shared, group in _by_name(rows) if shared]


def _by_name(rows: Iterable[Sample]) -> Iterator[tuple[bool, list[ObservedSample]]]:
    """The samples of each name, and whether that is more than one."""
    groups: dict[str, list[ObservedSample]] = {}
    for row in rows:
        sighting = observed_sample(row)
        groups.setdefault(nfc(sighting.name), []).append(sighting)
    return ((len(group) > 1, group) for group in groups.values())


def _described(sighting: ObservedSample, with_id: bool) -> dict[str, Any]:
    """What a manifest cannot say of it, such as a name of spaces, is left out."""
    named = bool(sighting.name.strip())
    described: Mapping[str, Any] = {
        "name": sighting.name if named else None,
        "person_id": sighting.person_id if with_id or not named else None,
        "tags": [tag for tag in sighting.tags if tag.strip()],
        "usages": [usage for usage in sighting.usages if usage in USAGES],
        "description": sighting.description,
        "min_faces": sighting.faces,
    }
    return {field: value for field, value in described.items() if value}
