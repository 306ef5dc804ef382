# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prometheus metrics, read by the official parser."""

from __future__ import annotations

import datetime as dt

from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    Account,
    Deadlines,
    Finding,
    Report,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.prometheus import PREFIX
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.text import xml_safe
from support.render import EACH_HOSTILE_NAME, render
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report, unread, waived, waiver


def samples(document: Report) -> dict[tuple[str, ...], float]:
    """Values by metric name and label values, without the label ``audit``. Sorted by the names of the labels."""
    return {
        (one.name.removeprefix(PREFIX), *(one.labels[label] for label in sorted(one.labels) if label != "audit")): (
            one.value
        )
        for family in text_string_to_metric_families(render("prometheus", document))
        for one in family.samples
    }


def with_ages(accounts: list[Account], findings: list[Finding], deadlines: Deadlines | None = None) -> Report:
    """A report whose findings were first seen when they say so."""
    return {**report(audit(accounts, findings=findings)), "findings": findings, "fail_after_days": deadlines}


def test_findings_are_counted_by_account_verdict_and_waiver() -> None:
    found = samples(report(mixed_audit()))
    assert found["findings", "prod-sg", "missing", "false"] == 1
    assert found["findings", "prod-sg", "missing", "true"] == 0
    assert found["findings", "prod-eu", "missing", "false"] == 0
    assert found["findings", "prod-eu", "missing", "true"] == 1
    assert found["findings", "prod-us", "unknown", "false"] == 3
    assert found["findings", "prod-jp", "missing", "false"] == 0


def test_unexpected_samples_that_are_not_listed_are_counted() -> None:
    unlisted = [finding("a", "x", "unexpected"), *(finding("a", name, "unexpected", **waived()) for name in "yz")]
    found = samples(report(audit([account("a", unlisted=unlisted)])))
    assert found["findings", "a", "unexpected", "true"] == 2
    assert found["findings", "a", "unexpected", "false"] == 1


def test_unread_account_counts_each_of_its_expectations() -> None:
    findings = [unread("a", 200), unread("b", 0)]
    accounts = [account(finding["account"], [finding], samples_seen=None) for finding in findings]
    found = samples(report(audit(accounts, [], findings)))
    assert [found["findings", name, "unknown", "false"] for name in "ab"] == [200, 1]


def test_other_metrics_match_the_report() -> None:
    found = samples(report(mixed_audit()))
    assert found["account_status", "prod-us", "unknown"] == 1
    assert found["account_status", "prod-us", "compliant"] == 0
    assert {name: found["accounts", name] for name in ("compliant", "noncompliant", "unknown")} == {
        "compliant": 2,
        "noncompliant": 2,
        "unknown": 1,
    }
    names = ("compliant", "last_audit_timestamp_seconds", "duration_seconds", "requests", "expired_waivers")
    assert [found[name,] for name in names] == [0, 1795426200, 1.5, 10, 1]


def test_findings_are_counted_by_severity() -> None:
    found = samples(report(mixed_audit()))
    assert found["findings_by_severity", "high", "missing", "false"] == 1
    assert found["findings_by_severity", "high", "missing", "true"] == 1
    assert found["findings_by_severity", "medium", "unexpected", "false"] == 1
    assert found["findings_by_severity", "critical", "unknown", "false"] == 3
    assert found["findings_by_severity", "low", "drifted", "false"] == 0


def test_both_counts_of_findings_have_the_same_sums() -> None:
    unlisted = [finding("a", "x", "unexpected"), *(finding("a", name, "unexpected", **waived()) for name in "yz")]
    listed = [finding("a", "w", "unexpected", severity="medium"), finding("b", "x", severity="low")]
    accounts = [account("a", listed[:1], unlisted=unlisted), account("b", listed[1:]), account("c", [unread("c", 0)])]
    for result in (mixed_audit(), hostile_audit(), audit(accounts, [], [*listed, unread("c", 0)])):
        sums: dict[str, dict[tuple[str, ...], float]] = {"findings": {}, "findings_by_severity": {}}
        for (name, *labels), value in samples(report(result)).items():
            if name in sums:
                sums[name][tuple(labels[1:])] = sums[name].get(tuple(labels[1:]), 0) + value
        assert sums["findings"] == sums["findings_by_severity"] != {}


def test_age_of_the_oldest_finding_that_counts_is_known_by_severity() -> None:
    findings = [
        finding("a", "Ann", first_seen="2026-11-20T09:30:00Z"),
        finding("a", "Bob", first_seen="2026-11-18T18:00:00+08:00"),
        finding("a", "Eve", first_seen="2020-01-01T00:00:00Z", **waived()),
        finding("a", "Zed", "ok", severity="low", first_seen="2020-01-01T00:00:00Z"),
    ]
    found = samples(with_ages([account("a", findings)], findings))
    oldest = {tuple(labels): value for (name, *labels), value in found.items() if name.startswith("oldest_")}
    assert oldest == {("high",): dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC).timestamp()}


def test_overdue_findings_and_the_next_deadline_are_known_by_severity() -> None:
    findings = [
        finding("a", "Ann", first_seen="2026-11-16T09:30:00Z"),  # the report is of 2026-11-23T09:30:00Z
        finding("a", "Bob", first_seen="2026-11-16T09:30:01Z"),
        finding("a", "Eve", first_seen="2026-11-20T00:00:00Z"),
        finding("a", "Max", first_seen="2026-01-01T00:00:00Z", **waived()),
        finding("a", "Zed", severity="low", first_seen="2026-11-01T00:00:00Z"),
        unread("b", 4, severity="critical"),
    ]
    deadlines: Deadlines = {"critical": 30, "high": 7, "medium": 30, "low": 30}
    found = samples(with_ages([account("a", findings[:-1]), account("b", findings[-1:])], findings, deadlines))
    overdue = {tuple(labels): value for (name, *labels), value in found.items() if name == "overdue_findings"}
    assert overdue == {("critical",): 1, ("high",): 1, ("medium",): 0, ("low",): 0}
    following = {tuple(labels): value for (name, *labels), value in found.items() if name.startswith("next_deadline")}
    assert following == {
        ("high",): dt.datetime(2026, 11, 23, 9, 30, 1, tzinfo=dt.UTC).timestamp(),
        ("low",): dt.datetime(2026, 12, 1, tzinfo=dt.UTC).timestamp(),
    }


def test_without_deadlines_nothing_is_overdue_and_nothing_is_in_time() -> None:
    names = {name for name, *_labels in samples(report(mixed_audit()))}
    assert names & {"overdue_findings", "next_deadline_timestamp_seconds"} == set()


def test_changes_are_counted_only_if_there_is_a_previous_report() -> None:
    before = mixed_audit()
    before["findings"] = [*before["findings"][1:], finding("prod-jp", "Bob")]
    before["findings"] += [finding("gone", "Bob"), finding("gone", "Eve")]
    found = samples(report(mixed_audit(), report(before)))
    assert [found[f"{name}_findings",] for name in ("new", "resolved", "unverified")] == [1, 1, 2]
    assert not [name for name, *_labels in samples(report(mixed_audit())) if name == "new_findings"]


def test_next_expiry_is_the_end_of_the_last_day_of_a_used_waiver() -> None:
    waivers = [
        waiver(expires="2026-11-20", expired=True, days_left=-3),
        waiver(expires="2026-11-24", findings=0),
        waiver(expires="2026-12-31"),
        waiver(expires="2026-11-30"),
    ]
    found = samples(report(audit([account("a")], waivers=waivers)))
    assert found["next_waiver_expiry_timestamp_seconds",] == dt.datetime(2026, 12, 1, tzinfo=dt.UTC).timestamp()
    unused = samples(report(audit([account("a")], waivers=waivers[:2])))
    assert ("next_waiver_expiry_timestamp_seconds",) not in unused


def test_every_series_has_the_label_of_the_audit_and_occurs_once() -> None:
    families = [*text_string_to_metric_families(render("prometheus", report(hostile_audit())))]
    series = [(one.name, tuple(sorted(one.labels.items()))) for family in families for one in family.samples]
    assert len(series) == len({*series}) > 50
    assert {dict(labels)["audit"] for _name, labels in series} == {"metrics"}


def test_every_metric_has_help_and_type() -> None:
    for family in text_string_to_metric_families(render("prometheus", report(mixed_audit()))):
        assert family.documentation
        assert family.type == "gauge"
        assert family.samples


def test_same_report_renders_to_the_same_text() -> None:
    assert render("prometheus", report(mixed_audit())) == render("prometheus", report(mixed_audit()))


@EACH_HOSTILE_NAME
def test_hostile_names_stay_text(name: str) -> None:
    label = xml_safe(name).replace("\r", "\\x0d")
    assert samples(report(hostile_audit()))["findings", label, "drifted", "false"] == 1
