# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests one account may make of one action in any one second (api-facts.md section 7)."""

from __future__ import annotations

from collections import deque

WINDOW_S = 1.0


class RateWindow:
    """A sliding window: at most ``limit`` requests are admitted within any one second. A refused one does not count."""

    def __init__(self, limit: int) -> None:
        self._admitted: deque[float] = deque(maxlen=limit)

    def admit(self, now: float) -> bool:
        """``now``: seconds of a clock that never goes back, at the arrival of the request."""
        window = self._admitted
        if len(window) == window.maxlen and now - window[0] < WINDOW_S:
            return False
        window.append(now)
        return True
