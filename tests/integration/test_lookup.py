# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup in real playbooks, with the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import (
    account_environment,
    account_options,
    account_variables,
    lookup,
    play,
    run_playbook,
    save,
    succeeded,
)

STATE = {
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "samples": [{"name": "Ann"}, {"name": "Bob"}, {"name": "Cy"}, {"name": "Bob"}],
        },
        {"name": "denied", "uin": "100000000002", "denied": ["mps:DescribePersonSamples"]},
    ]
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture(autouse=True)
def _reset_requests(emulator: EmulatorProcess) -> None:
    emulator.reset()


def test_samples_are_in_the_order_of_the_terms(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        save("terms", lookup("'Cy'", "'Bob'", fields="['name', 'person_id']")),
        save("list", lookup("['Cy', 'Ann']") + " | map(attribute='name')"),
        save("all", lookup() + " | map(attribute='name')"),
        save("ids", lookup(person_ids="['10003', '10001']") + " | map(attribute='name')"),
        save("one", "lookup('tencentcloud.mps.mps_person_sample_info', 'Ann').name"),
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks, vars=account_variables(emulator, "studio"))])).saved
    assert saved["terms"] == [
        {"name": "Cy", "person_id": "10003"},
        {"name": "Bob", "person_id": "10002"},
        {"name": "Bob", "person_id": "10004"},
    ]
    assert saved["list"] == ["Cy", "Ann"]
    assert saved["all"] == ["Ann", "Bob", "Cy", "Bob"]
    assert saved["ids"] == ["Ann", "Cy"]
    assert saved["one"] == "Ann"


def test_omit_means_not_set_but_is_no_name(emulator: EmulatorProcess, tmp_path: Path) -> None:
    names = " | map(attribute='name')"
    no_token = {"tencentcloud_mps_token": "{{ omit }}", "nothing": "{{ omit }}"}
    message = "ansible_failed_result.msg"
    tasks = [
        {**save("variable", lookup() + names), "vars": no_token},
        {**save("option", lookup("'Ann'", token="omit", timeout="nothing") + names), "vars": no_token},
        {"block": [{**save("name", lookup("nothing")), "vars": no_token}], "rescue": [save("name", message)]},
        {"block": [save("number", lookup("[15]"))], "rescue": [save("number", message)]},
    ]
    saved = succeeded(run_playbook(tmp_path, [play(tasks, vars=account_variables(emulator, "studio"))])).saved
    assert saved["variable"] == ["Ann", "Bob", "Cy", "Bob"]
    assert saved["option"] == ["Ann"]
    assert "names[0] must be a string" in saved["name"]
    assert "names[0] must be a string, not a number (quote it if you mean the text)" in saved["number"]


def test_a_loop_of_a_hundred_items_sends_one_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    name = "{{ (" + lookup() + " | map(attribute='name'))[item % 4] }}"
    tasks = [{"ansible.builtin.debug": {"msg": name}, "loop": "{{ range(100) | list }}"}]
    succeeded(run_playbook(tmp_path, [play(tasks, vars=account_variables(emulator, "studio"))]))
    assert len(emulator.requests()) == 1


def test_on_missing_controls_the_reaction_to_missing_samples(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        save("warn", lookup("'Nobody'", "'Ann'", on_missing="'warn'") + " | map(attribute='name')"),
        save("skip", lookup("'Noone'", on_missing="'skip'")),
        save("id", lookup(person_ids="['7']")) | {"ignore_errors": True},
        save("error", lookup("'Nemo'", "'Ann'")),
    ]
    run = run_playbook(tmp_path, [play(tasks, vars=account_variables(emulator, "studio"))])
    assert run.status == 2
    assert run.saved == {"warn": ["Ann"], "skip": []}
    assert "[WARNING]: mps_person_sample_info: no sample found for 'Nobody'" in run.output
    assert "Noone" not in run.output
    assert "mps_person_sample_info: no sample found for '7'" in run.output
    assert "mps_person_sample_info: no sample found for 'Nemo'" in run.output


def test_on_denied_controls_the_reaction_to_a_denied_request(emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        save("warn", lookup("'Ann'", on_denied="'warn'")),
        save("skip", lookup(on_denied="'skip'", on_missing="'error'")),
        save("error", lookup("'Ann'")),
    ]
    run = run_playbook(tmp_path, [play(tasks, vars=account_variables(emulator, "denied"))])
    assert run.status == 2
    assert run.saved == {"warn": [], "skip": []}
    assert run.output.count("UnauthorizedOperation") >= 2
    assert len(emulator.requests()) == 3


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (lookup("[]"), "names is an empty list"),
        (lookup(tags="[]"), "tags is an empty list"),
        (lookup(person_id="'1'"), "'person_id' is not an option of this lookup"),
        (lookup(names="['Ann']"), "'names' is not an option of this lookup"),
        (lookup(limit="0"), "limit is 0"),
        (lookup(limit="'many'"), "many"),
        (lookup("''"), "names[0] is ''"),
        (lookup("7.5"), "names[0] must be a string, not a number"),
        (lookup(type="'Default'"), "Set 'names' too"),
        (lookup(on_missing="'explode'"), "explode"),
    ],
)  # fmt: skip
def test_invalid_input_fails_before_any_request(
    emulator: EmulatorProcess, tmp_path: Path, expression: str, message: str
) -> None:
    run = run_playbook(tmp_path, [play([save("it", expression)], vars=account_variables(emulator, "studio"))])
    assert run.status == 2
    assert message in run.output
    assert emulator.requests() == []


def test_options_can_come_from_arguments_variables_environment_and_ini(
    emulator: EmulatorProcess, tmp_path: Path
) -> None:
    (tmp_path / "ansible.cfg").write_text(
        "[tencentcloud_mps]\nlanguage = zh-CN\nregion = from-ini\non_missing = skip\n", encoding="utf-8"
    )
    keys = account_options(emulator, "studio")
    variables = {
        "the_key": keys["secret_key"],
        "tencentcloud_mps_secret_key": "{{ the_key }}",
        "tencentcloud_mps_timeout": "{{ 2 * 3 }}",
    }
    environment = {
        **account_environment(emulator, "studio"),
        "TENCENTCLOUD_SECRET_KEY": "{{ this is not a template }}",
        "TENCENTCLOUD_REGION": "from-environment",
    }
    tasks = [
        save("ini", lookup("'Nobody'")),
        save("argument", lookup("'Ann'", region="'from-argument'", language="'en-US'") + " | length"),
        save("task", lookup("'Ann'") + " | length") | {"vars": {"tencentcloud_mps_region": "from-{{ 'variable' }}"}},
    ]
    run = run_playbook(tmp_path, [play(tasks, vars=variables)], environment=environment)
    assert succeeded(run).saved == {"ini": [], "argument": 1, "task": 1}
    seen = [(request["region"], request["language"]) for request in emulator.requests()]
    assert seen == [("from-environment", "zh-CN"), ("from-argument", "en-US"), ("from-variable", "zh-CN")]
