# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decodes parameters: a JSON body, or a query string in the flat form of the official SDK.

The flat form is described in docs/api-facts.md section 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from emulator.api_error import ApiError

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
NESTING_MAXIMUM = 8


def parse_body(body: bytes) -> dict[str, Any]:
    """The parameters of a POST request, without the members that are null. Raises ApiError."""
    try:
        parameters = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("InvalidRequest", "The body is not JSON in UTF-8.") from None
    if not isinstance(parameters, dict):
        raise ApiError("InvalidRequest", "The body is not a JSON object.")
    return {name: value for name, value in parameters.items() if value is not None}


def parse_query(query: str, integers: Collection[str]) -> dict[str, Any]:
    """The parameters of a GET request. ``Names.0=a&Names.1=b`` is a list. Raises ApiError.

    ``integers``: names of the parameters to convert to integers. A value that is not an integer remains a string.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError:
        raise ApiError("InvalidRequest", "The query cannot be decoded.") from None
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _insert(tree, name.split("."), value)
    parameters: dict[str, Any] = {name: _to_lists(value) for name, value in tree.items()}
    for name in integers:
        text = parameters.get(name)
        if isinstance(text, str) and text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 21:
            parameters[name] = int(text)
    return parameters


def _insert(tree: dict[str, Any], path: list[str], value: str) -> None:
    if len(path) > NESTING_MAXIMUM:
        raise ApiError("InvalidParameter", "A parameter of the query is nested too deeply.")
    for part in path[:-1]:
        branch = tree.setdefault(part, {})
        if not isinstance(branch, dict):
            raise ApiError("InvalidParameter", f"The parameter `{path[0]}` is both a value and a list.")
        tree = branch
    if path[-1] in tree:
        raise ApiError("InvalidParameter", f"The parameter `{'.'.join(path)}` is used twice.")
    tree[path[-1]] = value


def _to_lists(value: Any) -> Any:
    """Convert each mapping with only numeric keys to a list, in numeric order."""
    if not isinstance(value, dict):
        return value
    if all(key.isascii() and key.isdigit() and len(key) < 10 for key in value):
        return [_to_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _to_lists(item) for key, item in value.items()}
