# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Everything that can go wrong, as data: one root, few kinds, the server's full code kept.

The codes and their classes are those of api-facts section 6.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class MpsError(Exception):
    """The root of every failure this collection reports.

    ``str(error)`` is one complete sentence or more, free of secrets. ``code`` and ``request_id`` are the server's,
    where it gave any; ``http_status`` that of the answer; ``attempts`` how often the call was sent (0: it never was).
    ``retry_after`` is the wait in seconds the server asked for; ``server_time`` its clock (Unix seconds), from
    ``Date``.
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
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.request_id = request_id
        self.http_status = http_status
        self.retry_after = retry_after
        self.server_time = server_time
        self.attempts = 0

    def __str__(self) -> str:
        facts = []
        if self.code and self.code not in self.message:
            facts.append(self.code)
        if self.request_id:
            facts.append("request id " + self.request_id)
        if self.attempts > 1:
            facts.append(f"after {self.attempts} attempts")
        return f"{self.message} ({', '.join(facts)})" if facts else self.message

    def as_result(self) -> dict[str, Any]:
        """The keys a failed task or an audit finding carries beside its message; a playbook branches on them."""
        return {
            "kind": self.kind,
            "code": self.code,
            "request_id": self.request_id,
            "http_status": self.http_status,
            "attempts": self.attempts,
        }


class ConfigurationError(MpsError):
    """Wrong input, found before any call."""

    kind = "configuration"


class TransportError(MpsError):
    """No answer: the connection could not be made, broke, or was too slow."""

    kind = "transport"


class UnusableRouteError(TransportError):
    """No answer, and none to be hoped for: a certificate that is not trusted, a proxy address that makes no sense."""


class ProtocolError(MpsError):
    """An answer, but not the documented one: a redirect, HTML, a truncated body, a member missing."""

    kind = "protocol"


class ThrottledError(MpsError):
    """The server asks to slow down."""

    kind = "throttled"


class DeniedError(MpsError):
    """Authentication, permission or the state of the account; asking again does not help."""

    kind = "denied"


class RejectedError(MpsError):
    """The server refuses the input; asking again does not help."""

    kind = "rejected"


class ServerError(MpsError):
    """A fault on the server's side that may pass."""

    kind = "server"


class IncompleteError(MpsError):
    """Every page was answered, but the listing could not be proven complete."""

    kind = "incomplete"


SIGNATURE_EXPIRED = "AuthFailure.SignatureExpire"

# The longest matching prefix decides: a code matches a prefix when it equals it or goes on with a dot.
_KIND_BY_CODE: Mapping[str, type[MpsError]] = {
    "RequestLimitExceeded": ThrottledError,
    "InternalError": ServerError,
    "ServiceUnavailable": ServerError,
    "ResourceUnavailable": ServerError,
    "FailedOperation.NetWorkError": ServerError,
    "AuthFailure": DeniedError,
    "UnauthorizedOperation": DeniedError,
    "IpInBlacklist": DeniedError,
    "IpNotInWhitelist": DeniedError,
    "FailedOperation.InvalidMpsUser": DeniedError,
    "FailedOperation.InvalidUser": DeniedError,
    "FailedOperation.UserArrears": DeniedError,
    "ResourceNotFound.UserUnregister": DeniedError,
    "InvalidParameterValue.UserUnRegister": DeniedError,
    "InvalidParameter.OverLimit": ThrottledError,  # STS: a frequency limit (api-facts 4.1)
}


def error_class(code: str) -> type[MpsError]:
    """The kind of failure a server code stands for; a code that is not known is *rejected*: it is never retried
    blindly."""
    prefix = code
    while prefix:
        if prefix in _KIND_BY_CODE:
            return _KIND_BY_CODE[prefix]
        prefix = prefix.rpartition(".")[0]
    return RejectedError
