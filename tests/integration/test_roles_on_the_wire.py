# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and metadata over real sockets: control requests, requests in the form for a proxy, and the test proxy."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

import pytest

from support.emulator_process import EmulatorFailed, EmulatorProcess
from support.emulator_signing import signed_request
from support.emulator_wire import connect, members
from support.proxies import DetourProxy

ARN = "qcs::cam::uin/100000000002:roleName/SampleAuditor"
METADATA = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/"
CVM = {"account": "prod", "role": "SampleAuditor"}
STATE: dict[str, Any] = {
    "accounts": [
        {"name": "hub", "uin": "100000000001"},
        {"name": "prod", "uin": "100000000002", "roles": [{"name": "SampleAuditor", "trusts": ["hub"]}]},
    ],
    "metadata": CVM,
}


@pytest.fixture(scope="module", params=[False, True], ids=["http", "tls"])
def shared(request: pytest.FixtureRequest) -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE, tls=request.param) as running:
        yield running


@pytest.fixture
def emulator(shared: EmulatorProcess) -> EmulatorProcess:
    shared.reset()
    shared.metadata(CVM)
    return shared


def sts(emulator: EmulatorProcess, action: str, keys: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The response of STS to a request with these credentials."""
    token = {"x-tc-token": keys["token"]}
    request = signed_request(
        *(keys["secret_id"], keys["secret_key"], parameters),
        service="sts",
        action=action,
        host="sts.tencentcloudapi.com",
        headers=token,
    )
    connection = connect(emulator)
    try:
        connection.request("POST", "http://sts.tencentcloudapi.com", request.body, dict(request.headers))
        return members(connection.getresponse().read())
    finally:
        connection.close()


def assume(emulator: EmulatorProcess) -> dict[str, Any]:
    """Temporary credentials in the form of the credentials file."""
    parameters = {"RoleArn": ARN, "RoleSessionName": "audit"}
    issued = sts(emulator, "AssumeRole", emulator.credentials["hub"], parameters)["Credentials"]
    return {"secret_id": issued["TmpSecretId"], "secret_key": issued["TmpSecretKey"], "token": issued["Token"]}


def test_control_can_expire_temporary_credentials(emulator: EmulatorProcess) -> None:
    keys = assume(emulator)
    assert sts(emulator, "GetCallerIdentity", keys, {})["AccountId"] == "100000000002"
    assert emulator.expire("prod") >= 1
    assert emulator.expire("prod") == emulator.expire("hub") == 0
    assert sts(emulator, "GetCallerIdentity", keys, {})["Error"]["Code"] == "AuthFailure.TokenFailure"
    assert emulator.counters()["by_action"] == {"AssumeRole": 1, "GetCallerIdentity": 2}
    with pytest.raises(EmulatorFailed, match="no account 'nobody'"):
        emulator.expire("nobody")


def get(emulator: EmulatorProcess, path: str) -> tuple[int, bytes]:
    """Sends an unsigned GET request. Returns the status and the body."""
    connection = connect(emulator)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_control_can_change_the_metadata_service(emulator: EmulatorProcess) -> None:
    path = METADATA.partition("tencentyun.com")[2]
    assert get(emulator, path) == get(emulator, METADATA) == (200, b"SampleAuditor")
    assert json.loads(get(emulator, METADATA + "SampleAuditor")[1])["Code"] == "Success"
    emulator.metadata({**CVM, "fault": "error"})
    assert get(emulator, path)[0] == 500
    emulator.metadata(None)
    assert get(emulator, path)[0] == 404
    with pytest.raises(EmulatorFailed, match=r"metadata.role: the account has no role 'R'"):
        emulator.metadata({"account": "prod", "role": "R"})
    assert emulator.counters()["by_action"]["metadata"] == 5


def test_hanging_metadata_service_sends_no_response(emulator: EmulatorProcess) -> None:
    emulator.metadata({**CVM, "fault": "hang"})
    connection = connect(emulator)
    connection.request("GET", METADATA.partition("tencentyun.com")[2])
    assert connection.sock is not None
    connection.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert emulator.requests(action="metadata")[0]["http_status"] is None


def test_metadata_service_accepts_only_get(emulator: EmulatorProcess) -> None:
    connection = connect(emulator)
    connection.request("PUT", METADATA)
    assert connection.getresponse().status == 405
    connection.close()


def test_certificate_contains_the_host_names_of_the_api() -> None:
    with EmulatorProcess(STATE, tls=True) as emulator:
        host, _colon, port = emulator.endpoint.rpartition(":")
        context = ssl.create_default_context(cafile=emulator.ca_file)
        for product in ("sts", "mps"):
            for site in ("", "intl."):
                with socket.create_connection((host, int(port)), 10) as raw:
                    context.wrap_socket(raw, server_hostname=f"{product}.{site}tencentcloudapi.com").close()
        with socket.create_connection((host, int(port)), 10) as raw, pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(raw, server_hostname="vod.tencentcloudapi.com")


def test_proxy_forwards_plain_http_requests_to_the_emulator(emulator: EmulatorProcess) -> None:
    with DetourProxy(emulator) as proxy:
        opener = build_opener(ProxyHandler({"http": proxy.url}))
        with opener.open(METADATA, timeout=120) as response:
            assert response.read() == b"SampleAuditor"
        with pytest.raises(HTTPError) as failed:
            opener.open("http://anything.invalid/latest/meta-data/nothing", timeout=120)
        failed.value.close()
    assert proxy.detours == ["metadata.tencentyun.com", "anything.invalid"]


def test_proxy_tunnels_tls_to_the_emulator() -> None:
    with EmulatorProcess(STATE, tls=True) as emulator, DetourProxy(emulator) as proxy:
        context = ssl.create_default_context(cafile=emulator.ca_file)
        opener = build_opener(ProxyHandler({"https": proxy.url}), HTTPSHandler(context=context))
        for _turn in range(2):
            with opener.open("https://mps.tencentcloudapi.com/", timeout=120) as response:
                assert members(response.read())["Error"]["Code"] == "AuthFailure.InvalidAuthorization"
    assert proxy.detours == ["mps.tencentcloudapi.com:443"] * 2
    assert proxy.environment == {"http_proxy": proxy.url, "https_proxy": proxy.url}


def test_proxy_stops_while_a_client_keeps_a_connection_open(emulator: EmulatorProcess) -> None:
    with DetourProxy(emulator) as proxy:
        connection = HTTPConnection("127.0.0.1", int(proxy.url.rpartition(":")[2]), timeout=120)
        for _turn in range(2):
            connection.request("GET", METADATA, headers={"Host": "metadata.tencentyun.com"})
            assert connection.getresponse().read() == b"SampleAuditor"
    connection.close()
