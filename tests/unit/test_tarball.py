# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the archive for Ansible Galaxy contains: what users need, and what its importer reads."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ansible.galaxy.collection import build_collection

from toolchain import tree
from toolchain.environments import ROOT

# Every top-level entry of the repository is either needed by users, or only by a checkout.
FOR_USERS = {
    ".ansible-lint": "Automation Hub runs ansible-lint with it",
    ".yamllint": "ansible-lint reads it",
    "CHANGELOG.md": "changes of each version",
    "CODE_OF_CONDUCT.md": "required by the collection requirements",
    "CONTRIBUTING.md": "required by the collection requirements",
    "FILES.json": "written by ansible-galaxy",
    "LICENSES": "text of the license",
    "MANIFEST.json": "written by ansible-galaxy",
    "README.md": "page on Galaxy",
    "README.zh-CN.md": "the same in Chinese",
    "REUSE.toml": "licenses of the files without a header",
    "SECURITY.md": "how to report a vulnerability",
    "changelogs": "source of the changelog",
    "docs": "guides, schemas, and facts that the code cites",
    "examples": "the guides refer to them",
    "extensions": "emulator, to test playbooks, and the kit for AWX",
    "meta": "read by Ansible",
    "playbooks": "read by Ansible",
    "plugins": "read by Ansible",
    "roles": "read by Ansible",
    "tests": "settings of ansible-test only",
}
TEST_FILES = {"tests/config.yml"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    folder = tmp_path_factory.mktemp("dist")
    build_collection(str(ROOT), str(folder), force=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as members:
        yield [member.name for member in members if member.isfile()]


def test_archive_contains_only_what_users_need(names: list[str]) -> None:
    assert {name.partition("/")[0] for name in names} <= FOR_USERS.keys()


def test_archive_contains_no_tests(names: list[str]) -> None:
    assert {name for name in names if name.startswith("tests/")} == TEST_FILES


def test_archive_contains_everything_that_ansible_reads(names: list[str]) -> None:
    folders = ("docs/", "examples/", "extensions/", "meta/", "playbooks/", "plugins/", "roles/")
    assert {name for name in tree.files() if name.startswith(folders)} <= set(names)


def test_archive_contains_no_generated_files(names: list[str]) -> None:
    assert set(names) - set(tree.files()) <= {"FILES.json", "MANIFEST.json"}


def test_ignored_entries_exist_or_are_generated() -> None:
    """An entry for a file that was renamed would put the file into the archive."""
    ignored = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["build_ignore"]
    text = (ROOT / "galaxy.yml").read_text("utf-8")
    generated = text[text.index("# Generated files") : text.index("# What only a checkout")]
    kept = [name for name in ignored if f"- {name}\n" not in generated and f'"{name}"' not in generated]
    assert kept
    assert [name for name in kept if not Path(ROOT / name).exists()] == []
