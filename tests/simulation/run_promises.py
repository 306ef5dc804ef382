# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What design.md 5 and 7 promise of a run. Each function yields what it finds wrong with a run, or one job of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from simulation.attempts import attempts_of_error, is_called_expired
from simulation.naive import wanted_of
from simulation.network import Exchange
from simulation.run import Observed, Run

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    SIGNATURE_EXPIRED,
    DeniedError,
    IncompleteError,
    MpsError,
    ProtocolError,
    RejectedError,
)

KINDS = {"transport", "protocol", "throttled", "denied", "rejected", "server", "incomplete"}
MOMENT = 1e-6  # what rounding may do to a sum of seconds
STEADY_JITTER_S = 0.009  # the margin of the rate window is 0.01 s


def is_final(error: object) -> bool:
    """Asking again does not help (design 5)."""
    if isinstance(error, ProtocolError):
        return error.http_status is not None and 300 <= error.http_status < 500
    if isinstance(error, DeniedError):
        return error.code != SIGNATURE_EXPIRED
    return isinstance(error, RejectedError)


def budget_began(attempts: Sequence[Exchange]) -> float:
    """When a call first failed. A signature that the wrong clock spoiled, and that was made again, is no failure."""
    failed = (one for one in attempts if isinstance(one.outcome, MpsError) and not is_called_expired(one))
    return next((one.delivered_at for one in failed if one.delivered_at is not None), math.inf)


# of one job


def every_job_ends_once(observed: Observed) -> Iterator[str]:
    """Every job has exactly one outcome: a result, or an error (design 7)."""
    if len(observed.outcomes) != 1:
        yield f"{len(observed.outcomes)} outcomes"
    elif (observed.result is None) == (observed.error is None):
        yield "neither or both of result and error"


def every_error_has_a_name_and_a_cause(observed: Observed) -> Iterator[str]:
    """A failure is of a named kind, and the very one that an attempt met; or it is *incomplete* (design 5)."""
    error = observed.error
    if error is None:
        return
    if error.kind not in KINDS or not str(error):
        yield f"no kind that has a name: {error!r}"
    elif not isinstance(error, IncompleteError):
        attempts = attempts_of_error(observed)
        if not attempts:
            yield f"no attempt met {error!r}"
        elif error.attempts != len(attempts):
            yield f"the error says {error.attempts} attempts, there were {len(attempts)}"
        elif not all(map(is_called_expired, attempts[1 + [attempt.outcome for attempt in attempts].index(error) :])):
            yield "it is not the failure of the last attempt"


def an_attempt_follows_the_one_before(observed: Observed) -> Iterator[str]:
    """A call is sent again only after it has failed, and never after it was answered (design 7)."""
    for attempts in observed.attempts.values():
        for before, after in pairwise(attempts):
            if before.delivered_at is None or after.sent_at < before.delivered_at:
                yield f"sent again at {after.sent_at:.3f} s, before the answer"
            elif not isinstance(before.outcome, MpsError):
                yield f"sent again at {after.sent_at:.3f} s, after an answer"


def what_fails_for_good_is_sent_once(observed: Observed) -> Iterator[str]:
    """Denied and rejected calls, and answers from a wrong address, are never sent again (design 5)."""
    for attempts in observed.attempts.values():
        for exchange in attempts[:-1]:
            if is_final(exchange.outcome):
                yield f"sent again after {exchange.outcome!r}"


def the_retry_budget_holds(observed: Observed) -> Iterator[str]:
    """No attempt of a call starts later than its first failure plus the budget (design 4, ``retry_budget``)."""
    for attempts in observed.attempts.values():
        late = attempts[-1].sent_at - budget_began(attempts) - observed.setup.retry_budget
        if late > MOMENT:
            yield f"an attempt started {late:.3f} s too late"


def it_does_not_give_up_early(observed: Observed) -> Iterator[str]:
    """A failure that may pass ends a job only when the next wait does not fit in the budget (design 5)."""
    error = observed.error
    attempts = attempts_of_error(observed)
    if error is None or not attempts or is_final(error) or error.code == SIGNATURE_EXPIRED:
        return
    longest_wait = max(min(15.0, 0.5 * 2.0 ** min(len(attempts) - 1, 16)), error.retry_after or 0.0)
    spent = observed.ended_at - budget_began(attempts)
    if spent + longest_wait < observed.setup.retry_budget - MOMENT:
        yield f"gave up after {spent:.3f} s"


def an_ended_plan_sends_nothing(observed: Observed) -> Iterator[str]:
    """Once a plan has ended, none of its calls is sent any more (design 7)."""
    late = sum(exchange.sent_tick > observed.last_tick for exchange in observed.exchanges)
    if late:
        yield f"{late} attempts after the end"


def what_is_reported_was_observed(observed: Observed) -> Iterator[str]:
    """requests, retries, request ids and seconds are those observed (design 4, ``statistics``)."""
    if not observed.outcomes:
        return
    outcome = observed.outcomes[0]
    sent, sent_again = len(observed.exchanges), len(observed.exchanges) - len(observed.attempts)
    if outcome.requests != sent:
        yield f"{outcome.requests} requests reported, {sent} observed"
    if outcome.retries != sent_again:
        yield f"{outcome.retries} retries reported, {sent_again} observed"
    if outcome.seconds < observed.ended_at - observed.exchanges[0].sent_at - MOMENT:
        yield f"{outcome.seconds} seconds are too few"
    answered = sorted(e.outcome.request_id or "" for e in observed.exchanges if e.outcome and is_reply(e))
    if outcome.result is not None and sorted(outcome.result.request_ids) != answered:
        yield f"{len(outcome.result.request_ids)} request ids reported, {len(answered)} answers observed"


def is_reply(exchange: Exchange) -> bool:
    return exchange.outcome is not None and not isinstance(exchange.outcome, MpsError)


def a_job_asks_a_bounded_number_of_calls(observed: Observed) -> Iterator[str]:
    """Four walks at most for each part of a selection, each bounded by what there is to read (design 6)."""
    most_samples = len(observed.samples_before) + sum(change.before is None for change in observed.changes)
    pages_of_a_walk = 11 + 2 * (most_samples // 100) + min(100, most_samples // 99 + 2)
    most_calls = 4 * pages_of_a_walk * len(wanted_of(observed).parts)
    if len(observed.calls) > most_calls:
        yield f"{len(observed.calls)} calls, {most_calls} would be much"


# of a whole run


def the_rate_holds(run: Run) -> Iterator[str]:
    """Never more than N sends in any one second for an identity and action (design 7)."""
    limits = {job.identity.secret_id: job.identity.requests_per_second for job in run.setup.jobs}
    for secret_id, limit in limits.items():
        times = [exchange.sent_at for exchange in run.exchanges if exchange.secret_id == secret_id]
        for first, beyond in zip(times, times[limit:], strict=False):
            if beyond - first < 1.0 - MOMENT:
                yield f"{limit + 1} sends of {secret_id} within {beyond - first:.3f} s"
                break


def a_steady_network_is_never_throttled(run: Run) -> Iterator[str]:
    """The margin absorbs network jitter: the server's own window of the same size refuses nothing (design 7)."""
    identities = {job.identity for job in run.setup.jobs}
    accounts = [identity.account for identity in identities]
    for identity in identities:
        admitted = run.setup.accounts[identity.account].requests_per_second
        fits = identity.requests_per_second <= admitted and accounts.count(identity.account) == 1
        refused = sum(
            exchange.refused_by_window for exchange in run.exchanges if exchange.secret_id == identity.secret_id
        )
        if fits and run.setup.network.jitter <= STEADY_JITTER_S and refused:
            yield f"{refused} attempts of {identity.secret_id} were refused"


def it_ends_and_leaves_nothing(run: Run) -> Iterator[str]:
    """A run ends when nothing is under way, waiting or held back by a rate, and no worker holds a wanted call (7)."""
    retries = sum(outcome.retries for observed in run.observed for outcome in observed.outcomes)
    under_way = sum((exchange.delivered_at or run.network.time) - exchange.sent_at for exchange in run.exchanges)
    waiting = retries * max(15.0, run.setup.faults.retry_after or 0.0)
    held_back = 1.031 * len(run.exchanges)
    if run.network.time > under_way + waiting + held_back + 1.0:
        yield f"it took {run.network.time:.0f} s, of which {under_way + waiting + held_back:.0f} s can be explained"
    for observed in run.observed:
        if observed.error is None and any(exchange in run.network.under_way for exchange in observed.exchanges):
            yield "an attempt was left behind by a job that succeeded"


def nothing_is_waited_for_in_vain(run: Run) -> Iterator[str]:
    """A job whose next wait does not fit in the budget fails at once, if no rate or worker holds it up (design 5)."""
    sends = Counter(exchange.secret_id for exchange in run.exchanges)
    if run.network.most_under_way == run.setup.concurrency:
        return
    for observed in run.observed:
        identity = observed.setup.identity
        attempts = attempts_of_error(observed) if observed.error else []
        if attempts and sends[identity.secret_id] < identity.requests_per_second:
            waited = observed.ended_at - (attempts[-1].delivered_at or 0.0)
            beyond = observed.ended_at - budget_began(attempts) - observed.setup.retry_budget
            if waited > MOMENT and beyond > MOMENT:
                yield f"{waited:.3f} s after its last failure"


JOB_PROMISES = (
    every_job_ends_once,
    every_error_has_a_name_and_a_cause,
    an_attempt_follows_the_one_before,
    what_fails_for_good_is_sent_once,
    the_retry_budget_holds,
    it_does_not_give_up_early,
    an_ended_plan_sends_nothing,
    what_is_reported_was_observed,
    a_job_asks_a_bounded_number_of_calls,
)
RUN_PROMISES = (
    the_rate_holds,
    a_steady_network_is_never_throttled,
    it_ends_and_leaves_nothing,
    nothing_is_waited_for_in_vain,
)
