# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official command line TCCLI works with the emulator.

MPS_TCCLI is the path of ``tccli`` in a separate environment; without it, conftest.py deselects these tests.
If an endpoint starts with ``http://``, TCCLI sends and signs the whole endpoint as Host. Without a scheme, TCCLI uses
https and trusts only certifi, so the tests replace certifi by a module that returns the CA of the emulator.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess

pytestmark = pytest.mark.tccli

TCCLI = os.environ.get("MPS_TCCLI", "")
TIMEOUT_S = 600
TOKEN = "token for the conformance test=="
NAMES = ["张三", "José Ñandú", "😀", "a+b&c=d", 'quote"back\\slash', "{{ 7 * 7 }}"]
STATE: dict[str, Any] = {
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "samples": [{"name": name, "tags": ["明星", f"t{number}"]} for number, name in enumerate(NAMES)],
            "generate": {"count": 250},
        },
        {"name": "temporary", "uin": "100000000002", "credentials": [{"token": TOKEN}]},
        {"name": "expired", "uin": "100000000003", "credentials": [{"token": TOKEN, "expires": 1}]},
        {"name": "denied", "uin": "100000000004", "denied": ["mps:*"]},
    ]
}
CERTIFI = """
def where():
    return {path!r}

def contents():
    with open(where(), encoding="ascii") as stream:
        return stream.read()
"""
Finished = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home folder without the profiles of the user."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def tccli(
    emulator: EmulatorProcess,
    home: Path,
    *arguments: str,
    action: Sequence[str] = ("mps", "DescribePersonSamples"),
    account: str = "studio",
    **instead: str | None,
) -> Finished:
    """Run the command line once; ``instead`` replaces parts of the credential of the account."""
    pair = {**emulator.credentials[account], **instead}
    environment = {
        "HOME": str(home),
        "PATH": os.defpath,
        "PYTHONUTF8": "1",
        "TENCENTCLOUD_SECRET_ID": pair["secret_id"],
        "TENCENTCLOUD_SECRET_KEY": pair["secret_key"],
        "TENCENTCLOUD_REGION": "ap-singapore",
        **({"TENCENTCLOUD_TOKEN": pair["token"]} if pair["token"] else {}),
        **({"PYTHONPATH": str(_write_certifi(home, emulator.ca_file))} if emulator.ca_file else {}),
    }
    endpoint = emulator.endpoint if emulator.ca_file else emulator.url
    command = [TCCLI, *action, "--endpoint", endpoint, "--language", "en-US", *arguments]
    return subprocess.run(
        command, env=environment, cwd=home, capture_output=True, encoding="utf-8", timeout=TIMEOUT_S, check=False
    )


def _write_certifi(home: Path, ca_file: str) -> Path:
    package = home / "trust" / "certifi"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(CERTIFI.format(path=ca_file), encoding="utf-8")
    return package.parent


def response_of(finished: Finished) -> dict[str, Any]:
    """Return the printed response."""
    assert finished.returncode == 0, finished.stdout + finished.stderr
    response: dict[str, Any] = json.loads(finished.stdout)
    return response


def code_of(finished: Finished) -> str:
    """Return the printed error code."""
    assert finished.returncode != 0, finished.stdout
    found = re.search(r"code:(\S+)", finished.stdout + finished.stderr)
    assert found is not None, finished.stdout + finished.stderr
    return found[1]


def names_in(finished: Finished) -> list[str]:
    """Return the names of the printed samples."""
    return [person["Name"] for person in response_of(finished)["PersonSet"]]


def test_tccli_finds_each_name_given_as_json(emulator: EmulatorProcess, home: Path) -> None:
    finished = tccli(emulator, home, "--Names", json.dumps(NAMES, ensure_ascii=False))
    assert names_in(finished) == NAMES
    assert response_of(finished)["TotalCount"] == len(NAMES)


def test_tccli_finds_each_name_given_as_separate_arguments(emulator: EmulatorProcess, home: Path) -> None:
    emulator.reset()
    finished = tccli(emulator, home, "--cli-unfold-argument", "--Names", *NAMES, "--Tags", "t0", "t2", "t3")
    assert names_in(finished) == [NAMES[0], NAMES[2], NAMES[3]]
    (entry,) = emulator.requests()
    assert "_CLI_" in entry["client"]
    assert entry["parameters"] == {"Names": NAMES, "Tags": ["t0", "t2", "t3"]}
    assert (entry["region"], entry["language"]) == ("ap-singapore", "en-US")


def test_pages_together_contain_the_complete_library(emulator: EmulatorProcess, home: Path) -> None:
    names: list[str] = []
    for offset in range(0, 300, 100):
        names += names_in(tccli(emulator, home, "--Offset", str(offset), "--Limit", "100"))
    assert names == NAMES + [f"Person {number}" for number in range(1, 251)]


def test_tls_and_plain_http_return_the_same_samples(emulator: EmulatorProcess, home: Path) -> None:
    with EmulatorProcess(STATE, tls=True) as over_tls:
        arguments = ("--Tags", '["明星"]', "--Limit", "3")
        responses = [response_of(tccli(one, home, *arguments)) for one in (emulator, over_tls)]
        assert code_of(tccli(over_tls, home, secret_key="another")) == "AuthFailure.SignatureFailure"
    for response in responses:
        del response["RequestId"]
    assert responses[0] == responses[1]
    assert len(responses[0]["PersonSet"]) == 3


def test_get_caller_identity_works_with_temporary_keys(emulator: EmulatorProcess, home: Path) -> None:
    finished = tccli(emulator, home, action=("sts", "GetCallerIdentity"), account="temporary")
    assert response_of(finished)["AccountId"] == "100000000002"


@pytest.mark.parametrize(
    ("code", "instead"),
    [
        ("AuthFailure.SignatureFailure", {"secret_key": "another"}),
        ("AuthFailure.SecretIdNotFound", {"secret_id": "AKIDunknown"}),
        ("AuthFailure.TokenFailure", {"account": "temporary", "token": None}),
        ("AuthFailure.TokenFailure", {"account": "expired"}),
        ("UnauthorizedOperation", {"account": "denied"}),
    ],
)
def test_invalid_credentials_return_the_documented_code(
    emulator: EmulatorProcess, home: Path, code: str, instead: dict[str, Any]
) -> None:
    assert code_of(tccli(emulator, home, **instead)) == code


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("InvalidParameterValue.Limit", ["--Limit", "101"]),
        ("InvalidParameterValue", ["--cli-unfold-argument", "--Names", *["x"] * 21]),
        ("InvalidParameterValue", ["--Type", "Default"]),
    ],
)
def test_invalid_parameters_return_the_documented_code(
    emulator: EmulatorProcess, home: Path, code: str, arguments: Sequence[str]
) -> None:
    assert code_of(tccli(emulator, home, *arguments)) == code


def test_wrong_clock_is_rejected(emulator: EmulatorProcess, home: Path) -> None:
    emulator.faults([{"fault": "wrong_clock", "clock_offset_s": 301 + TIMEOUT_S}])
    assert code_of(tccli(emulator, home)) == "AuthFailure.SignatureExpire"
