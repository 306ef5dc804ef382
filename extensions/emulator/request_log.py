# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of received requests, which tests read. It never contains a secret key or a token."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

LOG_MAXIMUM = 100_000
SECRET_PARAMETERS = frozenset({"WebIdentityToken", "ExternalId", "TokenCode"})
MASK = "***"


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request with its result.

    ``at``: Unix seconds of the true time of arrival. ``secret_id``: the last four characters. ``code``: the error code,
    or None for success. ``role``: the role of the temporary credentials that signed the request.
    """

    at: float
    account: str | None
    action: str | None
    secret_id: str | None
    language: str | None
    region: str | None
    client: str | None
    method: str
    parameters: Mapping[str, Any]
    code: str | None
    http_status: int | None
    request_id: str
    faults: tuple[str, ...] = ()
    role: str | None = None


def without_secrets(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, with a mask for each value that is a secret."""
    return {name: MASK if name in SECRET_PARAMETERS else value for name, value in parameters.items()}


class RequestLog:
    """The last LOG_MAXIMUM requests, and counters for all requests."""

    def __init__(self) -> None:
        self._requests: deque[LoggedRequest] = deque(maxlen=LOG_MAXIMUM)
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._peers: set[object] = set()
        self.in_flight = 0
        self.peak_in_flight = 0

    def add(self, request: LoggedRequest) -> None:
        """Log and count one request."""
        self._requests.append(request)
        self._counts[request.account or "", request.action or "", request.code or "ok"] += 1

    def start_request(self, peer: object) -> None:
        """Count a request as in flight. ``peer``: the address of the client, one for each connection."""
        self._peers.add(peer)
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def finish_request(self) -> None:
        """End a request that ``start_request`` counted."""
        self.in_flight -= 1

    def clear(self) -> None:
        """Remove every entry and reset every counter, except the number of requests in flight."""
        self._requests.clear()
        self._counts.clear()
        self._peers.clear()
        self.peak_in_flight = self.in_flight

    def requests(self, account: str | None = None, action: str | None = None) -> list[dict[str, Any]]:
        """The logged requests, oldest first. ``account`` and ``action`` select requests."""
        return [
            asdict(request)
            for request in self._requests
            if account in (None, request.account) and action in (None, request.action)
        ]

    def counters(self) -> dict[str, Any]:
        """Counts in total, by code (``ok`` for success), by action and by account. An unknown name is empty."""
        by_code: Counter[str] = Counter()
        by_action: Counter[str] = Counter()
        by_account: dict[str, Counter[str]] = {}
        for (account, action, code), count in self._counts.items():
            by_code[code] += count
            by_action[action] += count
            by_account.setdefault(account, Counter())[code] += count
        return {
            "requests": by_code.total(),
            "by_code": by_code,
            "by_action": by_action,
            "by_account": by_account,
            "connections": len(self._peers),
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak_in_flight,
        }
