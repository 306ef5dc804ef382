# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planted defects of the package ``_engine``. The simulator must find them."""

from __future__ import annotations

from planted.defect import Defect

SCHEDULER, CALLS, CLOCK = "_engine/scheduler.py", "_engine/calls.py", "_engine/server_clock.py"
RATE_LIMIT, RETRY = "_engine/rate_limit.py", "_engine/retry.py"

NEVER_ENDS = "the run does not end"
BUDGET = "retry_budget_is_not_exceeded"
RATE = "rate_limit_is_not_exceeded"
ONE_WARNING = "wrong_clock_gives_one_warning"
PERMANENT = "permanent_failure_is_sent_once"
EARLY = "job_does_not_give_up_early"

DEFECTS = (
    Defect(
        SCHEDULER,
        "Signed before the wait: the clock correction is read when the call is created",
        ("clock_correction_applies_to_later_requests",),
        {
            "        key = call.lane_key\n": (
                "        key = call.lane_key\n"
                "        if not call.attempts:\n"
                "            call.clock_offset = self._clock.offset\n"
            ),
            "offset = call.clock_offset = self._clock.offset": "offset = call.clock_offset",
        },
    ),
    Defect(
        SCHEDULER,
        "Signed before the wait: the time of the first attempt is used again",
        ("correct_clock_is_not_rejected",),
        {
            "            return self._clock.time(offset)\n": (
                '            call.host_time = getattr(call, "host_time", self._clock.time(0.0))\n'
                "            return call.host_time + offset\n"
            )
        },
    ),
    Defect(
        SCHEDULER,
        "One rate window for each job, not for each identity",
        (RATE,),
        {"key = call.lane_key": "key = (call.lane_key, call.run)"},
    ),
    Defect(
        SCHEDULER,
        "Requests of a failed plan are still sent",
        ("ended_plan_sends_nothing",),
        {"                if call.is_wanted:\n": "                if True:\n"},
    ),
    Defect(
        SCHEDULER,
        "A failed attempt of a plan that has ended ends its job again",
        ("every_job_has_one_outcome",),
        {
            "    def _take_failure(self, call: Call, failure: MpsError) -> None:\n        if not call.is_wanted:\n": (
                "    def _take_failure(self, call: Call, failure: MpsError) -> None:\n        if False:\n"
            )
        },
    ),
    Defect(
        SCHEDULER,
        "A call without a response is sent again after one timeout",
        ("attempts_of_a_call_do_not_overlap",),
        {
            "        limit = timeout if": (
                "        heapq.heappush(self._retries, (now + timeout, next(self._order), call))\n"
                "        limit = timeout if"
            )
        },
    ),
    Defect(
        SCHEDULER,
        "An error does not have the number of its attempts",
        ("every_error_has_a_kind_and_a_cause",),
        {"        failure.attempts = call.attempts\n        if failure.code": "        if failure.code"},
    ),
    Defect(
        SCHEDULER,
        "The retry budget is not checked after a wait",
        (BUDGET,),
        {"if call.failure is not None and now >= call.give_up_at:": "if False:"},
    ),
    Defect(
        SCHEDULER,
        "The clock correction of one request does not apply to requests in progress",
        ("wrong_clock_does_not_fail_a_job",),
        {"if call.clock_offset != self._clock.offset:": "if False:"},
    ),
    Defect(
        SCHEDULER,
        "A lane with remaining calls is not queued while all workers are busy",
        (NEVER_ENDS,),
        {
            "            self._queue_lane(lane, now)\n": (
                "            if self._workers.free:\n                self._queue_lane(lane, now)\n"
            )
        },
    ),
    Defect(
        SCHEDULER,
        "A call that is ready again does not queue its lane",
        (NEVER_ENDS,),
        {
            "            lane.ready.appendleft(call)  # its retry budget is running\n": (
                "            lane.ready.appendleft(call)\n            return\n"
            )
        },
    ),
    Defect(
        SCHEDULER,
        "Retries after throttling are not counted",
        ("reported_statistics_match_the_observations",),
        {
            "retries += call.attempts > 0": (
                'retries += call.attempts > 0 and getattr(call.failure, "kind", "") != "throttled"'
            )
        },
    ),
    Defect(
        CALLS,
        "The retry budget starts again with each failure",
        (BUDGET,),
        {"if self.failure is None:": "if True:"},
    ),
    Defect(
        CLOCK,
        'Every response "signature expired" corrects the clock and warns',
        (ONE_WARNING,),
        {"if abs(offset - self.offset) < LEAST_CORRECTION_S:": "if False:"},
    ),
    Defect(
        CLOCK,
        "A correction is added to the previous correction",
        (ONE_WARNING,),
        {"self.offset = offset": "self.offset += offset"},
    ),
    Defect(
        RATE_LIMIT,
        "Off by one: one request too many in the window",
        (RATE,),
        {"deque(maxlen=requests_per_second)": "deque(maxlen=requests_per_second + 1)"},
    ),
    Defect(
        RATE_LIMIT,
        "The window is 0.99 s long",
        (RATE,),
        {" + 1.0 + MARGIN_S": " + 0.99"},
    ),
    Defect(
        RATE_LIMIT,
        "The window is 2 s long",
        ("run_ends_without_leftover_attempts",),
        {" + 1.0 + MARGIN_S": " + 2.0 + MARGIN_S"},
    ),
    Defect(
        RATE_LIMIT,
        "No margin",
        ("steady_network_is_never_throttled",),
        {"MARGIN_S = 0.025": "MARGIN_S = 0.0"},
    ),
    Defect(
        RETRY,
        "A denied request is retried",
        (PERMANENT,),
        {"return isinstance(error, _RETRYABLE)": 'return isinstance(error, _RETRYABLE) or error.kind == "denied"'},
    ),
    Defect(
        RETRY,
        "A rejected request is retried",
        (PERMANENT,),
        {"return isinstance(error, _RETRYABLE)": 'return isinstance(error, _RETRYABLE) or error.kind == "rejected"'},
    ),
    Defect(
        RETRY,
        "A wrong address is retried",
        (PERMANENT,),
        {"if isinstance(error, ProtocolError) and error.http_status is not None and": "if False and"},
    ),
    Defect(
        RETRY,
        "An unusable route is retried",
        (PERMANENT,),
        {"if isinstance(error, UnusableRouteError):": "if False:"},
    ),
    Defect(
        RETRY,
        "The same wrong content is requested again until the budget ends",
        ("same_wrong_content_is_requested_once_more",),
        {" or (isinstance(error, ContentError) and _is_same(error, previous))": ""},
    ),
    Defect(
        RETRY,
        "A wait can be longer than the rest of the budget",
        ("job_fails_without_a_useless_wait",),
        {"return delay if delay < time_left else None": "return delay"},
    ),
    Defect(
        RETRY,
        "Gives up after half of the budget",
        (EARLY,),
        {"return retry_budget if error.retry_limit is None": "return retry_budget / 2 if error.retry_limit is None"},
    ),
    Defect(
        RETRY,
        "From the third failure on, waits 1,000 seconds too long",
        (EARLY,),
        {
            "max(ceiling * random_number, error.retry_after or 0.0)": (
                "max(ceiling * random_number, error.retry_after or 0.0) + 1000.0 * (failures > 2)"
            )
        },
    ),
)
