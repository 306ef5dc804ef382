# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example runs, as a user would run it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.sample import FACE_HOST
from support.emulator_process import EmulatorProcess
from support.playbook import account_environment, run_file, succeeded

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

# A role in one account of the demo, which another one may assume.
AUDITED, AUDITOR, ROLE, EXTERNAL_ID = "studio-singapore", "studio-frankfurt", "SampleAuditor", "studio-1-7f3c"


REPORTS = {"report.json", "report.html", "junit.xml", "findings.csv", "metrics.prom", "summary.md"}


def demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXAMPLES / "demo"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_demo_tells_who_is_missing_and_ends_well(tmp_path: Path) -> None:
    room, reports = tmp_path / "room", tmp_path / "reports"
    room.mkdir()
    done = demo(TMPDIR=str(room), DEMO_REPORTS=str(reports))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "studio-singapore    250 samples in  3 requests   all 4 expected people are there" in done.stdout
    assert "archive-virginia   1204 samples in 13 requests   MISSING: 张三" in done.stdout
    assert "NOT COMPLIANT: 3 of 9 accounts compliant, 4 noncompliant, 2 unknown" in done.stdout
    assert "[critical] archive-virginia: 张三: missing: no sample has this name" in done.stdout
    assert done.stdout.count("As planted") == 2
    assert {path.name for path in reports.iterdir()} == REPORTS
    assert list(room.iterdir()) == []


def test_the_demo_stops_its_emulator_when_the_playbook_fails(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    # In place of ansible-playbook: note the emulator's process id, and fail.
    broken = programs / "ansible-playbook"
    broken.write_text(f'#!/bin/sh\ncp "$TMPDIR"/tmp.*/emulator.json "{tmp_path}/seen.json"\nexit 4\n')
    broken.chmod(0o755)
    room = tmp_path / "room"
    room.mkdir()
    done = demo(TMPDIR=str(room), PATH=f"{programs}:{os.environ['PATH']}")
    assert done.returncode == 4
    pid = yaml.safe_load((tmp_path / "seen.json").read_text())["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(room.iterdir()) == []


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    state: dict[str, Any] = yaml.safe_load((EXAMPLES / "emulator.yml").read_text(encoding="utf-8"))
    (audited,) = (account for account in state["accounts"] if account["name"] == AUDITED)
    audited["roles"] = [{"name": ROLE, "trusts": [AUDITOR], "external_id": EXTERNAL_ID}]
    with EmulatorProcess(state) as running:
        yield running


@pytest.mark.parametrize(
    ("example", "says"), [("who_is_missing.yml", "failed=0"), ("facts_once.yml", "250 samples")]
)  # fmt: skip
def test_an_example_for_one_account_runs(emulator: EmulatorProcess, tmp_path: Path, example: str, says: str) -> None:
    environment = account_environment(emulator, "studio-singapore")
    assert says in succeeded(run_file(EXAMPLES / example, tmp_path, environment=environment)).output


def test_the_nightly_audit_ends_red_and_writes_its_reports(emulator: EmulatorProcess, tmp_path: Path) -> None:
    profiles = tmp_path / "home" / ".tccli"
    profiles.mkdir(parents=True)
    for name, keys in emulator.credentials.items():
        profile = {"secretId": keys["secret_id"], "secretKey": keys["secret_key"]}
        (profiles / f"{name}.credential").write_text(json.dumps(profile), encoding="utf-8")
    environment = {
        "HOME": str(tmp_path / "home"),
        "TENCENTCLOUD_MPS_ENDPOINT": emulator.url,
        "TENCENTCLOUD_STS_ENDPOINT": emulator.url,
    }
    folder = tmp_path / "reports"
    inputs = ("-e", f"person_sample_audit_report_dir={folder}")
    run = run_file(EXAMPLES / "audit.yml", tmp_path, *inputs, environment=environment)
    assert run.status == 2, run.output
    assert "8 violations:" in run.output
    assert {path.name for path in folder.iterdir()} == REPORTS
    written = run.output + "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    secrets = [keys[part] for keys in emulator.credentials.values() for part in ("secret_id", "secret_key")]
    assert [secret for secret in (*secrets, FACE_HOST) if secret in written] == []
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("wrong", "status", "says"),
    [
        ({}, 0, "250 samples in the account {uin}"),
        ({"audit_external_id": "another-id"}, 2, "AssumeRole: UnauthorizedOperation"),
        ({"audited_account": "100000000003"}, 2, "wrong account: the keys belong to {uin}, and account_uin asks for"),
    ],
    ids=["right", "wrong external id", "wrong account"],
)
def test_an_account_behind_a_role_is_read_only_when_it_is_the_right_one(
    emulator: EmulatorProcess, tmp_path: Path, wrong: dict[str, str], status: int, says: str
) -> None:
    emulator.reset()
    uin = emulator.credentials[AUDITED]["uin"]
    audited = {
        "audited_account": uin,
        "audit_role_arn": f"qcs::cam::uin/{uin}:roleName/{ROLE}",
        "audit_external_id": EXTERNAL_ID,
    }
    (tmp_path / "audited.yml").write_text(yaml.safe_dump(audited | wrong), encoding="utf-8")
    environment = account_environment(emulator, AUDITOR)
    run = run_file(EXAMPLES / "account_behind_a_role.yml", tmp_path, "-e", "@audited.yml", environment=environment)
    assert run.status == status, run.output
    assert says.format(uin=uin) in run.output
    assert bool(emulator.requests(action="DescribePersonSamples")) == (status == 0)


def test_every_example_playbook_is_tested_here() -> None:
    assert {path.name for path in EXAMPLES.glob("*.yml")} == {
        "account_behind_a_role.yml",
        "accounts.yml",
        "audit.yml",
        "demo.yml",
        "demo_audit.yml",
        "emulator.yml",
        "facts_once.yml",
        "inventory.yml",
        "manifest.yml",
        "waivers.yml",
        "who_is_missing.yml",
    }
