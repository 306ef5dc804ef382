# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Goal: a task with the info module takes little longer than a task with an empty module."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmark.measure import seconds_of
from support.emulator_process import EmulatorProcess

TASKS = 10
EMPTY_MODULE = """#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

AnsibleModule(argument_spec={}).exit_json(changed=False)
"""


def playbook(task: dict[str, Any]) -> str:
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": [task] * TASKS,
    }
    return yaml.dump([play], Dumper=yaml.SafeDumper)


def measure_module_start(runs: int) -> dict[str, Any]:
    """Return the seconds per task; the two modules run in turn."""
    state = {"accounts": [{"name": "one", "uin": "100000000001", "samples": [{"name": "Ann"}]}]}
    with tempfile.TemporaryDirectory() as name, EmulatorProcess(state) as emulator:
        folder = Path(name)
        (folder / "library").mkdir()
        (folder / "library" / "empty_module.py").write_text(EMPTY_MODULE)
        keys = {key: emulator.credentials["one"][key] for key in ("secret_id", "secret_key")}
        info = {"tencentcloud.mps.mps_person_sample_info": {**keys, "endpoint": emulator.url}}
        tasks: dict[str, dict[str, Any]] = {"info": info, "empty": {"empty_module": {}}}
        seconds: dict[str, list[float]] = {kind: [] for kind in tasks}
        for kind, task in tasks.items():
            (folder / f"{kind}.yml").write_text(playbook(task))
        for _run in range(runs):
            for kind in tasks:
                took = seconds_of(["ansible-playbook", f"{kind}.yml"], {"ANSIBLE_LOCALHOST_WARNING": "false"}, folder)
                seconds[kind].append(took / TASKS)
    more = [info_s - empty_s for info_s, empty_s in zip(seconds["info"], seconds["empty"], strict=True)]
    return {"seconds_per_task": seconds, "more_than_empty": more}
