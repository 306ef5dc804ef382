# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The build context of the execution environment for AWX. No container engine is needed to make it."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from toolchain.environments import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = ROOT / "extensions" / "awx" / "execution-environment.yml"
CONTAINERFILE = "Containerfile"
COLLECTION = "tencentcloud.mps"
REQUIREMENT = "requests"


def empty_folder(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def create_command(folder: Path) -> list[str]:
    """Make the build context. The definition is validated by ansible-builder."""
    arguments = ["--file", str(DEFINITION), "--context", str(folder), "--output-filename", CONTAINERFILE]
    return ["ansible-builder", "create", *arguments]


def introspect_command(collections: Path) -> list[str]:
    """Print what a build installs for the collections in this folder."""
    return ["ansible-builder", "introspect", str(collections)]


def problems(context: Path, introspection: str) -> list[str]:
    """What a build of this context would lack."""
    found = []
    containerfile = (context / CONTAINERFILE).read_text("utf-8")
    requirements = context / "_build" / "requirements.yml"
    if not requirements.is_file() or COLLECTION not in requirements.read_text("utf-8"):
        found.append(f"The build context does not install {COLLECTION}.")
    if "ansible-galaxy collection install" not in containerfile:
        found.append(f"{CONTAINERFILE} does not install collections.")
    found += [
        f"{CONTAINERFILE} does not install {package}."
        for package in ("ansible-core", "ansible-runner")
        if re.search(rf"^ARG ANSIBLE_INSTALL_REFS=.*{package}", containerfile, re.MULTILINE) is None
    ]
    if re.search(rf"^- '?{REQUIREMENT}\b.*{re.escape(COLLECTION)}", introspection, re.MULTILINE) is None:
        found.append(f"meta/execution-environment.yml does not require {REQUIREMENT}.")
    return found
