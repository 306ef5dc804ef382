# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a program: options, ready line, files, TLS, signals and start errors."""

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

from support.emulator_process import EmulatorFailed, EmulatorProcess
from support.emulator_signing import signed_request
from support.emulator_start import EMULATOR
from support.emulator_wire import ACCOUNT, NAME, STATE, connect, members, send


@pytest.fixture(autouse=True)
def _start_as_a_user_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPS_COLD_START", "1")


def run(
    folder: Path, state: str, *arguments: str, ending: str = "yml", python_path: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs the emulator until it exits. Use it for a start that fails, or for ``--help``."""
    path = folder / f"state.{ending}"
    path.write_text(state, encoding="utf-8")
    command = [sys.executable, str(EMULATOR), "--state", str(path), "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONPATH": python_path, "COLUMNS": "400"}  # COLUMNS: argparse must not wrap lines
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def test_certificate_is_trusted_only_with_the_ca_file() -> None:
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


def test_announce_and_credentials_files_are_written_and_credentials_are_private(tmp_path: Path) -> None:
    keys, ready = tmp_path / "keys.json", tmp_path / "ready.json"
    keys.write_text("old", encoding="utf-8")
    keys.chmod(0o644)
    given = {"secret_id": "AKIDgiven", "secret_key": "k", "token": "t"}
    state = {"accounts": [ACCOUNT, {"name": "b", "uin": "2", "credentials": [given]}]}
    with EmulatorProcess(state, credentials_file=keys, arguments=["--announce", str(ready)]) as emulator:
        written = json.loads(ready.read_text(encoding="utf-8"))
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
        assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "ready.json"]
    assert keys.exists()
    assert ready.exists()


def test_two_emulators_have_different_credentials_and_ports() -> None:
    with EmulatorProcess(STATE) as one, EmulatorProcess(STATE) as other:
        assert one.url != other.url
        assert one.credentials[NAME]["secret_key"] != other.credentials[NAME]["secret_key"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_the_emulator_while_a_response_is_delayed(number: signal.Signals) -> None:
    emulator = EmulatorProcess({**STATE, "faults": [{"fault": "delay", "delay_ms": 60_000}]})
    with emulator:
        keys = emulator.credentials[NAME]
        request = signed_request(keys["secret_id"], keys["secret_key"], host=emulator.endpoint)
        connection = connect(emulator)
        connection.request("POST", "/", request.body, dict(request.headers))
        while emulator.counters()["in_flight"] == 0:
            time.sleep(0.01)
        os.kill(emulator.pid, number)
        assert emulator.stop() == 0
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", ""])  # noqa: S104
def test_host_must_be_loopback(tmp_path: Path, host: str) -> None:
    done = run(tmp_path, "accounts: []", "--host", host)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a loopback host" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], "is not a port"),
        (["--latency", "-1"], "is not a number of milliseconds"),
        (["--port", "9" * 5000], "is not a port"),
        (["--latency", "soon"], "is not a number of milliseconds"),
        (["--tls"], "--tls requires --ca-file"),
        (["--colour"], "unrecognized arguments: --colour"),
        ([], "accounts[0].credentials: is required without --credentials-file; add a key pair"),
    ],
)
def test_invalid_option_is_refused(tmp_path: Path, arguments: Sequence[str], words: str) -> None:
    done = run(tmp_path, json.dumps(STATE), *arguments, ending="json")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_invalid_state_file_reports_every_problem_and_starts_nothing(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    done = run(tmp_path, "accounts: [{name: a, uin: 1, samples: [{}]}]", "--credentials-file", str(keys))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        "  accounts[0].uin: must be a string, not a number; put it in quotes",
        "  accounts[0].samples[0].name: is required",
    ]
    assert not keys.exists()


def test_port_in_use_is_reported_with_the_option_to_change(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run(tmp_path, json.dumps(STATE), "--port", port, "--credentials-file", str(keys), ending="json")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot listen on host 127.0.0.1, port {port}: " in done.stderr
    assert "select another port with --port" in done.stderr
    assert not keys.exists()


@pytest.mark.parametrize("option", ["--ca-file", "--credentials-file", "--announce"])
def test_file_that_cannot_be_written_is_reported_with_its_option(tmp_path: Path, option: str) -> None:
    paths = {name: tmp_path / name.strip("-") for name in ("--ca-file", "--credentials-file")}
    paths[option] = tmp_path / "missing" / "file"
    arguments = [text for name, path in paths.items() for text in (name, str(path))]
    done = run(tmp_path, json.dumps(STATE), "--tls", *arguments, ending="json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"emulator: cannot write {option} {paths[option]}: No such file or directory;")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("module", "package"), [("aiohttp", "aiohttp"), ("yaml", "PyYAML"), ("trustme", "trustme")])
def test_missing_package_is_one_sentence(tmp_path: Path, module: str, package: str) -> None:
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})", encoding="utf-8")
    options = ["--tls", "--ca-file", str(tmp_path / "ca.pem"), "--credentials-file", str(tmp_path / "keys.json")]
    done = run(tmp_path, json.dumps(STATE), *options, ending="json", python_path=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"emulator: the Python package {package} is not installed; install the packages of the emulator with"
        f' "{sys.executable} -m pip install aiohttp PyYAML trustme".\n'
    )


def test_help_describes_every_option(tmp_path: Path) -> None:
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


def test_emulator_can_listen_on_ipv6() -> None:
    if not socket.has_ipv6 or not _has_ipv6_loopback():
        pytest.skip("this host has no ::1")
    with EmulatorProcess(STATE, arguments=["--host", "::1"]) as emulator:
        assert emulator.url.startswith("http://[::1]:")
        assert members(send(emulator)[1])["TotalCount"] == 250


def _has_ipv6_loopback() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_message_of_a_failed_start_reaches_the_caller() -> None:
    bad: Mapping[str, Any] = {"accounts": [{"name": "a", "uin": "1", "surplus": 1}]}
    with pytest.raises(EmulatorFailed, match=r"accounts\[0\].surplus: unknown field"), EmulatorProcess(bad):
        pass
