# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often each interesting thing happened, so that the promises are not kept for want of trying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from simulation.listing_promises import is_in_order, is_stable
from simulation.naive import wanted_of
from simulation.network import Exchange
from simulation.run import Observed, Run

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    DeniedError,
    IncompleteError,
    MpsError,
    ProtocolError,
    RejectedError,
    ServerError,
    ThrottledError,
    TransportError,
)

MAY_PASS = (TransportError, ProtocolError, ServerError, ThrottledError)


def recovered_from(kind: type[MpsError]) -> Callable[[Observed], bool]:
    return lambda job: job.result is not None and any(isinstance(exchange.outcome, kind) for exchange in job.exchanges)


def waited_as_told(job: Observed) -> bool:
    return any(
        isinstance(before.outcome, MpsError) and (before.outcome.retry_after or 0.0) > 1.0
        for attempts in job.attempts.values()
        for before in attempts[:-1]
    )


def overtook(job: Observed) -> bool:
    times = [exchange.delivered_at or 0.0 for exchange in job.exchanges]
    return times != sorted(times)


def left_behind(run: Run) -> bool:
    return bool(run.network.under_way)


def held_back(run: Run) -> bool:
    rates = {job.identity.secret_id: job.identity.requests_per_second for job in run.setup.jobs}
    sends = Counter(exchange.secret_id for exchange in run.exchanges)
    return any(sends[secret_id] > rate for secret_id, rate in rates.items())


def refused_for_rate(exchange: Exchange) -> bool:
    return exchange.refused_by_window


# The least number of jobs, or of runs, in a thousand schedules.
OF_JOBS: Mapping[str, tuple[int, Callable[[Observed], bool]]] = {
    "proven": (700, lambda job: job.result is not None),
    "proven, though it changed": (250, lambda job: job.result is not None and bool(job.changes)),
    "proven by another walk": (50, lambda job: job.result is not None and job.result.restarts > 0),
    "incomplete: it always changes": (20, lambda job: isinstance(job.error, IncompleteError) and is_stable(job)),
    "incomplete: unstable order": (10, lambda job: isinstance(job.error, IncompleteError) and not is_stable(job)),
    "proven in one page of an unstable order": (40, lambda job: job.result is not None and not is_stable(job)),
    "an answer contradicted itself": (30, lambda job: job.result is not None and job.contradictions > 0),
    "window that changed": (
        60,
        lambda job: job.result is not None and job.setup.selection.limit is not None and bool(job.changes),
    ),
    "ids in several calls": (60, lambda job: len(job.setup.selection.person_ids or ()) > 100),
    "names in several calls": (100, lambda job: wanted_of(job).splits_names),
    "more found than asked": (
        100,
        lambda job: (
            job.result is not None and not is_in_order(job) and job.account.setup.switches.names_match != "exact"
        ),
    ),
    "recovered from throttling": (25, recovered_from(ThrottledError)),
    "recovered from a server error": (25, recovered_from(ServerError)),
    "recovered from a wrong answer": (25, recovered_from(ProtocolError)),
    "recovered from no answer": (60, recovered_from(TransportError)),
    "Retry-After waited for": (6, waited_as_told),
    "answers overtook each other": (100, overtook),
    "denied": (80, lambda job: isinstance(job.error, DeniedError)),
    "rejected": (15, lambda job: isinstance(job.error, RejectedError)),
    "budget spent": (100, lambda job: isinstance(job.error, MAY_PASS)),
    "a library of 1,000 or more": (10, lambda job: len(job.samples_before) >= 1000),
}
OF_RUNS: Mapping[str, tuple[int, Callable[[Run], bool]]] = {
    "refused by the server's own window": (8, lambda run: any(map(refused_for_rate, run.exchanges))),
    "held back by the rate": (140, held_back),
    "every worker busy": (120, lambda run: run.network.most_under_way == run.setup.concurrency),
    "a clock corrected": (100, lambda run: len(run.warnings) == 1),
    "a clock corrected twice": (2, lambda run: len(run.warnings) > 1),
    "a job ended while its calls were under way": (4, left_behind),
    "an identity shared by jobs": (
        130,
        lambda run: len({job.identity for job in run.setup.jobs}) < len(run.setup.jobs),
    ),
    "an account shared by identities": (
        100,
        lambda run: (
            len({job.identity.account for job in run.setup.jobs}) < len({job.identity for job in run.setup.jobs})
        ),
    ),
}
LEAST_IN_A_THOUSAND = {name: least for name, (least, _test) in (*OF_JOBS.items(), *OF_RUNS.items())}


def happened(run: Run) -> Counter[str]:
    """What happened in a run, and in how many of its jobs."""
    counts = Counter(name for job in run.observed for name, (_least, test) in OF_JOBS.items() if test(job))
    counts.update(name for name, (_least, test) in OF_RUNS.items() if test(run))
    return counts


def table(counts: Mapping[str, int], schedules: int) -> str:
    rows = [f"{'in ' + str(schedules) + ' schedules':45} seen  least"]
    rows += [f"{name:45} {counts[name]:5} {least(name, schedules):5}" for name in LEAST_IN_A_THOUSAND]
    return "\n".join(rows)


def least(name: str, schedules: int) -> int:
    return LEAST_IN_A_THOUSAND[name] * schedules // 1000
