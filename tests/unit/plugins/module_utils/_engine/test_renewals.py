# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renewals of credentials in the scheduler: queues, budgets, statistics, memory, and failures of thousands of calls."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import CredentialCache, Session
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.calls import Call, JobRun, Renewal
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.isolation import isolate_flow
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job, Outcome, Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.renewals import WAITS_MAXIMUM, Renewals
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.server_clock import ServerClock
from support.credential_contexts import empty_context
from support.virtual_cloud import START, AccountCase, Cloud, World, data_call

ROLE = AccountCase(1, "role")
FAST = (0.05,)


def hub_roles(number: int, source: str = "role", **fields: Any) -> list[AccountCase]:
    """Roles in different accounts, which the same keys assume."""
    return [AccountCase(index, source, **fields) for index in range(number)]


def with_settings(job: Job[Any], **fields: Any) -> Job[Any]:
    return replace(job, settings=replace(job.settings, **fields))


def run_all(cloud: Cloud, *jobs: Job[Any]) -> list[Outcome[Any]]:
    """The outcomes, in the order of the jobs."""
    outcomes = {id(job): outcome for job, outcome in cloud.scheduler.run(jobs)}
    return [outcomes[id(job)] for job in jobs]


def sent(cloud: Cloud, action: str) -> int:
    return sum(request.action == action for request in cloud.sent)


# Expiry


def test_a_call_that_waits_for_its_rate_limit_is_not_sent_with_expired_credentials(tmp_path: Path) -> None:
    case = AccountCase(1, "role", batches=(100,), rate=1)
    cloud = Cloud(World([case], lifetime=30.0, latencies=FAST), tmp_path)
    ((_case, outcome),) = cloud.run()
    assert outcome.result == list(range(100))
    assert sent(cloud, "AssumeRole") == 4  # 30 calls with each


def test_a_role_is_not_assumed_with_credentials_that_expired_in_the_queue(tmp_path: Path) -> None:
    world = World(hub_roles(120, "cvm role"), concurrency=1, source_lifetime=20.0, latencies=(0.5,))
    cloud = Cloud(world, tmp_path)
    assert [outcome.error for _case, outcome in cloud.run()] == [None] * 120


def test_credentials_that_always_expire_in_the_queue_do_not_start_an_endless_run(tmp_path: Path) -> None:
    """The server decides about the last credentials. Here it denies access."""
    cases = [AccountCase(number, "role", batches=(2,)) for number in range(2)]
    cloud = Cloud(World(cases, concurrency=1, lifetime=3.0, latencies=(2.0,)), tmp_path)
    outcomes = [outcome for _case, outcome in cloud.run()]
    assert len(outcomes) == 2
    assert all(outcome.error is None or outcome.error.kind == "denied" for outcome in outcomes)


def test_call_whose_credentials_expire_in_each_queue_is_sent_with_expired_ones_in_the_end(tmp_path: Path) -> None:
    time = [START]
    ready: list[Call] = []
    renewals = Renewals(ServerClock(lambda: time[0], str), lambda flow: flow, ready.append, lambda *_call: None)
    job = Cloud(World([ROLE]), tmp_path).job(ROLE)
    session = CredentialCache(empty_context(home=tmp_path)).session(job.settings)
    (call,) = JobRun(job, job.plan, session, 0.0).begin_batch([data_call(1, 0)])
    waits = 0
    while waits < 2 * WAITS_MAXIMUM and renewals.credentials_of(call, session) is None:
        waits += 1
        renewal = ready.pop().owner
        assert isinstance(renewal, Renewal)
        granted = Credentials(f"granted {waits}", "the-secret-key", "the-token", time[0] + 3.0)
        renewals.resume(renewal, ApiResponse(granted, "request"))
        assert ready.pop() is call
        time[0] += 5.0
    assert waits == WAITS_MAXIMUM


def test_calls_wait_for_a_renewal_when_their_credentials_are_about_to_expire(tmp_path: Path) -> None:
    """A renewal of 2.5 s starts 3 s before the expiry. A request that is signed in the last second arrives too late."""
    case = AccountCase(1, "role", batches=(1,) * 200, rate=5)
    world = World([case, *hub_roles(30)], lifetime=30.0, transit=1.0, latencies=(0.1, 2.5))
    cloud = Cloud(world, tmp_path)
    assert [outcome.error for _case, outcome in cloud.run()] == [None] * 31
    assert all(request.succeeded for request in cloud.sent if request.action == "DescribePersonSamples")


def test_a_request_that_arrived_after_its_credentials_expired_is_repeated_with_new_ones(tmp_path: Path) -> None:
    case = AccountCase(1, "role", batches=(1,) * 100, rate=5)
    cloud = Cloud(World([case], lifetime=30.0, transit=2.0, latencies=(0.1, 2.5)), tmp_path)
    ((_case, outcome),) = cloud.run()
    assert outcome.result == list(range(100))
    denied = [request for request in cloud.sent if not request.succeeded]
    assert denied
    assert outcome.retries == len(denied)


def test_new_credentials_that_the_server_denies_are_not_renewed_again(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], lifetime=30.0, transit=100.0, latencies=(28.0,)), tmp_path)
    ((_case, outcome),) = cloud.run()
    assert outcome.error is not None
    assert outcome.error.kind == "denied"
    assert sent(cloud, "DescribePersonSamples") <= 2


def test_arrived_expired_credentials_serve_every_call_that_waits_for_them(tmp_path: Path) -> None:
    cloud = Cloud(World(hub_roles(50, "cvm role"), source_lifetime=-5.0, latencies=FAST), tmp_path)
    assert all(outcome.error is None for _case, outcome in cloud.run())
    assert sent(cloud, "metadata") < 10


def test_new_keys_of_a_hub_do_not_get_a_second_rate_limit(tmp_path: Path) -> None:
    """The server counts by identity, whichever temporary keys sign."""
    world = World(hub_roles(1500, "cvm role"), concurrency=100, source_lifetime=0.4, latencies=FAST)
    cloud = Cloud(world, tmp_path)
    cloud.run()
    times = [request.time for request in cloud.sent if request.action == "AssumeRole"]
    assert len(times) == 1500
    assert sent(cloud, "metadata") > 4
    assert all(beyond - first >= 1.0 for first, beyond in zip(times, times[600:], strict=False))


def test_an_account_is_verified_once_for_each_renewal_of_its_source(tmp_path: Path) -> None:
    """The verification waits for the new credentials, although the old ones have not expired yet."""
    case = AccountCase(1, "cvm", verified="right", batches=(1,) * 100, rate=10)
    cloud = Cloud(World([case], source_lifetime=4.0, latencies=FAST), tmp_path)
    ((_case, outcome),) = cloud.run()
    assert outcome.result == list(range(100))
    authentication = [request.action for request in cloud.sent if request.job is None]
    renewal = ["metadata", "metadata", "GetCallerIdentity"]
    assert authentication == renewal * (len(authentication) // 3)
    assert len(authentication) > 6


# Settings of the jobs that share a renewal


def test_a_job_without_retries_does_not_fail_the_other_jobs_of_its_role(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], latencies=FAST, fault_share=1.0), tmp_path)
    hasty = with_settings(cloud.job(ROLE), retry_budget=0.0)
    patient = cloud.job(AccountCase(1, "role"))
    _hasty, outcome = run_all(cloud, hasty, patient)
    assert outcome.result == [0]


def test_a_short_timeout_does_not_fail_the_other_jobs_of_its_role(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], latencies=(5.0,)), tmp_path)
    hasty = with_settings(cloud.job(ROLE), timeout=0.1, retry_budget=0.0)
    hasty_outcome, outcome = run_all(cloud, hasty, cloud.job(ROLE))
    assert outcome.result == [0]
    assert isinstance(hasty_outcome.error, _errors.TransportError)  # of its own request


def test_an_account_with_a_low_rate_does_not_slow_down_the_other_roles_of_its_hub(tmp_path: Path) -> None:
    cases = [AccountCase(0, "role", rate=1), *(AccountCase(number, "role") for number in range(1, 200))]
    cloud = Cloud(World(cases, latencies=FAST), tmp_path)
    outcomes = cloud.run()
    assert all(outcome.error is None for _case, outcome in outcomes)
    assert max(outcome.seconds for _case, outcome in outcomes) < 2


def test_credentials_of_an_unverified_connection_are_not_used_for_a_verified_one(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], latencies=FAST), tmp_path)
    job = cloud.job(ROLE)
    assert job.settings.sts_target is not None
    unverified = with_settings(cloud.job(ROLE), sts_target=replace(job.settings.sts_target, verify=False))
    run_all(cloud, unverified, job)
    assert sent(cloud, "AssumeRole") == 2


# Statistics


def test_requests_of_a_renewal_are_counted_for_a_job_that_waits_for_it(tmp_path: Path) -> None:
    """The job that started the renewal can end before: here one of its calls is denied."""
    cloud = Cloud(World([ROLE], latencies=(1.0,), lifetime=3.2), tmp_path)
    original = cloud.send

    def send(call: Any, target: Any, credentials: Any, clock: Any, timeout: float) -> Any:
        reply = original(call, target, credentials, clock, timeout)
        if call.action == "DescribePersonSamples" and call.parameters["call"] == 10:
            raise _errors.DeniedError("no")
        if call.action == "AssumeRole" and cloud.workers.time > 2 and failures:
            raise failures.pop()
        return reply

    failures = [_errors.ServerError("HTTP 503", http_status=503) for _time in range(3)]
    cloud.scheduler._send = send

    def first() -> Plan[None]:
        yield [data_call(1, 0)]  # until 2 s
        yield [data_call(1, 1)]  # until 3 s
        yield [data_call(1, 10)]  # with the old credentials; also starts their renewal

    outcomes = run_all(cloud, cloud.job(ROLE, first()), cloud.job(replace(ROLE, batches=(1,) * 8)))
    assert isinstance(outcomes[0].error, _errors.DeniedError)
    assert outcomes[1].error is None
    assert sum(outcome.requests for outcome in outcomes) == len(cloud.sent)


# Thousands of accounts


@pytest.mark.slow
def test_ten_thousand_calls_that_wait_for_one_failing_renewal_fail_without_recursion(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], latencies=FAST, sts_is_down=True, retry_budget=1.0), tmp_path)

    def plan() -> Plan[int]:
        failures = 0
        while failures < 3:
            try:
                yield [data_call(1, 0)]
            except _errors.ServerError:
                failures += 1
        return failures

    depth = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        outcomes = run_all(cloud, *(cloud.job(ROLE, plan()) for _job in range(10_000)))
    finally:
        sys.setrecursionlimit(depth)
    assert {outcome.result for outcome in outcomes} == {3}
    assert len(cloud.sent) < 30


def test_every_job_fails_with_an_error_of_its_own_if_the_renewal_of_their_role_fails(tmp_path: Path) -> None:
    """The second call of a job is no longer wanted when the first one fails. An error collects tracebacks."""
    cloud = Cloud(World([ROLE], latencies=FAST, sts_is_down=True, retry_budget=1.0), tmp_path)
    outcomes = run_all(cloud, *(cloud.job(replace(ROLE, batches=(2,))) for _job in range(5)))
    assert all(isinstance(outcome.error, _errors.ServerError) for outcome in outcomes)
    assert len({id(outcome.error) for outcome in outcomes}) == 5


def test_jobs_that_fail_without_a_request_do_not_collect_in_memory(tmp_path: Path) -> None:
    cloud = Cloud(World([AccountCase(1, "profile")], concurrency=8), tmp_path)
    for file in tmp_path.rglob("*.credential"):
        file.write_text("not JSON")
    started = []

    def jobs() -> Iterator[Job[Any]]:
        for number in range(1000):
            started.append(number)
            yield cloud.job(AccountCase(1, "profile"))

    for ended, (_job, outcome) in enumerate(cloud.scheduler.run(jobs()), 1):
        assert isinstance(outcome.error, _errors.ConfigurationError)
        assert len(started) <= ended + 9


@pytest.mark.slow
def test_a_kept_error_of_a_renewal_does_not_keep_the_other_jobs_in_memory(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], latencies=FAST, sts_is_down=True, retry_budget=1.0), tmp_path)

    def caught() -> Plan[_errors.MpsError | None]:
        try:
            yield [data_call(1, 0)]
        except _errors.MpsError as error:
            return error
        return None

    errors = [outcome.result for outcome in run_all(cloud, *(cloud.job(ROLE, caught()) for _job in range(20)))]
    gc.collect()
    assert all(isinstance(error, _errors.ServerError) for error in errors)
    assert not [thing for thing in gc.get_objects() if isinstance(thing, JobRun)]


# Isolation


def test_a_defect_in_the_renewal_of_one_account_affects_only_its_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Session._obtain

    def defective(self: Session, now: float) -> Any:
        credentials = yield from original(self, now)
        if self._identity.account_uin == "100003":
            raise KeyError("a defect")
        return credentials

    monkeypatch.setattr(Session, "_obtain", defective)
    cloud = Cloud(World(hub_roles(5, verified="right"), latencies=FAST), tmp_path, wrap_flow=isolate_flow)
    kinds = {case.number: outcome.error and outcome.error.kind for case, outcome in cloud.run()}
    assert kinds == {0: None, 1: None, 2: None, 3: "internal", 4: None}


def test_a_second_run_continues_the_renewals_of_the_first_one(tmp_path: Path) -> None:
    cloud = Cloud(World([ROLE], lifetime=2.0, latencies=(0.9,)), tmp_path)
    for _run in range(20):
        ((_case, outcome),) = cloud.run()
        assert outcome.result == [0]


# Secrets


def test_no_value_of_a_run_shows_a_secret(tmp_path: Path) -> None:
    cloud = Cloud(World([AccountCase(1, "cvm role", verified="right")], latencies=FAST), tmp_path)
    shown: list[str] = []
    original = cloud.send

    def send(*arguments: Any) -> Any:
        reply = original(*arguments)
        shown.extend(map(repr, (*arguments, reply)))
        return reply

    def note(ticket: Any) -> None:
        shown.extend(map(repr, (ticket, ticket.call, ticket.call.owner, ticket.call.run, ticket.lane)))

    cloud.scheduler._send = send
    cloud.workers.watch = note
    cloud.run()
    assert len(shown) > 20
    assert not [text for text in shown if "the-secret-key" in text or "the-token" in text or len(text) > 500]
