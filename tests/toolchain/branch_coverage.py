# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Measures the branch coverage of `plugins/` in all processes of a test run: playbooks, their workers, modules.

coverage starts in each Python of `.venv` that gets the variable COVERAGE_PROCESS_START: its package has a .pth file.
Workers of Ansible are forks that end with os._exit. Modules run from a zip file, whose paths end like those of the
checkout.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolchain import pytest_runs
from toolchain.environments import CACHE, ROOT, test_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

GOAL = 95  # per cent of all lines and branches
FOLDER = CACHE / "coverage"
COLLECTION = "ansible_collections/tencentcloud/mps"
SETTINGS = f"""\
[run]
branch = true
parallel = true
sigterm = true
data_file = {FOLDER}/data
patch =
    _exit
    fork
    subprocess
include =
    {ROOT}/plugins/*
    */{COLLECTION}/plugins/*
disable_warnings =
    no-data-collected
    module-not-measured

[paths]
plugins =
    {ROOT}/plugins
    */{COLLECTION}/plugins

[report]
exclude_also =
    if TYPE_CHECKING:
    class .*\\(Protocol\\):
"""


@dataclass
class Part:
    """What is covered of a package: lines and branches."""

    lines: int = 0
    covered_lines: int = 0
    branches: int = 0
    covered_branches: int = 0

    def add(self, summary: Mapping[str, int]) -> None:
        """Add the numbers of a file from the JSON report of coverage."""
        self.lines += summary["num_statements"]
        self.covered_lines += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.covered_branches += summary["covered_branches"]

    @property
    def percentage(self) -> float:
        return 100 * (self.covered_lines + self.covered_branches) / max(1, self.lines + self.branches)


def run(arguments: Sequence[str]) -> int:
    """Run all tests, or those that `arguments` of pytest select, with coverage. Returns the exit code.

    A selection of tests has no goal.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    (FOLDER / "settings").write_text(SETTINGS, "utf-8")
    os.environ["COVERAGE_PROCESS_START"] = str(FOLDER / "settings")
    code = pytest_runs.run_all(arguments)
    del os.environ["COVERAGE_PROCESS_START"]
    report = _report()
    unmeasured = sorted(set(_sources()) - report["files"].keys())
    parts = parts_of(report["files"])
    print("", *table(parts), sep="\n")
    if unmeasured:
        print(f"\nNo test imports {', '.join(unmeasured)}")
    if code == pytest_runs.PASSED and not arguments and (unmeasured or parts["all"].percentage < GOAL):
        print(f"\nThe goal is {GOAL} %. Missing lines: .venv/bin/coverage report -m --rcfile {FOLDER / 'settings'}")
        return 1
    return code


def parts_of(files: Mapping[str, Mapping[str, Any]]) -> dict[str, Part]:
    """The numbers by package, from the files of the JSON report of coverage; `all` is the last entry."""
    parts: dict[str, Part] = {}
    total = Part()
    for name, measured in sorted(files.items()):
        folder = name.removeprefix("plugins/").rpartition("/")[0]
        for part in (parts.setdefault(folder, Part()), total):
            part.add(measured["summary"])
    return {**parts, "all": total}


def table(parts: Mapping[str, Part]) -> list[str]:
    """The lines of a Markdown table."""
    rows = [
        f"| `{name}` | {part.covered_lines} of {part.lines} | {part.covered_branches} of {part.branches}"
        f" | {part.percentage:.1f} % |"
        for name, part in parts.items()
    ]
    return ["| Package of `plugins/` | Lines | Branches | Covered |", "|---|--:|--:|--:|", *rows]


def _report() -> dict[str, Any]:
    target = FOLDER / "report.json"
    _coverage("combine", "--quiet")
    # A killed process can leave a damaged file, and a module that ran from a zip file has no source any more.
    _coverage("json", "--quiet", "--ignore-errors", "-o", target)
    report: dict[str, Any] = json.loads(target.read_text("utf-8"))
    report["files"] = {name: file for name, file in report["files"].items() if name.startswith("plugins/")}
    return report


def _coverage(command: str, *arguments: str | Path) -> None:
    program = test_environment().bin / "coverage"
    subprocess.run([program, command, "--rcfile", FOLDER / "settings", *arguments], cwd=ROOT, check=True)


def _sources() -> Iterable[str]:
    """The files of the plugins. Doc fragments have no code: the documentation tools read them."""
    for path in (ROOT / "plugins").rglob("*.py"):
        if path.parent.name != "doc_fragments":
            yield str(path.relative_to(ROOT))
