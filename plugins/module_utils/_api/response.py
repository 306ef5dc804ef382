# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What an HTTP answer means: a value, or the error it stands for. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from .._errors import MpsError, ProtocolError, ServerError, ThrottledError, error_class
from .call import ApiCall, ApiResponse
from .redaction import Redaction

_TOO_MANY_REQUESTS = 429
_SHOWN = 60  # characters of an answer that is not understood


@dataclass(frozen=True)
class HttpResponse:
    """An HTTP answer. The names in ``headers`` may be looked up in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def parse_response(answer: HttpResponse, call: ApiCall, secrets: Redaction) -> ApiResponse:
    """The reply to a call. Raises the errors of ``_errors``. HTTP 200 says nothing (api-facts 6.2)."""
    envelope = _envelope(answer.body)
    request_id = envelope.get("RequestId") if envelope else None
    facts: dict[str, Any] = {
        "http_status": answer.status,
        "request_id": secrets.clean(request_id) if request_id and isinstance(request_id, str) else None,
        "retry_after": _retry_after(answer.headers.get("Retry-After")),
        "server_time": _server_time(answer.headers.get("Date")),
    }
    error = envelope.get("Error") if envelope else None
    if isinstance(error, dict) and error.get("Code") and isinstance(error["Code"], str):
        code = secrets.clean(error["Code"])
        message = secrets.clean(f"{call.action}: {code}: {error.get('Message', '')}".rstrip(": "))
        raise error_class(code)(message, code=code, **facts)
    if answer.status != 200:
        raise _error_of_status(answer.status, call, facts)
    if envelope is None or error is not None or facts["request_id"] is None:
        raise ProtocolError(
            f"{call.action}: the answer is not the documented JSON{_beginning(answer, secrets)}", **facts
        )
    try:
        return ApiResponse(call.read(envelope), facts["request_id"])
    except ProtocolError as problem:
        raise ProtocolError(f"{call.action}: {problem.message}", **facts) from None


def _beginning(answer: HttpResponse, secrets: Redaction) -> str:
    """How an answer begins, which tells a gateway's page; but not JSON, which may hold keys that STS gave."""
    text = secrets.clean(answer.body.decode("utf-8", "replace")).lstrip()
    return "" if text[:1] in ("{", "[") else f": it begins with {text[:_SHOWN]!r}"


def _error_of_status(status: int, call: ApiCall, facts: Mapping[str, Any]) -> MpsError:
    if 300 <= status < 400:
        return ProtocolError(
            f"{call.action}: the endpoint answers with a redirect (HTTP {status}). It is not followed, because the"
            " signed request must not travel to another host; set 'endpoint' to the address of the API itself",
            **facts,
        )
    if status == _TOO_MANY_REQUESTS:
        return ThrottledError(f"{call.action}: HTTP {status}", **facts)
    if status >= 500:
        return ServerError(f"{call.action}: HTTP {status}", **facts)
    return ProtocolError(f"{call.action}: HTTP {status} instead of the documented 200; is 'endpoint' right?", **facts)


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    response = document.get("Response") if isinstance(document, dict) else None
    return response if isinstance(response, dict) else None


def _retry_after(value: str | None) -> float | None:
    """Seconds only; the date form would need a clock that may be the very thing that is wrong."""
    return float(value) if value is not None and re.fullmatch(r"[0-9]{1,6}", value.strip()) else None


def _server_time(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (TypeError, ValueError, OverflowError):
        return None
