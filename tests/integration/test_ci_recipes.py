# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CI jobs of the platform guide: each step runs as in the CI system, against the emulator, without a stored key.

Steps that install something call a program of the test. Actions of the CI system (``uses``) do not run.
"""

from __future__ import annotations

import os
import re
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.credential_sources import oidc_token
from support.emulator_process import EmulatorProcess
from support.scripted_server import Received, ScriptedServer, http

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "platform_guide.rst"
HUB, STUDIO = "100000000009", "100000000001"
ISSUERS = {"github": "https://token.actions.githubusercontent.com", "gitlab": "https://gitlab.com"}
SUBJECTS = {"github": "repo:studio/audit:ref:refs/heads/main", "gitlab": "project_path:studio/audit:ref_type:branch"}
REQUEST_TOKEN = "the-token-that-requests-tokens"
INSTALLERS = ("pip", "ansible-galaxy")


def yaml_blocks() -> list[str]:
    """The YAML blocks of the guide."""
    pattern = r"^( *)\.\. code-block:: yaml\n\n((?:(?:\1 +.*)?\n)+)"
    return [
        textwrap.dedent(found[2]) for found in re.finditer(pattern, GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def block_with(text: str) -> str:
    (block,) = (block for block in yaml_blocks() if text in block)
    return block


GITHUB, GITLAB = block_with("runs-on: ubuntu-latest"), block_with("id_tokens:")


def token_of(system: str, audience: str, **claims: Any) -> str:
    """A token as the CI system issues it: valid for five minutes."""
    known = {"iss": ISSUERS[system], "sub": SUBJECTS[system], "aud": audience, "exp": time.time() + 300}
    return oidc_token(**{**known, **claims})


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    providers = [
        {
            "provider_id": system,
            "issuer": issuer,
            "audiences": ["tencentcloud"],
            "subjects": [SUBJECTS[system]],
            "roles": ["CiAuditor"],
        }
        for system, issuer in ISSUERS.items()
    ]
    accounts = [
        {"name": "hub", "uin": HUB, "roles": [{"name": "CiAuditor"}], "oidc": providers},
        {
            "name": "studio",
            "uin": STUDIO,
            "roles": [{"name": "SampleAuditor", "trusts": ["hub"]}],
            "samples": [{"name": "John Smith"}],
        },
    ]
    with EmulatorProcess({"accounts": accounts}) as running:
        yield running


@dataclass
class Job:
    """A working copy of the audit repository on a CI runner, and the environment of the job."""

    folder: Path
    environment: dict[str, str]
    output: str = ""
    steps: list[str] = field(default_factory=list)

    def run(self, script: str, *shell: str) -> int:
        """Run one step; append its output to the log of the job."""
        done = subprocess.run(
            [*(shell or ("bash", "-e")), "-c", script],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        self.output += done.stdout + done.stderr
        self.steps.append(script)
        return done.returncode


@pytest.fixture
def job(emulator: EmulatorProcess, tmp_path: Path) -> Job:
    emulator.reset()
    folder, programs = tmp_path / "work", tmp_path / "programs"
    for path in (folder, programs):
        path.mkdir()
    for name in INSTALLERS:
        (programs / name).write_text(f'#!/bin/sh\necho "$0 $*" >>"{tmp_path}/installed"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    account = {"name": "studio", "account_uin": STUDIO, "role_arn": f"qcs::cam::uin/{STUDIO}:roleName/SampleAuditor"}
    files = {
        "audit.yml": block_with("in CI"),
        "accounts.yml": yaml.safe_dump({"accounts": [account]}),
        "manifest.yml": yaml.safe_dump({"samples": [{"name": "John Smith"}]}),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "TENCENTCLOUD_MPS_ENDPOINT": emulator.url,
        "LANG": "C.UTF-8",
    }
    return Job(folder, environment)


def run_github(job: Job, workflow: Mapping[str, Any], issue: Callable[[Received], bytes]) -> list[int]:
    """Run the ``run`` steps of the workflow as the runner of GitHub does. Returns their exit codes."""
    variables = job.folder.parent / "github_env"
    temporary = job.folder.parent / "temp"
    temporary.mkdir()
    variables.touch()
    codes: list[int] = []
    with ScriptedServer([issue]) as server:
        job.environment |= {"GITHUB_ENV": str(variables), "RUNNER_TEMP": str(temporary), "GITHUB_ACTIONS": "true"}
        job.environment["GITHUB_STEP_SUMMARY"] = str(job.folder.parent / "summary")
        if workflow["permissions"].get("id-token") == "write":
            job.environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = f"{server.url}/token?api-version=2.0"
            job.environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = REQUEST_TOKEN
        for step in workflow["jobs"]["audit"]["steps"]:
            if "run" not in step or (any(codes) and step.get("if") != "always()"):
                continue
            shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail") if step.get("shell") == "bash" else ()
            codes.append(job.run(step["run"], *shell))
            job.environment |= dict(line.split("=", 1) for line in variables.read_text("utf-8").splitlines())
    return codes


def issue_token(request: Received) -> bytes:
    """The response of GitHub to a request for a token."""
    assert request.headers["Authorization"] == f"Bearer {REQUEST_TOKEN}"
    audience = re.search(r"[?&]audience=([^& ]+)", request.line)
    assert audience is not None
    return http({"count": 1, "value": token_of("github", audience[1])})


def test_github_job_audits_without_a_stored_key(job: Job, emulator: EmulatorProcess) -> None:
    assert run_github(job, yaml.safe_load(GITHUB), issue_token) == [0] * 5, job.output
    assert re.search(r"(?<!NOT )COMPLIANT: 1 of 1 account compliant", job.output)
    assert (job.folder.parent / "summary").read_text(encoding="utf-8")
    assert [entry["action"] for entry in emulator.requests()][:2] == ["AssumeRoleWithWebIdentity", "AssumeRole"]
    token_file = job.folder.parent / "temp" / "oidc-token"
    assert token_file.stat().st_mode & 0o777 == 0o600
    written = "".join(path.read_text("utf-8") for path in (job.folder / "person-sample-audit").iterdir())
    for secret in (token_file.read_text(encoding="utf-8").strip(), REQUEST_TOKEN):
        assert secret not in job.output + written


def test_gitlab_job_audits_without_a_stored_key(job: Job, emulator: EmulatorProcess) -> None:
    audit = yaml.safe_load(GITLAB)["audit"]
    # This is the change for GitLab that the guide describes.
    playbook = job.folder / "audit.yml"
    playbook.write_text(playbook.read_text("utf-8").replace("provider_id: github", "provider_id: gitlab"), "utf-8")
    for variable, setting in audit["id_tokens"].items():
        job.environment[variable] = token_of("gitlab", setting["aud"])
    assert [job.run(step, "sh", "-e") for step in audit["script"]] == [0, 0, 0], job.output
    assert re.search(r"(?<!NOT )COMPLIANT: 1 of 1 account compliant", job.output)
    assert {path.name for path in (job.folder / "person-sample-audit").iterdir()} >= {"report.json", "junit.xml"}
    assert job.environment["TENCENTCLOUD_OIDC_TOKEN"] not in job.output
    assert [entry["action"] for entry in emulator.requests()][:2] == ["AssumeRoleWithWebIdentity", "AssumeRole"]


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        (
            {"aud": "https://github.com/studio"},
            "the audience of the token ('https://github.com/studio') as a client ID",
        ),
        (
            {"sub": "repo:studio/audit:ref:refs/heads/try"},
            "subject of the token ('repo:studio/audit:ref:refs/heads/try')",
        ),
        ({"exp": 1_700_000_000}, "The token expired at 2023-11-14T22:13:20Z"),
    ],
)
def test_refused_token_fails_the_github_job_with_what_to_check(job: Job, claims: dict[str, Any], message: str) -> None:
    def issue(_request: Received) -> bytes:
        return http({"value": token_of("github", "tencentcloud", **claims)})

    assert run_github(job, yaml.safe_load(GITHUB), issue) == [0, 0, 0, 2, 0]
    assert message in " ".join(job.output.split())


def test_github_job_stops_if_no_token_is_issued(job: Job, emulator: EmulatorProcess) -> None:
    codes = run_github(job, yaml.safe_load(GITHUB), lambda _request: http({"message": "no"}, "403 Forbidden"))
    assert codes[:2] == [0, 0]
    assert codes[2] != 0
    assert not any("ansible-playbook" in step for step in job.steps)
    assert emulator.requests() == []


def test_job_without_a_token_fails_with_the_reason_and_does_not_use_other_credentials(
    job: Job, emulator: EmulatorProcess
) -> None:
    job.environment |= {"TENCENTCLOUD_SECRET_ID": "AKIDstored", "TENCENTCLOUD_SECRET_KEY": "key"}
    assert job.run("ansible-playbook audit.yml -e person_sample_audit_validate_only=true") == 0, job.output
    assert job.run("ansible-playbook audit.yml") == 2
    assert "OIDC: oidc_token and oidc_token_file are not set" in " ".join(job.output.split())
    assert emulator.requests() == []


@pytest.mark.parametrize("recipe", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_recipe_contains_no_secret(recipe: str) -> None:
    assert not re.search(r"secrets\.|SECRET_ID|SECRET_KEY", recipe)
