# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides match the code.

Code blocks parse. The plugins, options, file entries, variables, messages and metrics that a guide names exist.
"""

from __future__ import annotations

import ast
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ansible.modules
import ansible.plugins.lookup
import pytest
import yaml
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.task import Task

from ansible_collections.tencentcloud.mps.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.accounts import ACCOUNT_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import EXPECTATION_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.snapshot_run import SNAPSHOT_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import AUDIT_REPORT_SPEC, FILE_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import WAIVER_FIELDS
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.environment import (
    CREDENTIALS_FILE,
    CVM_ROLE_NAME,
    ENVIRONMENT,
    METADATA_VARIABLE,
    ORGANIZATION_ENDPOINT,
    TCCLI_DIRECTORY,
    TKE_VARIABLES,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import SELECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.options import ORGANIZATION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.write import REPORT_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.entries import parse_entry
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from support.guides import blocks

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
AUTHENTICATION = ROOT / "docs" / "docsite" / "rst" / "authentication_guide.rst"
AUDIT = ROOT / "docs" / "docsite" / "rst" / "audit_guide.rst"
ROLE = ROOT / "roles" / "person_sample_audit"

OURS, GROUP = "tencentcloud.mps.", "group/tencentcloud.mps.mps"
OPTIONS = {
    "mps_person_sample_info": {*CONNECTION_SPEC, *SELECTION_SPEC},
    "mps_person_sample_facts": {*CONNECTION_SPEC, *SELECTION_SPEC},
    "mps_person_sample_audit": {*CONNECTION_SPEC, *AUDIT_SPEC, *ORGANIZATION_SPEC, *FILE_SPEC, *AUDIT_REPORT_SPEC},
    "mps_person_sample_report": {*REPORT_SPEC},
    "mps_person_sample_snapshot": {*CONNECTION_SPEC, *SNAPSHOT_SPEC},
}
# These modules never run in the process of Ansible.
NEED_REQUESTS = {OURS + "mps_person_sample_info", OURS + "mps_person_sample_facts"}
# Every module of the group must accept the defaults of the group.
GROUP_OPTIONS = set.intersection(*(options for options in OPTIONS.values() if "secret_id" in options))
# The fields of an entry, by the top-level key of the file.
ENTRIES = {"accounts": ACCOUNT_FIELDS, "samples": EXPECTATION_FIELDS, "waivers": WAIVER_FIELDS}
# The variables of each entry point of the role.
VARIABLES = {
    name: {*entry["options"]}
    for name, entry in yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))[
        "argument_specs"
    ].items()
}
# The playbook reads the first variable. The role sets the second one.
OTHER_VARIABLES = {"person_sample_audit_tasks", "person_sample_audit_report"}
LOOKUP_VARIABLES = {
    entry["name"]
    for option in yaml.safe_load(ModuleDocFragment.PLUGINS)["options"].values()
    for entry in option["vars"]
}
READ_BY_THE_COLLECTION = {name for names in ENVIRONMENT.values() for name in names} | {
    *TKE_VARIABLES,
    *ORGANIZATION_ENDPOINT,
    CREDENTIALS_FILE,
    CVM_ROLE_NAME,
    METADATA_VARIABLE,
    TCCLI_DIRECTORY,
}
READ_BY_THE_SDK = {"TKE_REGION"}


def examples(language: str) -> list[Any]:
    """A test parameter for each code block. Its id names the guide and the number of the block."""
    return [
        pytest.param(block, id=f"{guide.stem}-{number}")
        for guide in GUIDES
        for number, block in enumerate(blocks(guide, language), 1)
    ]


def tasks_of(document: Any) -> Iterator[Mapping[str, Any]]:
    """The tasks of a list of plays or tasks. Another document has no tasks."""
    for entry in document if isinstance(document, list) else ():
        if "hosts" in entry:
            assert set(entry) <= {*Play.fattributes}, f"keywords of the play {sorted(entry)}"
            yield from tasks_of(entry.get("tasks"))
        elif "block" in entry:
            assert set(entry) <= {*Block.fattributes, "name"}, f"keywords of the block {sorted(entry)}"
            for part in ("block", "rescue", "always"):
                yield from tasks_of(entry.get(part))
        else:
            yield entry


def module_of(task: Mapping[str, Any]) -> str:
    (module,) = {*task} - {*Task.fattributes}
    return module


def exists(name: str, kind: str) -> bool:
    """Whether a plugin exists in this collection or in ansible-core. community.hashi_vault is not checked."""
    collection, _dot, plugin = name.rpartition(".")
    if collection == "ansible.builtin":
        package = {"modules": ansible.modules, "lookup": ansible.plugins.lookup}[kind]
        return plugin in {module.name for module in pkgutil.iter_modules(package.__path__)}
    return collection == "community.hashi_vault" or (ROOT / "plugins" / kind / f"{plugin}.py").is_file()


def strings_in_the_code() -> list[str]:
    """All string literals in the plugins. In an f-string, NUL replaces each expression."""
    texts = []
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values]
                texts.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return texts


def test_table_of_contents_lists_every_guide() -> None:
    extra = yaml.safe_load((ROOT / "docs" / "docsite" / "extra-docs.yml").read_text(encoding="utf-8"))
    assert sorted(name for section in extra["sections"] for name in section["toctree"]) == [g.stem for g in GUIDES]


def test_image_in_guide_exists_and_has_a_full_address() -> None:
    """The documentation site contains only the text of the guides, so a relative address does not work there."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    images = [path for guide in GUIDES for path in re.findall(r"image:: (\S+)", guide.read_text(encoding="utf-8"))]
    assert images
    for image in images:
        _before, prefix, path = image.partition(galaxy["repository"] + "/raw/main/")
        assert prefix, image
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_no_line_of_a_guide_starts_an_enumerated_list_by_accident(guide: Path) -> None:
    """docutils reads a line that starts with "CI." as item 101 of a list, because CI is a Roman number."""
    enumerator = re.compile(r" *\(?(?:[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?: |$)")
    assert [line for line in guide.read_text(encoding="utf-8").splitlines() if enumerator.match(line)] == []


def test_blocks_finds_every_code_block() -> None:
    for guide in GUIDES:
        declared = re.findall(r"code-block:: (\w+)", guide.read_text(encoding="utf-8"))
        assert {language: declared.count(language) for language in declared} == {
            language: len(blocks(guide, language)) for language in declared
        }


@pytest.mark.parametrize("block", examples("json"))
def test_json_block_parses(block: str) -> None:
    assert isinstance(json.loads(block), dict)


@pytest.mark.parametrize("block", examples("yaml"))
def test_modules_and_options_in_yaml_block_exist(block: str) -> None:
    document = yaml.safe_load(block)
    assert isinstance(document, (dict, list))
    for task in tasks_of(document):
        module = module_of(task)
        assert exists(module, "modules"), module
        if module.startswith(OURS):
            assert {*(task[module] or {})} <= OPTIONS[module.removeprefix(OURS)]
    for play in document if isinstance(document, list) else ():
        for target, options in play.get("module_defaults", {}).items():
            assert {*options} <= (GROUP_OPTIONS if target == GROUP else OPTIONS[target.removeprefix(OURS)])


@pytest.mark.parametrize("block", examples("yaml"))
def test_play_sets_the_python_of_modules_that_need_requests(block: str) -> None:
    """Otherwise Ansible can choose a Python without requests, for example if its program is called by its path."""
    document = yaml.safe_load(block)
    for play in document if isinstance(document, list) else ():
        if play.get("hosts", "tencentcloud_accounts") != "tencentcloud_accounts":  # its inventory sets the Python
            needed = {module_of(task) for task in tasks_of(play.get("tasks"))} & NEED_REQUESTS
            needed |= {*play.get("vars", {}).get("ansible_facts_modules", ())} & NEED_REQUESTS
            assert not needed or "ansible_python_interpreter" in play.get("vars", {}), needed


@pytest.mark.parametrize("block", examples("yaml"))
def test_roles_and_filters_in_yaml_block_exist(block: str) -> None:
    document = yaml.safe_load(block)
    for play in document if isinstance(document, list) else ():
        for role in play.get("roles", ()):
            assert role["role"] == OURS + ROLE.name
            assert {*(name for name in play["vars"] if name.startswith(ROLE.name))} <= VARIABLES["main"]
    for task in tasks_of(document):
        if module_of(task) == "ansible.builtin.include_role":
            role = task["ansible.builtin.include_role"]
            assert role["name"] == OURS + ROLE.name
            assert {*task.get("vars", ())} <= VARIABLES[role.get("tasks_from", "main")]
    for name in re.findall(r"\| tencentcloud\.mps\.(\w+)", block):
        assert (ROOT / "plugins" / "filter" / f"{name}.py").is_file(), name


@pytest.mark.parametrize("block", examples("yaml"))
def test_file_entries_in_yaml_block_are_valid(block: str) -> None:
    document = yaml.safe_load(block)
    problems = Problems()
    for key, fields in ENTRIES.items():
        # An inventory has other keys, and its hosts are not a list.
        entries = document.get(key) if isinstance(document, dict) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            parse_entry(f"{key}[{index}]", entry, fields, problems)
    problems.raise_if_any()


@pytest.mark.parametrize("block", examples("yaml"))
def test_lookups_and_their_variables_in_yaml_block_exist(block: str) -> None:
    for lookup in re.findall(r"\b(?:lookup|query|q)\('([^']+)'", block):
        assert exists(lookup, "lookup"), lookup
    assert {*re.findall(r"\btencentcloud_mps_\w+", block)} <= LOOKUP_VARIABLES


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_environment_variables_in_guide_are_read(guide: Path) -> None:
    named = {*re.findall(r"\b(?:TENCENTCLOUD|TCCLI|TKE)_[A-Z_]+", guide.read_text(encoding="utf-8"))}
    # A name that ends with an underscore is the beginning of a name in a message.
    assert {name for name in named if not name.endswith("_")} <= READ_BY_THE_COLLECTION | READ_BY_THE_SDK


def test_authentication_guide_names_every_credential_variable() -> None:
    guide = AUTHENTICATION.read_text(encoding="utf-8")
    others = {*ENVIRONMENT["region"], *ENVIRONMENT["endpoint"]}
    assert {name for name in READ_BY_THE_COLLECTION - others if name not in guide} == set()


@pytest.mark.parametrize("guide", [*GUIDES, ROLE / "README.md"], ids=lambda guide: guide.stem)
def test_role_variables_in_guide_are_documented(guide: Path) -> None:
    named = {*re.findall(r"\bperson_sample_audit_\w+", guide.read_text(encoding="utf-8"))}
    assert named - {*OTHER_VARIABLES}.union(*VARIABLES.values()) == set()


def test_commands_of_audit_guide_set_variables_of_their_entry_point() -> None:
    shell = "".join(blocks(AUDIT, "shell")).replace("\\\n", " ")
    commands = [line for line in shell.splitlines() if "ansible-playbook" in line]
    for command in commands:
        given = re.findall(r"-e (\w+)=", command)
        chosen = re.search(r"person_sample_audit_tasks=(\w+)", command)
        assert {*given} - {"person_sample_audit_tasks"} <= VARIABLES[chosen[1] if chosen else "main"], command
    assert len(commands) > 4


def test_audit_guide_has_a_section_for_each_verdict() -> None:
    assert re.findall(r"^``(\w+)``\n~+$", AUDIT.read_text(encoding="utf-8"), re.MULTILINE) == [*VERDICTS]


def test_audit_guide_explains_every_error_kind() -> None:
    kinds = {kind.kind for kind in vars(_errors).values() if isinstance(kind, type) and issubclass(kind, MpsError)}
    guide = AUDIT.read_text(encoding="utf-8")
    _before, _head, table = guide.partition("* - ``kind``\n")
    table = table[: table.index("\nStatus of an account\n~~~~")]
    assert {*re.findall(r"^   \* - ``(\w+)``$", table, re.MULTILINE)} == kinds


def test_audit_guide_describes_every_report_file() -> None:
    files = re.findall(r"^   \* - ``([a-z.]+)``\n     - ", AUDIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {*FILE_NAMES.values()} <= {*files}


def test_demo_result_in_audit_guide_matches_the_planted_errors() -> None:
    """Compares the accounts with the playbook of the demo. Another test runs the demo and compares the whole text."""
    values = yaml.safe_load((ROOT / "examples" / "demo_audit.yml").read_text(encoding="utf-8"))[0]["vars"]
    accounts = yaml.safe_load((ROOT / "examples" / "accounts.yml").read_text(encoding="utf-8"))["accounts"]
    outcome = blocks(AUDIT, "text")[0]
    shown = set(re.findall(r"^  (?:critical|high|medium|low) +(\S+)", outcome, re.MULTILINE))
    assert shown == {row["account"] for row in values["planted"]}
    assert shown | {*values["compliant"]} == {account["name"] for account in accounts}


def test_metrics_in_audit_guide_are_written() -> None:
    named = re.findall(r"tencentcloud_mps_person_sample_(\w+)", AUDIT.read_text(encoding="utf-8"))
    assert named
    assert {*named} <= {*strings_in_the_code()}


@pytest.mark.parametrize(
    ("guide", "end"),
    [(AUTHENTICATION, "Error codes of the server"), (AUDIT, "Messages about files")],
    ids=["auth", "audit"],
)
def test_messages_in_troubleshooting_table_exist_in_the_code(guide: Path, end: str) -> None:
    text = guide.read_text(encoding="utf-8")
    table = text[text.index("Troubleshooting\n----") : text.index(end)]
    messages = re.findall(r"^   \* - ``(.+)``$", table, re.MULTILINE)
    strings = strings_in_the_code()
    unknown = []
    for message in messages:
        # "..." replaces a variable part. A guide can omit the beginning or the end of a message.
        parts = message.split("...")
        pattern = re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)
        # Search for the parts first: the pattern takes a second in a long text that has only the first part.
        if not any(all(part in string for part in parts) and pattern.search(string) for string in strings):
            unknown.append(message)
    assert len(messages) > 15
    assert unknown == []
