# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credentials of many accounts in one task are never shown, and shared credentials are obtained once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from ansible_collections.tencentcloud.mps.plugins.modules import mps_person_sample_audit
from support.audit_task import ANN, AUDIT, HUB_UIN, audit_tasks, audited, entries, named, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, account_options, play, run_playbook, succeeded


def secrets_of(accounts: Sequence[dict[str, Any]]) -> list[str]:
    return [account[part] for account in accounts for part in ("secret_id", "secret_key", "token") if part in account]


@pytest.fixture
def with_credentials() -> Iterator[EmulatorProcess]:
    """Two accounts whose credentials cannot be in an output by chance. Those of one account are temporary."""

    def keys(name: str) -> dict[str, str]:
        return {"secret_id": f"AKIDgenerated{name}0000000001", "secret_key": f"generated-secret-key-of-{name}-000001"}

    temporary = {**keys("two"), "token": "generated-token-of-two-0123456789"}
    accounts = [
        state_of(1, "prod-one", ANN, credentials=[keys("one")]),
        state_of(2, "prod-two", credentials=[temporary], denied=["mps:*"]),
    ]
    with EmulatorProcess({"accounts": accounts}) as running:
        yield running


def test_output_and_log_contain_account_names_but_no_secret(with_credentials: EmulatorProcess, tmp_path: Path) -> None:
    fleet = entries(with_credentials, "prod-one", "prod-two")
    for_task = account_options(with_credentials, "prod-two")
    others = [
        {"name": "prod-wrong", "secret_id": "AKIDofnobody00000001", "secret_key": "a-wrong-key-that-is-secret-too"},
        {"name": "prod-gone", "secret_id": "AKIDofnobody00000002", "secret_key": "another-key-that-is-secret-too"},
    ]
    fleet += [
        {**others[0], "endpoint": with_credentials.url},
        {**others[1], "endpoint": "http://127.0.0.1:9", "retry_budget": 0},
    ]
    invalid: list[Any] = [
        *fleet,
        {**fleet[0], "name": "prod-list", "secret_key": [fleet[0]["secret_key"]]},
        {**fleet[1], "name": "prod-odd", "timeout": fleet[0]["secret_key"], fleet[1]["token"]: 1},
    ]
    variables = {
        "fleet": fleet,
        "invalid": invalid,
        "for_task": for_task,
        "bare": secrets_of(fleet),
        "typo": [{"name": "prod-typo", f"secret_key:{fleet[0]['secret_key']}": None}],  # a missing space in YAML
    }
    (tmp_path / "fleet.json").write_text(json.dumps(variables))
    shared = {"samples": named("Ann")}
    given: list[dict[str, Any]] = [
        {"accounts": "{{ fleet }}", **shared},
        {"accounts": "{{ fleet }}", "validate_only": True, **shared},
        {"accounts": "{{ invalid[:-1] }}", **shared},
        {"accounts": "{{ fleet }}", "samples": [{"nam": "Ann"}]},
        {"accounts": "{{ fleet }}", "acounts": 1},
        {"accounts": "{{ fleet }}", "unexpected": "maybe", **shared},
        {"accounts": [{"name": "prod-task"}], **shared},
        {"accounts": "{{ bare }}", **shared},
        {"accounts": "{{ bare | join(' ') }}", **shared},
        {"accounts": "secret_id={{ bare[0] }} secret_key={{ bare[1] }}", **shared},
        {"accounts": "{{ typo }}", **shared},
    ]
    tasks: list[dict[str, Any]] = []
    for options in given:
        task = {AUDIT: options, "register": "result", "ignore_errors": True}
        if options["accounts"] == [{"name": "prod-task"}]:
            task["module_defaults"] = {GROUP: "{{ for_task }}"}
        tasks += [task, {"ansible.builtin.debug": {"var": "result"}}]
    tasks += audit_tasks("first", **given[0]) + audit_tasks("failed", **given[2])
    log = tmp_path / "ansible.log"
    run = run_playbook(
        tmp_path,
        [play(tasks, vars_files=["fleet.json"])],
        "-vvv",
        environment={"ANSIBLE_LOG_PATH": str(log)},
    )
    assert "failed=0" in run.output, run.output
    first, failed = run.saved["first"], run.saved["failed"]
    assert [account["status"] for account in first["accounts"]] == ["compliant", "unknown", "unknown", "unknown"]
    assert failed["kind"] == "configuration"
    logged = log.read_text(encoding="utf-8")
    for name in ("prod-one", "prod-two", "prod-wrong", "prod-gone"):
        assert f'"name": "{name}"' in run.output
        assert name in logged
    for secret in secrets_of(fleet):
        for where, text in (("output", run.output), ("log", logged), ("saved", json.dumps(run.saved))):
            assert secret not in text, (secret, where)


def test_system_log_contains_no_secret(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    logged: list[str] = []
    monkeypatch.setattr(
        AnsibleModule, "log", lambda self, msg, log_args=None: logged.append(f"{msg} {log_args}"), raising=True
    )
    fleet = [{"name": f"prod-{n}", "secret_id": f"AKIDof{n}", "secret_key": f"the-key-of-{n}"} for n in range(3)]
    arguments = {"accounts": fleet, "samples": named("Ann"), "secret_key": "the-key-of-task", "validate_only": True}
    for given in (arguments | {"secret_id": "AKIDoftask"}, {**arguments, "samples": []}):
        with patch_module_args(given), pytest.raises(SystemExit):
            mps_person_sample_audit.main()
    assert logged
    assert any("'accounts': 'NOT_LOGGING_PARAMETER'" in line for line in logged)
    for text in ("\n".join(logged), capsys.readouterr().out):
        assert "the-key-of" not in text
        assert "AKIDof" not in text


# Roles


def test_hundred_accounts_with_one_profile_assume_one_role_each(tmp_path: Path) -> None:
    uins = [str(200000000000 + n) for n in range(100)]
    roles = [{"name": "SampleAuditor", "trusts": ["hub"]}]
    state = {
        "accounts": [
            {"name": "hub", "uin": HUB_UIN},
            *({"name": uin, "uin": uin, "roles": roles, "samples": [{"name": "Ann"}]} for uin in uins),
        ]
    }
    fleet = [
        {"name": f"prod-{uin}", "account_uin": uin, "role_arn": f"qcs::cam::uin/{uin}:roleName/SampleAuditor"}
        for uin in uins
    ]
    with EmulatorProcess(state) as emulator:
        hub = emulator.credentials["hub"]
        profile = Path.home() / ".tccli" / "hub.credential"
        profile.parent.mkdir()
        profile.write_text(json.dumps({"secretId": hub["secret_id"], "secretKey": hub["secret_key"]}))
        result = audited(tmp_path, accounts=fleet, samples=named("Ann"), profile="hub", endpoint=emulator.url)
        assumed = emulator.requests(action="AssumeRole")
        by_action = emulator.counters()["by_action"]
    assert result["compliant"]
    assert result["summary"]["accounts"]["compliant"] == 100
    assert [account["uin"] for account in result["accounts"]] == uins
    assert len({request["parameters"]["RoleArn"] for request in assumed}) == len(assumed) == 100
    assert by_action == {"AssumeRole": 100, "GetCallerIdentity": 100, "DescribePersonSamples": 100}


def test_credentials_of_the_instance_are_read_once_for_all_roles(tmp_path: Path) -> None:
    uins = [str(200000000000 + n) for n in range(10)]
    roles = [{"name": "SampleAuditor", "trusts": ["hub"]}]
    state = {
        "accounts": [
            {"name": "hub", "uin": HUB_UIN, "roles": [{"name": "InstanceRole"}]},
            *({"name": uin, "uin": uin, "roles": roles} for uin in uins),
        ],
        "metadata": {"account": "hub", "role": "InstanceRole"},
    }
    fleet = [{"name": uin, "role_arn": f"qcs::cam::uin/{uin}:roleName/SampleAuditor"} for uin in uins]
    options = {"accounts": fleet, "samples": named("Ann"), "credential_source": "cvm_role"}
    with EmulatorProcess(state) as emulator:
        run = run_playbook(
            tmp_path,
            [play(audit_tasks("audit", endpoint=emulator.url, **options))],
            environment={"TENCENTCLOUD_METADATA_ENDPOINT": emulator.url},
        )
        by_action = emulator.counters()["by_action"]
    result = succeeded(run).saved["audit"]
    assert result["summary"]["verdicts"]["missing"] == 10
    assert by_action == {"metadata": 2, "AssumeRole": 10, "DescribePersonSamples": 10}
