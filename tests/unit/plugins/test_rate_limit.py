# Copyright: (c) 2026, tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._rate_limit import MARGIN_S, RateWindow


@given(limit=st.integers(1, 100), pauses=st.lists(st.floats(0, 2), max_size=400))
def test_no_second_ever_holds_more_than_the_limit(limit: int, pauses: list[float]) -> None:
    window, now, sends = RateWindow(limit), 0.0, []
    for pause in pauses:
        now = window.next_send(now + pause)
        window.record(now)
        sends.append(now)
    for first, beyond in zip(sends, sends[limit:], strict=False):
        assert beyond - first >= 1.0


@given(limit=st.integers(1, 100), count=st.integers(1, 500))
def test_it_does_not_wait_longer_than_it_must(limit: int, count: int) -> None:
    window, now = RateWindow(limit), 0.0
    for _send in range(count):
        now = window.next_send(now)
        window.record(now)
    whole_windows = (count - 1) // limit
    assert abs(now - whole_windows * (1.0 + MARGIN_S)) < 1e-6
