# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A long audit prints progress lines in a terminal and under ansible-runner, without names or secrets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import audit_task, entries, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import play

ACCOUNTS = [f"Studio of Ann {n}" for n in range(24)]
LATENCY_MS = 1_000
CONCURRENCY = 2
INTERVAL_S = 5.0
LINE = re.compile(
    r"person sample audit: \d+ of (\d+) accounts, \d+ findings, \d+ unknown, \d+ requests/s(, about \d+ (s|min) left)?"
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    accounts = [state_of(number, name, {"name": "Bob"}) for number, name in enumerate(ACCOUNTS)]
    with EmulatorProcess({"accounts": accounts}, latency_ms=LATENCY_MS) as running:
        yield running


def slow_audit(emulator: EmulatorProcess, seconds: int, **keywords: Any) -> dict[str, Any]:
    """A task that takes about this time."""
    accounts = entries(emulator, *ACCOUNTS[: seconds * CONCURRENCY * 1_000 // LATENCY_MS])
    samples = [{"name": "Ann"}, {"name": "Bob"}]
    return audit_task({"accounts": accounts, "samples": samples, "concurrency": CONCURRENCY}, **keywords)


def environment() -> dict[str, str]:
    return {**os.environ, "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_NOCOLOR": "true"}


def lines_in_a_terminal(command: list[str], folder: Path) -> list[tuple[float, str]]:
    """Run a command in a pseudo-terminal. Returns each line of its output, and the seconds from its start."""
    terminal, device = os.openpty()
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdin=device, stdout=device, stderr=device, env=environment(), start_new_session=True
    )
    os.close(device)
    lines: list[tuple[float, str]] = []
    pending = b""
    with os.fdopen(terminal, "rb", buffering=0) as output:
        while True:
            try:
                chunk = output.read(4096)
            except OSError:  # the process has closed the terminal
                break
            if not chunk:
                break
            *whole, pending = (pending + chunk).split(b"\n")
            lines += [(time.monotonic() - began, line.decode().rstrip("\r")) for line in whole]
    assert process.wait(30) == 0, lines
    return lines


def is_progress(line: str) -> bool:
    return "person sample audit: " in line


def test_progress_appears_in_a_terminal_at_most_every_five_seconds(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play([slow_audit(emulator, 12)])]))
    lines = lines_in_a_terminal(["ansible-playbook", "play.yml"], tmp_path)
    shown = [(moment, line) for moment, line in lines if is_progress(line)]
    assert len(shown) >= 2, lines
    # A busy host can delay a line, which shortens the gap to the next line. No line is ever early.
    for number, (moment, _line) in enumerate(shown, start=1):
        assert moment > number * INTERVAL_S, shown
    for _moment, line in shown:
        found = LINE.fullmatch(line.strip())
        assert found is not None, line
        assert found[1] == "24"
    keys = emulator.credentials[ACCOUNTS[0]]
    for text in ("Ann", "Bob", "Studio", keys["secret_id"], keys["secret_key"]):
        assert not any(text in line for _moment, line in shown)


def test_progress_appears_under_ansible_runner_and_never_with_no_log(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    tasks = [
        slow_audit(emulator, 6, name="hidden", no_log=True),
        slow_audit(emulator, 6, name="shown", register="audit"),
        {"name": "result", "ansible.builtin.debug": {"var": "audit"}},
    ]
    (tmp_path / "project" / "play.yml").write_text(yaml.safe_dump([play(tasks)]))
    command = ["ansible-runner", "run", str(tmp_path), "--playbook", "play.yml", "--ident", "test"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    events = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((tmp_path / "artifacts" / "test" / "job_events").glob("*.json"))
    ]
    _before, hidden, shown, result = re.split(r"TASK \[(?:hidden|shown|result)\]", done.stdout)
    assert not is_progress(hidden)
    assert is_progress(shown)
    assert not is_progress(result)
    assert any(is_progress(event["stdout"]) for event in events)
    assert not any(is_progress(json.dumps(event.get("event_data", {}).get("res", {}))) for event in events)
