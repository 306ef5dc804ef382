# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the audit task returns and shows: limited findings, violations, reports, and never a secret."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import ANN, ANOTHER_PYTHON, audit_task, entries, results_of, state_of, without_times
from support.emulator_process import EmulatorProcess
from support.playbook import SAVE

FILES = ["report.json", "report.html", "junit.xml", "findings.csv", "metrics.prom", "summary.md", "findings.sarif"]
HOSTILE = "{{ lookup('pipe', 'touch MARKER') }}<script>alert(1)</script>"
SEVERITIES = ("low", "medium", "high", "critical")
MANIFEST = [{"name": f"Person {n:02}", "severity": SEVERITIES[n % 4]} for n in range(40)]
BY_SEVERITY = ["critical"] * 10 + ["high"] * 10 + ["medium"] * 10 + ["low"] * 10
MODULE = {"ansible_python_interpreter": ANOTHER_PYTHON}


def keys(number: int) -> dict[str, str]:
    """Credentials that cannot occur in an output by chance."""
    return {
        "secret_id": f"AKIDgenerated{number:07}",
        "secret_key": f"generated-secret-key-{number:012}",
        "token": f"generated-token-of-a-temporary-key-{number:08}",
    }


STATE = {
    "accounts": [
        state_of(1, "studio", ANN, credentials=[keys(1)]),
        state_of(2, "denied", denied=["mps:*"], credentials=[keys(2)]),
    ]
}
SECRETS = [value for account in STATE["accounts"] for value in account["credentials"][0].values()]


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def report(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("variables", [{}, MODULE], ids=["local", "module"])
def test_most_severe_findings_are_returned_and_all_are_in_the_report(
    emulator: EmulatorProcess, tmp_path: Path, variables: dict[str, str]
) -> None:
    waivers = [{"account": "*", "sample": "Person 03", "expires": "2999-12-31"}]  # a critical finding
    given = {"accounts": entries(emulator, "studio"), "samples": MANIFEST, "waivers": waivers}
    tasks = {
        "limit": audit_task({**given, "report_dir": "limit", "findings_limit": 15}, vars=variables),
        "none": audit_task({**given, "report_dir": "none", "findings_limit": 0}, vars=variables),
        "without reports": audit_task({**given, "findings_limit": 15}, vars=variables),
        "negative": audit_task({**given, "findings_limit": -1}, vars=variables),
    }
    _run, results = results_of(tmp_path, tasks)
    findings = results["limit"]["findings"]
    not_waived = BY_SEVERITY[1:]
    assert [finding["severity"] for finding in findings] == not_waived[:15]
    assert not any(finding["waived"] for finding in findings)
    assert results["none"]["findings"] == []
    everything = results["without reports"]["findings"]
    assert [finding["severity"] for finding in everything] == [*not_waived, "critical"]
    for name in ("limit", "none", "without reports"):
        assert results[name]["findings_total"] == 40
        assert results[name]["summary"]["verdicts"]["missing"] == 40
    for name in ("limit", "none"):
        written = without_times(report(tmp_path / name)["findings"])
        assert sorted(written, key=lambda finding: finding["id"]) == sorted(
            without_times(everything), key=lambda finding: finding["id"]
        )
    assert results["negative"]["msg"] == "findings_limit is -1. It must be 0 or more"


def test_task_fails_only_for_the_verdicts_in_fail_on_and_writes_the_reports_first(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    given = {"accounts": entries(emulator, "studio", "denied"), "samples": MANIFEST}
    tasks = {
        "default": audit_task({**given, "report_dir": "default"}),
        "other verdicts": audit_task({**given, "report_dir": "other", "fail_on": ["drifted", "ambiguous"]}),
        "missing": audit_task({**given, "report_dir": "missing", "fail_on": ["missing"]}),
        "without reports": audit_task({**given, "fail_on": ["missing"]}),
        "check": audit_task({**given, "report_dir": "check", "fail_on": ["missing"]}, check_mode=True),
        "wrong": audit_task({**given, "report_dir": "wrong", "fail_on": ["lost"]}),
    }
    run, results = results_of(tmp_path, tasks)
    assert {name: result["failed"] for name, result in results.items()} == {
        "default": False,
        "other verdicts": False,
        **dict.fromkeys(("missing", "without reports", "check", "wrong"), True),
    }
    failed = results["missing"]
    assert failed["msg"] == f"40 violations. See {tmp_path}/missing/report.html"
    assert results["without reports"]["msg"] == "40 violations."
    # The result is complete although the task failed. The lists for the terminal are short.
    assert failed["violations_total"] == 40
    assert len(failed["violations"]) == 11
    assert failed["violations"][0] == "[critical] studio: Person 03: missing: no sample has this name"
    assert failed["violations"][-1] == "and 30 more violations, see the report"
    assert failed["outcome"][0].startswith("NOT COMPLIANT: 0 of 2 accounts compliant, 1 noncompliant, 1 unknown")
    assert failed["files"] == [f"{tmp_path}/missing/{name}" for name in FILES]
    assert not failed["compliant"]
    assert len(report(tmp_path / "missing")["findings"]) == failed["findings_total"]
    for folder in ("check", "wrong"):
        assert not (tmp_path / folder).exists()
    assert "fail_on" in results["wrong"]["msg"]
    # The message of the task, without the result, fits on one line of the terminal.
    messages = [line for line in run.output.splitlines() if line.startswith("[ERROR]: Task failed")]
    assert max(map(len, messages)) < 250, messages


def test_reports_are_compared_with_those_of_the_last_run(emulator: EmulatorProcess, tmp_path: Path) -> None:
    given = {"accounts": entries(emulator, "studio"), "report_dir": "reports"}
    tasks = {
        "first": audit_task({**given, "samples": MANIFEST[:3], "report_mode": "0640"}),
        "second": audit_task({**given, "samples": MANIFEST[1:5]}),
        "not compared": audit_task({**given, "samples": MANIFEST[:3], "report_compare": False}),
        "given": audit_task(
            {**given, "samples": MANIFEST[:3], "report_dir": "other", "previous_report": "reports/report.json"}
        ),
        "no previous": audit_task({**given, "samples": MANIFEST[:3], "previous_report": "gone.json"}),
        "wrong mode": audit_task({**given, "samples": MANIFEST[:3], "report_mode": 640}),
    }
    _run, results = results_of(tmp_path, tasks)
    comparisons = {name: result.get("comparison") for name, result in results.items()}
    assert comparisons == {
        "first": None,
        # The expectation of the other finding was removed.
        "second": {"new": 2, "open": 2, "resolved": 0, "unverified": 0},
        "not compared": None,
        "given": {"new": 0, "open": 3, "resolved": 0, "unverified": 0},
        "no previous": None,
        "wrong mode": None,
    }
    assert "gone.json" in results["no previous"]["msg"]
    assert results["wrong mode"]["msg"].startswith(
        "report_mode is the number 640, because it has no quotation marks in YAML"
    )
    assert stat.S_IMODE((tmp_path / "other" / "report.json").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted([*FILES, "history.jsonl"])


def test_wrong_options_fail_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    given = {"accounts": entries(emulator, "studio"), "samples": MANIFEST, "report_dir": "reports"}
    (tmp_path / "file").write_text("")
    wrong: dict[str, dict[str, Any]] = {
        "report_formats": {"report_formats": ["pdf"]},
        "acounts": {"acounts": []},
        "unexpected": {"unexpected": "maybe"},
        "validate_only": {"validate_only": "perhaps"},
        "concurrency": {"concurrency": "many"},
        "report_dir": {"report_dir": "file"},
    }
    emulator.reset()
    _run, results = results_of(tmp_path, {name: audit_task({**given, **options}) for name, options in wrong.items()})
    for name, result in results.items():
        assert result["failed"], name
        assert result.get("kind") == "configuration", (name, result)
        assert name in result["msg"]
    assert emulator.counters()["requests"] == 0


def test_validate_only_sends_no_request_and_writes_no_report(emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.reset()
    given = {"accounts": entries(emulator, "studio"), "samples": MANIFEST, "report_dir": "reports"}
    tasks = {
        "local": audit_task({**given, "validate_only": True, "fail_on": ["unknown"]}),
        "module": audit_task({**given, "validate_only": "yes"}, vars=MODULE),
    }
    _run, results = results_of(tmp_path, tasks)
    for result in results.values():
        assert not result["failed"]
        assert not result["changed"]
        assert [account["status"] for account in result["accounts"]] == ["unknown"]
        assert result["outcome"] == ["The inputs are valid: 1 account. No request was sent, no report was written."]
    assert emulator.counters()["requests"] == 0
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("variables", [{}, MODULE], ids=["local", "module"])
def test_no_secret_is_shown_or_written_and_no_name_is_evaluated(tmp_path: Path, variables: dict[str, str]) -> None:
    hostile = HOSTILE.replace("MARKER", str(tmp_path / "marker"))
    hostile_sample = {"name": hostile, "description": hostile, "tags": [hostile]}
    accounts = [{**STATE["accounts"][0], "samples": [ANN, hostile_sample]}, STATE["accounts"][1]]
    with EmulatorProcess({"accounts": accounts}) as emulator:
        fleet = [
            *entries(emulator, "studio", "denied"),
            {"name": "wrong", **keys(3), "endpoint": emulator.url},
            {"name": "gone", **keys(4), "endpoint": "http://127.0.0.1:9", "retry_budget": 0},
        ]
        broken = [{**fleet[0], "timeout": keys(1)["secret_key"]}, {**fleet[1], keys(2)["token"]: 1}]
        (tmp_path / "accounts.yml").write_text(yaml.safe_dump(fleet))
        (tmp_path / "broken.yml").write_text(yaml.safe_dump(broken))
        manifest = [
            {"name": hostile, "tags": ["US"], "description": "other"},
            {"name": hostile + "2"},
            {"name": "Ann", "labels": ["none"], "may_match_nothing": True},
        ]
        (tmp_path / "manifest.yml").write_text(yaml.safe_dump(manifest))
        given = {"accounts_file": "accounts.yml", "manifest_file": "manifest.yml", "report_dir": "reports"}
        shown = {**given, "unexpected": "report", "fail_on": ["missing", "drifted"], "report_title": "{{ '<b>' }}"}
        tasks = {
            "audit": audit_task(shown, vars=variables, diff=True),
            "broken": audit_task({**given, "accounts_file": "broken.yml"}, vars=variables),
            "option": audit_task({**given, "acounts": 1, "secret_key": keys(5)["secret_key"]}, vars=variables),
        }
        run, results = results_of(tmp_path, tasks, "-vvv")
    audit = results["audit"]
    assert [account["status"] for account in audit["accounts"]] == ["noncompliant", "unknown", "unknown", "unknown"]
    assert {finding["sample"] for finding in audit["findings"]} > {hostile, hostile + "2"}
    assert not (tmp_path / "marker").exists()
    assert results["broken"]["kind"] == "configuration"
    assert results["option"]["failed"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "reports").iterdir()}
    assert sorted(texts) == sorted([*FILES, "history.jsonl"])
    assert "<script>alert(1)" not in texts["report.html"].replace("\\u003c", "<").partition("<script>")[0]
    for secret in [*SECRETS, *keys(3).values(), *keys(4).values(), *keys(5).values()]:
        for where, text in (("output", run.output), ("results", json.dumps(results)), *texts.items()):
            assert secret not in text, (secret, where)


def test_no_log_shows_nothing_and_returns_everything(emulator: EmulatorProcess, tmp_path: Path) -> None:
    given = {"accounts": entries(emulator, "studio"), "samples": MANIFEST, "report_dir": "reports"}
    tasks = {
        "succeeds": audit_task(given, no_log=True, diff=True),
        "fails": audit_task({**given, "fail_on": ["missing"]}, no_log=True),
        "invalid": audit_task({**given, "samples": [{"name": "Person 01", "severity": "fatal"}]}, no_log=True),
    }
    run, results = results_of(tmp_path, tasks, "-v")
    assert results["succeeds"]["findings_total"] == 40
    assert len(report(tmp_path / "reports")["findings"]) == 40
    shown = run.output.partition(f"TASK [{SAVE}]")[0]
    assert "censored" in shown
    for text in ("Person 0", "studio", "COMPLIANT", "[high]"):
        assert text not in shown, text
