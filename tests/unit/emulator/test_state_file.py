# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: what it becomes, and every problem with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator.fault_rules import MUTATIONS, Mutation, Rule
from emulator.sample import USAGES, Filler, Sample
from emulator.selection import Switches
from emulator.state import Credential, StateError, read_state, read_state_file

ACCOUNT: dict[str, Any] = {"name": "a", "uin": "100000000001"}


def problems_of(state: Any) -> list[str]:
    """What is said about a state."""
    with pytest.raises(StateError) as failed:
        read_state(state)
    return failed.value.problems


def problem_of(**fields: Any) -> str:
    """The only problem of an account with these fields."""
    problems = problems_of({"accounts": [{**ACCOUNT, **fields}]})
    assert len(problems) == 1, problems
    return problems[0]


def test_the_least_state_has_the_documented_defaults() -> None:
    state = read_state({"accounts": [ACCOUNT]})
    assert state.server.switches == Switches("exact", "sensitive", "any", "and", "stable", "error", "error")
    assert (state.server.requests_per_second, state.server.latency_ms, state.server.clock_offset_s) == (100, 0, 0)
    account = state.accounts[0]
    assert account.credentials == (Credential("", ""),)
    assert (account.denied, account.mps_user, account.samples, account.filler) == ((), True, (), Filler())
    assert state.faults == ()


def test_a_whole_state_is_read() -> None:
    state = read_state(
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


def test_filler_ids_lie_above_every_given_id() -> None:
    state = read_state(
        {"accounts": [{**ACCOUNT, "samples": [{"name": "x", "person_id": "7000000"}], "generate": {"count": 1}}]}
    )
    assert state.accounts[0].filler.first_id == 7_000_001


def test_every_problem_is_told_at_once_with_its_place() -> None:
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
        "accounts[1].uin: must be a text, not a number; put it in quotes",
        "accounts[2].name: 'a' is already used by accounts[0]",
        "accounts[2].samples[0].name: is missing",
        "accounts[2].samples[0].nmae: unknown field; is it `name`?",
        "accounts[2].samples[1].faces: must be from 0 to 100, is -1",
        "accounts[2].samples[1].name: must be a text, not a boolean; put it in quotes",
        "accounts[2].uin: must be digits",
        "server.latency: unknown field; is it `latency_ms`?",
        "server.names_match: must be one of exact, substring, is 'fuzzy'",
        "surplus: unknown field",
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": ""}, "accounts[0].name: must not be empty"),
        ({"mps_user": "yes"}, "accounts[0].mps_user: must be true or false, not a text"),
        ({"denied": "mps:*"}, "accounts[0].denied: must be a list, not a text"),
        ({"denied": [1]}, "accounts[0].denied[0]: must be a text, not a number; put it in quotes"),
        ({"credentials": []}, "accounts[0].credentials: must not be empty; leave it out and a pair is generated"),
        (
            {"credentials": [{"secret_id": "i"}]},
            "accounts[0].credentials[0].secret_key: is missing; give both, or none to have them made",
        ),
        (
            {"credentials": [{"secret_id": "i/j", "secret_key": "k"}]},
            "accounts[0].credentials[0].secret_id: must be without slash, comma and blank",
        ),
        (
            {"credentials": [{"secret_id": "i", "secret_key": "k", "expires": "soon"}]},
            "accounts[0].credentials[0].expires: must be a number, not a text",
        ),
        ({"samples": [1]}, "accounts[0].samples[0]: must be a mapping, not a number"),
        ({"samples": {}}, "accounts[0].samples: must be a list, not a mapping"),
        (
            {"samples": [{"name": "x", "person_id": "5"}, {"name": "y", "person_id": "5"}]},
            "accounts[0].samples[1].person_id: '5' is already used by accounts[0].samples[0]",
        ),
        (
            {"samples": [{"name": "x", "person_id": "A5"}]},
            "accounts[0].samples[0].person_id: must be at most 18 digits",
        ),
        (
            {"samples": [{"name": "x", "usages": ["Face"]}]},
            f"accounts[0].samples[0].usages[0]: must be one of {', '.join(USAGES)}, is 'Face'",
        ),
        (
            {"default_samples": [{"name": "x", "faces": 2}]},
            "accounts[0].default_samples[0].faces: must be from 0 to 1, is 2",
        ),
        ({"generate": {"count": -1}}, "accounts[0].generate.count: must be from 0 to 10000000, is -1"),
        ({"generate": {"count": 1, "name": "P"}}, "accounts[0].generate.name: must contain {n} once"),
    ],
)
def test_a_problem_of_an_account_is_told_with_its_place(fields: dict[str, Any], problem: str) -> None:
    assert problem_of(**fields) == problem


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (None, "state: must be a mapping, not nothing"),
        ([], "state: must be a mapping, not a list"),
        ({}, "accounts: must name at least one account"),
        ({"accounts": [ACCOUNT], "server": 5}, "server: must be a mapping, not a number"),
        (
            {"accounts": [ACCOUNT], "server": {"requests_per_second": 0}},
            "server.requests_per_second: must be at least 1, is 0",
        ),
    ],
)
def test_a_problem_of_the_whole_is_told(state: Any, problem: str) -> None:
    assert problems_of(state) == [problem]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({}, "faults[0].fault: is missing"),
        ({"fault": "denied", "account": "b"}, "faults[0].account: there is no account 'b'"),
        ({"fault": "denied", "delay_ms": 1}, "faults[0].delay_ms: does nothing for the fault denied"),
        ({"fault": "denied", "times": 0}, "faults[0].times: must be at least 1, is 0"),
        ({"fault": "denied", "times": "never"}, "faults[0].times: must be a whole number, not a text"),
        (
            {"fault": "server_error", "http_status": 404},
            "faults[0].http_status: must be from 500 to 599, is 404",
        ),
        (
            {"fault": "mutate", "mutate": [{"remove": 1}]},
            f"faults[0].mutate[0]: must be one of {MUTATIONS}",
        ),
        ({"fault": "mutate", "mutate": [{"insert": 1}]}, "faults[0].mutate[0].name: is missing"),
    ],
)
def test_a_problem_of_a_fault_rule_is_told_with_its_place(rule: dict[str, Any], problem: str) -> None:
    assert problem in problems_of({"accounts": [ACCOUNT], "faults": [rule]})


def test_no_secret_is_repeated_in_a_problem_or_in_the_text_of_a_value() -> None:
    pair = {"secret_id": "AKIDtwice0001", "secret_key": "hush-hush-1", "token": 4242}
    problems = " ".join(problems_of({"accounts": [{**ACCOUNT, "credentials": [pair, {**pair, "secret_key": 4711}]}]}))
    assert "the secret_id ending in 0001 is used more than once" in problems
    for secret in ("hush-hush-1", "4242", "4711"):
        assert secret not in problems
    assert "hush" not in repr(Credential("i", "hush", "hush"))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
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


def test_yaml_anchors_and_merges_serve_accounts_that_are_alike(tmp_path: Path) -> None:
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
        ("accounts: [", "is not YAML"),
        ("accounts: []\naccounts: []", "the key 'accounts' stands twice"),
        ("? [a]\n: b", "a key must be a word"),
        ("!!python/object:os.system {}", "is not YAML"),
    ],
)
def test_yaml_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(StateError, match=words):
        read_state_file(write(tmp_path, "s.yml", text))


def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yml", tmp_path):
        with pytest.raises(StateError, match="cannot be read"):
            read_state_file(path)
    with pytest.raises(StateError, match="is not JSON"):
        read_state_file(write(tmp_path, "s.json", "{"))
