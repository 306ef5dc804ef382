# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python extensions/emulator``."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
PACKAGES = {"aiohttp": "aiohttp", "yaml": "PyYAML", "trustme": "trustme"}  # by module name
EXIT_CONFIGURATION = 2

# Python puts this directory on the path. Use its parent instead, so that the files are imported as one package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)


def start() -> int:
    """Run the command line. Report an old Python or a missing package in one sentence. Returns the exit status."""
    if sys.version_info < MINIMUM_PYTHON:
        return _refuse(f"Python {platform.python_version()} is too old; run the emulator with Python 3.11 or later.")
    try:
        from emulator.command_line import main

        return main()
    except ModuleNotFoundError as error:
        package = PACKAGES.get(error.name or "")
        if package is None:
            raise
        return _refuse(
            f"the Python package {package} is not installed; install the packages of the emulator with"
            f' "{sys.executable} -m pip install {" ".join(PACKAGES.values())}".'
        )


def _refuse(reason: str) -> int:
    print(f"emulator: {reason}", file=sys.stderr)
    return EXIT_CONFIGURATION


if __name__ == "__main__":
    sys.exit(start())
