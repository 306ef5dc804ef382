# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers and environments that would have a secret shown, or raise what is not one of the errors."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api import transport as _transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, Credentials, Target
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.redaction import Redaction
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.retry import is_retryable
from support.scripted_server import ScriptedServer, http, response

KEYS = Credentials("AKIDthe-id-of-a-key-1234", "the-secret-of-a-key", "the-token-of-a-key")


def failure_of(url: str, use_proxies: bool = False) -> _errors.MpsError:
    call = ApiCall("mps", "2019-06-12", "DescribePersonSamples", {}, dict)
    target = Target(url, use_proxies=use_proxies)
    with closing(_transport.Transport(1)) as transport, pytest.raises(_errors.MpsError) as failed:
        transport.send(call, target, KEYS, time.time, 5.0)
    return failed.value


def failure_after(answer: bytes | Iterable[bytes]) -> _errors.MpsError:
    with ScriptedServer([answer]) as server:
        return failure_of(server.url)


@pytest.mark.parametrize("before", range(30, 62, 4))
def test_a_body_is_not_cut_through_a_secret(before: int) -> None:
    assert "the-secret" not in str(failure_after(http(b"x" * before + KEYS.secret_key.encode())))


def test_a_status_line_is_not_cut_through_a_secret() -> None:
    assert "the-secret" not in str(failure_after(b"x" * 188 + KEYS.secret_key.encode() + b"\r\n"))


def test_a_code_and_a_request_id_are_cleaned_too() -> None:
    error = {"Code": f"AuthFailure.{KEYS.secret_key}", "Message": ""}
    failure = failure_after(http(response(RequestId=KEYS.token, Error=error)))
    for shown in (str(failure), repr(failure.as_result())):
        assert KEYS.secret_key not in shown
        assert str(KEYS.token) not in shown


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=2, max_size=2), st.text("abc ", max_size=30))
def test_one_secret_may_stand_in_another(secrets: list[str], text: str) -> None:
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
def test_the_password_of_a_proxy_is_not_shown_however_it_is_written(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    failure = failure_of("https://api.example", use_proxies=True)
    assert isinstance(failure, _errors.TransportError)
    assert "hunter2" not in str(failure)


def test_a_proxy_that_repeats_its_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer([b"HTTP/1.1 502 Bad someone:hunter2\r\n\r\n"]) as server:
        monkeypatch.setenv("https_proxy", f"http://someone:hunter2@{server.address}")
        assert "hunter2" not in str(failure_of("https://api.example", use_proxies=True))


@pytest.mark.parametrize("location", ["http://[::1", "\xff\xfe", "", "http://127.0.0.1:1/"])
def test_a_redirect_is_refused_wherever_it_points(location: str) -> None:
    assert "redirect" in str(failure_after(http(b"", "307 T", Location=location)))


def test_the_body_of_a_redirect_is_not_read_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_a_request_id_that_is_no_text_is_not_as_documented(request_id: Any) -> None:
    assert isinstance(failure_after(http(response(RequestId=request_id))), _errors.ProtocolError)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        http(b"certainly not gzip", Content_Encoding="gzip"),
    ],
    ids=["short", "chunk missing", "no chunk", "no gzip"],
)
def test_what_is_cut_short_or_garbled_is_said_so_and_worth_another_try(answer: bytes) -> None:
    failure = failure_after(answer)
    assert isinstance(failure, _errors.ProtocolError)
    assert str(failure) == "DescribePersonSamples: the response is truncated or damaged"
    assert is_retryable(failure)


def test_a_ca_bundle_that_is_not_there_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/does/not/exist")
    failure = failure_of("https://127.0.0.1:1")
    assert "REQUESTS_CA_BUNDLE" in str(failure)
    assert not is_retryable(failure)
