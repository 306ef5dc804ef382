# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The project of extensions/awx under ansible-runner: 60 accounts in three slices, one of them lost and repaired.

Each playbook runs as a job of ansible-runner. What the jobs are compared with, and repetitions, run without it.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.controller_run import Job, job_slice, kill
from support.emulator_process import EmulatorProcess
from support.playbook import Run, run_file, succeeded
from support.processes import new_mark

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parents[2] / "extensions" / "awx" / "project"
ACCOUNTS = [f"{'prod' if n % 2 else 'test'}-{n:02}" for n in range(60)]
SLICES, LOST = 3, 2
HOSTS = {
    f"slice-{number:03}": {"person_sample_audit_slice": {"number": number, "count": SLICES}}
    for number in range(1, SLICES + 1)
}
OF_LOST_SLICE = ACCOUNTS[LOST - 1 :: SLICES]
WAIT_S = 240
# One process runs the role on the same inputs.
ONE_PROCESS = [
    {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars_files": ["common.yml"],
        "vars": {"person_sample_audit_report_dir": "{{ run_dir }}/one", "person_sample_audit_fail_on": []},
        "roles": ["tencentcloud.mps.person_sample_audit"],
    }
]


def uin(number: int) -> str:
    return str(100_000_000_001 + number)


def account_state(number: int, name: str) -> dict[str, Any]:
    """A library in which samples are missing, different or unexpected, depending on the number of the account."""
    samples = [
        {"name": "Ann", "tags": ["US"] if number % 7 else ["EU"]},
        *([{"name": "Bob"}] if number % 5 else []),
        *([{"name": "Old Host"}] if number % 11 == 0 else []),
        *([{"name": f"Extra {number}"}] if number % 13 == 0 else []),
    ]
    roles = [{"name": "SampleAuditor", "trusts": ["hub"]}]
    return {"name": name, "uin": uin(number), "roles": roles, "samples": samples}


STATE = {
    "accounts": [
        {"name": "hub", "uin": "100000000000"},
        *(account_state(number, name) for number, name in enumerate(ACCOUNTS)),
    ]
}
ACCOUNTS_FILE = [
    {
        "name": name,
        "account_uin": uin(number),
        "role_arn": f"qcs::cam::uin/{uin(number)}:roleName/SampleAuditor",
        **({"labels": ["late"]} if number == 42 else {}),
    }
    for number, name in enumerate(ACCOUNTS)
]
# The first entries apply to accounts of different slices, in another order than the accounts have.
MANIFEST = {
    "samples": [
        {"name": "Cho", "accounts": ["prod-59"]},
        {"name": "Dee", "accounts": ["prod-01", "test-02"], "severity": "low"},
        {"name": "Eve", "labels": ["late"]},
        {"name": "Ann", "tags": ["US"]},
        {"name": "Bob", "accounts": ["prod-*"]},
        {"name": "Old Host", "state": "absent"},
        {"name": "Bob", "accounts": ["test-*"]},
    ],
    "waivers": [
        {"account": "prod-*", "sample": "Bob", "expires": "2100-01-01"},
        {"account": "*", "sample": "Cho", "expires": "2020-01-01"},
    ],
}


def without_times(report: bytes) -> bytes:
    """A report with zero instead of each time and duration."""
    return re.sub(rb'"(generated_at|merged_at|first_seen|seconds)": ?(null|[0-9.]+|"[^"]*")', rb'"\1": 0', report)


@dataclass
class Controller:
    """Starts jobs with the same project, credential and store, as Automation Controller does."""

    folder: Path
    emulator: EmulatorProcess
    variables: dict[str, Any] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            # The credential type of extensions/awx puts the keys into a file and its path into this variable.
            "TENCENTCLOUD_CREDENTIALS_FILE": str(self.folder / "credential"),
            "TENCENTCLOUD_MPS_ENDPOINT": self.emulator.url,
            "TENCENTCLOUD_STS_ENDPOINT": self.emulator.url,
        }

    def job(self, playbook: str, hosts: Mapping[str, Any] = HOSTS) -> Job:
        job = Job(self.folder / f"job-{len(self.jobs)}", playbook)
        self.jobs.append(job)
        return job.prepare(self.folder / "project", hosts, self.variables, self.environment())

    def run_without_runner(self, playbook: str, hosts: Mapping[str, Any] = HOSTS) -> Run:
        """Run a playbook with the inputs of a job, but with ansible-playbook, which costs much less."""
        inventory = self.folder / "hosts.yml"
        inventory.write_text(yaml.safe_dump({"all": {"hosts": dict(hosts)}}), encoding="utf-8")
        arguments = ("-i", str(inventory), "-e", json.dumps(self.variables))
        project = self.folder / "project"
        return run_file(project / playbook, project, *arguments, environment=self.environment())

    def slice(self, number: int) -> Job:
        return self.job("audit.yml", job_slice(HOSTS, number, SLICES))

    def report(self, name: str) -> bytes:
        run = self.folder / "store" / "runs" / str(self.variables["audit_run"])
        return (run / name / "report.json").read_bytes()


@dataclass(frozen=True)
class Night:
    """What a night with a lost slice left behind."""

    controller: Controller
    statuses: dict[str, str]
    merge_with_loss: Run
    with_loss: dict[str, Any]
    merge: Job
    repaired: bytes
    one_process: bytes


def wait_until_the_slice_is_busy(emulator: EmulatorProcess) -> None:
    """Until an account of the lost slice was audited. Another account of the slice has no response yet."""
    deadline = time.monotonic() + WAIT_S
    while not any(emulator.requests(name, "DescribePersonSamples") for name in OF_LOST_SLICE[1:]):
        assert time.monotonic() < deadline, "the slice sent no request"
        time.sleep(0.1)


def lose_a_slice(controller: Controller) -> str:
    emulator = controller.emulator
    emulator.faults([{"fault": "delay", "account": OF_LOST_SLICE[0], "delay_ms": 600_000, "times": "always"}])
    job, mark = controller.slice(LOST), new_mark()
    job.transmit()
    worker = job.start_worker(mark)
    try:
        wait_until_the_slice_is_busy(emulator)
    finally:
        kill(worker, mark)
        emulator.faults([])
    return job.process()


def write_inputs(controller: Controller) -> None:
    """The project of a user: the playbooks of extensions/awx with other accounts, and the file of the credential."""
    project, keys = controller.folder / "project", controller.emulator.credentials["hub"]
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("collections"))
    for name, content in (("accounts", {"accounts": ACCOUNTS_FILE}), ("manifest", MANIFEST), ("one", ONE_PROCESS)):
        (project / f"{name}.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    lines = ["[default]", f"secret_id = {keys['secret_id']}", f"secret_key = {keys['secret_key']}", ""]
    (controller.folder / "credential").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with EmulatorProcess(STATE) as emulator:
        controller = Controller(tmp_path_factory.mktemp("controller"), emulator)
        write_inputs(controller)
        controller.variables = {
            "audit_store": str(controller.folder / "store"),
            # Values of the survey.
            "person_sample_audit_include_accounts": "*",
            "person_sample_audit_unexpected": "report",
        }
        start = controller.job("start.yml")
        statuses = {"start": start.run()}
        assert statuses["start"] == "successful", start.output()
        controller.variables.update(start.statistics())
        for number in set(range(1, SLICES + 1)) - {LOST}:
            statuses[f"slice {number}"] = controller.slice(number).run()
        statuses["lost slice"] = lose_a_slice(controller)
        merge_with_loss = controller.run_without_runner("merge.yml")
        with_loss = json.loads(controller.report("merged"))
        statuses["repaired slice"] = controller.slice(LOST).run()
        merge = controller.job("merge.yml")
        statuses["merge"] = merge.run()
        succeeded(controller.run_without_runner("one.yml"))
        yield Night(
            controller,
            statuses,
            merge_with_loss,
            with_loss,
            merge,
            controller.report("merged"),
            controller.report("one"),
        )


def test_only_the_lost_slice_and_the_merges_fail(night: Night) -> None:
    unsuccessful = {name: status for name, status in night.statuses.items() if status != "successful"}
    # The merges fail for the violations, and for the unknown accounts.
    assert unsuccessful == {"lost slice": "lost", "merge": "failed"}
    assert night.merge_with_loss.status == 2, night.merge_with_loss.output
    assert " violations. See " in night.merge_with_loss.output


def test_accounts_of_the_lost_slice_are_unknown_and_not_left_out(night: Night) -> None:
    accounts = {account["name"]: account for account in night.with_loss["accounts"]}
    assert list(accounts) == ACCOUNTS
    assert [name for name in ACCOUNTS if accounts[name]["error"] is not None] == OF_LOST_SLICE
    assert {accounts[name]["status"] for name in OF_LOST_SLICE} == {"unknown"}
    assert accounts[OF_LOST_SLICE[0]]["uin"] == ACCOUNTS_FILE[LOST - 1]["account_uin"]
    assert night.with_loss["summary"]["accounts"]["unknown"] == len(OF_LOST_SLICE)
    (warning,) = [text for text in night.with_loss["warnings"] if "does not exist" in text]
    assert f"slice-{LOST:03}/report.json" in warning


def test_repaired_report_equals_the_report_of_one_process(night: Night) -> None:
    assert without_times(night.repaired) == without_times(night.one_process)
    report = json.loads(night.repaired)
    found = {verdict for verdict, count in report["summary"]["verdicts"].items() if count}
    assert found == {"ok", "missing", "drifted", "forbidden", "unexpected"}
    assert report["summary"]["waived"] > 0


def test_statistics_of_the_merge_have_the_numbers_and_the_files(night: Night) -> None:
    published = night.merge.statistics()["person_sample_audit"]
    report = json.loads(night.repaired)
    assert published["accounts"] == report["summary"]["accounts"]
    assert published["verdicts"] == report["summary"]["verdicts"]
    assert published["compliant"] is False
    assert any(path.endswith("/merged/report.html") for path in published["files"])


def test_files_of_the_jobs_contain_no_secret(night: Night) -> None:
    keys = night.controller.emulator.credentials
    secrets = [keys[name][key].encode() for name in keys for key in ("secret_id", "secret_key")]
    files = {path: content for job in night.controller.jobs for path, content in job.files().items()}
    assert [path for path, content in files.items() if any(secret in content for secret in secrets)] == []
    # ansible-runner saves the environment of a job. This is why the credential type puts the keys into a file.
    saved = [content for path, content in files.items() if path.name == "command"]
    assert saved
    assert all(b"TENCENTCLOUD_CREDENTIALS_FILE" in content for content in saved)


def test_next_run_is_compared_with_the_report_of_this_run(night: Night) -> None:
    controller = night.controller
    start = controller.job("start.yml")
    assert start.run() == "successful"
    before = controller.variables["audit_run"]
    controller.variables.update(start.statistics())
    assert controller.variables["audit_run"] > before
    # The number of slices can change from run to run.
    one_slice = {"slice-001": {"person_sample_audit_slice": {"number": 1, "count": 1}}}
    succeeded(controller.run_without_runner("audit.yml", one_slice))
    controller.run_without_runner("merge.yml", one_slice)
    comparison = json.loads(controller.report("merged"))["comparison"]
    assert comparison["new"] == comparison["resolved"] == comparison["unverified"] == []
    assert comparison["open"]
