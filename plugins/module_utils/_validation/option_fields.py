# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The field of an entry that sets an option of a module."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from .fields import Field, type_name

_SCHEMA_TYPES: Mapping[str, Any] = {
    "str": "string",
    "path": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "raw": ["object", "string"],  # a mapping, or JSON text
}


def option_field(spec: Mapping[str, Any], is_number: bool = False) -> Field:
    """The field for an option of an Ansible argument spec. Its messages never contain a value: it may be a secret.

    ``is_number``: the option is a text of digits, so that it can also be an integer.
    """
    kind, choices = spec["type"], spec.get("choices")
    schema: dict[str, Any] = {"type": _SCHEMA_TYPES[kind]}
    if kind in ("str", "path", "raw"):
        schema["minLength"] = 1
    if is_number:
        schema["type"] = ["string", "integer"]
        return Field(lambda value: _parse_option(kind, choices, _as_text(value)), schema)
    return Field(partial(_parse_option, kind, choices), {"enum": list(choices)} if choices else schema)


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _parse_option(kind: str, choices: Sequence[str] | None, value: Any) -> Any:
    if value == "":  # the result of an empty template; the default may be the credentials of another account
        raise ValueError("must not be empty; omit it to use the default")
    if kind in ("str", "path") and not isinstance(value, str):
        raise ValueError(f"must be a string, not {type_name(value)}")
    if kind == "raw":
        if not isinstance(value, (str, Mapping)):
            raise ValueError(f"must be a mapping or JSON text, not {type_name(value)}")
        return value
    try:
        converted = _converted(kind, value)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"must be of the type {_SCHEMA_TYPES[kind]}") from None
    if choices and converted not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return converted


def _converted(kind: str, value: Any) -> Any:
    """The value in the type of the option, converted as Ansible does it."""
    if kind == "bool":
        if not isinstance(value, bool):
            raise TypeError
        return value
    if isinstance(value, (bool, Mapping, list)):
        raise TypeError
    if kind in ("str", "path") and not isinstance(value, (str, int)):
        raise TypeError  # a number such as 1.10 is not the text that was written
    if kind == "int":
        if isinstance(value, float):
            raise TypeError
        return int(value)
    if kind == "float":
        return float(value)
    return str(Path(os.path.expandvars(str(value))).expanduser()) if kind == "path" else str(value)
