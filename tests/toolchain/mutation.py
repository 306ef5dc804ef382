# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Measures how many small defects (mutants) in the code that decides the tests find, with mutmut.

mutmut needs the folder names `ansible_collections/tencentcloud/mps`, so it works in a copy of the checkout. Each module
is tested by the tests that are written for it, so that a mutant takes about a second. The results of each run are
measured from scratch: mutmut would keep a result of the last run if only a test has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolchain import tree
from toolchain.environments import CACHE, ToolchainError, ensure, mutation_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

COLLECTION = "ansible_collections/tencentcloud/mps"
SOURCES = f"{COLLECTION}/plugins/module_utils"
UNIT_TESTS = f"{COLLECTION}/tests/unit/plugins/module_utils"
WORK = CACHE / "mutation"
GOAL = 90  # per cent of the mutants of each module
# Exit codes of mutmut. A mutant that never ends is found too: the test does not pass.
KILLED = {1, 3, 24, -24, 36, 152, 255}
SURVIVED = {0, 5, 33}  # 5 and 33: no test runs the code

# The modules, and the files of their tests.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "_api/signature": ("_api/test_signature.py",),
    "_engine/retry": ("_engine/test_retry.py",),
    "_engine/rate_limit": ("_engine/test_rate_limit.py",),
    "_listing/pagination": ("_listing/test_joined_pages.py",),
    "_listing/seen_ids": ("_listing/test_seen_ids.py",),
    "_audit/verdicts": ("_audit/test_verdicts.py", "_audit/test_exact_fields.py"),
    "_audit/manifest": (
        "_audit/test_manifest.py",
        "_audit/test_manifest_accounts.py",
        "_audit/test_manifest_duplicates.py",
    ),
    "_audit/waivers": ("_audit/test_waivers.py",),
    "_audit/globs": ("_audit/test_globs.py",),
    "_report/comparison": ("_report/test_comparison.py",),
    "_auth/session": ("_auth/test_session.py", "_auth/test_session_requests.py"),
    "_engine/renewals": ("_engine/test_renewals.py",),
}

# `mutmut show` for all survivors in one process.
SHOW = "import sys; from mutmut.__main__ import show; [show.callback(name) for name in sys.argv[1:]]"


@dataclass(frozen=True)
class Score:
    """What happened to the mutants of one module. ``survivors`` are the names of the mutants that no test found."""

    module: str
    mutants: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        return self.mutants - len(self.survivors)

    @property
    def percentage(self) -> float:
        return 100 * self.killed / self.mutants


def run(names: Sequence[str]) -> int:
    """Measure the modules whose path contains one of `names`; without names, all. Returns the exit code."""
    selected = [module for module in TARGETS if not names or any(name in module for name in names)]
    if not selected:
        raise ToolchainError(f"No module matches {' '.join(names)}. Modules: {', '.join(TARGETS)}")
    ensure(mutation_environment())
    os.nice(5)
    scores = []
    for module in selected:
        print(f"==> {module}", flush=True)
        scores.append(measure(module))
    print("", *table(scores), sep="\n")
    print(f"\nThe differences of the survivors are in {WORK.relative_to(CACHE.parent)}/*/survivors.diff")
    return 0 if all(score.percentage >= GOAL for score in scores) else 1


def measure(module: str) -> Score:
    folder = WORK / module.replace("/", "-")
    shutil.rmtree(folder / "mutants", ignore_errors=True)
    tree.copy_to(folder)
    (folder / "setup.cfg").write_text(configuration(module), "utf-8")
    log = folder / "mutmut.log"
    with log.open("w") as stream:
        # With "*", mutmut first runs the tests by their ids, as it does for each mutant. If pytest does not find one,
        # such as some with a backslash, this is an error. Otherwise each mutant of that test would count as killed.
        done = _run(folder, ["mutmut", "run", "--max-children", "1", "*"], stream.fileno())
    result = folder / "mutants" / SOURCES / f"{module}.py.meta"
    if done != 0 or not result.is_file():
        raise ToolchainError(
            f"mutmut failed with exit code {done}. The end of {log}:\n{log.read_text('utf-8')[-2000:]}"
        )
    score = score_of(module, json.loads(result.read_text("utf-8"))["exit_code_by_key"])
    with (folder / "survivors.diff").open("w") as stream:
        _run(folder, ["python", "-c", SHOW, *score.survivors], stream.fileno())
    return score


def score_of(module: str, codes: Mapping[str, int | None]) -> Score:
    """The score from the exit codes of mutmut by mutant. Raises ``ToolchainError`` if a mutant has no verdict."""
    open_ones = [name for name, code in codes.items() if code not in KILLED | SURVIVED]
    if open_ones:
        raise ToolchainError(f"mutmut has no verdict about {', '.join(open_ones[:5])}. Run it again.")
    return Score(module, len(codes), tuple(name for name, code in codes.items() if code in SURVIVED))


def configuration(module: str) -> str:
    tests = "".join(f"\n    {UNIT_TESTS}/{path}" for path in TARGETS[module])
    return (
        "[mutmut]\n"
        f"source_paths=\n    {SOURCES}\n"
        f"only_mutate=\n    {SOURCES}/{module}.py\n"
        "also_copy=\n    ansible_collections\n"
        f"pytest_add_cli_args_test_selection={tests}\n"
        "pytest_add_cli_args=\n    --hypothesis-profile=mutation\n    -m\n    not slow\n"
        "timeout_multiplier=5\n"
        "timeout_constant=1\n"
        "use_git_change_detection=false\n"
    )


def table(scores: Iterable[Score]) -> list[str]:
    """The lines of a Markdown table."""
    rows = []
    for score in scores:
        numbers = f"{score.mutants} | {score.killed} | {len(score.survivors)} | {score.percentage:.1f} %"
        rows.append(f"| `{score.module}.py` | {numbers} |")
    return ["| Module | Mutants | Killed | Survived | Killed |", "|---|--:|--:|--:|--:|", *rows]


def _run(folder: Path, command: list[str], output: int) -> int:
    """Run a program of the environment of mutmut."""
    environment = mutation_environment()
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    variables["HOME"] = str(CACHE / "home")
    program = environment.bin / command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, env=variables, check=False, stdout=output, stderr=subprocess.STDOUT
    )
    return done.returncode
