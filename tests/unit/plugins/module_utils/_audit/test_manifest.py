# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parsing of expectations, and the accounts that they apply to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit import globs
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.globs import glob_matches
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import (
    Expectation,
    Manifest,
    parse_manifest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ACCOUNTS = (
    AccountRef("prod-sg", frozenset({"studio", "sg"})),
    AccountRef("prod-eu", frozenset({"studio", "eu"})),
    AccountRef("test [1]"),
)
JOSE_NFC, JOSE_NFD = "Jos\u00e9", "Jose\u0301"


def parsed(entries: Sequence[Any]) -> Manifest:
    problems = Problems()
    manifest = parse_manifest(entries, ACCOUNTS, problems)
    problems.raise_if_any()
    return manifest


def problems_of(*entries: Any, **options: Any) -> list[str]:
    """The lines of the message, without the first, which has their number."""
    problems = Problems()
    parse_manifest(entries, ACCOUNTS, problems, **options)
    with pytest.raises(ConfigurationError) as raised:
        problems.raise_if_any()
    count, *lines = str(raised.value).split("\n")
    assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''} in the input. No request was sent."
    return lines


def test_omitted_field_has_its_default() -> None:
    assert parsed([{"name": "Ann"}]).expectations == (
        Expectation(
            name="Ann",
            person_id=None,
            type="UserDefine",
            state="present",
            tags=(),
            tags_exact=False,
            usages=(),
            usages_exact=False,
            description=None,
            min_faces=0,
            max_faces=None,
            severity="high",
            accounts=(),
            labels=(),
            may_match_nothing=False,
        ),
    )


@pytest.mark.parametrize("value", [[{"secret_key": "the-key"}], {"secret_key": "the-key"}])
def test_list_or_mapping_in_the_wrong_place_is_not_shown(value: Any) -> None:
    """It can be a list of accounts, with a wrong alias of YAML."""
    kind = "a list" if isinstance(value, list) else "a mapping"
    assert problems_of({"name": "Ann", "state": value, "min_faces": value}) == [
        f"samples[0].state: {kind} is not valid; use one of present, absent",
        f"samples[0].min_faces: {kind} is not valid; use an integer of 0 or more",
    ]


def test_null_means_omitted() -> None:
    entry = {"name": "Ann", **dict.fromkeys(("person_id", "tags", "usages", "description", "min_faces", "accounts"))}
    assert parsed([entry]).expectations == parsed([{"name": "Ann"}]).expectations


def test_every_field_is_parsed() -> None:
    entry = {
        "name": "Ann",
        "person_id": "12",
        "type": "UserDefine",
        "state": "present",
        "tags": ["US", "US", "7"],
        "tags_exact": True,
        "usages": ["All"],
        "usages_exact": True,
        "description": "",
        "min_faces": 2,
        "max_faces": 5,
        "severity": "low",
        "accounts": ["prod-*"],
        "labels": ["studio"],
    }
    assert parsed([entry]).expectations == (
        Expectation(
            name="Ann",
            person_id="12",
            tags=("US", "7"),
            tags_exact=True,
            usages=("All",),
            usages_exact=True,
            description="",
            min_faces=2,
            max_faces=5,
            severity="low",
            accounts=("prod-*",),
            labels=("studio",),
        ),
    )


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("Ann", ": must be a mapping with at least 'name', not a string"),
        (None, ": must be a mapping with at least 'name', not null"),
        (["Ann"], ": must be a mapping with at least 'name', not a list"),
        ({}, ": has neither 'name' nor 'person_id'; set at least one of them to identify the sample"),
        ({"name": ""}, ".name: must not be empty"),
        ({"name": "  "}, ".name: must not be empty"),
        ({"name": 83}, ".name: must be a string, not a number (quote it if you mean the text)"),
        ({"name": "Ann", "tags": ["US", 7]}, ".tags: item [1] must be a string, not a number (quote it"),
        ({"person_id": 1.5}, ".person_id: must be a string, not a number (quote it if you mean the text)"),
        ({"name": dt.date(2026, 1, 2)}, ".name: must be a string, not a date (quote it if you mean the text)"),
        ({"name": True}, ".name: must be a string, not a boolean (quote it if you mean the text)"),
        ({"name": 1.5}, ".name: must be a string, not a number"),
        ({"name": ["Ann"]}, ".name: must be a string, not a list"),
        ({"name": "Ann", "person_id": {}}, ".person_id: must be a string, not a mapping"),
        ({"name": "Ann", "nmae": 1}, ".nmae: is an unknown field; valid fields are accounts, description, labels,"),
        ({"name": "Ann", "type": "userdefine"}, ".type: 'userdefine' is not valid; use one of UserDefine, Default"),
        (
            {"name": "Ann", "state": False},
            ".state: false (quote it if you mean the text) is not valid; use one of present,",
        ),
        (
            {"name": "Ann", "severity": "x" * 99},
            f".severity: '{'x' * 60}...' is not valid; use one of critical, high, medium",
        ),
        ({"name": "Ann", "severity": []}, ".severity: a list is not valid; use one of critical, high, medium, low"),
        ({"name": "Ann", "tags": "US"}, ".tags: must be a list of strings, not a string"),
        ({"name": "Ann", "tags": []}, ".tags: must not be an empty list; omit the field instead"),
        ({"name": "Ann", "tags": ["US", ""]}, ".tags: item [1] must not be empty"),
        ({"name": "Ann", "tags": ["US", None]}, ".tags: item [1] must be a string, not null"),
        (
            {"name": "Ann", "usages": ["Recognise"]},
            ".usages: 'Recognise' is not valid; use any of Recognition, Recognition.Face,",
        ),
        ({"name": "Ann", "usages": ["all", "All"]}, ".usages: 'all' is not valid; use any of Recognition"),
        ({"name": "Ann", "description": 1.5}, ".description: must be a string, not a number"),
        ({"name": "Ann", "min_faces": -1}, ".min_faces: -1 is not valid; use an integer of 0 or more"),
        ({"name": "Ann", "min_faces": "2"}, ".min_faces: '2' is not valid; use an integer of 0 or more"),
        ({"name": "Ann", "min_faces": 1.0}, ".min_faces: 1.0 is not valid; use an integer of 0 or more"),
        (
            {"name": "Ann", "min_faces": True},
            ".min_faces: true (quote it if you mean the text) is not valid; use an integer",
        ),
        ({"name": "Ann", "accounts": []}, ".accounts: must not be an empty list; omit the field instead"),
        ({"name": "Ann", "labels": {"studio": 1}}, ".labels: must be a list of strings, not a mapping"),
        (
            {"person_id": "1", "type": "Default"},
            ": has the type Default (Tencent's own library), which can be searched by name only; set 'name' too",
        ),
        (
            {"name": "Ann", "state": "absent", "tags": ["US"], "usages": ["All"], "description": "", "min_faces": 0},
            ": has the state absent, so tags, usages, description, min_faces would be ignored; remove them",
        ),
        (
            {"name": "Ann", "state": "absent", "tags_exact": True, "usages_exact": False, "max_faces": 0},
            ": has the state absent, so tags_exact, max_faces would be ignored; remove them",
        ),
        (
            {"name": "Ann", "state": "absent", "max_faces": 1},
            ": has the state absent, so max_faces would be ignored; remove it",
        ),
        (
            {"name": "Ann", "min_faces": 3, "max_faces": 2},
            ": has max_faces 2 and min_faces 3, which no sample can meet; correct one of them",
        ),
    ],
    ids=str,
)
def test_problem_names_the_field_and_the_solution(entry: Any, problem: str) -> None:
    (line,) = problems_of({"name": "Good"}, entry)
    assert line.startswith(f"samples[1]{problem}")


def test_most_and_fewest_faces_can_be_the_same_number() -> None:
    (expectation,) = parsed([{"name": "Ann", "min_faces": 2, "max_faces": 2}]).expectations
    assert (expectation.min_faces, expectation.max_faces) == (2, 2)


def test_sample_of_the_default_library_is_identified_by_its_name() -> None:
    (expectation,) = parsed([{"name": "Ann", "type": "Default"}]).expectations
    assert (expectation.name, expectation.type) == ("Ann", "Default")


def test_expectation_has_its_position_in_the_input() -> None:
    assert [one.entry for one in parsed([{"name": "Ann"}, {"name": "Bob"}]).expectations] == [0, 1]


def test_all_problems_are_reported_together() -> None:
    lines = problems_of({"name": 1.5, "tags": []}, {"name": "Ann"}, "x", {"name": "Ann", "odd": 1}, {"name": "Ann"})
    assert [line.partition(":")[0] for line in lines] == [
        *("samples[0].name", "samples[0].tags", "samples[2]", "samples[3].odd", "samples[4].name")
    ]


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ({"name": "Ann"}, {"name": "Ann"}, "name"),
        ({"name": "Ann"}, {"name": "Ann", "state": "absent"}, "name"),
        ({"name": JOSE_NFC}, {"name": JOSE_NFD}, "name"),
        ({"name": "Ann"}, {"name": "Ann", "person_id": "1"}, "name"),
        ({"person_id": "1"}, {"person_id": "1"}, "person_id"),
        ({"name": "Ann", "person_id": "1"}, {"name": "Bob", "person_id": "1"}, "person_id"),
        ({"name": "Ann", "accounts": ["prod-*"]}, {"name": "Ann", "accounts": ["*-sg"]}, "name"),
        ({"name": "Ann", "labels": ["studio"]}, {"name": "Ann", "labels": ["sg"]}, "name"),
        ({"name": "Ann", "type": "Default"}, {"name": "Ann", "type": "Default"}, "name"),
    ],
)
def test_two_entries_of_one_sample_must_not_apply_to_one_account(first: Any, second: Any, field: str) -> None:
    (line,) = problems_of({"name": "Zed"}, first, second)
    assert line.startswith(f"samples[2].{field}: ")
    assert "is already in samples[1], and both entries apply to account prod-sg. Merge the entries, or set" in line


def test_message_about_a_duplicate_has_both_entries_and_the_solution() -> None:
    entries = [{"name": "Zed"}, {"name": "Ann", "accounts": ["*-eu"]}, {"name": "Ann"}]
    solution = "Merge the entries, or set 'accounts' or 'labels' so that no account matches both"
    assert problems_of(*entries, path="people") == [
        f"people[2].name: 'Ann' is already in people[1], and both entries apply to account prod-eu. {solution}"
    ]


@pytest.mark.parametrize(
    ("entries", "duplicates"),
    [
        # Each of them is reported, and at most once, for the first account and the first earlier entry.
        ([{"name": "Ann"}] * 3, ["samples[1].name in samples[0]", "samples[2].name in samples[0]"]),
        ([{"name": "Ann"}, {"name": "Bob"}] * 2, ["samples[2].name in samples[0]", "samples[3].name in samples[1]"]),
        ([{"name": "Ann", "person_id": "1"}] * 2, ["samples[1].person_id in samples[0]"]),
        (
            [{"name": "Ann"}, {"person_id": "1"}, {"name": "Ann", "person_id": "1"}],
            ["samples[2].name in samples[0]"],
        ),
        # An entry with an id is a duplicate of a name only if the other entry has no id.
        (
            [{"name": "Ann", "person_id": "1"}, {"name": "Ann"}, {"name": "Ann", "person_id": "2"}],
            ["samples[1].name in samples[0]", "samples[2].name in samples[1]"],
        ),
        (
            [{"name": "Ann", "person_id": "1"}, {"name": "Ann", "person_id": "2"}, {"name": "Ann"}],
            ["samples[2].name in samples[0]"],
        ),
        (
            [{"name": "Ann"}, {"name": "Ann", "person_id": "1"}, {"name": "Bob", "person_id": "1"}],
            ["samples[1].name in samples[0]", "samples[2].person_id in samples[1]"],
        ),
    ],
)
def test_each_duplicate_is_reported_once(entries: list[Any], duplicates: list[str]) -> None:
    lines = problems_of(*entries)
    assert [
        f"{line.partition(':')[0]} in {line.partition(' in ')[2].partition(',')[0]}" for line in lines
    ] == duplicates


def test_duplicate_is_found_in_an_account_that_only_a_later_entry_shares() -> None:
    entries = [{"name": "Ann", "accounts": ["prod-sg"]}, {"name": "Ann", "accounts": ["prod-eu"]}, {"name": "Ann"}]
    (line,) = problems_of(*entries[1:])
    assert "samples[0], and both entries apply to account prod-eu" in line
    (line,) = problems_of(*entries)
    assert "samples[0], and both entries apply to account prod-sg" in line


@pytest.mark.parametrize(
    ("scope", "problems"),
    [
        ({"accounts": ["prdo-*"]}, [".accounts: 'prdo-*' {}"]),
        ({"accounts": ["prod-*", "tset", "*-us"]}, [".accounts: 'tset' {}", ".accounts: '*-us' {}"]),
        ({"labels": ["sg", "sutdio"]}, [".labels: 'sutdio' {}"]),
        ({"labels": ["eux", "gs"]}, [".labels: 'eux' {}", ".labels: 'gs' {}"]),
        ({"accounts": ["tset"], "labels": ["gs"]}, [".accounts: 'tset' {}", ".labels: 'gs' {}"]),
        ({"accounts": ["x" * 99]}, [f".accounts: '{'x' * 60}...' {{}}"]),
        ({"labels": ["sg", "eu"]}, [": the combination of its accounts and labels {}"]),
        ({"accounts": ["test*"], "labels": ["sg"]}, [": the combination of its accounts and labels {}"]),
    ],
    ids=str,
)
def test_accounts_and_labels_that_match_no_account_are_a_problem(scope: Any, problems: list[str]) -> None:
    effect = "matches no account; correct it, or set may_match_nothing: true"
    expected = [f"people[1]{problem.format(effect)}" for problem in problems]
    assert problems_of({"name": "Bob"}, {"name": "Ann", **scope}, path="people", must_match=True) == expected


def test_each_entry_that_matches_no_account_is_a_problem() -> None:
    """An invalid entry, and one that may match nothing, do not end the check of the entries after them."""
    entries = [
        {"name": "Ann", "accounts": ["tset"]},
        {"name": 1.5},
        {"name": "Bob", "labels": ["gs"], "may_match_nothing": True},
        {"name": "Cid", "labels": ["gs"]},
    ]
    lines = problems_of(*entries, must_match=True)
    assert [line.partition(":")[0] for line in lines] == ["samples[1].name", "samples[0].accounts", "samples[3].labels"]


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"accounts": ["test [1]", "*-eu"]},
        {"labels": ["sg"]},
        {"accounts": ["test*", "*-eu"], "labels": ["studio", "eu"]},
        {"accounts": ["tset"], "labels": ["gs"], "may_match_nothing": True},
    ],
    ids=str,
)
def test_accounts_and_labels_that_match_an_account_are_no_problem(scope: Any) -> None:
    problems = Problems()
    manifest = parse_manifest([{"name": "Ann", **scope}], ACCOUNTS, problems, must_match=True)
    problems.raise_if_any()
    assert [one.name for one in manifest.expectations] == ["Ann"]


def test_accounts_and_labels_may_match_nothing_unless_they_must_match() -> None:
    assert len(parsed([{"name": "Ann", "accounts": ["tset"], "labels": ["gs"]}]).expectations) == 1


@pytest.mark.parametrize(
    "entries",
    [
        [{"name": "Ann", "person_id": "1"}, {"name": "Ann", "person_id": "2"}],
        [{"name": "Ann"}, {"name": "ann"}],
        [{"name": "Ann"}, {"name": "Ann", "type": "Default"}],
        [{"name": "Ann", "accounts": ["prod-sg"]}, {"name": "Ann", "accounts": ["prod-eu"]}],
        [{"name": "Ann", "labels": ["sg"]}, {"name": "Ann", "labels": ["eu"]}],
        [{"name": "Ann", "labels": ["sg"]}, {"name": "Ann", "accounts": ["test*", "nowhere"]}],
        [{"name": "1"}, {"person_id": "1"}],
    ],
)
def test_two_entries_of_one_sample_are_allowed_if_no_account_matches_both(entries: list[dict[str, Any]]) -> None:
    assert len(parsed(entries).expectations) == 2


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({}, ["prod-sg", "prod-eu", "test [1]"]),
        ({"accounts": ["prod-*"]}, ["prod-sg", "prod-eu"]),
        ({"accounts": ["PROD-*"]}, []),
        ({"accounts": ["*-[se]?"]}, ["prod-sg", "prod-eu"]),
        ({"accounts": ["test [1]"]}, ["test [1]"]),
        ({"accounts": ["test [[]1]"]}, ["test [1]"]),
        ({"accounts": ["prod-eu", "*1]"]}, ["prod-eu", "test [1]"]),
        ({"labels": ["studio"]}, ["prod-sg", "prod-eu"]),
        ({"labels": ["studio", "sg"]}, ["prod-sg"]),
        ({"labels": ["s*"]}, []),
        ({"accounts": ["*-eu"], "labels": ["sg"]}, []),
    ],
)
def test_expectation_applies_to_accounts_that_match_its_patterns_and_labels(scope: Any, names: list[str]) -> None:
    manifest = parsed([{"name": "Ann", **scope}])
    assert [account.name for account in ACCOUNTS if manifest.for_account(account)] == names


def test_expectations_of_an_account_keep_the_order_of_the_input() -> None:
    scopes = [{}, {"labels": ["sg"]}, {"accounts": ["*-eu"]}, {}, {"labels": ["sg"]}]
    manifest = parsed([{"name": f"Person {n}", **scope} for n, scope in enumerate(scopes)])
    assert [one.name for one in manifest.for_account(ACCOUNTS[0])] == ["Person 0", "Person 1", "Person 3", "Person 4"]


def test_manifest_without_names_of_accounts_compares_the_patterns_with_the_name() -> None:
    manifest = Manifest([Expectation("Ann", accounts=("prod-*",)), Expectation("Bob", accounts=("test*",))])
    assert [[one.name for one in manifest.for_account(account)] for account in ACCOUNTS] == [["Ann"], ["Ann"], ["Bob"]]


def test_account_whose_name_is_a_pattern_is_selected_alone() -> None:
    problems = Problems()
    accounts = [AccountRef("studio-*"), AccountRef("studio-1")]
    manifest = parse_manifest([{"name": "Ann", "accounts": ["studio-*"]}], accounts, problems, must_match=True)
    problems.raise_if_any()
    assert [len(manifest.for_account(account)) for account in accounts] == [1, 0]


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("[x]", "[x]", True),
        ("[x]", "x", True),
        ("a*", "a*", True),
        ("a*", "abc", True),
        ("[", "[", True),
        ("*[*", "a[b", True),
        (JOSE_NFC, JOSE_NFD, True),
        ("Jos?", JOSE_NFD, True),
        ("ann", "Ann", False),
        ("nn", "Ann", False),
        ("*", None, False),
    ],
)
def test_pattern_matches_as_a_glob_or_as_the_name_itself(pattern: str, name: str | None, matches: bool) -> None:
    assert glob_matches(pattern, name) is matches


@given(st.text(min_size=1))
def test_every_name_matches_itself(name: str) -> None:
    assert glob_matches(name, name)


@pytest.mark.parametrize(
    ("name", "person_id", "identity", "names"),
    [
        ("Ann", None, "Ann", ("Ann",)),
        (None, "7", "7", ()),
        ("Ann", "7", "Ann (7)", ()),
        (JOSE_NFD, None, JOSE_NFD, (JOSE_NFD, JOSE_NFC)),
        ("\u212b", None, "\u212b", ("\u212b", "\u00c5", "A\u030a")),
    ],
)
def test_identity_is_the_name_the_id_or_both(
    name: str | None, person_id: str | None, identity: str, names: tuple[str, ...]
) -> None:
    expectation = Expectation(name, person_id)
    assert (expectation.identity, expectation.names) == (identity, names)


def test_each_pattern_is_compared_with_each_account_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 accounts and 1,000 expectations with patterns of their own: no pattern is compiled or compared again."""
    compared: list[str] = []
    compiled = globs._compiled

    def counting(pattern: str) -> object:
        compared.append(pattern)
        return compiled(pattern)

    monkeypatch.setattr(globs, "_compiled", counting)
    accounts = [AccountRef(f"studio-{n}") for n in range(500)]
    entries = [{"name": f"Person {n}", "accounts": [f"studio-{n % 500}*", f"*-{n}?"]} for n in range(1000)]
    problems = Problems()
    manifest = parse_manifest(entries, accounts, problems, must_match=True)
    for _time in range(2):
        assert sum(len(manifest.for_account(account)) for account in accounts) > 1000
    assert len(compared) == len(set(compared)) == 1500
