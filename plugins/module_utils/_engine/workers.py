# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Threads that make one attempt each and say what happened."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any, Callable, Union

from .._api.call import ApiResponse
from .._errors import MpsError, TransportError

Attempt = Callable[[], ApiResponse]
AttemptResult = Union[ApiResponse, BaseException]


class Workers:
    """At most ``size`` attempts at once, on daemon threads: one that hangs in the system's resolver or on a server that
    sends a byte a minute is left behind after its limit, and never keeps the process alive.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._jobs: queue.SimpleQueue[tuple[Any, Attempt] | None] = queue.SimpleQueue()
        self._happened: queue.SimpleQueue[tuple[Any, AttemptResult]] = queue.SimpleQueue()
        self._limits: dict[Any, float] = {}
        self._started = 0
        self._lost = 0

    @property
    def free(self) -> int:
        return self.size - len(self._limits)

    def now(self) -> float:
        """Seconds on a clock that does not go back."""
        return time.monotonic()

    def start(self, ticket: Any, attempt: Attempt, limit: float) -> None:
        """Make one attempt; after ``limit`` seconds it counts as unanswered."""
        self._limits[ticket] = self.now() + limit
        if self._started - self._lost < len(self._limits):
            self._started += 1
            threading.Thread(target=self._work, daemon=True, name="mps-attempt").start()
        self._jobs.put((ticket, attempt))

    def collect(self, until: float | None) -> tuple[Any, AttemptResult] | None:
        """The next thing that happened, or None when the clock reads ``until`` before it; None waits as long as it
        takes."""
        deadline = min(self._limits.values(), default=None)
        wake = min((moment for moment in (until, deadline) if moment is not None), default=None)
        while True:
            try:
                wait = None if wake is None else max(0.0, wake - self.now())
                ticket, happening = self._happened.get(timeout=wait)
            except queue.Empty:
                return self._overdue()
            if self._limits.pop(ticket, None) is not None:
                return ticket, happening  # otherwise it was given up before, and its answer comes too late

    def stop(self) -> None:
        """End the threads; one whose attempt hangs, when it comes back."""
        for _thread in range(self._started):
            self._jobs.put(None)

    def _overdue(self) -> tuple[Any, AttemptResult] | None:
        now = self.now()
        for ticket, limit in self._limits.items():
            if limit <= now:
                del self._limits[ticket]
                self._lost += 1  # so the next start makes another thread
                return ticket, TransportError("the answer did not arrive whole in time; the attempt was given up")
        return None

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            ticket, attempt = job
            try:
                happening: AttemptResult = attempt()
            except MpsError as error:
                happening = error
            except BaseException as defect:  # noqa: BLE001 - carried to the scheduler's thread, which raises it
                happening = defect
            self._happened.put((ticket, happening))
