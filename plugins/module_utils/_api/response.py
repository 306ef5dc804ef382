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
from .._text import clipped
from .call import ApiCall, ApiResponse
from .redaction import Redaction, hide_keys

_TOO_MANY_REQUESTS, _REQUEST_TIMEOUT = 429, 408
_SHOWN = 100  # characters of a response that is not as documented
_SECRET_WORDS = re.compile(rb"(?i)secret|token|password|credential")


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
    document = _json_object(response.body)
    envelope = document.get("Response")
    if not isinstance(envelope, dict):
        envelope = None
    request_id = envelope.get("RequestId") if envelope else None
    server_time = _server_time(response.headers.get("Date"))
    details: dict[str, Any] = {
        "http_status": response.status,
        "request_id": redaction.clean_word(request_id) if request_id and isinstance(request_id, str) else None,
        "retry_after": _retry_after(response.headers.get("Retry-After"), server_time),
        "server_time": server_time,
    }
    error = envelope.get("Error") if envelope else _old_error(document)
    if isinstance(error, dict) and error.get("Code") and isinstance(error["Code"], str):
        # The code decides before anything in it is redacted.
        code = redaction.clean_code(error["Code"])
        message = redaction.clean(str(error.get("Message", "")))
        raise error_class(error["Code"])(f"{call.action}: {code}: {message}".rstrip(": "), code=code, **details)
    if response.status != 200:
        raise _error_of_status(response, call, details, redaction)
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


def _old_error(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The error of a response in the form of the old API: ``{"code": 4100, "codeDesc": "AuthFailure"}``."""
    number, name = document.get("code"), document.get("codeDesc")
    if not isinstance(number, int) or number == 0:
        return None
    return {"Code": name if name and isinstance(name, str) else str(number), "Message": document.get("message", "")}


def _beginning(response: HttpResponse, redaction: Redaction) -> str:
    """The first characters of a response.

    JSON of a successful response is not shown, because it contains credentials or samples, even if it is damaged. In
    other texts, words that could be a key are hidden. HTML is a page of a gateway.
    """
    text = redaction.clean(response.body.decode("utf-8", "replace").lstrip(), len(response.body))
    if not text:
        return ". The body is empty"
    if not text.startswith("<"):
        is_json = text[:1] in ("{", "[") or '":' in text  # also behind characters that do not belong there
        if is_json and (response.status == 200 or _SECRET_WORDS.search(response.body)):
            return ""
        text = hide_keys(text)  # JSON that is damaged can hold a key under any name
    return f". The body starts with {clipped(text, _SHOWN)!r}"


def _error_of_status(
    response: HttpResponse, call: ApiCall, details: Mapping[str, Any], redaction: Redaction
) -> MpsError:
    status = response.status
    if 300 <= status < 400:
        return ProtocolError(
            f"{call.action}: the endpoint responded with a redirect (HTTP {status}). Redirects are not followed,"
            " because a signed request must not go to another host. Set 'endpoint' to the address of the API",
            **details,
        )
    beginning = _beginning(response, redaction)
    if status == _TOO_MANY_REQUESTS:
        return ThrottledError(f"{call.action}: HTTP {status}{beginning}", **details)
    if status >= 500 or status == _REQUEST_TIMEOUT:
        return ServerError(f"{call.action}: HTTP {status}{beginning}", **details)
    return ProtocolError(f"{call.action}: HTTP {status} instead of 200{beginning}. Check 'endpoint'", **details)


def _json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body; empty if it is something else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _retry_after(value: str | None, server_time: float | None) -> float | None:
    """The header in seconds. A date counts from the server's clock, because the clock of this host may be wrong."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", value.strip()):
        return float(value)
    date = _server_time(value)
    return None if date is None or server_time is None else max(0.0, date - server_time)


def _server_time(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (TypeError, ValueError, OverflowError):
        return None
