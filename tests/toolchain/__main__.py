# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""`python -m toolchain COMMAND`: the targets of the Makefile.

The Makefile runs it with the Python that find-python.sh returns.
"""

from __future__ import annotations

import argparse
import sys

from toolchain import (
    branch_coverage,
    checks,
    docs_site,
    environments,
    mutation,
    pins,
    planted,
    pytest_runs,
    release,
    tools,
)

TEST_RUNS = {
    "test": pytest_runs.run_all,
    "coverage": branch_coverage.run,
    "unit": pytest_runs.run_unit_tests,
    "soak": pytest_runs.run_soak,
}


def main() -> int:
    if sys.argv[1:] and sys.argv[1] in TEST_RUNS:  # argparse would interpret the options of pytest
        return TEST_RUNS[sys.argv[1]](sys.argv[2:])
    parser = argparse.ArgumentParser(prog="toolchain")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("environment", help="create .venv unless it is up to date")
    commands.add_parser("test", help="run all tests; arguments go to pytest")
    commands.add_parser("coverage", help="run all tests and measure branch coverage; arguments go to pytest")
    commands.add_parser("unit", help="run the unit tests; arguments go to pytest")
    commands.add_parser("soak", help="run the random tests with many cases; arguments go to pytest")
    commands.add_parser("pins", help="replace the pins with the newest versions")
    mutate = commands.add_parser("mutate", help="measure how many mutants of the code the unit tests find")
    mutate.add_argument("names", nargs="*", help="parts of module paths; default: all modules")
    plant = commands.add_parser("planted", help="measure after how many random cases each planted defect is found")
    plant.add_argument("words", nargs="*", help="parts of files or titles of the defects; default: all defects")
    check = commands.add_parser("check", help="run the checks")
    check.add_argument("names", nargs="*", help="starts of check names; default: all checks")
    commands.add_parser("format", help="format the Python files with ruff")
    commands.add_parser("release", help="write the changelog of the version in galaxy.yml")
    commands.add_parser("release-check", help="verify version and changelog").add_argument("tag")
    commands.add_parser("publish", help="publish the archive of the version in galaxy.yml")
    commands.add_parser("docs", help="build the documentation site")
    arguments = parser.parse_args()
    try:
        if arguments.command == "mutate":
            return mutation.run(arguments.names)
        if arguments.command == "planted":
            return planted.run(arguments.words)
        if arguments.command == "check":
            return checks.run(arguments.names)
        _run(arguments)
    except (environments.ToolchainError, tools.CheckFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(arguments: argparse.Namespace) -> None:
    command = arguments.command
    if command == "environment":
        environments.ensure(environments.test_environment())
    elif command == "pins":
        pins.resolve()
    elif command == "format":
        checks.format_python()
    elif command == "docs":
        docs_site.build(tools.Host())
        print(f"The documentation site starts at {(docs_site.PAGES / 'index.html').relative_to(environments.ROOT)}")
    elif command == "release":
        version = release.write_changelog(tools.Host())
        print(f"CHANGELOG.md contains version {version}. Run `.ci/run`, commit, and push the tag {version}.")
    elif command == "release-check":
        print(release.require(arguments.tag))
    else:
        release.publish()


if __name__ == "__main__":
    sys.exit(main())
