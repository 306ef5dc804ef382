# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.rate_limit import (
    MARGIN_S,
    RateWindow,
    SentRequest,
)


@given(limit=st.integers(1, 100), pauses=st.lists(st.floats(0, 2), max_size=400))
def test_any_second_contains_at_most_the_limit(limit: int, pauses: list[float]) -> None:
    window, now, sends = RateWindow(limit), 0.0, []
    for pause in pauses:
        now = window.next_send(now + pause)
        window.record(now)
        sends.append(now)
    for first, beyond in zip(sends, sends[limit:], strict=False):
        assert beyond - first >= 1.0


@given(limit=st.integers(1, 100), count=st.integers(1, 500))
def test_window_waits_no_longer_than_necessary(limit: int, count: int) -> None:
    window, now = RateWindow(limit), 0.0
    for _send in range(count):
        now = window.next_send(now)
        window.record(now)
    whole_windows = (count - 1) // limit
    assert abs(now - whole_windows * (1.0 + MARGIN_S)) < 1e-6


def test_delayed_request_counts_from_its_latest_possible_arrival() -> None:
    window = RateWindow(2)
    quick, slow = window.record(0.0), window.record(0.0)
    window.record_response(quick, 0.1)
    window.record_response(slow, 0.6)
    assert window.next_send(0.7) == pytest.approx(1.0 + MARGIN_S)
    window.record(1.1)
    assert window.next_send(1.1) == pytest.approx(1.5 + MARGIN_S)


REQUEST_S, RESPONSE_S = 0.03, 0.07


@given(
    limit=st.integers(1, 8),
    cold=st.lists(st.tuples(st.floats(0.1, 0.4), st.floats(0, 0.1)), max_size=7),
    trips=st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.1)), min_size=1, max_size=200),
)
def test_server_never_receives_more_than_the_limit_in_a_second(
    limit: int, cold: list[tuple[float, float]], trips: list[tuple[float, float]]
) -> None:
    """Each request and each response has its own delay. One request has no delay. It is not the first request, because
    a new connection is slow."""
    window, now = RateWindow(limit), 0.0
    arrivals: list[float] = []
    in_flight: list[tuple[float, SentRequest]] = []
    first_ones = [(0.0, *times) for times in cold[: limit - 1]]
    for pause, request_delay, response_delay in [*first_ones, (0.6, 0.0, 0.0), *((0.0, *times) for times in trips)]:
        now = window.next_send(now + pause)
        while in_flight and (in_flight[0][0] <= now or len(in_flight) == limit):
            responded_at, sent = in_flight.pop(0)
            now = max(now, responded_at)
            window.record_response(sent, responded_at)
            now = window.next_send(now)
        sent = window.record(now)
        arrivals.append(now + REQUEST_S + request_delay)
        in_flight.append((arrivals[-1] + response_delay + RESPONSE_S, sent))
        in_flight.sort(key=lambda entry: entry[0])
    arrivals.sort()
    for first, beyond in zip(arrivals, arrivals[limit:], strict=False):
        assert beyond - first >= 1.0 - 1e-9
