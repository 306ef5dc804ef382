# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of whole runs: random fleets of accounts, whose credentials come from keys, roles, profiles and CVM.

Each of these defects was added alone, by hand, to a copy of the repository. The number is the number of fleets until
the test found the defect, with Hypothesis seed 7:

- _engine/renewals.py: only the first call waits for a renewal in progress (6); a call of an ended plan that waits for
  a renewal is failed again (6); two renewals of one session run at once (6); credentials that arrive expired are not
  used for the calls that wait (9); the error of a renewal reaches only the first call that waits (37); a renewal that
  has ended counts as in progress (210); calls keep credentials while they wait in a queue (270)
- _auth/session.py: one session for an account with and without verification (6); the account of the source is verified
  and not the account of the role (6); a role is assumed for each call (18); the account is verified for the first
  credentials only (32); one session for all roles of a hub (37); expired credentials count as valid (270); a role is
  assumed with credentials that were read before the wait in the queue (275); one session for all STS endpoints (486)
- _engine/scheduler.py: the failure of a call that its plan no longer needs is taken (17)

The fleets did not find these defects. Tests of test_renewals.py, test_scheduler.py and test_session.py find them:
requests of a renewal are counted for a job that has ended; requests to STS have no rate limit; calls wait for a renewal
although the old credentials are valid; old credentials that expired during a failed renewal are kept.

Two limits:

- A renewal that nobody waits for can continue after its job has ended. No job then counts its requests.
- The credentials that a verification signs with are not replaced while it is retried. An outage of STS that is longer
  than their lifetime fails the job. The fleets with an outage therefore verify no account.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Outcome
from support.cases import cases
from support.virtual_cloud import SOURCES, START, AccountCase, Cloud, Sent, World

ROUNDING_S = 1e-6
Outcomes = list[tuple[AccountCase, Outcome[Any]]]


@st.composite
def accounts(draw: st.DrawFn) -> list[AccountCase]:
    """Accounts with different numbers. Accounts with equal credentials have equal rates."""
    cases = []
    for number in range(draw(st.integers(1, 12))):
        source = draw(st.sampled_from(SOURCES))
        hub = draw(st.integers(0, 1))
        cases.append(
            AccountCase(
                number,
                source,
                hub,
                verified=draw(st.sampled_from((None, None, "right", "right", "wrong"))),
                sts=draw(st.integers(0, 1)),
                batches=draw(st.lists(st.sampled_from((1, 2, 3, 30, 60)), min_size=1, max_size=4)),
                rate=draw(st.sampled_from((2, 5, 100))) if source in ("role", "keys", "cvm role") else 100,
                denied=(source == "keys" or "role" in source) and draw(st.integers(0, 9)) == 0,
            )
        )
        if draw(st.integers(0, 4)) == 0:  # another job of the same account
            cases.append(replace(cases[-1], batches=[2, 1]))
    return cases


@st.composite
def worlds(draw: st.DrawFn) -> World:
    is_slow = draw(st.booleans())
    sts_is_down = draw(st.integers(0, 9)) == 0
    cases = draw(accounts())
    # The verification of an account, with its retries, must end before the credentials expire.
    sts_outage = draw(st.sampled_from((None, None, None, (5.0, 40.0), (15.0, 30.0)))) if not sts_is_down else None
    if sts_outage:
        cases = [replace(case, verified=None) for case in cases]
    lifetimes = (-5.0, 600.0, 7200.0) if is_slow else (-5.0, 0.0, 20.0, 60.0, 7200.0)
    return World(
        cases,
        seed=draw(st.integers(0, 1000)),
        concurrency=32 if is_slow else draw(st.sampled_from((1, 2, 8, 32))),
        lifetime=draw(st.sampled_from(lifetimes)),
        source_lifetime=draw(st.sampled_from(lifetimes)),
        latencies=(5.0, 20.0) if is_slow else (0.01, 0.05, 0.3),
        fault_share=0.0 if sts_is_down else draw(st.sampled_from((0.0, 0.0, 0.1, 0.4))),
        sts_is_down=sts_is_down,
        sts_outage=sts_outage,
        retry_budget=5.0 if sts_is_down else 86_400.0,
        clock_error=draw(st.sampled_from((0.0, 0.0, 0.0, 1200.0, -1200.0, 1e7))),
        profile_changes_at=draw(st.lists(st.floats(0, 400), max_size=2)),
        profile_moves_at=draw(st.sampled_from((None, None, 50.0, 200.0))),
    )


def run(world: World, first_accounts: int | None = None) -> tuple[Cloud, Outcomes]:
    """Two runs of one scheduler, like the reference account of an audit and the other accounts."""
    with tempfile.TemporaryDirectory() as home:
        cloud = Cloud(world, Path(home))
        parts = (world.accounts[:first_accounts], world.accounts[len(world.accounts[:first_accounts]) :])
        return cloud, [ended for part in parts for ended in cloud.run_jobs((case, cloud.job(case)) for case in part)]


def data_requests(cloud: Cloud) -> Iterator[tuple[Sent, list[AccountCase]]]:
    for sent in cloud.sent:
        if sent.job is not None:
            yield sent, [case for case in cloud.world.accounts if case.number == sent.job]


def expected_error(case: AccountCase, world: World) -> tuple[type[_errors.MpsError], ...]:
    """The errors that the job of an account must end with; empty if it must succeed."""
    if world.sts_is_down and (case.has_role or case.verified):
        return (_errors.ServerError, _errors.TransportError)  # a transport error: the last attempt was too late
    if case.denied:
        is_found_first = case.verified == "wrong" and not case.has_role
        return (_errors.ConfigurationError,) if is_found_first else (_errors.DeniedError,)
    return (_errors.ConfigurationError,) if case.verified == "wrong" else ()


def every_job_has_the_right_outcome(cloud: Cloud, outcomes: Outcomes) -> Iterator[str]:
    if sorted(case.number for case, _outcome in outcomes) != sorted(case.number for case in cloud.world.accounts):
        yield f"{len(outcomes)} outcomes of {len(cloud.world.accounts)} jobs"
    for case, outcome in outcomes:
        expected = expected_error(case, cloud.world)
        if case.source == "profile" and cloud.world.profile_moves_at is not None and case.verified:
            expected = (*expected, _errors.ConfigurationError)
            if outcome.error is None and case.verified == "right":
                continue  # the file changed after the verification
        if expected:
            if not isinstance(outcome.error, expected):
                yield f"{case}: expected {expected}, observed {outcome}"
            elif outcome.error.kind == "configuration" and "wrong account" not in str(outcome.error):
                yield f"{case}: {outcome.error}"
        elif outcome.result != list(range(sum(case.batches))):
            yield f"{case}: {outcome}"


def data_is_requested_with_credentials_of_the_account(cloud: Cloud) -> Iterator[str]:
    for sent, (case, *_same) in data_requests(cloud):
        assert sent.key is not None
        may_move = case.source == "profile" and case.verified is None
        if sent.key.account != case.uin and not may_move:
            yield f"{case}: signed by {sent.key.account}"
        if sent.key.issuer and "role" in case.source and sent.key.issuer != f"https://sts-{case.sts}.example":
            yield f"{case}: signed by credentials of {sent.key.issuer}"
        if case.verified == "wrong":
            yield f"{case}: data was requested"


def data_of_a_verified_account_is_requested_after_its_verification(cloud: Cloud) -> Iterator[str]:
    verified: set[tuple[str, str]] = set()
    for sent in cloud.sent:
        if sent.action == "GetCallerIdentity" and sent.succeeded:
            verified.add((sent.secret_id, sent.endpoint))
        for case in cloud.world.accounts:
            signer = (sent.secret_id, f"https://sts-{case.sts}.example")
            if case.number == sent.job and case.verified and signer not in verified:
                yield f"{case}: {sent.secret_id} is not verified"


def expired_credentials_are_not_used(cloud: Cloud) -> Iterator[str]:
    if cloud.world.clock_error:
        return
    for sent in cloud.sent:
        key = sent.key
        if key is not None and START + sent.time >= key.expires:
            yield f"{sent.action} at {sent.time:.1f} s: {sent.secret_id} has expired"


def requests_are_counted_once(cloud: Cloud, outcomes: Outcomes) -> Iterator[str]:
    """A renewal that nobody waits for can outlive the job that it is counted for."""
    counted = sum(outcome.requests for _case, outcome in outcomes)
    first_end = min(outcome.seconds for _case, outcome in outcomes)
    authentication = [sent for sent in cloud.sent if sent.job is None and sent.time >= first_end - ROUNDING_S]
    lost = len(cloud.sent) - counted
    if not 0 <= lost <= len(authentication):
        yield f"{len(cloud.sent)} requests were sent, {counted} are counted"
    is_simple = not cloud.world.fault_share and cloud.world.lifetime == cloud.world.source_lifetime == 7200.0
    if is_simple and lost and not any(outcome.error for _case, outcome in outcomes):
        yield f"{len(cloud.sent)} requests were sent, {counted} are counted"


def a_role_is_assumed_once_in_its_lifetime(cloud: Cloud) -> Iterator[str]:
    if cloud.world.clock_error or cloud.world.lifetime <= 0:
        return
    by_role: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for sent in cloud.sent:
        if sent.action == "AssumeRole" and sent.succeeded:
            by_role[sent.arn, sent.endpoint].append(sent)
    margin = min(300.0, 0.1 * cloud.world.lifetime) + max(cloud.world.latencies) + ROUNDING_S
    for before, after in (pair for grants in by_role.values() for pair in pairwise(grants)):
        # A renewal fails if the account is not the expected one, so that the next call assumes the role again.
        is_wrong = any(f"uin/{case.uin}:" in after.arn and case.verified == "wrong" for case in cloud.world.accounts)
        if START + after.time < before.expires - margin and not is_wrong:
            yield f"{after.arn} was assumed at {before.time:.1f} s and {after.time:.1f} s"


def rate_limits_are_kept(cloud: Cloud) -> Iterator[str]:
    by_signer: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for sent in cloud.sent:
        if sent.key is not None:
            by_signer[sent.endpoint, sent.action, sent.key.rate_owner].append(sent.time)
    limits = {"GetCallerIdentity": 20, "AssumeRole": 600}
    for (endpoint, action, owner), times in by_signer.items():
        rates = [case.rate for case in cloud.world.accounts if owner.endswith(case.uin)]
        limit = limits.get(action) or max(rates, default=100)
        if any(beyond - first < 1.0 - ROUNDING_S for first, beyond in zip(times, times[limit:], strict=False)):
            yield f"more than {limit} requests {action} of {owner} to {endpoint} in a second"


def violations(cloud: Cloud, outcomes: Outcomes) -> list[str]:
    return [
        *every_job_has_the_right_outcome(cloud, outcomes),
        *data_is_requested_with_credentials_of_the_account(cloud),
        *data_of_a_verified_account_is_requested_after_its_verification(cloud),
        *expired_credentials_are_not_used(cloud),
        *requests_are_counted_once(cloud, outcomes),
        *a_role_is_assumed_once_in_its_lifetime(cloud),
        *rate_limits_are_kept(cloud),
    ]


@pytest.mark.slow
@hypothesis_settings(max_examples=cases(100), deadline=None)
@given(worlds(), st.none() | st.integers(1, 3))
def test_random_fleets_keep_all_properties(world: World, first_accounts: int | None) -> None:
    cloud, outcomes = run(world, first_accounts)
    found = violations(cloud, outcomes)
    assert not found, found[0]
