# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.retry import (
    LONGEST_DELAY_S,
    budget_of,
    is_retryable,
    note_of,
    retry_delay,
)

TEMPORARY = [
    _errors.TransportError("reset"),
    _errors.ProtocolError("HTML", http_status=200),
    _errors.ProtocolError("cut short"),
    _errors.ProtocolError("HTML", http_status=299),
    _errors.ProtocolError("HTML", http_status=500),
    _errors.ServerError("HTTP 503", http_status=503),
    _errors.ThrottledError("slow down", code="RequestLimitExceeded"),
]
PERMANENT = [
    _errors.DeniedError("no", code="UnauthorizedOperation"),
    _errors.RejectedError("bad", code="InvalidParameterValue"),
    _errors.IncompleteError("moved"),
    _errors.ConfigurationError("empty"),
    _errors.ProtocolError("redirect", http_status=307),
    _errors.ProtocolError("not found", http_status=404),
    _errors.ProtocolError("choices", http_status=300),
    _errors.ProtocolError("the last client error", http_status=499),
    _errors.UnusableRouteError("untrusted certificate"),
]


@pytest.mark.parametrize("error", PERMANENT, ids=str)
def test_permanent_error_is_not_retried(error: _errors.MpsError) -> None:
    assert not is_retryable(error)
    assert retry_delay(error, 1, 1000.0, 0.0) is None


@pytest.mark.parametrize("error", TEMPORARY, ids=str)
def test_temporary_error_is_retried(error: _errors.MpsError) -> None:
    assert is_retryable(error)
    assert retry_delay(error, 1, 1000.0, 0.0) == 0.0


@pytest.mark.parametrize(("limit", "budget"), [(None, 60.0), (5.0, 5.0), (90.0, 60.0), (0.0, 0.0)])
def test_error_limits_its_retry_budget(limit: float | None, budget: float) -> None:
    assert budget_of(_errors.TransportError("reset", retry_limit=limit), 60.0) == budget


@pytest.mark.parametrize(
    ("error", "is_reason"),
    [
        (_errors.ThrottledError("slow down", retry_after=30.0), True),
        (_errors.ThrottledError("slow down", retry_after=20.0), True),
        (_errors.ThrottledError("slow down", retry_after=19.0), False),
        (_errors.ThrottledError("slow down"), False),
        (_errors.DeniedError("no", retry_after=30.0), False),
        (_errors.DeniedError("no"), False),
    ],
)
def test_error_states_when_retry_after_is_why_there_was_no_retry(error: _errors.MpsError, is_reason: bool) -> None:
    note = note_of(error, time_left=20.0, retry_budget=60.0)
    asked = f"the server asked to wait {error.retry_after or 0:g} seconds, but 'retry_budget' is 60 seconds"
    assert note == (asked if is_reason else None)


@given(
    error=st.sampled_from(TEMPORARY),
    failures=st.integers(1, 10_000),
    time_left=st.floats(-10, 1000),
    draw=st.floats(0, 1, exclude_max=True),
)
def test_delay_always_fits_in_the_retry_budget(
    error: _errors.MpsError, failures: int, time_left: float, draw: float
) -> None:
    wait = retry_delay(error, failures, time_left, draw)
    assert wait is None or 0 <= wait < time_left
    assert wait is None or wait <= LONGEST_DELAY_S


def test_delays_grow_to_a_ceiling_with_full_jitter() -> None:
    longest = [retry_delay(TEMPORARY[0], n, 1e9, 0.999999) for n in range(1, 9)]
    assert [round(wait or 0, 2) for wait in longest] == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert retry_delay(TEMPORARY[0], 5, 1e9, 0.0) == 0.0


@pytest.mark.parametrize(
    ("error", "previous", "is_final"),
    [
        (_errors.ContentError("Name is null"), None, False),
        (_errors.ContentError("Name is null"), _errors.ContentError("Name is null"), True),
        (_errors.ContentError("Name is null"), _errors.ContentError("no PersonSet"), False),
        (_errors.ContentError("Name is null"), _errors.ServerError("Name is null"), False),
        (_errors.ProtocolError("HTML"), _errors.ProtocolError("HTML"), False),
        (_errors.ServerError("HTTP 503"), _errors.ServerError("HTTP 503"), False),
    ],
)
def test_same_wrong_content_is_requested_only_once_more(
    error: _errors.MpsError, previous: _errors.MpsError | None, is_final: bool
) -> None:
    assert (retry_delay(error, 2, 60.0, 0.5, previous) is None) is is_final


def test_retry_after_is_the_minimum_delay() -> None:
    asked = _errors.ThrottledError("slow down", retry_after=7.0)
    assert retry_delay(asked, 1, 60.0, 0.5) == 7.0
    assert retry_delay(asked, 1, 6.0, 0.5) is None
