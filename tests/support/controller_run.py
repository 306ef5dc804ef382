# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""Jobs as Automation Controller runs them: ansible-runner transmit, worker and process, and slices of an inventory."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from support.processes import MARKER, new_mark, running

TIMEOUT_S = 600
_Host = TypeVar("_Host")


def job_slice(hosts: Mapping[str, _Host], number: int, count: int) -> dict[str, _Host]:
    """The hosts of one sliced job. AWX sorts the hosts by name, and each job gets every n-th of them."""
    return {name: hosts[name] for name in sorted(hosts)[number - 1 :: count]}


@dataclass(frozen=True)
class Job:
    """One job with its private data. ``folder`` also gets the folder of the worker and the streams between both."""

    folder: Path
    playbook: str

    @property
    def private_data(self) -> Path:
        return self.folder / "private"

    def prepare(
        self,
        project: Path,
        hosts: Mapping[str, Mapping[str, Any]],
        variables: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> Job:
        """Write the files of the job."""
        shutil.copytree(project, self.private_data / "project")
        files = {
            "inventory/hosts.yml": yaml.safe_dump({"all": {"hosts": {name: dict(hosts[name]) for name in hosts}}}),
            "env/extravars": json.dumps(dict(variables)),
            "env/envvars": json.dumps(dict(environment)),
            "env/settings": json.dumps({"suppress_ansible_output": True}),
        }
        for name, content in files.items():
            (self.private_data / name).parent.mkdir(parents=True, exist_ok=True)
            (self.private_data / name).write_text(content, encoding="utf-8")
        return self

    def run(self) -> str:
        """Run transmit, worker and process. Returns the status of the job."""
        self.transmit()
        worker = self.start_worker()
        worker.communicate(timeout=TIMEOUT_S)
        return self.process()

    def transmit(self) -> None:
        arguments = ["transmit", str(self.private_data), "--playbook", self.playbook, "--ident", "job"]
        with (self.folder / "transmitted").open("wb") as output:
            subprocess.run(["ansible-runner", *arguments], check=True, stdout=output, timeout=TIMEOUT_S)

    def start_worker(self, mark: str | None = None) -> subprocess.Popen[bytes]:
        """Start the worker, which has only the transmitted data."""
        environment = {**os.environ, MARKER: mark or new_mark(), "ANSIBLE_LOCALHOST_WARNING": "false"}
        with (self.folder / "transmitted").open("rb") as given, (self.folder / "worked").open("wb") as output:
            command = ["ansible-runner", "worker", "--private-data-dir", str(self.folder / "worker")]
            return subprocess.Popen(command, env=environment, stdin=given, stdout=output)

    def process(self) -> str:
        """Read what the worker sent. Returns the status of the job: successful, failed, or lost without an end."""
        with (self.folder / "worked").open("rb") as given:
            command = ["ansible-runner", "process", str(self.private_data), "--ident", "job"]
            done = subprocess.run(command, check=False, stdin=given, capture_output=True, text=True, timeout=TIMEOUT_S)
        (self.folder / "output").write_text(done.stdout + done.stderr, encoding="utf-8")
        status = self.private_data / "artifacts" / "job" / "status"
        return status.read_text(encoding="utf-8") if status.exists() else "lost"

    def output(self) -> str:
        """What the controller shows."""
        return (self.folder / "output").read_text(encoding="utf-8")

    def events(self) -> list[dict[str, Any]]:
        folder = self.private_data / "artifacts" / "job" / "job_events"
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]

    def statistics(self) -> dict[str, Any]:
        """The data of set_stats, which the controller passes to the next jobs of a workflow."""
        found: dict[str, Any] = {}
        for event in self.events():
            if event["event"] == "playbook_on_stats":
                found.update(event["event_data"].get("artifact_data", {}))
        return found

    def files(self) -> dict[Path, bytes]:
        """Everything that stays after the job: its data and artifacts on both sides, and the streams."""
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def kill(worker: subprocess.Popen[bytes], mark: str) -> None:
    """Kill a worker and everything that it started, as if its host was lost."""
    worker.kill()
    for pid, _command in running(mark):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    worker.wait(TIMEOUT_S)
