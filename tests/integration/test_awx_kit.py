# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook of the AWX kit runs with actions that accept the documented parameters of awx.awx and save them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.awx_parameters import PARAMETERS
from support.playbook import Run, run_file, succeeded

KIT = Path(__file__).resolve().parents[2] / "extensions" / "awx"
KEYS = {"audit_secret_id": "AKIDofTheAuditor", "audit_secret_key": "KeyOfTheAuditor"}
# An action plugin costs less than a module. Like a module, it shows its arguments unless the task has no_log.
ACTION = """\
import json
from ansible.plugins.action import ActionBase

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        given = {{name: value for name, value in self._task.args.items() if value is not None}}
        invocation = {{"module_args": given}}
        unknown = set(given) - set({names!r})
        if unknown:
            return {{"failed": True, "msg": f"Unsupported parameters: {{unknown}}", "invocation": invocation}}
        with open({log!r}, "a", encoding="utf-8") as log:
            log.write(json.dumps([{module!r}, given]) + "\\n")
        return {{"changed": True, "invocation": invocation}}
"""


def configure(folder: Path, **variables: Any) -> tuple[Run, list[tuple[str, Mapping[str, Any]]]]:
    """Run configure.yml. Returns the run, and the module and parameters of each of its calls."""
    log = folder / "calls.jsonl"
    plugins = folder / "ansible_collections" / "awx" / "awx" / "plugins" / "action"
    plugins.mkdir(parents=True)
    for module, names in PARAMETERS.items():
        (plugins / f"{module}.py").write_text(
            ACTION.format(names=sorted(names), log=str(log), module=module), encoding="utf-8"
        )
    arguments = ["-vvv", "-e", f"@{KIT / 'variables.yml'}", "-e", json.dumps(variables)]
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(folder)}
    done = run_file(KIT / "configure.yml", folder, *arguments, environment=environment)
    calls = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return done, [tuple(json.loads(call)) for call in calls]


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, list[tuple[str, Mapping[str, Any]]]]:
    done, calls = configure(tmp_path_factory.mktemp("awx"), **KEYS, audit_slices=3)
    return succeeded(done), calls


def test_playbook_creates_one_host_for_each_slice(configured: tuple[Run, list[tuple[str, Mapping[str, Any]]]]) -> None:
    _done, calls = configured
    hosts = {call["name"]: call["variables"]["person_sample_audit_slice"] for module, call in calls if module == "host"}
    assert {name: {key: int(part[key]) for key in part} for name, part in hosts.items()} == {
        f"slice-{number:03}": {"number": number, "count": 3} for number in (1, 2, 3)
    }
    (sliced,) = [int(call["job_slice_count"]) for _module, call in calls if "job_slice_count" in call]
    assert sliced == 3


def test_templates_for_awx_are_passed_as_they_are(configured: tuple[Run, list[tuple[str, Mapping[str, Any]]]]) -> None:
    _done, calls = configured
    ((_module, credential),) = [call for call in calls if call[0] == "credential_type"]
    assert credential["injectors"]["file"]["template"].splitlines() == [
        "[default]",
        "secret_id = {{ secret_id }}",
        "secret_key = {{ secret_key }}",
    ]
    assert credential["injectors"]["env"]["TENCENTCLOUD_CREDENTIALS_FILE"] == "{{ tower.filename }}"
    ((_module, group),) = [call for call in calls if call[0] == "instance_group"]
    assert yaml.safe_load(group["pod_spec_override"])["metadata"] == {"namespace": "awx"}


def test_keys_are_only_in_the_credential(configured: tuple[Run, list[tuple[str, Mapping[str, Any]]]]) -> None:
    done, calls = configured
    assert [module for module, call in calls if any(key in json.dumps(call) for key in KEYS.values())] == ["credential"]
    assert not any(key in done.output for key in KEYS.values())


def test_missing_keys_are_an_error(tmp_path: Path) -> None:
    done, calls = configure(tmp_path)
    assert done.status != 0
    assert "credential" not in [module for module, _call in calls]
