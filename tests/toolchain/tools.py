# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Runs one tool of `make check` in its environment, without the settings of the user."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolchain import sanity
from toolchain.environments import (
    CACHE,
    ROOT,
    Environment,
    ToolchainError,
    check_environment,
    core_environment,
    ensure,
    interpreters,
)

if TYPE_CHECKING:
    from pathlib import Path

COLLECTIONS = CACHE / "collections"
SETTINGS_OF_THE_USER = ("ANSIBLE_", "MYPY", "PYTHONPATH", "PYTEST_", "RUFF_", "XDG_")


class CheckFailed(Exception):
    """The check found a problem. The message is the output of the tool."""


@dataclass(frozen=True)
class Host:
    """The Python interpreters of this machine, by version."""

    pythons: dict[tuple[int, int], Path] = field(default_factory=interpreters)

    def tools(self) -> Environment:
        environment = check_environment(self.pythons)
        ensure(environment)
        return environment

    def core(self, core: str) -> Environment:
        """The environment of one of CORES."""
        environment = core_environment(core, self.pythons)
        if environment is None:
            raise ToolchainError(f"No Python of this machine can run ansible-core {core}.")
        ensure(environment)
        return environment

    def version(self, environment: Environment) -> str:
        """The version of the Python of an environment, for example 3.11."""
        return next(
            "{}.{}".format(*version) for version, python in self.pythons.items() if python == environment.python
        )


def call(command: list[str], environment: Environment, check: str, *, cwd: Path = ROOT, **variables: str) -> str:
    """Run one program of an environment in a home folder of its own. Returns its output, or raises CheckFailed."""
    home = CACHE / "home" / check
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS_OF_THE_USER)}
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
