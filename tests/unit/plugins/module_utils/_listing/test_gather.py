# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import (
    DOCUMENTED_FIELDS,
    ids_by_name,
    listed_samples,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import Sample
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from support.listings import ANN, BOB, BOB_2, COMPLETE, JOSE, JOSE_2, NFC, NFD, listing

FACTS: dict[str, Any] = {
    "person_id": "10569",
    "name": "John Smith",
    "description": "American actor",
    "face_info_set": [{"face_id": "10011", "url": "http://face.example.com/10011.jpg"}],
    "usage_set": ["Recognition.Face"],
    "tag_set": ["US", "Celebrity"],
    "create_time": "2024-10-01T10:00:00Z",
    "update_time": "2024-10-01T10:00:00Z",
}


def listed(*samples: Sample, fields: Sequence[str] | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the facts and the warnings."""
    warnings: list[str] = []
    return listed_samples(listing(*samples), fields, warnings.append), warnings


def test_documented_members_get_snake_case_keys() -> None:
    assert listed(COMPLETE) == ([FACTS], [])
    assert tuple(FACTS) == DOCUMENTED_FIELDS


def test_undocumented_members_are_kept() -> None:
    added = {"VoiceprintInfo": {"VoiceId": "7", "SampleRates": [8000, None]}, "AgeHint": 41, "Retired": False}
    (facts,), warnings = listed({**COMPLETE, **added})
    assert facts == {
        **FACTS,
        "voiceprint_info": {"VoiceId": "7", "SampleRates": [8000, None]},
        "age_hint": 41,
        "retired": False,
    }
    assert warnings == []


@pytest.mark.parametrize(
    ("added", "keys"),
    [
        ({"PersonID": "7"}, {"PersonID": "7"}),
        ({"NAME": "7", "FaceINFOSet": 7}, {"NAME": "7", "FaceINFOSet": 7}),
        ({"person_id": "7", "name": "x"}, {}),
        ({"AgeHint": 1, "age_hint": 2}, {"AgeHint": 1, "age_hint": 2}),
        ({"Labels": {"MyKey": 1, "my_key": 2}}, {"labels": {"MyKey": 1, "my_key": 2}}),
        ({"Labels": [{"PersonId": 1}]}, {"labels": [{"PersonId": 1}]}),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_later_member_never_replaces_a_documented_key(added: Sample, keys: dict[str, Any], first: bool) -> None:
    sample = {**added, **COMPLETE} if first else {**COMPLETE, **added}
    assert listed(sample)[0] == [{**FACTS, **keys}]


def test_later_member_of_a_face_never_replaces_a_documented_key() -> None:
    face = {"FaceId": "1", "FaceID": "2", "URL": "x", "Url": "y", "Box": {"LeftTop": [1, 2]}}
    (facts,), _warnings = listed({**COMPLETE, "FaceInfoSet": [face]})
    expected = {"face_id": "1", "FaceID": "2", "URL": "x", "url": "y", "box": {"LeftTop": [1, 2]}}
    assert facts["face_info_set"] == [expected]


def test_null_and_missing_members_stay_unchanged() -> None:
    assert listed({"PersonId": "1", "Name": "", "FaceInfoSet": None})[0] == [
        {"person_id": "1", "name": "", "face_info_set": None}
    ]


def test_listing_is_not_modified() -> None:
    sample = copy.deepcopy(COMPLETE)
    facts = listed(sample, fields=["name"])[0] + listed(sample)[0]
    facts[1]["name"] = "another"
    assert sample == COMPLETE


hostile = st.text() | st.sampled_from(
    [
        "{{ lookup('pipe', 'id') }}",
        "{% raw %}",
        "!unsafe x",
        "=1+1",
        "<script>",
        "a\x00b",
        "\ud800",
        "CamelCase",
        "null",
    ]
)


@given(name=hostile, description=hostile, tags=st.lists(hostile), url=hostile)
def test_texts_are_returned_unchanged(name: str, description: str, tags: list[str], url: str) -> None:
    sample: dict[str, Any] = {
        "PersonId": name,
        "Name": name,
        "Description": description,
        "TagSet": tags,
        "FaceInfoSet": [{"Url": url}],
    }
    (facts,), warnings = listed(sample)
    name, description, url, *tags = map(shown, (name, description, url, *tags))
    assert list(facts.values()) == [name, name, description, tags, [{"url": url}]]
    assert warnings == []
    assert ids_by_name(listing(sample), Selection()) == {name: [name]}
    assert ids_by_name(listing(sample), Selection(names=(sample["Name"],))) == {name: [name]}


def shown(text: str) -> str:
    """Replace each lone surrogate by an escape, because Ansible rejects lone surrogates."""
    return "".join(f"\\u{ord(sign):04x}" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


def test_names_that_are_equal_after_escaping_keep_all_their_ids() -> None:
    samples = [{"PersonId": "1", "Name": "a\ud800"}, {"PersonId": "2", "Name": "a\\ud800"}]
    assert ids_by_name(listing(*samples), Selection()) == {"a\\ud800": ["1", "2"]}


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        (["name"], {"name": "John Smith"}),
        (["tag_set", "person_id"], {"tag_set": ["US", "Celebrity"], "person_id": "10569"}),
        (["create_time", "age_hint"], {"create_time": "2024-10-01T10:00:00Z", "age_hint": 41}),
    ],
)
def test_requested_fields_are_returned_in_order(fields: list[str], facts: dict[str, Any]) -> None:
    (cut,), warnings = listed({**COMPLETE, "AgeHint": 41}, fields=fields)
    assert list(cut.items()) == list(facts.items())
    assert warnings == []


def test_field_missing_from_a_sample_is_omitted() -> None:
    assert listed(ANN, COMPLETE, fields=["name", "description"]) == (
        [{"name": "Ann"}, {"name": "John Smith", "description": "American actor"}],
        [],
    )


def test_unknown_field_gives_one_warning_with_the_known_fields() -> None:
    cut, warnings = listed(ANN, {**BOB, "AgeHint": 41}, fields=["nmae", "PersonId", "name"])
    assert cut == [{"name": "Ann"}, {"name": "Bob"}]
    known = "age_hint, create_time, description, face_info_set, name, person_id, tag_set, update_time, usage_set"
    assert warnings == [
        f"No sample has the field 'nmae'. Known fields are {known}.",
        f"No sample has the field 'PersonId'. Known fields are {known}.",
    ]


@pytest.mark.parametrize("fields", [None, ["name"], ["nmae"]])
def test_empty_listing_gives_no_field_warning(fields: list[str] | None) -> None:
    assert listed(fields=fields) == ([], [])


@pytest.mark.parametrize(
    ("found", "names", "ids"),
    [
        ([], None, {}),
        ([ANN, BOB, BOB_2], None, {"Ann": ["1"], "Bob": ["2", "3"]}),
        ([JOSE, JOSE_2], None, {NFC: ["4"], NFD: ["5"]}),
        ([BOB_2, BOB], ("Bob", "Zoe", "Ann"), {"Bob": ["3", "2"], "Zoe": [], "Ann": []}),
        ([JOSE], (NFD,), {NFD: ["4"]}),
        ([JOSE_2], (NFC,), {NFC: ["5"]}),
        ([JOSE_2, JOSE], (NFC,), {NFC: ["4", "5"]}),
        ([JOSE_2, JOSE], (NFC, NFD), {NFC: ["4", "5"], NFD: ["5", "4"]}),
        ([ANN], ("ann", " Ann"), {"ann": [], " Ann": []}),
    ],
)
def test_ids_are_grouped_by_name(found: list[Sample], names: tuple[str, ...] | None, ids: dict[str, list[str]]) -> None:
    grouped = ids_by_name(listing(*found), Selection(names=names))
    assert list(grouped.items()) == list(ids.items())


def test_ids_by_name_ignore_the_window() -> None:
    assert ids_by_name(listing(ANN, BOB, window=[BOB]), Selection(names=("Ann",), offset=1)) == {"Ann": ["1"]}
