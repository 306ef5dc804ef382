# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A slice of the accounts, for an audit that several jobs share. Pure.

Every job reads the whole list of accounts, so that each of them validates the same input, and takes its part.
The members of an organization can change between the jobs. A position would then be another account for each job, so
that an account could be in no slice. The slice of a member therefore depends on nothing but its uin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar
from zlib import crc32

from .._validation.problems import Problems

SLICE_SPEC: Mapping[str, Any] = {
    "type": "dict",
    "options": {"number": {"type": "int", "required": True}, "count": {"type": "int", "required": True}},
}

_T = TypeVar("_T")


def select_slice(
    items: Sequence[_T],
    part: Mapping[str, Any] | None,
    problems: Problems,
    are_all: bool = True,
    identity: Callable[[_T], str] | None = None,
) -> list[_T]:
    """Every n-th item, as Automation Controller slices hosts. ``part`` has the number, from 1, and the count of slices.

    With ``identity``, the text that it returns for an item determines its slice. Without ``part``, all items. A slice
    that does not exist is a problem. A slice without items is a problem, unless ``items`` are incomplete.
    """
    if part is None:
        return list(items)
    number, count = part["number"], part["count"]
    if not 1 <= number <= count:
        problems.add(
            "slice", f"number is {number} and count is {count}; count must be 1 or more, and number from 1 to count"
        )
        return list(items)
    if identity is None:
        selected = list(items[number - 1 :: count])
    else:
        selected = [item for item in items if crc32(identity(item).encode()) % count == number - 1]
    if are_all and items and not selected:
        problems.add("slice", f"number {number} of {count} has no account; set a lower count")
    return selected
