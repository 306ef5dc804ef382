# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role as users give them: on a command line, in a form, empty, and as relative paths."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.audit_task import ANN, REPORT_FILES, entries, state_of
from support.emulator_process import EmulatorProcess
from support.playbook import play, run_file, run_playbook, save, succeeded

ROLE = "tencentcloud.mps.person_sample_audit"
COLLECTION = Path(__file__).resolve().parents[2]
SPECS = yaml.safe_load((COLLECTION / "roles/person_sample_audit/meta/argument_specs.yml").read_text("utf-8"))[
    "argument_specs"
]
STATE = {"accounts": [state_of(1, "studio", ANN, {"name": "Bob"}), state_of(2, "copy", ANN), state_of(3, "archive")]}
FAILURE = "ansible_failed_result.msg"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture
def home(emulator: EmulatorProcess, tmp_path: Path) -> Path:
    """A home directory with input files. The samples of its manifest are missing in one account."""
    folder = tmp_path / "home"
    folder.mkdir()
    write_inputs(emulator, folder, "Bob")
    return folder


def write_inputs(emulator: EmulatorProcess, folder: Path, sample: str) -> None:
    (folder / "accounts.yml").write_text(yaml.safe_dump(entries(emulator, "studio", "copy")))
    (folder / "manifest.yml").write_text(yaml.safe_dump([{"name": "Ann"}, {"name": sample}]))
    (folder / "waivers.yml").write_text(yaml.safe_dump([{"account": "copy", "sample": "*", "expires": "2999-12-31"}]))


def role(name: str, tasks_from: str = "main", **variables: Any) -> dict[str, Any]:
    """Include the role, and save the message of its failure. An empty message is saved if it succeeds."""
    inputs = {f"person_sample_audit_{key}": value for key, value in variables.items()}
    include = {"ansible.builtin.include_role": {"name": ROLE, "tasks_from": tasks_from}, "vars": inputs}
    return {"block": [include, save(name, "''")], "rescue": [save(name, FAILURE)]}


def findings(folder: Path) -> dict[str, str]:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {f"{finding['account']}: {finding['sample']}": finding["verdict"] for finding in report["findings"]}


def test_every_path_variable_is_expanded_and_relative_to_the_directory_of_the_role(tmp_path: Path, home: Path) -> None:
    elsewhere = {"dir": "~", "accounts_file": "accounts.yml", "manifest_file": "./manifest.yml"}
    tasks = [
        role(
            "main",
            accounts_file="~/accounts.yml",
            manifest_file="$HOME/manifest.yml",
            waivers_file="${HOME}/waivers.yml",
            report_dir="~/first",
        ),
        role("dir", **elsewhere, waivers_file="waivers.yml", report_dir="second", previous_report="$FIRST/report.json"),
        role("merge", "merge", reports="~/first/report.json", report_dir="$HOME/merged"),
        role("render", "render", dir="$HOME", report_file="first/report.json", report_dir="~/rendered"),
        role(
            "snapshot",
            "snapshot",
            accounts_file="~/accounts.yml",
            snapshot_account="copy",
            snapshot_file="$HOME/new/snapshot.yml",
        ),
        role("no variable", **elsewhere, report_dir="$UNKNOWN/reports"),
        role("no user", **elsewhere, waivers_file="~nobody-with-this-name/waivers.yml"),
    ]
    environment = {"HOME": str(home), "FIRST": str(home / "first")}
    run = succeeded(run_playbook(tmp_path, [play(tasks)], environment=environment))
    failed = {name: message for name, message in run.saved.items() if message}
    assert failed == {
        "no variable": "$UNKNOWN/reports: the environment variable $UNKNOWN is not set. Set it, or write the path"
        " without it",
        "no user": "~nobody-with-this-name/waivers.yml: the home directory is not known. Use an absolute path",
    }
    for name in ("first", "second", "merged", "rendered"):
        assert findings(home / name) == {"copy: Bob": "missing"}, name
    assert (home / "new" / "snapshot.yml").is_file()
    assert json.loads((home / "second" / "report.json").read_text())["comparison"]["open"]
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("saved-")) == [
        "home",
        "play.yml",
    ]


# `env -C`, `make -C` and systemd change the directory, but not PWD. An empty PWD is like a missing one.
@pytest.mark.parametrize(
    ("pwd", "base"), [("home", None), ("", None), ("home", "../work")], ids=["out of date", "missing", "relative base"]
)
def test_playbook_of_the_collection_uses_the_true_working_directory(
    emulator: EmulatorProcess, tmp_path: Path, home: Path, pwd: str, base: str | None
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    write_inputs(emulator, work, "Cy")
    given = {"accounts_file": "accounts.yml", "manifest_file": "manifest.yml", "fail_on": "[]"}
    arguments = [part for name, value in given.items() for part in ("-e", f"person_sample_audit_{name}={value}")]
    arguments += [] if base is None else ["-e", f"person_sample_audit_dir={base}"]
    environment = {"PWD": str(home) if pwd else ""}
    run = run_file(Path(ROLE), work if base is None else home, *arguments, environment=environment)
    assert findings(work / "person-sample-audit") == {"studio: Cy": "missing", "copy: Cy": "missing"}, run.output
    assert run.status == 0, run.output
    assert not list((COLLECTION / "playbooks").glob("person-sample-audit"))


def optional_variables(entry_point: str) -> list[str]:
    options = SPECS[entry_point]["options"]
    return [name for name, option in options.items() if not option.get("required")]


@pytest.mark.parametrize("empty", ["null", "empty text", "omit"])
def test_variable_without_a_value_is_not_given(tmp_path: Path, home: Path, empty: str) -> None:
    value = {"null": None, "empty text": "", "omit": "{{ omit }}"}[empty]
    nothing: dict[str, dict[str, Any]] = {
        entry_point: {name.removeprefix("person_sample_audit_"): value for name in optional_variables(entry_point)}
        for entry_point in SPECS
    }
    tasks = [
        # Without a value, the reports are in the default directory, and every verdict fails the role.
        role("defaults", **{**nothing["main"], "accounts_file": "accounts.yml", "manifest_file": "manifest.yml"}),
        role("merge", "merge", **{**nothing["merge"], "reports": "person-sample-audit/report.json"}),
        role("render", "render", **{**nothing["render"], "report_file": "person-sample-audit/report.json"}),
        role(
            "snapshot",
            "snapshot",
            **{
                **nothing["snapshot"],
                "accounts_file": "accounts.yml",
                "snapshot_account": "copy",
                "snapshot_file": "snapshot.yml",
            },
        ),
    ]
    run = succeeded(run_playbook(home, [play(tasks)], environment={"HOME": str(home)}))
    messages = {name: message.partition(".")[0] for name, message in run.saved.items()}
    failure = "1 violation"
    assert messages == {
        "defaults": failure,
        "merge": failure,
        "render": "",
        "snapshot": "",
    }
    assert {path.name for path in (home / "person-sample-audit").iterdir()} == REPORT_FILES


def test_lists_can_be_texts(emulator: EmulatorProcess, tmp_path: Path, home: Path) -> None:
    fleet = entries(emulator, "studio", "copy", "archive")
    forms: dict[str, Callable[[list[str]], Any]] = {
        "list": (lambda values: values),
        "commas": ", ".join,
        "JSON": json.dumps,
        "brackets": (lambda values: f"[{', '.join(values)}]"),
    }
    tasks = []
    for name, form in forms.items():
        tasks.append(
            role(
                name,
                accounts=fleet if name == "list" else json.dumps(fleet),
                samples=[{"name": "Bob"}] if name == "list" else '[{"name": "Bob"}]',
                waivers="[]",
                include_accounts=form(["studio", "cop*"]),
                report_formats=form(["json", "csv"]),
                report_dir=f"{tmp_path}/{name}",
                fail_on=form(["drifted", "unknown"]),
            )
        )
        reports = form([f"{tmp_path}/{name}/report.json"])
        tasks.append(role(f"merge {name}", "merge", reports=reports, report_dir=f"{tmp_path}/merged", fail_on="[]"))
    # The message of a wrong value names the variable, and no value of an account.
    needed = {"accounts_file": f"{home}/accounts.yml", "samples": [{"name": "Ann"}]}
    wrong: dict[str, dict[str, Any]] = {
        "report_formats": {"report_formats": "json,pdf"},
        "fail_on": {"fail_on": '["missing"'},
        "accounts": {"accounts": '[{"name": "a-secret"', "accounts_file": None},
        "samples": {"samples": "Ann"},
        "unexpected": {"unexpected": "maybe"},
        "concurrency": {"concurrency": "many"},
        "validate_only": {"validate_only": "perhaps"},
        "compare": {"compare": "perhaps"},
        "report_mode": {"report_mode": 400},
    }
    # One message names all values that are not valid for the argument spec of the role.
    together = ("report_formats", "validate_only", "compare")
    combined = {name: value for one in together for name, value in wrong.pop(one).items()}
    tasks.append(role("wrong together", **{**needed, **combined}))
    tasks += [role(f"wrong {name}", **{**needed, **given}) for name, given in wrong.items()]
    labels: dict[str, Any] = {**needed, "accounts_file": None, "accounts": fleet, "include_labels": "a,b"}
    tasks.append(role("wrong include_labels", **labels))
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    for name in forms:
        assert run.saved[name] == run.saved[f"merge {name}"] == "", name
        assert findings(tmp_path / name) == {"copy: Bob": "missing"}, name
        assert {path.name for path in (tmp_path / name).iterdir()} == {"report.json", "findings.csv", "history.jsonl"}
    for name in together:
        assert f"person_sample_audit_{name}" in run.saved["wrong together"], (name, run.saved["wrong together"])
    for name in wrong:
        assert f"person_sample_audit_{name}" in run.saved[f"wrong {name}"], (name, run.saved[f"wrong {name}"])
        assert "a-secret" not in run.saved[f"wrong {name}"]
    assert "no account is selected" in run.saved["wrong include_labels"]


def test_misspelled_variable_is_an_error(tmp_path: Path, home: Path) -> None:
    inputs = {"accounts_file": "accounts.yml", "manifest_file": "manifest.yml"}
    tasks = [
        role("close", **inputs, sampels=[{"name": "Cy"}]),
        role("far", **inputs, profile="hub"),
        role("snapshot", "snapshot", snapshot_account="copy", snapshot_file="new.yml", account_file="accounts.yml"),
    ]
    run = succeeded(run_playbook(home, [play(tasks)]))
    rename = "Correct the name, or rename your own variable"
    for name, wrong, hint in (
        ("close", "sampels", "Did you mean person_sample_audit_samples?"),
        ("snapshot", "account_file", "Did you mean person_sample_audit_accounts_file?"),
        ("far", "profile", ""),
    ):
        message = run.saved[name]
        assert message.startswith(f"person_sample_audit_{wrong} is not a variable of the role {ROLE}. "), message
        assert hint in message
        assert message.endswith(rename)
    assert not [path.name for path in home.iterdir() if path.name in ("person-sample-audit", "new.yml")]


def test_number_where_a_text_belongs_is_an_error(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """YAML reads 0123 as 83, 12:30 as 750 and 2026-01-02 as a date, so that another sample would be compared."""
    account = entries(emulator, "studio")[0]
    wrong = yaml.safe_load("[0123, 12:30, 1_000, 0x1F, 1.50, 2026-01-02, yes]")
    waiver = {"account": "studio", "expires": "2999-12-31"}
    (tmp_path / "manifest.yml").write_text("- name: 0123\n")
    tasks = [
        role("samples", accounts=[account], samples=[{"name": value} for value in wrong], report_dir=f"{tmp_path}/no"),
        role("fields", accounts=[account], samples=[{"person_id": wrong[0], "tags": [7], "description": 5}]),
        role("accounts", accounts=[{**account, "region": wrong[0], "labels": [1]}], samples=[{"name": "Ann"}]),
        role("waivers", accounts=[account], samples=[{"name": "Ann"}], waivers=[{**waiver, "sample": wrong[0]}]),
        role("file", accounts=[account], manifest_file="manifest.yml"),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    number = "must be a string, not a number (quote it if you mean the text)"
    variable = "person_sample_audit"
    lines = {name: message.splitlines()[1:] for name, message in run.saved.items()}
    assert lines["samples"] == [
        *(f"{variable}_samples[{index}].name: {number}" for index in range(5)),
        f"{variable}_samples[5].name: {number.replace('number', 'date')}",
        f"{variable}_samples[6].name: {number.replace('number', 'boolean')}",
    ]
    assert lines["fields"] == [
        f"{variable}_samples[0].person_id: {number}",
        f"{variable}_samples[0].tags: item [0] {number}",
        f"{variable}_samples[0].description: {number}",
    ]
    assert sorted(lines["accounts"]) == [
        f"{variable}_accounts[0].labels: item [0] {number}",
        f"{variable}_accounts[0].region: {number}",
    ]
    assert lines["waivers"] == [f"{variable}_waivers[0].sample: {number}"]
    assert run.saved["file"].startswith(f"{tmp_path}/manifest.yml:1: YAML reads this value as another number; quote it")


def test_words_of_a_message_that_are_names_of_accounts_are_shown(emulator: EmulatorProcess, tmp_path: Path) -> None:
    fleet = [{**entry, "name": name, "labels": ["am", "is"]} for entry, name in [(entries(emulator, "studio")[0], "a")]]
    wrong: dict[str, dict[str, Any]] = {
        "samples": {"samples": 3},
        "include_accounts": {"include_accounts": {"a": 1}},
        "fail_on": {"fail_on": "a"},
    }
    tasks = [role(name, **{"accounts": fleet, "samples": [{"name": "Ann"}], **given}) for name, given in wrong.items()]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    for name, message in run.saved.items():
        assert f"person_sample_audit_{name}" in str(message), message
        assert "**" not in str(message)
