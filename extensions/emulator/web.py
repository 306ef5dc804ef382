# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP on loopback: the API on ``/``, the control on ``/_emulator/``, a CVM's metadata on ``/latest/meta-data/``."""

from __future__ import annotations

import asyncio
import logging
import math
import socket
import ssl
import struct
import time
import traceback
from email.utils import formatdate
from functools import lru_cache

from aiohttp import StreamReader, hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from multidict import CIMultiDict

from emulator.admission import POST_MAXIMUM_BYTES
from emulator.control import CONTROL_PATH, Control
from emulator.metadata import METADATA_PATH
from emulator.service import HTML_PAGE, Reply, Service
from emulator.signature_check import WireRequest

QUERY_LINE_MAXIMUM = 1024 * 1024  # beyond the documented limits, so that the service can answer with its own code
HEADER_MAXIMUM = 64 * 1024
BACKLOG = 1024
STOP_PATIENCE_S = 0.1
HANG_S = 3600


class ApiServer:
    """Serves one Service until it is stopped."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._control = Control(service)
        self._http = web.Server(
            self._handle,
            request_factory=self._make_request,
            access_log=None,
            logger=_quiet_logger(),
            max_line_size=QUERY_LINE_MAXIMUM,
            max_field_size=HEADER_MAXIMUM,
            keepalive_timeout=75.0,
            lingering_time=2.0,
        )
        self._listener: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Listens, and returns the port; raises OSError if that cannot be."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._http, host, port, ssl=tls, backlog=BACKLOG)
        return int(self._listener.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Closes every connection; answers that are still delayed are dropped."""
        if self._listener is not None:
            self._listener.close()
        await self._http.shutdown(STOP_PATIENCE_S)

    def _make_request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        """As aiohttp would, but for the size of the body."""
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=POST_MAXIMUM_BYTES + 1)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _mark, query = _origin_form(request.raw_path).partition("?")
        if path.startswith(CONTROL_PATH):
            return await self._control.answer(request, path[len(CONTROL_PATH) :])
        if path.startswith(METADATA_PATH):
            return await self._answer_metadata(request, path)
        if path not in ("", "/"):
            return _page(404, "Not Found")
        if request.method not in ("GET", "POST"):
            return _page(405, "Not Allowed")
        self._service.log.arrived(request.get_extra_info("peername"))
        try:
            return await self._answer(request, query)
        finally:
            self._service.log.left()

    async def _answer_metadata(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if request.method != "GET":
            return _page(405, "Not Allowed")
        reply = self._service.answer_metadata(request.method, path, time.time())
        if reply.ending == "hang":
            await asyncio.sleep(HANG_S)
            return _reset(request)
        return web.Response(body=reply.body, status=reply.status, headers=_headers(reply))

    async def _answer(self, request: web.BaseRequest, query: str) -> web.StreamResponse:
        try:
            body = await request.read() if request.body_exists else b""
        except web.HTTPRequestEntityTooLarge:
            body = b"\0" * (POST_MAXIMUM_BYTES + 1)  # refused by its size before anybody looks into it
        # A request has arrived when it is whole: rate windows count in the order in which they are told of requests.
        arrival = time.monotonic()
        headers = {name.lower(): value for name, value in request.headers.items()}
        wire = WireRequest(request.method, query, headers, body)
        try:
            reply = self._service.answer(wire, time.time(), arrival)
        except Exception:  # noqa: BLE001
            # A flaw of the emulator itself; a traceback holds no values, and so no secrets.
            traceback.print_exc()
            return _page(500, "Internal Server Error")
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s - (time.monotonic() - arrival))
        if reply.ending == "reset":
            return _reset(request)
        if reply.ending == "truncate":
            return await _cut_short(request, reply)
        return web.Response(body=reply.body, status=reply.status, headers=_headers(reply))


def _origin_form(target: str) -> str:
    """The target of a request without ``http://host``, which it has if it was meant for a proxy."""
    scheme, separator, rest = target.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return target
    return "/" + rest.partition("/")[2]


def _headers(reply: Reply) -> CIMultiDict[str]:
    headers = CIMultiDict(
        {
            hdrs.SERVER: "nginx",
            hdrs.DATE: _http_date(int(reply.date)),
            hdrs.CONTENT_TYPE: reply.content_type,
            "X-TC-TraceId": reply.request_id,
        }
    )
    if reply.retry_after is not None:
        headers[hdrs.RETRY_AFTER] = str(math.ceil(reply.retry_after))
    return headers


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


def _page(status: int, title: str) -> web.Response:
    text = f"{status} {title}".encode()
    return web.Response(
        status=status, body=HTML_PAGE % (text, text), content_type="text/html", headers={hdrs.SERVER: "nginx"}
    )


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    """Closes the connection by RST: a socket that lingers for no time at all drops what it has."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()  # goes nowhere; aiohttp wants something


async def _cut_short(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Promises the whole body, sends half of it and closes."""
    response = web.StreamResponse(status=reply.status, headers=_headers(reply))
    response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(reply.body[: len(reply.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _quiet_logger() -> logging.Logger:
    """What goes wrong in a connection is the client's to see; a log could repeat headers with tokens."""
    logger = logging.getLogger("emulator.http")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
