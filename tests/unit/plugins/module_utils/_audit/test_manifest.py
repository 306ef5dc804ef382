# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people write under ``samples``: every problem with its place, and what applies where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.globs import glob_matches
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import (
    AccountRef,
    Expectation,
    Manifest,
    parse_manifest,
    scopes_without_account,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

PLACES = (
    AccountRef("prod-sg", frozenset({"studio", "sg"})),
    AccountRef("prod-eu", frozenset({"studio", "eu"})),
    AccountRef("test [1]"),
)
JOSE_NFC, JOSE_NFD = "Jos\u00e9", "Jose\u0301"


def checked(entries: Sequence[Any], places: Sequence[AccountRef] = PLACES) -> Manifest:
    problems = Problems()
    manifest = parse_manifest(entries, places, problems)
    problems.raise_if_any()
    return manifest


def problems_of(*entries: Any) -> list[str]:
    """The lines after the first, which counts them."""
    with pytest.raises(ConfigurationError) as raised:
        checked(entries)
    count, *lines = str(raised.value).split("\n")
    assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''} in the input, so nothing was called:"
    return lines


def test_what_is_left_out_has_its_default() -> None:
    assert checked([{"name": "Ann"}]).expectations == (
        Expectation("Ann", None, "UserDefine", "present", (), (), None, 0, "high", (), ()),
    )


def test_what_is_null_is_left_out() -> None:
    entry = {"name": "Ann", **dict.fromkeys(("person_id", "tags", "usages", "description", "min_faces", "accounts"))}
    assert checked([entry]).expectations == checked([{"name": "Ann"}]).expectations


def test_everything_that_is_written_is_read() -> None:
    entry = {
        "name": "Ann",
        "person_id": 12,
        "type": "UserDefine",
        "state": "present",
        "tags": ["US", "US", 7],
        "usages": ["All"],
        "description": "",
        "min_faces": 2,
        "severity": "low",
        "accounts": ["prod-*"],
        "labels": ["studio"],
    }
    assert checked([entry]).expectations == (
        Expectation(
            "Ann", "12", "UserDefine", "present", ("US", "7"), ("All",), "", 2, "low", ("prod-*",), ("studio",)
        ),
    )


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("Ann", ": is a text; write a mapping with at least 'name'"),
        (None, ": is null; write a mapping with at least 'name'"),
        (["Ann"], ": is a list; write a mapping with at least 'name'"),
        ({}, ": has neither 'name' nor 'person_id'; one of them says which sample is meant"),
        ({"name": ""}, ".name: is an empty text"),
        ({"name": " \t"}, ".name: is an empty text"),
        ({"name": True}, ".name: is true or false (quote it, where the text is meant) where a text is wanted"),
        ({"name": 1.5}, ".name: is a number where a text is wanted"),
        ({"name": ["Ann"]}, ".name: is a list where a text is wanted"),
        ({"name": "Ann", "person_id": {}}, ".person_id: is a mapping where a text is wanted"),
        ({"name": "Ann", "nmae": 1}, ".nmae: there is no such field; the fields are accounts, description, labels,"),
        ({"name": "Ann", "type": "userdefine"}, ".type: 'userdefine' is not one of UserDefine, Default"),
        ({"name": "Ann", "state": False}, ".state: false (quote it, where the text is meant) is not one of present,"),
        ({"name": "Ann", "severity": "x" * 99}, f".severity: '{'x' * 60}...' is not one of critical, high, medium"),
        ({"name": "Ann", "severity": []}, ".severity: [] is not one of critical, high, medium, low"),
        ({"name": "Ann", "tags": "US"}, ".tags: is a text where a list of texts is wanted"),
        ({"name": "Ann", "tags": []}, ".tags: is an empty list; leave it out where it should not count"),
        ({"name": "Ann", "tags": ["US", ""]}, ".tags: [1] is an empty text"),
        ({"name": "Ann", "tags": ["US", None]}, ".tags: [1] is null where a text is wanted"),
        ({"name": "Ann", "usages": ["Recognise"]}, ".usages: 'Recognise' is not among Recognition, Recognition.Face,"),
        ({"name": "Ann", "usages": ["all", "All"]}, ".usages: 'all' is not among"),
        ({"name": "Ann", "description": 1.5}, ".description: is a number where a text is wanted"),
        ({"name": "Ann", "min_faces": -1}, ".min_faces: -1 is not a number from 0"),
        ({"name": "Ann", "min_faces": "2"}, ".min_faces: '2' is not a number from 0"),
        ({"name": "Ann", "min_faces": 1.0}, ".min_faces: 1.0 is not a number from 0"),
        ({"name": "Ann", "min_faces": True}, ".min_faces: true (quote it, where the text is meant) is not a number"),
        ({"name": "Ann", "accounts": []}, ".accounts: is an empty list; leave it out where it should not count"),
        ({"name": "Ann", "labels": {"studio": 1}}, ".labels: is a mapping where a list of texts is wanted"),
        (
            {"person_id": "1", "type": "Default"},
            ": has type Default (Tencent's own library), which can be searched by name only: give 'name' too",
        ),
        (
            {"name": "Ann", "state": "absent", "tags": ["US"], "usages": ["All"], "description": "", "min_faces": 0},
            ": must be absent, so tags, usages, description, min_faces would never be looked at; leave that out",
        ),
    ],
    ids=str,
)
def test_a_problem_is_told_with_its_place_and_what_to_do(entry: Any, problem: str) -> None:
    (line,) = problems_of({"name": "Good"}, entry)
    assert line.startswith(f"samples[1]{problem}")


def test_all_problems_are_told_at_once() -> None:
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
        ({"person_id": "1"}, {"person_id": 1}, "person_id"),
        ({"name": "Ann", "person_id": "1"}, {"name": "Bob", "person_id": "1"}, "person_id"),
        ({"name": "Ann", "accounts": ["prod-*"]}, {"name": "Ann", "accounts": ["*-sg"]}, "name"),
        ({"name": "Ann", "labels": ["studio"]}, {"name": "Ann", "labels": ["sg"]}, "name"),
        ({"name": "Ann", "type": "Default"}, {"name": "Ann", "type": "Default"}, "name"),
    ],
)
def test_one_sample_stands_once_for_an_account(first: Any, second: Any, field: str) -> None:
    (line,) = problems_of({"name": "Zed"}, first, second)
    assert line.startswith(f"samples[2].{field}: ")
    assert "stands in samples[1] already, and both apply to prod-sg. Join the two, or give them" in line


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
def test_one_identity_may_stand_twice_where_no_account_falls_under_both(entries: list[dict[str, Any]]) -> None:
    assert len(checked(entries).expectations) == 2


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
def test_an_expectation_applies_to_the_accounts_of_its_globs_and_labels(scope: Any, names: list[str]) -> None:
    manifest = checked([{"name": "Ann", **scope}])
    assert [place.name for place in PLACES if manifest.at(place)] == names
    warned = scopes_without_account(manifest, PLACES)
    assert len(warned) == (not names)
    assert all("'Ann' applies to no account" in line for line in warned)


def test_what_applies_comes_in_the_order_it_was_written() -> None:
    scopes = [{}, {"labels": ["sg"]}, {"accounts": ["*-eu"]}, {}, {"labels": ["sg"]}]
    manifest = checked([{"name": f"Person {n}", **scope} for n, scope in enumerate(scopes)])
    assert [one.name for one in manifest.at(PLACES[0])] == ["Person 0", "Person 1", "Person 3", "Person 4"]


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
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
def test_a_glob_fits_what_it_fits_and_what_it_is(pattern: str, name: str | None, fits: bool) -> None:
    assert glob_matches(pattern, name) is fits


@given(st.text(min_size=1))
def test_every_name_is_fitted_by_itself(name: str) -> None:
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
def test_an_identity_is_what_people_call_it(
    name: str | None, person_id: str | None, identity: str, names: tuple[str, ...]
) -> None:
    expectation = Expectation(name, person_id)
    assert (expectation.identity, expectation.names) == (identity, names)
