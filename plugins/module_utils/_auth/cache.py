# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The keys of a run: obtained when they are first needed, renewed shortly before they expire."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Callable

from .._api.call import Credentials
from .._errors import MpsError

# Renewed this long before the end, or in the last tenth of a short life.
RENEW_BEFORE_S = 300.0
RENEW_IN_THE_LAST = 0.1
# After a renewal that failed while the old keys still serve, the next is tried no sooner.
TRY_AGAIN_S = 10.0


@dataclass
class CacheEntry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    credentials: Credentials | None = None
    renew_at: float = 0.0


class CredentialCache:
    """Keys by whom they are for; any number of threads. One thread obtains; the others wait only where no keys serve.

    ``obtain`` brings new keys for an identity. Times are Unix seconds on the server's clock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._purses: dict[Hashable, CacheEntry] = {}

    def credentials(
        self, key: Hashable, now: float, obtain: Callable[[], Credentials], keep: float = float("inf")
    ) -> Credentials:
        """Keys that serve now. Raises what ``obtain`` raises, where none do.

        ``keep`` is for how many seconds at most they are kept, for keys of which nobody knows when they expire.
        """
        with self._lock:
            purse = self._purses.setdefault(key, CacheEntry())
        held = purse.credentials
        if held is not None and now < purse.renew_at:
            return held
        if held is None or _has_expired(held, now):
            purse.lock.acquire()
        elif not purse.lock.acquire(blocking=False):
            return held  # another thread renews them
        try:
            return self._renewed(purse, now, obtain, keep)
        finally:
            purse.lock.release()

    def _renewed(self, purse: CacheEntry, now: float, obtain: Callable[[], Credentials], keep: float) -> Credentials:
        held = purse.credentials
        if held is not None and now < purse.renew_at:
            return held  # by another thread, while this one waited
        try:
            fresh = obtain()
        except MpsError:
            if held is None or _has_expired(held, now):
                raise
            ends = float("inf") if held.expires is None else held.expires
            purse.renew_at = min(now + TRY_AGAIN_S, ends)
            return held
        purse.credentials = fresh
        purse.renew_at = min(_renewal_time(fresh, now), now + keep)
        return fresh


def _has_expired(credentials: Credentials, now: float) -> bool:
    return credentials.expires is not None and credentials.expires <= now


def _renewal_time(credentials: Credentials, now: float) -> float:
    if credentials.expires is None:
        return float("inf")
    lifetime = max(0.0, credentials.expires - now)
    return credentials.expires - min(RENEW_BEFORE_S, RENEW_IN_THE_LAST * lifetime)
