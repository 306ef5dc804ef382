# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A sliding window that never allows more than N requests in any second. Pure: the caller passes the time."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

# The server counts requests when they arrive, and requests take different times to arrive. The window is longer than
# the server's second by this margin.
MARGIN_S = 0.025


@dataclass
class SentRequest:
    """A request that was sent at ``sent_at``. Its response arrived at ``responded_at``."""

    sent_at: float
    responded_at: float | None = None


class RateWindow:
    """The requests of one signer and action.

    The documented limit is 100 requests per second for each action and sub-account (docs/api-facts.md section 7). Times
    are seconds of any monotonic clock.
    """

    def __init__(self, requests_per_second: int) -> None:
        self._sent: deque[SentRequest] = deque(maxlen=requests_per_second)
        self._shortest_trip = math.inf

    def next_send(self, now: float) -> float:
        """The earliest time, not before ``now``, at which the next request keeps the limit."""
        if len(self._sent) < (self._sent.maxlen or 0):
            return now
        return max(now, self._latest_send(self._sent[0]) + 1.0 + MARGIN_S)

    def record(self, now: float) -> SentRequest:
        """Note that a request is sent now. Call it only at or after ``next_send``."""
        request = SentRequest(now)
        self._sent.append(request)
        return request

    def record_response(self, request: SentRequest, now: float) -> None:
        request.responded_at = now
        self._shortest_trip = min(self._shortest_trip, now - request.sent_at)

    def _latest_send(self, request: SentRequest) -> float:
        """The latest time at which the request can have left this host.

        A busy host or a new connection can delay a request, by at most the difference between its round trip and the
        shortest known round trip. Counting from this time keeps the limit at the server, because the next request also
        needs time to arrive, and the shortest known round trip is at most ``MARGIN_S`` longer than the shortest
        possible one.
        """
        if request.responded_at is None:
            return request.sent_at
        return max(request.sent_at, request.responded_at - self._shortest_trip)
