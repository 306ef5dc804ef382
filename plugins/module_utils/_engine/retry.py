# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Is this failure worth another try, and after how long. Pure: values in, values out."""

from __future__ import annotations

from .._errors import MpsError, ProtocolError, ServerError, ThrottledError, TransportError, UnusableRouteError

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0

# Every call of this collection reads, so sending one again is safe. Each kind with its reason:
_WORTH_ANOTHER_TRY = (
    TransportError,  # a broken connection says nothing about the next one
    ProtocolError,  # a truncated body or a gateway's HTML page; the service itself answers JSON
    ServerError,  # 5xx, InternalError*: faults that pass
    ThrottledError,  # the second ends
)


def is_retryable(error: MpsError) -> bool:
    """False for a way that cannot be used, and for a redirect or any other 3xx or 4xx answer: that stays so."""
    if isinstance(error, UnusableRouteError):
        return False
    if isinstance(error, ProtocolError) and error.http_status is not None and 300 <= error.http_status < 500:
        return False
    return isinstance(error, _WORTH_ANOTHER_TRY)


def retry_delay(error: MpsError, failures: int, time_left: float, draw: float) -> float | None:
    """Seconds to wait after the ``failures``-th failure in a row, or None to give up.

    Exponential with full jitter: ``draw`` is a random number in [0, 1). ``time_left`` is what remains of the call's
    budget in seconds; a wait that does not fit in it is not begun. A ``Retry-After`` of the server is the least wait.
    """
    if not is_retryable(error):
        return None
    ceiling = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(failures - 1, 16))
    wait = max(ceiling * draw, error.retry_after or 0.0)
    return wait if wait < time_left else None
