# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflows and the sessions of nox call targets and checks that exist, with pinned actions and few permissions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from toolchain.checks import CHECKS
from toolchain.environments import CONTROLLERS, CORES, ROOT, series
from toolchain.release import TOKEN

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PINNED = re.compile(r"uses: (?:\./\.github/workflows/\w+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+)")
# Programs of the runner that a step calls beside make.
OTHER_PROGRAMS = ("sudo apt-get ", "gh release create ")


def read(path: Path) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        yield from ((f"{path.name} {name}", job) for name, job in read(path)["jobs"].items())


def commands() -> list[str]:
    return [step["run"] for _name, job in jobs() for step in job.get("steps", ()) if "run" in step]


def triggers(name: str) -> dict[str, Any]:
    """YAML 1.1 reads the key `on` as true."""
    found: dict[str, Any] = read(FOLDER / name)[True]
    return found


def test_every_command_is_a_target_of_the_makefile() -> None:
    called = {match[1] for command in commands() if (match := re.match(r"make ([a-z-]+)", command))}
    assert called >= {"test", "check", "soak", "build", "release-check", "publish"}
    assert called <= TARGETS
    assert [command for command in commands() if not command.startswith(("make ", *OTHER_PROGRAMS))] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    uses = re.findall(r"uses: .*", path.read_text(encoding="utf-8"))
    assert uses
    assert [use for use in uses if not PINNED.fullmatch(use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_can_only_read_by_default(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}


def test_only_the_job_that_publishes_can_write_and_has_the_token() -> None:
    permissions = {name: job["permissions"] for name, job in jobs() if "permissions" in job}
    assert permissions == {"release.yml publish": {"contents": "write"}}
    with_secrets = [name for name, job in jobs() if "secrets." in str(job)]
    assert with_secrets == ["release.yml publish"]
    publish = dict(jobs())["release.yml publish"]
    assert publish["if"] == "github.repository == 'tencentcloud-mps/tencentcloud.mps'"
    assert [step["env"][TOKEN] for step in publish["steps"] if step.get("run", "").startswith("make publish")] == [
        "${{ secrets.GALAXY_TOKEN }}"
    ]


def test_no_command_contains_text_of_an_event() -> None:
    """A title or a branch name can contain shell commands."""
    expressions = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", "\n".join(commands()))
    assert [expression for expression in expressions if not expression.startswith("matrix.")] == []


def test_jobs_end_and_steps_keep_no_credentials() -> None:
    for name, job in jobs():
        assert "timeout-minutes" in job or job.keys() >= {"uses"}, name
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


def test_ci_runs_on_every_push_and_pull_request_and_every_week() -> None:
    found = triggers("ci.yml")
    assert found.keys() >= {"push", "pull_request", "schedule", "workflow_call"}
    assert [re.fullmatch(r"\d+ \d+ \* \* \d", entry["cron"]) is not None for entry in found["schedule"]] == [True]


def test_matrix_contains_every_supported_core_with_its_oldest_python() -> None:
    job = read(FOLDER / "ci.yml")["jobs"]["core"]
    matrix = {entry["core"]: entry["python"] for entry in job["strategy"]["matrix"]["include"]}
    assert matrix == {core: "{}.{}".format(*CONTROLLERS[series(core)][0]) for core in CORES}
    (command,) = (step["run"] for step in job["steps"] if "run" in step)
    (argument,) = re.findall(r"ARGS=\"'(.*)'\"", command)
    for core in CORES:
        name = argument.replace("${{ matrix.core }}", core)
        assert [check.core for check in CHECKS if check.name.startswith(name)] == [core]


def test_release_needs_its_version_then_all_tests_then_the_archive() -> None:
    found = read(FOLDER / "release.yml")["jobs"]
    assert [(name, job.get("needs")) for name, job in found.items()] == [
        ("version", None),
        ("ci", "version"),
        ("build", "ci"),
        ("publish", "build"),
    ]
    (pattern,) = triggers("release.yml")["push"]["tags"]
    assert pattern == "[0-9]+.[0-9]+.[0-9]+"


def test_problem_form_asks_for_what_identifies_a_failed_request() -> None:
    form = read(ROOT / ".github" / "ISSUE_TEMPLATE" / "problem.yml")
    required = {field["id"] for field in form["body"] if field.get("validations", {}).get("required") and "id" in field}
    assert required >= {"kind", "code", "request_id", "versions"}


def test_sessions_of_nox_are_targets_and_checks() -> None:
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    values = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert {"test", "check", "unit"} <= values["SESSIONS"].keys()
    assert values["SESSIONS"].keys() - values["PARTS"].keys() <= TARGETS
    for target, check in values["PARTS"].values():
        assert target == "check"
        assert any(known.name.startswith(check) for known in CHECKS)
