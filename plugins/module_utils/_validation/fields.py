# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The entries that people write (expectations, accounts, waivers): read field by field, every problem with its place.

Pure. The same definitions make the JSON Schemas in ``docs/schemas``. A value that is written is never repeated in a
problem, unless its field says so: an account's entry holds keys.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from .problems import Problems

# The name of a field, misspelt at most. Anything else may be a value, which may be a key.
_FIELD_LIKE = re.compile("[A-Za-z_-]{1,24}")


@dataclass(frozen=True)
class Field:
    """A field of an entry. ``read`` turns what was written into a value; it raises ``ValueError`` with what is wrong.

    ``schema`` is the same in JSON Schema. ``default`` is the value where the field is left out.
    """

    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    required: bool = False
    default: Any = None


def text(required: bool = False) -> Field:
    """A text that is not empty; a whole number is taken for the text of its digits, since ids look like numbers."""
    return Field(_read_text, {"type": ["string", "integer"], "pattern": r"\S"}, required)


def any_text() -> Field:
    """A text that may be empty, or nothing but spaces."""

    def read(written: Any) -> str:
        return written if isinstance(written, str) else _read_text(written)

    return Field(read, {"type": ["string", "integer"]})


def texts() -> Field:
    """A list of texts, at least one."""
    schema = {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"], "pattern": r"\S"}}
    return Field(_read_texts, schema, default=())


def choice(*values: str, default: str) -> Field:
    def read(written: Any) -> str:
        if written not in values or isinstance(written, bool):
            raise ValueError(f"{shown(written)} is not one of {', '.join(values)}")
        return str(written)

    return Field(read, {"enum": list(values)}, default=default)


def choices(*values: str) -> Field:
    """A list of some of these values, at least one."""

    def read(written: Any) -> tuple[str, ...]:
        unknown = [entry for entry in _read_texts(written) if entry not in values]
        if unknown:
            raise ValueError(f"{', '.join(map(shown, unknown))} is not among {', '.join(values)}")
        return _read_texts(written)

    return Field(read, {"type": "array", "minItems": 1, "items": {"enum": list(values)}}, default=())


def count() -> Field:
    def read(written: Any) -> int:
        if not isinstance(written, int) or isinstance(written, bool) or written < 0:
            raise ValueError(f"{shown(written)} is not a number from 0")
        return written

    return Field(read, {"type": "integer", "minimum": 0}, default=0)


def date(required: bool = False) -> Field:
    """A day; YAML makes a date of it by itself, JSON has a text."""

    def read(written: Any) -> dt.date:
        if isinstance(written, dt.datetime):
            raise ValueError(f"{written.isoformat()!r} has a time; write the last day that counts, such as 2026-12-31")
        if isinstance(written, dt.date):
            return written
        try:
            day = dt.date.fromisoformat(written)
            if day.isoformat() != written:  # a week, which newer versions of Python read too
                raise ValueError
            return day
        except (ValueError, TypeError):
            raise ValueError(f"{shown(written)} is not a day, such as 2026-12-31") from None

    return Field(read, {"type": "string", "format": "date"}, required)


def parse_entry(place: str, entry: Any, fields: Mapping[str, Field], problems: Problems) -> dict[str, Any] | None:
    """The values of an entry by field, defaults included; None where there was a problem, which is told."""
    if not isinstance(entry, Mapping):
        problems.add(place, f"is {_kind(entry)}; write a mapping with at least {_wanted(fields)}")
        return None
    before = len(problems._found)
    there_are = f"the fields are {', '.join(sorted(fields))}"
    for name in entry:
        if name not in fields and _FIELD_LIKE.fullmatch(str(name)):
            problems.add(f"{place}.{name}", f"there is no such field; {there_are}")
        elif name not in fields:  # such as the whole of {secret_key:abc}
            problems.add(place, f"has a field with an odd name (is a space missing after a colon?); {there_are}")
    values = {}
    for name, field in fields.items():
        written = entry.get(name)
        if written is None:
            values[name] = field.default
            if field.required:
                problems.add(f"{place}.{name}", "is not given, and must be")
            continue
        try:
            values[name] = field.read(written)
        except ValueError as wrong:
            problems.add(f"{place}.{name}", wrong)
    return values if len(problems._found) == before else None


def shown(written: Any) -> str:
    """A value in a message, as it would be written in JSON, cut short."""
    if isinstance(written, bool) or written is None:
        return str(written).lower() + " (quote it, where the text is meant)"
    return repr(written if not isinstance(written, str) or len(written) <= 60 else written[:60] + "...")


def _read_text(written: Any) -> str:
    if isinstance(written, int) and not isinstance(written, bool):
        return str(written)
    if not isinstance(written, str):
        raise ValueError(f"is {_kind(written)} where a text is wanted")
    if not written.strip():
        raise ValueError("is an empty text")
    return str(written)


def _read_texts(written: Any) -> tuple[str, ...]:
    if not isinstance(written, Sequence) or isinstance(written, (str, bytes)):
        raise ValueError(f"is {_kind(written)} where a list of texts is wanted")
    if not written:
        raise ValueError("is an empty list; leave it out where it should not count")
    read = []
    for index, entry in enumerate(written):
        try:
            read.append(_read_text(entry))
        except ValueError as wrong:
            raise ValueError(f"[{index}] {wrong}") from None
    return tuple(dict.fromkeys(read))


def _wanted(fields: Mapping[str, Field]) -> str:
    required = [name for name, field in fields.items() if field.required]
    return ", ".join(f"'{name}'" for name in required or ["name"])


def _kind(written: Any) -> str:
    """What kind of value it is, in the words of YAML. The value itself may be a secret."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "true or false (quote it, where the text is meant)"),
        (str, "a text"),
        ((int, float), "a number"),
        (Mapping, "a mapping"),
        ((list, tuple), "a list"),
        (dt.date, "a date"),
    )
    return next((words for kind, words in kinds if isinstance(written, kind)), "null" if written is None else "odd")
