# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts without threads, on a clock that only waiting moves: the scheduler runs on it as it does in life."""

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
    """Runs an attempt when it is started and hands its outcome over when its time has come.

    ``latency`` draws the seconds between an attempt's start and its answer.
    """

    size: int
    latency: Callable[[], float] = lambda: 0.05

    def __post_init__(self) -> None:
        self.time = 0.0
        self._under_way: list[tuple[float, int, Any, ApiResponse | BaseException]] = []
        self._order = itertools.count()

    @property
    def free(self) -> int:
        return self.size - len(self._under_way)

    def now(self) -> float:
        return self.time

    def start(self, ticket: Any, attempt: Callable[[], ApiResponse], limit: float) -> None:
        assert self.free > 0, "more attempts at once than there are workers"
        outcome: ApiResponse | BaseException
        try:
            outcome = attempt()
        except MpsError as error:
            outcome = error
        seconds = self.latency()
        if seconds > limit:
            seconds, outcome = limit, TransportError("too late")
        heapq.heappush(self._under_way, (self.time + seconds, next(self._order), ticket, outcome))

    def collect(self, until: float | None) -> tuple[Any, ApiResponse | BaseException] | None:
        if self._under_way and (until is None or self._under_way[0][0] <= until):
            moment, _order, ticket, outcome = heapq.heappop(self._under_way)
            self.time = max(self.time, moment)
            return ticket, outcome
        assert until is not None, "waits for nothing: it would never end"
        self.time = max(self.time, until)
        return None
