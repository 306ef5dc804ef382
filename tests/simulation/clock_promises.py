# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What design.md 5 promises about clocks. Each function yields what it finds wrong with a run."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.attempts import attempts_of_error, has_expired, is_called_expired
from simulation.network import Exchange
from simulation.run import Run

CLOCK_IS_RIGHT_S = 290.0
WORTH_A_WARNING_S = 60.0
LONGEST_ATTEMPT_S = 100.0  # three timeouts of 30 s, and what Date leaves out


def clock_faults(run: Run) -> int:
    clock = run.setup.clock
    return (abs(clock.error) > CLOCK_IS_RIGHT_S) + len(clock.jumps)


def was_long_under_way(exchange: Exchange) -> bool:
    return (exchange.delivered_at or 0.0) > exchange.sent_at + WORTH_A_WARNING_S


def a_wrong_clock_is_told_once(run: Run) -> Iterator[str]:
    """At most one warning each time that the clock is found wrong (design 5)."""
    clock = run.setup.clock
    # Date is read when the answer arrives: one that was long under way makes the correction as much too large.
    late = any(is_called_expired(exchange) and was_long_under_way(exchange) for exchange in run.exchanges)
    if len(run.warnings) > (abs(clock.error) >= WORTH_A_WARNING_S) + len(clock.jumps) + late:
        yield f"{len(run.warnings)} warnings: {run.warnings}"


def a_right_clock_is_not_refused(run: Run) -> Iterator[str]:
    """Signed inside the attempt: with a clock that is right no signature is ever called expired (design 5)."""
    if not clock_faults(run) and any(map(has_expired, run.exchanges)):
        yield f"{sum(map(has_expired, run.exchanges))} signatures were called expired"


def a_correction_serves_all_that_follows(run: Run) -> Iterator[str]:
    """Once the clock was corrected, whatever is sent is signed with the server's time, for every account (design 5)."""
    if run.setup.clock.jumps:
        return
    told = [
        exchange.delivered_at
        for observed in run.observed
        for exchange in observed.exchanges
        if has_expired(exchange) and exchange.delivered_at is not None and exchange.delivered_at < observed.ended_at
    ]
    if not told or not run.setup.clock.server_tells_date:
        return
    first = run.exchanges[0]
    epoch = first.signed_at - first.sent_at - run.setup.clock.error
    wrong = [
        exchange
        for exchange in run.exchanges
        if exchange.sent_at > min(told) and abs(exchange.signed_at - exchange.sent_at - epoch) > LONGEST_ATTEMPT_S
    ]
    if wrong:
        yield f"{len(wrong)} attempts were signed with a wrong time"


def a_wrong_clock_is_no_failure(run: Run) -> Iterator[str]:
    """One wrong clock does not fail a job, if the server tells its time (design 5)."""
    if clock_faults(run) > 1 or not run.setup.clock.server_tells_date:
        return
    for observed in run.observed:
        attempts = attempts_of_error(observed)
        if attempts and has_expired(attempts[-1]) and attempts[-1].outcome is observed.error:
            yield f"{observed.error!r} after {observed.ended_at:.3f} s"


CLOCK_PROMISES = (
    a_wrong_clock_is_told_once,
    a_right_clock_is_not_refused,
    a_correction_serves_all_that_follows,
    a_wrong_clock_is_no_failure,
)
