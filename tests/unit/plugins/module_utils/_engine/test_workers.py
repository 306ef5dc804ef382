# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts on real threads. Nothing here measures how long a thing took; events decide what has happened."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.workers import Workers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, TransportError

PATIENCE_S = 20.0


@contextmanager
def pool(size: int) -> Iterator[Workers]:
    workers = Workers(size)
    try:
        yield workers
    finally:
        workers.stop()


def saying(value: Any) -> Callable[[], ApiResponse]:
    return lambda: ApiResponse(value, "r")


def raising(error: BaseException) -> Callable[[], ApiResponse]:
    def attempt() -> ApiResponse:
        raise error

    return attempt


def held_by(event: threading.Event, value: Any = None) -> Callable[[], ApiResponse]:
    """An attempt that hangs until the event is set."""

    def attempt() -> ApiResponse:
        assert event.wait(PATIENCE_S)
        return ApiResponse(value, "r")

    return attempt


def test_replies_and_errors_come_back_with_their_tickets() -> None:
    denied = DeniedError("no")
    with pool(4) as workers:
        for ticket in range(3):
            workers.start(ticket, saying(ticket * 10), PATIENCE_S)
        workers.start("denied", raising(denied), PATIENCE_S)
        assert workers.free == 0
        happened = dict(filter(None, (workers.collect(None) for _turn in range(4))))
        assert workers.free == 4
    assert happened == {0: ApiResponse(0, "r"), 1: ApiResponse(10, "r"), 2: ApiResponse(20, "r"), "denied": denied}


@pytest.mark.parametrize("defect", [ZeroDivisionError("x"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_a_defect_is_carried_and_its_thread_lives_on(defect: BaseException) -> None:
    with pool(1) as workers:
        workers.start("bad", raising(defect), PATIENCE_S)
        assert workers.collect(None) == ("bad", defect)
        workers.start("good", saying(1), PATIENCE_S)
        assert workers.collect(None) == ("good", ApiResponse(1, "r"))


def test_attempts_run_at_once_up_to_the_size_on_threads_that_are_kept() -> None:
    together = threading.Barrier(3, timeout=PATIENCE_S)

    def attempt() -> ApiResponse:
        together.wait()  # passes only where three are under way at once
        return ApiResponse(threading.get_ident(), "r")

    threads = set()
    with pool(3) as workers:
        for turn in range(4):
            for ticket in range(3):
                workers.start((turn, ticket), attempt, PATIENCE_S)
            assert workers.free == 0
            for _ticket in range(3):
                happened = workers.collect(None)
                assert happened is not None
                assert isinstance(happened[1], ApiResponse)
                threads.add(happened[1].value)
    assert len(threads) == 3


def test_no_more_threads_are_made_than_attempts_are_under_way() -> None:
    before = set(threading.enumerate())
    with pool(4) as workers:
        for ticket in range(4):
            workers.start(ticket, saying(ticket), PATIENCE_S)
            assert workers.collect(None) == (ticket, ApiResponse(ticket, "r"))
        assert len(set(threading.enumerate()) - before) == 1


def test_nothing_happens_before_the_moment_that_was_asked_for() -> None:
    release = threading.Event()
    with pool(1) as workers:
        workers.start("slow", held_by(release, 5), PATIENCE_S)
        until = workers.now() + 0.05
        assert workers.collect(until) is None
        assert workers.now() >= until
        assert workers.free == 0
        release.set()
        assert workers.collect(None) == ("slow", ApiResponse(5, "r"))


def test_a_moment_that_is_past_takes_what_is_there_and_waits_for_nothing() -> None:
    with pool(1) as workers:
        assert workers.collect(workers.now() - 1) is None
        assert workers.collect(workers.now()) is None


def test_an_attempt_beyond_its_limit_is_given_up_and_the_pool_works_on() -> None:
    release = threading.Event()
    with pool(1) as workers:
        workers.start("hung", held_by(release, "too late"), 0.02)
        ticket, error = workers.collect(None) or (None, None)
        assert ticket == "hung"
        assert isinstance(error, TransportError)
        assert "abandoned" in str(error)
        assert workers.free == 1
        workers.start("next", saying(1), PATIENCE_S / 2)
        assert workers.collect(None) == ("next", ApiResponse(1, "r"))
        release.set()


def test_an_answer_that_comes_too_late_is_dropped() -> None:
    release, done = threading.Event(), threading.Event()

    def last() -> ApiResponse:
        assert done.wait(PATIENCE_S)
        return ApiResponse("last", "r")

    with pool(1) as workers:
        workers.start("hung", held_by(release, "too late"), 0.02)
        assert (workers.collect(None) or (None, None))[0] == "hung"
        workers.start("next", last, PATIENCE_S)
        release.set()
        assert workers.collect(workers.now() + 0.05) is None  # the late answer is in by now, or comes before the next
        done.set()
        assert workers.collect(None) == ("next", ApiResponse("last", "r"))
        assert workers.collect(workers.now()) is None


def test_the_one_that_is_overdue_is_given_up_while_others_go_on() -> None:
    release = threading.Event()
    with pool(3) as workers:
        workers.start("long", held_by(release, 1), PATIENCE_S)
        workers.start("short", held_by(release, 2), 0.02)
        assert (workers.collect(workers.now() + PATIENCE_S) or (None, None))[0] == "short"
        assert workers.free == 2
        release.set()
        assert workers.collect(None) == ("long", ApiResponse(1, "r"))


def test_an_answer_that_arrived_in_time_counts_even_if_it_is_collected_after_its_limit() -> None:
    done = threading.Event()

    def attempt() -> ApiResponse:
        done.set()
        return ApiResponse(1, "r")

    with pool(1) as workers:
        workers.start("quick", attempt, 0.05)
        assert done.wait(PATIENCE_S)
        threading.Event().wait(0.1)  # the scheduler was busy elsewhere
        assert workers.collect(None) == ("quick", ApiResponse(1, "r"))


def test_stop_ends_the_threads() -> None:
    before = set(threading.enumerate())
    workers = Workers(4)
    for ticket in range(4):
        workers.start(ticket, saying(ticket), PATIENCE_S)
    for _ticket in range(4):
        workers.collect(None)
    threads = set(threading.enumerate()) - before
    assert threads
    workers.stop()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not [thread for thread in threads if thread.is_alive()]


def test_a_process_ends_although_an_attempt_hangs() -> None:
    program = """
import threading
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.workers import Workers
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


def test_stopping_ends_also_the_thread_of_an_attempt_that_came_back_after_its_limit() -> None:
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
