# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scheduler on a virtual clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Connection
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job, Outcome, Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.scheduler import Scheduler
from support.credential_contexts import identity_with
from support.virtual_time import VirtualWorkers


def connection(account: str = "a", timeout: float = 30.0) -> Connection:
    keys = identity_with(Credentials(account, "key"))
    return Connection(keys, "https://api.example", None, None, "en-US", timeout, True, False)


def call(parameter: Any = None) -> ApiCall:
    return ApiCall("mps", "2019-06-12", "DescribePersonSamples", {"it": parameter}, dict)


def asking(*batches: Iterable[Any]) -> Plan[list[Any]]:
    values: list[Any] = []
    for batch in batches:
        replies = yield [call(parameter) for parameter in batch]
        values += [reply.value for reply in replies]
    return values


def job(plan: Plan[Any], account: str = "a", rate: int = 100, budget: float = 60.0, timeout: float = 30.0) -> Job[Any]:
    return Job(plan, connection(account, timeout), rate, budget)


class World:
    """A scheduler, its clocks and a server. ``serve`` returns the response to the n-th send of a parameter (from 1)."""

    def __init__(self, serve: Callable[[Any, int], Any], concurrency: int = 32, clock_error: float = 0.0) -> None:
        self.workers = VirtualWorkers(concurrency)
        self.warnings: list[str] = []
        self.sends: list[tuple[float, str, Any]] = []
        self.signed_at: list[float] = []
        self.server_time = 1_700_000_000.0
        self.server_time_jumps_by = 0.0
        self._serve = serve
        self.scheduler = Scheduler(
            self.send,
            self.workers,
            self.warnings.append,
            wall_clock=lambda: 1_700_000_000.0 + self.workers.time + clock_error,
            draw=lambda: 0.5,
        )

    def send(self, where: Connection, api: ApiCall, clock: Callable[[], float], timeout: float) -> ApiResponse:
        parameter = api.parameters["it"]
        self.sends.append((self.workers.time, _signer(where), parameter))
        self.signed_at.append(clock() - self.workers.time - self.server_time)
        nth = sum(1 for _time, account, sent in self.sends if (account, sent) == (_signer(where), parameter))
        self.server_time += self.server_time_jumps_by
        reply = self._serve(parameter, nth)
        if isinstance(reply, _errors.MpsError):
            if reply.code == _errors.SIGNATURE_EXPIRED:
                reply.server_time = self.server_time + self.workers.time
            raise reply
        return ApiResponse(reply, "r")

    def run(self, *jobs: Job[Any]) -> list[Outcome[Any]]:
        return list(self.scheduler.run(jobs))


def test_responses_are_returned_in_call_order() -> None:
    world = World(lambda parameter, nth: parameter * 10)
    delays = iter([0.9, 0.1, 0.5])
    world.workers.latency = lambda: next(delays)
    (outcome,) = world.run(job(asking([1, 2, 3])))
    assert outcome.result == [10, 20, 30]
    assert (outcome.requests, outcome.retries) == (3, 0)
    assert outcome.seconds == 0.9


def test_plan_without_calls_ends_immediately() -> None:
    world = World(lambda parameter, nth: parameter)
    assert [outcome.result for outcome in world.run(job(asking()), job(asking()))] == [[], []]
    assert world.run() == []


def test_account_never_exceeds_its_limit_in_any_second() -> None:
    world = World(lambda parameter, nth: parameter)
    world.run(job(asking(range(350)), "a"), job(asking(range(350)), "a"), job(asking(range(350)), "b", rate=40))
    for account, limit in (("a", 100), ("b", 40)):
        times = sorted(moment for moment, who, _parameter in world.sends if who == account)
        assert all(beyond - first >= 1.0 for first, beyond in zip(times, times[limit:], strict=False))


def test_throttled_account_does_not_delay_another_account() -> None:
    def serve(parameter: Any, nth: int) -> Any:
        return _errors.ThrottledError("slow down", retry_after=5.0) if parameter == "slow" and nth < 3 else parameter

    world = World(serve, concurrency=1)
    slow, quick = job(asking(["slow"]), "slow"), job(asking(["quick"]), "quick")
    outcomes = world.run(slow, quick)
    assert [outcome.job is quick for outcome in outcomes] == [True, False]
    assert outcomes[0].seconds < 0.2
    assert outcomes[1].retries == 2
    assert 10 < outcomes[1].seconds < 11


def test_jobs_start_only_when_a_worker_is_free() -> None:
    begun = []

    def jobs() -> Iterator[Job[Any]]:
        for n in range(1000):
            begun.append(n)
            yield job(asking([n]), account=str(n))

    world = World(lambda parameter, nth: parameter, concurrency=4)
    for done, _outcome in enumerate(world.scheduler.run(jobs()), 1):
        assert len(begun) <= done + 5
    assert len(begun) == 1000


def test_permanent_failure_is_sent_once() -> None:
    world = World(lambda parameter, nth: _errors.DeniedError("no", code="UnauthorizedOperation"))
    (outcome,) = world.run(job(asking([1])))
    assert outcome.error is not None
    assert outcome.error.attempts == 1
    assert len(world.sends) == 1


def test_one_failure_ends_the_plan_and_cancels_its_other_calls() -> None:
    world = World(lambda parameter, nth: _errors.DeniedError("no") if parameter == 0 else parameter, concurrency=2)
    (outcome,) = world.run(job(asking(range(500))))
    assert isinstance(outcome.error, _errors.DeniedError)
    assert len(world.sends) < 5


def test_plan_can_handle_a_failure_and_continue() -> None:
    def plan() -> Plan[Any]:
        try:
            yield [call("bad"), call("good")]
        except _errors.DeniedError:
            (reply,) = yield [call("instead")]
            return reply.value

    world = World(lambda parameter, nth: _errors.DeniedError("no") if parameter == "bad" else parameter)
    (outcome,) = world.run(job(plan()))
    assert outcome.result == "instead"


@pytest.mark.parametrize("budget", [0.0, 5.0, 60.0])
def test_retry_budget_is_not_exceeded(budget: float) -> None:
    world = World(lambda parameter, nth: _errors.ServerError("HTTP 500", http_status=500))
    (outcome,) = world.run(job(asking([1]), budget=budget))
    assert isinstance(outcome.error, _errors.ServerError)
    first_failure = 0.05
    assert world.sends[-1][0] <= first_failure + budget
    assert outcome.error.attempts == len(world.sends)
    if not budget:
        assert len(world.sends) == 1


def test_late_attempt_is_limited_to_the_remaining_budget() -> None:
    world = World(lambda parameter, nth: _errors.TransportError("reset") if nth == 1 else parameter)
    world.workers.latency = iter([0.0, 1000.0, 1000.0, 1000.0, 1000.0]).__next__
    (outcome,) = world.run(job(asking([1]), budget=8.0, timeout=30.0))
    assert isinstance(outcome.error, _errors.TransportError)
    assert outcome.seconds <= 8.0 * 3


def expired() -> _errors.DeniedError:
    return _errors.DeniedError("expired", code=_errors.SIGNATURE_EXPIRED)


@pytest.mark.parametrize("clock_error", [1200.0, -1200.0])
def test_wrong_clock_is_corrected_once_for_all_accounts(clock_error: float) -> None:
    world = World(
        lambda parameter, nth: parameter if abs(world.signed_at[-1]) < 300 else expired(), clock_error=clock_error
    )
    outcomes = world.run(*(job(asking([1, 2, 3]), account) for account in "abc"))
    assert [outcome.result for outcome in outcomes] == [[1, 2, 3]] * 3
    assert len(world.warnings) == 1
    assert "1200 seconds " + ("fast" if clock_error > 0 else "slow") in world.warnings[0]
    more = world.run(job(asking([4]), "d"))
    assert more[0].retries == 0


def test_expired_signature_with_a_correct_clock_is_final() -> None:
    world = World(lambda parameter, nth: expired())
    (outcome,) = world.run(job(asking([1])))
    assert isinstance(outcome.error, _errors.DeniedError)
    assert len(world.sends) == 1


def test_clock_is_corrected_even_without_a_retry_budget() -> None:
    world = World(lambda parameter, nth: parameter if abs(world.signed_at[-1]) < 300 else expired(), clock_error=1200.0)
    (outcome,) = world.run(job(asking([1]), budget=0.0))
    assert outcome.result == [1]


def test_server_with_an_unstable_clock_does_not_cause_endless_retries() -> None:
    world = World(lambda parameter, nth: expired())
    world.server_time_jumps_by = 100_000.0
    (outcome,) = world.run(job(asking([1])))
    assert isinstance(outcome.error, _errors.DeniedError)
    assert len(world.sends) == 2


def test_defect_is_not_hidden() -> None:
    world = World(lambda parameter, nth: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.run(job(asking([1])))


def _signer(where: Connection) -> str:
    assert where.identity.given is not None
    return where.identity.given.secret_id
