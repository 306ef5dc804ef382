# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example runs without errors, in the way that its first comment describes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.sample import FACE_HOST
from support.audit_task import AUDIT, REPORT_FILES
from support.emulator_process import EmulatorProcess
from support.guides import FOLDER, blocks
from support.playbook import (
    Run,
    account_environment,
    play,
    profile_environment,
    run_file,
    run_playbook,
    succeeded,
)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
README = ROOT / "README.md"

# A role in the account AUDITED, which the account AUDITOR is allowed to assume.
AUDITED, AUDITOR, ROLE, EXTERNAL_ID = "studio-singapore", "studio-frankfurt", "SampleAuditor", "studio-1-7f3c"


def demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXAMPLES / "demo"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=600, check=False
    )


def test_the_demo_succeeds_and_shows_the_missing_person(tmp_path: Path) -> None:
    tmpdir, reports = tmp_path / "tmpdir", tmp_path / "reports"
    tmpdir.mkdir()
    done = demo(TMPDIR=str(tmpdir), DEMO_REPORTS=str(reports))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "studio-singapore    250 samples in  3 requests   all 4 expected people are there" in done.stdout
    assert "archive-virginia   1204 samples in 13 requests   MISSING: 张三" in done.stdout
    # The README and the guide show the outcome.
    readme = re.search(
        r"^```text\n(NOT COMPLIANT: .*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert readme is not None
    assert f"{readme[1]}\nReport: {reports}/report.html\n" in done.stdout
    assert readme[1].strip() == blocks(FOLDER / "audit_guide.rst", "text")[0].strip()
    # The failure is announced before it happens, and the summary is the end.
    announced, failed = done.stdout.index("is expected to fail"), done.stdout.index("fatal: ")
    assert announced < failed
    summary = done.stdout[done.stdout.rindex("PLAY RECAP") :].splitlines()[3:]
    assert len(summary) <= 14
    assert summary[0] == "The demo ended as planned: the audit found every planted error."
    assert f"Open {reports}/report.html in a browser." in summary
    assert {path.name for path in reports.iterdir()} == REPORT_FILES
    assert list(tmpdir.iterdir()) == []


def test_the_demo_stops_its_emulator_when_the_playbook_fails(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    # A replacement of ansible-playbook that saves the process ID of the emulator and fails.
    broken = programs / "ansible-playbook"
    broken.write_text(f'#!/bin/sh\ncp "$TMPDIR"/tmp.*/emulator.json "{tmp_path}/seen.json"\nexit 4\n')
    broken.chmod(0o755)
    tmpdir = tmp_path / "tmpdir"
    tmpdir.mkdir()
    done = demo(TMPDIR=str(tmpdir), PATH=f"{programs}:{os.environ['PATH']}")
    assert done.returncode == 4
    pid = yaml.safe_load((tmp_path / "seen.json").read_text())["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(tmpdir.iterdir()) == []


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    state: dict[str, Any] = yaml.safe_load((EXAMPLES / "emulator.yml").read_text(encoding="utf-8"))
    (audited,) = (account for account in state["accounts"] if account["name"] == AUDITED)
    audited["roles"] = [{"name": ROLE, "trusts": [AUDITOR], "external_id": EXTERNAL_ID}]
    with EmulatorProcess(state) as running:
        yield running


@pytest.mark.parametrize(
    ("example", "message"), [("who_is_missing.yml", "failed=0"), ("facts_once.yml", "250 samples")]
)  # fmt: skip
def test_an_example_for_one_account_runs(emulator: EmulatorProcess, tmp_path: Path, example: str, message: str) -> None:
    environment = account_environment(emulator, "studio-singapore")
    assert message in succeeded(run_file(EXAMPLES / example, tmp_path, environment=environment)).output


def verdicts_of(report: Path) -> dict[str, Any]:
    """What a report contains about the accounts, without times, counts of requests and request IDs."""
    document = json.loads(report.read_text(encoding="utf-8"))
    measured = {"requests", "retries", "seconds", "request_id", "samples_seen", "source", "first_seen"}
    kept: dict[str, Any] = {key: document[key] for key in ("compliant", "warnings")}
    for part in ("accounts", "samples", "findings"):
        kept[part] = [{key: entry[key] for key in entry.keys() - measured} for entry in document[part]]
    kept["totals"] = (document["summary"]["accounts"], document["summary"]["verdicts"])
    parsed: dict[str, Any] = json.loads(re.sub(r"request id [0-9a-f-]+", "request id", json.dumps(kept)))
    return parsed


@pytest.mark.long
def test_hosts_are_reported_as_the_audit_reports_their_accounts(emulator: EmulatorProcess, tmp_path: Path) -> None:
    environment = profile_environment(emulator, tmp_path)

    def compare(folder: str, *arguments: str) -> Run:
        inventory = ("-i", str(EXAMPLES / "studios.tencentcloud_accounts.yml"), "-e", f"report_dir={tmp_path / folder}")
        return run_file(EXAMPLES / "compare_accounts.yml", tmp_path, *inventory, *arguments, environment=environment)

    run = compare("hosts")
    assert run.status == 2, run.output
    assert set(re.findall(r"failed=(\d)", run.output)) == {"0", "1"}
    compare("slice-1", "--limit", "archive-virginia:agency-mumbai")
    compare("slice-2", "--limit", "agency-lagos:studio-singapore")
    in_slices = ["studio-singapore", "archive-virginia", "agency-*"]
    merge = {
        "reports": [f"{tmp_path}/slice-1/report.json", f"{tmp_path}/slice-2/report.json"],
        "expected_accounts": ["studio-singapore", "archive-virginia", "agency-mumbai", "agency-lagos"],
        "dest": f"{tmp_path}/merged",
        "fail_on": [],
    }
    audit = {
        "accounts_file": f"{EXAMPLES}/accounts.yml",
        "manifest_file": f"{EXAMPLES}/manifest.yml",
        "report_dir": f"{tmp_path}/audit",
    }
    tasks: list[dict[str, Any]] = [
        {AUDIT: audit},
        {AUDIT: {**audit, "include_accounts": in_slices, "report_dir": f"{tmp_path}/selected"}},
        {"tencentcloud.mps.mps_person_sample_report": merge},
    ]
    succeeded(run_playbook(tmp_path, [play(tasks)], environment=environment))
    audited = verdicts_of(tmp_path / "audit" / "report.json")
    assert audited["totals"][0] == {"compliant": 2, "noncompliant": 5, "unknown": 2}
    assert verdicts_of(tmp_path / "hosts" / "report.json") == audited
    document = json.loads((tmp_path / "audit" / "report.json").read_text(encoding="utf-8"))
    for part, file in (("accounts", "accounts.yml"), ("samples", "manifest.yml")):
        lines = (EXAMPLES / file).read_text(encoding="utf-8").splitlines()
        for entry in document[part]:
            assert entry["source"]["file"] == file
            assert lines[entry["source"]["line"] - 1] == f"  - name: {entry.get('name', entry.get('sample'))}"
    selected = verdicts_of(tmp_path / "selected" / "report.json")
    assert {account["status"] for account in selected["accounts"]} == {"compliant", "noncompliant", "unknown"}
    assert verdicts_of(tmp_path / "merged" / "report.json") == selected
    written = run.output + "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "hosts").iterdir())
    assert [keys["secret_key"] for keys in emulator.credentials.values() if keys["secret_key"] in written] == []


def test_the_nightly_audit_fails_and_writes_its_reports(emulator: EmulatorProcess, tmp_path: Path) -> None:
    environment = profile_environment(emulator, tmp_path)
    folder = tmp_path / "reports"
    inputs = ("-e", f"person_sample_audit_report_dir={folder}")
    run = run_file(EXAMPLES / "audit.yml", tmp_path, *inputs, environment=environment)
    assert run.status == 2, run.output
    assert f"8 violations. See {folder}/report.html" in run.output
    assert {path.name for path in folder.iterdir()} == REPORT_FILES
    written = run.output + "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    secrets = [keys[part] for keys in emulator.credentials.values() for part in ("secret_id", "secret_key")]
    assert [secret for secret in (*secrets, FACE_HOST) if secret in written] == []
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("invalid", "status", "message"),
    [
        ({}, 0, "250 samples in the account {uin}"),
        ({"audit_external_id": "another-id"}, 2, "AssumeRole: UnauthorizedOperation"),
        ({"audited_account": "100000000003"}, 2, "wrong account: the credentials belong to {uin}, but account_uin is"),
    ],
    ids=["correct", "wrong external id", "wrong account"],
)
def test_an_account_behind_a_role_is_read_only_if_it_is_the_expected_account(
    emulator: EmulatorProcess, tmp_path: Path, invalid: dict[str, str], status: int, message: str
) -> None:
    emulator.reset()
    uin = emulator.credentials[AUDITED]["uin"]
    audited = {
        "audited_account": uin,
        "audit_role_arn": f"qcs::cam::uin/{uin}:roleName/{ROLE}",
        "audit_external_id": EXTERNAL_ID,
    }
    (tmp_path / "audited.yml").write_text(yaml.safe_dump(audited | invalid), encoding="utf-8")
    environment = account_environment(emulator, AUDITOR)
    run = run_file(EXAMPLES / "account_behind_a_role.yml", tmp_path, "-e", "@audited.yml", environment=environment)
    assert run.status == status, run.output
    assert message.format(uin=uin) in run.output
    assert bool(emulator.requests(action="DescribePersonSamples")) == (status == 0)


def test_the_list_of_examples_is_complete() -> None:
    assert {path.name for path in EXAMPLES.glob("*.yml")} == {
        "account_behind_a_role.yml",
        "accounts.yml",
        "audit.yml",
        "compare_accounts.yml",
        "demo.yml",
        "demo_audit.yml",
        "emulator.yml",
        "facts_once.yml",
        "inventory.yml",
        "manifest.yml",
        "studios.tencentcloud_accounts.yml",
        "waivers.yml",
        "who_is_missing.yml",
    }
