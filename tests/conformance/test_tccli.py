# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official command line against the emulator.

MPS_TCCLI is the path of a ``tccli`` executable in an environment of its own; without it conftest.py leaves this file
out. An endpoint may carry ``http://``: TCCLI then sends and signs the whole of it as Host. Without a scheme it means
https, and trusts what certifi says and nothing else, so a stand-in for certifi names the emulator's authority.
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
PATIENCE_S = 60
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
    """A home without any profile of whoever runs the tests."""
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
    """One run of the command line; ``instead`` replaces parts of the account's credential."""
    pair = {**emulator.credentials[account], **instead}
    environment = {
        "HOME": str(home),
        "PATH": os.defpath,
        "PYTHONUTF8": "1",
        "TENCENTCLOUD_SECRET_ID": pair["secret_id"],
        "TENCENTCLOUD_SECRET_KEY": pair["secret_key"],
        "TENCENTCLOUD_REGION": "ap-singapore",
        **({"TENCENTCLOUD_TOKEN": pair["token"]} if pair["token"] else {}),
        **({"PYTHONPATH": str(_stand_in_for_certifi(home, emulator.ca_file))} if emulator.ca_file else {}),
    }
    endpoint = emulator.endpoint if emulator.ca_file else emulator.url
    command = [TCCLI, *action, "--endpoint", endpoint, "--language", "en-US", *arguments]
    return subprocess.run(
        command, env=environment, cwd=home, capture_output=True, encoding="utf-8", timeout=PATIENCE_S, check=False
    )


def _stand_in_for_certifi(home: Path, ca_file: str) -> Path:
    package = home / "trust" / "certifi"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(CERTIFI.format(path=ca_file), encoding="utf-8")
    return package.parent


def answer_of(finished: Finished) -> dict[str, Any]:
    """The answer that was printed."""
    assert finished.returncode == 0, finished.stdout + finished.stderr
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def code_of(finished: Finished) -> str:
    """The error code that was printed."""
    assert finished.returncode != 0, finished.stdout
    found = re.search(r"code:(\S+)", finished.stdout + finished.stderr)
    assert found is not None, finished.stdout + finished.stderr
    return found[1]


def names_in(finished: Finished) -> list[str]:
    """The names of the samples that were printed."""
    return [person["Name"] for person in answer_of(finished)["PersonSet"]]


def test_every_name_given_as_json_is_found_as_it_is_written(emulator: EmulatorProcess, home: Path) -> None:
    finished = tccli(emulator, home, "--Names", json.dumps(NAMES, ensure_ascii=False))
    assert names_in(finished) == NAMES
    assert answer_of(finished)["TotalCount"] == len(NAMES)


def test_every_name_given_unfolded_is_found_as_it_is_written(emulator: EmulatorProcess, home: Path) -> None:
    emulator.reset()
    finished = tccli(emulator, home, "--cli-unfold-argument", "--Names", *NAMES, "--Tags", "t0", "t2", "t3")
    assert names_in(finished) == [NAMES[0], NAMES[2], NAMES[3]]
    (entry,) = emulator.requests()
    assert "_CLI_" in entry["client"]
    assert entry["parameters"] == {"Names": NAMES, "Tags": ["t0", "t2", "t3"]}
    assert (entry["region"], entry["language"]) == ("ap-singapore", "en-US")


def test_pages_make_the_whole_library(emulator: EmulatorProcess, home: Path) -> None:
    names: list[str] = []
    for offset in range(0, 300, 100):
        names += names_in(tccli(emulator, home, "--Offset", str(offset), "--Limit", "100"))
    assert names == NAMES + [f"Person {number}" for number in range(1, 251)]


def test_tls_gives_the_same_samples(emulator: EmulatorProcess, home: Path) -> None:
    with EmulatorProcess(STATE, tls=True) as over_tls:
        arguments = ("--Tags", '["明星"]', "--Limit", "3")
        answers = [answer_of(tccli(one, home, *arguments)) for one in (emulator, over_tls)]
        assert code_of(tccli(over_tls, home, secret_key="another")) == "AuthFailure.SignatureFailure"
    for answer in answers:
        del answer["RequestId"]
    assert answers[0] == answers[1]
    assert len(answers[0]["PersonSet"]) == 3


def test_temporary_keys_say_who_they_are(emulator: EmulatorProcess, home: Path) -> None:
    finished = tccli(emulator, home, action=("sts", "GetCallerIdentity"), account="temporary")
    assert answer_of(finished)["AccountId"] == "100000000002"


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
def test_who_may_not_is_refused(emulator: EmulatorProcess, home: Path, code: str, instead: dict[str, Any]) -> None:
    assert code_of(tccli(emulator, home, **instead)) == code


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("InvalidParameterValue.Limit", ["--Limit", "101"]),
        ("InvalidParameterValue", ["--cli-unfold-argument", "--Names", *["x"] * 21]),
        ("InvalidParameterValue", ["--Type", "Default"]),
    ],
)
def test_wrong_parameters_have_their_code(
    emulator: EmulatorProcess, home: Path, code: str, arguments: Sequence[str]
) -> None:
    assert code_of(tccli(emulator, home, *arguments)) == code


def test_a_clock_that_is_off_is_refused(emulator: EmulatorProcess, home: Path) -> None:
    emulator.faults([{"fault": "wrong_clock", "clock_offset_s": 301 + PATIENCE_S}])
    assert code_of(tccli(emulator, home)) == "AuthFailure.SignatureExpire"
