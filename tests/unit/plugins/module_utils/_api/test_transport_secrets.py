# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers and environments that try to make an error show a secret, or to raise an unnamed exception."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api import transport as _transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    MetadataCall,
    Request,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.redaction import Redaction
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.response import HttpResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.retry import is_retryable
from support.scripted_server import ScriptedServer, http, response

KEYS = Credentials("AKIDthe-id-of-a-key-1234", "the-secret-of-a-key", "the-token-of-a-key")


def failure_of(url: str, use_proxies: bool = False) -> _errors.MpsError:
    call = ApiCall("mps", "2019-06-12", "DescribePersonSamples", {}, dict)
    target = Target(url, use_proxies=use_proxies)
    with closing(_transport.Transport(1)) as transport, pytest.raises(_errors.MpsError) as failed:
        transport.send(call, target, KEYS, time.time, 5.0)
    return failed.value


def failure_after(scripted: bytes | Iterable[bytes]) -> _errors.MpsError:
    with ScriptedServer([scripted]) as server:
        return failure_of(server.url)


@pytest.mark.parametrize("before", range(30, 62, 4))
def test_body_excerpt_does_not_show_part_of_a_secret(before: int) -> None:
    assert "the-secret" not in str(failure_after(http(b"x" * before + KEYS.secret_key.encode())))


def test_key_without_its_name_is_not_shown_in_an_excerpt_of_json() -> None:
    key = "Xo8QzKs01fHcVn7eTgLpRmWyBd2JuA5i"
    body = b'{"Response": "%s", "message": "no healthy upstream"}' % key.encode()
    shown = str(failure_after(http(body, "503 Unavailable")))
    assert key not in shown
    assert "no healthy upstream" in shown


@pytest.mark.parametrize("before", ["\0", ")]}'\n", "x", "null"])
def test_credentials_behind_other_characters_are_not_shown(before: str) -> None:
    body = before + json.dumps(response(Credentials={"TmpSecretKey": "Xo8QzKs01fHcVn7eTgLpRmWyBd2JuA5i"}))
    shown = str(failure_after(http(body.encode())))
    assert "Xo8Q" not in shown
    assert "is not the documented JSON. Check" in shown


def test_status_line_excerpt_does_not_show_part_of_a_secret() -> None:
    assert "the-secret" not in str(failure_after(b"x" * 188 + KEYS.secret_key.encode() + b"\r\n"))


def test_secrets_in_error_code_and_request_id_are_redacted() -> None:
    error = {"Code": f"AuthFailure.{KEYS.secret_key}", "Message": ""}
    failure = failure_after(http(response(RequestId=KEYS.token, Error=error)))
    for shown in (str(failure), repr(failure.as_result())):
        assert KEYS.secret_key not in shown
        assert str(KEYS.token) not in shown


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=2, max_size=2), st.text("abc ", max_size=30))
def test_secret_contained_in_another_secret_is_redacted(secrets: list[str], text: str) -> None:
    key, token = secrets
    cleaned = Redaction(Credentials("AKID1234", key, token), {}).clean(text)
    assert all(secret not in cleaned for secret in secrets)


@pytest.mark.parametrize(
    "proxy",
    [
        "http://me:hunter2/x@127.0.0.1:1",
        "http://me:hunter2#x@127.0.0.1:1",
        "http://me:hunter2?x@127.0.0.1:1",
        "http://me:hunter2@",
        "http://me:hun[ter2@127.0.0.1:1",
        "http://me:%E7%95%8Chunter2@127.0.0.1:1",
        "http://me:hunter2@127.0.0.1:1",
    ],
)
def test_proxy_password_is_not_shown_in_any_notation(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    failure = failure_of("https://api.example", use_proxies=True)
    assert isinstance(failure, _errors.TransportError)
    assert "hunter2" not in str(failure)


def test_password_repeated_by_a_proxy_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer([b"HTTP/1.1 502 Bad someone:hunter2\r\n\r\n"]) as server:
        monkeypatch.setenv("https_proxy", f"http://someone:hunter2@{server.address}")
        assert "hunter2" not in str(failure_of("https://api.example", use_proxies=True))


@pytest.mark.parametrize("location", ["http://[::1", "\xff\xfe", "", "http://127.0.0.1:1/"])
def test_redirect_is_rejected_for_any_location(location: str) -> None:
    assert "redirect" in str(failure_after(http(b"", "307 T", Location=location)))


def test_redirect_body_is_not_read_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "BODY_LIMIT", 65536)
    sent = []

    def pieces() -> Iterator[bytes]:
        yield b"HTTP/1.1 307 T\r\nLocation: /x\r\nContent-Length: 67108864\r\n\r\n"
        for piece in range(1024):
            sent.append(piece)
            yield b" " * 65536

    failure_after(pieces())
    assert len(sent) < 500


@pytest.mark.parametrize("request_id", [None, 7, ""])
def test_missing_or_invalid_request_id_is_a_protocol_error(request_id: Any) -> None:
    assert isinstance(failure_after(http(response(RequestId=request_id))), _errors.ProtocolError)


@pytest.mark.parametrize(
    "scripted",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        http(b"certainly not gzip", Content_Encoding="gzip"),
    ],
    ids=["short", "chunk missing", "no chunk", "no gzip"],
)
def test_truncated_or_corrupt_body_is_reported_and_retryable(scripted: bytes) -> None:
    failure = failure_after(scripted)
    assert isinstance(failure, _errors.ProtocolError)
    assert str(failure) == "DescribePersonSamples: the response is truncated or damaged"
    assert is_retryable(failure)


def test_missing_ca_bundle_is_not_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/does/not/exist")
    failure = failure_of("https://127.0.0.1:1")
    assert isinstance(failure, _errors.ConfigurationError)
    assert "REQUESTS_CA_BUNDLE '/does/not/exist' cannot be used: No such file" in str(failure)
    assert not is_retryable(failure)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "http://[::1",
        "http://[bad]/",
        "ftp://x/",
        "http://127.0.0.1:x/",
        "http://a b/",
        "http://x\ud800/",
    ],
)
def test_invalid_address_of_the_metadata_service_is_a_transport_error(url: str) -> None:
    with closing(_transport.Transport(1)) as transport, pytest.raises(_errors.TransportError):
        transport.send(MetadataCall(url, 1.0), None, None, time.time, 5.0)


def test_password_in_the_address_of_the_metadata_service_is_not_shown() -> None:
    call = MetadataCall("http://me:hunter2@127.0.0.1:1/", 1.0)
    with closing(_transport.Transport(1)) as transport, pytest.raises(_errors.TransportError) as failed:
        transport.send(call, None, None, time.time, 5.0)
    assert "hunter2" not in str(failed.value)


def test_metadata_response_is_not_read_beyond_the_limit() -> None:
    with ScriptedServer([http(b"x" * 200_000)]) as server, closing(_transport.Transport(1)) as transport:
        response = transport.send(MetadataCall(server.url, 5.0), None, None, time.time, 5.0)
    assert response.value == (200, "x" * _transport.METADATA_BODY_LIMIT)


def test_reprs_do_not_show_secrets() -> None:
    call = ApiCall("sts", "2018-08-13", "A", {"WebIdentityToken": "hunter2"}, dict, ("hunter2",))
    values = (call, KEYS, HttpResponse(200, {}, b"hunter2"), ApiResponse((200, "hunter2"), "r"))
    shown = repr((Request(call, Target("https://sts.example"), KEYS, "key"), *values))
    assert not [secret for secret in ("hunter2", KEYS.secret_key, str(KEYS.token)) if secret in shown]
