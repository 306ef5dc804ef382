# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that sends every connection to one emulator, for clients with fixed host names."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from types import TracebackType
from urllib.parse import urlsplit

from support.emulator_process import EmulatorProcess

TIMEOUT_S = 30
MAX_HEAD_BYTES = 64 * 1024
CHUNK = 64 * 1024


class DetourProxy:
    """A context manager: an HTTP proxy on loopback, at ``url``, with one thread for each connection.

    ``CONNECT any.host:443`` connects to the emulator, which must use TLS with the API hosts in its certificate. A
    request in absolute form (plain HTTP) is forwarded unchanged, over TLS if the emulator uses TLS. ``detours`` lists
    the requested hosts in order, such as ``sts.tencentcloudapi.com:443``.
    """

    def __init__(self, emulator: EmulatorProcess) -> None:
        host, _colon, port = emulator.endpoint.rpartition(":")
        self._address = (host.strip("[]"), int(port))
        self._tls = ssl.create_default_context(cafile=emulator.ca_file) if emulator.ca_file else None
        self._open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), self)
        self.detours: list[str] = []
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that make a program use this proxy."""
        return {"http_proxy": self.url, "https_proxy": self.url}

    def __enter__(self) -> DetourProxy:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        for one in list(self._open):
            _close(one)
        self._server.server_close()

    def serve(self, client: socket.socket) -> None:
        """Serve one connection until it ends."""
        client.settimeout(TIMEOUT_S)
        head = _read_head(client)
        method, _blank, rest = head.partition(b" ")
        target = rest.partition(b" ")[0].decode("ascii", "replace")
        tunnel = method == b"CONNECT"
        self.detours.append(target if tunnel else urlsplit(target).netloc)
        with self._connect(self._tls if not tunnel else None) as emulator:
            self._open |= {client, emulator}
            try:
                if tunnel:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    head = head.partition(b"\r\n\r\n")[2]
                emulator.sendall(head)
                responses = threading.Thread(target=_forward, args=(emulator, client), daemon=True)
                responses.start()
                _forward(client, emulator)
                responses.join()
            finally:
                self._open -= {client, emulator}

    def _connect(self, tls: ssl.SSLContext | None) -> socket.socket:
        connection = socket.create_connection(self._address, TIMEOUT_S)
        return connection if tls is None else tls.wrap_socket(connection, server_hostname=self._address[0])


class _Server(socketserver.ThreadingTCPServer):
    block_on_close = True

    def __init__(self, address: tuple[str, int], proxy: DetourProxy) -> None:
        self.proxy = proxy
        super().__init__(address, _Connection)


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # a closed connection needs no report
            self.server.proxy.serve(self.request)


def _read_head(client: socket.socket) -> bytes:
    """Read at least up to the empty line; raise OSError if the line does not arrive."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(CHUNK)
        if not chunk or len(head) > MAX_HEAD_BYTES:
            raise ConnectionAbortedError("no request")
        head += chunk
    return head


def _forward(source: socket.socket, target: socket.socket) -> None:
    """Forward all data until one side closes, then close the target."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    _close(target)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
