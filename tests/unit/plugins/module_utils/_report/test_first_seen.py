# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a finding was first seen: over audits, unreadable accounts and merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.constraints import utc_text
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results, report_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report
from support.sample_report import NOW_TIME, account, audit, sample, unread
from support.verdict_audit import audit_of_verdicts

DAY = dt.timedelta(days=1)


def on(day: int) -> str:
    return utc_text(NOW_TIME + day * DAY)


def run(day: int, verdicts: Mapping[str, str] | None, previous: Report | None = None, name: str = "a") -> Report:
    """The report of an audit on a day. Without ``verdicts``, the account could not be read."""
    result = unread_result(name) if verdicts is None else audit_of_verdicts({name: verdicts})
    return compare(report_of(result, NOW_TIME + day * DAY, "Audit"), previous)


def unread_result(name: str) -> AuditResult:
    found = unread(name, 2)
    return audit([account(name, [found], samples_seen=None, unexpected=None)], [sample("Ann"), sample("Bob")], [found])


def first_seen(report: Report) -> dict[str, str]:
    return {finding["sample"]: finding["first_seen"] for finding in report["findings"]}


def test_finding_keeps_the_time_of_the_first_audit_that_had_it() -> None:
    first = run(0, {"Ann": "missing", "Bob": "ok"})
    second = run(1, {"Ann": "missing", "Bob": "missing"}, first)
    third = run(2, {"Ann": "missing", "Bob": "missing"}, second)
    assert first_seen(first) == {"Ann": on(0)}
    assert first_seen(second) == first_seen(third) == {"Ann": on(0), "Bob": on(1)}


def test_finding_that_was_resolved_and_returns_is_new() -> None:
    resolved = run(1, {"Ann": "ok"}, run(0, {"Ann": "missing"}))
    assert first_seen(run(2, {"Ann": "missing"}, resolved)) == {"Ann": on(2)}


def test_finding_with_another_verdict_is_new() -> None:
    assert first_seen(run(1, {"Ann": "drifted"}, run(0, {"Ann": "missing"}))) == {"Ann": on(1)}


def test_account_that_cannot_be_read_for_a_while_does_not_make_its_findings_younger() -> None:
    first = run(0, {"Ann": "missing", "Bob": "ok"})
    unread_once = run(1, None, first)
    unread_twice = run(2, None, unread_once)
    assert first_seen(unread_once) == first_seen(unread_twice) == {"*": on(1)}
    assert first_seen(run(3, {"Ann": "missing", "Bob": "missing"}, unread_twice)) == {"Ann": on(0), "Bob": on(3)}


def test_clock_that_was_fast_does_not_move_a_finding_into_the_future() -> None:
    assert first_seen(run(0, {"Ann": "missing"}, run(900, {"Ann": "missing"}))) == {"Ann": on(0)}


def test_merge_keeps_the_times_of_the_slices_and_of_the_previous_merge() -> None:
    now = NOW_TIME + 5 * DAY
    slices = [run(4, {"Ann": "missing"}, run(3, {"Ann": "missing"})), run(4, {"Ann": "missing"}, name="b")]
    merged = merge_results(slices, now, "Merged")
    assert [finding["first_seen"] for finding in merged["findings"]] == [on(3), on(4)]
    before = merge_results([run(1, {"Ann": "missing"}, name="b")], NOW_TIME + 2 * DAY, "Merged")
    compared = compare(merged, before)
    assert [finding["first_seen"] for finding in compared["findings"]] == [on(3), on(1)]


def test_slice_of_a_host_with_a_fast_clock_is_first_seen_at_the_merge() -> None:
    merged = merge_results([run(1, {"Ann": "missing"})], NOW_TIME + DAY - dt.timedelta(hours=3), "Merged")
    assert first_seen(merged) == {"Ann": utc_text(NOW_TIME + DAY - dt.timedelta(hours=3))}
    assert parse_report("merged", merged) == merged


def test_saved_report_with_a_finding_from_its_future_contradicts_itself() -> None:
    report = run(0, {"Ann": "missing"})
    report["findings"][0]["first_seen"] = on(1)
    with pytest.raises(ConfigurationError, match=r"findings\[0\]\.first_seen must not be later than the report"):
        parse_report("r.json", report)
