# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alert rules, dashboard and guide use the metrics that an audit writes. An integration test runs them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.prometheus import PREFIX
from support.render import render
from support.sample_report import finding, mixed_audit, report

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "extensions" / "monitoring"
GUIDES = ROOT / "docs" / "docsite" / "rst"
GUIDE = (GUIDES / "platform_guide.rst").read_text(encoding="utf-8")
README = (KIT / "README.md").read_text(encoding="utf-8")
(GROUP,) = yaml.safe_load((KIT / "alerts.yml").read_text(encoding="utf-8"))["groups"]
RULES: dict[str, dict[str, Any]] = {rule["alert"]: rule for rule in GROUP["rules"]}
TESTS = yaml.safe_load((KIT / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
DASHBOARD = json.loads((KIT / "dashboard.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
# Metrics of node_exporter and Prometheus.
OTHERS = {"node_textfile_scrape_error", "promhttp_metric_handler_errors_total"}
LABELS_OF_OTHERS = {"cause", "job", "instance"}


def full_report() -> Report:
    """A report that has a value for each metric."""
    before = mixed_audit()
    before["findings"] = [*before["findings"][1:], finding("gone", "Bob")]
    document = report(mixed_audit(), report(before))
    document["findings"][0]["first_seen"] = "2026-11-01T00:00:00Z"
    document["fail_after_days"] = {"critical": 0, "high": 7, "medium": 30, "low": 90}
    return document


def rendered() -> dict[str, tuple[str, set[str]]]:
    """By metric: its description and its labels."""
    return {
        family.name: (family.documentation, {label for sample in family.samples for label in sample.labels})
        for family in text_string_to_metric_families(render("prometheus", full_report()))
    }


def rows(heading: str) -> list[list[str]]:
    """The rows of the only table of a section of the guide, without the markup of literals."""
    section = GUIDE.split(f"\n{heading}\n~", 1)[1]
    _before, _directive, table = section.partition(".. list-table::\n")
    table = re.split(r"\n\n(?=\S)", table)[0]
    cells = [re.split(r"\n     - ", row) for row in re.split(r"^   \* - ", table, flags=re.MULTILINE)[1:]]
    return [[" ".join(cell.replace("``", "").split()) for cell in row] for row in cells[1:]]


def test_table_of_the_guide_has_every_metric_with_its_labels_and_its_description() -> None:
    expected = [
        [name.removeprefix(PREFIX), ", ".join(sorted(labels - {"audit"})) or "none", description]
        for name, (description, labels) in rendered().items()
    ]
    assert rows("Metrics") == expected


def test_metrics_and_alerts_in_the_text_of_the_guide_exist() -> None:
    names = set(re.findall(rf"\b{PREFIX}\w+", GUIDE)) - {PREFIX}
    assert names
    assert names <= {*rendered()}
    assert set(re.findall(r"\bPersonSample\w+", GUIDE + README)) <= {*RULES}


def test_table_of_the_guide_has_every_alert() -> None:
    expected = [[name, rule["for"], rule["labels"]["severity"]] for name, rule in RULES.items()]
    assert [[name, delay, severity] for name, _condition, delay, severity in rows("Alerts")] == expected


@pytest.mark.parametrize("expression", [*(rule["expr"] for rule in RULES.values()), *QUERIES])
def test_expression_uses_only_metrics_and_labels_that_are_written(expression: str) -> None:
    metrics = rendered()
    named = set(re.findall(rf"\b(?:{PREFIX}|node_|promhttp_)\w+", expression))
    assert named
    assert named <= {*metrics} | OTHERS
    labels = set(re.findall(r"(\w+)\s*(?:=~|!=|!~|=)\s*\"", expression))
    labels |= {
        label
        for group in re.findall(r"\b(?:by|on|without) \(([^)]*)\)", expression)
        for label in re.split(r",\s*", group)
    }
    known = {label for name in named - OTHERS for label in metrics[name][1]}
    assert labels <= known | (LABELS_OF_OTHERS if named & OTHERS else set())


def test_every_metric_is_used_by_a_rule_or_by_the_dashboard() -> None:
    expressions = " ".join([*(rule["expr"] for rule in RULES.values()), *QUERIES])
    unused = {name.removeprefix(PREFIX) for name in rendered() if not re.search(rf"\b{name}\b", expressions)}
    assert unused == {"duration_seconds", "requests", "warnings"}


@pytest.mark.parametrize("name", RULES)
def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not(name: str) -> None:
    cases = [case for test in TESTS for case in test["alert_rule_test"] if case["alertname"] == name]
    assert {bool(case.get("exp_alerts")) for case in cases} == {False, True}


@pytest.mark.parametrize("name", RULES)
def test_alert_names_its_audit_and_has_a_link_to_an_existing_section(name: str) -> None:
    rule = RULES[name]
    assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    if name not in {"PersonSampleAuditAbsent", "PersonSampleMetricsUnreadable"}:
        assert "{{ $labels.audit }}" in rule["annotations"]["summary"] + rule["annotations"]["description"]
    _site, _main, path = rule["annotations"]["runbook_url"].partition("/blob/main/")
    file, _hash, anchor = path.partition("#")
    headings = re.findall(r"^(.+)\n[-~=]{3,}$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor in {re.sub(r"\W+", "-", heading.strip("`").lower()) for heading in headings}


def test_dashboard_can_be_imported_with_any_data_source() -> None:
    """The members that Grafana needs to import a dashboard. No data source of another Grafana is in the file."""
    assert DASHBOARD["schemaVersion"] >= 36
    assert DASHBOARD["title"]
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", DASHBOARD["uid"])
    assert "id" not in DASHBOARD
    assert {variable["name"]: variable["type"] for variable in DASHBOARD["templating"]["list"]} == {
        "datasource": "datasource",
        "audit": "query",
    }
    sources = [source for source in members(DASHBOARD, "datasource") if source["type"] != "grafana"]
    assert sources == [{"type": "prometheus", "uid": "${datasource}"}] * len(sources)
    assert len(sources) == len(PANELS) + len(QUERIES) + 1  # the variable has one, too


def members(value: Any, name: str) -> Iterator[Any]:
    """The values of all members with this name, at any depth. A variable has the same name, but is no member."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key == name:
                yield member
            yield from members(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from members(member, name)


def test_panels_of_the_dashboard_do_not_overlap_and_have_unique_ids() -> None:
    assert len({panel["id"] for panel in PANELS}) == len(PANELS) >= 9
    cells: Counter[tuple[int, int]] = Counter()
    for panel in PANELS:
        x, y, width, height = (panel["gridPos"][name] for name in "xywh")
        assert x + width <= 24
        cells.update((column, row) for column in range(x, x + width) for row in range(y, y + height))
    assert {*cells.values()} == {1}


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: str(panel["title"]))
def test_panel_has_what_grafana_needs_and_filters_by_audit(panel: dict[str, Any]) -> None:
    assert {"id", "type", "title", "description", "gridPos", "targets", "fieldConfig", "options"} <= {*panel}
    assert panel["type"] in {"stat", "timeseries", "bargauge", "table"}
    assert panel["fieldConfig"].keys() == {"defaults", "overrides"}
    references = [target["refId"] for target in panel["targets"]]
    assert len({*references}) == len(references) > 0
    for target in panel["targets"]:
        selectors = re.findall(rf"{PREFIX}\w+(\{{[^}}]*\}})?", target["expr"])
        assert selectors
        assert all('audit=~"$audit"' in selector for selector in selectors)
        assert target["format"] == ("table" if panel["type"] == "table" else "time_series")


def test_readme_describes_every_file() -> None:
    described = set(re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE))
    assert described == {path.name for path in KIT.iterdir()} - {"README.md"}
