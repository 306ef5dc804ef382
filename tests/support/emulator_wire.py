# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed requests to a running emulator, each on a new connection."""

from __future__ import annotations

import json
import ssl
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any

from support.emulator_process import EmulatorProcess
from support.emulator_signing import signed_request

ACCOUNT: dict[str, Any] = {"name": "studio sg/1", "uin": "100000000001", "generate": {"count": 250}}
STATE: dict[str, Any] = {"accounts": [ACCOUNT]}
NAME = ACCOUNT["name"]


def connect(emulator: EmulatorProcess) -> HTTPConnection:
    """Return a new connection to the emulator."""
    host, _colon, port = emulator.endpoint.rpartition(":")
    if emulator.ca_file is None:
        return HTTPConnection(host.strip("[]"), int(port), timeout=120)
    context = ssl.create_default_context(cafile=emulator.ca_file)
    return HTTPSConnection(host.strip("[]"), int(port), timeout=120, context=context)


def send(emulator: EmulatorProcess, parameters: Any = b"{}", **more: Any) -> tuple[HTTPResponse, bytes]:
    """Send a signed request and return the response with its body."""
    keys = emulator.credentials[NAME]
    request = signed_request(keys["secret_id"], keys["secret_key"], parameters, host=emulator.endpoint, **more)
    connection = connect(emulator)
    try:
        target = f"/?{request.query}" if request.query else "/"
        connection.request(request.method, target, request.body or None, dict(request.headers))
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def members(body: bytes) -> dict[str, Any]:
    """Return the members of ``Response``."""
    response: dict[str, Any] = json.loads(body)["Response"]
    return response
