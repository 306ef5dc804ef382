# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workers without threads, on a virtual clock that advances only when the scheduler waits."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, TransportError


@dataclass
class VirtualWorkers:
    """Runs an attempt when it starts and returns its outcome when its time has come.

    ``latency`` returns the seconds between the start of an attempt and its response. ``watch`` is called with the
    ticket of each attempt.
    """

    size: int
    latency: Callable[[], float] = lambda: 0.05
    watch: Callable[[Any], object] = lambda _ticket: None

    def __post_init__(self) -> None:
        self.time = 0.0
        self._in_flight: list[tuple[float, int, Any, ApiResponse | BaseException]] = []
        self._order = itertools.count()

    @property
    def free(self) -> int:
        return self.size - len(self._in_flight)

    def now(self) -> float:
        return self.time

    def start(self, ticket: Any, attempt: Callable[[], ApiResponse], limit: float) -> None:
        assert self.free > 0, "more concurrent attempts than workers"
        self.watch(ticket)
        outcome: ApiResponse | BaseException
        try:
            outcome = attempt()
        except MpsError as error:
            outcome = error
        seconds = self.latency()
        if seconds > limit:
            seconds, outcome = limit, TransportError("too late")
        heapq.heappush(self._in_flight, (self.time + seconds, next(self._order), ticket, outcome))

    def collect(self, until: float | None) -> tuple[Any, ApiResponse | BaseException] | None:
        if self._in_flight and (until is None or self._in_flight[0][0] <= until):
            moment, _order, ticket, outcome = heapq.heappop(self._in_flight)
            self.time = max(self.time, moment)
            return ticket, outcome
        assert until is not None, "the scheduler waits, but no attempt is in flight"
        self.time = max(self.time, until)
        return None
