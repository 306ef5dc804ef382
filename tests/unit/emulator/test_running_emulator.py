# Copyright: (c) 2026, tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a process: start, announcement, files, HTTP, control, faults of the connection, stop."""

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
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from emulator_process import EMULATOR, EmulatorFailed, EmulatorProcess
from emulator_signing import signed_request

ACCOUNT: dict[str, Any] = {"name": "studio sg/1", "uin": "100000000001", "generate": {"count": 250}}
STATE: dict[str, Any] = {"accounts": [ACCOUNT]}
NAME = ACCOUNT["name"]


@pytest.fixture(scope="module")
def running() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as emulator:
        yield emulator


@pytest.fixture
def emulator(running: EmulatorProcess) -> EmulatorProcess:
    """The shared emulator with an empty log and no faults."""
    running.reset()
    running.faults([])
    return running


def connect(emulator: EmulatorProcess) -> HTTPConnection:
    """A connection of its own."""
    host, _colon, port = emulator.endpoint.rpartition(":")
    if emulator.ca_file is None:
        return HTTPConnection(host.strip("[]"), int(port), timeout=10)
    context = ssl.create_default_context(cafile=emulator.ca_file)
    return HTTPSConnection(host.strip("[]"), int(port), timeout=10, context=context)


def send(emulator: EmulatorProcess, parameters: Any = b"{}", **more: Any) -> tuple[HTTPResponse, bytes]:
    """A signed request and the answer."""
    keys = emulator.credentials[NAME]
    request = signed_request(keys["secret_id"], keys["secret_key"], parameters, host=emulator.endpoint, **more)
    connection = connect(emulator)
    try:
        target = f"/?{request.query}" if request.query else "/"
        connection.request(request.method, target, request.body or None, dict(request.headers))
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def members(body: bytes) -> dict[str, Any]:
    """What is inside Response."""
    response: dict[str, Any] = json.loads(body)["Response"]
    return response


def run(folder: Path, state: str, *arguments: str, ending: str = "yml") -> subprocess.CompletedProcess[str]:
    """The emulator with a state that should not start."""
    path = folder / f"state.{ending}"
    path.write_text(state, encoding="utf-8")
    command = [sys.executable, str(EMULATOR), "--state", str(path), "--port", "0", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_an_answer_has_the_headers_of_the_real_service(emulator: EmulatorProcess) -> None:
    response, body = send(emulator, {"Limit": 2})
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Server"] == "nginx"
    assert abs(parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()) < 5
    assert response.headers["X-TC-TraceId"]
    assert [row["Name"] for row in members(body)["PersonSet"]] == ["Person 1", "Person 2"]


def test_an_error_is_an_answer_with_status_200(emulator: EmulatorProcess) -> None:
    response, body = send(emulator, {"Limit": 101})
    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    assert members(body)["Error"]["Code"] == "InvalidParameterValue.Limit"
    assert members(body)["RequestId"]


def test_a_query_counts_as_it_came(emulator: EmulatorProcess) -> None:
    for query in ("Names.0=Person+7", "Names.0=Person%207", "Names.0=%50erson%207&Limit=1"):
        _response, body = send(emulator, query, method="GET")
        assert members(body)["PersonSet"][0]["Name"] == "Person 7"
    assert emulator.requests()[0]["parameters"] == {"Names": ["Person 7"]}


def test_requests_that_are_too_large_have_their_code(emulator: EmulatorProcess) -> None:
    _response, body = send(emulator, "Names.0=" + "a" * 33 * 1024, method="GET")
    assert members(body)["Error"]["Code"] == "RequestSizeLimitExceeded"
    _response, body = send(emulator, b" " * (10 * 1024 * 1024 + 1))
    assert members(body)["Error"]["Code"] == "RequestSizeLimitExceeded"
    _response, body = send(emulator, b'{"Limit": 1' + b" " * (2 * 1024 * 1024) + b"}")
    assert members(body)["TotalCount"] == 250


@pytest.mark.parametrize(
    ("method", "path", "status"), [("PUT", "/", 405), ("GET", "/elsewhere", 404), ("GET", "/_emulator/nothing", 404)]
)
def test_other_methods_and_paths_are_refused(emulator: EmulatorProcess, method: str, path: str, status: int) -> None:
    connection = connect(emulator)
    connection.request(method, path)
    assert connection.getresponse().status == status
    connection.close()


def test_a_connection_is_kept_alive_and_counted_once(emulator: EmulatorProcess) -> None:
    keys = emulator.credentials[NAME]
    request = signed_request(keys["secret_id"], keys["secret_key"], host=emulator.endpoint)
    connection = connect(emulator)
    for _ in range(3):
        connection.request("POST", "/", request.body, dict(request.headers))
        connection.getresponse().read()
    connection.close()
    counters = emulator.counters()
    assert (counters["requests"], counters["connections"], counters["in_flight"]) == (3, 1, 0)
    assert counters["by_code"] == {"ok": 3}


def test_samples_come_and_go_while_it_runs(emulator: EmulatorProcess) -> None:
    row = emulator.create(NAME, {"name": "Neu", "tags": ["t"], "index": 0})
    assert row["CreateTime"] == row["UpdateTime"] > "2026"
    _response, body = send(emulator, {"Limit": 1})
    assert (members(body)["TotalCount"], members(body)["PersonSet"]) == (251, [row])
    emulator.delete(NAME, row["PersonId"])
    _response, body = send(emulator, {"Limit": 1})
    assert members(body)["TotalCount"] == 250


def test_the_control_says_what_it_cannot_do(emulator: EmulatorProcess) -> None:
    for attempt, words in (
        (lambda: emulator.create("nobody", {"name": "x"}), "no account 'nobody'"),
        (lambda: emulator.create(NAME, {"nmae": "x"}), "sample.name: is missing; sample.nmae: unknown field"),
        (lambda: emulator.create(NAME, {"name": "x", "person_id": "1000001"}), "taken"),
        (lambda: emulator.delete(NAME, "1"), "does not exist"),
        (lambda: emulator.faults([{"fault": "rain"}]), r"faults\[0\].fault: must be one of"),
    ):
        with pytest.raises(EmulatorFailed, match=words):
            attempt()


def test_the_control_is_not_for_a_page_in_a_browser(emulator: EmulatorProcess) -> None:
    connection = connect(emulator)
    connection.request("POST", "/_emulator/reset", headers={"Origin": "https://example.invalid"})
    assert connection.getresponse().status == 403
    connection.request("POST", "/_emulator/faults", b"{", headers={"Content-Type": "application/json"})
    connection.close()


def test_a_reset_fault_closes_without_an_answer(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "reset"}])
    with pytest.raises(ConnectionResetError):
        send(emulator)
    assert send(emulator)[0].status == 200


def test_a_truncated_answer_is_shorter_than_it_promises(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "truncate"}])
    with pytest.raises(IncompleteRead) as cut:
        send(emulator)
    assert len(cut.value.partial) > 1000
    assert send(emulator)[0].status == 200


def test_faults_of_the_answer_reach_the_wire(emulator: EmulatorProcess) -> None:
    emulator.faults(
        [
            {"fault": "throttle", "retry_after": 1.2},
            {"fault": "server_error", "http_status": 502, "after": 1},
            {"fault": "not_json", "after": 2},
            {"fault": "missing_members", "after": 3},
            {"fault": "wrong_clock", "clock_offset_s": 3600, "after": 4},
        ]
    )
    answers = [send(emulator) for _ in range(6)]
    assert (answers[0][0].status, answers[0][0].headers["Retry-After"]) == (200, "2")
    assert members(answers[0][1])["Error"]["Code"] == "RequestLimitExceeded"
    assert (answers[1][0].status, answers[1][0].headers["Content-Type"]) == (502, "text/html")
    assert (answers[2][0].status, answers[2][0].headers["Content-Type"]) == (200, "text/html")
    assert "PersonSet" not in members(answers[3][1])
    assert members(answers[4][1])["Error"]["Code"] == "AuthFailure.SignatureExpire"
    assert parsedate_to_datetime(answers[4][0].headers["Date"]).timestamp() > time.time() + 3500
    assert members(answers[5][1])["TotalCount"] == 250


def test_latency_and_delays_are_waited_for(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "delay", "delay_ms": 300}])
    begin = time.monotonic()
    send(emulator)
    middle = time.monotonic()
    send(emulator)
    assert middle - begin >= 0.3 > time.monotonic() - middle
    with EmulatorProcess({**STATE, "server": {"latency_ms": 0}}, latency_ms=200) as slow:
        begin = time.monotonic()
        send(slow)
        assert time.monotonic() - begin >= 0.2


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
        assert time.monotonic() - begin < 2
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.com", ""])
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


def test_a_taken_port_is_a_clear_error(tmp_path: Path, running: EmulatorProcess) -> None:
    keys, port = tmp_path / "keys.json", running.endpoint.rpartition(":")[2]
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
