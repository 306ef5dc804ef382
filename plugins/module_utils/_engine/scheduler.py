# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Drives plans, one or ten thousand: the only room that waits.

A call stands in the *lane* of its identity and action. A lane has a rate window, and a queue of the calls that are
ready to go; a call that backs off stands in no lane until its time comes. A worker is taken only for one attempt at a
call that may leave now, so an account that is throttled or waiting never holds one.

With workers that run inline on a virtual clock, the same code is the simulator.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Callable, Protocol, TypeVar

from .._api.call import ApiCall, ApiResponse
from .._auth.settings import Connection
from .._errors import SIGNATURE_EXPIRED, ConfigurationError, MpsError
from .plan import Job, Outcome
from .rate_limit import RateWindow, SentRequest
from .retry import retry_delay
from .server_clock import ServerClock

Result = TypeVar("Result")
Send = Callable[[Connection, ApiCall, Callable[[], float], float], ApiResponse]

# An attempt connects and then reads; a body that drips in for longer than this many timeouts is given up.
ATTEMPT_LIMIT_IN_TIMEOUTS = 3


class AttemptRunner(Protocol):
    """What runs attempts: threads in life, a virtual clock in the simulator."""

    size: int

    @property
    def free(self) -> int: ...

    def now(self) -> float: ...

    def start(self, ticket: Any, attempt: Callable[[], ApiResponse], limit: float) -> None: ...

    def collect(self, until: float | None) -> tuple[Any, ApiResponse | BaseException] | None: ...


@dataclass
class _Run:
    """A job under way, and the batch of calls that its plan waits for."""

    job: Job[Any]
    began: float
    batch: list[_Call] = field(default_factory=list)
    unanswered: int = 0
    requests: int = 0
    retries: int = 0


@dataclass(eq=False)
class _Call:
    """A call under way."""

    run: _Run
    batch: list[_Call]
    api: ApiCall
    reply: ApiResponse | None = None
    attempts: int = 0
    failure: MpsError | None = None  # of the last attempt
    give_up_at: float = math.inf  # set by the first failure: from then on the budget runs
    clock_offset: float = 0.0  # with which the last attempt was signed
    clock_corrected: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether the plan still waits for it; a plan that has failed or gone on does not."""
        return self.run.batch is self.batch


@dataclass(eq=False)
class _Lane:
    window: RateWindow
    ready: deque[_Call] = field(default_factory=deque)


@dataclass(eq=False)
class _Attempt:
    call: _Call
    lane: _Lane
    departure: SentRequest


class Scheduler:
    """One for a whole run. ``wall_clock`` is the machine's idea of Unix time, ``draw`` a source of numbers in [0, 1).

    ``warn`` is told what the user should know although nothing failed.
    """

    def __init__(
        self,
        send: Send,
        workers: AttemptRunner,
        warn: Callable[[str], object],
        *,
        wall_clock: Callable[[], float] = time.time,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._send = send
        self._workers = workers
        self._clock = ServerClock(wall_clock, warn)
        self._draw = draw
        self._lanes: dict[Hashable, _Lane] = {}
        self._order = itertools.count()
        self._lane_times: list[tuple[float, int, _Lane]] = []  # lanes with ready calls, by when the next may leave
        self._waiting: list[tuple[float, int, _Call]] = []  # calls that back off, by when they are ready again
        self._ended: deque[Outcome[Any]] = deque()

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Outcome[Result]]:
        """Every job's outcome, as they end. A job is begun when there is room to send, so ``jobs`` may be long and
        lazy."""
        source = iter(jobs)
        under_way = 0
        exhausted = False
        while True:
            self._send_what_may_leave()
            if not exhausted and self._workers.free:
                job = next(source, None)
                if job is None:
                    exhausted = True
                else:
                    under_way += 1
                    self._advance(_Run(job, began=self._workers.now()), None)
                continue
            while self._ended:
                under_way -= 1
                yield self._ended.popleft()
            if exhausted and not under_way:
                return
            self._wait()

    # calls that leave

    def _send_what_may_leave(self) -> None:
        now = self._workers.now()
        while self._waiting and self._waiting[0][0] <= now:
            self._make_ready(heapq.heappop(self._waiting)[2])
        while self._workers.free and self._lane_times and self._lane_times[0][0] <= now:
            lane = heapq.heappop(self._lane_times)[2]
            if lane.window.next_send(now) <= now:
                call = lane.ready.popleft()
                if call.is_wanted:
                    self._send_now(call, lane, now)
            if lane.ready:
                self._queue_lane(lane, now)

    def _wait(self) -> None:
        """Until what comes first: an answer, a lane's next slot, or the end of a wait."""
        heaps = (self._waiting, self._lane_times if self._workers.free else [])
        happened = self._workers.collect(min((heap[0][0] for heap in heaps if heap), default=None))
        if happened is not None:
            attempt, happening = happened
            call: _Call = attempt.call
            if isinstance(happening, ApiResponse) or getattr(happening, "http_status", None):
                attempt.lane.window.answered(attempt.departure, self._workers.now())
            if isinstance(happening, ApiResponse):
                self._take_reply(call, happening)
            elif isinstance(happening, MpsError):
                self._take_failure(call, happening)
            else:
                raise happening

    def _make_ready(self, call: _Call) -> None:
        lane = self._lane_of(call)
        if call.attempts:
            lane.ready.appendleft(call)  # its budget runs
        else:
            lane.ready.append(call)
        if len(lane.ready) == 1:
            self._queue_lane(lane, self._workers.now())

    def _queue_lane(self, lane: _Lane, now: float) -> None:
        heapq.heappush(self._lane_times, (lane.window.next_send(now), next(self._order), lane))

    def _lane_of(self, call: _Call) -> _Lane:
        connection = call.run.job.connection
        key = (connection.endpoint, connection.identity.signer, call.api.service, call.api.action)
        if key not in self._lanes:
            self._lanes[key] = _Lane(RateWindow(call.run.job.requests_per_second))
        return self._lanes[key]

    def _send_now(self, call: _Call, lane: _Lane, now: float) -> None:
        if call.failure is not None and now >= call.give_up_at:
            call.failure.attempts = call.attempts
            self._advance(call.run, call.failure)
            return
        departure = lane.window.record(now)
        offset = call.clock_offset = self._clock.offset
        call.run.requests += 1
        call.run.retries += call.attempts > 0
        call.attempts += 1
        connection = call.run.job.connection
        timeout = min(connection.timeout, call.give_up_at - now)

        def signing_time() -> float:
            departure.moment = self._workers.now()  # a busy machine may have held the worker up
            return self._clock.time(offset)

        def attempt() -> ApiResponse:
            return self._send(connection, call.api, signing_time, timeout)

        self._workers.start(_Attempt(call, lane, departure), attempt, timeout * ATTEMPT_LIMIT_IN_TIMEOUTS)

    # what an attempt brought

    def _take_reply(self, call: _Call, reply: ApiResponse) -> None:
        if call.is_wanted:
            call.reply = reply
            call.run.unanswered -= 1
            if not call.run.unanswered:
                self._advance(call.run, None)

    def _take_failure(self, call: _Call, failure: MpsError) -> None:
        if not call.is_wanted:
            return
        failure.attempts = call.attempts
        if isinstance(failure, ConfigurationError):  # it was never sent
            failure.attempts = 0
            call.run.requests -= 1
        if failure.code == SIGNATURE_EXPIRED and self._signing_again_helps(call, failure):
            self._make_ready(call)
            return
        now = self._workers.now()
        if call.failure is None:
            call.give_up_at = now + call.run.job.retry_budget
        call.failure = failure
        wait = retry_delay(failure, call.attempts, call.give_up_at - now, self._draw())
        if wait is None:
            self._advance(call.run, failure)
        else:
            heapq.heappush(self._waiting, (now + wait, next(self._order), call))

    def _signing_again_helps(self, call: _Call, failure: MpsError) -> bool:
        """Whether the clock has just been corrected: here, or by another call while this one was under way."""
        if call.clock_offset != self._clock.offset:
            return True
        if call.clock_corrected:
            return False
        call.clock_corrected = self._clock.correct(failure.server_time)
        return call.clock_corrected

    # plans

    def _advance(self, run: _Run, failure: MpsError | None) -> None:
        """Give the plan its replies, or the failure of one of its calls; take its next batch, or its end."""
        try:
            if failure is not None:
                batch = run.job.plan.throw(failure)
            elif run.batch:
                batch = run.job.plan.send(_replies_of(run.batch))
            else:
                batch = next(run.job.plan)
        except StopIteration as stop:
            self._end(run, stop.value, None)
        except MpsError as error:
            self._end(run, None, error)
        else:
            calls: list[_Call] = []
            calls.extend(_Call(run, calls, api) for api in batch)
            run.batch = calls
            run.unanswered = len(calls)
            for call in calls:
                self._make_ready(call)

    def _end(self, run: _Run, result: Any, error: MpsError | None) -> None:
        run.batch = []  # its calls that are still under way are not wanted any more
        self._ended.append(Outcome(run.job, result, error, run.requests, run.retries, self._workers.now() - run.began))


def _replies_of(batch: Iterable[_Call]) -> list[ApiResponse]:
    """The replies, handed over: a call and its batch hold each other, and would hold the replies for long."""
    replies = [call.reply for call in batch if call.reply is not None]
    for call in batch:
        call.reply = None
    return replies
