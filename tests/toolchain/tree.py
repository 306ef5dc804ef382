# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Lists the files of the repository that git does not ignore, and copies them for ansible-test."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from toolchain.environments import ROOT, ToolchainError

if TYPE_CHECKING:
    from pathlib import Path

KEPT_IN_COPY = ((".git",), ("tests", "output"))


def files() -> list[str]:
    """Paths relative to the root, sorted."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(listing, cwd=ROOT, check=False, capture_output=True, text=True)
    if run.returncode != 0:
        raise ToolchainError(f"The checks need a git checkout. git failed: {run.stderr.strip()}")
    return sorted({name for name in run.stdout.split("\0") if name and os.path.lexists(ROOT / name)})


def shell_scripts() -> list[str]:
    return [name for name in files() if _first_line(ROOT / name).startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))]


def copy_to(base: Path) -> Path:
    """Synchronize `base`/ansible_collections/tencentcloud/mps with the checkout. Returns the path of the copy.

    ansible-test rejects a collection behind a symbolic link. It lists the files with git, and git lists none in an
    ignored folder. Therefore the copy is a git repository of its own.
    """
    copy = base / "ansible_collections" / "tencentcloud" / "mps"
    copy.mkdir(parents=True, exist_ok=True)
    wanted = files()
    _remove_all_but(copy, set(wanted))
    for name in wanted:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    if not (copy / ".git").is_dir():
        subprocess.run(["git", "init", "--quiet", copy], check=True)
    return copy


def _remove_all_but(copy: Path, wanted: set[str]) -> None:
    for folder, subfolders, names in os.walk(copy, topdown=False):
        here = (copy / folder).relative_to(copy)
        if any(here.parts[: len(kept)] == kept for kept in KEPT_IN_COPY):
            continue
        for name in names:
            if str(here / name) not in wanted:
                (copy / here / name).unlink()
        if not names and not subfolders and here.parts:
            (copy / here).rmdir()


def _first_line(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.readline(100)
