# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""The pytest runs of `make test`, `make unit` and `make soak`. A run whose arguments select no test fails."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from toolchain.environments import CACHE, ROOT, test_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PASSED, NO_TEST_SELECTED = 0, 5  # exit codes of pytest
FAILED = 1
UNIT_TESTS = "tests/unit"
# All tests of pytest-ansible. Without arguments, the second run collects only this file.
OF_PYTEST_ANSIBLE = "tests/integration/test_whole_modules.py"
# The tests that draw random cases, and how many cases they draw in `make soak`.
SOAK_TESTS = (
    "tests/simulation",
    "tests/unit/field/test_wrong_files.py",
    "tests/unit/emulator/test_library.py",
    *(
        f"tests/unit/plugins/module_utils/{name}.py"
        for name in (
            "_api/test_signature",
            "_audit/test_changing_libraries",
            "_audit/test_oracle",
            "_engine/test_scheduler_with_sessions",
            "_listing/test_strange_responses",
            "_listing/test_wrong_servers",
            "_report/test_temporary",
        )
    ),
    "tests/integration/test_audit_signals.py",
    "tests/fuzz",
)
SOAK_SIZES = {
    "MPS_SIMULATION_SCHEDULES": "21000",
    "MPS_WRONG_FILES": "10000",
    "MPS_FLEETS": "10000",
    "MPS_KILLED_AUDITS": "8",
    "MPS_FUZZ_CASES": "1000",
    "MPS_CASES_FACTOR": "10",
}
# Each worker starts with a contiguous part of the tests, so that few fixtures of a file are set up twice.
PARALLEL = ("-n", "auto", "--dist", "worksteal")
# Some integration tests wait for a timeout or for progress. Two workers more than processors use this time.
MORE_PARALLEL = ("-n", str((os.cpu_count() or 1) + 2), "--dist", "worksteal")
SLOWEST = ("--durations=20", "--durations-min=0.5")


def run_all(arguments: Sequence[str], pytest: Callable[[Sequence[str]], int] | None = None) -> int:
    """Run the tests that `arguments` of pytest select, without arguments all but the long ones. Returns the exit code.

    pytest-ansible cannot share a run with xdist. Its tests therefore follow in a second run, and `arguments` may select
    tests of one run only. The second run follows only if the first one passes.
    """
    call = pytest or _pytest
    codes = []
    selection = arguments or ("-m", "not long")
    for run in ([*MORE_PARALLEL, *SLOWEST, *selection], _of_pytest_ansible(arguments)):
        codes.append(call(run))
        if codes[-1] not in (PASSED, NO_TEST_SELECTED):
            return codes[-1]
    if PASSED not in codes:
        return _fail(f"No test matches the arguments: {' '.join(arguments)}" if arguments else "There are no tests.")
    return PASSED


def run_unit_tests(arguments: Sequence[str], pytest: Callable[[Sequence[str]], int] | None = None) -> int:
    """Run the unit tests without the slow ones, or those that `arguments` of pytest select. Returns the exit code."""
    call = pytest or _pytest
    # pytest uses `testpaths` if the arguments contain no path, and the last `-m`.
    code = call([*PARALLEL, "-o", f"testpaths={UNIT_TESTS}", "-m", "not slow", *arguments])
    if code == NO_TEST_SELECTED:
        return _fail(
            f"No unit test matches the arguments: {' '.join(arguments)}. `make unit` omits tests marked slow; "
            "`make test` runs them."
        )
    return code


def run_soak(arguments: Sequence[str], pytest: Callable[[Sequence[str]], int] | None = None) -> int:
    """Run the tests that draw random cases, with many cases, then the long tests. Returns the exit code.

    Both runs always follow. `arguments` may select tests of one run only.
    """
    call = pytest or (lambda given: _pytest(given, {**SOAK_SIZES, **os.environ}))
    others = [f"--ignore={path}" for path in SOAK_TESTS]
    random_run = [*PARALLEL, *SLOWEST, *SOAK_TESTS, *arguments]
    codes = [call(random_run), call([*MORE_PARALLEL, *SLOWEST, *others, "-m", "long", *arguments])]
    if set(codes) == {NO_TEST_SELECTED}:
        return _fail(f"No test of `make soak` matches the arguments: {' '.join(arguments)}")
    return next((code for code in codes if code not in (PASSED, NO_TEST_SELECTED)), PASSED)


def _of_pytest_ansible(arguments: Sequence[str]) -> list[str]:
    """Arguments of the second run: a marker expression of `arguments` applies in addition to pytest_ansible."""
    expression, others = _split_marker_expression(arguments)
    marker = f"pytest_ansible and ({expression})" if expression else "pytest_ansible"
    plugin = ["-p", "pytest-ansible", "--ansible-unit-inject-only", "-W", "default", "--disable-warnings"]
    # pytest uses `testpaths` if the arguments contain no path.
    return [*plugin, "-o", f"testpaths={OF_PYTEST_ANSIBLE}", *others, "-m", marker]


def _split_marker_expression(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The expression of the last `-m`, empty without one, and the other arguments."""
    expression, others = "", list[str]()
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "-m":
            expression = next(remaining, "")
        elif argument.startswith("-m"):
            expression = argument.removeprefix("-m").removeprefix("=")
        else:
            others.append(argument)
    return expression, others


def _pytest(arguments: Sequence[str], variables: Mapping[str, str] | None = None) -> int:
    home = CACHE / "home"
    home.mkdir(parents=True, exist_ok=True)
    # Without bytecode, each worker spends half of the time of its start on compiling the tests.
    unwanted = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in (variables or os.environ).items() if name not in unwanted}
    environment["HOME"] = str(home)
    program = test_environment().bin / "pytest"
    return subprocess.run([program, *arguments], cwd=ROOT, env=environment, check=False).returncode


def _fail(message: str) -> int:
    print(message, flush=True)
    return FAILED
