# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Progress of a running audit, as one line from time to time."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any, Callable

INTERVAL_S = 5.0


class Progress:
    """Counts what an audit has done. Thread-safe enough for display: each counter has one writer per thread.

    ``line`` never contains names of accounts or samples, or other data of the user.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._requests_lock = threading.Lock()
        self._shown = (self._started, 0)
        self.accounts = 0
        self.done = 0
        self.findings = 0
        self.unknown = 0
        self.requests = 0

    def count_requests(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """The same function. Each call is counted as a request."""

        def counted(*arguments: Any) -> Any:
            with self._requests_lock:
                self.requests += 1
            return send(*arguments)

        return counted

    def line(self) -> str:
        """Accounts done, findings, unknown accounts, requests per second since the last line, and the time left.

        There are no accounts yet while the members of an organization are listed.
        """
        now = self._clock()
        before, requests = self._shown
        rate = (self.requests - requests) / max(now - before, 0.001)
        self._shown = (now, self.requests)
        if not self.accounts:
            return f"person sample audit: listing the members of the organization, {rate:.0f} requests/s"
        parts = [
            f"{self.done:,} of {self.accounts:,} accounts",
            f"{self.findings:,} findings",
            f"{self.unknown:,} unknown",
            f"{rate:.0f} requests/s",
        ]
        if 0 < self.done < self.accounts:
            left = (now - self._started) / self.done * (self.accounts - self.done)
            parts.append(f"about {_duration(left)} left")
        return "person sample audit: " + ", ".join(parts)


class ProgressDisplay:
    """Calls ``show`` with a line every ``INTERVAL_S`` seconds while the block runs."""

    def __init__(self, progress: Progress, show: Callable[[str], object], interval: float = INTERVAL_S) -> None:
        self._progress = progress
        self._show = show
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="mps-progress")

    def __enter__(self) -> Progress:
        with contextlib.suppress(RuntimeError, MemoryError):  # a host without a free thread shows no progress
            self._thread.start()
        return self._progress

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self._show(self._progress.line())


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
