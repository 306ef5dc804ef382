# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Turns an HTTP response into a value or an error. Does no I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from .._errors import ContentError, MpsError, ProtocolError, ServerError, ThrottledError, error_class
from .call import ApiCall, ApiResponse
from .redaction import Redaction

_TOO_MANY_REQUESTS = 429
_SHOWN = 60  # characters of a response that is not JSON


@dataclass(frozen=True)
class HttpResponse:
    """A response of the server. ``headers`` is case-insensitive. ``repr`` does not show the body of STS with keys."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def parse_response(response: HttpResponse, call: ApiCall, redaction: Redaction) -> ApiResponse:
    """The response to a call. Raises the errors of ``_errors``.

    HTTP 200 does not mean success: the body can hold an error (docs/api-facts.md section 6.2).
    """
    envelope = _envelope(response.body)
    request_id = envelope.get("RequestId") if envelope else None
    details: dict[str, Any] = {
        "http_status": response.status,
        "request_id": redaction.clean(request_id) if request_id and isinstance(request_id, str) else None,
        "retry_after": _retry_after(response.headers.get("Retry-After")),
        "server_time": _server_time(response.headers.get("Date")),
    }
    error = envelope.get("Error") if envelope else None
    if isinstance(error, dict) and error.get("Code") and isinstance(error["Code"], str):
        code = redaction.clean(error["Code"])
        message = redaction.clean(f"{call.action}: {code}: {error.get('Message', '')}".rstrip(": "))
        raise error_class(code)(message, code=code, **details)
    if response.status != 200:
        raise _error_of_status(response.status, call, details)
    if envelope is None or error is not None or details["request_id"] is None:
        raise ProtocolError(
            f"{call.action}: the response is not the documented JSON{_beginning(response, redaction)}. Check"
            " 'endpoint'",
            **details,
        )
    try:
        return ApiResponse(call.read(envelope), details["request_id"])
    except ProtocolError as problem:
        raise ContentError(f"{call.action}: {problem.message}. Check 'endpoint'", **details) from None


def _beginning(response: HttpResponse, redaction: Redaction) -> str:
    """The first characters of a response, such as an HTML page. Nothing for JSON, which can contain credentials."""
    text = redaction.clean(response.body.decode("utf-8", "replace")).lstrip()
    return "" if text[:1] in ("{", "[") else f". It starts with {text[:_SHOWN]!r}"


def _error_of_status(status: int, call: ApiCall, details: Mapping[str, Any]) -> MpsError:
    if 300 <= status < 400:
        return ProtocolError(
            f"{call.action}: the endpoint responded with a redirect (HTTP {status}). Redirects are not followed,"
            " because a signed request must not go to another host. Set 'endpoint' to the address of the API",
            **details,
        )
    if status == _TOO_MANY_REQUESTS:
        return ThrottledError(f"{call.action}: HTTP {status}", **details)
    if status >= 500:
        return ServerError(f"{call.action}: HTTP {status}", **details)
    return ProtocolError(f"{call.action}: HTTP {status} instead of 200. Check 'endpoint'", **details)


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    response = document.get("Response") if isinstance(document, dict) else None
    return response if isinstance(response, dict) else None


def _retry_after(value: str | None) -> float | None:
    """The header in seconds. An HTTP date is ignored, because the clock of this host may be wrong."""
    return float(value) if value is not None and re.fullmatch(r"[0-9]{1,6}", value.strip()) else None


def _server_time(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (TypeError, ValueError, OverflowError):
        return None
