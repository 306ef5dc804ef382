# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit that is interrupted or killed leaves complete reports, no process and no key.

``MPS_KILLED_AUDITS=8`` sets the number of audits that are killed, three times each.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from support.audit_task import ANN, REPORT_FILES, audit_task, audited, entries, named, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import play
from support.processes import MARKER, marked_processes, new_mark, running

ACCOUNTS = [f"account-{n}" for n in range(40)]
PATIENCE_S = 120.0  # for a busy host; the audit itself would take longer
KILLED_AUDITS = int(os.environ.get("MPS_KILLED_AUDITS", "1"))
KEYS = {"secret_id": "AKIDgenerated00000000000000000000001", "secret_key": "generated-secret-key-000000000001"}
SLOW = {"fault": "delay", "delay_ms": 60_000, "times": "always"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    first = state_of(0, ACCOUNTS[0], ANN, credentials=[KEYS])
    others = [state_of(number, name, ANN) for number, name in enumerate(ACCOUNTS[1:], 1)]
    with EmulatorProcess({"accounts": [first, *others]}) as running_emulator:
        yield running_emulator


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.faults([])
    emulator.reset()


class AuditRun:
    """A running ``ansible-playbook`` with one audit that writes reports to ``folder/reports``."""

    def __init__(self, folder: Path, options: Mapping[str, Any]) -> None:
        self.mark = new_mark()
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        (folder / "play.yml").write_text(yaml.safe_dump([play([audit_task({**options, "report_dir": "reports"})])]))
        self._output = (folder / "output").open("wb")
        self.process = subprocess.Popen(
            ["ansible-playbook", "play.yml"],
            cwd=folder,
            env={**os.environ, MARKER: self.mark, "TMPDIR": str(self.temporary)},
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its own process group, as in a terminal
        )

    def wait(self, seconds: float = PATIENCE_S) -> int:
        status = self.process.wait(seconds)
        self._output.close()
        return status

    def kill_everything(self) -> None:
        while found := running(self.mark):
            for pid, _command in found:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        self.wait()


def write_reports(folder: Path, options: Mapping[str, Any]) -> None:
    """Run the audit to its end."""
    audited(folder, **options, report_dir=str(folder / "reports"))


def wait_for_requests(emulator: EmulatorProcess) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not emulator.counters()["requests"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted_audit_ends_soon_and_leaves_the_old_reports_no_process_and_no_key(
    emulator: EmulatorProcess, tmp_path: Path, sent: signal.Signals
) -> None:
    options = {"accounts": entries(emulator, *ACCOUNTS), "samples": named("Ann", "Bob"), "timeout": 60}
    write_reports(tmp_path, options)
    old = contents(tmp_path / "reports")
    assert set(old) == REPORT_FILES
    emulator.reset()
    emulator.faults([SLOW])
    run = AuditRun(tmp_path, options)
    wait_for_requests(emulator)
    if sent == signal.SIGINT:
        os.killpg(run.process.pid, sent)  # as a terminal does
    else:
        run.process.send_signal(sent)
    assert run.wait(PATIENCE_S) != 0
    assert marked_processes(run.mark) == []
    assert contents(tmp_path / "reports") == old
    assert not [path for path in (tmp_path / "reports").iterdir() if path.name not in REPORT_FILES]
    searched = [Path.home(), Path(pwd.getpwuid(os.getuid()).pw_dir) / ".ansible" / "tmp", run.temporary]
    files = [path for folder in searched for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if KEYS["secret_key"].encode() in path.read_bytes()]
    assert KEYS["secret_key"] not in (tmp_path / "output").read_text()


def assert_complete(files: Mapping[str, bytes]) -> None:
    """Every file is complete."""
    assert set(files) == REPORT_FILES
    text = {name: content.decode("utf-8") for name, content in files.items()}
    report = json.loads(text["report.json"])
    assert text["report.html"].rstrip().endswith("</html>")
    suites = ET.fromstring(text["junit.xml"])  # noqa: S314 - the collection wrote it
    assert len(suites) == len(report["accounts"])
    rows = list(csv.reader(io.StringIO(text["findings.csv"])))
    assert len(rows) == len(report["findings"]) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert text["metrics.prom"].endswith("\n")
    assert len(json.loads(text["findings.sarif"])["runs"][0]["results"]) == len(report["findings"])
    assert text["history.jsonl"].endswith("\n")


def assert_of_one_run(files: Mapping[str, bytes]) -> None:
    """The files contain the same time."""
    generated_at = json.loads(files["report.json"])["generated_at"]
    for name in ("report.html", "summary.md"):
        assert generated_at in files[name].decode("utf-8"), name
    assert json.loads(files["history.jsonl"].splitlines()[-1])["time"] == generated_at


@pytest.mark.parametrize("seed", range(KILLED_AUDITS))
@pytest.mark.long
def test_killed_audit_leaves_the_old_or_the_new_reports(emulator: EmulatorProcess, tmp_path: Path, seed: int) -> None:
    """Kills the audit at three random moments: after its first request, and while it writes files.

    The report is the last file that becomes new. So a kill between two renames leaves new files beside the old report,
    and never a new report beside old files.
    """
    chance = Random(seed)
    samples = named("Ann", *(f"Person {n}" for n in range(250)))
    options = {"accounts": entries(emulator, *ACCOUNTS[:12]), "samples": samples}
    write_reports(tmp_path, options)
    folder = tmp_path / "reports"
    old = contents(folder)
    assert_complete(old)
    assert_of_one_run(old)
    for is_writing, longest in ((False, 0.5), (True, 0.3), (True, 2.0)):
        emulator.reset()
        run = AuditRun(tmp_path, options)
        wait_for_requests(emulator)
        if is_writing:
            wait_for_first_change(folder, run)
        time.sleep(chance.uniform(0, longest))
        run.kill_everything()
        new = contents(folder)
        assert_complete(new)
        if new["report.json"] != old["report.json"]:
            assert_of_one_run(new)
        old = new
    write_reports(tmp_path, options)
    assert {path.name for path in folder.iterdir()} == REPORT_FILES  # no temporary file is left
    assert_of_one_run(contents(folder))


def wait_for_first_change(folder: Path, run: AuditRun) -> None:
    """Wait until the run has created a temporary file, or has ended."""
    known = {path.name for path in folder.iterdir()}
    while run.process.poll() is None and {path.name for path in folder.iterdir()} <= known:
        time.sleep(0.005)
