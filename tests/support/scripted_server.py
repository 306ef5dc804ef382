# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A loopback server that sends the responses of a script, byte for byte, and records the requests."""

from __future__ import annotations

import enum
import json
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

TIMEOUT_S = 20.0  # how long the server waits for a client


class Instead(enum.Enum):
    """What the server does instead of a response, or instead of the rest of a response."""

    RESET = "reset the connection"
    SILENCE = "send nothing until the client disconnects"


@dataclass(frozen=True)
class Received:
    """One request as received; header names are as sent."""

    line: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> Any:
        return json.loads(self.body)


# A response: its bytes, pieces of bytes (possibly endless), or a function of the request.
Piece = bytes | Instead
ScriptedResponse = Piece | Iterable[Piece] | Callable[[Received], bytes]


def http(body: bytes | Mapping[str, Any], status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP response; ``headers``, with underscores for hyphens, replace the default headers."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close"}
    named.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + content


def response(**members: Any) -> dict[str, Any]:
    """Return the envelope of the API; ``RequestId`` is ``r-1`` unless it is given."""
    return {"Response": {"RequestId": "r-1", **members}}


class ScriptedServer:
    """Sends one response per connection, in the order of the script.

    The end of the ``with`` block fails if the number of requests differs from the number of responses. ``tls`` is a
    server context; ``address`` is ``host:port``.
    """

    def __init__(self, script: Sequence[ScriptedResponse], tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.failed_handshakes = 0
        self._script = list(script)
        self._tls = tls
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._waker, self._woken = socket.socketpair()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.address}"

    def __enter__(self) -> ScriptedServer:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._waker.close()
        for thread in self._threads:
            thread.join(TIMEOUT_S)
        self._woken.close()
        if kind is None:
            assert len(self.requests) == len(self._script), "the script has another number of responses"

    def _listen(self) -> None:
        with self._listener:
            while self._listener in select.select([self._listener, self._woken], [], [])[0]:
                connection, _address = self._listener.accept()
                connection.settimeout(TIMEOUT_S)
                self._threads.append(threading.Thread(target=self._serve, args=[connection], daemon=True))
                self._threads[-1].start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
        except OSError:
            plain.close()
            self.failed_handshakes += 1
            return
        with connection:
            request = _read_request(connection)
            if request is not None:
                with self._lock:
                    self.requests.append(request)
                    turn = len(self.requests) - 1
                if turn < len(self._script):
                    _respond(connection, request, self._script[turn])


def _respond(connection: socket.socket, request: Received, scripted: ScriptedResponse) -> None:
    pieces = scripted(request) if callable(scripted) else scripted
    try:
        for piece in [pieces] if isinstance(pieces, bytes | Instead) else pieces:
            if piece is Instead.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif piece is Instead.SILENCE:
                connection.recv(1)
            else:
                connection.sendall(piece)
    except OSError:
        return  # the client has closed the connection


def _read_request(connection: socket.socket) -> Received | None:
    """Read the next request; None if the client disconnects without a request."""
    with connection.makefile("rb") as stream:
        line = stream.readline().decode("latin-1").rstrip("\r\n")
        if not line:
            return None
        headers = {}
        for raw in iter(stream.readline, b"\r\n"):
            name, _colon, value = raw.decode("latin-1").rstrip("\r\n").partition(": ")
            headers[name] = value
        return Received(line, headers, stream.read(int(headers.get("Content-Length", 0))))
