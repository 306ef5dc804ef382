# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Runs jobs, one or ten thousand. This is the only file that waits.

A call waits in the *lane* of its signer and action. A lane has a rate window and a queue of calls that are ready to be
sent. A call that waits for a retry or for credentials is in no lane. A worker is used only for an attempt that can be
sent now, so that a throttled or waiting account never occupies one.
With workers on a virtual clock, the same code is the simulator (tests/simulation/README.md).
"""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Callable, Optional, TypeVar

from .._api.call import ApiResponse, Credentials, MetadataCall, Target
from .._auth.session import CredentialCache
from .._errors import SIGNATURE_EXPIRED, MpsError
from .calls import Attempt, Call, JobRun, Lane, Renewal
from .plan import Job, Outcome
from .rate_limit import RateWindow
from .renewals import Renewals
from .retry import note_of, retry_delay
from .server_clock import ServerClock
from .workers import AttemptRunner

Result = TypeVar("Result")
Send = Callable[[Any, Optional[Target], Optional[Credentials], Callable[[], float], float], ApiResponse]

# A response that arrives more slowly than this many timeouts is abandoned.
ATTEMPT_LIMIT_IN_TIMEOUTS = 3


class Scheduler:
    """Runs jobs. ``warn`` is called with messages that are not errors. ``wrap_flow`` wraps each plan and each renewal.

    ``wall_clock`` returns the Unix time of this host, ``draw`` a random number in [0, 1).
    """

    def __init__(
        self,
        send: Send,
        workers: AttemptRunner,
        credentials: CredentialCache,
        warn: Callable[[str], object],
        *,
        wrap_flow: Callable[[Any], Any] = lambda flow: flow,
        wall_clock: Callable[[], float] = time.time,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._send = send
        self._workers = workers
        self._cache = credentials
        self._wrap_flow = wrap_flow
        self._clock = ServerClock(wall_clock, warn)
        self._draw = draw
        self._lanes: dict[Hashable, Lane] = {}
        self._order = itertools.count()
        self._lane_times: list[tuple[float, int, Lane]] = []  # lanes with ready calls, by the time of the next send
        self._retries: list[tuple[float, int, Call]] = []  # calls that wait for a retry, by its time
        self._renewals = Renewals(self._clock, wrap_flow, self._make_ready, self._fail)
        self._ended: deque[tuple[Job[Any], Outcome[Any]]] = deque()

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[tuple[Job[Result], Outcome[Result]]]:
        """Each job with its outcome, in the order in which they end.

        A job starts when a worker is free, so that ``jobs`` can be long and lazy.
        """
        source = iter(jobs)
        running = 0
        exhausted = False
        while True:
            self._send_ready_calls()
            # Jobs can end without a request. Their outcomes must not collect in memory.
            if not exhausted and self._workers.free and len(self._ended) < self._workers.size:
                job = next(source, None)
                if job is None:
                    exhausted = True
                else:
                    running += 1
                    session = self._cache.session(job.settings)
                    self._advance(JobRun(job, self._wrap_flow(job.plan), session, self._workers.now()))
            elif self._ended:
                running -= 1
                yield self._ended.popleft()
            elif exhausted and not running:
                return
            else:
                self._wait()

    # Sending calls

    def _send_ready_calls(self) -> None:
        now = self._workers.now()
        while self._retries and self._retries[0][0] <= now:
            self._make_ready(heapq.heappop(self._retries)[2])
        while self._workers.free and self._lane_times and self._lane_times[0][0] <= now:
            lane = heapq.heappop(self._lane_times)[2]
            lane.is_queued = False
            if lane.window.next_send(now) <= now:
                call = lane.ready.popleft()
                if call.is_wanted:
                    self._send_call(call, lane, now)
            self._queue_lane(lane, now)

    def _wait(self) -> None:
        """Wait for the next response, the next free slot of a lane, or the next retry."""
        heaps = (self._retries, self._lane_times if self._workers.free else [])
        collected = self._workers.collect(min((heap[0][0] for heap in heaps if heap), default=None))
        if collected is None:
            return
        attempt, result = collected
        call: Call = attempt.call
        if isinstance(result, ApiResponse) or getattr(result, "http_status", None):
            attempt.lane.window.record_response(attempt.sent, self._workers.now())
        if isinstance(result, ApiResponse):
            self._take_response(call, result)
        elif isinstance(result, MpsError):
            self._take_failure(call, result)
        else:
            raise result

    def _make_ready(self, call: Call) -> None:
        key = call.lane_key
        if key not in self._lanes:
            self._lanes[key] = Lane(RateWindow(call.requests_per_second))
        lane = self._lanes[key]
        if call.attempts:
            lane.ready.appendleft(call)  # its retry budget is running
        else:
            lane.ready.append(call)
        self._queue_lane(lane, self._workers.now())

    def _queue_lane(self, lane: Lane, now: float) -> None:
        if lane.ready and not lane.is_queued:
            lane.is_queued = True
            heapq.heappush(self._lane_times, (lane.window.next_send(now), next(self._order), lane))

    def _send_call(self, call: Call, lane: Lane, now: float) -> None:
        if call.failure is not None and now >= call.give_up_at:
            call.failure.attempts = call.attempts
            self._fail(call, call.failure)
            return
        if not self._has_credentials(call):
            return
        sent = lane.window.record(now)
        call.waits = 0
        offset = call.clock_offset = self._clock.offset
        call.run.requests += 1
        call.run.retries += call.attempts > 0
        call.attempts += 1
        api, target, credentials, timeout = call.api, call.target, call.credentials, call.timeout(now)

        def signing_time() -> float:
            sent.sent_at = self._workers.now()  # a busy host can delay the worker
            return self._clock.time(offset)

        def attempt() -> ApiResponse:
            return self._send(api, target, credentials, signing_time, timeout)

        limit = timeout if isinstance(api, MetadataCall) else timeout * ATTEMPT_LIMIT_IN_TIMEOUTS
        self._workers.start(Attempt(call, lane, sent), attempt, limit)

    # Results of attempts

    def _take_response(self, call: Call, response: ApiResponse) -> None:
        if not call.is_wanted:
            return
        if isinstance(call.owner, Renewal):
            self._renewals.resume(call.owner, response)
            return
        call.response = response
        call.owner.pending -= 1
        if not call.owner.pending:
            self._advance(call.owner)

    def _take_failure(self, call: Call, failure: MpsError) -> None:
        if not call.is_wanted:
            return
        failure.attempts = call.attempts
        if failure.code == SIGNATURE_EXPIRED:
            helps = self._new_signature_helps(call, failure)
        else:
            helps = (failure.code or "").startswith("AuthFailure.") and self._new_credentials_help(call)
        if helps:
            self._make_ready(call)
            return
        now = self._workers.now()
        previous = call.failure
        call.note_failure(failure, now)
        time_left = call.give_up_at - now
        delay = retry_delay(failure, call.attempts, time_left, self._draw(), previous)
        if delay is None:
            failure.note = note_of(failure, time_left, call.retry_budget)
            self._fail(call, failure)
        else:
            heapq.heappush(self._retries, (now + delay, next(self._order), call))

    def _new_signature_helps(self, call: Call, failure: MpsError) -> bool:
        """Whether the clock was corrected: now, or by another call after this one was signed."""
        if call.clock_offset != self._clock.offset:
            return True
        if call.clock_corrected:
            return False
        call.clock_corrected = self._clock.correct(failure.server_time)
        return call.clock_corrected

    def _new_credentials_help(self, call: Call) -> bool:
        """Whether the credentials were renewed, or have to be, since they signed the call. True once for each call."""
        if call.session is None or call.needs_new_credentials:
            return False
        now = self._clock.now()
        call.needs_new_credentials = call.session.is_due(now) or call.session.credentials(now) is not call.credentials
        return call.needs_new_credentials

    def _fail(self, call: Call, failure: MpsError) -> None:
        if isinstance(call.owner, Renewal):
            self._renewals.resume(call.owner, failure)
        else:
            self._advance(call.owner, failure)

    # Plans

    def _advance(self, run: JobRun, failure: MpsError | None = None) -> None:
        """Send the plan its responses, or throw the error of a call into it. Take its next batch, or its result."""
        try:
            if failure is not None:
                batch = run.plan.throw(failure)
            elif run.batch:
                batch = run.plan.send(run.take_responses())
            else:
                batch = next(run.plan)
        except StopIteration as stop:
            self._end(run, stop.value, None)
        except MpsError as error:
            self._end(run, None, error)
        else:
            for call in run.begin_batch(batch):
                self._make_ready(call)

    def _end(self, run: JobRun, result: Any, error: MpsError | None) -> None:
        run.batch = []  # calls that are still in progress are no longer wanted
        seconds = self._workers.now() - run.started_at
        outcome = Outcome(result, error, run.requests, run.retries, seconds, run.session.description)
        self._ended.append((run.job, outcome))

    # Credentials

    def _has_credentials(self, call: Call) -> bool:
        """Set the credentials of a call. False: it waits for them, or it failed."""
        if call.session is None:
            return True
        found = self._renewals.credentials_of(call, call.session)
        if isinstance(found, MpsError):
            self._fail(call, found)
        call.credentials = found if isinstance(found, Credentials) else None
        return call.credentials is not None
