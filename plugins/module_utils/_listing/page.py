# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""One page of ``DescribePersonSamples``, and the documented limits of a call (docs/api-facts.md section 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ProtocolError

PAGE_SIZE = 100
IDS_PER_CALL = 100
NAMES_PER_CALL = 20
TAGS_PER_CALL = 20

# Not a limit of the API: a larger value cannot be right, and memory is allocated by it.
TOTAL_MAXIMUM = 100_000_000

Sample = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One page of a listing. ``total`` is the ``TotalCount`` of the response, and ``rows`` are its ``PersonSet``."""

    total: int
    rows: Sequence[Sample]


def read_page(response: Mapping[str, Any]) -> Page:
    """The page in a ``Response`` object. Raises ``ProtocolError`` if it is not as documented."""
    total, rows = response.get("TotalCount"), response.get("PersonSet")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise ProtocolError("the response has no TotalCount, or it is not a number")
    if total > TOTAL_MAXIMUM:
        raise ProtocolError(f"TotalCount in the response is over {TOTAL_MAXIMUM:,}, which cannot be right")
    if rows is None and total == 0 and "PersonSet" in response:
        rows = []  # null for an empty list is not documented, but its meaning is clear
    if not isinstance(rows, list):
        raise ProtocolError("the response has no PersonSet, or it is not a list")
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise ProtocolError(f"PersonSet[{index}] in the response is not an object")
        for member in ("PersonId", "Name"):
            if not isinstance(row.get(member), str):
                raise ProtocolError(f"PersonSet[{index}].{member} in the response is not a string")
    return Page(total, rows)
