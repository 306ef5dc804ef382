# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of the guides run unchanged, in the folder and with the settings of a reader.

All plays of the guides run in one run of ansible-playbook, and the commands of the audit guide in one shell. A block
that does not run here is listed with its reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.documented_world import UINS, documented_world
from support.guides import FOLDER, blocks
from support.playbook import LONG_TIMEOUT_S, Run, play, run_file

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GUIDES = sorted(FOLDER.glob("*.rst"))
INVENTORY = "studios.tencentcloud_accounts.yml"
# The first line of blocks that do not run here, and where they run or why they cannot run.
YAML_NOT_RUN = {
    "- name: Audit the person samples of all accounts in CI": "test_ci_recipes.py runs it with a token",
    "name: Person samples": "test_ci_recipes.py runs its steps; the actions of GitHub (uses) need GitHub",
    "audit:": "test_ci_recipes.py runs its script; the job needs GitLab",
    "- name: Audit and notify a channel": "test_notify.py runs it with a local server",
    "- name: Audit and notify two teams": "test_notify.py runs it with a local server",
    "- name: Notify from a saved report": "test_notify.py runs it with a local server",
    "- name: Read the samples of every account": "test_recipes.py runs it with keys for each host",
    "- name: Read the samples of an account at most once a day": "test_recipes.py runs it with a fact cache",
    "- name: Read the samples with API keys from HashiCorp Vault": "community.hashi_vault is only on Ansible Galaxy",
    "account_keys: \"{{ lookup('community.hashi_vault.vault_kv2_get', 'mps/' ~ inventory_hostname,"
    " engine_mount_point='secret').secret }}\"": "community.hashi_vault is only on Ansible Galaxy",
    'vault_secret_id: "..."': "its values are placeholders; variables.yml has real ones",
    "all:": "test_sliced_audit.py runs the same inventory with ansible-runner",
    "# yaml-language-server: $schema=schemas/manifest.schema.json": "editors read it",
}
SHELL_NOT_RUN = {
    "python3 -m venv ~/audit/venv": "installs packages; `make check` installs the archive",
    "python3 -m pip install ansible-core requests": "installs packages; `make check` installs the archive",
    "export TENCENTCLOUD_SECRET_ID=... TENCENTCLOUD_SECRET_KEY=...": "placeholders; the same commands run",
    "export ANSIBLE_CACHE_PLUGIN=jsonfile ANSIBLE_CACHE_PLUGIN_CONNECTION=~/.cache/ansible-facts": (
        "test_recipes.py runs the playbook with these variables"
    ),
    "ansible-playbook samples.yml": "samples.yml is the play before it, which runs",
    "tccli sso login --profile studio": "opens a browser for a login at Tencent Cloud",
    "pip install ansible-builder": "needs a container engine; `make check` creates the context",
    "ansible-playbook start.yml": "needs AWX; test_awx_kit.py runs its playbooks",
    "ansible-galaxy collection install awx.awx": "needs AWX; test_awx_kit.py compares the options",
    "ansible-runner transmit ./slice-2 --playbook audit.yml > job": "needs a second machine; test_sliced_audit.py",
}
# Folders of the reader's machine that tests must not write to.
FOLDERS = {
    "/tmp/slices": "hosts",  # noqa: S108 - a text in a guide
    "/tmp/first": "first",  # noqa: S108
    "/var/lib/prometheus/node-exporter": "collector",
}
OVERWRITES_THE_MANIFEST = "- name: Generate the manifest"
INPUT_KEYS = {"accounts": "accounts_file", "samples": "manifest_file", "waivers": "waivers_file"}
AUDIT = "tencentcloud.mps.mps_person_sample_audit"


def first_line(block: str) -> str:
    return block.splitlines()[0]


def with_folders(text: str, folder: Path) -> str:
    for original, name in FOLDERS.items():
        text = text.replace(original, str(folder / name))
    return text


def yaml_blocks() -> list[str]:
    """The blocks that run, in the order of the guides. The play that overwrites the manifest is the last one."""
    found = [block for guide in GUIDES for block in blocks(guide, "yaml") if first_line(block) not in YAML_NOT_RUN]
    return sorted(found, key=lambda block: first_line(block) == OVERWRITES_THE_MANIFEST)


def is_play(document: Any) -> bool:
    return isinstance(document, list) and "hosts" in document[0]


def accounts_of_the_audit_guide() -> str:
    """The accounts of the guide, and a fourth one, because the scale guide has four slices."""
    (text,) = (block for block in yaml_blocks() if block.startswith("accounts:") and "archive-virginia" in block)
    uin = UINS["fourth"]
    fourth = {"name": "partner-tokyo", "account_uin": uin, "role_arn": f"qcs::cam::uin/{uin}:roleName/SampleAuditor"}
    return text.rstrip() + "\n" + textwrap.indent(yaml.safe_dump([fourth]), "  ")


def write_files(folder: Path) -> None:
    """The files that the reader writes, as the guides describe, from their own blocks."""
    manifest = next(block for block in yaml_blocks() if block.startswith("samples:"))
    (inventory,) = (block for block in yaml_blocks() if block.startswith("plugin:"))
    (hosts,) = (block for block in yaml_blocks() if block.startswith("media_accounts:"))
    (audit,) = (
        block for block in yaml_blocks() if first_line(block).endswith("Audit the person samples of all accounts")
    )
    texts = {"accounts.yml": accounts_of_the_audit_guide(), "manifest.yml": manifest, "audit.yml": audit}
    for name, text in {**texts, INVENTORY: inventory, "hosts.yml": hosts}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "waivers.yml").write_text("waivers: []\n", encoding="utf-8")
    (folder / "any.yml").write_text("samples: [{name: John Smith}]\n", encoding="utf-8")
    (folder / "collector").mkdir()
    variables = yaml.safe_load((folder / "variables.yml").read_text("utf-8"))
    variables |= {"audit_external_id": "any", "expected_people": ["John Smith"]}
    (folder / "variables.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")


def before() -> list[dict[str, Any]]:
    """Tasks that create what the reader has from earlier: reports of slices, and a saved result."""
    inputs: dict[str, Any] = {
        "accounts_file": "accounts.yml",
        "manifest_file": "manifest.yml",
        "report_formats": ["json"],
    }
    return [
        _slices(inputs, "hosts/{{ item }}", 2),
        _slices(inputs, "slices/slice-{{ item }}", 4),
        {"tencentcloud.mps.mps_person_sample_info": {"profile": "archive-virginia"}, "register": "saved"},
        {
            "ansible.builtin.copy": {
                "content": "{{ saved | to_json }}",
                "dest": "{{ playbook_dir }}/archive-virginia.json",
            }
        },
    ]


def _slices(inputs: dict[str, Any], folder: str, count: int) -> dict[str, Any]:
    options = {"slice": {"number": "{{ item }}", "count": count}, "report_dir": f"{{{{ playbook_dir }}}}/{folder}"}
    return {AUDIT: {**inputs, **options}, "loop": list(range(1, count + 1))}


def playbook(folder: Path) -> str:
    """A playbook that imports every block: plays as files, tasks inside a play, input files inside an audit."""
    plays: list[dict[str, Any]] = [play(before(), name="before")]
    for number, block in enumerate(yaml_blocks()):
        document, name = yaml.safe_load(block), f"block-{number}.yml"
        (folder / name).write_text(with_folders(block, folder), encoding="utf-8")
        if is_play(document):
            plays.append({"import_playbook": name})
        elif isinstance(document, list):
            plays.append(play([{"ansible.builtin.import_tasks": name}], name=name))
        elif options := [option for key, option in INPUT_KEYS.items() if key in document]:
            # The other blocks name the accounts and samples of the examples.
            manifest = "any.yml" if "accounts_file" in options else str(EXAMPLES / "manifest.yml")
            files = {"accounts_file": str(EXAMPLES / "accounts.yml"), "manifest_file": manifest}
            files |= dict.fromkeys(options, name)
            plays.append(play([{AUDIT: {**files, "validate_only": True}}], name=name))
    return yaml.safe_dump(plays, sort_keys=False)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("reader")
    with documented_world(folder) as environment:
        write_files(folder)
        yield folder, environment


def run_blocks(folder: Path, environment: dict[str, str]) -> Run:
    (folder / "all.yml").write_text(playbook(folder), encoding="utf-8")
    inventories = ("-i", "hosts.yml", "-i", INVENTORY)
    arguments = (*inventories, "-e", "@variables.yml")
    return run_file(folder / "all.yml", folder, *arguments, environment=environment, timeout_s=LONG_TIMEOUT_S)


@pytest.mark.long
def test_yaml_blocks_run_unchanged(reader: tuple[Path, dict[str, str]]) -> None:
    folder, environment = reader
    shutil.copytree(folder, folder / "plays", ignore=shutil.ignore_patterns("home", "plays"))
    run = run_blocks(folder / "plays", environment)
    assert run.status == 0, run.output
    for block in yaml_blocks():
        document = yaml.safe_load(block)
        for entry in document if isinstance(document, list) else ():
            assert entry["name"] in run.output, entry["name"]
    written = {
        path.relative_to(folder / "plays").as_posix() for path in (folder / "plays").rglob("*") if path.is_file()
    }
    assert written >= {"person-sample-audit/report.html", "again/findings.csv", "collector/person_samples_studio.prom"}


@pytest.mark.long
def test_commands_run_unchanged(reader: tuple[Path, dict[str, str]]) -> None:
    folder, environment = reader
    shutil.copyfile(EXAMPLES / "compare_accounts.yml", folder / "compare_accounts.yml")
    (folder / "last").mkdir()
    found = [block for guide in GUIDES for block in blocks(guide, "shell") if first_line(block) not in SHELL_NOT_RUN]
    # Generating the manifest replaces it, so this is the last command.
    found.sort(key=lambda block: "tasks=snapshot" in block)
    script = with_folders("".join(found), folder)
    done = subprocess.run(
        ["bash", "-ex", "-c", script],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(found) > 5
    reports = ("first", "hosts/1", "hosts/2", "again", "person-sample-audit")
    assert [name for name in reports if not list((folder / name).glob("report.*"))] == []
    assert json.loads((folder / "first" / "report.json").read_text("utf-8"))["compliant"]


def test_blocks_that_do_not_run_exist() -> None:
    first_lines = {
        language: {first_line(block) for guide in GUIDES for block in blocks(guide, language)}
        for language in ("yaml", "shell")
    }
    assert YAML_NOT_RUN.keys() - first_lines["yaml"] == set()
    assert SHELL_NOT_RUN.keys() - first_lines["shell"] == set()
