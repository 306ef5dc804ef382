# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Progress lines count what is done and estimate the time left."""

from __future__ import annotations

import queue
import threading

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.progress import Progress, ProgressDisplay


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_line_shows_counts_rate_and_time_left() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.accounts = 3_000
    send = progress.count_requests(lambda call: f"response to {call}")
    clock.now += 5
    assert progress.line() == "person sample audit: 0 of 3,000 accounts, 0 findings, 0 unknown, 0 requests/s"
    assert [send(number) for number in range(1_000)][-1] == "response to 999"
    progress.done, progress.findings, progress.unknown = 1_000, 12, 3
    clock.now += 5
    assert progress.line() == (
        "person sample audit: 1,000 of 3,000 accounts, 12 findings, 3 unknown, 200 requests/s, about 20 s left"
    )
    clock.now += 590  # the rate is that since the last line, the time left that of the complete audit
    assert progress.line().endswith("0 requests/s, about 20 min left")
    progress.done = 3_000
    assert progress.line().endswith("0 requests/s")


def test_line_without_accounts_is_about_the_organization() -> None:
    clock = Clock()
    progress = Progress(clock)
    send = progress.count_requests(lambda: None)
    for _request in range(100):
        send()
    clock.now += 5
    assert progress.line() == "person sample audit: listing the members of the organization, 20 requests/s"


def test_requests_of_many_threads_are_all_counted() -> None:
    progress = Progress()
    send = progress.count_requests(lambda: None)
    threads = [threading.Thread(target=lambda: [send() for _request in range(500)]) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert progress.requests == 4_000


def test_failed_request_is_counted() -> None:
    progress = Progress()
    with pytest.raises(ValueError, match="refused"):
        progress.count_requests(lambda: int("refused"))()
    assert progress.requests == 1


def test_display_shows_lines_until_the_audit_ends() -> None:
    shown: queue.Queue[str] = queue.Queue()
    with ProgressDisplay(Progress(), shown.put, interval=0.001):
        lines = [shown.get(timeout=120) for _line in range(3)]
    assert all(line.startswith("person sample audit: ") for line in lines)
    assert not any(thread.name == "mps-progress" for thread in threading.enumerate())


def test_short_audit_shows_no_line() -> None:
    shown: list[str] = []
    with ProgressDisplay(Progress(), shown.append, interval=60):
        pass
    assert shown == []
