# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parsing of expectations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from support.manifests import JOSE_NFC, JOSE_NFD, parsed, problems_of


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
