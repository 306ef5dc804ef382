# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the README promises is what is there."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.entries import parse_entry
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    rows = re.search(r"\n\|[^\n]*\n\|[-| ]+\n((?:\|[^\n]*\n)+)", README[README.index(heading) :])
    assert rows is not None
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1].splitlines()]


def code(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_playbook_to_copy_is_an_example_that_is_tested() -> None:
    example = yaml.safe_load((ROOT / "examples" / "who_is_missing.yml").read_text(encoding="utf-8"))
    assert yaml.safe_load(code("yaml")[-1]) == example


def test_the_entries_to_copy_are_right() -> None:
    accounts, manifest = (yaml.safe_load(block) for block in code("yaml")[:2])
    problems = Problems()
    for entries, fields in ((accounts["accounts"], ACCOUNT_FIELDS), (manifest["samples"], EXPECTATION_FIELDS)):
        for entry in entries:
            parse_entry("README", entry, fields, problems)
    problems.raise_if_any()


def test_the_quick_start_names_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = [line for block in code("shell") for line in block.splitlines()]
    assert [line.split("#")[0].split() for line in commands[:2]] == [["make", "demo"], ["make", "test"]]
    assert {line.split()[1] for line in commands if line.startswith("make ")} <= targets


def test_the_plugin_table_lists_every_plugin() -> None:
    listed = {(kind, name.strip("`")) for kind, name, _purpose in table("## What is in it")}
    folders = {"modules": "module", "lookup": "lookup", "filter": "filter", "inventory": "inventory plugin"}
    there = {
        (kind, f"tencentcloud.mps.{path.stem}")
        for folder, kind in folders.items()
        for path in (ROOT / "plugins" / folder).glob("[a-z]*.py")
    }
    there |= {("role", f"tencentcloud.mps.{path.name}") for path in (ROOT / "roles").iterdir()}
    there |= {("playbook", f"tencentcloud.mps.{path.stem}") for path in (ROOT / "playbooks").iterdir()}
    assert listed - {("action group", "tencentcloud.mps.mps")} == there


def test_the_option_table_tells_every_option_and_where_it_comes_from() -> None:
    options = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    sources = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]
    told = {}
    for option, environment, variable, ini in table("## Where options come from"):
        names = [name for name in re.findall(r"`([A-Z_]+)`", environment) if name != "REQUESTS_CA_BUNDLE"]
        told[option.strip("`")] = (names, variable.strip("`"), ini.strip("`"))
    assert told == {
        option: (
            # A later entry of the lookup's list wins; the README names the one that counts first.
            [entry["name"] for entry in reversed(sources[option].get("env", []))],
            sources[option]["vars"][0]["name"],
            sources[option].get("ini", [{"key": ""}])[0]["key"],
        )
        for option in options
    }
