# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Decides whether and when a failed call is retried. Pure: values in, values out."""

from __future__ import annotations

from .._errors import (
    ContentError,
    MpsError,
    ProtocolError,
    ServerError,
    ThrottledError,
    TransportError,
    UnusableRouteError,
)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 15.0

# Every call of this collection only reads, so that sending it again is safe.
_RETRYABLE = (
    TransportError,  # the next connection may succeed
    ProtocolError,  # a truncated body, or the HTML page of a gateway; the service itself sends JSON
    ServerError,  # HTTP 5xx and InternalError*: temporary faults
    ThrottledError,  # the limit is per second
)


def is_retryable(error: MpsError) -> bool:
    """Whether a retry can help. It cannot for an unusable route and for an HTTP status from 300 to 499."""
    if isinstance(error, UnusableRouteError):
        return False
    if isinstance(error, ProtocolError) and error.http_status is not None and 300 <= error.http_status < 500:
        return False
    return isinstance(error, _RETRYABLE)


def budget_of(error: MpsError, retry_budget: float) -> float:
    """Seconds of retries after the first failure. An error that is probably a wrong setting gets a part of them."""
    return retry_budget if error.retry_limit is None else min(retry_budget, error.retry_limit)


def note_of(error: MpsError, time_left: float, retry_budget: float) -> str | None:
    """Why ``Retry-After`` allows no further attempt; None if it is not the reason."""
    if error.retry_after is None or error.retry_after < time_left or not is_retryable(error):
        return None
    return f"the server asked to wait {error.retry_after:g} seconds, but 'retry_budget' is {retry_budget:g} seconds"


def retry_delay(
    error: MpsError, failures: int, time_left: float, random_number: float, previous: MpsError | None = None
) -> float | None:
    """Seconds to wait before the next attempt; None: give up.

    ``previous`` is the error of the attempt before. The same wrong content twice is final: it is in the stored data.
    Exponential backoff with full jitter. ``failures`` counts the failed attempts, ``time_left`` is the rest of the
    retry budget in seconds, ``random_number`` is in [0, 1). The delay is never shorter than ``Retry-After``. A delay
    that does not fit in the budget is not started.
    """
    if not is_retryable(error) or (isinstance(error, ContentError) and _is_same(error, previous)):
        return None
    ceiling = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(failures - 1, 16))
    delay = max(ceiling * random_number, error.retry_after or 0.0)
    return delay if delay < time_left else None


def _is_same(error: MpsError, previous: MpsError | None) -> bool:
    return previous is not None and type(previous) is type(error) and previous.message == error.message
