# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of a run and of its jobs. Each function yields the violations that it finds in a run or in one job."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from simulation.attempts import attempts_of_error, is_reported_expired
from simulation.network import Exchange
from simulation.reference_model import reference_selection
from simulation.run import Observed, Run

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    SIGNATURE_EXPIRED,
    ContentError,
    DeniedError,
    IncompleteError,
    MpsError,
    ProtocolError,
    RejectedError,
    UnusableRouteError,
)

KINDS = {"transport", "protocol", "throttled", "denied", "rejected", "server", "incomplete"}
ROUNDING_S = 1e-6  # tolerance for sums of seconds
STEADY_JITTER_S = 0.009  # the margin of the rate window is 0.01 s


def is_permanent(error: object) -> bool:
    """Return whether a retry cannot help."""
    if isinstance(error, ProtocolError):
        return error.http_status is not None and 300 <= error.http_status < 500
    if isinstance(error, DeniedError):
        return error.code != SIGNATURE_EXPIRED
    return isinstance(error, (RejectedError, UnusableRouteError))


def budget_start(attempts: Sequence[Exchange]) -> float:
    """Return when a call first failed. A signature that expired because of a wrong clock is not a failure."""
    failed = (one for one in attempts if isinstance(one.outcome, MpsError) and not is_reported_expired(one))
    return next((one.delivered_at for one in failed if one.delivered_at is not None), math.inf)


# Properties of one job.


def every_job_has_one_outcome(observed: Observed) -> Iterator[str]:
    """Every job has exactly one outcome: a result or an error."""
    if len(observed.outcomes) != 1:
        yield f"{len(observed.outcomes)} outcomes"
    elif (observed.result is None) == (observed.error is None):
        yield "the outcome has neither a result nor an error, or both"


def every_error_has_a_kind_and_a_cause(observed: Observed) -> Iterator[str]:
    """An error has a known kind, and is the error of an attempt, or *incomplete*."""
    error = observed.error
    if error is None:
        return
    if error.kind not in KINDS or not str(error):
        yield f"unknown kind of error: {error!r}"
    elif not isinstance(error, IncompleteError):
        attempts = attempts_of_error(observed)
        if not attempts:
            yield f"no attempt had the error {error!r}"
        elif error.attempts != len(attempts):
            yield f"the error reports {error.attempts} attempts, observed {len(attempts)}"
        elif not all(map(is_reported_expired, attempts[1 + [attempt.outcome for attempt in attempts].index(error) :])):
            yield "the error is not from the last attempt"


def attempts_of_a_call_do_not_overlap(observed: Observed) -> Iterator[str]:
    """A call is sent again only after a failed attempt, and never after a response."""
    for attempts in observed.attempts.values():
        for before, after in pairwise(attempts):
            if before.delivered_at is None or after.sent_at < before.delivered_at:
                yield f"sent again at {after.sent_at:.3f} s, before the result of the attempt"
            elif not isinstance(before.outcome, MpsError):
                yield f"sent again at {after.sent_at:.3f} s, after a response"


def permanent_failure_is_sent_once(observed: Observed) -> Iterator[str]:
    """Denied and rejected calls, and calls to a wrong address or on an unusable route, are never sent again."""
    for attempts in observed.attempts.values():
        for exchange in attempts[:-1]:
            if is_permanent(exchange.outcome):
                yield f"sent again after {exchange.outcome!r}"


def retry_budget_is_not_exceeded(observed: Observed) -> Iterator[str]:
    """No attempt of a call starts later than its first failure plus ``retry_budget``."""
    for attempts in observed.attempts.values():
        late = attempts[-1].sent_at - budget_start(attempts) - observed.setup.retry_budget
        if late > ROUNDING_S:
            yield f"an attempt started {late:.3f} s too late"


def job_does_not_give_up_early(observed: Observed) -> Iterator[str]:
    """A temporary failure ends a job only if the next delay does not fit in the retry budget."""
    error = observed.error
    attempts = attempts_of_error(observed)
    if error is None or not attempts or is_permanent(error) or error.code == SIGNATURE_EXPIRED:
        return
    if ends_with_same_content(attempts):
        return
    longest_wait = max(min(15.0, 0.5 * 2.0 ** min(len(attempts) - 1, 16)), error.retry_after or 0.0)
    spent = observed.ended_at - budget_start(attempts)
    if spent + longest_wait < observed.setup.retry_budget - ROUNDING_S:
        yield f"the job gave up after {spent:.3f} s"


def same_wrong_content_is_requested_once_more(observed: Observed) -> Iterator[str]:
    """A call is not sent again after the same wrong content in two attempts in a row."""
    for attempts in observed.attempts.values():
        if any(ends_with_same_content(attempts[:end]) for end in range(2, len(attempts))):
            yield "sent again after the same wrong content"


def ends_with_same_content(attempts: Sequence[Exchange]) -> bool:
    """Return whether the last two attempts had the same wrong content. Expired signatures do not count."""
    last = [exchange.outcome for exchange in attempts if not is_reported_expired(exchange)][-2:]
    contents = [one.message if isinstance(one, ContentError) else None for one in last]
    return len(contents) == 2 and contents[0] is not None and contents[0] == contents[1]


def ended_plan_sends_nothing(observed: Observed) -> Iterator[str]:
    """After a plan has ended, none of its calls is sent."""
    late = sum(exchange.sent_tick > observed.last_tick for exchange in observed.exchanges)
    if late:
        yield f"{late} attempts were sent after the end of the plan"


def reported_statistics_match_the_observations(observed: Observed) -> Iterator[str]:
    """The reported requests, retries, request ids and seconds equal the observed values."""
    if not observed.outcomes:
        return
    outcome = observed.outcomes[0]
    sent, sent_again = len(observed.exchanges), len(observed.exchanges) - len(observed.attempts)
    if outcome.requests != sent:
        yield f"{outcome.requests} requests reported, {sent} observed"
    if outcome.retries != sent_again:
        yield f"{outcome.retries} retries reported, {sent_again} observed"
    if outcome.seconds < observed.ended_at - observed.exchanges[0].sent_at - ROUNDING_S:
        yield f"{outcome.seconds} seconds reported, which is too short"
    received = sorted(e.outcome.request_id or "" for e in observed.exchanges if e.outcome and is_response(e))
    if outcome.result is not None and sorted(outcome.result.request_ids) != received:
        yield f"{len(outcome.result.request_ids)} request ids reported, {len(received)} responses observed"


def is_response(exchange: Exchange) -> bool:
    return exchange.outcome is not None and not isinstance(exchange.outcome, MpsError)


def number_of_calls_is_bounded(observed: Observed) -> Iterator[str]:
    """Each part of a selection is paginated at most four times, and each pagination has a limited number of pages."""
    most_samples = len(observed.samples_before) + sum(change.before is None for change in observed.changes)
    per_page = observed.account.setup.switches.page_maximum - 1
    pages_per_pagination = 12 + 2 * (most_samples // per_page) + min(100, most_samples // per_page + 2)
    most_calls = 4 * pages_per_pagination * len(reference_selection(observed).parts)
    if len(observed.calls) > most_calls:
        yield f"{len(observed.calls)} calls, expected at most {most_calls}"


# Properties of a run.


def rate_limit_is_not_exceeded(run: Run) -> Iterator[str]:
    """An identity sends at most N requests per action in any second."""
    limits = {job.identity.secret_id: job.identity.requests_per_second for job in run.setup.jobs}
    for secret_id, limit in limits.items():
        times = [exchange.sent_at for exchange in run.exchanges if exchange.secret_id == secret_id]
        for first, beyond in zip(times, times[limit:], strict=False):
            if beyond - first < 1.0 - ROUNDING_S:
                yield f"{limit + 1} requests of {secret_id} within {beyond - first:.3f} s"
                break


def steady_network_is_never_throttled(run: Run) -> Iterator[str]:
    """The safety margin absorbs network jitter, so a server with the same limit throttles no request."""
    identities = {job.identity for job in run.setup.jobs}
    accounts = [identity.account for identity in identities]
    for identity in identities:
        admitted = run.setup.accounts[identity.account].requests_per_second
        fits = identity.requests_per_second <= admitted and accounts.count(identity.account) == 1
        refused = sum(
            exchange.refused_by_window for exchange in run.exchanges if exchange.secret_id == identity.secret_id
        )
        if fits and run.setup.network.jitter <= STEADY_JITTER_S and refused:
            yield f"{refused} requests of {identity.secret_id} were throttled"


def run_ends_without_leftover_attempts(run: Run) -> Iterator[str]:
    """A run ends when no attempt is in flight, waiting for a retry or delayed by the rate limit."""
    retries = sum(outcome.retries for observed in run.observed for outcome in observed.outcomes)
    in_flight = sum((exchange.delivered_at or run.network.time) - exchange.sent_at for exchange in run.exchanges)
    waiting = retries * max(15.0, run.setup.faults.retry_after or 0.0)
    rate_limited = 1.031 * len(run.exchanges)
    if run.network.time > in_flight + waiting + rate_limited + 1.0:
        yield f"the run took {run.network.time:.0f} s, expected at most {in_flight + waiting + rate_limited:.0f} s"
    for observed in run.observed:
        if observed.error is None and any(exchange in run.network.under_way for exchange in observed.exchanges):
            yield "a successful job left an attempt in flight"


def job_fails_without_a_useless_wait(run: Run) -> Iterator[str]:
    """A job fails at once if its next delay does not fit in the retry budget and no rate limit or worker delays it."""
    sends = Counter(exchange.secret_id for exchange in run.exchanges)
    if run.network.most_under_way == run.setup.concurrency:
        return
    for observed in run.observed:
        identity = observed.setup.identity
        attempts = attempts_of_error(observed) if observed.error else []
        if attempts and sends[identity.secret_id] < identity.requests_per_second:
            waited = observed.ended_at - (attempts[-1].delivered_at or 0.0)
            beyond = observed.ended_at - budget_start(attempts) - observed.setup.retry_budget
            if waited > ROUNDING_S and beyond > ROUNDING_S:
                yield f"the job failed {waited:.3f} s after its last failed attempt"


JOB_PROPERTIES = (
    every_job_has_one_outcome,
    every_error_has_a_kind_and_a_cause,
    attempts_of_a_call_do_not_overlap,
    permanent_failure_is_sent_once,
    same_wrong_content_is_requested_once_more,
    retry_budget_is_not_exceeded,
    job_does_not_give_up_early,
    ended_plan_sends_nothing,
    reported_statistics_match_the_observations,
    number_of_calls_is_bounded,
)
RUN_PROPERTIES = (
    rate_limit_is_not_exceeded,
    steady_network_is_never_throttled,
    run_ends_without_leftover_attempts,
    job_fails_without_a_useless_wait,
)
