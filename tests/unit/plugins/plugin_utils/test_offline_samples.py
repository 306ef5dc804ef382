# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.filter.person_sample_manifest import person_sample_manifest
from ansible_collections.tencentcloud.mps.plugins.filter.person_sample_verdicts import person_sample_verdicts
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.offline import audit_offline, parse_offline_audit
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._offline_samples import parse_samples, plain

TODAY = dt.date(2026, 11, 23)
ROW: dict[str, Any] = {
    "PersonId": "1",
    "Name": "Ann",
    "Description": "actor",
    "FaceInfoSet": [{"FaceId": "7", "Url": "http://face.example.com/7.jpg"}],
    "UsageSet": ["Recognition.Face"],
    "TagSet": ["US"],
}
ANN: dict[str, Any] = camel_dict_to_snake_dict(ROW)
BOB = {**ANN, "person_id": "2", "name": "Bob"}
EVERYTHING = {"TagSet": "t", "UsageSet": "u", "Description": "d", "FaceInfoSet": "f"}
ARGUMENTS = {
    "account": "samples",
    "labels": [],
    "unexpected": "ignore",
    "unexpected_limit": 100,
    "include_ok": False,
    "type": "UserDefine",
}


def without(sample: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in sample.items() if key not in keys}


def rows(given: Any, needed: Mapping[str, str] | None = None) -> list[Any]:
    """What is read where so much is needed; by default every member."""
    problems = Problems()
    read = parse_samples(given, EVERYTHING if needed is None else needed, problems)
    problems.raise_if_any()
    return read


def judged(samples: Any, expected: Any, waivers: Any = (), today: dt.date = TODAY, **arguments: Any) -> dict[str, Any]:
    problems = Problems()
    question = parse_offline_audit(plain(expected), plain(waivers), {**ARGUMENTS, **arguments}, problems)
    read = parse_samples(samples, question.members, problems)
    problems.raise_if_any()
    return audit_offline(question, read, today)


def verdicts(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(finding["sample"], finding["verdict"]) for finding in result["findings"]]


@pytest.mark.parametrize(
    "given",
    [
        [ANN],
        (ANN,),
        {"person_samples": [ANN], "total_count": 1, "failed": False},
        {"person_samples": [ANN]},
        {"mps_person_samples": [ANN], "mps_person_sample_total": 1, "distribution": "Debian"},
    ],
    ids=["list", "tuple", "result", "result cut", "facts"],
)
def test_every_form_gives_the_rows_of_the_api_less_the_addresses_of_pictures(given: Any) -> None:
    assert rows(given) == [{**ROW, "FaceInfoSet": [{}]}]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("Ann", "neither a list of samples nor a result"),
        (None, "neither a list of samples nor a result"),
        ({}, "without a list under 'person_samples'"),
        (ANN, "without a list under 'person_samples'"),
        ({"person_samples": "hidden"}, "without a list under 'person_samples'"),
        ({"ansible_facts": {"mps_person_samples": [ANN]}}, "give its 'ansible_facts'"),
        ({"results": [{"person_samples": [ANN]}]}, "give each entry of its 'results'"),
        ({"failed": True, "msg": "denied"}, "a task that failed"),
        ({"failed": True, "person_samples": [ANN]}, "a task that failed"),
        ({"skipped": True, "changed": False}, "a task that was skipped"),
        ({"person_samples": [ANN], "total_count": 3}, "are 1 of 3 (total_count)"),
        ({"mps_person_samples": [], "mps_person_sample_total": 3}, "are 0 of 3 (mps_person_sample_total)"),
        (["Ann"], "person_samples[0]: is not a mapping"),
        ([ANN, {**ANN, "name": "Other"}], "person_samples[1]: has the id of person_samples[0]"),
        ([{**ANN, "person_id": 1}], "person_samples[0].person_id: is not a text"),
        ([{**ANN, "name": None}], "person_samples[0].name: is not a text"),
        ([{**ANN, "tag_set": "US"}], "person_samples[0].tag_set: is not a list,"),
        ([{**ANN, "tag_set": [1]}], "person_samples[0].tag_set: is not a list of texts"),
        ([{**ANN, "description": 1}], "person_samples[0].description: is not a text"),
        ([ANN, without(BOB, "tag_set")], "person_samples[1].tag_set: is not there, and t needs it; gather them with"),
        ([without(ANN, "name"), without(BOB, "name")], "person_samples[0].name: is not there (and of 1 more), and"),
    ],
)  # fmt: skip
def test_what_would_mislead_is_told(given: Any, says: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        rows(given)
    assert says in str(problem.value)


def test_what_nothing_needs_may_be_left_out_and_null_is_nothing() -> None:
    assert rows([{"person_id": "1", "name": "Ann"}], {}) == [{"PersonId": "1", "Name": "Ann"}]
    assert rows([{**ANN, "tag_set": None}])[0]["TagSet"] is None


def test_keys_are_wanted_only_where_an_expectation_of_this_account_needs_them() -> None:
    bare = [{"person_id": "1", "name": "Ann"}]
    elsewhere = [{"name": "Ann"}, {"name": "Bob", "tags": ["x"], "accounts": ["b"]}]
    assert judged(bare, elsewhere, account="a")["compliant"]
    gone = [{"name": "Ann"}, {"name": "Cy", "type": "Default", "tags": ["x"]}]
    assert verdicts(judged(bare, gone)) == [("Cy", "unknown")]
    with pytest.raises(ConfigurationError, match="the expectation of 'Bob' needs it"):
        judged(bare, elsewhere, account="b")


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as problem:
        judged(
            [without(ANN, "tag_set")],
            [{"nam": "Ann"}, {"name": "Bob", "tags": ["x"]}],
            [{"account": "*", "sample": "*", "expires": "soon"}],
            unexpected_limit=0,
            include_ok="yes",
        )
    for place in (
        "samples[0].nam", "waivers[0].expires", "arguments.include_ok", "person_samples[0].tag_set"
    ):  # fmt: skip
        assert f"\n{place}: " in str(problem.value)


@pytest.mark.parametrize(
    ("expected", "arguments", "says"),
    [
        ([], {}, "expected: is empty"),
        (None, {}, "expected: is not a list"),
        ({"samples": []}, {}, "give what is under its 'samples'"),
        ("Ann", {}, "expected: is not a list"),
        ([{"name": "Ann"}], {"unexpected": "yes"}, "arguments.unexpected: 'yes' is not one of"),
        ([{"name": "Ann"}], {"unexpected_limit": 0}, "arguments.unexpected_limit: must be from 1 to 10000"),
        ([{"name": "Ann"}], {"unexpected_limit": 10001}, "must be from 1 to 10000"),
        ([{"name": "Ann"}], {"type": "Other"}, "arguments.type: 'Other' is not one of"),
        ([{"name": "Ann"}], {"type": "Default", "unexpected": "report"}, "for the UserDefine library only"),
        ([{"name": "Ann"}], {"labels": "studio"}, "arguments.labels: is a text where a list"),
        ([{"name": "Ann"}], {"account": ""}, "arguments.account: is an empty text"),
        ([{"name": "Ann", "accounts": ["prod-*"]}], {}, "arguments.account: is not given, and whether"),
        ([{"name": "Ann", "labels": ["studio"]}], {}, "arguments.account: is not given, and whether"),
        ([{"name": "Ann"}, {"name": "Ann"}], {}, "samples[1].name: 'Ann' stands in samples[0] already"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(expected: Any, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        judged([ANN], expected, **arguments)
    assert says in str(problem.value)


def test_the_judgement_is_that_of_an_audit() -> None:
    expected = [
        {"name": "Ann", "tags": ["US"], "usages": ["Recognition"], "min_faces": 1, "description": "actor"},
        {"name": "Bob", "tags": ["UK"]},
        {"name": "Cy"},
        {"name": "Di", "state": "absent"},
        {"name": "Famous", "type": "Default"},
        {"name": "Elsewhere", "accounts": ["b-*"]},
    ]
    waiver = {"account": "a-*", "sample": "Bob", "expires": TODAY}
    old = {**waiver, "sample": "Cy", "expires": "2026-11-22"}
    samples = [ANN, BOB, {**ANN, "person_id": "3", "name": "Eve"}]
    result = judged(samples, expected, [waiver, old], account="a-1", unexpected="report", include_ok=True)
    assert verdicts(result) == [
        ("Ann", "ok"),
        ("Bob", "drifted"),
        ("Cy", "missing"),
        ("Di", "ok"),
        ("Famous", "unknown"),
        ("Eve", "unexpected"),
    ]
    assert "type='Default'" in result["findings"][4]["message"]
    assert [finding["waived"] for finding in result["findings"]] == [False, True, False, False, False, False]
    assert {key: result[key] for key in ("compliant", "status", "waived")} == {
        "compliant": False,
        "status": "noncompliant",
        "waived": 1,
    }
    assert [(waiver["sample"], waiver["expired"], waiver["findings"]) for waiver in result["waivers"]] == [
        ("Cy", True, 1),
        ("Bob", False, 1),
    ]


def test_what_is_of_another_library_is_unknown_and_never_compliant() -> None:
    result = judged([ANN], [{"name": "Ann"}, {"name": "Famous", "type": "Default"}])
    assert (result["status"], result["compliant"]) == ("unknown", False)
    assert judged([ANN], [{"name": "Ann", "type": "Default"}], type="Default")["compliant"]


def test_of_the_unexpected_all_are_counted_and_some_are_listed() -> None:
    samples = [{**ANN, "person_id": str(number), "name": f"P{number}"} for number in range(5)]
    result = judged(samples, [], unexpected="report", unexpected_limit=2)
    assert (result["verdicts"]["unexpected"], verdicts(result)) == (5, [("P0", "unexpected"), ("P1", "unexpected")])


names = st.text(st.sampled_from("aé\u0301Å ́"), min_size=1, max_size=3).filter(str.strip)


@given(st.lists(st.tuples(names, st.lists(st.sampled_from(["US", "UK"]), unique=True), st.integers(0, 2)), max_size=8))
def test_an_account_satisfies_the_manifest_made_of_it(drawn: Sequence[tuple[str, list[str], int]]) -> None:
    samples = [
        {**ANN, "person_id": str(index), "name": name, "tag_set": tags, "face_info_set": [{}] * faces}
        for index, (name, tags, faces) in enumerate(drawn)
    ]
    manifest = person_sample_manifest(samples)
    assert len(manifest) == len(samples)
    assert judged(samples, manifest, unexpected="report")["compliant"]


def test_a_manifest_needs_whole_samples_that_it_can_tell() -> None:
    with pytest.raises(AnsibleFilterError, match=r"person_samples\[0\].face_info_set: is not there"):
        person_sample_manifest([without(ANN, "face_info_set")])
    with pytest.raises(AnsibleFilterError, match="a manifest that could not be read again"):
        person_sample_manifest([{**ANN, "name": " ", "person_id": " "}])


def test_the_edge_converts_and_takes_the_day_of_today() -> None:
    with pytest.raises(AnsibleFilterError, match="person_sample_verdicts: 1 problem"):
        person_sample_verdicts("Ann", [{"name": "Ann"}])
    waivers = [{"account": "*", "sample": "Cy", "expires": dt.date(9999, 12, 31)}]
    result = person_sample_verdicts([ANN], [{"name": "Cy"}], waivers)
    assert (result["compliant"], result["waived"], result["waivers"][0]["expires"]) == (True, 1, "9999-12-31")
