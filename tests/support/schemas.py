# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generates the JSON Schemas of the input files from the fields that parse them: ``python -m support.schemas``.

The descriptions come from the documentation of the audit module. ``docs/schemas/report.schema.json`` is not generated
here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WAIVER_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.schema import schema_of
from ansible_collections.tencentcloud.mps.plugins.modules.mps_person_sample_audit import DOCUMENTATION

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The semantic markup of Ansible documentation (B, C, E, I, M, O, P, RV, V). A parenthesis in it may be escaped.
MARKUP = re.compile(r"\b(?P<kind>[BCEIMOPV]|RV)\((?P<text>(?:\\.|[^)\\])*)\)")


def without_markup(markup: str, option: str) -> str:
    """A description without markup. References to suboptions of ``option`` are shortened to the suboption."""

    def text_of(found: re.Match[str]) -> str:
        text = re.sub(r"\\(.)", r"\1", found["text"])
        if found["kind"] == "P":
            return text.partition("#")[0]
        if found["kind"] in ("O", "RV"):
            return text.rpartition(":")[2].removeprefix(f"{option}[].")
        return text

    return MARKUP.sub(text_of, markup)


def address(name: str) -> str:
    """The ``$id`` of a schema."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    return f"{galaxy['repository']}/docs/schemas/{name}.schema.json"


def schemas() -> dict[str, dict[str, Any]]:
    """The generated schemas, by name."""
    options = yaml.safe_load(DOCUMENTATION)["options"]
    connection = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    sample = schema_of(EXPECTATION_FIELDS, _descriptions("samples", options["samples"]["suboptions"]))
    # A name or an id identifies the sample.
    sample["anyOf"] = [{"required": ["name"]}, {"required": ["person_id"]}]
    waiver = schema_of(WAIVER_FIELDS, _descriptions("waivers", options["waivers"]["suboptions"]))
    account_options = {**connection, **options["accounts"]["suboptions"]}
    account = schema_of(ACCOUNT_FIELDS, _descriptions("accounts", account_options))
    waivers = {
        "description": "Findings that are accepted until a given date.",
        "type": "array",
        "items": {"$ref": "#/$defs/waiver"},
    }
    return {
        "manifest": _schema(
            "manifest",
            "Expected person samples of Tencent Cloud accounts.",
            "samples",
            "Expected samples, one entry for each sample.",
            {"sample": sample, "waiver": waiver},
            waivers=waivers,
        ),
        "waivers": _schema("waivers", waivers["description"], "waivers", waivers["description"], {"waiver": waiver}),
        "accounts": _schema(
            "accounts",
            "Tencent Cloud accounts whose person samples are audited.",
            "accounts",
            "Accounts to audit, one entry for each account.",
            {"account": account},
        ),
    }


def file_content(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    for name, schema in schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(file_content(schema), encoding="utf-8")


def _descriptions(parent: str, options: Mapping[str, Any]) -> dict[str, str]:
    descriptions = {}
    for name, option in options.items():
        lines = option["description"]
        descriptions[name] = without_markup(lines if isinstance(lines, str) else " ".join(lines), parent)
    return descriptions


def _schema(
    name: str, description: Any, key: str, key_description: Any, entries: Mapping[str, Any], **others: Any
) -> dict[str, Any]:
    """The schema of a file: a mapping with a list of entries under ``key``, or only the list."""
    items = {"type": "array", "items": {"$ref": f"#/$defs/{next(iter(entries))}"}}
    return {
        "$schema": DIALECT,
        "$id": address(name),
        "title": f"tencentcloud.mps {name}",
        "description": description,
        "oneOf": [{"$ref": "#/$defs/file"}, {"$ref": "#/$defs/list"}],
        "$defs": {
            "file": {
                "description": f"A mapping with '{key}'.",
                "type": "object",
                "additionalProperties": False,
                "required": [key],
                "properties": {key: {"description": key_description, "$ref": "#/$defs/list"}, **others},
            },
            "list": {"description": key_description, **items},
            **entries,
        },
    }


if __name__ == "__main__":
    main()
