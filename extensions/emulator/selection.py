# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses and validates the parameters of DescribePersonSamples (docs/api-facts.md section 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from emulator.api_error import ApiError

LIMIT_MAXIMUM = 100
PARAMETERS = frozenset({"Type", "PersonIds", "Names", "Tags", "Offset", "Limit"})
LIST_MAXIMUM = {"PersonIds": 100, "Names": 20, "Tags": 20}
UINT64_MAXIMUM = 2**64 - 1


@dataclass(frozen=True)
class Switches:
    """Server behavior that Tencent Cloud does not document (docs/api-facts.md section 8).

    README.md describes every switch. The last four contradict the documentation, as servers do now and then.
    ``total_count_maximum`` 0 is no maximum.
    """

    names_match: Literal["exact", "substring"] = "exact"
    names_case: Literal["sensitive", "insensitive"] = "sensitive"
    tags_match: Literal["any", "all"] = "any"
    filters_combine: Literal["and", "or"] = "and"
    order: Literal["stable", "shuffled"] = "stable"
    over_limit: Literal["error", "clamp"] = "error"
    default_without_names: Literal["error", "ignore"] = "error"
    total_count: Literal["exact", "page"] = "exact"
    total_count_maximum: int = 0
    total_count_lag: int = 0
    page_maximum: int = LIMIT_MAXIMUM


@dataclass(frozen=True)
class Filters:
    """The filters of one request. An empty tuple is no filter."""

    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.person_ids or self.names or self.tags)


@dataclass(frozen=True)
class Selection:
    """One validated request: which library, the filters, and the window from ``offset`` with ``limit`` rows."""

    default_library: bool
    filters: Filters
    offset: int
    limit: int


def parse_selection(parameters: Mapping[str, Any], switches: Switches) -> Selection:
    """Validate decoded parameters. Raises ApiError with the code of the service."""
    for name in parameters:
        if name not in PARAMETERS:
            raise ApiError("UnknownParameter", f"The parameter `{name}` is not recognized.")
    default_library = _parse_type(parameters) == "Default"
    filters = Filters(
        _parse_list(parameters, "PersonIds", switches),
        _parse_list(parameters, "Names", switches),
        _parse_list(parameters, "Tags", switches),
    )
    if default_library and not filters.names:
        if switches.default_without_names == "error":
            raise ApiError("InvalidParameterValue", "Type `Default` can be searched by `Names` only.")
        filters = Filters()
    offset = _parse_integer(parameters, "Offset", 0)
    limit = _parse_integer(parameters, "Limit", LIMIT_MAXIMUM)
    if limit > LIMIT_MAXIMUM:
        if switches.over_limit == "error":
            raise ApiError("InvalidParameterValue.Limit", f"`Limit` is {limit}, the maximum is {LIMIT_MAXIMUM}.")
        limit = LIMIT_MAXIMUM
    return Selection(default_library, filters, offset, min(limit, switches.page_maximum))


def _parse_type(parameters: Mapping[str, Any]) -> str:
    kind = parameters.get("Type")
    if kind is None:
        return "UserDefine"
    if not isinstance(kind, str):
        raise ApiError("InvalidParameter", "The value type of parameter `Type` is not valid: string expected.")
    if kind not in ("UserDefine", "Default"):
        raise ApiError("InvalidParameterValue", "`Type` is neither `UserDefine` nor `Default`.")
    return kind


def _parse_list(parameters: Mapping[str, Any], name: str, switches: Switches) -> tuple[str, ...]:
    values = parameters.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ApiError("InvalidParameter", f"The value type of parameter `{name}` is not valid: strings expected.")
    maximum = LIST_MAXIMUM[name]
    if len(values) > maximum:
        if switches.over_limit == "error":
            raise ApiError("InvalidParameterValue", f"`{name}` has {len(values)} entries, the maximum is {maximum}.")
        values = values[:maximum]
    return tuple(values)


def _parse_integer(parameters: Mapping[str, Any], name: str, default: int) -> int:
    value = parameters.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise ApiError("InvalidParameter", f"The value type of parameter `{name}` is not valid: integer expected.")
    if not 0 <= value <= UINT64_MAXIMUM:
        raise ApiError("InvalidParameterValue", f"`{name}` is not an unsigned integer of 64 bits.")
    return value
