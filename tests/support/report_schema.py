# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generates the JSON Schemas of a report and of a line of the history from their types. ``COMMAND`` writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.constraints import Constraint
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history import HistoryLine
from support.schemas import DIALECT, FOLDER, address

FILE = FOLDER / "report.schema.json"
HISTORY_FILE = FOLDER / "history.schema.json"
COMMAND = "PYTHONPATH=tests .venv/bin/python -m support.report_schema"

_NONE = type(None)
_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


def file_contents() -> dict[Path, str]:
    """The text of each schema file."""
    return {FILE: _text("report", Report), HISTORY_FILE: _text("history", HistoryLine)}


def _text(name: str, document: type) -> str:
    definitions: dict[str, Any] = {}
    schema = {
        "$schema": DIALECT,
        "$id": address(name),
        "title": f"tencentcloud.mps {name}",
        **_object_schema(document, definitions),
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_of(annotation: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type. Every ``TypedDict`` in it becomes a member of ``definitions``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated_schema(arguments, definitions)
    if origin is Union:
        return _union_schema(arguments, definitions)
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0], definitions)}
    if is_typeddict(annotation):
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", annotation.__name__).lower()
        if name not in definitions:
            definitions[name] = _object_schema(annotation, definitions)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": _PLAIN[annotation]}


def _object_schema(typed_dict: type, definitions: dict[str, Any]) -> dict[str, Any]:
    members = get_type_hints(typed_dict, include_extras=True)
    return {
        "description": " ".join((typed_dict.__doc__ or "").split()),
        "type": "object",
        "additionalProperties": False,
        "required": list(members),
        "properties": {name: schema_of(member, definitions) for name, member in members.items()},
    }


def _annotated_schema(arguments: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    description: dict[str, Any] = {}
    schema = schema_of(arguments[0], definitions)
    for extra in arguments[1:]:
        if isinstance(extra, Constraint):
            schema.update(extra.schema)
        else:
            description = {"description": extra}
    return {**description, **schema}


def _union_schema(alternatives: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    nullable = _NONE in alternatives
    schemas = [schema_of(alternative, definitions) for alternative in alternatives if alternative is not _NONE]
    merged: dict[str, Any] = {}
    types = [schema["type"] for schema in schemas if "type" in schema] + ["null"] * nullable
    for schema in schemas:
        merged.update(schema)
    if "enum" in merged:
        return {"enum": [*merged["enum"], *[None] * nullable]}
    if "$ref" in merged:
        return {"oneOf": [{"type": "null"}, *schemas]}
    return {**merged, "type": types}


if __name__ == "__main__":
    for path, text in file_contents().items():
        path.write_text(text, encoding="utf-8")
