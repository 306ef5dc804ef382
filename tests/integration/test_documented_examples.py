# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples in the documentation of all modules and plugins run unchanged, in one run of ansible-playbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from support.documented_world import MEMBERS, account_entries, documented_world
from support.playbook import LONG_TIMEOUT_S, Run, play, run_playbook

ROOT = Path(__file__).resolve().parents[2]
INVENTORY = "studios.tencentcloud_accounts.yml"
AUDIT = "tencentcloud.mps.mps_person_sample_audit"
# What the reader of an example has before: tasks that run before the tasks of the document, by its path.
SLICE = {
    AUDIT: {
        "accounts_file": "accounts.yml",
        "manifest_file": "manifest.yml",
        "slice": {"number": "{{ item }}", "count": 4},
        "report_dir": "slice-{{ item }}",
        "report_formats": ["json"],
    },
    "loop": [1, 2, 3, 4],
}
WHOLE = {AUDIT: {"accounts_file": "accounts.yml", "manifest_file": "manifest.yml", "report_dir": "last-week"}}
BEFORE: dict[str, list[dict[str, Any]]] = {
    "modules/mps_person_sample_report": [{**WHOLE, "register": "audit"}, SLICE],
    "filter/person_sample_verdicts": [
        {"tencentcloud.mps.mps_person_sample_info": None, "register": "earlier"},
        {"ansible.builtin.copy": {"content": "{{ earlier | to_json }}", "dest": "{{ playbook_dir }}/studio.json"}},
    ],
}
# Documents whose examples do not run here, and why.
NOT_RUN = {"modules/mps_person_sample_notify": "sends to services; test_notify.py sends the same to a local server"}
FACTS_OF_MEMBERS = "{{ groups.tencentcloud_accounts | sort | join(' ') }}; team: {{ groups.team_film | join(' ') }}"


def examples(path: str) -> str:
    file = ROOT / "plugins" / f"{path}.py"
    kind = path.partition("/")[0]
    text: str = get_docstring(str(file), fragment_loader, plugin_type={"modules": "module"}.get(kind, kind))[1]
    return text


def documents() -> list[str]:
    """The path of every plugin with examples, except the inventory plugin, whose example is an inventory."""
    plugins = ROOT / "plugins"
    paths = [
        path for folder in ("modules", "lookup", "filter") for path in sorted((plugins / folder).glob("[a-z]*.py"))
    ]
    found = [path.relative_to(plugins).with_suffix("").as_posix() for path in paths]
    assert found.count(*NOT_RUN) == 1
    return [path for path in found if path not in NOT_RUN]


def plays(folder: Path) -> Iterator[dict[str, Any]]:
    """A play for the tasks of each document, and the plays of the documents."""
    variables = {"expected_names": ["John Smith"], "accounts": account_entries()}
    for path in documents():
        entries = yaml.safe_load(examples(path))
        tasks = [entry for entry in entries if "hosts" not in entry]
        name = path.replace("/", "-") + ".yml"
        # Without plays, the text is included as it is.
        text = examples(path) if tasks == entries else yaml.safe_dump(tasks, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
        yield play([*BEFORE.get(path, []), {"ansible.builtin.import_tasks": name}], name=path, vars=variables)
        yield from (entry for entry in entries if "hosts" in entry)
    yield play([{"ansible.builtin.debug": {"msg": FACTS_OF_MEMBERS}}], name="inventory/accounts")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("reader")
    with documented_world(folder) as environment:
        (folder / INVENTORY).write_text(examples("inventory/accounts"), encoding="utf-8")
        arguments = ("-i", "hosts.yml", "-i", INVENTORY, "-e", "@variables.yml")
        return run_playbook(folder, [*plays(folder)], *arguments, environment=environment, timeout_s=LONG_TIMEOUT_S)


@pytest.mark.long
def test_examples_run_unchanged(run: Run) -> None:
    assert run.status == 0, run.output
    for path in documents():
        for entry in yaml.safe_load(examples(path)):
            assert entry["name"] in run.output, f"{path}: {entry['name']} did not run"


@pytest.mark.long
def test_example_of_the_inventory_contains_the_accounts_and_the_members_of_the_node(run: Run) -> None:
    names = [entry["name"] for entry in account_entries()]
    studio = next(iter(MEMBERS))
    assert f"{' '.join(sorted([*names, studio]))}; team: {studio}" in run.output
