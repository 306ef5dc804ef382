# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""An in-process cache, so that a loop over one lookup sends its requests once."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from typing import Callable, Generic, TypeVar

Value = TypeVar("Value")


class ResultCache(Generic[Value]):
    """Thread-safe cache of computed values. A value expires after ``ttl`` seconds. Exceptions are not cached.

    Ansible runs each task in its own process, so the cache serves the loop of one task. The main process lives longer;
    therefore values expire.
    """

    def __init__(self, ttl: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._ttl = ttl
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The cached value of ``key``. Calls ``compute`` if there is no value or the value has expired.

        The other threads wait while one thread computes a value.
        """
        with self._lock:
            now = self._clock()
            self._entries = {k: entry for k, entry in self._entries.items() if now - entry[0] < self._ttl}
            if key not in self._entries:
                self._entries[key] = (now, compute())
            return self._entries[key][1]
