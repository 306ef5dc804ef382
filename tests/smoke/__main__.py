# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m smoke FOLDER``: run site.yml with the ansible-playbook of a virtual environment, against an emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from support.emulator_process import EmulatorProcess

SITE = Path(__file__).with_name("site.yml")
REPORTS = ("report.json", "report.html", "summary.md", "junit.xml", "findings.csv")
INVENTORY = "members.tencentcloud_accounts.yml"
TIMEOUT_S = 120
REPETITIONS = 2
# ansible-core 2.19.1 waits forever for a task whose worker ends before the task is registered: results_thread_main then
# ends with a KeyError. It is seen about once in ten runs on a busy machine, with tasks of ansible-core too.
LOST_RESULT = "self._queued_task_cache[queue_cache_entry]"
COLLECTIONS = "ANSIBLE_COLLECTIONS_PATH"


def state(hostile: str) -> dict[str, object]:
    samples = [{"name": "Ann", "tags": ["US"]}, {"name": hostile, "description": hostile, "tags": [hostile]}]
    return {
        "accounts": [
            {
                "name": "studio",
                "uin": "100000000001",
                "samples": samples,
                "generate": {"count": 200, "name": "Person {n}"},
            },
            {
                "name": "archive",
                "uin": "100000000002",
                "samples": [{"name": "Of the archive"}],
                "roles": [{"name": "Auditor", "trusts": ["environment"]}],
            },
            {"name": "environment", "uin": "100000000003", "samples": [{"name": "Of the environment"}]},
        ],
        "organization": {
            "manager": "environment",
            "members": [{"uin": "100000000002", "name": hostile, "tags": {"team": hostile}}],
        },
    }


def main(environment: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="smoke-") as folder:
        home = Path(folder)
        marker = home / "marker"
        hostile = "{{ lookup('pipe', 'touch " + str(marker) + "') }}"
        with EmulatorProcess(state(hostile)) as emulator:
            status = play(environment, home, hostile, emulator)
        problems = [f"{name} was not written" for name in REPORTS if not (home / "reports" / name).is_file()]
        if marker.exists():
            problems.append("a name of a sample was evaluated as a template")
    if status == 0:
        print("\n".join(problems))
    return status or bool(problems)


def play(environment: Path, home: Path, hostile: str, emulator: EmulatorProcess) -> int:
    """Run site.yml in a folder with its files. Returns the exit code, and prints the output of a failed run."""
    another = home / "another-python"
    another.write_text(f'#!/bin/sh\nexec {environment}/bin/python "$@"\n')
    another.chmod(0o755)
    keys = {
        name: {key: keys[key] for key in ("secret_id", "secret_key")} for name, keys in emulator.credentials.items()
    }
    given = {"endpoint": emulator.url, "keys": keys, "output": str(home), "another_python": str(another)}
    # YAML reads JSON. The tag keeps the text as it is on every version of ansible-core.
    variables = json.dumps(given)[:-1] + f', "hostile": !unsafe {json.dumps(hostile)}' + "}"
    (home / "variables.yml").write_text(variables)
    organization = {"role_arn": "qcs::cam::uin/{uin}:roleName/Auditor"}
    inventory = {"plugin": "tencentcloud.mps.accounts", "organization": organization}
    (home / INVENTORY).write_text(json.dumps(inventory))
    (home / "ansible.cfg").write_text("[tencentcloud_mps]\naccount_uin = 100000000003\n")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name == COLLECTIONS or not name.startswith(("ANSIBLE_", "TENCENTCLOUD_"))
    }
    environ = {
        **inherited,
        "HOME": str(home),
        "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "TENCENTCLOUD_SECRET_ID": keys["environment"]["secret_id"],
        "TENCENTCLOUD_SECRET_KEY": keys["environment"]["secret_key"],
        "TENCENTCLOUD_MPS_ENDPOINT": emulator.url,
    }
    command: list[Path | str] = [
        environment / "bin" / "ansible-playbook",
        SITE,
        "-i",
        INVENTORY,
        "-e",
        "@variables.yml",
    ]
    status, output = run(command, home, environ)
    for _repetition in range(REPETITIONS):
        if LOST_RESULT in output:
            status, output = run(command, home, environ)
    if status:
        print(output)
    return status


def run(command: list[Path | str], folder: Path, environ: dict[str, str]) -> tuple[int, str]:
    """The exit code and the output. A command that lasts too long is killed."""
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=file, stderr=subprocess.STDOUT)
        try:
            status = process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
    return status, output.read_text("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
