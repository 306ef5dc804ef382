# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The server's time, as far as this machine knows it. Pure: the machine's clock is passed in."""

from __future__ import annotations

from typing import Callable

# A correction smaller than this cannot be why a signature was called expired (the server allows 300 s, api-facts 1.3).
LEAST_CORRECTION_S = 60.0


class ServerClock:
    """One for a whole run: what one account learns serves all. Times are Unix seconds; ``warn`` hears of changes."""

    def __init__(self, wall_clock: Callable[[], float], warn: Callable[[str], object]) -> None:
        self.offset = 0.0
        self._wall_clock = wall_clock
        self._warn = warn

    def time(self, offset: float) -> float:
        """The server's time by an offset that was read before, so that a caller knows with which it has signed."""
        return self._wall_clock() + offset

    def correct(self, server_time: float | None) -> bool:
        """Take over the time of an answer that called a signature expired. Whether that changed anything."""
        if server_time is None:
            return False
        offset = server_time - self._wall_clock()
        if abs(offset - self.offset) < LEAST_CORRECTION_S:
            return False
        self.offset = offset
        self._warn(
            f"The clock of this machine is {abs(offset):.0f} seconds {'slow' if offset > 0 else 'fast'} by the"
            " server's; requests are signed with the server's time. Set the clock (NTP)."
        )
        return True
