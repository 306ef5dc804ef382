# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit task with a remote host: files and reports are on the controller, requests come from the host."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from support.audit_task import ANN, AUDIT, audit_task, entries, named, results_of, state_of, verdicts
from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, account_environment, account_options, play, run_playbook, succeeded
from support.processes import MARKER, marked_processes, new_mark
from support.ssh_host import NAME, SshHost

TOKEN = "generated-token-of-a-temporary-key-0123456789"
KEYS = {"secret_id": "AKIDgenerated00000000000000000000001", "secret_key": "generated-secret-key-000000000001"}
STATE = {
    "accounts": [
        state_of(1, "studio", ANN, credentials=[{**KEYS, "token": TOKEN}]),
        state_of(2, "copy", ANN, {"name": "Bob"}),
        state_of(3, "archive"),
    ]
}
FOUND = {"studio": {"Bob": "missing"}, "copy": {}, "archive": {"Ann": "missing", "Bob": "missing"}}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.faults([])
    emulator.reset()


def on_host(options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    return audit_task(options, delegate_to=NAME, **keywords)


def found(result: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {account["name"]: verdicts(dict(result), account["name"]) for account in result["accounts"]}


def report(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return document


def test_credentials_are_those_of_the_host_and_files_those_of_the_controller(
    emulator: EmulatorProcess, remote: SshHost, tmp_path: Path
) -> None:
    """The profile exists only in the home folder of the remote user, the input files only on the controller."""
    keys = emulator.credentials["archive"]
    (remote.home / ".tccli").mkdir()
    (remote.home / ".tccli" / "archive.credential").write_text(
        json.dumps({"secretId": keys["secret_id"], "secretKey": keys["secret_key"]})
    )
    vault = VaultLib([("default", VaultSecret(b"password"))])
    (tmp_path / "password").write_text("password")
    profile = {"name": "archive", "profile": "archive", "endpoint": emulator.url}
    (tmp_path / "accounts.yml").write_bytes(vault.encrypt(yaml.safe_dump([*entries(emulator, "studio"), profile])))
    (tmp_path / "manifest.yml").write_text("samples: [{name: Bob}]\n")
    (tmp_path / "waivers.yml").write_text("- {account: archive, sample: Ann, expires: 2999-12-31}\n")
    given = {
        "accounts": entries(emulator, "copy"),
        "accounts_file": "accounts.yml",
        "samples": named("Ann"),
        "manifest_file": "manifest.yml",
        "waivers_file": "waivers.yml",
        "report_dir": "reports",
        "findings_limit": 1,
        "fail_on": ["missing"],
    }
    tasks = {
        "remote": on_host(given),
        "check": on_host({**given, "report_dir": "check", "fail_on": []}, check_mode=True),
        "validate": on_host({**given, "validate_only": True, "report_dir": "validate"}),
        "local": audit_task({**given, "report_dir": None, "fail_on": []}),
    }
    arguments = ("-i", remote.inventory(tmp_path), "--vault-password-file", "password", "--diff", "-vvv")
    run, results = results_of(tmp_path, tasks, *arguments)
    result = results["remote"]
    assert found(report(tmp_path / "reports")) == {name: FOUND[name] for name in ("copy", "studio", "archive")}
    assert result["findings_total"] == 3
    assert len(result["findings"]) == 1
    assert result["summary"]["waived"] == 1
    assert result["failed"]
    assert result["msg"] == f"2 violations. See {tmp_path}/reports/report.html"
    assert "+NOT COMPLIANT" in run.output
    assert (results["check"]["changed"], results["check"]["findings_total"]) == (True, 3)
    assert not results["validate"]["failed"]
    assert not (tmp_path / "check").exists()
    assert not (tmp_path / "validate").exists()
    assert found(results["local"])["archive"] == {"*": "unknown"}  # the controller has no such profile
    assert_no_secret_is_left(run.output, results, remote, tmp_path / "reports")


def assert_no_secret_is_left(output: str, results: Any, remote: SshHost, reports: Path) -> None:
    texts = {"output": output, "results": json.dumps(results)}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in reports.iterdir()}
    texts |= {
        str(path): path.read_text(errors="replace") for path in remote.remote_files() if ".tccli" not in str(path)
    }
    for secret in (*KEYS.values(), TOKEN):
        for where, text in texts.items():
            assert secret not in text, (secret, where)
    assert not list((remote.home / "remote_tmp").glob("*"))


def test_keywords_mean_the_same_as_on_a_local_connection(
    emulator: EmulatorProcess, remote: SshHost, tmp_path: Path
) -> None:
    without_endpoint = [
        {key: value for key, value in entry.items() if key != "endpoint"} for entry in entries(emulator, *FOUND)
    ]
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump(without_endpoint))
    samples = {"samples": named("Ann", "Bob")}
    (tmp_path / "wrong.yml").write_text("- name: Ann\n- {name: Bob, severity: fatal}\n- name: Ann\n")
    wrong = {**samples, "manifest_file": "wrong.yml"}
    environment = {"environment": account_environment(emulator, "copy")}
    tasks = {
        "defaults": on_host(samples),
        "environment": on_host({"accounts": [{"name": "copy"}], "accounts_file": None, **samples}, **environment),
        "wrong": on_host(wrong),
        "wrong here": audit_task(wrong),
        "warning": on_host({**samples, "waivers": [{"account": "gone", "sample": "x", "expires": "2999-12-31"}]}),
        "async": on_host(samples, **{"async": 30, "poll": 1}),
        "unreachable": audit_task(samples, delegate_to="gone", ignore_unreachable=True),
    }
    defaults = {GROUP: {"endpoint": emulator.url}, AUDIT: {"accounts_file": "accounts.yml", "report_dir": "reports"}}
    inventory = yaml.safe_load(Path(remote.inventory(tmp_path)).read_text())
    inventory["all"]["hosts"]["gone"] = {**remote.variables, "ansible_ssh_args": "-o ProxyCommand=false"}
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory))
    run, results = results_of(
        tmp_path, tasks, "-i", "inventory.yml", module_defaults=defaults, environment_of_ansible={"MPS_UNUSED": "1"}
    )
    assert found(results["defaults"]) == FOUND
    assert found(results["environment"]) == {"copy": {}}
    assert results["wrong"]["kind"] == "configuration"
    assert f"{tmp_path}/wrong.yml:2: samples[1].severity: 'fatal' is not valid" in results["wrong"]["msg"]
    assert f"{tmp_path}/wrong.yml:3: samples[2].name: 'Ann' is already in samples[0]" in results["wrong"]["msg"]
    assert results["wrong"]["msg"] == results["wrong here"]["msg"]
    assert "The waiver for the sample 'x' in the account 'gone' matches no account" in run.output
    assert "does not support async" in results["async"]["msg"]
    assert results["unreachable"]["unreachable"]
    assert "files" not in results["unreachable"]


def test_a_play_can_run_on_the_host(emulator: EmulatorProcess, remote: SshHost, tmp_path: Path) -> None:
    keywords: dict[str, Any] = {}
    environment = {"ANSIBLE_PIPELINING": "true"}
    if os.geteuid() == 0 and shutil.which("sudo"):
        keywords["become"] = True
        environment["ANSIBLE_BECOME_ALLOW_SAME_USER"] = "true"
    (tmp_path / "manifest.yml").write_text("samples: [{name: Ann}, {name: Bob}]\n")
    given = {
        "accounts": entries(emulator, *FOUND),
        "manifest_file": "manifest.yml",
        "report_dir": "{{ inventory_hostname }}",
    }
    plays = [{**play([audit_task(given, **keywords)], hosts="all"), "vars": {}}]
    arguments = ("-i", remote.inventory(tmp_path), "-vvv")
    run = succeeded(run_playbook(tmp_path, plays, *arguments, environment=environment))
    assert found(report(tmp_path / NAME)) == FOUND
    assert ("sudo" in run.output) == bool(keywords)
    assert "SSH: EXEC" in run.output
    assert_no_secret_is_left(run.output, {}, remote, tmp_path / NAME)


@pytest.mark.parametrize("module", ["audit", "info", "facts"])
def test_task_that_is_interrupted_leaves_no_process_and_no_key_on_the_host(
    emulator: EmulatorProcess, remote: SshHost, tmp_path: Path, module: str
) -> None:
    emulator.faults([{"fault": "delay", "delay_ms": 60_000, "times": "always"}])
    options: dict[str, Any] = {**account_options(emulator, "studio"), "timeout": 60}
    if module == "audit":
        options = {"accounts": entries(emulator, "studio"), "samples": named("Ann"), "timeout": 60}
    mark = new_mark()
    slow = {f"tencentcloud.mps.mps_person_sample_{module}": options, "delegate_to": NAME, "timeout": 6}
    tasks = {"slow": {**slow, "environment": {MARKER: mark}}}
    _run, results = results_of(tmp_path, tasks, "-i", remote.inventory(tmp_path))
    assert results["slow"]["timedout"]["period"] == 6, results
    assert emulator.counters()["requests"] == 1
    assert marked_processes(mark) == []
    left = [path for path in remote.remote_files() if KEYS["secret_key"] in path.read_text(errors="replace")]
    assert left == []
