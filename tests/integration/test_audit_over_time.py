# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Three audits with days between them, while samples appear and disappear: ages, deadlines and the history.

The audits are real and run in the process of the test. The saved reports are made older between them.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from support.action_task import run_action
from support.aging import make_older
from support.audit_task import entry, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import play, run_playbook

STATE = {
    "accounts": [
        state_of(1, "studio", {"name": "Ann"}, {"name": "Bob"}),
        state_of(2, "archive", {"name": "Ann"}, {"name": "Bob"}),
    ]
}
MANIFEST = [
    {"name": "Ann"},
    {"name": "Bob", "severity": "critical"},
    {"name": "Cy", "severity": "high"},
    {"name": "Dee", "severity": "low", "accounts": ["archive"], "may_match_nothing": True},
]
FAIL_ON = ["missing", "unknown"]
DEADLINES = {"high": 7, "low": 90}
DENIED = {"fault": "denied", "account": "archive", "times": "always"}


@pytest.fixture
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def options(emulator: EmulatorProcess, *accounts: str, **more: Any) -> dict[str, Any]:
    return {
        "accounts": [entry(emulator, name, account_uin=emulator.credentials[name]["uin"]) for name in accounts],
        "samples": MANIFEST,
        "report_formats": ["json", "csv"],
        "fail_on": FAIL_ON,
        "fail_after_days": DEADLINES,
        **more,
    }


def audit(emulator: EmulatorProcess, folder: Path, *accounts: str, **more: Any) -> dict[str, Any]:
    """The result of an audit whose reports are in ``folder``."""
    given = options(emulator, *(accounts or ("studio", "archive")), report_dir=str(folder), **more)
    result = run_action("mps_person_sample_audit", given, folder.parent)
    assert "kind" not in result, result
    return result


def merge(folder: Path, *names: str, **more: Any) -> dict[str, Any]:
    """The result of a merge of the reports in the folders of these names, into the folder ``merged``."""
    given = {
        "reports": [str(folder / name / "report.json") for name in names],
        "dest": str(folder / "merged"),
        "formats": ["json", "csv"],
        "fail_on": FAIL_ON,
        "fail_after_days": DEADLINES,
        "expected_accounts": ["studio", "archive"],
        **more,
    }
    result = run_action("mps_person_sample_report", given, folder)
    assert not result.get("failed"), result
    return result


def ages(folder: Path) -> dict[tuple[str, str], int]:
    """The age of each finding in days, by account and sample."""
    document = json.loads((folder / "report.json").read_bytes())
    now = moment(document["merged_at"] or document["generated_at"])
    return {
        (finding["account"], finding["sample"]): (now - moment(finding["first_seen"])).days
        for finding in document["findings"]
    }


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def history(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "history.jsonl").read_bytes().splitlines()]


def changes(folder: Path) -> list[list[int] | None]:
    """The new, open, resolved and unverified findings of each audit in the history."""
    return [line["changes"] and list(line["changes"].values()) for line in history(folder)]


def table(folder: Path) -> dict[tuple[str, str, str], Mapping[str, str]]:
    """The rows of findings.csv, by account, sample and change."""
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["account"], row["sample"], row["change"]): row for row in csv.DictReader(file)}


def person(emulator: EmulatorProcess, account: str, name: str) -> str:
    """The id of a sample."""
    connection = {option: value for option, value in entry(emulator, account).items() if option != "name"}
    result = run_action("mps_person_sample_info", {**connection, "names": [name]}, Path.cwd())
    return str(result["person_samples"][0]["person_id"])


def test_three_audits_with_changes_between_them(emulator: EmulatorProcess, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    # Cy is missing in both accounts, and Dee in the archive. Each finding has a deadline, so the task does not fail.
    first = audit(emulator, reports)
    assert (first.get("failed"), first["compliant"], first["violations"]) == (None, False, [])
    assert first["outcome"][2].startswith("3 findings waiting for a deadline (fail_after_days), the next on")
    assert [account["status"] for account in first["accounts"]] == ["noncompliant", "noncompliant"]

    make_older(reports, 5)
    emulator.delete("studio", person(emulator, "studio", "Bob"))
    emulator.faults([DENIED])
    second = audit(emulator, reports)
    # A critical finding has no deadline, and what is unknown never waits.
    assert [line.partition(": ")[0] for line in second["violations"]] == ["[critical] studio", "[critical] archive"]
    assert ages(reports) == {("studio", "Bob"): 0, ("studio", "Cy"): 5, ("archive", "*"): 0}
    assert table(reports)["archive", "Cy", "unverified"]["age_days"] == "5"

    make_older(reports, 3)
    emulator.faults([])
    emulator.create("studio", {"name": "Bob"})
    emulator.create("studio", {"name": "Cy"})
    third = audit(emulator, reports)
    # Cy is overdue in the archive, although the archive could not be read in between.
    assert third["violations"] == ["[high] archive: Cy: missing: no sample has this name"]
    assert third["failed"]
    assert ages(reports) == {("archive", "Cy"): 8, ("archive", "Dee"): 8}
    rows = table(reports)
    assert {key: row["overdue"] for key, row in rows.items()} == {
        ("archive", "Cy", "open"): "true",
        ("archive", "Dee", "open"): "false",
        ("studio", "Bob", "resolved"): "",
        ("studio", "Cy", "resolved"): "",
        ("archive", "*", "resolved"): "",
    }
    assert rows["archive", "Cy", "open"]["uin"] == "100000000002"

    assert changes(reports) == [None, [2, 1, 0, 2], [0, 2, 3, 0]]
    days = [(moment(history(reports)[2]["time"]) - moment(line["time"])).days for line in history(reports)]
    assert days == [8, 3, 0]
    assert [line["accounts"] for line in history(reports)] == [
        {"compliant": 0, "noncompliant": 2, "unknown": 0},
        {"compliant": 0, "noncompliant": 1, "unknown": 1},
        {"compliant": 1, "noncompliant": 1, "unknown": 0},
    ]
    oldest = history(reports)[2]["oldest"]
    assert oldest["critical"] is None
    assert oldest["high"] == oldest["low"] == history(reports)[0]["time"]


def test_damaged_and_lost_history_cost_the_trend_only(emulator: EmulatorProcess, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    for _run in range(2):
        audit(emulator, reports)
        make_older(reports, 4)
    before = history(reports)
    content = (reports / "history.jsonl").read_bytes()
    (reports / "history.jsonl").write_bytes(content[:-30])
    damaged = audit(emulator, reports)
    assert [line.partition(": ")[2] for line in damaged["violations"]] == ["Cy: missing: no sample has this name"] * 2
    (warning,) = damaged["warnings"]
    assert "history.jsonl is damaged: line 2 is cut off" in warning
    (copy,) = reports.glob("history.damaged-*.jsonl")
    assert copy.read_bytes() == content[:-30]
    assert history(reports)[:-1] == before[:1]
    assert len(history(reports)) == 2

    (reports / "history.jsonl").unlink()
    lost = audit(emulator, reports)
    assert lost["violations"] == damaged["violations"]
    assert "history.jsonl does not exist" in lost["warnings"][0]
    assert set(ages(reports).values()) == {8}
    assert len(history(reports)) == 1
    assert audit(emulator, reports)["warnings"] == []


def test_merges_keep_the_ages_also_of_a_lost_slice(emulator: EmulatorProcess, tmp_path: Path) -> None:
    folders = ("1", "2")
    everything: dict[str, Any] = {"fail_on": [], "fail_after_days": None}
    for folder, account in zip(folders, ("studio", "archive"), strict=True):
        audit(emulator, tmp_path / folder, account, **everything)
    assert merge(tmp_path, *folders)["violations"] == []
    for folder in (*folders, "merged"):
        make_older(tmp_path / folder, 4)
    # The second slice is lost, and its folder too.
    for path in (tmp_path / "2").iterdir():
        path.unlink()
    audit(emulator, tmp_path / "1", "studio", **everything)
    lost = merge(tmp_path, *folders)
    assert [line.partition(":")[0] for line in lost["violations"]] == ["[high] archive"]
    assert lost["comparison"] == {"new": 1, "open": 1, "resolved": 0, "unverified": 2}
    assert ages(tmp_path / "merged") == {("studio", "Cy"): 4, ("archive", "*"): 0}
    for folder in ("1", "merged"):
        make_older(tmp_path / folder, 4)
    # The slice runs again on a new host, which has no previous report. The previous merge knows the ages.
    for folder, account in zip(folders, ("studio", "archive"), strict=True):
        audit(emulator, tmp_path / folder, account, **everything)
    assert set(ages(tmp_path / "2").values()) == {0}
    repaired = merge(tmp_path, *folders)
    assert ages(tmp_path / "merged") == {("studio", "Cy"): 8, ("archive", "Cy"): 8, ("archive", "Dee"): 8}
    assert [line.partition(": missing")[0] for line in repaired["violations"]] == [
        "[high] studio: Cy",
        "[high] archive: Cy",
    ]
    assert changes(tmp_path / "merged") == [None, [1, 1, 0, 2], [0, 3, 1, 0]]
    assert changes(tmp_path / "1") == [None, [0, 1, 0, 0], [0, 1, 0, 0]]
    rendered = {"reports": [str(tmp_path / "merged/report.json")], "render": True, "dest": str(tmp_path / "merged")}
    again = run_action("mps_person_sample_report", {**rendered, "formats": ["csv"], "fail_on": FAIL_ON}, tmp_path)
    assert again["violations"] == repaired["violations"]
    assert len(history(tmp_path / "merged")) == 3


def test_role_fails_only_for_overdue_findings(emulator: EmulatorProcess, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    given = options(emulator, "studio", "archive", report_dir=str(reports))
    given["fail_after_days"] = "high=7 low=90"  # as on a command line
    variables = {f"person_sample_audit_{name}": value for name, value in given.items()}
    role = [play([], roles=["tencentcloud.mps.person_sample_audit"], vars=variables)]
    first = run_playbook(tmp_path, role)
    assert first.status == 0, first.output
    assert "3 findings waiting for a deadline" in first.output
    make_older(reports, 8)
    second = run_playbook(tmp_path, role)
    assert second.status == 2, second.output
    assert "2 violations" in second.output
