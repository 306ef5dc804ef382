# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters in real playbooks, with samples that were gathered from the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import FACTS, INFO, account_options, play, run_playbook, save, succeeded

AUDIT = "tencentcloud.mps.mps_person_sample_audit"
VERDICTS = "tencentcloud.mps.person_sample_verdicts"
MANIFEST = "tencentcloud.mps.person_sample_manifest"
TEMPLATE_NAME = "{{ 1 + 1 }}"
STATE = {
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "samples": [
                {"name": "Ann", "tags": ["US"], "description": "actor"},
                {"name": "Bob", "tags": ["UK"]},
                {"name": "Bob"},
                {"name": TEMPLATE_NAME, "tags": [TEMPLATE_NAME], "description": TEMPLATE_NAME},
                {"name": "Eve"},
            ],
        }
    ]
}
EXPECTED: list[dict[str, Any]] = [
    {"name": "Ann", "tags": ["US"], "usages": ["Review"], "min_faces": 1, "severity": "low"},
    {"name": "Bob"},
    {"name": "Cy", "accounts": ["prod-*"]},
    {"name": "Di", "labels": ["studio"], "severity": "critical"},
    {"name": "Nobody", "labels": ["archive"]},
    {"person_id": "10005", "name": "Eva"},
    {"name": "Eve", "state": "absent", "accounts": ["dev-*"]},
]
WAIVERS = [
    # The test writes it unquoted, so that YAML parses it as a date.
    {"account": "prod-*", "sample": "Di", "expires": "2999-12-31", "reason": TEMPLATE_NAME.replace("{", "[")},
    {"account": "*", "sample": "Cy", "verdicts": ["missing"], "expires": "2020-01-01"},
]
ACCOUNT = "prod-sg"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def without_times(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings by ID, without the time at which each was first seen."""
    return sorted(({**found, "first_seen": ""} for found in findings), key=lambda found: str(found["id"]))


def filtered(samples: str, expected: str = "expected", **arguments: Any) -> str:
    """An expression that applies the filter. ``samples`` and ``expected`` are Jinja expressions."""
    options = {"account": ACCOUNT, "labels": ["studio"], **arguments}
    return f"{samples} | {VERDICTS}({expected}, {', '.join(f'{name}={value!r}' for name, value in options.items())})"


def test_findings_equal_those_of_the_audit(emulator: EmulatorProcess, tmp_path: Path) -> None:
    keys = account_options(emulator, "studio")
    (tmp_path / "inputs.yml").write_text(
        json.dumps({"expected": EXPECTED, "waivers": WAIVERS}).replace('"2999-12-31"', "2999-12-31")
    )
    options = f"account='{ACCOUNT}', labels=['studio'], unexpected='report', include_ok=true"
    tasks: list[dict[str, Any]] = [
        {
            AUDIT: {
                "accounts": [{"name": ACCOUNT, "labels": ["studio"], **keys}],
                "samples": "{{ expected | map('combine', {'may_match_nothing': true}) }}",
                "waivers": "{{ waivers }}",
                "unexpected": "report",
                "include_ok": True,
            },
            "register": "audit",
        },
        {INFO: keys, "register": "info"},
        {FACTS: keys},
        {"ansible.builtin.copy": {"content": "{{ info | to_json }}", "dest": f"{tmp_path}/library.json"}},
        save("audit", "audit"),
        save("result", f"info | {VERDICTS}(expected, waivers, {options})"),
        save("facts", f"ansible_facts | {VERDICTS}(expected, waivers, {options})"),
        save("list", f"info.person_samples | {VERDICTS}(expected, waivers, {options})"),
        save(
            "file", f"lookup('file', '{tmp_path}/library.json') | from_json | {VERDICTS}(expected, waivers, {options})"
        ),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks, vars_files=["inputs.yml"])])).saved
    audit, result = saved["audit"], saved["result"]
    # The task lists the most severe findings first.
    assert without_times(result["findings"]) == without_times(audit["findings"])
    assert [finding["verdict"] for finding in result["findings"]] == [
        "drifted",
        "ambiguous",
        "missing",
        "missing",
        "drifted",
        "unexpected",
    ]
    assert result["waivers"] == audit["waivers"]
    assert result["verdicts"] == audit["summary"]["verdicts"]
    assert (result["compliant"], result["status"], result["waived"]) == (False, "noncompliant", 1)
    evaluated = ("compliant", "verdicts", "samples", "waivers", "warnings")
    assert all(saved[form][key] == result[key] for form in ("facts", "list", "file") for key in evaluated)
    for form in ("facts", "list", "file"):
        assert without_times(saved[form]["findings"]) == without_times(result["findings"])
    assert saved["file"] == result


def test_name_that_looks_like_a_template_stays_text(emulator: EmulatorProcess, tmp_path: Path) -> None:
    first = (
        f"({filtered('info', '[]', unexpected='report')}).findings | selectattr('person_ids', 'eq', ['10004']) | first"
    )
    tasks: list[dict[str, Any]] = [
        {INFO: account_options(emulator, "studio"), "register": "info"},
        {"ansible.builtin.set_fact": {"kept": "{{ " + first + " }}", "made": "{{ info | " + MANIFEST + " }}"}},
        {"ansible.builtin.debug": {"msg": "{{ kept.sample }} {{ made[3].name ~ made[3].description }}"}},
        save("kept", "kept.sample"),
        save("made", "made"),
        {
            "ansible.builtin.copy": {
                "content": "{{ {'samples': made} | to_nice_yaml }}",
                "dest": f"{tmp_path}/manifest.yml",
            }
        },
        save("again", filtered("info", f"(lookup('file', '{tmp_path}/manifest.yml') | from_yaml).samples")),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["kept"] == TEMPLATE_NAME
    assert [entry["name"] for entry in run.saved["made"]] == ["Ann", "Bob", "Bob", TEMPLATE_NAME, "Eve"]
    assert [entry.get("person_id") for entry in run.saved["made"]] == [None, "10002", "10003", None, None]
    assert f"{TEMPLATE_NAME} {TEMPLATE_NAME}{TEMPLATE_NAME}" in run.output
    assert run.saved["again"]["compliant"]


@pytest.mark.parametrize(
    ("gather", "expression", "message"),
    [
        ({"limit": 2}, filtered("info"), "contains 2 of 5 samples (total_count)"),
        ({"fields": ["person_id", "name", "usage_set", "face_info_set"]}, filtered("info"), "'tag_set' in 'fields'"),
        ({"fields": ["name"]}, filtered("info.person_samples", "[{'name': 'Ann'}]"), "with 'person_id' in 'fields'"),
        ({"limit": 2}, filtered("{'failed': true}"), "is the result of a task that failed"),
        ({}, filtered("info.ids_by_name"), "has no list under"),
        ({}, filtered("info", colour="red"), "unexpected keyword argument 'colour'"),
        ({}, filtered("info", account="samples", labels=[]), "'Cy' applies to certain accounts only"),
        ({"fields": ["name", "person_id"]}, f"info | {MANIFEST}", "but a manifest requires it"),
        ({}, filtered("info", "[{'name': no_such_variable}]"), "'no_such_variable' is undefined"),
    ],
)  # fmt: skip
def test_input_that_could_give_a_wrong_verdict_fails_the_task(
    emulator: EmulatorProcess, tmp_path: Path, gather: dict[str, Any], expression: str, message: str
) -> None:
    gathering = {INFO: {**account_options(emulator, "studio"), **gather}, "register": "info", "ignore_errors": True}
    run = run_playbook(tmp_path, [play([gathering, save("it", expression)], vars={"expected": EXPECTED})])
    assert run.status == 2
    assert message in " ".join(run.output.split())
    assert run.saved == {}


def test_account_without_expectations_gives_a_warning(emulator: EmulatorProcess, tmp_path: Path) -> None:
    expected = "[{'name': 'Ann', 'accounts': ['dev-*']}]"
    tasks = [{INFO: account_options(emulator, "studio"), "register": "info"}, save("it", filtered("info", expected))]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["it"]["compliant"]
    assert "[WARNING]: person_sample_verdicts: No expectation applies to prod-sg" in run.output
