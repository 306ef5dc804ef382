# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Worker threads. Each sends one request at a time and returns the result of the attempt."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any, Callable, Protocol, Union

from .._api.call import ApiResponse
from .._errors import MpsError, TransportError

Attempt = Callable[[], ApiResponse]
AttemptResult = Union[ApiResponse, BaseException]


class AttemptRunner(Protocol):
    """Runs attempts: ``Workers``, or a virtual network in the simulator."""

    size: int

    @property
    def free(self) -> int: ...

    def now(self) -> float: ...

    def start(self, ticket: Any, attempt: Attempt, limit: float) -> None: ...

    def collect(self, until: float | None) -> tuple[Any, AttemptResult] | None: ...


class Workers:
    """Runs at most ``size`` attempts at once, on daemon threads.

    An attempt that hangs (in name resolution, or on a server that sends one byte a minute) is abandoned after its time
    limit. It never keeps the process alive.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._jobs: queue.SimpleQueue[tuple[Any, Attempt] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[Any, AttemptResult]] = queue.SimpleQueue()
        self._deadlines: dict[Any, float] = {}
        self._started = 0
        self._abandoned = 0

    @property
    def free(self) -> int:
        return self.size - len(self._deadlines)

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        return time.monotonic()

    def start(self, ticket: Any, attempt: Attempt, limit: float) -> None:
        """Run an attempt. After ``limit`` seconds, it counts as failed."""
        self._deadlines[ticket] = self.now() + limit
        if self._started - self._abandoned < len(self._deadlines):
            self._started += 1
            threading.Thread(target=self._work, daemon=True, name="mps-attempt").start()
        self._jobs.put((ticket, attempt))

    def collect(self, until: float | None) -> tuple[Any, AttemptResult] | None:
        """The next ticket with its result; None if there is none until the clock shows ``until`` (None: no limit)."""
        deadline = min(self._deadlines.values(), default=None)
        wake = min((moment for moment in (until, deadline) if moment is not None), default=None)
        if wake is None:
            raise RuntimeError("no attempt is in progress, so there is nothing to wait for")  # instead of a hang
        while True:
            try:
                ticket, result = self._results.get(timeout=max(0.0, wake - self.now()))
            except queue.Empty:
                return self._overdue()
            if self._deadlines.pop(ticket, None) is not None:
                return ticket, result  # other tickets were abandoned before

    def stop(self) -> None:
        """End the threads. A thread with a hanging attempt ends when the attempt returns."""
        for _thread in range(self._started):
            self._jobs.put(None)

    def _overdue(self) -> tuple[Any, AttemptResult] | None:
        now = self.now()
        for ticket, deadline in self._deadlines.items():
            if deadline <= now:
                del self._deadlines[ticket]
                self._abandoned += 1  # so that the next start makes another thread
                return ticket, TransportError("the response was not complete in time, so the attempt was abandoned")
        return None

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            ticket, attempt = job
            try:
                result: AttemptResult = attempt()
            except MpsError as error:
                # The frames hold the request and the response, about 20 kB. Thousands of calls can wait for a retry.
                error.__context__ = None
                result = error.with_traceback(None)
            except BaseException as defect:  # noqa: BLE001 - raised again in the thread of the scheduler
                result = defect
            self._results.put((ticket, result))
