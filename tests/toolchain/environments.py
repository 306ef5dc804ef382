# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Creates virtual environments from the pins.

Each environment contains a stamp: a hash of all its inputs, written last. If the stamp does not match, the environment
is created again. An interrupted run is therefore repaired by the next run, and an unchanged environment costs only one
comparison. This module uses the standard library only, because it runs before any package is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
PINS = Path(__file__).resolve().parent / "pins"
CONSTRAINTS = PINS / "constraints.txt"
CORE_PINS = PINS / "cores"

# The supported versions of ansible-core, beside the newest one. A series means its newest version.
CORES = ("2.16", "2.17", "2.18", "2.19.1", "2.20.0")
OLDEST_CORE = CORES[0]
# The oldest and the newest Python of a controller, by series of ansible-core.
CONTROLLERS = {
    "2.16": ((3, 10), (3, 12)),
    "2.17": ((3, 10), (3, 12)),
    "2.18": ((3, 11), (3, 13)),
    "2.19": ((3, 11), (3, 13)),
    "2.20": ((3, 12), (3, 14)),
}
NEWEST_CONTROLLER = (3, 14)  # newest Python that a released ansible-test supports


class ToolchainError(Exception):
    """A problem of this machine or checkout that the user must fix. The message states how."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment: its folder, its Python and its packages."""

    folder: Path
    python: Path
    requirements: tuple[str, ...]
    build_isolation: bool = True
    constraints: Path = CONSTRAINTS
    has_collection: bool = False

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    def fingerprint(self) -> str:
        """A hash of all inputs of the environment: pins, this file, interpreter and folder."""
        interpreter = subprocess.run([self.python, "-VV"], check=True, capture_output=True, text=True).stdout
        recipe = [
            repr(self),
            interpreter,
            *(path.read_text("utf-8") for path in (self.constraints, *sorted(PINS.glob("*.in")))),
        ]
        recipe.append(Path(__file__).read_text("utf-8"))
        return hashlib.sha256("\0".join(recipe).encode()).hexdigest()


def interpreters() -> dict[tuple[int, int], Path]:
    """Every Python >= 3.9 that starts on this machine, by version."""
    script = Path(__file__).resolve().parent / "find-python.sh"
    lines = subprocess.run(["sh", script, "all"], check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        version, path = line.split(" ", 1)
        major, minor = version.split(".")
        found[int(major), int(minor)] = Path(path)
    return found


def test_environment() -> Environment:
    return Environment(ROOT / ".venv", Path(sys.executable), ("-r", str(PINS / "test.in")), has_collection=True)


def pins_environment() -> Environment:
    return Environment(CACHE / "venv" / "pins", Path(sys.executable), ("-r", str(PINS / "pins.in")))


def mutation_environment() -> Environment:
    requirements = ("-r", str(PINS / "test.in"), "-r", str(PINS / "mutate.in"))
    return Environment(CACHE / "venv" / "mutation", Path(sys.executable), requirements)


def tccli_environment() -> Environment:
    requirements = ("-r", str(PINS / "tccli.in"))
    return Environment(CACHE / "venv" / "tccli", Path(sys.executable), requirements, build_isolation=False)


def check_environment(found: dict[tuple[int, int], Path]) -> Environment:
    """The tools of `make check`, on the newest Python and therefore the newest ansible-core of this machine."""
    newest = max((version for version in found if version <= NEWEST_CONTROLLER), default=None)
    python = found[newest] if newest else Path(sys.executable)
    return Environment(CACHE / "venv" / "check", python, ("-r", str(PINS / "check.in")))


def series(core: str) -> str:
    return ".".join(core.split(".")[:2])


def core_environment(core: str, found: dict[tuple[int, int], Path]) -> Environment | None:
    """One of ``CORES`` with what the collection and ansible-test need; None if no Python here can run it."""
    first, last = CONTROLLERS[series(core)]
    version = next((version for version in sorted(found) if first <= version <= last), None)
    if version is None:
        return None
    pins = CORE_PINS / f"{core}.txt"
    return Environment(CACHE / "venv" / f"core-{core}", found[version], ("-r", str(pins)), constraints=pins)


def ensure(environment: Environment) -> float:
    """Create the environment if its stamp does not match. Returns the elapsed seconds."""
    began = time.monotonic()
    with _locked(environment.folder):
        stamp = environment.folder / "toolchain-stamp"
        fingerprint = environment.fingerprint()
        if not (stamp.is_file() and stamp.read_text("utf-8") == fingerprint):
            _make(environment)
            stamp.write_text(fingerprint, "utf-8")
    return time.monotonic() - began


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock one environment across processes. The system releases the lock if the process dies."""
    lock = CACHE / "locks" / folder.name
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(environment: Environment) -> None:
    where = environment.folder.relative_to(ROOT)
    print(f"creating {where} with {environment.python}", flush=True)
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    _run(
        [environment.python, "-m", "venv", environment.folder],
        why=f"{environment.python} cannot create a virtual environment",
    )
    requirements = environment.requirements
    constraints = environment.constraints
    if not environment.build_isolation:
        _pip_install(environment, constraints, ("setuptools",))
        requirements = ("--no-build-isolation", *requirements)
    _pip_install(environment, constraints, requirements)
    _refuse_unpinned(environment)
    if environment.has_collection:
        link_collection(_site_packages(environment))


def _pip_install(environment: Environment, constraints: Path, requirements: tuple[str, ...]) -> None:
    pip = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    command: list[Path | str] = [environment.bin / "python", *pip, "--constraint", constraints, *requirements]
    _run(command, why=f"pip could not install into {environment.folder.relative_to(ROOT)}")


def _refuse_unpinned(environment: Environment) -> None:
    """Fail on a package without a pin: pip would install any version of it, which can change from day to day."""
    normal = "lambda name: name.lower().replace('_', '-').replace('.', '-')"
    names = f"import importlib.metadata as m; print(*map({normal}, (d.name for d in m.distributions())))"
    run = subprocess.run([environment.bin / "python", "-c", names], check=True, capture_output=True, text=True)
    pins = set(re.findall(r"^([\w.-]+)==", environment.constraints.read_text("utf-8"), re.MULTILINE))
    unpinned = set(run.stdout.split()) - pins - {"pip", "setuptools"}
    if unpinned:
        raise ToolchainError(f"Packages without a pin: {', '.join(sorted(unpinned))}. Run `make pins`.")


def link_collection(base: Path) -> Path:
    """Link this checkout into `base`, a folder in which Ansible searches for collections. Returns the link."""
    link = base / "ansible_collections" / "tencentcloud" / "mps"
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() and link.readlink() == ROOT:
        return link
    link.unlink(missing_ok=True)
    link.symlink_to(ROOT, target_is_directory=True)
    return link


def _site_packages(environment: Environment) -> Path:
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    run = subprocess.run([environment.bin / "python", "-c", query], check=True, capture_output=True, text=True)
    return Path(run.stdout.strip())


def _run(command: list[Path | str], *, why: str) -> None:
    environ = dict(os.environ)
    environ.setdefault("PIP_CACHE_DIR", str(CACHE / "pip"))
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME"):
        environ.pop(name, None)
    run = subprocess.run(command, check=False, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode != 0:
        raise ToolchainError(f"{run.stdout.rstrip()}\n{why} (exit code {run.returncode}).")
