# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked and what was answered: the memory that tests read. It never holds a key or a token."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

KEPT_REQUESTS = 100_000
SECRET_PARAMETERS = frozenset({"WebIdentityToken", "ExternalId", "TokenCode"})
MASK = "***"


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """``at``: true Unix seconds of the arrival; ``code``: the error code, or None for a good answer.

    ``role``: the one whose temporary credentials signed.
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
    """The parameters with a mask over those that open something."""
    return {name: MASK if name in SECRET_PARAMETERS else value for name, value in parameters.items()}


class RequestLog:
    """The last 100,000 requests, and counters over all of them."""

    def __init__(self) -> None:
        self._kept: deque[LoggedRequest] = deque(maxlen=KEPT_REQUESTS)
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._peers: set[object] = set()
        self.in_flight = 0
        self.peak_in_flight = 0

    def add(self, request: LoggedRequest) -> None:
        """Remembers one request."""
        self._kept.append(request)
        self._counts[request.account or "", request.action or "", request.code or "ok"] += 1

    def arrived(self, peer: object) -> None:
        """One more request is being worked on; ``peer`` is the other end's address, one for each connection."""
        self._peers.add(peer)
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)

    def left(self) -> None:
        """One request less is being worked on."""
        self.in_flight -= 1

    def clear(self) -> None:
        """Forgets everything but the requests in flight."""
        self._kept.clear()
        self._counts.clear()
        self._peers.clear()
        self.peak_in_flight = self.in_flight

    def requests(self, account: str | None = None, action: str | None = None) -> list[dict[str, Any]]:
        """The remembered requests, oldest first, of one account or action if given."""
        return [
            asdict(request)
            for request in self._kept
            if account in (None, request.account) and action in (None, request.action)
        ]

    def counters(self) -> dict[str, Any]:
        """Counts in whole, and by code (``ok`` for good answers), action and account; empty name = not known."""
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
