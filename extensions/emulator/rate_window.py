# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limit for one action of one account (docs/api-facts.md section 7)."""

from __future__ import annotations

from collections import deque

WINDOW_S = 1.0


class RateWindow:
    """A sliding window that admits at most ``limit`` requests within one second. Refused requests do not count."""

    def __init__(self, limit: int) -> None:
        self._admitted: deque[float] = deque(maxlen=limit)

    def admit(self, now: float) -> bool:
        """Whether a request that arrives at ``now`` (seconds of a monotonic clock) is within the limit."""
        window = self._admitted
        if len(window) == window.maxlen and now - window[0] < WINDOW_S:
            return False
        window.append(now)
        return True
