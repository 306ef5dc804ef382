# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The metrics of real audits in a real node_exporter and a real Prometheus, with the alerts and the dashboard."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    AuditResult,
    Deadlines,
    Report,
    SeverityName,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.files import write_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import parse_metrics, render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import report_of
from support.emulator_process import EmulatorProcess
from support.guides import playbook
from support.playbook import Run, profile_environment, run_file
from support.prometheus_server import KIT, Prometheus, get, node_exporter, prometheus, promtool, wait_for
from support.sample_report import HOSTILE_NAMES, account, audit, finding, hostile_audit

pytestmark = pytest.mark.usefixtures("monitoring_programs")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RECIPE = playbook("platform_guide", "Audit the accounts and publish the metrics")
TEXTFILES = "/var/lib/prometheus/node-exporter"
AUDIT_TIME = "tencentcloud_mps_person_sample_last_audit_timestamp_seconds"
# The accounts with planted errors in examples/demo_audit.yml.
PLANTED = {
    "noncompliant": ("studio-frankfurt", "archive-virginia", "archive-saopaulo", "partner-paris"),
    "unknown": ("agency-mumbai", "agency-lagos"),
}
# The findings of the demo are of three severities. One of its waivers has expired.
DEMO_ALERTS = {
    "PersonSampleCriticalFinding",
    "PersonSampleHighFinding",
    "PersonSampleFinding",
    "PersonSampleFindingOverdue",
    "PersonSampleAccountUnknown",
    "PersonSampleWaiverExpired",
}

DASHBOARD = json.loads((KIT / "dashboard.json").read_text(encoding="utf-8"))

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def dashboard_queries() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def series_of(text: str) -> Series:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@dataclass(frozen=True)
class Demo:
    """An audit of the demo accounts with the recipe of the guide, which published its metrics in ``textfiles``."""

    previous: Report
    textfiles: Path
    run: Run


def report_of_yesterday() -> Report:
    """Two findings of the day before: the demo still has the first one, and no longer has the second one."""
    findings = [
        finding("archive-virginia", "\u5f20\u4e09", severity="critical"),
        finding("studio-singapore", "John Smith"),
    ]
    accounts = [account(found["account"], [found]) for found in findings]
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    return compare(report_of(audit(accounts, findings=findings), yesterday, "Person samples"), None)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    textfiles = folder / "textfiles"
    for name in ("accounts.yml", "manifest.yml", "waivers.yml"):
        shutil.copy(EXAMPLES / name, folder)
    (folder / "person-sample-audit").mkdir()
    previous = report_of_yesterday()
    (folder / "person-sample-audit" / "report.json").write_text(json.dumps(previous), encoding="utf-8")
    assert TEXTFILES in RECIPE
    (folder / "audit.yml").write_text(RECIPE.replace(TEXTFILES, str(textfiles)), encoding="utf-8")
    state: dict[str, Any] = yaml.safe_load((EXAMPLES / "emulator.yml").read_text(encoding="utf-8"))
    variables = {
        "person_sample_audit_waivers_file": "waivers.yml",
        "person_sample_audit_fail_after_days": {"critical": 0, "high": 7, "medium": 30, "low": 90},
    }
    with EmulatorProcess(state) as emulator:
        environment = profile_environment(emulator, folder)
        run = run_file(folder / "audit.yml", folder, "-e", json.dumps(variables), environment=environment)
    return Demo(previous, textfiles, run)


@pytest.fixture(scope="module")
def demo_monitor(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Prometheus]]:
    """The address of a node_exporter, and the Prometheus that scrapes it."""
    with (
        node_exporter(demo.textfiles) as target,
        prometheus(tmp_path_factory.mktemp("prometheus") / "prometheus", target) as server,
    ):
        wait_for(lambda: server.query(AUDIT_TIME))
        yield target, server


def publish(
    textfiles: Path,
    name: str,
    result: AuditResult,
    hours_ago: float = 0,
    label: str | None = None,
    first_seen_days_ago: float | None = None,
    deadlines: Deadlines | None = None,
) -> None:
    """Write the metrics of an audit as the report task does."""
    now = dt.datetime.now(dt.UTC)
    metrics = parse_metrics(f"{name}.prom", label, "metrics_file")
    document = compare(report_of(result, now - dt.timedelta(hours=hours_ago), name, deadlines), None)
    if first_seen_days_ago is not None:
        for found in document["findings"]:
            found["first_seen"] = (now - dt.timedelta(days=first_seen_days_ago)).isoformat()
    write_files(textfiles, render_files(document, ["prometheus"], metrics=metrics), 0o644, dry=False)


def test_the_recipe_of_the_guide_publishes_metrics_also_if_the_audit_fails(demo: Demo) -> None:
    assert demo.run.status == 2, demo.run.output
    (file,) = demo.textfiles.iterdir()
    assert file.stat().st_mode & 0o777 == 0o644
    metrics = series_of(file.read_text(encoding="utf-8"))
    prefix, studio = "tencentcloud_mps_person_sample_", (("audit", "studio"),)
    assert metrics[f"{prefix}resolved_findings", studio] == 1
    assert metrics[f"{prefix}new_findings", studio] > 5
    oldest = metrics[f"{prefix}oldest_finding_timestamp_seconds", (*studio, ("severity", "critical"))]
    assert oldest == dt.datetime.fromisoformat(demo.previous["generated_at"]).timestamp() < metrics[AUDIT_TIME, studio]
    assert not any("\u5f20\u4e09" in str(labels) or "John" in str(labels) for _name, labels in metrics)


def test_promtool_accepts_the_metrics_the_rules_and_the_example_configuration(demo: Demo) -> None:
    (file,) = demo.textfiles.iterdir()
    assert promtool("check", "metrics", text=file.read_text(encoding="utf-8")) == (0, "")
    code, output = promtool("check", "rules", str(KIT / "alerts.yml"))
    assert (code, "SUCCESS: 12 rules found" in output) == (0, True), output
    code, output = promtool("check", "config", str(KIT / "prometheus.yml"))
    assert (code, "1 rule files found" in output) == (0, True), output


def test_rules_pass_their_tests() -> None:
    code, output = promtool("test", "rules", str(KIT / "alerts_test.yml"))
    assert (code, "FAILED" in output) == (0, False), output


def test_node_exporter_serves_every_series_of_the_file(demo: Demo, demo_monitor: tuple[str, Prometheus]) -> None:
    target, _server = demo_monitor
    served = series_of(get(f"http://{target}/metrics"))
    (file,) = demo.textfiles.iterdir()
    written = series_of(file.read_text(encoding="utf-8"))
    assert {key: served.get(key) for key in written} == written
    assert len(written) > 150


def test_planted_findings_and_unknown_accounts_have_firing_alerts(demo_monitor: tuple[str, Prometheus]) -> None:
    _target, server = demo_monitor
    server.wait_until_only(DEMO_ALERTS)
    assert server.firing("PersonSampleCriticalFinding", "audit", "severity") == {("studio", "critical")}
    assert server.firing("PersonSampleHighFinding", "audit", "finding_severity") == {("studio", "high")}
    # What is unknown, and what is critical, has no time. The findings of the other severities are new.
    assert server.firing("PersonSampleFindingOverdue", "finding_severity") == {("critical",)}
    assert server.firing("PersonSampleAccountUnknown", "account") == {(name,) for name in PLANTED["unknown"]}


def test_queries_of_the_dashboard_return_data_of_the_demo(demo_monitor: tuple[str, Prometheus]) -> None:
    _target, server = demo_monitor
    for expression in dashboard_queries():
        for audits in ("studio", "(studio|archive)", ".*"):  # one, several and all, as Grafana writes them
            query = expression.replace("$audit", audits)
            assert server.query(query), query
            assert server.series(query), query
        assert server.query(expression.replace("$audit", "archive")) == [], expression


def test_table_of_the_dashboard_lists_the_accounts_that_are_not_compliant(
    demo_monitor: tuple[str, Prometheus],
) -> None:
    _target, server = demo_monitor
    (query,) = (query for query in dashboard_queries() if "account_status" in query)
    found = server.query(query.replace("$audit", ".*"))
    rows = {(row["metric"]["account"], row["metric"]["status"]): int(row["value"][1]) for row in found}
    assert {*rows} == {(name, status) for status in ("noncompliant", "unknown") for name in PLANTED[status]}
    assert all(rows.values())


def test_variable_of_the_dashboard_lists_the_audits(demo_monitor: tuple[str, Prometheus]) -> None:
    _target, server = demo_monitor
    variables = {one["name"]: one for one in DASHBOARD["templating"]["list"]}
    found = re.fullmatch(r"label_values\((\w+), (\w+)\)", variables["audit"]["query"]["query"])
    assert found is not None
    assert {one["metric"][found[2]] for one in server.query(found[1])} == {"studio"}


def compliant() -> AuditResult:
    return audit([account("prod", ok=1)])


def noncompliant(severity: SeverityName = "critical") -> AuditResult:
    found = finding("prod", "Ann", severity=severity)
    return audit([account("prod", [found])], findings=[found])


@pytest.fixture
def textfiles(tmp_path: Path) -> Path:
    (tmp_path / "textfiles").mkdir()
    return tmp_path / "textfiles"


def test_alert_ends_when_the_finding_is_corrected(textfiles: Path, tmp_path: Path) -> None:
    publish(textfiles, "studio", noncompliant())
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleCriticalFinding"})
        publish(textfiles, "studio", compliant())
        server.wait_until_only(set())
        assert [sample["value"][1] for sample in server.query("tencentcloud_mps_person_sample_compliant")] == ["1"]


def test_audit_that_did_not_run_has_a_firing_alert(textfiles: Path, tmp_path: Path) -> None:
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleAuditAbsent"})
        publish(textfiles, "studio", compliant(), hours_ago=37)
        publish(textfiles, "archive", compliant(), hours_ago=35)
        server.wait_until_only({"PersonSampleAuditOld"})
        assert server.firing("PersonSampleAuditOld", "audit") == {("studio",)}
        (textfiles / "studio.prom").unlink()
        server.wait_until_only({"PersonSampleAuditLost"})
        assert server.firing("PersonSampleAuditLost", "audit", "instance") == {("studio", target)}
        (textfiles / "archive.prom").unlink()
        server.wait_until_only({"PersonSampleAuditLost", "PersonSampleAuditAbsent"})
        server.wait_until_firing("PersonSampleAuditLost", ["audit"], {("studio",), ("archive",)})


def test_audit_with_a_time_in_the_future_has_a_firing_alert(textfiles: Path, tmp_path: Path) -> None:
    publish(textfiles, "studio", compliant(), hours_ago=-48)
    publish(textfiles, "archive", compliant(), hours_ago=-0.1)
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleAuditInFuture"})
        assert server.firing("PersonSampleAuditInFuture", "audit") == {("studio",)}
        publish(textfiles, "studio", compliant())
        server.wait_until_only(set())


def test_finding_that_is_older_than_its_deadline_has_a_firing_alert(textfiles: Path, tmp_path: Path) -> None:
    deadlines: Deadlines = {"critical": 0, "high": 7, "medium": 30, "low": 90}
    result = noncompliant("high")
    publish(textfiles, "studio", result, first_seen_days_ago=6, deadlines=deadlines)
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleHighFinding"})
        publish(textfiles, "studio", result, first_seen_days_ago=8, deadlines=deadlines)
        server.wait_until_only({"PersonSampleHighFinding", "PersonSampleFindingOverdue"})
        # The audit of yesterday saw a finding whose deadline passed since then.
        publish(textfiles, "studio", result, hours_ago=24, first_seen_days_ago=6.5, deadlines=deadlines)
        server.wait_until_only({"PersonSampleHighFinding"})
        publish(textfiles, "studio", result, hours_ago=24, first_seen_days_ago=7.5, deadlines=deadlines)
        server.wait_until_only({"PersonSampleHighFinding", "PersonSampleFindingOverdue"})
        (age,) = server.query("time() - tencentcloud_mps_person_sample_oldest_finding_timestamp_seconds")
        assert float(age["value"][1]) / 86400 == pytest.approx(7.5, abs=0.1)


def test_audits_in_one_directory_do_not_hide_each_other(textfiles: Path, tmp_path: Path) -> None:
    publish(textfiles, "archive", compliant())
    publish(textfiles, "studio", noncompliant())
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleCriticalFinding"})
        found = server.query("tencentcloud_mps_person_sample_compliant")
        assert {one["metric"]["audit"]: one["value"][1] for one in found} == {"archive": "1", "studio": "0"}


def test_hostile_names_are_served_as_they_were_written(textfiles: Path) -> None:
    publish(textfiles, "studio", hostile_audit(), label='{{ 7*7 }} "\\ \n')
    text = (textfiles / "studio.prom").read_text(encoding="utf-8")
    assert promtool("check", "metrics", text=text) == (0, "")
    with node_exporter(textfiles) as target:
        served = series_of(get(f"http://{target}/metrics"))
    written = series_of(text)
    assert {key: served.get(key) for key in written} == written
    assert len(written) > 15 * len(HOSTILE_NAMES)


def test_two_files_with_one_label_have_a_firing_alert(textfiles: Path, tmp_path: Path) -> None:
    for name in ("archive", "studio"):
        publish(textfiles, name, compliant(), label="audit")
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleMetricsUnreadable"})


def test_file_that_node_exporter_cannot_read_has_a_firing_alert(textfiles: Path, tmp_path: Path) -> None:
    publish(textfiles, "studio", compliant())
    (textfiles / "other.prom").write_text("not a metric\n", encoding="utf-8")
    with node_exporter(textfiles) as target, prometheus(tmp_path / "prometheus", target) as server:
        server.wait_until_only({"PersonSampleMetricsUnreadable"})
