# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""One page of ``DescribePersonSamples``, and the documented limits of a call (docs/api-facts.md section 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ContentError

PAGE_SIZE = 100
IDS_PER_CALL = 100
NAMES_PER_CALL = 20
TAGS_PER_CALL = 20

# Not a limit of the API: a larger value cannot be right, and memory is allocated by it.
TOTAL_MAXIMUM = 100_000_000

_SHOWN_ID = 60  # characters of an id in a message

Sample = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One page of a listing. ``total`` is the ``TotalCount`` of the response, and ``rows`` are its ``PersonSet``."""

    total: int
    rows: Sequence[Sample]


def read_page(offset: int, response: Mapping[str, Any]) -> Page:
    """The page at ``offset`` in a ``Response`` object. Raises ``ContentError`` if it is not as documented."""
    total, rows = response.get("TotalCount"), response.get("PersonSet")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise ContentError("the response has no TotalCount, or it is not a number")
    if total > TOTAL_MAXIMUM:
        raise ContentError(f"TotalCount in the response is over {TOTAL_MAXIMUM:,}, which cannot be right")
    if rows is None and total == 0 and "PersonSet" in response:
        rows = []  # null for an empty list is not documented, but its meaning is clear
    if not isinstance(rows, list):
        raise ContentError("the response has no PersonSet, or it is not a list")
    for index, row in enumerate(rows):
        _validate_row(offset + index, row)
    return Page(total, rows)


def _validate_row(offset: int, row: Any) -> None:
    """Raises ``ContentError`` if the row of a sample has no id or no name. ``offset`` is its position in the list."""
    if not isinstance(row, dict):
        raise ContentError(f"the sample at offset {offset} (a member of PersonSet) is not an object")
    for member in ("PersonId", "Name"):
        value = row.get(member)
        if not isinstance(value, str):
            person_id = row.get("PersonId")
            known = f" (id {person_id[:_SHOWN_ID]})" if isinstance(person_id, str) else ""
            problem = "is null" if value is None and member in row else "is missing or not a string"
            raise ContentError(f"the sample at offset {offset}{known} is not as documented: its {member} {problem}")
