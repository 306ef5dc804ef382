# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests to servers that drip bytes end when they are aborted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.abort import Abortable
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    Credentials,
    MetadataCall,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.transport import Transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.workers import THREADS_PER_ATTEMPT, Workers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, TransportError
from emulator.throwaway_ca import make_tls
from support.scripted_server import Instead, Piece, ScriptedServer

PATIENCE_S = 120.0
STATUS = b"HTTP/1.1 200 OK\r\n"
STARTS = {
    "in the status line": b"HTTP/1.1 2",
    "in the headers": STATUS + b"X-One: ",
    "in a body with a length": STATUS + b"Content-Length: 999999\r\n\r\n{",
    "in a body until the end": STATUS + b"Connection: close\r\n\r\n{",
    "in a chunk": STATUS + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n{",
}
EACH_START = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)


def dripping(start: bytes, began: threading.Event | None = None) -> Iterator[Piece]:
    """The start of a response, and then one byte at a time, far more often than any read timeout."""
    yield start
    if began is not None:
        began.set()
    for _byte in range(2_000):
        time.sleep(0.01)
        yield b" "


def send(transport: Transport, url: str, **target: Any) -> Any:
    call = ApiCall("mps", "2019-06-12", "DescribePersonSamples", {}, dict)
    options = {"use_proxies": False, **target}
    return transport.send(call, Target(url, **options), Credentials("AKID", "key"), lambda: 1_700_000_000.0, PATIENCE_S)


def aborted(request: Any, began: threading.Event) -> list[BaseException]:
    """The errors of a request in another thread that is aborted after its response has begun."""
    abortable = Abortable()
    errors: list[BaseException] = []

    def run() -> None:
        with abortable.running():
            try:
                request()
            except MpsError as error:
                errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert began.wait(PATIENCE_S)
    abortable.abort()
    thread.join(PATIENCE_S / 2)
    assert not thread.is_alive()
    return errors


@EACH_START
def test_request_to_a_dripping_server_ends_when_it_is_aborted(start: bytes) -> None:
    began = threading.Event()
    with ScriptedServer([dripping(start, began)]) as server, closing(Transport(1)) as transport:
        assert len(aborted(lambda: send(transport, server.url), began)) == 1


@EACH_START
def test_request_over_tls_ends_when_it_is_aborted(start: bytes, tmp_path: Path) -> None:
    began = threading.Event()
    context, authority = make_tls()
    (tmp_path / "ca.pem").write_bytes(authority)
    with ScriptedServer([dripping(start, began)], context) as server, closing(Transport(1)) as transport:
        url = f"https://{server.address}"
        assert len(aborted(lambda: send(transport, url, verify=str(tmp_path / "ca.pem")), began)) == 1


def test_request_to_a_metadata_service_ends_when_it_is_aborted() -> None:
    began = threading.Event()
    with ScriptedServer([dripping(STARTS["in a body until the end"], began)]) as server:
        call = MetadataCall(server.url + "/latest", PATIENCE_S)
        transport = Transport(1)
        aborted(lambda: transport.send(call, None, None, time.time, PATIENCE_S), began)


def test_request_that_is_aborted_before_it_connects_is_not_sent() -> None:
    abortable = Abortable()
    abortable.abort()
    with (
        ScriptedServer([]) as server,
        closing(Transport(1)) as transport,
        abortable.running(),
        pytest.raises(TransportError),
    ):
        send(transport, server.url)


def test_request_after_the_abort_of_another_one_is_sent() -> None:
    began = threading.Event()
    body = b'{"Response": {"RequestId": "r-1"}}'
    whole = STATUS + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with ScriptedServer([dripping(b"HTTP/1.1 2", began), whole]) as server, closing(Transport(1)) as transport:
        aborted(lambda: send(transport, server.url), began)
        assert send(transport, server.url).request_id == "r-1"


def test_threads_stay_bounded_when_every_response_drips() -> None:
    size, attempts = 4, 24
    script = [dripping(STARTS["in the headers"]) for _attempt in range(attempts)]
    started: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        started.append(thread)
        thread.start()

    with ScriptedServer(script) as server, closing(Transport(size)) as transport:
        workers = Workers(size, start)
        sent = ended = 0
        while ended < attempts:
            if sent < attempts and workers.free:
                workers.start(sent, lambda: send(transport, server.url), 0.2)
                sent += 1
                continue
            collected = workers.collect(None)
            assert collected is not None
            assert isinstance(collected[1], TransportError)
            ended += 1
        workers.stop()
        for thread in started:
            thread.join(PATIENCE_S)
    assert len(started) <= size * THREADS_PER_ATTEMPT
    assert not [thread for thread in started if thread.is_alive()]


@pytest.mark.parametrize("piece", [Instead.SILENCE])
def test_silent_request_ends_when_it_is_aborted(piece: Piece) -> None:
    began = threading.Event()

    def silent() -> Iterator[Piece]:
        began.set()
        yield piece

    with ScriptedServer([silent()]) as server, closing(Transport(1)) as transport:
        assert len(aborted(lambda: send(transport, server.url), began)) == 1
