# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The public surface of the collection, as docs/compatibility.md defines it. `make surface` records it.

The surface is a mapping of entries. The name of an entry is a path, such as
``module mps_person_sample_info/options/fields/choices/name``. Two surfaces are therefore compared entry by entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import COLUMNS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES, render_json
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.prometheus import render_prometheus
from support.sample_report import mixed_audit, report

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "tests" / "surface"
RECORD = REPORTS / "surface.json"
PLUGIN_KINDS = {"modules": "module", "lookup": "lookup", "filter": "filter", "inventory": "inventory"}
# The properties of an option that tasks depend on, with the values that Ansible uses for an omitted property.
PROPERTIES: Mapping[str, Any] = {"type": "str", "default": None, "required": False, "elements": "str"}
NAMED = ("choices", "aliases")
SOURCES = ("env", "ini", "vars")
METRIC = re.compile(r"^(\w+)(?:\{(.*)\})? \S+$", re.MULTILINE)
INPUT_FILES = ("accounts", "manifest", "waivers")

Surface = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """The names of the entries that two surfaces do not share, or that have another value."""

    added: tuple[str, ...]
    breaking: tuple[str, ...]


def current() -> Surface:
    """The surface of this checkout, sorted."""
    entries = [*_plugins(), *_role(), *_others(), *_schemas()]
    surface = dict(sorted(entries))
    if len(surface) != len(entries):
        raise ValueError("two entries of the surface have the same name")
    return surface


def recorded() -> Surface:
    surface: Surface = json.loads(RECORD.read_text("utf-8"))
    return surface


def difference(before: Surface, after: Surface) -> Difference:
    """What a user of ``before`` finds in ``after``. A new entry that every user must set is breaking too."""
    new = after.keys() - before.keys()
    demanding = {name for name in new if _is_demand(name, after[name], before)}
    gone = {name for name, value in before.items() if name not in after or after[name] != value}
    return Difference(tuple(sorted(new - demanding)), tuple(sorted(gone | demanding)))


def record(surface: Surface, target: Path, released: Iterable[str], version: str) -> str | None:
    """Write the record. Returns what is wrong if the surface breaks a release with the same major version."""
    before: Surface = json.loads(target.read_text("utf-8")) if target.is_file() else {}
    breaking = difference(before, surface).breaking
    major = version.split(".")[0]
    if breaking and major in {release.split(".")[0] for release in released}:
        return (
            f"Version {major} is released, and these public entries were removed or changed:\n  "
            + "\n  ".join(breaking)
            + "\nKeep them and deprecate them (docs/compatibility.md), or set the next major version in galaxy.yml. If"
            f" the record is wrong, correct {target.name} by hand and explain it in the pull request."
        )
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(surface, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return None


def saved_reports() -> list[Path]:
    """A report of each minor version."""
    return sorted(REPORTS.glob("report-*.json"))


def save_report(version: str) -> None:
    """Save a report as this version writes it. Later versions must read it."""
    minor = version.rpartition(".")[0]
    content = "".join(render_json(report(mixed_audit(), previous=report(mixed_audit()))))
    (REPORTS / f"report-{minor}.json").write_text(content, "utf-8")


def _is_demand(name: str, value: Any, before: Surface) -> bool:
    """Whether a new entry is a required option, or a required key of an input file, of something that existed."""
    if isinstance(value, dict) and value.get("required"):
        parent = name.rpartition("/")[0]
        return any(known.startswith(f"{parent}/") for known in before)
    parent = name.partition("/required/")[0]
    return (
        parent != name
        and name.startswith(tuple(f"file {file}/" for file in INPUT_FILES))
        and any(known.startswith(f"{parent}/properties/") for known in before)
    )


def _plugins() -> Iterator[tuple[str, Any]]:
    for folder, kind in PLUGIN_KINDS.items():
        for path in sorted((ROOT / "plugins" / folder).glob("[a-z]*.py")):
            documentation, _examples, returned, _metadata = get_docstring(str(path), fragment_loader, plugin_type=kind)
            name = f"{kind} {path.stem}"
            yield from _options(f"{name}/options", documentation.get("options") or {})
            yield from _returned(f"{name}/returns", returned or {})


def _options(path: str, options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, option in options.items():
        here = f"{path}/{name}"
        yield here, {part: option[part] for part, omitted in PROPERTIES.items() if option.get(part, omitted) != omitted}
        for part in NAMED:
            for value in option.get(part) or ():
                yield f"{here}/{part}/{value}", True
        for part in SOURCES:
            for source in option.get(part) or ():
                yield f"{here}/{part}/{source.get('name') or '{section}/{key}'.format(**source)}", True
        yield from _options(f"{here}/options", option.get("suboptions") or option.get("options") or {})


def _returned(path: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield f"{path}/{name}", value["type"]
        yield from _returned(f"{path}/{name}", value.get("contains") or {})


def _role() -> Iterator[tuple[str, Any]]:
    for role in sorted((ROOT / "roles").iterdir()):
        specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
        for entry, spec in specs.items():
            yield from _options(f"role {role.name}/{entry}/options", spec["options"])


def _others() -> Iterator[tuple[str, Any]]:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text("utf-8"))
    for group, members in runtime["action_groups"].items():
        yield from ((f"action group {group}/{member}", True) for member in members)
    yield from ((f"playbook {path.stem}", True) for path in (ROOT / "playbooks").glob("*.yml"))
    yield from ((f"report file of {name}", file) for name, file in FILE_NAMES.items())
    yield from ((f"column of findings.csv/{position:02}", name) for position, name in enumerate(COLUMNS))
    kinds = {error.kind for error in (_errors.MpsError, *_subclasses(_errors.MpsError))}
    yield from ((f"error kind {kind}", True) for kind in kinds)
    yield from _metrics("".join(render_prometheus(report(mixed_audit()), "nightly")))


def _metrics(text: str) -> Iterator[tuple[str, Any]]:
    found = {name: sorted(re.findall(r'(\w+)="', labels or "")) for name, labels in METRIC.findall(text)}
    yield from ((f"metric {name}", labels) for name, labels in found.items())


def _subclasses(error: type[Exception]) -> Iterator[Any]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def _schemas() -> Iterator[tuple[str, Any]]:
    for name in (*INPUT_FILES, "report"):
        schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
        yield from _members(f"file {name}", schema)


def _members(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The leaves of a JSON document, without its texts for people."""
    if isinstance(value, dict):
        for name, member in value.items():
            if not (name in ("description", "title", "$id", "$schema", "examples") and not isinstance(member, dict)):
                yield from _members(f"{path}/{name}", member)
    elif isinstance(value, list) and all(isinstance(member, str) for member in value):
        yield from ((f"{path}/{member}", True) for member in value)
    elif isinstance(value, list):
        for position, member in enumerate(value):
            yield from _members(f"{path}/{position}", member)
    else:
        yield path, value
