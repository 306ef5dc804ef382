# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters in real playbooks, over what was gathered from the emulator."""

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
HOSTILE = "{{ 1 + 1 }}"
STATE = {
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "samples": [
                {"name": "Ann", "tags": ["US"], "description": "actor"},
                {"name": "Bob", "tags": ["UK"]},
                {"name": "Bob"},
                {"name": HOSTILE, "tags": [HOSTILE], "description": HOSTILE},
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
    # As YAML has it: a day, not a text.
    {"account": "prod-*", "sample": "Di", "expires": "2999-12-31", "reason": HOSTILE.replace("{", "[")},
    {"account": "*", "sample": "Cy", "verdicts": ["missing"], "expires": "2020-01-01"},
]
ACCOUNT = "prod-sg"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def judge(samples: str, expected: str = "expected", **arguments: Any) -> str:
    """The expression that judges; samples and expected are Jinja expressions."""
    options = {"account": ACCOUNT, "labels": ["studio"], **arguments}
    return f"{samples} | {VERDICTS}({expected}, {', '.join(f'{name}={value!r}' for name, value in options.items())})"


def test_the_findings_are_those_of_the_audit(emulator: EmulatorProcess, tmp_path: Path) -> None:
    keys = account_options(emulator, "studio")
    (tmp_path / "inputs.yml").write_text(
        json.dumps({"expected": EXPECTED, "waivers": WAIVERS}).replace('"2999-12-31"', "2999-12-31")
    )
    options = f"account='{ACCOUNT}', labels=['studio'], unexpected='report', include_ok=true"
    tasks: list[dict[str, Any]] = [
        {
            AUDIT: {
                "accounts": [{"name": ACCOUNT, "labels": ["studio"], **keys}],
                "samples": "{{ expected }}",
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
    audit, judged = saved["audit"], saved["result"]
    assert judged["findings"] == audit["findings"]
    assert [finding["verdict"] for finding in judged["findings"]] == [
        "drifted",
        "ambiguous",
        "missing",
        "missing",
        "drifted",
        "unexpected",
    ]
    assert judged["waivers"] == audit["waivers"]
    assert judged["verdicts"] == audit["summary"]["verdicts"]
    assert (judged["compliant"], judged["status"], judged["waived"]) == (False, "noncompliant", 1)
    assert all(saved[form] == judged for form in ("facts", "list", "file"))


def test_a_hostile_name_stays_text(emulator: EmulatorProcess, tmp_path: Path) -> None:
    first = f"({judge('info', '[]', unexpected='report')}).findings | selectattr('person_ids', 'eq', ['10004']) | first"
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
        save("again", judge("info", f"(lookup('file', '{tmp_path}/manifest.yml') | from_yaml).samples")),
    ]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["kept"] == HOSTILE
    assert [entry["name"] for entry in run.saved["made"]] == ["Ann", "Bob", "Bob", HOSTILE, "Eve"]
    assert [entry.get("person_id") for entry in run.saved["made"]] == [None, "10002", "10003", None, None]
    assert f"{HOSTILE} {HOSTILE}{HOSTILE}" in run.output
    assert run.saved["again"]["compliant"]


@pytest.mark.parametrize(
    ("gather", "expression", "says"),
    [
        ({"limit": 2}, judge("info"), "are 2 of 5 (total_count)"),
        ({"fields": ["person_id", "name", "usage_set", "face_info_set"]}, judge("info"), "with 'tag_set' in 'fields'"),
        ({"fields": ["name"]}, judge("info.person_samples", "[{'name': 'Ann'}]"), "with 'person_id' in 'fields'"),
        ({"limit": 0}, judge("info"), "are the result of a task that failed"),
        ({}, judge("info.ids_by_name"), "are a mapping without a list under"),
        ({}, judge("info", colour="red"), "unexpected keyword argument 'colour'"),
        ({}, judge("info", account="samples", labels=[]), "whether the expectation of 'Cy' applies depends on it"),
        ({"fields": ["name", "person_id"]}, f"info | {MANIFEST}", "and a manifest needs it"),
        ({}, judge("info", "[{'name': no_such_variable}]"), "'no_such_variable' is undefined"),
    ],
)  # fmt: skip
def test_what_would_mislead_fails_the_task(
    emulator: EmulatorProcess, tmp_path: Path, gather: dict[str, Any], expression: str, says: str
) -> None:
    gathering = {INFO: {**account_options(emulator, "studio"), **gather}, "register": "info", "ignore_errors": True}
    run = run_playbook(tmp_path, [play([gathering, save("it", expression)], vars={"expected": EXPECTED})])
    assert run.status == 2
    assert says in " ".join(run.output.split())
    assert run.saved == {}


def test_where_nothing_is_expected_a_warning_says_so(emulator: EmulatorProcess, tmp_path: Path) -> None:
    expected = "[{'name': 'Ann', 'accounts': ['dev-*']}]"
    tasks = [{INFO: account_options(emulator, "studio"), "register": "info"}, save("it", judge("info", expected))]
    run = succeeded(run_playbook(tmp_path, [play(tasks)]))
    assert run.saved["it"]["compliant"]
    assert "[WARNING]: person_sample_verdicts: Nothing is expected of prod-sg" in run.output
