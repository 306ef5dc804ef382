# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWX kit uses documented parameters of awx.awx, and its parts refer to each other by existing names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2.nativetypes import NativeEnvironment

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.environment import CREDENTIALS_FILE, ENVIRONMENT
from support import awx_parameters as awx

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "extensions" / "awx"
README = (KIT / "README.md").read_text(encoding="utf-8")


class Loader(yaml.SafeLoader):
    """Reads ``!unsafe`` values as text. Ansible does not evaluate them, so the braces in them are for AWX."""


def _text(loader: Loader, node: yaml.ScalarNode) -> object:
    return loader.construct_scalar(node)


Loader.add_constructor("!unsafe", _text)


def load(name: str) -> Any:
    return yaml.load((KIT / name).read_text(encoding="utf-8"), Loader)  # noqa: S506  # a safe loader


PLAY = load("configure.yml")[0]
TASKS = [
    pytest.param(name.removeprefix("awx.awx."), options, id=task["name"])
    for task in PLAY["tasks"]
    for name, options in task.items()
    if name.startswith("awx.awx.")
]


def options_of(module: str) -> list[dict[str, Any]]:
    return [task[f"awx.awx.{module}"] for task in PLAY["tasks"] if f"awx.awx.{module}" in task]


def roles_variables(entry_point: str) -> set[str]:
    specs = yaml.safe_load((ROOT / "roles/person_sample_audit/meta/argument_specs.yml").read_text(encoding="utf-8"))
    return {*specs["argument_specs"][entry_point]["options"]}


def test_every_task_configures_awx() -> None:
    assert len(TASKS) == len(PLAY["tasks"])


@pytest.mark.parametrize(("module", "options"), TASKS)
def test_task_uses_documented_parameters(module: str, options: dict[str, Any]) -> None:
    assert {*options} <= awx.PARAMETERS[module]
    assert awx.REQUIRED.get(module, awx.NAME_ONLY) <= {*options}
    for parameter, value in options.items():
        choices = awx.CHOICES.get((module, parameter))
        assert choices is None or value in choices


def test_tasks_with_keys_are_not_logged() -> None:
    for task in PLAY["tasks"]:
        uses_keys = "audit_secret" in yaml.safe_dump(task)
        assert bool(task.get("no_log")) is uses_keys, task["name"]


def test_injectors_of_the_credential_use_its_fields_and_variables_of_the_collection() -> None:
    (credential,) = options_of("credential_type")
    fields = {field["id"]: field for field in credential["inputs"]["fields"]}
    assert all({*field} <= awx.INPUT_FIELD for field in fields.values())
    assert {*credential["inputs"]["required"]} <= {*fields}
    injectors = credential["injectors"]
    used = set(re.findall(r"{{ (\w+)", yaml.safe_dump(injectors, width=1000))) - {"tower"}
    assert used == {*fields}
    variables = {name for names in ENVIRONMENT.values() for name in names} | {CREDENTIALS_FILE}
    assert {*injectors["env"]} <= variables - awx.BLOCKED_VARIABLES


def test_secret_fields_are_injected_into_the_file_only() -> None:
    (credential,) = options_of("credential_type")
    secret = [field["id"] for field in credential["inputs"]["fields"] if field.get("secret")]
    assert secret == ["secret_id", "secret_key"]
    assert not any(name in value for name in secret for value in credential["injectors"]["env"].values())


def test_survey_asks_for_variables_of_the_role() -> None:
    survey = PLAY["vars"]["audit_survey"]
    assert {*survey} == {"name", "description", "spec"}
    for entry in survey["spec"]:
        assert {*entry} <= awx.SURVEY_ENTRY
        assert entry["type"] in awx.SURVEY_TYPES
        assert entry["variable"] in roles_variables("main")
        assert entry["type"] != "multiplechoice" or entry["default"] in entry["choices"]


def test_job_templates_run_playbooks_of_the_project_and_one_of_them_is_sliced() -> None:
    templates = options_of("job_template")
    assert [template["playbook"] for template in templates] == ["start.yml", "audit.yml", "merge.yml"]
    assert all((KIT / "project" / template["playbook"]).is_file() for template in templates)
    (sliced,) = [template for template in templates if "job_slice_count" in template]
    assert sliced["playbook"] == "audit.yml"
    (loop,) = [task["loop"] for task in PLAY["tasks"] if "awx.awx.host" in task]
    assert all("audit_slices | int" in text for text in (sliced["job_slice_count"], loop))


def test_workflow_runs_the_merge_also_after_a_lost_slice() -> None:
    (workflow,) = options_of("workflow_job_template")
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    assert all({*node} <= awx.NODE for node in nodes.values())
    assert all({*node["unified_job_template"]} <= awx.NODE_TEMPLATE for node in nodes.values())
    edges = {
        (source, relation, target["identifier"])
        for source, node in nodes.items()
        for relation, targets in node.get("related", {}).items()
        for target in targets
    }
    assert edges == {("start", "success_nodes", "audit"), ("audit", "always_nodes", "merge")}
    assert {relation for _source, relation, _target in edges} <= awx.RELATIONS
    names = {template["name"] for template in options_of("job_template")}
    assert {node["unified_job_template"]["name"] for node in nodes.values()} == names


def test_every_variable_is_in_the_example_file() -> None:
    text = (KIT / "configure.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\b(?:audit|awx)_[a-z_]+", text)) - {*PLAY["vars"]}
    given = load("variables.yml")
    assert used == {*given}
    assert re.fullmatch(r"DTSTART;TZID=\S+:\d{8}T\d{6} RRULE:FREQ=DAILY;INTERVAL=1", given["audit_schedule"])


@pytest.mark.parametrize("name", ["start", "audit", "merge"])
def test_variables_of_the_playbooks_exist(name: str) -> None:
    text = (KIT / "project" / f"{name}.yml").read_text(encoding="utf-8")
    text += (KIT / "project" / "common.yml").read_text(encoding="utf-8")
    own = {"person_sample_audit"}
    assert set(re.findall(r"\bperson_sample_audit\w*", text)) - own <= roles_variables("merge") | roles_variables(
        "main"
    )


@pytest.mark.parametrize(
    ("earlier", "deadlines", "is_compared"),
    [([], {}, False), ([], None, False), ([], {"high": 7}, True), (["runs/1/merged/report.json"], {}, True)],
    ids=["first run", "first run, null", "first run with deadlines", "later run"],
)
def test_merge_compares_if_there_is_an_earlier_run_or_a_deadline(
    earlier: list[str], deadlines: dict[str, int] | None, is_compared: bool
) -> None:
    given = load("project/merge.yml")[0]["tasks"][-1]["vars"]
    environment = NativeEnvironment()
    environment.filters["bool"] = bool
    known: dict[str, Any] = {"earlier_reports": earlier, "person_sample_audit_fail_after_days": deadlines}
    known["has_deadlines"] = environment.from_string(given["has_deadlines"]).render(known)
    compares: Any = environment.from_string(given["person_sample_audit_compare"]).render(known)
    assert compares is is_compared


def test_reports_are_stored_on_the_volume_of_the_pods() -> None:
    (group,) = options_of("instance_group")
    pod = yaml.safe_load(re.sub(r"{{ (\w+) }}", r"\1", group["pod_spec_override"]))
    (mount,) = pod["spec"]["containers"][0]["volumeMounts"]
    assert mount["mountPath"] == load("project/common.yml")["audit_store"]
    assert [volume["name"] for volume in pod["spec"]["volumes"]] == [mount["name"]]


def test_readme_states_how_the_kit_was_tested() -> None:
    assert "awx.awx cannot be installed" in " ".join(README.replace("`", "").split())
