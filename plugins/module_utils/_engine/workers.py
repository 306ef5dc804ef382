# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Worker threads. Each sends one request at a time and returns the result of the attempt."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any, Callable, Protocol, Union

from .._api.abort import Abortable
from .._api.call import ApiResponse
from .._errors import MpsError, TransportError

# A thread can hang in an abandoned attempt while two others replace it.
THREADS_PER_ATTEMPT = 3
_ENDED_PER_GROWTH = 5
_NO_THREAD = (
    "this host could not start a thread for the request. Raise its limits (ulimit -u, ulimit -v, or the pids limit of"
    " the container), or lower 'concurrency'"
)

Attempt = Callable[[], ApiResponse]
AttemptResult = Union[ApiResponse, BaseException]


class AttemptRunner(Protocol):
    """Runs attempts: ``Workers``, or a virtual network in the simulator."""

    size: int

    @property
    def free(self) -> int:
        """How many attempts can be started now."""

    def now(self) -> float:
        """The time in seconds, from any origin."""

    def start(self, ticket: Any, attempt: Attempt, limit: float) -> None:
        """Start an attempt. After ``limit`` seconds, its result is a ``TransportError``."""

    def collect(self, until: float | None) -> tuple[Any, AttemptResult] | None:
        """The ticket and the result of the next attempt that ends; None if none ends before ``until``."""


class Workers:
    """Runs at most ``size`` attempts at once, on daemon threads.

    An attempt over its time limit is abandoned: its connection is closed, so that its thread ends it. A thread that
    hangs in name resolution cannot be ended. There are at most ``THREADS_PER_ATTEMPT`` times ``size`` threads, and none
    of them keeps the process alive.

    If the host refuses another thread, the attempt fails, and ``size`` is reduced to the threads that exist. It grows
    again slowly, because the shortage may be temporary.
    """

    def __init__(self, size: int, start_thread: Callable[[threading.Thread], object] = threading.Thread.start) -> None:
        self.size = size
        self._most = size
        self._ended_since_change = 0
        self._start_thread = start_thread
        self._abortables: dict[Any, Abortable] = {}
        self._jobs: queue.SimpleQueue[tuple[Any, Attempt, Abortable] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[Any, AttemptResult]] = queue.SimpleQueue()
        self._deadlines: dict[Any, float] = {}
        self._started = 0
        self._abandoned = 0

    @property
    def free(self) -> int:
        return max(0, self.size - len(self._deadlines))

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        return time.monotonic()

    def start(self, ticket: Any, attempt: Attempt, limit: float) -> None:
        """Run an attempt. After ``limit`` seconds, it counts as failed."""
        self._deadlines[ticket] = self.now() + limit
        if self._started - self._abandoned < len(self._deadlines) and not self._add_thread():
            self.size = max(1, self._started - self._abandoned)
            self._ended_since_change = 0
            self._results.put((ticket, TransportError(_NO_THREAD)))
            return
        abortable = self._abortables[ticket] = Abortable()
        self._jobs.put((ticket, attempt, abortable))

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
            self._abortables.pop(ticket, None)
            if self._deadlines.pop(ticket, None) is not None:
                self._grow()
                return ticket, result
            self._abandoned -= 1  # the thread of an abandoned attempt is free again

    def stop(self) -> None:
        """End the threads. A thread with a hanging attempt ends when the attempt returns."""
        for _thread in range(self._started):
            self._jobs.put(None)

    def _add_thread(self) -> bool:
        """Start a thread. False: the host has no more threads or no memory for one, or too many attempts hang."""
        if self._started >= self._most * THREADS_PER_ATTEMPT:
            return False
        try:
            self._start_thread(threading.Thread(target=self._work, daemon=True, name="mps-attempt"))
        except (RuntimeError, MemoryError):
            return False
        self._started += 1
        return True

    def _grow(self) -> None:
        self._ended_since_change += 1
        if self.size < self._most and self._ended_since_change >= self.size * _ENDED_PER_GROWTH:
            self.size += 1
            self._ended_since_change = 0

    def _overdue(self) -> tuple[Any, AttemptResult] | None:
        now = self.now()
        for ticket, deadline in self._deadlines.items():
            if deadline <= now:
                del self._deadlines[ticket]
                self._abandoned += 1  # so that the next start makes another thread
                self._abortables.pop(ticket).abort()
                return ticket, TransportError("the response was not complete in time, so the attempt was abandoned")
        return None

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            ticket, attempt, abortable = job
            try:
                with abortable.running():
                    result: AttemptResult = attempt()
            except MpsError as error:
                # The frames hold the request and the response, about 20 kB. Thousands of calls can wait for a retry.
                error.__context__ = None
                result = error.with_traceback(None)
            except BaseException as defect:  # noqa: BLE001 - raised again in the thread of the scheduler
                result = defect
            self._results.put((ticket, result))
