# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run real playbooks with ansible-playbook and collect the results."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support.emulator_process import EmulatorProcess
from support.warm_start import SETTINGS, run_ansible_playbook

TIMEOUT_S = 600  # a limit for a process that hangs
LONG_TIMEOUT_S = 900  # for a run of many plays
INFO = "tencentcloud.mps.mps_person_sample_info"
FACTS = "tencentcloud.mps.mps_person_sample_facts"
GROUP = "group/tencentcloud.mps.mps"
SAVE = "save_for_test"


@dataclass(frozen=True)
class Run:
    """The result of one run. ``saved`` contains the values that the tasks of ``save`` wrote, by name."""

    status: int
    output: str
    saved: Mapping[str, Any]


def account_options(emulator: EmulatorProcess, account: str) -> dict[str, str]:
    """Return the connection options for an account of an emulator."""
    keys = emulator.credentials[account]
    options = {name: keys[name] for name in ("secret_id", "secret_key", "token") if keys.get(name)}
    return {**options, "endpoint": emulator.url}


def account_variables(emulator: EmulatorProcess, account: str) -> dict[str, str]:
    """Return the connection options as the variables that the lookup reads."""
    return {f"tencentcloud_mps_{name}": value for name, value in account_options(emulator, account).items()}


def account_environment(emulator: EmulatorProcess, account: str) -> dict[str, str]:
    """Return the connection options as environment variables."""
    names = {"endpoint": "TENCENTCLOUD_MPS_ENDPOINT"}
    options = account_options(emulator, account)
    return {names.get(name, "TENCENTCLOUD_" + name.upper()): value for name, value in options.items()}


def profile_environment(emulator: EmulatorProcess, folder: Path) -> dict[str, str]:
    """Write a TCCLI profile for each account. Return the environment of their user."""
    profiles = folder / "home" / ".tccli"
    profiles.mkdir(parents=True)
    for name, keys in emulator.credentials.items():
        profile = {"secretId": keys["secret_id"], "secretKey": keys["secret_key"]}
        (profiles / f"{name}.credential").write_text(json.dumps(profile), encoding="utf-8")
    return {
        "HOME": str(folder / "home"),
        "TENCENTCLOUD_MPS_ENDPOINT": emulator.url,
        "TENCENTCLOUD_STS_ENDPOINT": emulator.url,
    }


def lookup(*terms: str, **options: Any) -> str:
    """Return an expression that calls the lookup; terms and values are Jinja expressions."""
    arguments = ["'" + INFO + "'", *terms, *(f"{name}={value}" for name, value in options.items())]
    return f"query({', '.join(arguments)})"


def save(name: str, expression: str) -> dict[str, Any]:
    """Return a task that saves the value of an expression for the test."""
    return {SAVE: {"content": "{{ (" + expression + ") | to_json }}", "dest": f"saved-{name}.json"}}


def play(tasks: Sequence[Mapping[str, Any]], **keywords: Any) -> dict[str, Any]:
    """Return a play on localhost that does not gather facts."""
    variables = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **keywords.pop("vars", {})}
    return {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": list(tasks), **keywords}


def run_playbook(
    folder: Path,
    plays: Sequence[Mapping[str, Any]],
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    timeout_s: int = TIMEOUT_S,
) -> Run:
    """Write the plays to ``folder`` and run them there."""
    for leftover in folder.glob("saved-*.json"):
        leftover.unlink()
    text = yaml.safe_dump(list(plays), allow_unicode=True, sort_keys=False)
    # The working directory of a task is not always the folder.
    (folder / "play.yml").write_text(text.replace("dest: saved-", f"dest: {folder}/saved-"), encoding="utf-8")
    return run_file(folder / "play.yml", folder, *arguments, environment=environment, timeout_s=timeout_s)


def run_file(
    playbook: Path,
    folder: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    timeout_s: int = TIMEOUT_S,
) -> Run:
    """Run a playbook file, with ``folder`` as the working directory."""
    status, output = run_ansible_playbook(
        [str(playbook), *arguments], folder, {**os.environ, **SETTINGS, **(environment or {})}, timeout_s
    )
    files = {path.stem.removeprefix("saved-"): path for path in folder.glob("saved-*.json")}
    saved = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in files.items()}
    return Run(status, output, saved)


def succeeded(run: Run) -> Run:
    """Return the run if it succeeded; fail with its output otherwise."""
    assert run.status == 0, run.output
    return run
