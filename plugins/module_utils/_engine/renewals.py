# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Runs the renewals of credentials, at most one per session at a time. It queues calls, and neither sends nor waits."""

from __future__ import annotations

import copy
from typing import Any, Callable

from .._api.call import ApiResponse, Credentials
from .._auth.session import Session
from .._errors import MpsError
from .calls import Call, JobRun, Renewal
from .server_clock import ServerClock

# A call whose credentials expire again and again while it is in a queue is then sent with expired ones, so that the
# server decides. Otherwise a run with credentials of a few seconds would never end.
WAITS_MAXIMUM = 100


class Renewals:
    """``make_ready`` queues the request of a renewal, and a call that has its credentials.

    ``fail`` ends a call that cannot have credentials. ``wrap_flow`` wraps each renewal.
    """

    def __init__(
        self,
        clock: ServerClock,
        wrap_flow: Callable[[Any], Any],
        make_ready: Callable[[Call], object],
        fail: Callable[[Call, MpsError], object],
    ) -> None:
        self._clock = clock
        self._wrap_flow = wrap_flow
        self._make_ready = make_ready
        self._fail = fail
        self._in_progress: dict[Session, Renewal] = {}

    def credentials_of(self, call: Call, session: Session) -> Credentials | MpsError | None:
        """What signs a call now, or why nothing can. None: the call is made ready, or fails, when a renewal ends."""
        granted, call.granted = call.granted, None
        if granted is not None and session.credentials(self._clock.now()) is None:
            return granted
        return self._credentials(session, call, call.run)

    def resume(self, renewal: Renewal, value: ApiResponse | Credentials | MpsError | None) -> None:
        """Send a value to the flow of a renewal, or throw an error into it. Take its next request, or its outcome."""
        outcome = self._step(renewal, value)
        if outcome is not None:
            self._end(renewal, outcome)

    def _credentials(self, session: Session, waiter: Call | Renewal, run: JobRun) -> Credentials | MpsError | None:
        now = self._clock.now()
        if not session.is_due(now):
            return session.credentials(now)
        renewal = self._in_progress.get(session)
        if renewal is None:
            renewal = Renewal(session, self._wrap_flow(session.renew(self._clock.now)), run)
            self._in_progress[session] = renewal
            self.resume(renewal, None)
        if renewal.outcome is None:
            # A call continues with the old credentials. A renewal waits: with the old ones, it would soon run again.
            held = session.credentials(now) if isinstance(waiter, Call) else None
            if held is None:
                renewal.waiting.append(waiter)
            return held
        return renewal.outcome

    def _step(
        self, renewal: Renewal, value: ApiResponse | Credentials | MpsError | None
    ) -> Credentials | MpsError | None:
        """The outcome of a renewal; None if it has not ended."""
        renewal.call = None
        try:
            while True:
                step = renewal.flow.throw(value) if isinstance(value, MpsError) else renewal.flow.send(value)
                if not isinstance(step, Session):
                    self._make_ready(renewal.begin_request(step))
                    return None
                value = self._credentials(step, renewal, renewal.run)
                if value is None:
                    return None
        except StopIteration as stop:
            outcome: Credentials = stop.value
            return outcome
        except MpsError as error:
            return error.with_traceback(None)  # its frames refer to this renewal and all that wait for it

    def _end(self, renewal: Renewal, outcome: Credentials | MpsError) -> None:
        del self._in_progress[renewal.session]
        renewal.outcome = outcome
        # Credentials that have expired by the clock of this host are tried once by each call that waits for them.
        is_usable = renewal.session.credentials(self._clock.now()) is not None
        for waiter in renewal.waiting:
            # Each plan gets its own copy: an error collects the traceback of every plan that it passes through.
            value = copy.copy(outcome) if isinstance(outcome, MpsError) else outcome
            if isinstance(waiter, Renewal):
                self.resume(waiter, value)
            elif not waiter.is_wanted:
                continue
            elif isinstance(value, MpsError):
                self._fail(waiter, value)
            else:
                waiter.waits += 1
                waiter.granted = None if is_usable and waiter.waits < WAITS_MAXIMUM else value
                self._make_ready(waiter)
