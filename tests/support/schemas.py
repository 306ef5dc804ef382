# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schemas of what people write, made from the definitions that read it: ``python -m support.schemas`` writes them.

The descriptions are those of the documentation. ``docs/schemas/report.schema.json`` is written by hand.
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

# Semantic markup of Ansible's documentation (B, C, E, I, M, O, P, RV, V); a bracket may be escaped in it.
MARKUP = re.compile(r"\b(?P<kind>[BCEIMOPV]|RV)\((?P<text>(?:\\.|[^)\\])*)\)")


def plain_words(markup: str, own: str) -> str:
    """A description without markup. ``own`` is the option that holds the entry, whose name goes without saying."""

    def words(found: re.Match[str]) -> str:
        text = re.sub(r"\\(.)", r"\1", found["text"])
        if found["kind"] == "P":
            return text.partition("#")[0]
        if found["kind"] in ("O", "RV"):
            return text.rpartition(":")[2].removeprefix(f"{own}[].")
        return text

    return MARKUP.sub(words, markup)


def address(name: str) -> str:
    """The ``$id`` of a schema."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    return f"{galaxy['repository']}/docs/schemas/{name}.schema.json"


def schemas() -> dict[str, dict[str, Any]]:
    """The generated schemas by name."""
    options = yaml.safe_load(DOCUMENTATION)["options"]
    connection = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    sample = schema_of(EXPECTATION_FIELDS, _descriptions("samples", options["samples"]["suboptions"]))
    # An id or a name says which sample is meant.
    sample["anyOf"] = [{"required": ["name"]}, {"required": ["person_id"]}]
    waiver = schema_of(WAIVER_FIELDS, _descriptions("waivers", options["waivers"]["suboptions"]))
    of_accounts = {**connection, **options["accounts"]["suboptions"]}
    account = schema_of(ACCOUNT_FIELDS, _descriptions("accounts", of_accounts))
    waivers = {
        "description": "Findings that somebody has agreed to bear with for a time.",
        "type": "array",
        "items": {"$ref": "#/$defs/waiver"},
    }
    return {
        "manifest": _schema(
            "manifest",
            "What is expected of the person samples of Tencent Cloud accounts.",
            "samples",
            "What is expected, one entry for each sample.",
            {"sample": sample, "waiver": waiver},
            waivers=waivers,
        ),
        "waivers": _schema("waivers", waivers["description"], "waivers", waivers["description"], {"waiver": waiver}),
        "accounts": _schema(
            "accounts",
            "The Tencent Cloud accounts whose person samples are audited.",
            "accounts",
            "The accounts, one entry for each.",
            {"account": account},
        ),
    }


def written(schema: Mapping[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    for name, schema in schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(written(schema), encoding="utf-8")


def _descriptions(own: str, options: Mapping[str, Any]) -> dict[str, str]:
    described = {}
    for name, option in options.items():
        lines = option["description"]
        described[name] = plain_words(lines if isinstance(lines, str) else " ".join(lines), own)
    return described


def _schema(
    name: str, description: Any, key: str, of_key: Any, entries: Mapping[str, Any], **others: Any
) -> dict[str, Any]:
    """The schema of a file that is a mapping with a list of entries under ``key``, or only that list."""
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
                "properties": {key: {"description": of_key, "$ref": "#/$defs/list"}, **others},
            },
            "list": {"description": of_key, **items},
            **entries,
        },
    }


if __name__ == "__main__":
    main()
