# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Ends a request from another thread, by closing its connection.

A read timeout does not end a request whose server sends one byte from time to time. The thread of such a request would
run for hours.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

_current = threading.local()


class Abortable:
    """The connection that a thread uses. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._socket: Any = None
        self._is_aborted = False

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """The connections that this thread uses in the block can be closed."""
        _current.abortable = self
        try:
            yield
        finally:
            _current.abortable = None
            with self._lock:
                self._connection = self._socket = None  # another request can use the connection now

    def use(self, connection: Any) -> None:
        """``connection`` is one of ``urllib3``. Raises ``OSError`` if the request was aborted before."""
        with self._lock:
            self._connection = connection
            # A connection without keep-alive forgets its socket before the body is read.
            self._socket = getattr(connection, "sock", None) or self._socket
            if self._is_aborted:
                raise OSError("the request was aborted")

    def abort(self) -> None:
        """Close the connection. The thread of the request then gets an error, and ends."""
        with self._lock:
            self._is_aborted = True
            for used in (self._socket, getattr(self._connection, "sock", None)):
                lower = getattr(used, "socket", used)  # TLS inside the TLS of a proxy is no socket
                if isinstance(lower, socket.socket):
                    with contextlib.suppress(OSError):
                        # Not the method of SSLSocket, which changes its state while the other thread reads.
                        socket.socket.shutdown(lower, socket.SHUT_RDWR)


def make_abortable(manager: Any) -> None:
    """Let the current ``Abortable`` of a thread know each connection that it gets from a ``urllib3`` pool manager."""
    manager.pool_classes_by_scheme = {
        scheme: _abortable_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _abortable_pool(pool: Any) -> Any:
    if issubclass(pool.ConnectionCls, _AbortableConnection):
        return pool
    connection = type("Connection", (_AbortableConnection, pool.ConnectionCls), {})
    return type("Pool", (pool,), {"ConnectionCls": connection})


class _AbortableConnection:
    """Comes before a connection class of ``urllib3``."""

    def connect(self) -> Any:
        self._use()
        connected = super().connect()  # type: ignore[misc]
        self._use()
        return connected

    def putrequest(self, *arguments: Any, **options: Any) -> Any:
        self._use()
        return super().putrequest(*arguments, **options)  # type: ignore[misc]

    def getresponse(self, *arguments: Any, **options: Any) -> Any:
        self._use()
        return super().getresponse(*arguments, **options)  # type: ignore[misc]

    def _use(self) -> None:
        abortable: Abortable | None = getattr(_current, "abortable", None)
        if abortable is not None:
            abortable.use(self)
