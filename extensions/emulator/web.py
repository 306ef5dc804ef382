# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server on loopback.

``/`` is the API, ``/_emulator/`` the control, ``/latest/meta-data/`` the metadata service of a CVM.
"""

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
from emulator.service import HTML_PAGE, Service, WireResponse
from emulator.signature_check import WireRequest

# Above the documented limits, so that the service can respond with its own error code.
REQUEST_LINE_MAXIMUM = 1024 * 1024
HEADER_MAXIMUM = 64 * 1024
BACKLOG = 1024
STOP_TIMEOUT_S = 0.1
HANG_S = 3600


class ApiServer:
    """The HTTP server for one Service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._control = Control(service)
        self._http = web.Server(
            self._handle,
            request_factory=self._make_request,
            access_log=None,
            logger=_quiet_logger(),
            max_line_size=REQUEST_LINE_MAXIMUM,
            max_field_size=HEADER_MAXIMUM,
            keepalive_timeout=75.0,
            lingering_time=2.0,
        )
        self._listener: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Starts to listen and returns the port. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._http, host, port, ssl=tls, backlog=BACKLOG)
        return int(self._listener.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Closes every connection and drops the responses that are still delayed."""
        if self._listener is not None:
            self._listener.close()
        await self._http.shutdown(STOP_TIMEOUT_S)

    def _make_request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        """The default of aiohttp, except for the maximum size of the body."""
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=POST_MAXIMUM_BYTES + 1)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _mark, query = _origin_form(request.raw_path).partition("?")
        if path.startswith(CONTROL_PATH):
            return await self._control.respond(request, path[len(CONTROL_PATH) :])
        if path.startswith(METADATA_PATH):
            return await self._respond_to_metadata(request, path)
        if path not in ("", "/"):
            return _page(404, "Not Found")
        if request.method not in ("GET", "POST"):
            return _page(405, "Not Allowed")
        self._service.log.start_request(request.get_extra_info("peername"))
        try:
            return await self._respond(request, query)
        finally:
            self._service.log.finish_request()

    async def _respond_to_metadata(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if request.method != "GET":
            return _page(405, "Not Allowed")
        response = self._service.respond_to_metadata(request.method, path, time.time())
        if response.ending == "hang":
            await asyncio.sleep(HANG_S)
            return _reset(request)
        return _complete(response)

    async def _respond(self, request: web.BaseRequest, query: str) -> web.StreamResponse:
        try:
            body = await request.read() if request.body_exists else b""
        except web.HTTPRequestEntityTooLarge:
            body = b"\0" * (POST_MAXIMUM_BYTES + 1)  # too large in any case: the service refuses it by its size
        # The arrival is when the body is complete. Rate windows then see the requests in the order of arrival.
        arrival = time.monotonic()
        headers = {name.lower(): value for name, value in request.headers.items()}
        wire = WireRequest(request.method, query, headers, body)
        try:
            response = self._service.respond(wire, time.time(), arrival)
        except Exception:  # noqa: BLE001
            # A defect of the emulator. A traceback contains no values of variables, so it contains no secrets.
            traceback.print_exc()
            return _page(500, "Internal Server Error")
        if response.delay_s:
            await asyncio.sleep(response.delay_s - (time.monotonic() - arrival))
        if response.ending == "reset":
            return _reset(request)
        if response.ending == "truncate":
            return await _truncate(request, response)
        return _complete(response)


def _origin_form(target: str) -> str:
    """The request target without ``http://host``, which clients add when they use the emulator as a proxy."""
    scheme, separator, rest = target.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return target
    return "/" + rest.partition("/")[2]


def _complete(response: WireResponse) -> web.Response:
    return web.Response(body=response.body, status=response.status, headers=_headers(response))


def _headers(response: WireResponse) -> CIMultiDict[str]:
    headers = CIMultiDict(
        {
            hdrs.SERVER: "nginx",
            hdrs.DATE: _http_date(int(response.date)),
            hdrs.CONTENT_TYPE: response.content_type,
            "X-TC-TraceId": response.request_id,
        }
    )
    if response.retry_after is not None:
        headers[hdrs.RETRY_AFTER] = str(math.ceil(response.retry_after))
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
    """Close the connection with RST: with a linger time of 0, the socket drops its unsent data."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()  # aiohttp requires a return value, but the connection is closed


async def _truncate(request: web.BaseRequest, response: WireResponse) -> web.StreamResponse:
    """Sends the Content-Length of the complete body, then half of the body, and closes the connection."""
    stream = web.StreamResponse(status=response.status, headers=_headers(response))
    stream.content_length = len(response.body)
    await stream.prepare(request)
    await stream.write(response.body[: len(response.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return stream


def _quiet_logger() -> logging.Logger:
    """A logger without output: the client sees the errors of a connection, and a log could contain tokens."""
    logger = logging.getLogger("emulator.http")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
