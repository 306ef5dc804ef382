# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The snapshot module in playbooks: credentials, files, check mode and diff mode, secrets and error messages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import ANN, AUDIT, entries, entry, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import GROUP, account_environment, account_options, play, run_playbook, save, succeeded

SNAPSHOT = "tencentcloud.mps.mps_person_sample_snapshot"
HOSTILE = "{{ lookup('pipe', 'id') }}"
NAMES = ["NO", "李明 𠮷", "cut \ud83d", " ", HOSTILE, "Twin", "Twin"]
STATE = {
    "accounts": [
        state_of(1, "studio", ANN, *({"name": name, "description": name} for name in NAMES)),
        state_of(2, "big", count=250),
        state_of(3, "denied", denied=["mps:DescribePersonSamples"]),
        state_of(4, "empty"),
        state_of(5, "other", {"name": "Stranger"}),
    ]
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_requests_yet(emulator: EmulatorProcess) -> None:
    emulator.reset()


def tasks(**cases: dict[str, Any]) -> list[dict[str, Any]]:
    """A snapshot for each case, and its result. A case can have keywords of the task under ``task``."""
    written: list[dict[str, Any]] = []
    for name, options in cases.items():
        keywords = options.pop("task", {})
        given = {"dest": f"{name}.yml", **options}
        written.append({SNAPSHOT: given, "register": name, "ignore_errors": True, **keywords})
        written.append({**save(name, name), "check_mode": False, "diff": False})
    return written


def samples(path: Path) -> list[dict[str, Any]]:
    document: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document["samples"]


def test_account_is_compliant_with_its_snapshot(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "accounts.yml").write_text(yaml.safe_dump({"accounts": entries(emulator, "studio", "big", "empty")}))
    shared: dict[str, Any] = {"accounts_file": "accounts.yml"}
    compared = {"accounts_file": "accounts.yml", "unexpected": "report"}
    audits = [
        {AUDIT: {**compared, "manifest_file": f"{name}.yml", "include_accounts": [name]}, "register": f"audit_{name}"}
        for name in ("studio", "big")
    ]
    run = succeeded(
        run_playbook(
            tmp_path,
            [
                play(
                    [
                        *tasks(
                            studio={**shared, "account": "studio"}, big={**shared, "account": "big", "mode": "0640"}
                        ),
                        *tasks(empty={**shared, "account": "empty"}),
                        *audits,
                        *(save(f"audit_{name}", f"audit_{name}.summary.verdicts") for name in ("studio", "big")),
                    ]
                )
            ],
        )
    )
    manifest = samples(tmp_path / "studio.yml")
    identities = [(one.get("name"), one.get("person_id")) for one in manifest]
    assert identities == [
        ("Ann", None),
        ("NO", None),
        ("李明 𠮷", None),
        (None, "10004"),
        (None, "10005"),
        (HOSTILE, None),
        ("Twin", "10007"),
        ("Twin", "10008"),
    ]
    assert manifest[0] == {
        "name": "Ann",
        "tags": ["US"],
        "usages": ["Recognition.Face"],
        "description": "actor",
        "min_faces": 2,
    }
    counts = dict.fromkeys(["missing", "drifted", "ambiguous", "forbidden", "unexpected", "unknown"], 0)
    assert run.saved["audit_studio"] == {"ok": 8, **counts}
    assert run.saved["audit_big"] == {"ok": 250, **counts}
    assert [(tmp_path / f"{name}.yml").stat().st_mode & 0o777 for name in ("studio", "big")] == [0o600, 0o640]
    returned = run.saved["big"]
    assert (returned["samples"], returned["account"], returned["uin"]) == (250, "big", None)
    assert returned["dest"] == str(tmp_path / "big.yml")
    assert returned["statistics"]["requests"] >= 3
    assert samples(tmp_path / "empty.yml") == []
    assert "The account empty has no samples." in run.output


def test_account_uses_the_options_of_the_task_unless_it_sets_credentials(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    """The credentials of the play are those of another account, with another library."""
    other, endpoint = account_options(emulator, "other"), {"endpoint": emulator.url}
    inherits = {"name": "inherits", "account_uin": "100000000005"}
    wrong_owner = {"name": "wrong", "account_uin": "100000000001"}
    own = {key: value for key, value in entry(emulator, "studio").items() if key != "endpoint"}
    half = {"name": "half", "credential_source": "static"}
    cases: dict[str, dict[str, Any]] = {
        "inherits": {"accounts": [inherits]},
        "own": {"accounts": [{**own, "name": "own", "account_uin": "100000000001"}]},
        "wrong": {"accounts": [wrong_owner]},
        "half": {"accounts": [half]},
        "variable": {
            "accounts": [{"name": "variable", "credential_source": "static"}],
            "task": {"environment": account_environment(emulator, "studio")},
        },
        "task": {"accounts": [{"name": "task"}], **account_options(emulator, "studio")},
    }
    written = tasks(**{name: {"account": name, **options} for name, options in cases.items()})
    defaults = {GROUP: {**other, **endpoint}}
    saved = succeeded(run_playbook(tmp_path, [play(written, module_defaults=defaults)])).saved
    counts = {name: result["samples"] for name, result in saved.items() if not result["failed"]}
    assert counts == {"inherits": 1, "own": 8, "variable": 8, "task": 8}
    assert saved["inherits"]["uin"] == "100000000005"
    assert "wrong account: the credentials belong to 100000000005" in saved["wrong"]["msg"]
    assert saved["half"]["kind"] == "configuration"
    assert not (tmp_path / "wrong.yml").exists()
    assert not (tmp_path / "half.yml").exists()


def test_check_mode_and_diff_mode(emulator: EmulatorProcess, tmp_path: Path) -> None:
    before = "samples:\n- name: Gone\n"
    for name in ("predicted", "replaced"):
        (tmp_path / f"{name}.yml").write_text(before)
    options = {"accounts": entries(emulator, "other"), "account": "other"}
    cases: dict[str, dict[str, Any]] = {
        "predicted": {**options, "task": {"check_mode": True}},
        "replaced": options,
        "unchanged": {**options, "dest": "replaced.yml"},
    }
    run = succeeded(run_playbook(tmp_path, [play(tasks(**cases))], "--diff"))
    assert [run.saved[name]["changed"] for name in cases] == [True, True, False]
    assert (tmp_path / "predicted.yml").read_text() == before
    after = (tmp_path / "replaced.yml").read_text()
    for name in ("predicted", "replaced"):
        assert (run.saved[name]["diff"]["before"], run.saved[name]["diff"]["after"]) == (before, after)
    assert run.output.count("-- name: Gone") == 2
    assert run.output.count("+- name: Stranger") == 2


def test_wrong_input_is_an_error_before_any_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "accounts.yml").write_text("- name: studio\n- nam: other\n")
    options: dict[str, Any] = {"accounts": entries(emulator, "studio"), "account": "studio"}
    expected = {
        "nobody": ({**options, "account": "Studio"}, "account: 'Studio' is not the name of an account"),
        "pattern": ({**options, "account": "stud*"}, "account: 'stud*' is not the name of an account"),
        "missing": ({"account": "studio"}, "accounts: is missing or empty; set accounts or accounts_file"),
        "file": ({"account": "studio", "accounts_file": "accounts.yml"}, "accounts.yml:2: accounts[1].nam: is an unkn"),
        "folder": ({**options, "dest": "folder"}, "folder is a directory, but a file with this name is needed"),
        "mode": ({**options, "mode": "u=rw"}, "mode is 'u=rw', which is not a file mode"),
        "option": (
            {**options, "unexpected": "report"},
            "unsupported options: unexpected. Supported parameters include",
        ),
        "become": ({**options, "task": {"become": True}}, "become is not supported. Set become: false"),
        "remote": (
            {**options, "task": {"vars": {"ansible_connection": "ssh"}}},
            "the connection is ssh, but this module runs on the controller only. Set delegate_to: localhost",
        ),
        "background": ({**options, "task": {"async": 10}}, "does not support async"),
    }
    cases = {name: case for name, (case, _message) in expected.items()}
    saved = succeeded(run_playbook(tmp_path, [play(tasks(**cases))])).saved
    for name, (_case, message) in expected.items():
        assert message in saved[name]["msg"], name
        assert not (tmp_path / f"{name}.yml").exists()
    assert emulator.requests() == []


def test_no_secret_and_no_sample_is_shown(emulator: EmulatorProcess, tmp_path: Path) -> None:
    gone = {**entry(emulator, "other"), "name": "gone", "endpoint": "http://127.0.0.1:9", "retry_budget": 0}
    accounts = [*entries(emulator, "studio", "denied"), {**gone, "account_uin": "100000000005"}]
    path = tmp_path / "accounts.yml"
    path.write_text(yaml.safe_dump(accounts))
    (tmp_path / "password").write_text("open sesame\n")
    command = ["ansible-vault", "encrypt", str(path), "--vault-password-file", str(tmp_path / "password")]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    cases = {name: {"accounts_file": "accounts.yml", "account": name} for name in ("studio", "denied", "gone")}
    cases["wrong"] = {"accounts_file": "accounts.yml", "account": "studio", "mode": "x"}
    arguments = ("-vvv", "--vault-password-file", str(tmp_path / "password"))
    run = succeeded(run_playbook(tmp_path, [play(tasks(**cases))], *arguments))
    assert [run.saved[name]["failed"] for name in cases] == [False, True, True, True]
    assert [run.saved[name]["kind"] for name in cases if run.saved[name]["failed"]] == [
        "denied",
        "transport",
        "configuration",
    ]
    secrets = [account["secret_key"] for account in accounts]
    shown = run.output + str(run.saved)
    assert [secret for secret in [*secrets, "actor", "李明"] if secret in shown] == []
