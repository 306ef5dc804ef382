# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What this process has already been told, so that a loop over one lookup asks once."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from typing import Callable, Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by key, each for ``seconds``. Failures are not kept. Ansible runs each task in a process of its own, so a
    memory serves the loop of one task; the main process lives longer, which is why values age.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._values: dict[Hashable, tuple[float, Value]] = {}

    def recall(self, key: Hashable, find_out: Callable[[], Value]) -> Value:
        """The value of a key; found out where it is not known or too old."""
        with self._lock:
            now = self._clock()
            self._values = {k: kept for k, kept in self._values.items() if now - kept[0] < self._seconds}
            if key not in self._values:
                self._values[key] = (now, find_out())
            return self._values[key][1]
