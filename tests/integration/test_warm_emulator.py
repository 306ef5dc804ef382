# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""An emulator that starts with the imports done behaves like one that starts from the beginning."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorFailed, EmulatorProcess
from support.emulator_start import EmulatorRun, WarmRun, start_emulator
from support.emulator_wire import STATE, members, send
from support.fork_server import TESTS
from support.processes import PATIENCE_S

LIMIT_S = 60  # for a process that hangs
SURPLUS = {"accounts": [{"name": "a", "uin": "1", "surplus": 1}]}
KILLED_CLIENT = """
import os
from support.emulator_process import EmulatorProcess
from support.emulator_wire import STATE
with EmulatorProcess(STATE) as emulator:
    print(emulator.endpoint, flush=True)
    os.kill(os.getpid(), 9)
"""


def warm_and_cold(monkeypatch: pytest.MonkeyPatch, result: Callable[[], Any]) -> tuple[Any, Any]:
    """The results with a warm start and with a cold start."""
    warm = result()
    monkeypatch.setenv("MPS_COLD_START", "1")
    return warm, result()


def ended(*arguments: str) -> tuple[int | None, bytes, bytes]:
    """The exit status and the two outputs of an emulator that does not keep running."""
    run = start_emulator(sys.executable, arguments)
    with run.output, run.errors:
        output, errors = run.output.read(), run.errors.read()
        return run.wait(LIMIT_S), output, errors


def started() -> tuple[EmulatorRun, int]:
    """An emulator that is ready, with the state file in the working directory, and its process id."""
    Path("state.json").write_text(json.dumps(STATE), encoding="utf-8")
    run = start_emulator(sys.executable, ["--state", "state.json", "--port", "0", "--credentials-file", "keys.json"])
    return run, json.loads(run.output.readline())["pid"]


def descriptors(process: int) -> dict[int, str]:
    """The kind of each open file of a process, by descriptor."""
    folder = Path(f"/proc/{process}/fd")
    return {int(path.name): str(path.readlink()).partition(":")[0] for path in folder.iterdir()}


def test_output_and_exit_status_are_those_of_a_cold_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "50")  # the environment of this moment: argparse wraps lines
    (tmp_path / "state.json").write_text(json.dumps(SURPLUS), encoding="utf-8")

    def results() -> list[Any]:
        return [ended("--help"), ended("--colour"), ended("--state", "state.json"), ended("--state", "missing.json")]

    warm, cold = warm_and_cold(monkeypatch, results)
    assert warm == cold
    assert [status for status, _output, _errors in warm] == [0, 2, 2, 2]
    assert max(map(len, warm[0][1].partition(b"\n\n")[0].splitlines())) <= 50


def test_process_has_the_folder_and_the_descriptors_of_a_cold_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def result() -> tuple[str, dict[int, str], int | None]:
        with EmulatorProcess(STATE):  # the second one must not inherit from the first one
            run, process = started()
            with run.output, run.errors:
                found = str(Path(f"/proc/{process}/cwd").readlink()), descriptors(process)
                run.terminate()
                return *found, run.wait(LIMIT_S)

    warm, cold = warm_and_cold(monkeypatch, result)
    assert warm == cold
    assert (warm[0], warm[2]) == (str(tmp_path), 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signal_gives_the_exit_status_of_a_cold_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.chdir(tmp_path)

    def result() -> int | None:
        run, process = started()
        with run.output, run.errors:
            os.kill(process, number)
            return run.wait(LIMIT_S)

    warm, cold = warm_and_cold(monkeypatch, result)
    assert warm == cold
    assert warm == (-signal.SIGKILL if number == signal.SIGKILL else 0)


def test_emulator_that_does_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def result() -> int | None:
        run, process = started()
        with run.output, run.errors:
            os.kill(process, signal.SIGSTOP)
            run.terminate()
            status = run.wait(0.1)
            assert not Path(f"/proc/{process}").exists()
            return status

    assert warm_and_cold(monkeypatch, result) == (None, None)
    with EmulatorProcess(STATE) as emulator:
        assert emulator.stop() == 0


def test_failed_start_has_the_message_of_the_emulator_and_the_next_one_starts() -> None:
    with pytest.raises(EmulatorFailed, match=r"accounts\[0\].surplus: unknown field"), EmulatorProcess(SURPLUS):
        pass
    with EmulatorProcess(STATE) as emulator:
        assert members(send(emulator)[1])["TotalCount"] == 250


def test_emulators_share_no_random_numbers() -> None:
    state = {**STATE, "server": {"order": "shuffled"}}
    with EmulatorProcess(state, tls=True) as one, EmulatorProcess(state, tls=True) as other:
        orders = [[row["PersonId"] for row in members(send(each)[1])["PersonSet"]] for each in (one, other)]
        assert orders[0] != orders[1]
        assert one.credentials != other.credentials
        assert Path(str(one.ca_file)).read_bytes() != Path(str(other.ca_file)).read_bytes()


def test_changed_setting_of_python_needs_a_cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def kind() -> type:
        run = start_emulator(sys.executable, ["--help"])
        with run.output, run.errors:
            run.errors.read()
            run.wait(LIMIT_S)
        return type(run)

    assert kind() is WarmRun
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert kind() is not WarmRun


def listens(endpoint: str) -> bool:
    host, _colon, port = endpoint.rpartition(":")
    with socket.socket() as client:
        return client.connect_ex((host, int(port))) == 0


def test_emulator_ends_if_its_client_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_CLIENT],
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent / 'extensions'}"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    deadline = time.monotonic() + PATIENCE_S
    while listens(done.stdout.strip()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
