# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator over HTTP: headers, size limits, control requests and faults."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import IncompleteRead

import pytest

from support.emulator_process import EmulatorFailed, EmulatorProcess
from support.emulator_signing import signed_request
from support.emulator_wire import NAME, STATE, connect, members, send


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


def test_response_has_the_headers_of_the_real_service(emulator: EmulatorProcess) -> None:
    response, body = send(emulator, {"Limit": 2})
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Server"] == "nginx"
    assert abs(parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()) < 5
    assert response.headers["X-TC-TraceId"]
    assert [row["Name"] for row in members(body)["PersonSet"]] == ["Person 1", "Person 2"]


def test_api_error_has_http_status_200(emulator: EmulatorProcess) -> None:
    response, body = send(emulator, {"Limit": 101})
    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    assert members(body)["Error"]["Code"] == "InvalidParameterValue.Limit"
    assert members(body)["RequestId"]


def test_signature_covers_the_query_as_it_was_sent(emulator: EmulatorProcess) -> None:
    for query in ("Names.0=Person+7", "Names.0=Person%207", "Names.0=%50erson%207&Limit=1"):
        _response, body = send(emulator, query, method="GET")
        assert members(body)["PersonSet"][0]["Name"] == "Person 7"
    assert emulator.requests()[0]["parameters"] == {"Names": ["Person 7"]}


def test_request_above_the_size_limit_is_refused_with_its_code(emulator: EmulatorProcess) -> None:
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


def test_connection_is_kept_alive_and_counted_once(emulator: EmulatorProcess) -> None:
    keys = emulator.credentials[NAME]
    request = signed_request(keys["secret_id"], keys["secret_key"], host=emulator.endpoint)
    connection = connect(emulator)
    for _turn in range(3):
        connection.request("POST", "/", request.body, dict(request.headers))
        connection.getresponse().read()
    connection.close()
    counters = emulator.counters()
    assert (counters["requests"], counters["connections"], counters["in_flight"]) == (3, 1, 0)
    assert counters["by_code"] == {"ok": 3}


def test_control_can_create_and_delete_samples(emulator: EmulatorProcess) -> None:
    row = emulator.create(NAME, {"name": "Neu", "tags": ["t"], "index": 0})
    assert row["CreateTime"] == row["UpdateTime"] > "2026"
    _response, body = send(emulator, {"Limit": 1})
    assert (members(body)["TotalCount"], members(body)["PersonSet"]) == (251, [row])
    emulator.delete(NAME, row["PersonId"])
    _response, body = send(emulator, {"Limit": 1})
    assert members(body)["TotalCount"] == 250


def test_control_reports_the_problems_of_a_request(emulator: EmulatorProcess) -> None:
    for attempt, words in (
        (lambda: emulator.create("nobody", {"name": "x"}), "no account 'nobody'"),
        (lambda: emulator.create(NAME, {"nmae": "x"}), "sample.name: is required; sample.nmae: unknown field"),
        (lambda: emulator.create(NAME, {"name": "x", "person_id": "1000001"}), "already used"),
        (lambda: emulator.delete(NAME, "1"), "does not exist"),
        (lambda: emulator.faults([{"fault": "rain"}]), r"faults\[0\].fault: must be one of"),
    ):
        with pytest.raises(EmulatorFailed, match=words):
            attempt()


def test_control_refuses_requests_from_web_pages(emulator: EmulatorProcess) -> None:
    connection = connect(emulator)
    connection.request("POST", "/_emulator/reset", headers={"Origin": "https://example.invalid"})
    assert connection.getresponse().status == 403
    connection.request("POST", "/_emulator/faults", b"{", headers={"Content-Type": "application/json"})
    connection.close()


def test_reset_fault_closes_the_connection_without_a_response(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "reset"}])
    with pytest.raises(ConnectionResetError):
        send(emulator)
    assert send(emulator)[0].status == 200


def test_truncated_response_is_shorter_than_its_content_length(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "truncate"}])
    with pytest.raises(IncompleteRead) as incomplete:
        send(emulator)
    assert len(incomplete.value.partial) > 1000
    assert send(emulator)[0].status == 200


def test_faults_change_the_http_response(emulator: EmulatorProcess) -> None:
    emulator.faults(
        [
            {"fault": "throttle", "retry_after": 1.2},
            {"fault": "server_error", "http_status": 502, "after": 1},
            {"fault": "not_json", "after": 2},
            {"fault": "missing_members", "after": 3},
            {"fault": "wrong_clock", "clock_offset_s": 3600, "after": 4},
        ]
    )
    responses = [send(emulator) for _turn in range(6)]
    assert (responses[0][0].status, responses[0][0].headers["Retry-After"]) == (200, "2")
    assert members(responses[0][1])["Error"]["Code"] == "RequestLimitExceeded"
    assert (responses[1][0].status, responses[1][0].headers["Content-Type"]) == (502, "text/html")
    assert (responses[2][0].status, responses[2][0].headers["Content-Type"]) == (200, "text/html")
    assert "PersonSet" not in members(responses[3][1])
    assert members(responses[4][1])["Error"]["Code"] == "AuthFailure.SignatureExpire"
    assert parsedate_to_datetime(responses[4][0].headers["Date"]).timestamp() > time.time() + 3500
    assert members(responses[5][1])["TotalCount"] == 250


def test_latency_and_delay_postpone_the_response(emulator: EmulatorProcess) -> None:
    emulator.faults([{"fault": "delay", "delay_ms": 300}])
    begin = time.monotonic()
    send(emulator)
    assert time.monotonic() - begin >= 0.3
    with EmulatorProcess({**STATE, "server": {"latency_ms": 0}}, latency_ms=200) as slow:
        begin = time.monotonic()
        send(slow)
        assert time.monotonic() - begin >= 0.2
