# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The state of the scheduler: jobs, calls and renewals of credentials in progress."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._api.call import ApiCall, ApiResponse, Credentials, MetadataCall, Request, Target
from .._auth.session import AuthFlow, Session, SessionRequest
from .._auth.settings import Settings
from .._errors import MpsError, TransportError
from .plan import Job, Plan
from .rate_limit import RateWindow, SentRequest
from .retry import budget_of

_METADATA_REQUESTS_PER_SECOND = 100


# None of these classes has a repr that shows its fields: they refer to each other, and to secrets.


@dataclass(eq=False, repr=False)
class JobRun:
    """A job in progress, and the batch of calls that its plan waits for."""

    job: Job[Any]
    plan: Plan[Any]
    session: Session
    started_at: float
    batch: list[Call] = field(default_factory=list)
    pending: int = 0  # calls of the batch without response
    requests: int = 0
    retries: int = 0

    def begin_batch(self, batch: Sequence[ApiCall]) -> list[Call]:
        settings = self.job.settings
        signer = settings.identity.signer
        self.batch = [Call(self, api, settings.target, None, signer, self.session) for api in batch]
        for call in self.batch:
            call.batch = self.batch
        self.pending = len(self.batch)
        return self.batch

    def take_responses(self) -> list[ApiResponse]:
        """The responses, which are then forgotten: call and batch refer to each other and would keep them in memory."""
        responses = [call.response for call in self.batch if call.response is not None]
        for call in self.batch:
            call.response = None
        return responses


@dataclass(eq=False, repr=False)
class Renewal:
    """A renewal of credentials in progress, started by ``starter``. All of ``waiting`` continue with the outcome."""

    session: Session
    flow: AuthFlow
    starter: JobRun
    call: Call | None = None  # that the flow waits for
    waiting: list[Call | Renewal] = field(default_factory=list)
    outcome: Credentials | MpsError | None = None

    @property
    def runs(self) -> list[JobRun]:
        """The jobs that wait for it. The starter may have continued with old credentials, or may have ended."""
        return [waiter.run for waiter in self.waiting if waiter.is_wanted] or [self.starter]

    @property
    def run(self) -> JobRun:
        """The job whose statistics count the requests."""
        return next((waiter.run for waiter in self.waiting if waiter.is_wanted), self.starter)

    @property
    def is_wanted(self) -> bool:
        return self.outcome is None

    def begin_request(self, request: Request | SessionRequest) -> Call:
        if isinstance(request, SessionRequest):
            key = request.session.rate_key
            self.call = Call(self, request.call, request.target, None, key, request.session)
        else:
            self.call = Call(self, request.call, request.target, request.credentials, request.rate_key)
        return self.call


@dataclass(eq=False, repr=False)
class Call:
    """A call in progress.

    The credentials of ``session`` sign it. Without a session, ``credentials`` sign it. Without both, it is not signed.
    """

    owner: JobRun | Renewal
    api: ApiCall | MetadataCall
    target: Target | None
    credentials: Credentials | None
    rate_key: Hashable
    session: Session | None = None
    granted: Credentials | None = None  # to use although they have expired
    waits: int = 0  # renewals that it waited for since its last attempt
    batch: list[Call] | None = None
    response: ApiResponse | None = None
    attempts: int = 0
    failure: MpsError | None = None  # of the last attempt
    failed_at: float = math.nan  # time of the first failure
    give_up_at: float = math.inf  # end of the retry budget, which starts with the first failure
    clock_offset: float = 0.0  # of the last signature
    clock_corrected: bool = False
    needs_new_credentials: bool = False  # the server denied a request whose credentials were about to expire

    @property
    def is_wanted(self) -> bool:
        """Whether its plan or renewal still waits for it."""
        if isinstance(self.owner, Renewal):
            return self.owner.call is self
        return self.owner.batch is self.batch

    @property
    def run(self) -> JobRun:
        return self.owner.run if isinstance(self.owner, Renewal) else self.owner

    @property
    def _settings(self) -> list[Settings]:
        """The settings of the jobs that wait for it. None of them must fail because of the limits of another one."""
        runs = self.owner.runs if isinstance(self.owner, Renewal) else [self.owner]
        return [run.job.settings for run in runs]

    @property
    def lane_key(self) -> Hashable:
        if isinstance(self.api, MetadataCall) or self.target is None:
            return self.rate_key
        return (self.target.endpoint, self.rate_key, self.api.service, self.api.action)

    @property
    def requests_per_second(self) -> int:
        if isinstance(self.api, MetadataCall):
            return _METADATA_REQUESTS_PER_SECOND
        if isinstance(self.owner, Renewal):
            # The option of one account must not slow down the roles of other accounts that the same keys assume.
            return self.api.requests_per_second
        return min(self.run.job.settings.requests_per_second, self.api.requests_per_second)

    def timeout(self, now: float) -> float:
        """Seconds for the next attempt."""
        if isinstance(self.api, MetadataCall):
            return self.api.timeout
        return min(max(settings.timeout for settings in self._settings), self.give_up_at - now)

    @property
    def retry_budget(self) -> float:
        return max(settings.retry_budget for settings in self._settings)

    def note_failure(self, failure: MpsError, now: float) -> None:
        """The first failure starts the retry budget."""
        if self.failure is None:
            self.failed_at = now
        self.failure = failure
        self.give_up_at = self.failed_at + budget_of(failure, self.retry_budget)
        if isinstance(self.api, MetadataCall) and isinstance(failure, TransportError):
            self.give_up_at = min(self.give_up_at, self.failed_at + self.api.silence_limit)


@dataclass(eq=False, repr=False)
class Lane:
    """The ready calls of one signer and action."""

    window: RateWindow
    ready: deque[Call] = field(default_factory=deque)
    is_queued: bool = False


@dataclass(eq=False, repr=False)
class Attempt:
    """A request in progress."""

    call: Call
    lane: Lane
    sent: SentRequest
