# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""TC3-HMAC-SHA256 signatures of POST requests with a JSON body.

The algorithm is "Signature v3" of Tencent Cloud (docs/api-facts.md sections 1.1 to 1.3). The tests compare it with all
published vectors and with the official SDK, byte for byte.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Callable
from urllib.parse import urlsplit

from .call import Credentials

if TYPE_CHECKING:
    from requests import PreparedRequest
    from requests.auth import AuthBase
else:
    try:
        from requests.auth import AuthBase
    except ImportError:
        AuthBase = object  # modules and lookup report the missing library before they sign anything

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json"


def canonical_request(headers: Mapping[str, str], payload: bytes) -> tuple[str, str]:
    """The canonical request of a POST, and its list of signed headers.

    ``headers`` must contain ``content-type`` and ``host`` as they are sent. Names and values are converted to lower
    case and stripped here.
    """
    normalized = sorted((name.strip().lower(), value.strip().lower()) for name, value in headers.items())
    canonical_headers = "".join(f"{name}:{value}\n" for name, value in normalized)
    signed_headers = ";".join(name for name, value in normalized)
    payload_hash = hashlib.sha256(payload).hexdigest()
    return f"POST\n/\n\n{canonical_headers}\n{signed_headers}\n{payload_hash}", signed_headers


def authorization(
    credentials: Credentials, service: str, headers: Mapping[str, str], payload: bytes, timestamp: int
) -> str:
    """The ``Authorization`` header of a POST.

    ``timestamp`` is the value of ``X-TC-Timestamp`` in Unix seconds. Its UTC date is part of the credential scope.
    """
    request, signed_headers = canonical_request(headers, payload)
    date = time.strftime("%Y-%m-%d", time.gmtime(timestamp))
    scope = f"{date}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = ("TC3" + credentials.secret_key).encode()
    for part in (date, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        f"{ALGORITHM} Credential={credentials.secret_id}/{scope}, SignedHeaders={signed_headers}, Signature={signature}"
    )


class TC3Auth(AuthBase):
    """Signs a prepared request when it is sent.

    An ``AuthBase`` also prevents ``requests`` from replacing the header by an entry of ``~/.netrc``. ``clock`` returns
    the server's time in Unix seconds.
    """

    def __init__(self, credentials: Credentials, service: str, clock: Callable[[], float]) -> None:
        self._credentials = credentials
        self._service = service
        self._clock = clock

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        timestamp = int(self._clock())
        host = urlsplit(request.url or "").netloc
        payload = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        signed = {"content-type": str(request.headers["Content-Type"]), "host": str(host)}
        # Set explicitly, so that the signed host is the host that http.client sends, port included.
        request.headers["Host"] = str(host)
        request.headers["X-TC-Timestamp"] = str(timestamp)
        if self._credentials.token:
            request.headers["X-TC-Token"] = self._credentials.token
        request.headers["Authorization"] = authorization(self._credentials, self._service, signed, payload, timestamp)
        return request


class Unsigned(AuthBase):
    """For ``AssumeRoleWithWebIdentity``, which is not signed (docs/api-facts.md section 1.3). Ignores ``~/.netrc``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["X-TC-Timestamp"] = str(int(self._clock()))
        request.headers["Authorization"] = "SKIP"
        return request
