# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One answer of DescribePersonSamples, and the documented limits of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ProtocolError

# Documented limits of DescribePersonSamples (api-facts 3.1).
PAGE_SIZE = 100
IDS_A_CALL = 100
NAMES_A_CALL = 20
TAGS_A_CALL = 20

TOTAL_MAXIMUM = 100_000_000  # ours: nothing sound is beyond, and memory is set aside by it

Sample = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One answer of DescribePersonSamples."""

    total: int
    rows: Sequence[Sample]


def read_page(response: Mapping[str, Any]) -> Page:
    """The page in a ``Response`` object. Raises ``ProtocolError`` where it is not as documented (api-facts 3.1)."""
    total, rows = response.get("TotalCount"), response.get("PersonSet")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise ProtocolError("the answer has no TotalCount that is a number")
    if total > TOTAL_MAXIMUM:
        raise ProtocolError("the answer has a TotalCount that no library can have")
    if rows is None and total == 0 and "PersonSet" in response:
        rows = []  # null for an empty list: not documented, and clear
    if not isinstance(rows, list):
        raise ProtocolError("the answer has no PersonSet that is a list")
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise ProtocolError(f"PersonSet[{index}] is not an object")
        for member in ("PersonId", "Name"):
            if not isinstance(row.get(member), str):
                raise ProtocolError(f"PersonSet[{index}].{member} is not a text")
    return Page(total, rows)
