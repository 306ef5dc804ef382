# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Every check of `make check`: all run, two at a time, each with its heading and seconds, then a summary."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolchain import sanity, tree
from toolchain.environments import (
    CACHE,
    OLDEST_CORE_SERIES,
    ROOT,
    Environment,
    ToolchainError,
    check_environment,
    ensure,
    interpreters,
    link_collection,
    newest_core_is_oldest,
    oldest_core_environment,
    tccli_environment,
    test_environment,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT_A_TIME = 2
COLLECTIONS = CACHE / "collections"
TYPED = ("plugins", "extensions", "tests")
SETTINGS_OF_THE_PERSON = ("ANSIBLE_", "MYPY", "PYTHONPATH", "PYTEST_", "RUFF_", "XDG_")


class CheckFailed(Exception):
    """The check ran and found something; the text is its output."""


@dataclass(frozen=True)
class Machine:
    """What this machine can run."""

    pythons: dict[tuple[int, int], Path] = field(default_factory=interpreters)

    def tools(self) -> Environment:
        environment = check_environment(self.pythons)
        ensure(environment)
        return environment


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[Machine], str]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def run(names: list[str]) -> int:
    """Run the checks whose names begin with one of `names`, all if there are none. Returns the exit code."""
    chosen = [check for check in CHECKS if not names or check.name.startswith(tuple(names))]
    if not chosen:
        raise ToolchainError(f"No such check; there are: {', '.join(check.name for check in CHECKS)}.")
    machine = Machine()
    if newest_core_is_oldest(machine.pythons):
        chosen = [check for check in chosen if check not in CHECKS_OF_OLDEST_CORE]
        print(f"== no Python 3.12 or newer starts here: the newest ansible-core that can run is {OLDEST_CORE_SERIES}")
    link_collection(COLLECTIONS)
    outcomes = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for future in as_completed([pool.submit(_outcome, check, machine) for check in chosen]):
            outcome = future.result()
            outcomes.append(outcome)
            _report(outcome)
    return _summary(sorted(outcomes, key=lambda outcome: [check.name for check in chosen].index(outcome.name)))


def format_python() -> None:
    environment = Machine().tools()
    for arguments in (["check", "--fix", "--fix-only", "--quiet"], ["format"]):
        subprocess.run([environment.bin / "ruff", *arguments, "."], cwd=ROOT, check=True)


def _outcome(check: Check, machine: Machine) -> Outcome:
    began = time.monotonic()
    try:
        output, passed = check.run(machine), True
    except (CheckFailed, ToolchainError, subprocess.CalledProcessError) as error:
        output, passed = str(error), False
    return Outcome(check.name, passed, time.monotonic() - began, output)


def _report(outcome: Outcome) -> None:
    print(f"== {outcome.name}: {'passed' if outcome.passed else 'FAILED'} in {outcome.seconds:.1f} s", flush=True)
    if not outcome.passed:
        print(outcome.output.rstrip(), flush=True)


def _summary(outcomes: list[Outcome]) -> int:
    width = max(len(outcome.name) for outcome in outcomes)
    print("\nsummary")
    for outcome in outcomes:
        print(f"  {outcome.name:{width}}  {'passed' if outcome.passed else 'FAILED'}  {outcome.seconds:6.1f} s")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _call(command: list[str], environment: Environment, check: str, *, cwd: Path = ROOT, **variables: str) -> str:
    """Run one program of an environment in a home of its own. Returns its output; raises CheckFailed with it."""
    home = CACHE / "home" / check
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS_OF_THE_PERSON)}
    environ = {
        **kept,
        "HOME": str(home),
        "PATH": sanity.search_path(environment, []),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "NO_COLOR": "1",
        **variables,
    }
    program = [str(environment.bin / command[0]), *command[1:]]
    done = subprocess.run(
        program,
        check=False,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise CheckFailed(done.stdout or f"{command[0]} ended with exit code {done.returncode}")
    return done.stdout


def _tool(*command: str) -> Callable[[Machine], str]:
    return lambda machine: _call(list(command), machine.tools(), command[0])


def _environment_of_tools(machine: Machine) -> str:
    return str(machine.tools().python)


def _environment_of_oldest_core(machine: Machine) -> str:
    environment = oldest_core_environment(machine.pythons)
    ensure(environment)
    return str(environment.python)


def _environment_of_tccli(_machine: Machine) -> str:
    environment = tccli_environment()
    ensure(environment)
    return str(environment.python)


def _sanity_of_newest_core(machine: Machine) -> str:
    """On every Python that starts here: modules run on older ones than the controller."""
    environment = machine.tools()
    return _sanity(environment, machine, [])


def _sanity_of_oldest_core(machine: Machine) -> str:
    environment = oldest_core_environment(machine.pythons)
    ensure(environment)
    version = next(version for version, python in machine.pythons.items() if python == environment.python)
    return _sanity(environment, machine, ["--python", "{}.{}".format(*version)])


def _sanity(environment: Environment, machine: Machine, arguments: list[str]) -> str:
    name = f"sanity-{environment.folder.name}"
    copy = sanity.prepare(environment, CACHE / "home" / name)
    command = ["ansible-test", "sanity", "--color", "no", *arguments]
    path = sanity.search_path(environment, list(machine.pythons.values()))
    try:
        output = _call(command, environment, name, cwd=copy, PATH=path)
    except CheckFailed as failure:
        raise CheckFailed(sanity.findings(str(failure))) from None
    if sanity.found_nothing(output):
        raise CheckFailed(f"ansible-test saw no files:\n{output}")
    return output


def _mypy(machine: Machine) -> str:
    """Through an ansible_collections folder, so that modules are named as they are imported."""
    collection = link_collection(COLLECTIONS)
    places = [str(collection / "plugins"), *(name for name in TYPED[1:] if (ROOT / name).is_dir())]
    try:
        return _call(
            ["mypy", "--python-executable", str(test_environment().bin / "python"), *places], machine.tools(), "mypy"
        )
    except CheckFailed as failure:
        raise CheckFailed(str(failure).replace(f"{collection.relative_to(ROOT)}/", "")) from None


def _yamllint(machine: Machine) -> str:
    names = [name for name in tree.files() if name.endswith((".yml", ".yaml", ".yamllint", ".ansible-lint"))]
    return _call(["yamllint", "--strict", *names], machine.tools(), "yamllint")


def _shellcheck(machine: Machine) -> str:
    return _call(["shellcheck", *tree.shell_scripts()], machine.tools(), "shellcheck")


def _tccli(_machine: Machine) -> str:
    environment = tccli_environment()
    ensure(environment)
    command = ["pytest", "-m", "tccli", "tests/conformance"]
    return _call(command, test_environment(), "tccli", MPS_TCCLI=str(environment.bin / "tccli"))


CHECKS_OF_OLDEST_CORE = (
    Check(f"environment of ansible-core {OLDEST_CORE_SERIES}", _environment_of_oldest_core),
    Check(f"sanity on ansible-core {OLDEST_CORE_SERIES}", _sanity_of_oldest_core),
)
CHECKS = (
    Check("environment of the tools", _environment_of_tools),
    CHECKS_OF_OLDEST_CORE[0],
    Check("sanity on the newest ansible-core", _sanity_of_newest_core),
    CHECKS_OF_OLDEST_CORE[1],
    Check("environment of TCCLI", _environment_of_tccli),
    Check("ansible-lint", _tool("ansible-lint", "-q", "--nocolor", "--format", "pep8")),
    Check(
        "antsibull-docs",
        _tool(
            "antsibull-docs",
            "lint-collection-docs",
            "--plugin-docs",
            "--validate-collection-refs=all",
            "--disallow-unknown-collection-refs",
            "--skip-rstcheck",
            ".",
        ),
    ),
    Check("antsibull-changelog", _tool("antsibull-changelog", "lint")),
    Check("mypy", _mypy),
    Check("ruff check", _tool("ruff", "check", "--output-format", "concise", ".")),
    Check("ruff format", _tool("ruff", "format", "--check", "--output-format", "concise", ".")),
    Check("reuse", _tool("reuse", "lint")),
    Check("yamllint", _yamllint),
    Check("shellcheck", _shellcheck),
    Check("conformance with TCCLI", _tccli),
)
