# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""A sliding window: never more than N sends in any one second. Pure: the caller brings the time."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

# Requests are counted where they arrive, and the way there takes longer for one than for another; the window is that
# much longer than the server's second.
MARGIN_S = 0.025


@dataclass
class SentRequest:
    """A request that left at ``moment``, and whose answer came at ``answered``."""

    moment: float
    answered: float | None = None


class RateWindow:
    """The sends of one identity and action.

    The documented limit is 100 requests per second for each action and sub-account (api-facts section 7). ``now`` is
    any clock that does not go back, in seconds.
    """

    def __init__(self, sends_per_second: int) -> None:
        self._departures: deque[SentRequest] = deque(maxlen=sends_per_second)
        self._quickest = math.inf

    def next_send(self, now: float) -> float:
        """The earliest time, not before ``now``, at which another send keeps the limit."""
        if len(self._departures) < (self._departures.maxlen or 0):
            return now
        return max(now, self._held_up_until(self._departures[0]) + 1.0 + MARGIN_S)

    def record(self, now: float) -> SentRequest:
        """A send leaves now; only at or after ``next_send``."""
        departure = SentRequest(now)
        self._departures.append(departure)
        return departure

    def answered(self, departure: SentRequest, now: float) -> None:
        """An answer came."""
        departure.answered = now
        self._quickest = min(self._quickest, now - departure.moment)

    def _held_up_until(self, departure: SentRequest) -> float:
        """When the request left, or until when it may have been held up: by a busy machine, or by a new connection.

        It was not held up longer than its round trip took beyond the quickest one that is known by now. Counting from
        then keeps the limit where requests arrive: the next one takes its way there too, and the quickest round trip is
        hardly longer than the quickest way there and the quickest way back (``MARGIN_S``).
        """
        if departure.answered is None:
            return departure.moment
        return max(departure.moment, departure.answered - self._quickest)
