# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts on real threads. No test measures time; events control the order."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.workers import THREADS_PER_ATTEMPT, Workers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, TransportError

PATIENCE_S = 120.0


@contextmanager
def pool(size: int) -> Iterator[Workers]:
    workers = Workers(size)
    try:
        yield workers
    finally:
        workers.stop()


def returning(value: Any) -> Callable[[], ApiResponse]:
    return lambda: ApiResponse(value, "r")


def raising(error: BaseException) -> Callable[[], ApiResponse]:
    def attempt() -> ApiResponse:
        raise error

    return attempt


def waiting_for(event: threading.Event, value: Any = None) -> Callable[[], ApiResponse]:
    """An attempt that hangs until the event is set."""

    def attempt() -> ApiResponse:
        assert event.wait(PATIENCE_S)
        return ApiResponse(value, "r")

    return attempt


def test_responses_and_errors_are_returned_with_their_tickets() -> None:
    denied = DeniedError("no")
    with pool(4) as workers:
        for ticket in range(3):
            workers.start(ticket, returning(ticket * 10), PATIENCE_S)
        workers.start("denied", raising(denied), PATIENCE_S)
        assert workers.free == 0
        results = dict(filter(None, (workers.collect(None) for _turn in range(4))))
        assert workers.free == 4
    assert results == {0: ApiResponse(0, "r"), 1: ApiResponse(10, "r"), 2: ApiResponse(20, "r"), "denied": denied}


@pytest.mark.parametrize("defect", [ZeroDivisionError("x"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_defect_is_returned_and_its_thread_continues(defect: BaseException) -> None:
    with pool(1) as workers:
        workers.start("bad", raising(defect), PATIENCE_S)
        assert workers.collect(None) == ("bad", defect)
        workers.start("good", returning(1), PATIENCE_S)
        assert workers.collect(None) == ("good", ApiResponse(1, "r"))


def test_attempts_run_in_parallel_on_reused_threads() -> None:
    together = threading.Barrier(3, timeout=PATIENCE_S)

    def attempt() -> ApiResponse:
        together.wait()  # continues only when three attempts run at the same time
        return ApiResponse(threading.get_ident(), "r")

    threads = set()
    with pool(3) as workers:
        for turn in range(4):
            for ticket in range(3):
                workers.start((turn, ticket), attempt, PATIENCE_S)
            assert workers.free == 0
            for _ticket in range(3):
                result = workers.collect(None)
                assert result is not None
                assert isinstance(result[1], ApiResponse)
                threads.add(result[1].value)
    assert len(threads) == 3


def test_thread_count_does_not_exceed_concurrent_attempts() -> None:
    before = set(threading.enumerate())
    with pool(4) as workers:
        for ticket in range(4):
            workers.start(ticket, returning(ticket), PATIENCE_S)
            assert workers.collect(None) == (ticket, ApiResponse(ticket, "r"))
        assert len(set(threading.enumerate()) - before) == 1


def test_collect_returns_nothing_before_the_deadline() -> None:
    release = threading.Event()
    with pool(1) as workers:
        workers.start("slow", waiting_for(release, 5), PATIENCE_S)
        until = workers.now() + 0.05
        assert workers.collect(until) is None
        assert workers.now() >= until
        assert workers.free == 0
        release.set()
        assert workers.collect(None) == ("slow", ApiResponse(5, "r"))


def test_past_deadline_returns_without_waiting() -> None:
    with pool(1) as workers:
        assert workers.collect(workers.now() - 1) is None
        assert workers.collect(workers.now()) is None


def test_attempt_over_its_limit_is_abandoned_and_the_pool_continues() -> None:
    release = threading.Event()
    with pool(1) as workers:
        workers.start("hung", waiting_for(release, "too late"), 0.02)
        ticket, error = workers.collect(None) or (None, None)
        assert ticket == "hung"
        assert isinstance(error, TransportError)
        assert "abandoned" in str(error)
        assert workers.free == 1
        workers.start("next", returning(1), PATIENCE_S / 2)
        assert workers.collect(None) == ("next", ApiResponse(1, "r"))
        release.set()


def test_late_response_is_discarded() -> None:
    release, done = threading.Event(), threading.Event()

    def last() -> ApiResponse:
        assert done.wait(PATIENCE_S)
        return ApiResponse("last", "r")

    with pool(1) as workers:
        workers.start("hung", waiting_for(release, "too late"), 0.02)
        assert (workers.collect(None) or (None, None))[0] == "hung"
        workers.start("next", last, PATIENCE_S)
        release.set()
        assert (
            workers.collect(workers.now() + 0.05) is None
        )  # the late response has arrived, or arrives before the next
        done.set()
        assert workers.collect(None) == ("next", ApiResponse("last", "r"))
        assert workers.collect(workers.now()) is None


def test_overdue_attempt_is_abandoned_while_others_continue() -> None:
    release = threading.Event()
    with pool(3) as workers:
        workers.start("long", waiting_for(release, 1), PATIENCE_S)
        workers.start("short", waiting_for(release, 2), 0.02)
        assert (workers.collect(workers.now() + PATIENCE_S) or (None, None))[0] == "short"
        assert workers.free == 2
        release.set()
        assert workers.collect(None) == ("long", ApiResponse(1, "r"))


def test_response_in_time_counts_even_if_collected_late() -> None:
    done = threading.Event()

    def attempt() -> ApiResponse:
        done.set()
        return ApiResponse(1, "r")

    with pool(1) as workers:
        workers.start("quick", attempt, 0.05)
        assert done.wait(PATIENCE_S)
        threading.Event().wait(0.1)  # the scheduler was busy
        assert workers.collect(None) == ("quick", ApiResponse(1, "r"))


def test_stop_ends_the_threads() -> None:
    before = set(threading.enumerate())
    workers = Workers(4)
    for ticket in range(4):
        workers.start(ticket, returning(ticket), PATIENCE_S)
    for _ticket in range(4):
        workers.collect(None)
    threads = set(threading.enumerate()) - before
    assert threads
    workers.stop()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not [thread for thread in threads if thread.is_alive()]


def test_process_ends_while_an_attempt_hangs() -> None:
    program = """
import threading
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.workers import THREADS_PER_ATTEMPT, Workers
workers = Workers(2)
workers.start("hung", threading.Event().wait, 0.02)
print(workers.collect(None)[0])
workers.start("hung as well", threading.Event().wait, 100.0)
workers.stop()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "hung\n", "")


def test_stop_ends_the_thread_of_a_late_attempt() -> None:
    before = set(threading.enumerate())
    release = threading.Event()
    workers = Workers(1)

    def late() -> ApiResponse:
        release.wait(20)
        return ApiResponse(1, "r")

    workers.start("hung", late, 0.02)
    workers.collect(None)
    release.set()
    workers.stop()
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
        assert not thread.is_alive()


def test_waiting_for_nothing_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(RuntimeError, match="nothing to wait for"):
        Workers(1).collect(None)


def test_an_error_does_not_keep_its_frames_in_memory() -> None:
    def fail() -> ApiResponse:
        try:
            raise OSError("reset")
        except OSError:
            raise TransportError("no response") from None

    workers = Workers(1)
    workers.start("ticket", fail, 20)
    collected = workers.collect(None)
    workers.stop()
    assert collected is not None
    assert isinstance(collected[1], TransportError)
    assert (collected[1].__traceback__, collected[1].__context__) == (None, None)


class ScarceThreads:
    """Starts threads as long as there are any. ``available`` can be changed meanwhile."""

    def __init__(self, available: int, error: Exception) -> None:
        self.available = available
        self._error = error

    def __call__(self, thread: threading.Thread) -> None:
        if not self.available:
            raise self._error
        self.available -= 1
        thread.start()


@pytest.mark.parametrize("error", [RuntimeError("can't start new thread"), MemoryError()], ids=repr)
def test_thread_that_cannot_be_started_is_a_failed_attempt(error: Exception) -> None:
    threads = ScarceThreads(0, error)
    workers = Workers(4, threads)
    workers.start("first", returning(1), PATIENCE_S)
    ticket, failure = workers.collect(None) or (None, None)
    assert ticket == "first"
    assert isinstance(failure, TransportError)
    assert "ulimit -u" in str(failure)
    assert (workers.size, workers.free) == (1, 1)
    threads.available = 1
    workers.start("again", returning(1), PATIENCE_S)
    assert workers.collect(None) == ("again", ApiResponse(1, "r"))
    workers.stop()


def test_pool_continues_with_the_threads_that_the_host_allows_and_grows_again() -> None:
    threads = ScarceThreads(2, RuntimeError("can't start new thread"))
    workers = Workers(8, threads)
    left = list(range(300))
    responses: list[int] = []
    failures = 0
    while len(responses) < 300:
        while left and workers.free:
            workers.start(left[-1], returning(left.pop()), PATIENCE_S)
        ticket, result = workers.collect(None) or (None, None)
        if isinstance(result, ApiResponse):
            responses.append(result.value)
        else:
            assert isinstance(result, TransportError)
            assert ticket is not None
            left.append(ticket)
            failures += 1
        if len(responses) == 150:
            threads.available = 100
    workers.stop()
    assert sorted(responses) == list(range(300))
    assert 0 < failures < 60
    assert workers.size == 8


def test_attempts_that_hang_do_not_start_threads_without_end() -> None:
    release = threading.Event()
    before = set(threading.enumerate())
    workers = Workers(2)
    failures = []
    for number in range(20):
        workers.start(number, waiting_for(release), 0.01)
        failures.append(str((workers.collect(None) or (None, None))[1]))
    assert len(set(threading.enumerate()) - before) <= 2 * THREADS_PER_ATTEMPT
    assert "abandoned" in failures[0]
    assert "could not start a thread" in failures[-1]
    release.set()
    workers.stop()
