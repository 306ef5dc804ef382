# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of an audit task: its options, its result, and the difference that it shows with --diff."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import FORMATS
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._audit_reports import AuditReports
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._task_arguments import with_absolute_paths
from support.sample_report import account, audit, mixed_audit, report


def reported(folder: Path, result: Any, *, with_diff: bool = True, **options: Any) -> dict[str, Any]:
    arguments = {"report_dir": f"{folder}/reports", "report_formats": ["json"], **options}
    return AuditReports(arguments, dry=False).result(result, with_diff)


def test_diff_compares_the_outcome_of_the_replaced_report_with_the_new_outcome(tmp_path: Path) -> None:
    first = reported(tmp_path, audit([account("prod")]))
    second = reported(tmp_path, mixed_audit())
    assert first["diff"]["before"] == ""
    assert first["diff"]["after"].startswith("COMPLIANT: 1 of 1 account compliant")
    assert second["diff"]["before"] == first["diff"]["after"]
    assert second["diff"]["after"].splitlines() == second["outcome"][:-2]


def test_no_diff_without_diff_mode_or_report(tmp_path: Path) -> None:
    assert "diff" not in reported(tmp_path, mixed_audit(), with_diff=False)
    assert reported(tmp_path, mixed_audit(), report_dir=None)["diff"]["before"] == ""


def options_of(folder: Path, **options: Any) -> AuditReports:
    arguments = {"report_dir": "reports", "report_formats": ["json", "prometheus"], **options}
    return AuditReports(with_absolute_paths(arguments, ("report_dir", "previous_report"), str(folder)), dry=False)


@pytest.mark.parametrize("validate_only", [False, True])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"report_mode": "0999"}, "report_mode is '0999'"),
        ({"previous_report": "none.json"}, r"previous_report: .*none\.json cannot be read: No such file"),
        ({"previous_report": "fifo"}, "previous_report: .*fifo cannot be read: it is a FIFO"),
        ({"previous_report": "/dev/zero"}, "previous_report: .* it is a device"),
        ({"previous_report": "."}, "previous_report: .* it is a directory"),
        ({"report_dir": "file"}, "report_dir: .*file is not a directory"),
        ({"report_dir": "x" * 300}, "report_dir: .* cannot be used: File name too long"),
        ({"report_dir": "a/" * 3000}, "report_dir: .* cannot be used: File name too long"),
        ({"report_dir": "a\0b"}, "contains a null character"),
        ({"report_dir": " "}, "report_dir is blank"),
        ({"previous_report": "\t"}, "previous_report is blank"),
        ({"report_dir": "occupied"}, r"report_dir: .*report\.json is not a regular file"),
        ({"report_metrics_file": "metrics.txt"}, r"report_metrics_file is 'metrics\.txt'.* ends with \.prom"),
        ({"report_metrics_file": "../metrics.prom"}, "report_metrics_file is"),
        ({"report_metrics_file": ".prom"}, "report_metrics_file is"),
        ({"report_metrics_file": "\u00e9" * 120 + ".prom"}, "report_metrics_file is"),
        ({"fail_after_days": {"hihg": 7}}, r"fail_after_days\.hihg: is an unknown field"),
        ({"fail_after_days": {"high": "soon"}}, r"fail_after_days\.high: 'soon' is not valid"),
        ({"fail_after_days": {"high": -7}}, r"fail_after_days\.high: -7 is not valid"),
        ({"fail_after_days": 7}, "argument 'fail_after_days' is of type int"),
        ({"fail_after_days": {"low": 1}, "report_dir": None}, "fail_after_days needs report_dir"),
        ({"fail_after_days": {"low": 1}, "report_formats": ["csv"]}, "fail_after_days needs json in report_formats"),
        ({"fail_after_days": {"low": 1}, "report_compare": False}, "Set report_compare to true, or omit"),
    ],
)
def test_wrong_report_options_are_an_error_before_the_audit(
    tmp_path: Path, options: dict[str, Any], message: str, validate_only: bool
) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").touch()
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "report.json").symlink_to("/dev/zero")
    with pytest.raises(ConfigurationError, match=message):
        options_of(tmp_path, **options, validate_only=validate_only)
    assert not (tmp_path / "reports").exists()


def test_empty_report_dir_means_that_no_report_is_written(tmp_path: Path) -> None:
    result = reported(tmp_path, mixed_audit(), report_dir="")
    assert (result["files"], list(tmp_path.iterdir())) == ([], [])


def test_verdicts_are_returned_although_a_file_cannot_be_written(tmp_path: Path) -> None:
    reports = options_of(tmp_path, fail_on=["missing"])
    (tmp_path / "reports" / "report.json").mkdir(parents=True)  # after the options were validated
    result = reports.result(mixed_audit(), with_diff=False)
    assert (result["failed"], result["kind"], result["files"]) == (True, "configuration", [])
    assert "report.json is a directory" in result["msg"]
    assert result["outcome"][0] in result["msg"]
    assert result["summary"] == mixed_audit()["summary"]
    assert (result["findings_total"], result["violations_total"]) == (6, 1)


def test_report_is_written_although_the_previous_one_disappeared(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(report(mixed_audit())), encoding="utf-8")
    reports = options_of(tmp_path, previous_report="old.json")
    (tmp_path / "old.json").unlink()
    result = reports.result(mixed_audit(), with_diff=False)
    assert (result["failed"], result["comparison"]) == (True, None)
    assert "old.json cannot be read" in result["msg"]
    assert (tmp_path / "reports" / "report.json").is_file()


def test_metrics_of_two_audits_do_not_collide_in_one_directory(tmp_path: Path) -> None:
    for name in ("studio", "archive"):
        reported(
            tmp_path,
            mixed_audit(),
            report_formats=["prometheus"],
            report_metrics_file=f"{name}.prom",
            report_metrics_label=name,
        )
    files = sorted((tmp_path / "reports").iterdir())
    assert [file.name for file in files] == ["archive.prom", "studio.prom"]
    series = [
        (sample.name, tuple(sorted(sample.labels.items())))
        for file in files
        for family in text_string_to_metric_families(file.read_text(encoding="utf-8"))
        for sample in family.samples
    ]
    assert len(series) == len(set(series)) > 50
    assert {dict(labels)["audit"] for _name, labels in series} == {"studio", "archive"}


def test_separator_of_the_findings_can_be_chosen(tmp_path: Path) -> None:
    reported(tmp_path, mixed_audit(), report_formats=["csv"], report_csv_separator="semicolon")
    assert '"account";"sample"' in (tmp_path / "reports" / "findings.csv").read_text(encoding="utf-8")


def test_empty_metrics_label_is_no_label(tmp_path: Path) -> None:
    reported(tmp_path, mixed_audit(), report_formats=["prometheus"], report_metrics_label="")
    assert "audit=" not in (tmp_path / "reports" / "metrics.prom").read_text(encoding="utf-8")


def test_warnings_are_in_the_result_and_in_every_report_that_can_show_them(tmp_path: Path) -> None:
    warning = "The waiver for the sample 'Ann' in the account 'stduio' matches no account."
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.json").write_text("{", encoding="utf-8")
    result = reported(tmp_path, audit([account("a")], warnings=[warning]), report_formats=list(FORMATS))
    assert result["warnings"][0] == warning
    assert "The report has no comparison" in result["warnings"][1]
    assert "history.jsonl does not exist" in result["warnings"][2]
    assert result["outcome"][1].endswith("; 3 warnings")
    texts = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "reports").iterdir()}
    shown = {name for name, text in texts.items() if warning in text or warning.replace("'", "&#x27;") in text}
    assert shown == {"report.json", "report.html", "summary.md", "junit.xml"}
    assert "tencentcloud_mps_person_sample_warnings 3\n" in texts["metrics.prom"]


def test_findings_become_violations_when_their_deadline_has_passed(tmp_path: Path) -> None:
    def fails(first_seen: str | None) -> dict[str, Any]:
        if first_seen is not None:
            saved = json.loads((tmp_path / "reports" / "report.json").read_bytes())
            for finding in saved["findings"]:
                finding["first_seen"] = first_seen
            (tmp_path / "reports" / "report.json").write_text(json.dumps(saved), encoding="utf-8")
        return reported(tmp_path, mixed_audit(), fail_on=["missing", "drifted"], fail_after_days={"high": "7"})

    first = fails(None)
    assert (first["violations"], first.get("failed"), first["compliant"]) == ([], None, False)
    assert "report.json between the audits" in first["warnings"][0]
    assert fails("2020-02-02T02:02:02Z")["violations_total"] == 2
    assert {finding["first_seen"] for finding in fails(None)["findings"]} == {"2020-02-02T02:02:02Z"}


@pytest.mark.parametrize("fail_after_days", [None, {}, {"high": 0}])
def test_without_deadlines_ages_are_no_condition(tmp_path: Path, fail_after_days: dict[str, int] | None) -> None:
    result = reported(
        tmp_path, mixed_audit(), fail_on=["missing"], fail_after_days=fail_after_days, report_compare=False
    )
    assert (result["violations_total"], result["warnings"]) == (1, [])


def test_finding_whose_age_is_not_known_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.json").write_text("{", encoding="utf-8")
    result = reported(tmp_path, mixed_audit(), fail_on=["missing"], fail_after_days={"high": 7})
    assert (result["failed"], result["violations_total"]) == (True, 1)
    assert result["warnings"][1].startswith("fail_after_days is not applied")
    assert reported(tmp_path, mixed_audit(), fail_on=["missing"], fail_after_days={"high": 7})["violations"] == []
