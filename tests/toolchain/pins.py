# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""One constraints file for Python 3.11 and newer, made from the `.in` files."""

from __future__ import annotations

import shutil
import subprocess

from toolchain.environments import CACHE, CONSTRAINTS, PINS, ToolchainError, ensure, pins_environment

OLDEST_PYTHON = "3.11"
COMMENT = "# Made by `make pins` from the .in files beside it."


def resolve() -> None:
    """Write constraints.txt anew, newest versions first. No address of a registry gets into it."""
    environment = pins_environment()
    if not CONSTRAINTS.is_file():
        raise ToolchainError("constraints.txt is missing: take it from git, it pins the resolver too.")
    ensure(environment)
    result = CACHE / "constraints.txt"
    result.unlink(missing_ok=True)
    sources = sorted(path.name for path in PINS.glob("*.in"))
    options = ["--universal", "--python-version", OLDEST_PYTHON, "--no-header", "--quiet", "--output-file", str(result)]
    uv = [str(environment.bin / "uv"), "pip", "compile", *options, *sources]
    if subprocess.run(uv, cwd=PINS, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        raise ToolchainError("uv could not resolve the .in files.")
    licence = [line for line in CONSTRAINTS.read_text("utf-8").splitlines()[:3] if line.startswith("#")]
    result.write_text("\n".join([*licence, COMMENT, result.read_text("utf-8")]), "utf-8")
    shutil.move(result, CONSTRAINTS)
