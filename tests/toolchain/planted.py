# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Measures after how many random cases the simulator and the oracle of the audit find each planted defect.

Each defect of tests/planted is added alone to a copy of the checkout, one copy for each process. A run of all defects
that finds every one of them writes the results into the tables of the README files.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planted.audit_defects import DEFECTS as AUDIT_DEFECTS
from planted.defect import Defect, PlantingError
from planted.engine_defects import DEFECTS as ENGINE_DEFECTS
from planted.listing_defects import DEFECTS as LISTING_DEFECTS

from toolchain import tree
from toolchain.environments import CACHE, ROOT, ToolchainError, test_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

WORK = CACHE / "planted"
SOURCES = "plugins/module_utils"
# What a search imports. It is compiled once, and the file with the defect again in each search.
IMPORTED = (SOURCES, "tests/simulation", "tests/planted", "tests/support", "extensions/emulator")


@dataclass(frozen=True)
class Group:
    """Defects that one kind of random cases must find. ``table`` is the file with the table of the results."""

    cases: str
    limit: int
    defects: tuple[Defect, ...]
    table: Path


# The limits are the numbers of cases in `make soak`.
GROUPS = (
    Group("schedules", 21_000, LISTING_DEFECTS + ENGINE_DEFECTS, ROOT / "tests/simulation/README.md"),
    Group("fleets", 10_000, AUDIT_DEFECTS, ROOT / "tests/planted/README.md"),
)


@dataclass(frozen=True)
class Result:
    """The number of cases until the last one found the defect, and the expected properties that it violated.

    ``found_by`` is empty if no case violated an expected property. ``others`` then has the other violated ones.
    """

    defect: Defect
    cases: int
    found_by: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def problem(self) -> str | None:
        """Why the defect does not count as found."""
        if self.found_by:
            return None
        expected, others = ", ".join(self.defect.found_by), ", ".join(self.others) or "nothing"
        where = f"{self.defect.file}: {self.defect.title}"
        return f"{where}: in {self.cases:,} cases, not found by {expected}, but by {others}"


def run(words: Sequence[str]) -> int:
    """Measure the defects whose file or title contains one of `words`; without words, all. Returns the exit code."""
    began = time.monotonic()
    selected = {group.cases: selected_defects(group, words) for group in GROUPS}
    if not any(selected.values()):
        raise ToolchainError(f"No planted defect has a file or title that contains {' '.join(words)}.")
    problems = []
    with _Copies(os.cpu_count() or 1) as copies:
        for group in GROUPS:
            results = copies.measure(group, selected[group.cases])
            problems += [result.problem for result in results if result.problem]
            if not words and not any(result.problem for result in results):
                group.table.write_text(with_table(group.table.read_text("utf-8"), table(group, results)), "utf-8")
    print("", *problems, sep="\n")
    count = sum(map(len, selected.values()))
    print(f"{count - len(problems)} of {count} planted defects found in {time.monotonic() - began:.0f} s")
    return 1 if problems else 0


def selected_defects(group: Group, words: Sequence[str]) -> list[Defect]:
    texts = [f"{defect.file} {defect.title}".lower() for defect in group.defects]
    return [
        defect
        for defect, text in zip(group.defects, texts, strict=True)
        if not words or any(word.lower() in text for word in words)
    ]


def table(group: Group, results: Iterable[Result]) -> list[str]:
    """The lines of a Markdown table. A cell of the column *File* is empty if the file is that of the row above."""
    rows, file = [], ""
    for result in results:
        cell = "" if result.defect.file == file else f"`{result.defect.file}` "
        file = result.defect.file
        names = ", ".join(name if " " in name else f"`{name}`" for name in result.found_by)
        rows.append(f"| {cell}| {result.defect.title} | {result.cases} | {names} |")
    return [f"| File | Defect | {group.cases.capitalize()} | Found by |", "|---|---|---:|---|", *rows]


def with_table(document: str, lines: Sequence[str]) -> str:
    """The document with these lines instead of its table of planted defects, which is its last table."""
    start = document.index(f"{lines[0]}\n")
    end = document.find("\n\n", start)
    return document[:start] + "\n".join(lines) + (document[end:] if end >= 0 else "\n")


class _Copies:
    """Copies of the checkout. Each one has at most one defect at a time."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free: queue.SimpleQueue[Path] = queue.SimpleQueue()

    def __enter__(self) -> _Copies:
        for number in range(self._count):
            base = WORK / str(number)
            copy = tree.copy_to(base)
            # By default, Python compares the seconds of the change and the size: a defect can have the same ones.
            compile_all = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]
            _python(copy, [*compile_all, *IMPORTED])
            self._free.put(copy)
        return self

    def __exit__(self, *_error: object) -> None:
        for number in range(self._count):
            shutil.rmtree(WORK / str(number), ignore_errors=True)

    def measure(self, group: Group, defects: Sequence[Defect]) -> list[Result]:
        with ThreadPoolExecutor(self._count) as pool:
            return list(pool.map(lambda defect: self._measure(group, defect), defects))

    def _measure(self, group: Group, defect: Defect) -> Result:
        copy = self._free.get()
        source = copy / SOURCES / defect.file
        original = source.read_text("utf-8")
        try:
            source.write_text(defect.plant(original), "utf-8")
            output = json.loads(
                _python(copy, ["-m", "planted.search", group.cases, str(group.limit), *defect.found_by])
            )
        except PlantingError as error:
            raise ToolchainError(str(error)) from None
        finally:
            source.write_text(original, "utf-8")
            self._free.put(copy)
        result = Result(defect, output["cases"], tuple(output["found_by"]), tuple(output["others"]))
        print(f"{result.cases:6} {group.cases:9} {defect.file:25} {defect.title}", flush=True)
        return result


def _python(copy: Path, arguments: Sequence[str]) -> str:
    """Run the Python of `.venv` in a copy, and return its output. The copy comes before the checkout in the path."""
    path = os.pathsep.join(str(folder) for folder in (copy.parents[2], copy / "tests", copy / "extensions"))
    # The salt of the hashes makes the order of a set, and therefore a result, different in each run.
    variables = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    variables["HOME"] = str(CACHE / "home")
    program = test_environment().bin / "python"
    done = subprocess.run([program, *arguments], cwd=copy, env=variables, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise ToolchainError(f"{' '.join(arguments)} failed in {copy}:\n{done.stdout}{done.stderr[-2000:]}")
    return done.stdout
