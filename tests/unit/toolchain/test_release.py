# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release needs a tag that is the version, and a changelog without remaining fragments."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolchain.release import problems, released_versions, version_of

CHANGELOG = "# Release Notes\n\n## v1\\.1\\.0\n\n### Minor Changes\n\n## v1\\.0\\.0\n"
RELEASES = """\
ancestor: null
releases:
  1.0.0:
    changes:
      minor_changes:
        - 'text'
  1.1.0:
    release_date: '2026-11-26'
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout that can be released as 1.1.0."""
    (tmp_path / "changelogs" / "fragments").mkdir(parents=True)
    (tmp_path / "changelogs" / "fragments" / ".keep").touch()
    (tmp_path / "galaxy.yml").write_text("namespace: a\nversion: 1.1.0\n", "utf-8")
    (tmp_path / "changelogs" / "changelog.yaml").write_text(RELEASES, "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    return tmp_path


def test_released_version_with_its_tag_has_no_problem(root: Path) -> None:
    assert problems(root, "1.1.0") == []
    assert version_of(root) == "1.1.0"
    assert released_versions(root) == ["1.0.0", "1.1.0"]


@pytest.mark.parametrize("tag", ["1.0.0", "1.1", "v1.1.0", "1.1.0-rc1", ""])
def test_tag_must_be_the_version(root: Path, tag: str) -> None:
    assert any("galaxy.yml has version 1.1.0" in problem for problem in problems(root, tag))


def test_version_without_a_section_is_refused(root: Path) -> None:
    (root / "galaxy.yml").write_text("version: 1.2.0\n", "utf-8")
    found = problems(root, "1.2.0")
    assert len(found) == 2
    assert "changelog.yaml has no release 1.2.0" in found[0]
    assert "CHANGELOG.md has no section v1.2.0" in found[1]


def test_version_that_is_part_of_another_one_is_refused(root: Path) -> None:
    (root / "galaxy.yml").write_text("version: 1.1.01\n", "utf-8")
    assert "The tag 1.1.01 is not a version such as 1.2.3." in problems(root, "1.1.01")


def test_remaining_fragment_is_named(root: Path) -> None:
    (root / "changelogs" / "fragments" / "7-late.yml").touch()
    assert problems(root, "1.1.0") == ["These fragments are not in the changelog: 7-late.yml. Run `make release`."]


def test_checkout_before_the_first_release_is_refused(root: Path) -> None:
    (root / "CHANGELOG.md").unlink()
    (root / "changelogs" / "changelog.yaml").write_text("ancestor: null\nreleases: {}\n", "utf-8")
    assert released_versions(root) == []
    assert len(problems(root, "1.1.0")) == 2
