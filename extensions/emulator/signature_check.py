# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-side verification of TC3-HMAC-SHA256 signatures (docs/api-facts.md sections 1.1 to 1.3).

Pure functions. They follow the documentation and share no code with the collection, so each verifies the other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from emulator.api_error import ApiError

ALGORITHM = "TC3-HMAC-SHA256"
SCOPE_ENDING = "tc3_request"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
CLOCK_TOLERANCE_S = 300
REQUIRED_SIGNED_HEADERS = ("content-type", "host")
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<secret_id>[^/,\s]+)/(?P<date>\d{{4}}-\d\d-\d\d)/(?P<service>[a-z0-9_-]+)"
    rf"/{SCOPE_ENDING}"
    r", ?SignedHeaders=(?P<signed_headers>[^,\s]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class WireRequest:
    """A received request. ``query``: not decoded, without ``?``. ``headers``: names in lower case."""

    method: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Authorization:
    """The parts of an Authorization header."""

    secret_id: str
    date: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(value: str | None) -> Authorization:
    """Raise ApiError AuthFailure.InvalidAuthorization if the header does not have the documented form."""
    match = _AUTHORIZATION.fullmatch(value or "")
    if match is None:
        raise ApiError("AuthFailure.InvalidAuthorization", "The Authorization header is missing or malformed.")
    return Authorization(
        match["secret_id"],
        match["date"],
        match["service"],
        tuple(match["signed_headers"].split(";")),
        match["signature"],
    )


def parse_timestamp(value: str | None) -> int:
    """X-TC-Timestamp in Unix seconds. Raises ApiError."""
    if value is None:
        raise ApiError("MissingParameter", "The header X-TC-Timestamp is missing.")
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise ApiError("InvalidParameterValue", "The header X-TC-Timestamp is not a number of seconds.")
    return int(value)


def validate_clock(timestamp: int, now: float) -> None:
    """Raise ApiError AuthFailure.SignatureExpire if the difference exceeds 300 s. Both values in Unix seconds."""
    difference = timestamp - now
    if abs(difference) > CLOCK_TOLERANCE_S:
        raise ApiError(
            "AuthFailure.SignatureExpire",
            f"X-TC-Timestamp is {abs(difference):.0f} s {'ahead of' if difference > 0 else 'behind'} the server.",
        )


def validate_signature(request: WireRequest, authorization: Authorization, timestamp: int, secret_key: str) -> None:
    """Raise ApiError if a required header is not signed, the scope has the wrong date, or the signature is wrong."""
    for name in REQUIRED_SIGNED_HEADERS:
        if name not in authorization.signed_headers:
            raise ApiError("AuthFailure.SignatureFailure", f"The header `{name}` must be signed.")
    for name in authorization.signed_headers:
        if name not in request.headers:
            raise ApiError("AuthFailure.SignatureFailure", f"The signed header `{name}` is not in the request.")
    if authorization.date != utc_date(timestamp):
        raise ApiError(
            "AuthFailure.SignatureFailure", "The date of the credential scope is not the UTC date of X-TC-Timestamp."
        )
    expected = (signature(form, authorization, timestamp, secret_key) for form in _signed_forms(request))
    if not any(hmac.compare_digest(one, authorization.signature) for one in expected):
        raise ApiError("AuthFailure.SignatureFailure", "The signature does not match this request.")


def _signed_forms(request: WireRequest) -> list[WireRequest]:
    """The request, and the request without the port of its host.

    The Node.js SDK signs the host name without the port. The service uses port 443, where both are equal.
    """
    host = request.headers.get("host", "")
    name, colon, port = host.rpartition(":")
    if not (colon and port.isdecimal()):
        return [request]
    return [request, replace(request, headers={**request.headers, "host": name})]


def utc_date(timestamp: int) -> str:
    """The UTC date of Unix seconds, as YYYY-MM-DD."""
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")


def payload_hash(request: WireRequest) -> str:
    """Lower-case hex SHA-256 of the body, or of the empty string for GET.

    If X-TC-Content-SHA256 is UNSIGNED-PAYLOAD, the hash of that literal.
    """
    if request.headers.get("x-tc-content-sha256") == UNSIGNED_PAYLOAD:
        return hashlib.sha256(UNSIGNED_PAYLOAD.encode()).hexdigest()
    return hashlib.sha256(b"" if request.method == "GET" else request.body).hexdigest()


def canonical_request(request: WireRequest, signed_headers: tuple[str, ...]) -> str:
    """The six parts joined by LF. Headers are sorted by name; names and values are in lower case."""
    names = sorted(signed_headers)
    headers = "".join(f"{name}:{request.headers[name].strip().lower()}\n" for name in names)
    query = request.query if request.method == "GET" else ""
    return "\n".join((request.method, "/", query, headers, ";".join(names), payload_hash(request)))


def signature(request: WireRequest, authorization: Authorization, timestamp: int, secret_key: str) -> str:
    """The expected signature of the request, in lower-case hex."""
    canonical = canonical_request(request, authorization.signed_headers)
    scope = f"{authorization.date}/{authorization.service}/{SCOPE_ENDING}"
    hashed = hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
    key = signing_key(secret_key, authorization.date, authorization.service)
    return hmac.new(key, f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashed}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4096)
def signing_key(secret_key: str, date: str, service: str) -> bytes:
    """The key that the documentation calls SecretSigning. Cached, because it is the same for one day."""
    key = f"TC3{secret_key}".encode()
    for part in (date, service, SCOPE_ENDING):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
