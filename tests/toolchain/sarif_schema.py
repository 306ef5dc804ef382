# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The JSON Schema of SARIF 2.1.0, from the package of Microsoft's SARIF tools in the npm registry."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING

from toolchain.environments import CACHE, ToolchainError

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "@microsoft/sarif-multitool-linux@5.7.0"
MEMBER = "package/sarif-2.1.0.json"
SHA256 = "1c49a0f2b60444c71bb14878e21e0d882198eff4c539861b133093ad89ed798c"


def sarif_schema() -> Path:
    """The path of the schema. The first call downloads it. Raises ToolchainError."""
    folder = CACHE / "sarif"
    schema = folder / "sarif-2.1.0.json"
    if schema.exists():
        return schema
    folder.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    if npm is None:
        raise ToolchainError("The schema of SARIF is in a package of npm. Install npm, or name the other checks.")
    command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolchainError(f"npm cannot download {PACKAGE}: {(done.stderr or done.stdout).strip()}")
    archive = folder / done.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as package:
        member = package.extractfile(MEMBER)
        content = b"" if member is None else member.read()
    archive.unlink()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ToolchainError(f"{MEMBER} in {PACKAGE} is not the expected file. Compare it with the OASIS standard.")
    schema.write_bytes(content)
    return schema
