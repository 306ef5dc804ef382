# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The server's time as far as this host knows it. Pure: the clock of the host is passed in."""

from __future__ import annotations

from typing import Callable

# A smaller difference cannot be the cause of an expired signature: the server allows 300 s (docs/api-facts.md section
# 1.3).
LEAST_CORRECTION_S = 60.0


class ServerClock:
    """One clock for a whole run: a correction by one account applies to all. Times are Unix seconds.

    ``warn`` is called for each correction.
    """

    def __init__(self, wall_clock: Callable[[], float], warn: Callable[[str], object]) -> None:
        self.offset = 0.0
        self._wall_clock = wall_clock
        self._warn = warn

    def now(self) -> float:
        return self.time(self.offset)

    def time(self, offset: float) -> float:
        """The server's time with an earlier offset, so that a caller knows the offset of its signature."""
        return self._wall_clock() + offset

    def correct(self, server_time: float | None) -> bool:
        """Set the clock by the ``Date`` of a response that reports an expired signature. Returns whether it changed."""
        if server_time is None:
            return False
        offset = server_time - self._wall_clock()
        if abs(offset - self.offset) < LEAST_CORRECTION_S:
            return False
        self.offset = offset
        self._warn(
            f"The clock of this host is {abs(offset):.0f} seconds {'behind' if offset > 0 else 'ahead of'} the server's"
            " clock. Requests are signed with the server's time. Synchronize the clock (NTP)."
        )
        return True
