# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""`python -m toolchain environment | check | pins`, run by the Makefile with the Python that find-python.sh found."""

from __future__ import annotations

import argparse
import sys

from toolchain import checks, environments, pins


def main() -> int:
    parser = argparse.ArgumentParser(prog="toolchain")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("environment", help="make .venv, unless it is there and right")
    commands.add_parser("pins", help="resolve every dependency again")
    check = commands.add_parser("check", help="run the checks")
    check.add_argument("names", nargs="*", help="only these")
    commands.add_parser("format", help="let ruff format the Python files")
    arguments = parser.parse_args()
    try:
        if arguments.command == "environment":
            environments.ensure(environments.test_environment())
        elif arguments.command == "pins":
            pins.resolve()
        elif arguments.command == "format":
            checks.format_python()
        else:
            return checks.run(arguments.names)
    except environments.ToolchainError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
