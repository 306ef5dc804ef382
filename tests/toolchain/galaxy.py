# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Builds the collection, and imports the archive as Ansible Galaxy and Automation Hub do."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from toolchain.environments import CACHE, ROOT
from toolchain.tools import CheckFailed, Host, call

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = CACHE / "galaxy"
PROBLEM = re.compile(r"^(WARNING|ERROR|CRITICAL)\b", re.MULTILINE)


def build(host: Host, folder: Path) -> Path:
    """Build the collection into an empty folder. Returns the archive."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    call(["ansible-galaxy", "collection", "build", "--output-path", str(folder), str(ROOT)], host.tools(), "galaxy")
    (archive,) = folder.glob("*.tar.gz")
    return archive


def import_collection(host: Host) -> str:
    """Import the archive. A warning in the log of the importer is a failure."""
    archive = build(host, FOLDER)
    log = call(["python", "-m", "galaxy_importer.main", archive.name], host.tools(), "galaxy", cwd=FOLDER)
    if PROBLEM.search(log):
        raise CheckFailed(log)
    return log
