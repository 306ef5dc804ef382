# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README and its Chinese version match the code and the examples."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.environment import ENVIRONMENT
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import VERDICT_NAMES
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import texts_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.entries import parse_entry
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE_README = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def table(heading: str, text: str = README) -> list[list[str]]:
    """The cells of the first table at or after a heading, without the header row."""
    rows = re.search(r"\|[^\n]*\n\|[-|: ]+\n((?:\|[^\n]*\n)+)", text[text.index(heading) :])
    assert rows is not None
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1].splitlines()]


def code(language: str, text: str = README) -> list[str]:
    """The code blocks in one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _indentation, block in found]


def test_playbook_equals_the_tested_example() -> None:
    example = yaml.safe_load((ROOT / "examples" / "who_is_missing.yml").read_text(encoding="utf-8"))
    assert yaml.safe_load(code("yaml")[-1]) == example


@pytest.mark.parametrize("readme", [README, CHINESE_README], ids=["English", "Chinese"])
def test_file_entries_are_valid(readme: str) -> None:
    accounts, manifest = (yaml.safe_load(block) for block in code("yaml", readme)[:2])
    problems = Problems()
    for entries, fields in ((accounts["accounts"], ACCOUNT_FIELDS), (manifest["samples"], EXPECTATION_FIELDS)):
        for entry in entries:
            parse_entry("README", entry, fields, problems)
    problems.raise_if_any()


def test_quick_start_uses_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = [line for block in code("shell") for line in block.splitlines()]
    assert [line.split("#")[0].split() for line in commands[:2]] == [["make", "demo"], ["make", "test"]]
    assert {line.split()[1] for line in commands if line.startswith("make ")} <= targets


def test_readmes_have_the_same_commands_and_link_to_each_other() -> None:
    def commands(readme: str) -> list[str]:
        return [line.split("#")[0].strip() for block in code("shell", readme)[:2] for line in block.splitlines()]

    assert commands(CHINESE_README) == commands(README)
    assert "[简体中文](https://github.com/tencentcloud-mps/tencentcloud.mps/blob/main/README.zh-CN.md)" in README
    assert "[English](README.md)" in CHINESE_README


def test_verdicts_of_the_chinese_readme_are_those_of_the_reports() -> None:
    words = texts_of("zh-CN").area("words")
    shown = {english.strip("*"): chinese for english, chinese, _meaning in table("## 结论", CHINESE_README)}
    assert shown == {verdict: words[f"verdict.{verdict}"] for verdict in VERDICT_NAMES}


def test_variables_of_the_chinese_readme_exist() -> None:
    specs = (ROOT / "roles" / "person_sample_audit" / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    options = yaml.safe_load(specs)["argument_specs"]["main"]["options"]
    variables = {*re.findall(r"person_sample_audit_\w+", CHINESE_README)}
    assert len(variables) >= 5
    assert variables <= {*options}
    environment = {*re.findall(r"`(TENCENTCLOUD_\w+)`", CHINESE_README)}
    assert environment
    assert environment <= {name for names in ENVIRONMENT.values() for name in names}


def test_contents_table_lists_every_plugin() -> None:
    listed = {(kind, name.strip("`")) for kind, name, _purpose in table("## Contents")}
    folders = {"modules": "module", "lookup": "lookup", "filter": "filter", "inventory": "inventory plugin"}
    existing = {
        (kind, f"tencentcloud.mps.{path.stem}")
        for folder, kind in folders.items()
        for path in (ROOT / "plugins" / folder).glob("[a-z]*.py")
    }
    existing |= {("role", f"tencentcloud.mps.{path.name}") for path in (ROOT / "roles").iterdir()}
    existing |= {("playbook", f"tencentcloud.mps.{path.stem}") for path in (ROOT / "playbooks").iterdir()}
    assert listed - {("action group", "tencentcloud.mps.mps")} == existing


def test_option_table_lists_every_option_with_its_sources() -> None:
    options = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    sources = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]
    listed = {}
    for option, meaning, environment, variable, ini in table("## Connection options"):
        assert meaning, option
        names = [name for name in re.findall(r"`([A-Z_]+)`", environment) if name != "REQUESTS_CA_BUNDLE"]
        listed[option.strip("`")] = (names, variable.strip("`"), ini.strip("`"))
    assert listed == {
        option: (
            # In the list of the lookup, the last variable has priority. In the README, the first one has priority.
            [entry["name"] for entry in reversed(sources[option].get("env", []))],
            sources[option]["vars"][0]["name"],
            sources[option].get("ini", [{"key": ""}])[0]["key"],
        )
        for option in options
    }


def test_simulation_readme_names_existing_files_tests_and_promises() -> None:
    folder = ROOT / "tests" / "simulation"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    code_of_simulator = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    functions = set(re.findall(r"^def (\w+)", code_of_simulator, re.MULTILINE))
    promises = {name for row in table("| File | Defect |", readme) for name in re.findall(r"`([a-z_]+)`", row[3])}
    assert promises
    assert promises - functions == set()
    assert {name for name in re.findall(r"`(\w+\.py)`", readme) if not (folder / name).is_file()} == set()
    assert [name for name in functions if name.startswith("test_") and "interesting" in name]


@pytest.mark.parametrize("document", ["README.md", "roles/person_sample_audit/README.md"])
def test_links_work_on_galaxy(document: str) -> None:
    """Galaxy shows these documents without the repository, so that relative links do not work there."""
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["repository"]
    text = (ROOT / document).read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    assert links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert {link[1:] for link in links if link.startswith("#")} <= headings
    kinds = {"blob": Path.is_file, "raw": Path.is_file, "tree": Path.is_dir}
    for link in links:
        if link.startswith(f"{repository}/"):
            kind, branch, path = link.removeprefix(f"{repository}/").split("/", 2)
            assert branch == "main", link
            assert kinds[kind](ROOT / path), link
