# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a program: options, announcement, files, TLS, signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from support.emulator_process import EMULATOR, EmulatorFailed, EmulatorProcess
from support.emulator_signing import signed_request
from support.emulator_wire import ACCOUNT, NAME, STATE, connect, members, send


def run(folder: Path, state: str, *arguments: str, ending: str = "yml") -> subprocess.CompletedProcess[str]:
    """The emulator with a state that should not start."""
    path = folder / f"state.{ending}"
    path.write_text(state, encoding="utf-8")
    command = [sys.executable, str(EMULATOR), "--state", str(path), "--port", "0", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_tls_is_trusted_through_the_file_and_only_through_it() -> None:
    with EmulatorProcess(STATE, tls=True) as emulator:
        assert emulator.url.startswith("https://127.0.0.1:")
        assert members(send(emulator)[1])["TotalCount"] == 250
        host, _colon, port = emulator.endpoint.rpartition(":")
        context = ssl.create_default_context(cafile=emulator.ca_file)
        with socket.create_connection((host, int(port)), 10) as raw:
            context.wrap_socket(raw, server_hostname="localhost").close()
        with socket.create_connection((host, int(port)), 10) as raw, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        emulator.faults([{"fault": "reset"}])
        with pytest.raises((ConnectionResetError, ssl.SSLError)):
            send(emulator)


def test_it_announces_itself_and_keeps_the_keys_private(tmp_path: Path) -> None:
    keys, note = tmp_path / "keys.json", tmp_path / "note.json"
    keys.write_text("old", encoding="utf-8")
    keys.chmod(0o644)
    given = {"secret_id": "AKIDgiven", "secret_key": "k", "token": "t"}
    state = {"accounts": [ACCOUNT, {"name": "b", "uin": "2", "credentials": [given]}]}
    with EmulatorProcess(state, credentials_file=keys, arguments=["--announce", str(note)]) as emulator:
        written = json.loads(note.read_text(encoding="utf-8"))
        assert written == {
            "url": emulator.url,
            "control": f"{emulator.url}/_emulator",
            "ca_file": None,
            "pid": emulator.pid,
        }
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
        pairs = json.loads(keys.read_text(encoding="utf-8"))
        assert pairs["b"] == {"uin": "2", **given}
        assert set(pairs[NAME]) == {"uin", "secret_id", "secret_key", "token"}
        assert len(pairs[NAME]["secret_key"]) == 32
        assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "note.json"]
    assert keys.exists()
    assert note.exists()


def test_two_emulators_have_different_keys_and_ports() -> None:
    with EmulatorProcess(STATE) as one, EmulatorProcess(STATE) as other:
        assert one.url != other.url
        assert one.credentials[NAME]["secret_key"] != other.credentials[NAME]["secret_key"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_even_while_answers_wait(number: signal.Signals) -> None:
    emulator = EmulatorProcess({**STATE, "faults": [{"fault": "delay", "delay_ms": 60_000}]})
    with emulator:
        keys = emulator.credentials[NAME]
        request = signed_request(keys["secret_id"], keys["secret_key"], host=emulator.endpoint)
        connection = connect(emulator)
        connection.request("POST", "/", request.body, dict(request.headers))
        while emulator.counters()["in_flight"] == 0:
            time.sleep(0.01)
        begin = time.monotonic()
        os.kill(emulator.pid, number)
        assert emulator.stop() == 0
        assert time.monotonic() - begin < 5
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", ""])  # noqa: S104
def test_it_listens_on_loopback_only(tmp_path: Path, host: str) -> None:
    done = run(tmp_path, "accounts: []", "--host", host)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not loopback" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], "is not a port"),
        (["--latency", "-1"], "is not a number of milliseconds"),
        (["--latency", "soon"], "is not a number of milliseconds"),
        (["--tls"], "--tls needs --ca-file"),
        ([], "accounts[0]: has no credentials, and without --credentials-file nobody learns the generated ones"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, arguments: Sequence[str], words: str) -> None:
    done = run(tmp_path, json.dumps(STATE), *arguments, ending="json")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_bad_state_is_one_error_with_every_problem_and_nothing_started(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    done = run(tmp_path, "accounts: [{name: a, uin: 1, samples: [{}]}]", "--credentials-file", str(keys))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        "  accounts[0].uin: must be a text, not a number; put it in quotes",
        "  accounts[0].samples[0].name: is missing",
    ]
    assert not keys.exists()


def test_a_taken_port_is_a_clear_error(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(tmp_path, json.dumps(STATE), "--port", port, "--credentials-file", str(keys), ending="json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot start" in done.stderr
    assert not keys.exists()


def test_help_tells_every_option(tmp_path: Path) -> None:
    done = run(tmp_path, "", "--help")
    assert done.returncode == 0
    for option in (
        "--state",
        "--host",
        "--port",
        "--tls",
        "--ca-file",
        "--credentials-file",
        "--announce",
        "--latency",
    ):
        assert option in done.stdout


def test_it_may_be_reached_by_ipv6() -> None:
    if not socket.has_ipv6 or not _has_ipv6_loopback():
        pytest.skip("this machine has no ::1")
    with EmulatorProcess(STATE, arguments=["--host", "::1"]) as emulator:
        assert emulator.url.startswith("http://[::1]:")
        assert members(send(emulator)[1])["TotalCount"] == 250


def _has_ipv6_loopback() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_what_a_failed_start_says_reaches_the_test() -> None:
    bad: Mapping[str, Any] = {"accounts": [{"name": "a", "uin": "1", "surplus": 1}]}
    with pytest.raises(EmulatorFailed, match=r"accounts\[0\].surplus: unknown field"), EmulatorProcess(bad):
        pass
