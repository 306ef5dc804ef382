# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Generates the JSON Schema of an entry from the fields that parse it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import Field


def schema_of(fields: Mapping[str, Field], descriptions: Mapping[str, str]) -> dict[str, Any]:
    """The JSON Schema of an entry with these fields. ``descriptions`` has one description for each field."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(name for name, field in fields.items() if field.required),
        "properties": {
            name: {
                "description": descriptions[name],
                **field.schema,
                **({} if field.default in (None, (), 0) else {"default": field.default}),
            }
            for name, field in fields.items()
        },
    }
