# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Parses an entry: a mapping whose fields are defined by ``fields``.

A message never contains a value unless the field puts it there, because an entry may contain secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .fields import Field, type_name
from .problems import Problems

# Only a key that looks like a field name is repeated in a message. Any other key may contain a secret.
_FIELD_NAME = re.compile("[A-Za-z_-]{1,24}")


def parse_entry(path: str, entry: Any, fields: Mapping[str, Field], problems: Problems) -> dict[str, Any] | None:
    """The value of each field, defaults included. ``path`` names the entry, such as ``samples[3]``.

    Returns None if the entry has a problem. All of its problems are added to ``problems``.
    """
    if not isinstance(entry, Mapping):
        problems.add(path, f"must be a mapping with at least {_required_names(fields)}, not {type_name(entry)}")
        return None
    count_before = len(problems)
    _check_names(path, entry, fields, problems)
    values = {}
    for name, field in fields.items():
        value = entry.get(name)
        if value is None:
            values[name] = field.default
            if field.required:
                problems.add(f"{path}.{name}", "is required")
            continue
        try:
            values[name] = field.parse(value)
        except ValueError as error:
            problems.add(f"{path}.{name}", error)
    return values if len(problems) == count_before else None


def _check_names(path: str, entry: Mapping[Any, Any], fields: Mapping[str, Field], problems: Problems) -> None:
    valid_names = f"valid fields are {', '.join(sorted(fields))}"
    for name in entry:
        if name in fields:
            continue
        if _FIELD_NAME.fullmatch(str(name)):
            problems.add(f"{path}.{name}", f"is an unknown field; {valid_names}")
        else:  # for example {secret_key:abc}, whose only key is "secret_key:abc"
            problems.add(path, f"has an invalid field name (is a space missing after a colon?); {valid_names}")


def _required_names(fields: Mapping[str, Field]) -> str:
    required = [name for name, field in fields.items() if field.required]
    return ", ".join(f"'{name}'" for name in required or ["name"])
