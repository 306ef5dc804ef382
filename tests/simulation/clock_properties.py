# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of the clock correction. Each function yields the violations that it finds in a run."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.attempts import attempts_of_error, is_expired, is_reported_expired
from simulation.network import Exchange
from simulation.run import Run

CORRECT_CLOCK_S = 290.0
WARNING_THRESHOLD_S = 60.0
LONGEST_ATTEMPT_S = 100.0  # three timeouts of 30 s, plus the rounding of Date


def clock_faults(run: Run) -> int:
    clock = run.setup.clock
    return (abs(clock.error) > CORRECT_CLOCK_S) + len(clock.jumps)


def was_slow(exchange: Exchange) -> bool:
    return (exchange.delivered_at or 0.0) > exchange.sent_at + WARNING_THRESHOLD_S


def wrong_clock_gives_one_warning(run: Run) -> Iterator[str]:
    """Each detected clock error gives at most one warning."""
    clock = run.setup.clock
    # Date is read when the response arrives, so a slow response makes the correction too large.
    late = any(is_reported_expired(exchange) and was_slow(exchange) for exchange in run.exchanges)
    if len(run.warnings) > (abs(clock.error) >= WARNING_THRESHOLD_S) + len(clock.jumps) + late:
        yield f"{len(run.warnings)} warnings: {run.warnings}"


def correct_clock_is_not_rejected(run: Run) -> Iterator[str]:
    """Each attempt is signed when it is sent, so with a correct clock no signature is reported as expired."""
    if not clock_faults(run) and any(map(is_expired, run.exchanges)):
        yield f"{sum(map(is_expired, run.exchanges))} signatures were reported as expired"


def clock_correction_applies_to_later_requests(run: Run) -> Iterator[str]:
    """After a clock correction, every request of every account is signed with the time of the server."""
    if run.setup.clock.jumps:
        return
    corrected_at = [
        exchange.delivered_at
        for observed in run.observed
        for exchange in observed.exchanges
        if is_expired(exchange) and exchange.delivered_at is not None and exchange.delivered_at < observed.ended_at
    ]
    if not corrected_at or not run.setup.clock.server_sends_date:
        return
    first, first_correction = run.exchanges[0], min(corrected_at)
    epoch = first.signed_at - first.sent_at - run.setup.clock.error
    wrong = [
        exchange
        for exchange in run.exchanges
        if exchange.sent_at > first_correction
        and abs(exchange.signed_at - exchange.sent_at - epoch) > LONGEST_ATTEMPT_S
    ]
    if wrong:
        yield f"{len(wrong)} attempts were signed with the wrong time"


def wrong_clock_does_not_fail_a_job(run: Run) -> Iterator[str]:
    """One clock error does not fail a job if the server sends its time."""
    if clock_faults(run) > 1 or not run.setup.clock.server_sends_date:
        return
    for observed in run.observed:
        attempts = attempts_of_error(observed)
        if attempts and is_expired(attempts[-1]) and attempts[-1].outcome is observed.error:
            yield f"{observed.error!r} after {observed.ended_at:.3f} s"


CLOCK_PROPERTIES = (
    wrong_clock_gives_one_warning,
    correct_clock_is_not_rejected,
    clock_correction_applies_to_later_requests,
    wrong_clock_does_not_fail_a_job,
)
