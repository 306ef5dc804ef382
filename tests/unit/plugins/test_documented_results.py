# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules return, and what their documentation describes, are the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from support.action_task import run_action
from support.emulator_process import EmulatorProcess
from support.listings import COMPLETE
from support.playbook import account_options
from support.plugin_docs import AUDIT, COLLECTION, MODULES, NOTIFY, REPORT, SINGLE_ACCOUNT_MODULES, SNAPSHOT, imported
from support.sample_report import mixed_audit, report
from support.scripted_server import ScriptedResponse, ScriptedServer, http, response


def run_module(module: str, arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The result of a module without the keys that Ansible adds."""
    with patch_module_args(arguments), pytest.raises(SystemExit):
        imported(module).main()
    returned: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert "the-key" not in str(returned)
    return {key: value for key, value in returned.items() if key not in ("invocation", "changed", "failed", "msg")}


def run_task(module: str, arguments: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The result of an action plugin without the keys that Ansible adds."""
    returned = json.loads(json.dumps(run_action(module, arguments, folder)))
    keys = [account["secret_key"] for account in arguments.get("accounts", ()) if "secret_key" in account]
    assert not [key for key in keys if key in str(returned)]
    return {key: value for key, value in returned.items() if key not in ("changed", "failed", "msg")}


def run_for_one_account(
    module: str, responses: Sequence[ScriptedResponse], capsys: pytest.CaptureFixture[str], **options: Any
) -> dict[str, Any]:
    with ScriptedServer(responses) as server:
        keys = {"secret_id": "AKIDid", "secret_key": "the-key"}
        arguments = {**keys, "endpoint": server.url, "sts_endpoint": server.url, "concurrency": 1}
        return run_module(module, {**arguments, **options}, capsys)


def connected(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    """The entry under `accounts` for each account of the emulator, with all parts that appear in results."""
    return [
        {
            "name": name,
            **account_options(emulator, name),
            "account_uin": keys["uin"],
            "labels": ["film"],
            "region": "ap-singapore",
        }
        for name, keys in emulator.credentials.items()
    ]


def run_audit(folder: Path) -> dict[str, Any]:
    """The result of an audit that contains every documented return value at least once."""
    state = {
        "accounts": [
            {"name": "studio", "uin": "100000000001", "samples": [{"name": "John"}, {"name": "Jane"}]},
            {"name": "denied", "uin": "100000000002", "denied": ["mps:*"]},
            {"name": "new", "uin": "100000000003", "roles": [{"name": "Auditor", "trusts": ["studio"]}]},
        ],
        "organization": {"manager": "studio", "members": [{"uin": "100000000003", "name": "new"}]},
    }
    waiver = {"account": "*", "sample": "John", "expires": "2999-12-31"}
    with EmulatorProcess(state) as emulator:
        # The profile of the last account does not exist, so that no request is sent to its endpoint.
        lost = {"name": "lost", "profile": "none", "endpoint": "mps.tencentcloudapi.com", "account_uin": "1"}
        (folder / "accounts.yml").write_text(json.dumps([*connected(emulator)[:2], lost]), encoding="utf-8")
        samples = [{"name": "John", "min_faces": 3, "accounts": ["studio"]}]
        (folder / "manifest.yml").write_text(json.dumps(samples), encoding="utf-8")
        arguments = {
            **account_options(emulator, "studio"),
            "accounts_file": "accounts.yml",
            "manifest_file": "manifest.yml",
            "organization": {"role_arn": "qcs::cam::uin/{uin}:roleName/Auditor"},
            "waivers": [{**waiver, "verdicts": ["drifted"], "reason": "later", "owner": "ops"}],
            "unexpected": "report",
            "report_dir": "audit",
            "report_formats": ["json"],
        }
        run_task(AUDIT, arguments, folder)
        # The second report is compared with the first report.
        return run_task(AUDIT, arguments, folder)


KINDS: dict[str, type] = {
    "str": str,
    "bool": bool,
    "int": int,
    "float": float,
    "list": list,
    "dict": dict,
    "raw": object,
}


def assert_as_documented(returned: dict[str, Any], documented: dict[str, Any]) -> None:
    """All keys are documented, values have the documented type, and each documented key has a value at least once."""
    assert returned_paths(returned, documented) == documented_paths(documented)


def documented_paths(documented: dict[str, Any], above: str = "") -> set[str]:
    parts = {above + name for name in documented}
    return parts.union(
        *(documented_paths(part.get("contains", {}), f"{above}{name}.") for name, part in documented.items())
    )


def returned_paths(returned: dict[str, Any], documented: dict[str, Any], above: str = "") -> set[str]:
    assert set(returned) == set(documented), above
    seen = set()
    for name, part in documented.items():
        value, path = returned[name], above + name
        if value is None:
            continue
        is_of_its_type = isinstance(value, KINDS[part["type"]])
        assert is_of_its_type, path
        seen.add(path)
        if "contains" in part:
            for entry in value if isinstance(value, list) else [value]:
                seen |= returned_paths(entry, part["contains"], path + ".")
        elif part["type"] == "list":
            assert all(isinstance(entry, KINDS[part["elements"]]) for entry in value), path
    return seen


def documented_returns(module: str, modules: dict[str, dict[str, Any]], when: str) -> dict[str, Any]:
    return {key: part for key, part in modules[module]["return"].items() if part["returned"] == when}


@pytest.mark.parametrize("module", SINGLE_ACCOUNT_MODULES)
def test_result_of_a_module_matches_its_documentation(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    selection = {"person_ids": [COMPLETE["PersonId"]], "names": [COMPLETE["Name"]], "tags": ["US"], "limit": 9}
    account = {"account_uin": "100000000001", "role_arn": "qcs::cam::uin/100000000001:roleName/Reader"}
    temporary = {"TmpSecretId": "AKIDtemporary", "TmpSecretKey": "the-key-2", "Token": "the-key-3"}
    responses = [
        http(response(Credentials=temporary, ExpiredTime=2_000_000_000)),
        http(response(AccountId="100000000001")),
        http(response(TotalCount=1, PersonSet=[COMPLETE])),
    ]
    returned = run_for_one_account(module, responses, capsys, **selection, **account)
    assert_as_documented(returned, documented_returns(module, modules, "success"))


@pytest.mark.parametrize("module", SINGLE_ACCOUNT_MODULES)
def test_failure_of_a_module_matches_its_documentation(
    module: str, modules: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"Code": "AuthFailure.SecretIdNotFound", "Message": "Who?"}
    returned = run_for_one_account(module, [http(response(Error=error))], capsys)
    assert_as_documented(returned, documented_returns(module, modules, "failure"))


def test_results_of_audit_and_report_match_their_documentation(
    modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    audit = run_audit(tmp_path)
    assert_as_documented(audit, documented_returns(AUDIT, modules, "success"))
    arguments = {"results": [audit], "dest": "reports", "formats": ["json", "markdown"]}
    run_task(REPORT, arguments, tmp_path)
    assert_as_documented(run_task(REPORT, arguments, tmp_path), documented_returns(REPORT, modules, "success"))


def test_result_and_failure_of_a_snapshot_match_their_documentation(
    modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    studio = {"name": "studio", "uin": "100000000001", "samples": [{"name": "John"}]}
    denied = {"name": "denied", "uin": "100000000002", "denied": ["mps:*"]}
    with EmulatorProcess({"accounts": [studio, denied]}) as emulator:
        arguments = {"accounts": connected(emulator), "account": "studio", "dest": "manifest.yml"}
        returned = run_task(SNAPSHOT, arguments, tmp_path)
        failed = run_task(SNAPSHOT, {**arguments, "account": "denied"}, tmp_path)
    assert_as_documented(returned, documented_returns(SNAPSHOT, modules, "success"))
    assert_as_documented(failed, documented_returns(SNAPSHOT, modules, "failure"))


def test_result_of_a_notification_matches_its_documentation(modules: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(report(mixed_audit())), encoding="utf-8")
    with ScriptedServer([http(b"no_service", "404 Not Found")]) as server:
        arguments = {"report_dir": ".", "targets": [{"service": "slack", "url": server.url}]}
        planned = run_action(NOTIFY, arguments, tmp_path, check_mode=True)
        failed = run_action(NOTIFY, arguments, tmp_path, task_vars={"ansible_python_interpreter": sys.executable})
    documented = documented_returns(NOTIFY, modules, "success")
    assert_as_documented({key: planned[key] + failed[key] for key in documented}, documented)


@pytest.mark.parametrize(
    ("module", "wrong"),
    [
        (AUDIT, {"accounts": [], "samples": []}),
        (REPORT, {"reports": ["/nowhere"], "dest": "/nowhere"}),
        (SNAPSHOT, {"accounts": [], "account": "studio", "dest": "/nowhere"}),
        (NOTIFY, {"targets": [], "report_dir": "/nowhere"}),
    ],
)
def test_invalid_input_returns_only_the_error_kind(
    module: str, wrong: dict[str, Any], modules: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    returned = {key: value for key, value in run_task(module, wrong, tmp_path).items() if value}
    assert returned == {"kind": "configuration"}
    assert "kind" in documented_returns(module, modules, "failure")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (REPORT, {"dest": "/nowhere", "results": []}),
        (SNAPSHOT, {"dest": "/nowhere", "account": "studio"}),
        (NOTIFY, {"targets": []}),
    ],
)
def test_module_without_its_action_plugin_fails_with_advice(
    module: str, arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with patch_module_args(arguments), pytest.raises(SystemExit):
        imported(module).main()
    message = json.loads(capsys.readouterr().out)["msg"]
    advice = f"Call it as {COLLECTION}.{module} in a playbook."
    assert message == f"{module} runs in its action plugin, on the controller. {advice}"


@pytest.mark.parametrize("module", MODULES)
def test_every_return_value_is_documented_for_success_or_failure(
    module: str, modules: dict[str, dict[str, Any]]
) -> None:
    assert {part["returned"] for part in modules[module]["return"].values()} == {"success", "failure"}
