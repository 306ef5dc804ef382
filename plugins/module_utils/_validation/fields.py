# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The types of the fields in an entry. Each type parses a value and describes itself in JSON Schema.

The JSON Schemas in ``docs/schemas`` are generated from these definitions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable


@dataclass(frozen=True)
class Field:
    """The type of a field.

    ``parse`` converts an input value. It raises ``ValueError`` with a message for the user. ``schema`` is the
    JSON Schema of the same values. ``default`` is the value of an omitted field.
    """

    parse: Callable[[Any], Any]
    schema: Mapping[str, Any]
    required: bool = False
    default: Any = None


def string(required: bool = False) -> Field:
    """A string that is not blank. A number is an error: YAML reads 0123 as 83, and 12:30 as 750."""
    return Field(parse_string, {"type": "string", "pattern": r"\S"}, required)


def any_string() -> Field:
    """A string that may be empty or blank."""
    return Field(_parse_any_string, {"type": "string"})


def string_list() -> Field:
    """A list with at least one string that is not blank. Its value is a tuple without duplicates."""
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"\S"}}
    return Field(parse_string_list, schema, default=())


def string_map() -> Field:
    """A mapping with at least one key. Its values may be empty strings."""
    schema = {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "integer"]}}
    return Field(_parse_string_map, schema, default={})


def choice(*values: str, default: str) -> Field:
    """One of ``values``."""
    return Field(partial(_parse_choice, values), {"enum": list(values)}, default=default)


def choice_list(*values: str) -> Field:
    """A list with at least one of ``values``. Its value is a tuple without duplicates."""
    schema = {"type": "array", "minItems": 1, "items": {"enum": list(values)}}
    return Field(partial(_parse_choice_list, values), schema, default=())


def count(default: int | None = 0) -> Field:
    """An integer of 0 or more."""
    return Field(_parse_count, {"type": "integer", "minimum": 0}, default=default)


def flag() -> Field:
    """True or false."""
    return Field(_parse_flag, {"type": "boolean"}, default=False)


def date(required: bool = False) -> Field:
    """A date. YAML parses an unquoted date by itself; JSON has a string."""
    return Field(_parse_date, {"type": "string", "format": "date"}, required)


def parse_string(value: Any) -> str:
    """A string that is not blank. Raises ``ValueError``, which never contains the value."""
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {type_name(value)}")
    if not value.strip():
        raise ValueError("must not be empty")
    return str(value)


def parse_string_list(value: Any) -> tuple[str, ...]:
    """The distinct strings of a list, in order. Raises ``ValueError``, which never contains a value."""
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise ValueError(f"must be a list of strings, not {type_name(value)}")
    if not value:
        raise ValueError("must not be an empty list; omit the field instead")
    strings = []
    for index, entry in enumerate(value):
        try:
            strings.append(parse_string(entry))
        except ValueError as error:
            raise ValueError(f"item [{index}] {error}") from None
    return tuple(dict.fromkeys(strings))


def quoted(value: Any) -> str:
    """A value for a message, shortened to 60 characters. A list or mapping is not shown: it may contain a secret."""
    if isinstance(value, bool) or value is None:
        return str(value).lower() + " (quote it if you mean the text)"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:60] + "...")
    if isinstance(value, (int, float, dt.date)):
        shown = repr(value)
        return shown if len(shown) <= 60 else shown[:60] + "..."
    return type_name(value)


def type_name(value: Any) -> str:
    """The type of a value in terms of YAML. The value itself may be a secret."""
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "a boolean (quote it if you mean the text)"),
        (str, "a string"),
        ((int, float), "a number (quote it if you mean the text)"),
        (Mapping, "a mapping"),
        ((list, tuple), "a list"),
        (dt.date, "a date (quote it if you mean the text)"),
    )
    unknown = "null" if value is None else "a value of an unsupported type"
    return next((name for kind, name in names if isinstance(value, kind)), unknown)


def _parse_any_string(value: Any) -> str:
    return value if isinstance(value, str) else parse_string(value)


def _parse_string_map(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"must be a mapping, not {type_name(value)}")
    if not value:
        raise ValueError("must not be an empty mapping; omit the field instead")
    strings = {}
    for key, text in value.items():
        try:
            strings[parse_string(key)] = _parse_any_string(text)
        except ValueError as error:
            raise ValueError(f"has a key or value that {error}") from None
    return strings


def _parse_choice(values: Sequence[str], value: Any) -> str:
    if value not in values or isinstance(value, bool):
        raise ValueError(f"{quoted(value)} is not valid; use one of {', '.join(values)}")
    return str(value)


def _parse_choice_list(values: Sequence[str], value: Any) -> tuple[str, ...]:
    entries = parse_string_list(value)
    unknown = [entry for entry in entries if entry not in values]
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        raise ValueError(f"{', '.join(map(quoted, unknown))} {verb} not valid; use any of {', '.join(values)}")
    return entries


def _parse_count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{quoted(value)} is not valid; use an integer of 0 or more")
    return value


def _parse_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _parse_date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        raise ValueError(f"{value.isoformat()!r} contains a time; write only a date, such as 2026-12-31")
    if isinstance(value, dt.date):
        return value
    try:
        day = dt.date.fromisoformat(value)
        if day.isoformat() != value:  # newer versions of Python also parse other forms, such as 2026-W53-4
            raise ValueError
        return day
    except (ValueError, TypeError):
        raise ValueError(f"{quoted(value)} is not a valid date; write a date such as 2026-12-31") from None
