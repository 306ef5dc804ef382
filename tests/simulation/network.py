# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulated network. It runs the attempts of the scheduler on a virtual clock that advances only during waits."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, TransportError

MOST_ATTEMPTS = 10_000
MOST_STEPS = 200_000


class NeverEnds(Exception):
    """The run waits for nothing, or does not end."""


@dataclass(eq=False)
class Exchange:
    """One attempt, from the request to its result. Times are seconds of the run; ticks count the events."""

    call: ApiCall
    secret_id: str
    sent_at: float
    sent_tick: int
    signed_at: float  # Unix seconds
    responds_at: float
    fault: str | None
    ticket: Any = None
    response: ApiResponse | MpsError | None = None  # from the server
    outcome: ApiResponse | MpsError | None = None  # passed to the scheduler
    delivered_at: float | None = None
    refused_by_window: bool = False


AttemptResult = tuple[Any, Any]
Action = Callable[[Exchange], "AttemptResult | None"]


class VirtualNetwork:
    """Replaces ``Workers``: it runs each attempt at its start. The ``ApiResponse`` contains an ``Exchange``, and its
    outcome is set when the response arrives."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.time = 0.0
        self.attempts = 0
        self.most_under_way = 0
        self.under_way: set[Exchange] = set()
        self._steps = 0
        self._events: list[tuple[float, int, Action, Exchange]] = []
        self._order = itertools.count()

    @property
    def free(self) -> int:
        return self.size - len(self.under_way)

    def now(self) -> float:
        return self.time

    def at(self, moment: float, action: Action, exchange: Exchange) -> None:
        heapq.heappush(self._events, (moment, next(self._order), action, exchange))

    def start(self, ticket: Any, attempt: Callable[[], ApiResponse], limit: float) -> None:
        self.attempts += 1
        if self.attempts > MOST_ATTEMPTS:
            raise NeverEnds(f"more than {MOST_ATTEMPTS} attempts")
        exchange: Exchange = attempt().value
        exchange.ticket = ticket
        self.under_way.add(exchange)
        self.most_under_way = max(self.most_under_way, len(self.under_way))
        self.at(min(exchange.responds_at, self.time + limit), self._deliver, exchange)

    def collect(self, until: float | None) -> AttemptResult | None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise NeverEnds(f"more than {MOST_STEPS} steps")
        while self._events and (until is None or self._events[0][0] <= until):
            moment, _order, action, exchange = heapq.heappop(self._events)
            self.time = max(self.time, moment)
            attempt_result = action(exchange)
            if attempt_result is not None:
                return attempt_result
        if until is None:
            raise NeverEnds("waits, but nothing is under way")
        self.time = max(self.time, until)
        return None

    def _deliver(self, exchange: Exchange) -> AttemptResult:
        self.under_way.remove(exchange)
        exchange.delivered_at = self.time
        in_time = exchange.response is not None and exchange.responds_at <= self.time
        exchange.outcome = exchange.response if in_time else TransportError("no complete response in time")
        return exchange.ticket, exchange.outcome
