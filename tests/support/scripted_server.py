# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A loopback server that says what its script says, byte for byte, and keeps what it was asked."""

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

PATIENCE_S = 20.0  # how long a server waits for a client that went astray


class Instead(enum.Enum):
    """What a server may do in place of an answer, or of the rest of it."""

    RESET = "break the connection off"
    SILENCE = "say nothing until the client hangs up"


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire; the names of ``headers`` are as sent."""

    line: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> Any:
        return json.loads(self.body)


# The bytes of an answer whole or in pieces (which may never end), or made from the request.
Piece = bytes | Instead
Answer = Piece | Iterable[Piece] | Callable[[Received], bytes]


def http(body: bytes | Mapping[str, Any], status: str = "200 OK", **headers: str) -> bytes:
    """An answer with a right length; ``headers`` have underscores for hyphens and replace the usual ones."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close"}
    named.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + content


def response(**members: Any) -> dict[str, Any]:
    """The envelope of the API; ``RequestId`` is there unless it is given."""
    return {"Response": {"RequestId": "r-1", **members}}


class ScriptedServer:
    """Answers one request a connection, in order of the script. Leaving the ``with`` fails where the requests were more
    or fewer than the answers. ``tls`` is the context of a server; ``address`` is ``host:port``.
    """

    def __init__(self, script: Sequence[Answer], tls: ssl.SSLContext | None = None) -> None:
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
            thread.join(PATIENCE_S)
        self._woken.close()
        if kind is None:
            assert len(self.requests) == len(self._script), "not as many requests as the script has answers"

    def _listen(self) -> None:
        with self._listener:
            while self._listener in select.select([self._listener, self._woken], [], [])[0]:
                connection, _address = self._listener.accept()
                connection.settimeout(PATIENCE_S)
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
                    _answer(connection, request, self._script[turn])


def _answer(connection: socket.socket, request: Received, answer: Answer) -> None:
    said = answer(request) if callable(answer) else answer
    try:
        for piece in [said] if isinstance(said, bytes | Instead) else said:
            if piece is Instead.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif piece is Instead.SILENCE:
                connection.recv(1)
            else:
                connection.sendall(piece)
    except OSError:
        return  # the client has heard enough


def _read_request(connection: socket.socket) -> Received | None:
    """The next request, None where the client hangs up without one."""
    with connection.makefile("rb") as stream:
        line = stream.readline().decode("latin-1").rstrip("\r\n")
        if not line:
            return None
        headers = {}
        for raw in iter(stream.readline, b"\r\n"):
            name, _colon, value = raw.decode("latin-1").rstrip("\r\n").partition(": ")
            headers[name] = value
        return Received(line, headers, stream.read(int(headers.get("Content-Length", 0))))
