# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Converts the samples of a library to a manifest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._listing.page import Sample
from .._text import is_encodable, nfc
from .manifest import USAGES, Expectation
from .verdicts import ObservedSample


def manifest_of(rows: Iterable[Sample]) -> list[dict[str, Any]]:
    """The entries of a manifest that the account of these samples satisfies.

    Samples with the same name are adjacent, and their entries include the ids.
    """
    return [_entry(sample, is_shared) for is_shared, group in _by_name(rows) for sample in group]


def expectations_of(rows: Iterable[Sample]) -> list[Expectation]:
    """The expectations that other accounts should satisfy.

    They have no ids, because an id is valid in one account only. A name that several samples share has one
    expectation, made from the first sample. A sample with a blank name has none: see ``unnamed``.
    """
    return [
        Expectation(
            sample.name,
            tags=sample.tags,
            usages=sample.usages,
            description=sample.description,
            min_faces=sample.faces,
        )
        for sample in (group[0] for _is_shared, group in _by_name(rows))
        if sample.name.strip()
    ]


def unnamed(rows: Iterable[Sample]) -> list[Expectation]:
    """The samples with a blank name, by id. Other accounts cannot be compared with them."""
    return [Expectation(None, row["PersonId"]) for row in rows if not row["Name"].strip()]


def shared_names(rows: Iterable[Sample]) -> list[str]:
    """The names that more than one sample has."""
    return [group[0].name for is_shared, group in _by_name(rows) if is_shared]


def _by_name(rows: Iterable[Sample]) -> Iterator[tuple[bool, list[ObservedSample]]]:
    """The samples of each name, and whether there is more than one."""
    groups: dict[str, list[ObservedSample]] = {}
    for row in rows:
        sample = ObservedSample.from_row(row)
        groups.setdefault(nfc(sample.name), []).append(sample)
    return ((len(group) > 1, group) for group in groups.values())


def _entry(sample: ObservedSample, with_id: bool) -> dict[str, Any]:
    """The entry for a sample, without values that a manifest cannot express, such as a blank name."""
    has_name = _is_expressible(sample.name)
    has_id = (with_id or not has_name) and is_encodable(sample.person_id)
    fields: Mapping[str, Any] = {
        "name": sample.name if has_name else None,
        "person_id": sample.person_id if has_id else None,
        "tags": [tag for tag in sample.tags if _is_expressible(tag)],
        "usages": [usage for usage in sample.usages if usage in USAGES],
        "description": sample.description if is_encodable(sample.description) else None,
        "min_faces": sample.faces,
    }
    return {field: value for field, value in fields.items() if value or (field == "description" and value is not None)}


def _is_expressible(text: str) -> bool:
    return bool(text.strip()) and is_encodable(text)
