# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsing of the state file, and the path and message of every problem."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import emulator
from emulator.fault_rules import MUTATIONS, Mutation, Rule
from emulator.sample import USAGES, Filler, Sample
from emulator.selection import Switches
from emulator.state import Credential, StateError, parse_state, read_state_file

ACCOUNT: dict[str, Any] = {"name": "a", "uin": "100000000001"}


def problems_of(state: Any) -> list[str]:
    """The problems of an invalid state."""
    with pytest.raises(StateError) as failed:
        parse_state(state)
    return failed.value.problems


def problem_of(**fields: Any) -> str:
    """The only problem of an account with these fields."""
    problems = problems_of({"accounts": [{**ACCOUNT, **fields}]})
    assert len(problems) == 1, problems
    return problems[0]


def test_minimal_state_has_the_documented_defaults() -> None:
    state = parse_state({"accounts": [ACCOUNT]})
    assert state.server.switches == Switches("exact", "sensitive", "any", "and", "stable", "error", "error")
    assert (state.server.requests_per_second, state.server.latency_ms, state.server.clock_offset_s) == (100, 0, 0)
    account = state.accounts[0]
    assert account.credentials == (Credential("", ""),)
    assert (account.denied, account.mps_user, account.samples, account.filler) == ((), True, (), Filler())
    assert state.faults == ()


def test_state_with_every_section_is_parsed() -> None:
    state = parse_state(
        {
            "server": {"names_match": "substring", "order": "shuffled", "latency_ms": 1.5, "clock_offset_s": -2},
            "accounts": [
                {
                    **ACCOUNT,
                    "credentials": [{"secret_id": "i", "secret_key": "k", "token": "t", "expires": 5}],
                    "denied": ["mps:*"],
                    "mps_user": False,
                    "samples": [
                        {"name": "x", "person_id": "10002", "tags": ["t"], "usages": ["All"], "faces": 2},
                        {"name": "y"},
                        {"name": "z", "create_time": "2018-10-01T10:00:00Z"},
                    ],
                    "default_samples": [{"name": "d"}],
                    "generate": {"count": 3, "name": "P{n}x", "tags": ["f"]},
                }
            ],
            "faults": [{"fault": "mutate", "account": "a", "mutate": [{"insert": 1, "name": "n"}], "times": "always"}],
        }
    )
    account = state.accounts[0]
    assert state.server.switches.names_match == "substring"
    assert account.credentials == (Credential("i", "k", "t", 5.0),)
    assert account.samples[0] == Sample("10002", "x", "", ("t",), ("All",), 2)
    assert [sample.person_id for sample in account.samples] == ["10002", "10001", "10003"]
    assert account.samples[2].update_time == "2018-10-01T10:00:00Z"
    assert account.default_samples[0].person_id == "500001"
    assert account.filler == Filler(3, "P", "x", 1_000_001, ("f",))
    mutation = Mutation("insert", 1, Sample("", "n"))
    assert state.faults == (Rule("mutate", "a", times=None, mutations=(mutation,)),)


def test_generated_samples_have_ids_above_every_given_id() -> None:
    state = parse_state(
        {"accounts": [{**ACCOUNT, "samples": [{"name": "x", "person_id": "7000000"}], "generate": {"count": 1}}]}
    )
    assert state.accounts[0].filler.first_id == 7_000_001


def test_all_problems_are_reported_together_with_their_paths() -> None:
    problems = problems_of(
        {
            "server": {"names_match": "fuzzy", "latency": 5},
            "accounts": [
                ACCOUNT,
                {"name": "b", "uin": 12},
                {"name": "a", "uin": "x", "samples": [{"nmae": "John"}, {"name": True, "faces": -1}]},
            ],
            "surplus": 1,
        }
    )
    assert sorted(problems) == [
        "accounts[1].uin: must be a string, not a number; put it in quotes",
        "accounts[2].name: 'a' is already used by accounts[0]",
        "accounts[2].samples[0].name: is required",
        "accounts[2].samples[0].nmae: unknown field; did you mean `name`?",
        "accounts[2].samples[1].faces: must be from 0 to 100, not -1",
        "accounts[2].samples[1].name: must be a string, not a boolean; put it in quotes",
        "accounts[2].uin: must contain only digits",
        "server.latency: unknown field; did you mean `latency_ms`?",
        "server.names_match: must be one of exact, substring, not 'fuzzy'",
        "surplus: unknown field; remove it",
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": ""}, "accounts[0].name: must not be empty"),
        ({"mps_user": "yes"}, "accounts[0].mps_user: must be true or false, not a string"),
        ({"denied": "mps:*"}, "accounts[0].denied: must be a list, not a string"),
        ({"denied": [1]}, "accounts[0].denied[0]: must be a string, not a number; put it in quotes"),
        ({"denied": [[]]}, "accounts[0].denied[0]: must be a string, not a list"),
        ({"credentials": []}, "accounts[0].credentials: must not be empty; omit it to use a generated key pair"),
        (
            {"credentials": [{"secret_id": "i"}]},
            "accounts[0].credentials[0].secret_key: is required if secret_id is set; omit both to use a generated pair",
        ),
        (
            {"credentials": [{"secret_id": "i/j", "secret_key": "k"}]},
            "accounts[0].credentials[0].secret_id: must not contain a slash, a comma or white space",
        ),
        (
            {"credentials": [{"secret_id": "i", "secret_key": "k", "expires": "soon"}]},
            "accounts[0].credentials[0].expires: must be a number, not a string",
        ),
        ({"samples": [1]}, "accounts[0].samples[0]: must be a mapping, not a number"),
        ({"samples": {}}, "accounts[0].samples: must be a list, not a mapping"),
        (
            {"samples": [{"name": "x", "person_id": "5"}, {"name": "y", "person_id": "5"}]},
            "accounts[0].samples[1].person_id: '5' is already used by accounts[0].samples[0]",
        ),
        (
            {"samples": [{"name": "x", "person_id": "A5"}]},
            "accounts[0].samples[0].person_id: must contain only digits, at most 18",
        ),
        (
            {"samples": [{"name": "x", "usages": ["Face"]}]},
            f"accounts[0].samples[0].usages[0]: must be one of {', '.join(USAGES)}, not 'Face'",
        ),
        (
            {"default_samples": [{"name": "x", "faces": 2}]},
            "accounts[0].default_samples[0].faces: must be from 0 to 1, not 2",
        ),
        ({"generate": {"count": -1}}, "accounts[0].generate.count: must be from 0 to 10000000, not -1"),
        ({"generate": {"count": 1, "name": "P"}}, "accounts[0].generate.name: must contain {n} exactly once"),
    ],
)
def test_problem_of_an_account_is_reported_with_its_path(fields: dict[str, Any], problem: str) -> None:
    assert problem_of(**fields) == problem


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (None, "state: must be a mapping, not null"),
        ([], "state: must be a mapping, not a list"),
        ({}, "accounts: must contain at least one account"),
        ({"accounts": [ACCOUNT], "server": 5}, "server: must be a mapping, not a number"),
        (
            {"accounts": [ACCOUNT], "server": {"requests_per_second": 0}},
            "server.requests_per_second: must be from 1 to 1000000, not 0",
        ),
        (
            {"accounts": [ACCOUNT], "server": {"page_maximum": 101}},
            "server.page_maximum: must be from 1 to 100, not 101",
        ),
        (
            {"accounts": [ACCOUNT], "server": {"latency_ms": float("nan")}},
            "server.latency_ms: must be at least 0, not nan",
        ),
        (
            {"accounts": [ACCOUNT], "server": {"clock_offset_s": float("inf")}},
            "server.clock_offset_s: must be from -315360000 to 315360000, not inf",
        ),
    ],
)
def test_problem_outside_the_accounts_is_reported(state: Any, problem: str) -> None:
    assert problems_of(state) == [problem]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({}, "faults[0].fault: is required"),
        ({"fault": "denied", "account": "b"}, "faults[0].account: there is no account 'b'"),
        ({"fault": "denied", "delay_ms": 1}, "faults[0].delay_ms: has no effect on the fault denied; remove it"),
        ({"fault": "denied", "times": 0}, "faults[0].times: must be at least 1, not 0"),
        ({"fault": "denied", "times": "never"}, "faults[0].times: must be an integer, not a string"),
        (
            {"fault": "server_error", "http_status": 404},
            "faults[0].http_status: must be from 500 to 599, not 404",
        ),
        (
            {"fault": "mutate", "mutate": [{"remove": 1}]},
            f"faults[0].mutate[0]: must be one of {MUTATIONS}",
        ),
        ({"fault": "mutate", "mutate": [{"insert": 1}]}, "faults[0].mutate[0].name: is required"),
    ],
)
def test_problem_of_a_fault_rule_is_reported_with_its_path(rule: dict[str, Any], problem: str) -> None:
    assert problem in problems_of({"accounts": [ACCOUNT], "faults": [rule]})


def test_problems_and_reprs_contain_no_secret() -> None:
    pair = {"secret_id": "AKIDtwice0001", "secret_key": "hush-hush-1", "token": 4242}
    problems = " ".join(problems_of({"accounts": [{**ACCOUNT, "credentials": [pair, {**pair, "secret_key": 4711}]}]}))
    assert "the secret_id that ends in 0001 is used more than once" in problems
    for secret in ("hush-hush-1", "4242", "4711"):
        assert secret not in problems
    assert "hush" not in repr(Credential("i", "hush", "hush"))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_and_json_give_the_same_state(tmp_path: Path) -> None:
    yaml = write(
        tmp_path,
        "s.yml",
        'accounts: [{name: a, uin: "1", samples: [{name: 张三, create_time: 2018-10-01T10:00:00Z}]}]',
    )
    json = write(
        tmp_path,
        "s.json",
        '{"accounts":[{"name":"a","uin":"1","samples":[{"name":"张三","create_time":"2018-10-01T10:00:00Z"}]}]}',
    )
    assert read_state_file(yaml) == read_state_file(json)


def test_yaml_anchors_and_merge_keys_can_share_samples(tmp_path: Path) -> None:
    text = """
    accounts:
      - &first {name: a, uin: "1", samples: &same [{name: x}]}
      - {<<: *first, name: b}
      - {name: c, uin: "2", samples: *same}
    """
    assert [account.samples[0].name for account in read_state_file(write(tmp_path, "s.yml", text)).accounts] == [
        "x"
    ] * 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accounts: [", r"is not valid YAML: line \d, column \d: "),
        ("accounts: []\naccounts: []", "line 2, column 1: the key 'accounts' is used twice"),
        ("? [a]\n: b", "a key must be a string"),
        ("!!python/object:os.system {}", "is not valid YAML"),
        ("secret_key: hush\x00", "is not valid YAML"),
    ],
)
def test_invalid_yaml_is_one_problem_on_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(StateError, match=words) as failed:
        read_state_file(write(tmp_path, "s.yml", text))
    (problem,) = failed.value.problems
    assert "\n" not in problem
    assert "hush" not in problem


def test_state_files_in_the_readme_are_valid(tmp_path: Path) -> None:
    readme = (Path(emulator.__file__).parent / "README.md").read_text(encoding="utf-8")
    blocks = [
        textwrap.dedent(block) for block in re.findall(r"^ *```yaml\n(.*?)^ *```$", readme, re.MULTILINE | re.DOTALL)
    ]
    states = [block for block in blocks if block.startswith(("accounts:", "server:"))]
    assert len(states) == 2
    for text in states:
        assert read_state_file(write(tmp_path, "s.yml", text)).accounts[0].filler.count == 250


def test_unreadable_file_is_one_problem(tmp_path: Path) -> None:
    not_utf8 = tmp_path / "latin.yml"
    not_utf8.write_bytes(b"\xff")
    for path in (tmp_path / "missing.yml", tmp_path, not_utf8):
        with pytest.raises(StateError, match="the file cannot be read: "):
            read_state_file(path)
    for text, words in (("{", "is not valid JSON"), ("[" * 100_000, "nested too deeply")):
        with pytest.raises(StateError, match=words):
            read_state_file(write(tmp_path, "s.json", text))
