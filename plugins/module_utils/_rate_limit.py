# Copyright: (c) 2026, tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""A sliding window: never more than N sends in any one second. Pure: the caller brings the time."""

from __future__ import annotations

from collections import deque

# Sends reach the server a little earlier or later than they left; the window is that much longer than the server's
# second.
MARGIN_S = 0.03


class RateWindow:
    """The sends of one identity and action.

    The documented limit is 100 requests per second for each action and sub-account (api-facts section 7). ``now`` is
    any clock that does not go back, in seconds.
    """

    def __init__(self, sends_per_second: int) -> None:
        self._sends: deque[float] = deque(maxlen=sends_per_second)

    def next_send(self, now: float) -> float:
        """The earliest time, not before ``now``, at which another send keeps the limit."""
        if len(self._sends) < (self._sends.maxlen or 0):
            return now
        return max(now, self._sends[0] + 1.0 + MARGIN_S)

    def record(self, now: float) -> None:
        """A send leaves now; only at or after ``next_send``."""
        self._sends.append(now)
