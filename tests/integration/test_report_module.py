# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report module in playbooks: files, permissions, comparison and error messages."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Account
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import merge_results
from support.playbook import SAVE, Run, play, run_playbook, save, succeeded
from support.sample_report import (
    HOSTILE_NAMES,
    NOW,
    account,
    audit,
    finding,
    hostile_audit,
    mixed_audit,
    report,
    sample,
)

# Ansible cannot pass a lone surrogate to a module.
HOSTILE = hostile_audit([name for kind, name in HOSTILE_NAMES.items() if kind != "lone surrogates"])
REPORT = "tencentcloud.mps.mps_person_sample_report"
FILES = ["report.json", "report.html", "junit.xml", "findings.csv", "metrics.prom", "summary.md", "findings.sarif"]


def run(folder: Path, *tasks: dict[str, Any], arguments: tuple[str, ...] = ()) -> Run:
    """Run the report module once for each of ``tasks``. The results are saved as r0, r1 and so on."""
    written = []
    for number, options in enumerate(tasks):
        given = {"dest": str(folder / "reports"), **options}
        written += [{REPORT: given, "register": f"r{number}"}, save(f"r{number}", f"r{number}")]
    for task in written:
        if SAVE in task:
            task["check_mode"] = False
    return run_playbook(folder, [play(written, vars=variables(folder))], *arguments)


def variables(folder: Path) -> dict[str, Any]:
    """Variables with audit results. Like registered results, they are not templated again."""
    return {
        name: "{{ lookup('ansible.builtin.file', '" + str(folder / f"{name}.json") + "') | from_json }}"
        for name in ("mixed", "other", "hostile")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    other = audit([account("prod-cn", [finding("prod-cn", "Ann")])], [sample("Ann")], [finding("prod-cn", "Ann")])
    for name, result in (("mixed", mixed_audit()), ("other", other), ("hostile", HOSTILE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_are_written_and_only_their_owner_can_read_them(folder: Path) -> None:
    returned = succeeded(run(folder, {"results": ["{{ mixed }}"], "title": "Studio"})).saved["r0"]
    reports = folder / "reports"
    assert sorted(contents(reports)) == sorted([*FILES, "history.jsonl"])
    assert {path.stat().st_mode & 0o7777 for path in reports.iterdir()} == {0o600}
    assert reports.stat().st_mode & 0o7777 == 0o700
    assert returned["files"] == [str(reports / name) for name in FILES]
    saved = json.loads((reports / "report.json").read_bytes())
    # The waivers are evaluated at the time of the report.
    assert saved == merge_results([mixed_audit()], dt.datetime.fromisoformat(returned["generated_at"]), "Studio")
    assert returned["changed"]
    assert not returned["compliant"]
    assert returned["summary"] == saved["summary"]
    assert returned["comparison"] is None
    assert returned["violations"][0] == "[critical] prod-eu: Eve: forbidden: must be absent"
    assert len(returned["violations"]) == 5
    assert returned["outcome"][0].startswith("NOT COMPLIANT: 2 of 5 accounts compliant")


def test_results_are_not_returned_with_the_report(folder: Path) -> None:
    outcome = succeeded(run(folder, {"results": ["{{ mixed }}"], "formats": ["json"]}, arguments=("-vvv",)))
    assert "NOT COMPLIANT" in outcome.output
    assert "request_id" not in outcome.output


def test_mode_formats_and_fail_on_are_respected(folder: Path) -> None:
    options = {"results": ["{{ mixed }}"], "formats": ["junit", "csv"], "mode": "0644", "fail_on": ["drifted"]}
    returned = succeeded(run(folder, options)).saved["r0"]
    assert sorted(contents(folder / "reports")) == ["findings.csv", "junit.xml"]
    assert {path.stat().st_mode & 0o7777 for path in (folder / "reports").iterdir()} == {0o644}
    assert returned["violations"] == ["[high] prod-sg: Bob: drifted: tags: expected US, Star, found US"]


def test_check_mode_writes_nothing(folder: Path) -> None:
    returned = succeeded(run(folder, {"results": ["{{ mixed }}"]}, arguments=("--check",))).saved["r0"]
    assert returned["changed"]
    assert len(returned["violations"]) == 5
    assert returned["files"] == []
    assert returned["outcome"][-1] == "Check mode: no report was written."
    assert not (folder / "reports").exists()


def test_task_runs_on_the_controller_as_the_user_of_ansible(folder: Path) -> None:
    """No connection is opened, and paths start at the playbook or at the home directory of the user."""
    (folder / "home").mkdir()
    tasks: list[dict[str, Any]] = [
        {REPORT: {"results": ["{{ mixed }}"], "dest": "relative"}},
        {REPORT: {"results": ["{{ mixed }}"], "dest": "~/tilde", "formats": ["json"]}, "become": True},
        {REPORT: {"reports": ["$HOME/tilde/report.json"], "render": True, "dest": "{{ playbook_dir }}/again"}},
        {
            REPORT: {"results": ["{{ mixed }}"], "dest": "later"},
            "async": 10,
            "register": "later",
            "ignore_errors": True,
        },
        {**save("later", "later.msg"), "delegate_to": "localhost"},
    ]
    unreachable = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9, **variables(folder)}
    plays = [{**play(tasks, vars=unreachable), "hosts": "nowhere"}]
    for task in tasks[:-1]:
        task["vars"] = unreachable
    tasks[-1]["vars"] = {"ansible_connection": "local"}
    environment = {"HOME": str(folder / "home")}
    outcome = succeeded(run_playbook(folder, plays, "-i", "nowhere,", environment=environment))
    assert "does not support async" in outcome.saved["later"]
    assert len(contents(folder / "relative")) == len(FILES) + 1  # with the history
    assert len(contents(folder / "again")) == len(FILES)
    assert (folder / "home" / "tilde" / "report.json").read_bytes() == (folder / "again" / "report.json").read_bytes()
    assert not (folder / "later").exists()


def test_diff_shows_the_outcome_of_the_replaced_and_of_the_new_report(folder: Path) -> None:
    same = {"results": ["{{ other }}"], "formats": ["json"]}
    runs = succeeded(run(folder, same, {"results": ["{{ mixed }}"], "formats": ["json"]}, arguments=("--diff",)))
    first, second = runs.saved["r0"], runs.saved["r1"]
    # The last line of the outcome is the path of the report. It is not a difference.
    assert first["diff"] == {"before": "", "after": "".join(f"{line}\n" for line in first["outcome"][:-2])}
    assert second["diff"] == {
        "before": first["diff"]["after"],
        "after": "".join(f"{line}\n" for line in second["outcome"][:-2]),
    }
    assert "+NOT COMPLIANT: 2 of 5 accounts compliant" in runs.output


def test_no_log_hides_names_of_samples(folder: Path) -> None:
    task = {REPORT: {"results": ["{{ mixed }}"], "dest": "reports"}, "no_log": True}
    outcome = succeeded(run_playbook(folder, [play([task], vars=variables(folder))], "-vvv", "--diff"))
    assert "Bob" not in outcome.output
    assert "censored" in outcome.output


def test_replaced_report_is_the_previous_report(folder: Path) -> None:
    runs = succeeded(
        run(
            folder,
            {"results": ["{{ mixed }}"]},
            {"results": ["{{ mixed }}"]},
            {"results": ["{{ mixed }}"], "compare": False},
        )
    ).saved
    assert [runs[name]["comparison"] for name in ("r0", "r1", "r2")] == [
        None,
        {"new": 0, "open": 6, "resolved": 0, "unverified": 0},
        None,
    ]


def members(one: Account) -> dict[str, Any]:
    return {name: one[name] for name in ("reference", "samples_seen", "error", "kind")}


def test_another_report_can_be_the_previous_report(folder: Path) -> None:
    mixed = mixed_audit()
    findings = [*mixed["findings"][1:], finding("prod-jp", "Ann")]
    accounts = [
        account(one["name"], [found for found in findings if found["account"] == one["name"]], **members(one))
        for one in mixed["accounts"]
    ]
    before = audit(accounts, mixed["samples"], findings, mixed["waivers"])
    (folder / "before.json").write_text(json.dumps(report(before)), encoding="utf-8")
    options = {"results": ["{{ mixed }}"], "previous": str(folder / "before.json"), "formats": ["json"]}
    assert succeeded(run(folder, options)).saved["r0"]["comparison"] == {
        "new": 1,
        "open": 5,
        "resolved": 1,
        "unverified": 0,
    }
    comparison = json.loads((folder / "reports" / "report.json").read_bytes())["comparison"]
    assert comparison["previous"] == NOW
    assert [one["account"] for one in comparison["resolved"]] == ["prod-jp"]


def test_saved_reports_are_merged(folder: Path) -> None:
    paths = []
    for name, result in (("one", mixed_audit()), ("two", json.loads((folder / "other.json").read_bytes()))):
        paths.append(str(folder / f"{name}.json"))
        Path(paths[-1]).write_text(json.dumps(report(result)), encoding="utf-8")
    runs = succeeded(
        run(folder, {"reports": paths, "dest": str(folder / "a")}, {"results": ["{{ mixed }}", "{{ other }}"]})
    ).saved
    assert runs["r0"]["summary"] == runs["r1"]["summary"]
    merged = json.loads((folder / "a" / "report.json").read_bytes())
    assert [one["name"] for one in merged["accounts"]][-1] == "prod-cn"
    assert merged["generated_at"] == NOW  # the time of the oldest report


def test_saved_report_renders_to_the_same_bytes(folder: Path) -> None:
    saved = str(folder / "reports" / "report.json")
    again = {"reports": [saved], "render": True, "title": "has no effect"}
    runs = succeeded(
        run(
            folder,
            {"results": ["{{ hostile }}"]},
            {"results": ["{{ hostile }}"]},
            {**again, "dest": str(folder / "again")},
            again,
        )
    ).saved
    written = contents(folder / "reports")
    assert len(written.pop("history.jsonl").splitlines()) in (1, 2)  # the reports may have the same time
    assert contents(folder / "again") == written
    assert [runs[name]["changed"] for name in ("r2", "r3")] == [True, False]
    assert runs["r3"]["generated_at"] == runs["r1"]["generated_at"]
    assert runs["r3"]["comparison"] == runs["r1"]["comparison"]


def test_hostile_names_stay_text_in_a_playbook(folder: Path) -> None:
    succeeded(run(folder, {"results": ["{{ hostile }}"], "formats": ["json", "csv"]}))
    saved = json.loads((folder / "reports" / "report.json").read_bytes())
    assert saved["findings"] == HOSTILE["findings"]
    assert b'"{{ 7*7 }}"' in (folder / "reports" / "findings.csv").read_bytes()


def test_file_that_cannot_be_written_leaves_the_old_files(folder: Path) -> None:
    succeeded(run(folder, {"results": ["{{ mixed }}"]}))
    reports = folder / "reports"
    (reports / "summary.md").unlink()
    (reports / "summary.md").mkdir()
    before = {path.name: path.read_bytes() for path in reports.iterdir() if path.is_file()}
    failed = run(folder, {"results": ["{{ other }}"]})
    assert failed.status == 2
    assert "summary.md is a directory" in failed.output
    assert {path.name: path.read_bytes() for path in reports.iterdir() if path.is_file()} == before


def broken(**members: Any) -> Any:
    """An audit result whose first finding has these members."""
    result: Any = copy.deepcopy(mixed_audit())
    result["findings"][0].update(members)
    return result


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "one of the following is required: results, reports"),
    ({"results": [], "reports": []}, "parameters are mutually exclusive: results|reports"),
    ({"results": []}, "there is no result to report"),
    ({"results": [{"msg": "failed"}]}, "results[0] is not a result of mps_person_sample_audit and not a report"),
    ({"results": ["{{ mixed }}", "{{ mixed }}"]}, "the account main is in more than one result"),
    ({"results": [{**mixed_audit(), "findings_total": 9}]}, "results[0] contains only 6 of 9 findings"),
    ({"results": [broken(severity="severe")]}, "results[0]: findings[0].severity must be one of critical, high"),
    (
        {"results": ["{{ mixed }}"], "page": "<p>"},
        "unsupported options: page. Supported parameters include: accounts_file, base_dir, compare",
    ),
    ({"results": ["{{ mixed }}"], "compare": "perhaps"}, "'perhaps' is not a valid boolean"),
    (
        {"results": ["{{ mixed }}"], "mode": 600},
        "mode is the number 600, because it has no quotation marks in YAML.",
    ),
    (
        {"results": ["{{ mixed }}"], "previous": "/none/report.json"},
        "/none/report.json cannot be read: No such file",
    ),
    ({"results": ["{{ mixed }}"], "previous": "mixed.json"}, "mixed.json is not a report of this version"),
    ({"results": ["{{ mixed }}"], "formats": ["pdf"]}, "value of formats must be one or more of"),
    ({"reports": ["mixed.json"]}, "mixed.json is not a report of this version"),
    ({"reports": ["a.json", "b.json"], "render": True}, "render needs exactly one saved report, but reports has 2"),
    ({"results": ["{{ mixed }}"], "render": True}, "render is True but all of the following are missing: reports"),
    ({"results": ["{{ mixed }}"], "dest": "mixed.json"}, "mixed.json is not a directory. Set dest to a directory"),
]


def test_wrong_input_is_an_error_and_nothing_is_written(folder: Path) -> None:
    tasks: list[dict[str, Any]] = []
    for number, (options, _message) in enumerate(WRONG):
        given = {"dest": str(folder / "reports"), **options}
        tasks.append({REPORT: given, "register": f"r{number}", "ignore_errors": True})
    tasks.append(save("messages", "[" + ", ".join(f"r{number}.msg" for number in range(len(WRONG))) + "]"))
    before = sorted(path.name for path in folder.iterdir())
    messages = succeeded(run_playbook(folder, [play(tasks, vars=variables(folder))])).saved["messages"]
    for (_options, expected), message in zip(WRONG, messages, strict=True):
        assert expected in message
    after = {path.name for path in folder.iterdir()} - {"play.yml", "saved-messages.json"}
    assert sorted(after) == before


def test_accounts_file_makes_accounts_without_a_report_unknown(folder: Path) -> None:
    entries = [
        {"name": "prod-cn"},
        {"name": "lost", "labels": ["studio"], "secret_id": "AKIDlost", "secret_key": "hidden"},
    ]
    (folder / "accounts.yml").write_text(json.dumps({"accounts": entries}), encoding="utf-8")
    merge = {"results": ["{{ other }}"], "formats": ["json"], "accounts_file": "accounts.yml"}
    outcome = succeeded(run(folder, merge, {**merge, "include_labels": ["studio"]}, arguments=("-vvv",)))
    assert outcome.saved["r0"]["accounts"] == {"compliant": [], "noncompliant": ["prod-cn"], "unknown": ["lost"]}
    assert outcome.saved["r1"]["accounts"] == {"compliant": [], "noncompliant": ["prod-cn"], "unknown": ["lost"]}
    assert "accounts that are not expected: prod-cn" in outcome.saved["r1"]["warnings"][0]
    assert "AKIDlost" not in outcome.output
    assert "hidden" not in outcome.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accounts_file": "accounts.yml"}, "accounts.yml:2: accounts[0].nam: is an unknown field"),
        ({"accounts_file": "none.yml"}, "none.yml"),
        ({"expected_accounts": []}, "expected_accounts: is empty"),
    ],
)
def test_wrong_expected_accounts_are_an_error(folder: Path, options: dict[str, Any], message: str) -> None:
    (folder / "accounts.yml").write_text("accounts:\n  - nam: prod-cn\n", encoding="utf-8")
    outcome = run(folder, {"results": ["{{ other }}"], **options})
    assert outcome.status != 0
    assert message in " ".join(outcome.output.split())
    assert not (folder / "reports").exists()
