# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Prepares runs of ansible-test without direct downloads: pip fetches the packages, with the user's settings."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from toolchain import tree
from toolchain.environments import CACHE, ToolchainError

if TYPE_CHECKING:
    from toolchain.environments import Environment

# ansible-test passes neither PIP_* variables nor proxies to pip. pip reads only the pip.conf in its HOME.
PIP_SETTING_OF = {"https_proxy": "proxy", "HTTPS_PROXY": "proxy", "REQUESTS_CA_BUNDLE": "cert", "SSL_CERT_FILE": "cert"}
PROGRESS = (
    "Collecting ",
    "Downloading ",
    "Installing ",
    "Looking in ",
    "Processing ",
    "Running sanity test ",
    "Successfully installed ",
    "Using cached ",
)
NOT_FOR_ENVIRONMENTS = {"user", "target", "prefix", "root", "require-virtualenv", "cache-dir"}


def prepare(environment: Environment, home: Path, name: str) -> Path:
    """Put pip into the cache of ansible-test and copy the collection. Returns the folder to run ansible-test in.

    Each run has a copy of its own, because two runs can last at the same time.
    """
    ignored = [name for name in tree.files() if re.fullmatch(r"tests/sanity/ignore.*\.txt", name)]
    if ignored:
        raise ToolchainError(
            f"Sanity ignore files are not allowed here. Fix the findings and remove {', '.join(ignored)}."
        )
    home.mkdir(parents=True, exist_ok=True)
    _seed_pip(environment, home / ".ansible" / "test" / "cache")
    _write_pip_settings(environment, home / ".config" / "pip" / "pip.conf")
    return tree.copy_to(CACHE / "sanity" / name)


def found_nothing(output: str) -> bool:
    """ansible-test exits with 0 if it finds no file to test."""
    return any(text in output for text in ("All targets skipped", "No tests applicable", "no tests ran"))


def findings(output: str) -> str:
    """The output without progress lines of ansible-test and pip."""
    return "\n".join(line for line in output.splitlines() if not line.lstrip().startswith(PROGRESS))


def _seed_pip(environment: Environment, cache: Path) -> None:
    [requirements] = environment.folder.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py")
    match = re.search(r"\bpip='([\d.]+)'", requirements.read_text("utf-8"))
    if match is None:
        raise ToolchainError(
            f"{requirements} has no pip version in the expected format. Update _seed_pip in sanity.py."
        )
    version = match[1]
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / f"pip-{version}-py3-none-any.whl").is_file():
        download = [
            "-m",
            "pip",
            "--disable-pip-version-check",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(cache),
        ]
        subprocess.run([str(environment.bin / "python"), *download, f"pip=={version}"], check=True)
    shutil.copyfile(Path(__file__).with_name("pip_bootstrap.py"), cache / f"get_pip_{version.replace('.', '_')}.py")


def _write_pip_settings(environment: Environment, target: Path) -> None:
    listing = [str(environment.bin / "python"), "-m", "pip", "--disable-pip-version-check", "config", "list"]
    lines = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    settings = configparser.RawConfigParser()
    settings["global"] = {PIP_SETTING_OF[name]: os.environ[name] for name in PIP_SETTING_OF if os.environ.get(name)}
    for line in lines:
        name, value = line.split("=", 1)
        section, key = name.rsplit(".", 1)
        section = "global" if section == ":env:" else section
        if key in NOT_FOR_ENVIRONMENTS:
            continue
        if not settings.has_section(section):
            settings.add_section(section)
        settings[section][key] = ast.literal_eval(value).replace("\n", "\n ")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with target.open("w", encoding="utf-8") as stream:
        settings.write(stream)


def search_path(environment: Environment, interpreters: list[Path]) -> str:
    """A PATH without pyenv's shims, which can fail to start. Every pythonX.Y on it starts."""
    usual = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(folder).name != "shims"]
    real = [str(python.parent) for python in interpreters if str(python.parent) not in usual]
    return os.pathsep.join(dict.fromkeys([str(environment.bin), *real, *usual]))
