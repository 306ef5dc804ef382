# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Count interesting events, to check that the schedules really test the properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from simulation.listing_properties import is_in_order, is_stable
from simulation.network import Exchange
from simulation.reference_model import reference_selection
from simulation.run import Observed, Run
from simulation.run_properties import is_permanent

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    DeniedError,
    IncompleteError,
    MpsError,
    ProtocolError,
    RejectedError,
    ServerError,
    ThrottledError,
    TransportError,
    UnusableRouteError,
)

TEMPORARY_ERRORS = (TransportError, ProtocolError, ServerError, ThrottledError)


def recovered_from(kind: type[MpsError]) -> Callable[[Observed], bool]:
    return lambda job: job.result is not None and any(isinstance(exchange.outcome, kind) for exchange in job.exchanges)


def waited_for_retry_after(job: Observed) -> bool:
    return any(
        isinstance(before.outcome, MpsError) and (before.outcome.retry_after or 0.0) > 1.0
        for attempts in job.attempts.values()
        for before in attempts[:-1]
    )


def responses_out_of_order(job: Observed) -> bool:
    times = [exchange.delivered_at or 0.0 for exchange in job.exchanges]
    return times != sorted(times)


def left_attempts_in_flight(run: Run) -> bool:
    return bool(run.network.under_way)


def delayed_by_the_rate_limit(run: Run) -> bool:
    rates = {job.identity.secret_id: job.identity.requests_per_second for job in run.setup.jobs}
    sends = Counter(exchange.secret_id for exchange in run.exchanges)
    return any(sends[secret_id] > rate for secret_id, rate in rates.items())


def throttled_by_the_server(exchange: Exchange) -> bool:
    return exchange.refused_by_window


# The minimum number of jobs, or of runs, per thousand schedules.
JOB_EVENTS: Mapping[str, tuple[int, Callable[[Observed], bool]]] = {
    "verified complete": (700, lambda job: job.result is not None),
    "verified complete despite changes": (250, lambda job: job.result is not None and bool(job.changes)),
    "verified complete after a restart": (50, lambda job: job.result is not None and job.result.restarts > 0),
    "incomplete: constant changes": (20, lambda job: isinstance(job.error, IncompleteError) and is_stable(job)),
    "incomplete: unstable order": (10, lambda job: isinstance(job.error, IncompleteError) and not is_stable(job)),
    "verified complete in one page, unstable order": (40, lambda job: job.result is not None and not is_stable(job)),
    "verified complete, wrong TotalCount": (20, lambda job: job.result is not None and job.counts_wrong),
    "incomplete: wrong TotalCount": (10, lambda job: isinstance(job.error, IncompleteError) and job.counts_wrong),
    "verified complete, smaller page maximum": (
        20,
        lambda job: job.result is not None and job.account.setup.switches.page_maximum < len(job.result.found),
    ),
    "contradictory response": (30, lambda job: job.result is not None and job.contradictions > 0),
    "window of a changing library": (
        60,
        lambda job: job.result is not None and job.setup.selection.limit is not None and bool(job.changes),
    ),
    "ids in several calls": (60, lambda job: len(job.setup.selection.person_ids or ()) > 100),
    "names in several calls": (100, lambda job: reference_selection(job).splits_names),
    "server finds more than requested": (
        100,
        lambda job: (
            job.result is not None and not is_in_order(job) and job.account.setup.switches.names_match != "exact"
        ),
    ),
    "recovered from throttling": (25, recovered_from(ThrottledError)),
    "recovered from a server error": (25, recovered_from(ServerError)),
    "recovered from an invalid response": (25, recovered_from(ProtocolError)),
    "recovered from a missing response": (60, recovered_from(TransportError)),
    "waited for Retry-After": (6, waited_for_retry_after),
    "responses out of order": (100, responses_out_of_order),
    "denied": (80, lambda job: isinstance(job.error, DeniedError)),
    "rejected": (15, lambda job: isinstance(job.error, RejectedError)),
    "wrong address or unusable route": (
        10,
        lambda job: isinstance(job.error, (ProtocolError, UnusableRouteError)) and is_permanent(job.error),
    ),
    "retry budget exhausted": (100, lambda job: isinstance(job.error, TEMPORARY_ERRORS)),
    "library of 1,000 samples or more": (10, lambda job: len(job.samples_before) >= 1000),
}
RUN_EVENTS: Mapping[str, tuple[int, Callable[[Run], bool]]] = {
    "throttled by the server": (8, lambda run: any(map(throttled_by_the_server, run.exchanges))),
    "delayed by the rate limit": (140, delayed_by_the_rate_limit),
    "all workers busy": (120, lambda run: run.network.most_under_way == run.setup.concurrency),
    "clock corrected once": (100, lambda run: len(run.warnings) == 1),
    "clock corrected more than once": (2, lambda run: len(run.warnings) > 1),
    "job ended with attempts in flight": (4, left_attempts_in_flight),
    "identity shared by jobs": (
        130,
        lambda run: len({job.identity for job in run.setup.jobs}) < len(run.setup.jobs),
    ),
    "account shared by identities": (
        100,
        lambda run: (
            len({job.identity.account for job in run.setup.jobs}) < len({job.identity for job in run.setup.jobs})
        ),
    ),
}
MINIMUM_PER_THOUSAND = {name: minimum for name, (minimum, _test) in (*JOB_EVENTS.items(), *RUN_EVENTS.items())}


def count_events(run: Run) -> Counter[str]:
    """Count the events of a run and of its jobs."""
    counts = Counter(name for job in run.observed for name, (_minimum, test) in JOB_EVENTS.items() if test(job))
    counts.update(name for name, (_minimum, test) in RUN_EVENTS.items() if test(run))
    return counts


def table(counts: Mapping[str, int], schedules: int) -> str:
    rows = [f"{'in ' + str(schedules) + ' schedules':45} count  minimum"]
    rows += [f"{name:45} {counts[name]:5}  {minimum(name, schedules):7}" for name in MINIMUM_PER_THOUSAND]
    return "\n".join(rows)


def minimum(name: str, schedules: int) -> int:
    return MINIMUM_PER_THOUSAND[name] * schedules // 1000
