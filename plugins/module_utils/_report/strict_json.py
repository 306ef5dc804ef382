# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""JSON without what Python reads although it is not JSON, or although its meaning is not clear. Pure."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises ``ValueError``, also for NaN, a member that occurs twice, and deep nesting."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_members)
    except RecursionError as error:
        raise ValueError(str(error)) from None


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(name for name, _value in pairs if sum(name == other for other, _value in pairs) > 1)
        raise ValueError(f"the member {twice[:40]!r} occurs twice in one object")
    return members


def _refuse_constant(constant: str) -> NoReturn:
    """For NaN and Infinity, which Python reads although they are not JSON."""
    raise ValueError(f"{constant} is not a JSON number")
