# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scheduler on a virtual clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import CredentialCache
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Role
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job, Outcome, Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.scheduler import Scheduler
from support.credential_contexts import empty_context, identity_with, settings_for
from support.virtual_time import VirtualWorkers

API = Target("https://api.example")


def call(parameter: Any = None) -> ApiCall:
    return ApiCall("mps", "2019-06-12", "DescribePersonSamples", {"it": parameter}, dict)


def asking(*batches: Iterable[Any]) -> Plan[list[Any]]:
    values: list[Any] = []
    for batch in batches:
        replies = yield [call(parameter) for parameter in batch]
        values += [reply.value for reply in replies]
    return values


def job(plan: Plan[Any], account: str = "a", rate: int = 100, budget: float = 60.0, timeout: float = 30.0) -> Job[Any]:
    identity = identity_with(Credentials(account, "key"))
    return Job(plan, settings_for(identity, API, timeout, rate, budget))


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
            CredentialCache(empty_context()),
            self.warnings.append,
            wall_clock=lambda: 1_700_000_000.0 + self.workers.time + clock_error,
            draw=lambda: 0.5,
        )

    def send(
        self,
        api: Any,
        target: Target | None,
        credentials: Credentials | None,
        clock: Callable[[], float],
        timeout: float,
    ) -> ApiResponse:
        assert credentials is not None
        signer = credentials.secret_id
        parameter = api.parameters["it"] if api.service == "mps" else api.action
        self.sends.append((self.workers.time, signer, parameter))
        self.signed_at.append(clock() - self.workers.time - self.server_time)
        nth = sum(1 for _time, account, sent in self.sends if (account, sent) == (signer, parameter))
        self.server_time += self.server_time_jumps_by
        reply = self._serve(parameter, nth)
        if isinstance(reply, _errors.MpsError):
            if reply.code == _errors.SIGNATURE_EXPIRED:
                reply.server_time = self.server_time + self.workers.time
            raise reply
        return ApiResponse(reply, "r")

    def run(self, *jobs: Job[Any]) -> list[Outcome[Any]]:
        return [outcome for _job, outcome in self.scheduler.run(jobs)]


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
    ended = list(world.scheduler.run([slow, quick]))
    assert [one is quick for one, _outcome in ended] == [True, False]
    outcomes = [outcome for _job, outcome in ended]
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
    assert "1200 seconds " + ("ahead of" if clock_error > 0 else "behind") in world.warnings[0]
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


# Credentials

HOUR_S = 3600.0


def role_job(plan: Plan[Any], account: str, uin: str | None = None, budget: float = 60.0) -> Job[Any]:
    """A job that signs as a role, which is assumed with the keys of ``hub``."""
    role = Role(f"qcs::cam::uin/{account}:roleName/SampleAuditor", "tencentcloud.mps")
    identity = replace(identity_with(Credentials("hub", "key")), role=role, account_uin=uin)
    return Job(plan, settings_for(identity, API, retry_budget=budget))


class Hub:
    """A server whose roles are granted for ``lifetime`` seconds. ``fault`` replaces the n-th response to an action."""

    def __init__(self, lifetime: float = HOUR_S, fault: Callable[[str, int], Any] = lambda action, nth: None) -> None:
        self.lifetime = lifetime
        self.granted = 0
        self._fault = fault
        self.world = World(self.serve)

    def serve(self, parameter: Any, nth: int) -> Any:
        if parameter == "AssumeRole":
            failure = self._fault(parameter, nth)
            if failure is not None:
                return failure
            self.granted += 1
            expires = self.world.server_time + self.world.workers.time + self.lifetime
            return Credentials(f"role {self.granted}", "key", "token", expires)
        return "7" if parameter == "GetCallerIdentity" else parameter

    def sent(self, action: str) -> list[str]:
        return [signer for _time, signer, parameter in self.world.sends if parameter == action]


def test_one_hundred_roles_of_one_hub_cost_one_hundred_requests_to_sts() -> None:
    hub = Hub()
    outcomes = hub.world.run(*(role_job(asking([1, 2]), str(number)) for number in range(100)))
    assert [outcome.result for outcome in outcomes] == [[1, 2]] * 100
    assert hub.sent("AssumeRole") == ["hub"] * 100
    assert sum(outcome.requests for outcome in outcomes) == len(hub.world.sends) == 300


def test_calls_that_need_the_same_credentials_wait_for_one_renewal() -> None:
    hub = Hub()
    jobs = [role_job(asking(range(50)), "1") for _job in range(3)]
    outcomes = hub.world.run(*jobs)
    assert [outcome.result for outcome in outcomes] == [list(range(50))] * 3
    assert len(hub.sent("AssumeRole")) == 1
    assert sorted(outcome.requests for outcome in outcomes) == [50, 50, 51]


def test_requests_to_sts_are_retried_within_the_retry_budget() -> None:
    hub = Hub(fault=lambda action, nth: _errors.ServerError("HTTP 503", http_status=503) if nth < 4 else None)
    (outcome,) = hub.world.run(role_job(asking([1]), "1"))
    assert outcome.result == [1]
    assert (outcome.requests, outcome.retries) == (5, 3)


def test_failed_renewal_fails_every_account_that_waits_for_it_after_one_budget() -> None:
    hub = Hub(fault=lambda action, nth: _errors.ServerError("HTTP 503", http_status=503))
    jobs = [role_job(asking([1]), "1", budget=20.0) for _job in range(50)]
    outcomes = hub.world.run(*jobs)
    assert {type(outcome.error) for outcome in outcomes} == {_errors.ServerError}
    assert max(outcome.seconds for outcome in outcomes) < 21
    assert len({id(outcome.error) for outcome in outcomes}) == 50


def test_rejected_role_is_requested_once() -> None:
    hub = Hub(fault=lambda action, nth: _errors.DeniedError("no", code="UnauthorizedOperation"))
    (outcome,) = hub.world.run(role_job(asking([1, 2, 3]), "1"))
    assert isinstance(outcome.error, _errors.DeniedError)
    assert (outcome.requests, outcome.error.attempts) == (1, 1)


def test_calls_continue_with_the_old_credentials_during_a_renewal() -> None:
    def slow_plan() -> Plan[Any]:
        for number in range(40):
            yield [call(number)]

    hub = Hub(lifetime=2.0)
    hub.world.workers.latency = lambda: 0.1
    (outcome,) = hub.world.run(role_job(slow_plan(), "1"))
    assert outcome.error is None
    # 40 calls of 0.1 s, with credentials of 2 s that are renewed after 1.8 s. Only the first call waits for a renewal.
    assert outcome.seconds == pytest.approx(4.1)
    assert len(hub.sent("AssumeRole")) == 3


def test_credentials_that_arrive_expired_do_not_start_an_endless_renewal() -> None:
    hub = Hub(lifetime=-1.0)
    (outcome,) = hub.world.run(role_job(asking([1, 2]), "1"))
    assert outcome.result == [1, 2]
    assert len(hub.sent("AssumeRole")) <= 2


def test_wrong_account_is_found_before_any_data_is_requested() -> None:
    hub = Hub()
    (outcome,) = hub.world.run(role_job(asking([1]), "1", uin="8"))
    assert isinstance(outcome.error, _errors.ConfigurationError)
    assert [parameter for _time, _signer, parameter in hub.world.sends] == ["AssumeRole", "GetCallerIdentity"]


def test_plan_can_continue_without_credentials() -> None:
    def plan() -> Plan[Any]:
        failures = 0
        for _try in range(3):
            try:
                yield [call(1)]
            except _errors.DeniedError:
                failures += 1
        return failures

    hub = Hub(fault=lambda action, nth: _errors.DeniedError("no"))
    (outcome,) = hub.world.run(role_job(plan(), "1"))
    assert outcome.result == 3
    assert len(hub.sent("AssumeRole")) == 3
