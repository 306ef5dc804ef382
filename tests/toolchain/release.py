# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The changelog of a release, what a release must have, and its publication."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from toolchain.environments import ROOT, ToolchainError, test_environment
from toolchain.tools import CheckFailed, Host, call

if TYPE_CHECKING:
    from pathlib import Path

SEMANTIC_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
TOKEN = "ANSIBLE_GALAXY_TOKEN"


def write_changelog(host: Host) -> str:
    """Join the fragments into the section of the version in galaxy.yml. Returns that version."""
    version = version_of(ROOT)
    if version in released_versions(ROOT):
        raise ToolchainError(f"Version {version} is already in the changelog. Set the next version in galaxy.yml.")
    call(["antsibull-changelog", "lint"], host.tools(), "antsibull-changelog")
    call(["antsibull-changelog", "release"], host.tools(), "antsibull-changelog")
    return version


def require(tag: str) -> str:
    """Returns a message if everything matches the tag, or raises CheckFailed with every problem."""
    found = problems(ROOT, tag)
    if found:
        raise CheckFailed("\n".join(found))
    return f"Version {tag} has a changelog."


def publish() -> None:
    """Publish the archive of the version in dist/. Ansible reads the token from the environment."""
    if not os.environ.get(TOKEN):
        raise ToolchainError(f"Set {TOKEN} to a token of Ansible Galaxy. The workflow reads it from the secrets.")
    archive = ROOT / "dist" / f"tencentcloud-mps-{version_of(ROOT)}.tar.gz"
    if not archive.is_file():
        raise ToolchainError(f"{archive.relative_to(ROOT)} is missing. Run `make build`.")
    require(version_of(ROOT))
    galaxy = test_environment().bin / "ansible-galaxy"
    subprocess.run([galaxy, "collection", "publish", archive], check=True)


def problems(root: Path, tag: str) -> list[str]:
    """Why the commit with this tag must not be released."""
    version, found = version_of(root), []
    if not SEMANTIC_VERSION.fullmatch(tag):
        found.append(f"The tag {tag} is not a version such as 1.2.3.")
    if tag != version:
        found.append(f"The tag is {tag}, but galaxy.yml has version {version}. Correct the one that is wrong.")
    if version not in released_versions(root):
        found.append(f"changelogs/changelog.yaml has no release {version}. Run `make release`.")
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text("utf-8").replace("\\", "") if changelog.is_file() else ""  # v1\\.2\\.3
    if not re.search(rf"^#+ v{re.escape(version)}$", text, re.MULTILINE):
        found.append(f"CHANGELOG.md has no section v{version}. Run `make release`.")
    fragments = sorted(path.name for path in (root / "changelogs" / "fragments").glob("*.yml"))
    if fragments:
        found.append(f"These fragments are not in the changelog: {', '.join(fragments)}. Run `make release`.")
    return found


def version_of(root: Path) -> str:
    """The version in galaxy.yml. This module runs without a YAML parser."""
    match = re.search(r"^version: ([\w.+-]+)$", (root / "galaxy.yml").read_text("utf-8"), re.MULTILINE)
    if match is None:
        raise ToolchainError("galaxy.yml has no line such as `version: 1.2.3`.")
    return match[1]


def released_versions(root: Path) -> list[str]:
    """The keys below `releases` in changelogs/changelog.yaml."""
    text = (root / "changelogs" / "changelog.yaml").read_text("utf-8")
    releases = text.partition("\nreleases:")[2]
    return re.findall(r"^  ([0-9][\w.+-]*):", releases, re.MULTILINE)
