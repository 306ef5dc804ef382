# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests as sent and responses as parsed, with a server on a real socket."""

from __future__ import annotations

import gzip
import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api import transport as _transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.transport import Transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION
from emulator.signature_check import Authorization, WireRequest, signature
from support.scripted_server import Received, ScriptedResponse, ScriptedServer, http, response

NOW = 1_700_000_000
KEYS = Credentials("AKIDthe-id-of-a-key-1234", "the-secret-of-a-key", "the-token-of-a-key")
NAMES = {"Names": ["张三", "José"], "Offset": 0}
HTML = b"<html><body>Welcome to the network of the hotel</body></html>"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    b'2a\r\n{"Response": {"A": 1, "RequestId": "r-1"}}\r\n0\r\n\r\n'
)
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


def read_members(members: Any) -> Any:
    """Parse a response: return its members without the request id."""
    if "Bad" in members:
        raise _errors.ProtocolError("the response has no TotalCount")
    return {name: value for name, value in members.items() if name != "RequestId"}


def ask(transport: Transport, url: str, parameters: Any = None, timeout: float = 10.0, **instead: Any) -> ApiResponse:
    call = ApiCall("mps", "2019-06-12", "DescribePersonSamples", parameters or {}, read_members)
    credentials = instead.pop("credentials", KEYS)
    target = Target(url, **{"use_proxies": False, **instead})
    return transport.send(call, target, credentials, lambda: NOW + 0.9, timeout)


def failure_of(scripted: ScriptedResponse, **instead: Any) -> _errors.MpsError:
    with (
        ScriptedServer([scripted]) as server,
        closing(Transport(1)) as transport,
        pytest.raises(_errors.MpsError) as failed,
    ):
        ask(transport, server.url, **instead)
    return failed.value


def expected_signature(request: Received, keys: Credentials = KEYS) -> str:
    """Return the Authorization header computed from the received request only."""
    wire = WireRequest("POST", "", {name.lower(): value for name, value in request.headers.items()}, request.body)
    scope = Authorization(keys.secret_id, "2023-11-14", "mps", ("content-type", "host"), "")
    value = signature(wire, scope, int(request.headers["X-TC-Timestamp"]), keys.secret_key)
    return (
        f"TC3-HMAC-SHA256 Credential={keys.secret_id}/2023-11-14/mps/tc3_request,"
        f" SignedHeaders=content-type;host, Signature={value}"
    )


@pytest.fixture
def transport() -> Any:
    with closing(Transport(16)) as opened:
        yield opened


def test_sent_request_matches_its_signature(transport: Transport) -> None:
    with ScriptedServer([http(response(TotalCount=3))]) as server:
        reply = ask(transport, server.url, NAMES, region="ap-singapore", language="zh-CN")
    assert reply == ApiResponse({"TotalCount": 3}, "r-1")
    (request,) = server.requests
    assert request.line == "POST / HTTP/1.1"
    assert request.parameters == NAMES
    assert request.headers["Authorization"] == expected_signature(request)
    expected = {
        "Content-Type": "application/json",
        "Host": server.address,
        "User-Agent": f"tencentcloud.mps/{VERSION}",
        "X-TC-Action": "DescribePersonSamples",
        "X-TC-Language": "zh-CN",
        "X-TC-Region": "ap-singapore",
        "X-TC-Timestamp": str(NOW),
        "X-TC-Token": KEYS.token,
        "X-TC-Version": "2019-06-12",
    }
    assert {name: request.headers.get(name) for name in expected} == expected
    assert re.fullmatch(r"[0-9a-zA-Z\-_,;.]+", request.headers["X-TC-RequestClient"])
    assert VERSION in request.headers["X-TC-RequestClient"]


def test_region_and_token_headers_are_sent_only_when_set(transport: Transport) -> None:
    with ScriptedServer([http(response())]) as server:
        ask(transport, server.url, credentials=Credentials("AKIDplain", "key"))
    (request,) = server.requests
    assert not {"X-TC-Region", "X-TC-Token"} & set(request.headers)
    assert request.headers["Authorization"] == expected_signature(request, Credentials("AKIDplain", "key"))


@pytest.mark.parametrize(
    "scripted",
    [
        http(response(A=1), Content_Type="application/json; charset=utf-8"),
        http(response(A=1), Content_Type="text/plain"),
        http(gzip.compress(b'{"Response": {"A": 1, "RequestId": "r-1"}}'), Content_Encoding="gzip"),
        CHUNKED,
        b'HTTP/1.1 200 OK\r\n\r\n{"Response": {"A": 1, "RequestId": "r-1"}}',
    ],
    ids=["charset", "text", "gzip", "chunked", "until the end"],
)  # fmt: skip
def test_response_body_is_read_in_every_encoding(transport: Transport, scripted: bytes) -> None:
    with ScriptedServer([scripted]) as server:
        assert ask(transport, server.url) == ApiResponse({"A": 1}, "r-1")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("200 OK", "AuthFailure.SignatureFailure", _errors.DeniedError),
        ("200 OK", "UnauthorizedOperation", _errors.DeniedError),
        ("200 OK", "RequestLimitExceeded", _errors.ThrottledError),
        ("200 OK", "InternalError", _errors.ServerError),
        ("200 OK", "InvalidParameterValue.Limit", _errors.RejectedError),
        ("403 Forbidden", "AuthFailure.SecretIdNotFound", _errors.DeniedError),
        ("500 Oops", "InvalidParameter", _errors.RejectedError),
        ("302 Found", "InternalError", _errors.ServerError),
    ],
)
def test_api_error_takes_precedence_over_the_http_status(status: str, code: str, kind: type[_errors.MpsError]) -> None:
    body = response(Error={"Code": code, "Message": "It cannot be."})
    error = failure_of(http(body, status, Date=DATE, Retry_After="7"))
    assert error.__class__ is kind
    assert str(error).startswith(f"DescribePersonSamples: {code}: It cannot be.")
    assert str(error).endswith(" (request id r-1)")
    assert (error.code, error.request_id, error.http_status) == (code, "r-1", int(status[:3]))
    assert (error.server_time, error.retry_after) == (NOW, 7.0)


@pytest.mark.parametrize(
    ("scripted", "kind", "words"),
    [
        (http(HTML, "404 Not Found"), _errors.ProtocolError, "HTTP 404 instead of 200. The body starts with '<html>"),
        (http(HTML, "429 Slow Down"), _errors.ThrottledError, "HTTP 429"),
        (http(HTML, "500 Oops"), _errors.ServerError, "HTTP 500"),
        (http(HTML, "503 Later"), _errors.ServerError, "HTTP 503"),
        (http(response(TotalCount=1), "503 Later"), _errors.ServerError, "HTTP 503"),
        (http(HTML), _errors.ProtocolError, "starts with '<html><body>Welcome"),
        (http(b""), _errors.ProtocolError, "is not the documented JSON"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", _errors.ProtocolError, "HTTP 204"),
        (http(b"\xff\xfe\x00"), _errors.ProtocolError, "is not the documented JSON"),
        (http(b'{"Response": {"RequestId": "r-1", "Total'), _errors.ProtocolError, "is not the documented JSON"),
        (http(b"[]"), _errors.ProtocolError, "is not the documented JSON"),
        (http(b'{"Response": []}'), _errors.ProtocolError, "is not the documented JSON"),
        (http({"Response": {"TotalCount": 1}}), _errors.ProtocolError, "is not the documented JSON"),
        (http(response(Error="no")), _errors.ProtocolError, "is not the documented JSON"),
        (http(response(Error={"Code": 7})), _errors.ProtocolError, "is not the documented JSON"),
        (http(response(Bad=1)), _errors.ContentError, "DescribePersonSamples: the response has no TotalCount"),
        (http(b"[" * 500_000), _errors.ProtocolError, "is not the documented JSON"),
        (http(b'{"a":' * 500_000), _errors.ProtocolError, "is not the documented JSON"),
        (http(b"9" * 10_000), _errors.ProtocolError, "is not the documented JSON"),
    ],
)  # fmt: skip
def test_undocumented_response_is_an_error(scripted: bytes, kind: type[_errors.MpsError], words: str) -> None:
    error = failure_of(scripted)
    assert error.__class__ is kind
    assert words in str(error)
    assert error.http_status == int(scripted[9:12])
    assert len(str(error)) < 250


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), (" 0 ", 0.0), ("-1", None), ("1e3", None), ("9999999", 9999999.0), (DATE, None)]
)
def test_retry_after_is_read_in_seconds(header: str, seconds: float | None) -> None:
    assert failure_of(http(b"", "429 Slow Down", Retry_After=header)).retry_after == seconds


@pytest.mark.parametrize(
    "header", ["now", "", "Tue, 99 Nov 2023 22:13:20 GMT", "\xe9", f"Mon, 01 Jan {10**20} 00:00:00 GMT"]
)
def test_invalid_date_header_is_ignored(header: str) -> None:
    assert failure_of(http(b"", "503 Later", Date=header)).server_time is None


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirect_is_not_followed(transport: Transport, status: str) -> None:
    with (
        ScriptedServer([]) as elsewhere,
        ScriptedServer([http(b"", status, Location=elsewhere.url)]) as server,
        pytest.raises(_errors.ProtocolError, match=r"redirect.*not followed.*Set 'endpoint'") as failed,
    ):
        ask(transport, server.url)
    assert failed.value.http_status == int(status[:3])


def test_body_over_the_limit_is_rejected_without_reading_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "BODY_LIMIT", 1024 * 1024)
    endless = itertools.chain([b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"], itertools.repeat(b" " * 65536))
    error = failure_of(endless)
    assert isinstance(error, _errors.ProtocolError)
    assert "longer than 1024 KiB" in str(error)
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)
    assert "longer than 1024 KiB" in str(failure_of(http(bomb, Content_Encoding="gzip")))


def test_cookies_are_not_kept(transport: Transport) -> None:
    with ScriptedServer([http(response(), Set_Cookie="crumb=1; Path=/"), http(response())]) as server:
        ask(transport, server.url)
        ask(transport, server.url)
    assert ["Cookie" in request.headers for request in server.requests] == [False, False]


def test_netrc_is_not_read(transport: Transport) -> None:
    netrc = Path.home() / ".netrc"
    netrc.write_text("machine 127.0.0.1 login someone password theirs\ndefault login x password y\n", encoding="utf-8")
    netrc.chmod(0o600)
    with ScriptedServer([http(response())]) as server:
        ask(transport, server.url)
    assert server.requests[0].headers["Authorization"].startswith("TC3-HMAC-SHA256 ")


def test_environment_proxy_is_used_when_use_proxies_is_true(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer([http(response(A=1))]) as proxy:
        monkeypatch.setenv("http_proxy", f"http://someone:their%20word@{proxy.address}")
        assert ask(transport, "http://api.example", use_proxies=True).value == {"A": 1}
    (request,) = proxy.requests
    assert request.line == "POST http://api.example/ HTTP/1.1"
    assert request.headers["Host"] == "api.example"
    assert request.headers["Proxy-Authorization"] == "Basic c29tZW9uZTp0aGVpciB3b3Jk"
    assert request.headers["Authorization"] == expected_signature(request)


@pytest.mark.parametrize(
    ("use_proxies", "no_proxy"), [(False, "other.example"), (True, "127.0.0.1")], ids=["disabled", "excluded"]
)
def test_proxy_is_bypassed_when_disabled_or_excluded(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, use_proxies: bool, no_proxy: str
) -> None:
    with ScriptedServer([]) as proxy, ScriptedServer([http(response(A=1))]) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", no_proxy)
        assert ask(transport, server.url, use_proxies=use_proxies).value == {"A": 1}


def test_sixteen_threads_get_their_own_responses(transport: Transport) -> None:
    def echo(request: Received) -> bytes:
        is_signed = request.headers["Authorization"] == expected_signature(request)
        return http(response(It=request.parameters["it"], Signed=is_signed))

    with ScriptedServer([echo] * 160) as server, ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(lambda n: ask(transport, server.url, {"it": n}).value, range(160)))
    assert replies == [{"It": n, "Signed": True} for n in range(160)]
