# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""All errors of this collection, as data: message, kind, the server's code and request id.

::

    MpsError                  kind: internal (a defect of this collection)
    ├─ ConfigurationError     kind: configuration
    ├─ TransportError         kind: transport
    │  └─ UnusableRouteError
    ├─ ProtocolError          kind: protocol
    │  └─ ContentError
    ├─ ThrottledError         kind: throttled
    ├─ DeniedError            kind: denied
    ├─ RejectedError          kind: rejected
    ├─ ServerError            kind: server
    └─ IncompleteError        kind: incomplete

The error codes of the API and their kinds: docs/api-facts.md section 6.1.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Mapping
from typing import Any

# Every module imports this file first. The other files cannot even be imported by an older Python.
if sys.version_info < (3, 9):  # noqa: UP036 - Ansible runs modules with the Python of their host
    raise ImportError(
        "the collection tencentcloud.mps needs Python 3.9 or newer on the host that runs the module, but"
        f" {sys.executable} is Python {platform.python_version()}. Set ansible_python_interpreter to a newer Python"
    )


class MpsError(Exception):
    """Base class of all errors.

    ``str(error)`` is a complete message without secrets.

    - ``code``, ``request_id``: from the server's response; None if there is none.
    - ``http_status``: HTTP status of the response; None without a response.
    - ``attempts``: how often the request was sent; 0 if it was never sent.
    - ``retry_after``: seconds that the server asked to wait (``Retry-After``).
    - ``server_time``: the server's clock in Unix seconds (``Date``).
    - ``retry_limit``: seconds after the first failure in which a retry can help; None: the whole retry budget.
    - ``note``: why there was no further attempt, in a few words; None if there is nothing to add.
    """

    kind = "internal"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        request_id: str | None = None,
        http_status: int | None = None,
        retry_after: float | None = None,
        server_time: float | None = None,
        retry_limit: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.request_id = request_id
        self.http_status = http_status
        self.retry_after = retry_after
        self.server_time = server_time
        self.retry_limit = retry_limit
        self.attempts = 0
        self.note: str | None = None

    def __str__(self) -> str:
        details = []
        if self.code and self.code not in self.message:
            details.append(self.code)
        if self.request_id:
            details.append("request id " + self.request_id)
        if self.attempts > 1:
            details.append(f"after {self.attempts} attempts")
        if self.note:
            details.append(self.note)
        return f"{self.message} ({', '.join(details)})" if details else self.message

    def as_result(self) -> dict[str, Any]:
        """The keys that a failed task or an audit result returns beside the message."""
        return {
            "kind": self.kind,
            "code": self.code,
            "request_id": self.request_id,
            "http_status": self.http_status,
            "attempts": self.attempts,
        }


class ConfigurationError(MpsError):
    """The input is wrong. Found before any request is sent."""

    kind = "configuration"


class TransportError(MpsError):
    """No response: the connection failed, broke, or timed out."""

    kind = "transport"


class UnusableRouteError(TransportError):
    """No response, and a retry cannot help: an untrusted certificate, an unusable proxy address, or a proxy that
    refuses the connection."""


class ProtocolError(MpsError):
    """The response is not as documented: a redirect, an HTML page, a truncated body, or a missing member."""

    kind = "protocol"


class ContentError(ProtocolError):
    """A successful response of the API with a missing or wrong member. A retry probably gets the same response."""


class ThrottledError(MpsError):
    """The server rejected the request because there were too many."""

    kind = "throttled"


class DeniedError(MpsError):
    """Authentication, permissions or the state of the account. A retry does not help."""

    kind = "denied"


class RejectedError(MpsError):
    """The server rejected the parameters. A retry does not help."""

    kind = "rejected"


class ServerError(MpsError):
    """A temporary fault of the server."""

    kind = "server"


class IncompleteError(MpsError):
    """All pages were received, but the list could not be verified as complete."""

    kind = "incomplete"


SIGNATURE_EXPIRED = "AuthFailure.SignatureExpire"

# The longest prefix decides. A prefix matches whole parts of a code, which are separated by dots.
_KIND_BY_CODE: Mapping[str, type[MpsError]] = {
    "RequestLimitExceeded": ThrottledError,
    "InternalError": ServerError,
    "ServiceUnavailable": ServerError,
    "ResourceUnavailable": ServerError,
    "FailedOperation.NetWorkError": ServerError,
    "AuthFailure": DeniedError,
    SIGNATURE_EXPIRED: DeniedError,
    "UnauthorizedOperation": DeniedError,
    "IpInBlacklist": DeniedError,
    "IpNotInWhitelist": DeniedError,
    "FailedOperation.InvalidMpsUser": DeniedError,
    "FailedOperation.InvalidUser": DeniedError,
    "FailedOperation.UserArrears": DeniedError,
    "ResourceNotFound.UserUnregister": DeniedError,
    "InvalidParameterValue.UserUnRegister": DeniedError,
    "InvalidParameter.OverLimit": ThrottledError,  # STS: rate limit (docs/api-facts.md section 4.1)
}


# Other products have their own codes for a rate limit and for an overloaded service (docs/api-facts.md section 6.1).
_RATE_LIMIT = re.compile(
    r"(?!InvalidParameterValue).*((Rate|Freq(uency)?|Qps|(?<!Retry)(Api|Request))(Over)?Limit(ed|Exceeded)?(Error|\d+[A-Z])?"
    r"|TooFrequent(ly)?(Called)?|TooOften|TooManyRequests|OverFrequency|RestrictedFrequency|FrequentRequest"
    r"|Freq(Cnt|Ctrl)|Throttl(ed|ing))",
    re.IGNORECASE,
)
_BUSY = re.compile(r".*\.(Server|Service|System)(Is)?Busy", re.IGNORECASE)


def error_class(code: str) -> type[MpsError]:
    """The error class of a code of the API. An unknown code is *rejected*, so that it is never retried."""
    if code not in _KIND_BY_CODE:
        if _RATE_LIMIT.fullmatch(code):
            return ThrottledError
        if _BUSY.fullmatch(code):
            return ServerError
    return _KIND_BY_CODE.get(known_prefix(code), RejectedError)


def known_prefix(code: str) -> str:
    """The longest known code that the code starts with, in whole parts; empty if there is none."""
    prefix = code
    while prefix and prefix not in _KIND_BY_CODE:
        prefix = prefix.rpartition(".")[0]
    return prefix
