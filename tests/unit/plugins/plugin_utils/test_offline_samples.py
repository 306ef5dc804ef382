# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters: samples that were gathered before are parsed, converted to a manifest, and audited offline."""

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
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.offline import (
    audit_offline,
    parse_offline_audit,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._offline_library import parse_library
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._offline_samples import parse_samples, untagged

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
ALL_MEMBERS = {"TagSet": "t", "UsageSet": "u", "Description": "d", "FaceInfoSet": "f"}
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


def rows(given: Any, required: Mapping[str, str] | None = None) -> list[Any]:
    """The parsed rows. By default, every member is required."""
    problems = Problems()
    parsed = parse_samples(given, ALL_MEMBERS if required is None else required, problems)
    problems.raise_if_any()
    return parsed


def audited(
    samples: Any,
    expected: Any,
    waivers: Any = (),
    today: dt.date = TODAY,
    account_uin: str | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    problems = Problems()
    audit = parse_offline_audit(untagged(expected), untagged(waivers), {**ARGUMENTS, **arguments}, problems)
    library = parse_library(samples, audit, account_uin, problems)
    problems.raise_if_any()
    return audit_offline(audit, library, today)


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
        {"ansible_facts": {"mps_person_samples": [ANN], "mps_person_sample_total": 1}, "changed": False},
    ],
    ids=["list", "tuple", "result", "result without total", "facts", "result of the facts module"],
)
def test_every_form_of_input_gives_rows_without_image_urls(given: Any) -> None:
    assert rows(given) == [{**ROW, "FaceInfoSet": [{}]}]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("Ann", "must be a list of samples, or a result of"),
        (None, "must be a list of samples, or a result of"),
        ({}, "has no list under 'person_samples'"),
        (ANN, "has no list under 'person_samples'"),
        ({"person_samples": "hidden"}, "has no list under 'person_samples'"),
        ({"ansible_facts": {"distribution": "Debian"}}, "has no list under 'person_samples'"),
        ({"results": [{"person_samples": [ANN]}]}, "pass each entry of its 'results'"),
        ({"failed": True, "msg": "denied"}, "a task that failed"),
        ({"failed": True, "person_samples": [ANN]}, "a task that failed"),
        ({"failed": True, "ansible_facts": {"mps_person_samples": [ANN]}}, "a task that failed"),
        ({"unreachable": True, "ansible_facts": {"mps_person_samples": [ANN]}}, "a task that failed"),
        ({"skipped": True, "changed": False}, "a task that was skipped"),
        ({"person_samples": [ANN], "total_count": 3}, "contains 1 of 3 samples (total_count)"),
        ({"mps_person_samples": [], "mps_person_sample_total": 3}, "contains 0 of 3 samples (mps_person_sample_total)"),
        (["Ann"], "person_samples[0]: must be a mapping"),
        ([ANN, {**ANN, "name": "Other"}], "person_samples[1]: has the same id as person_samples[0]"),
        ([{**ANN, "person_id": 1}], "person_samples[0].person_id: must be a string"),
        ([{**ANN, "name": None}], "person_samples[0].name: must be a string"),
        ([{**ANN, "tag_set": "US"}], "person_samples[0].tag_set: must be a list,"),
        ([{**ANN, "tag_set": [1]}], "person_samples[0].tag_set: must be a list of strings"),
        ([{**ANN, "description": 1}], "person_samples[0].description: must be a string"),
        ([ANN, without(BOB, "tag_set")], "person_samples[1].tag_set: is missing, but t requires it; gather"),
        ([without(ANN, "name"), without(BOB, "name")], "[0].name: is missing here and in 1 more sample, but"),
    ],
)  # fmt: skip
def test_input_that_could_give_a_wrong_verdict_is_a_problem(given: Any, message: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        rows(given)
    assert message in str(problem.value)


def test_member_that_is_not_required_may_be_missing_or_null() -> None:
    assert rows([{"person_id": "1", "name": "Ann"}], {}) == [{"PersonId": "1", "Name": "Ann"}]
    assert rows([{**ANN, "tag_set": None}])[0]["TagSet"] is None


def test_member_is_required_only_by_expectations_of_the_account_and_library() -> None:
    bare = [{"person_id": "1", "name": "Ann"}]
    elsewhere = [{"name": "Ann"}, {"name": "Bob", "tags": ["x"], "accounts": ["b"]}]
    assert audited(bare, elsewhere, account="a")["compliant"]
    gone = [{"name": "Ann"}, {"name": "Cy", "type": "Default", "tags": ["x"]}]
    assert verdicts(audited(bare, gone)) == [("Cy", "unknown")]
    with pytest.raises(ConfigurationError, match="the expectation for 'Bob' requires it"):
        audited(bare, elsewhere, account="b")


def test_all_problems_are_reported_together() -> None:
    with pytest.raises(ConfigurationError) as problem:
        audited(
            [without(ANN, "tag_set")],
            [{"nam": "Ann"}, {"name": "Bob", "tags": ["x"]}],
            [{"account": "*", "sample": "*", "expires": "soon"}],
            unexpected_limit=0,
            include_ok="yes",
        )
    for path in (
        "expected[0].nam", "waivers[0].expires", "arguments.include_ok", "person_samples[0].tag_set"
    ):  # fmt: skip
        assert f"\n{path}: " in str(problem.value)


@pytest.mark.parametrize(
    ("expected", "arguments", "message"),
    [
        ([], {}, "expected: is empty"),
        (None, {}, "expected: must be a list of entries"),
        ({"samples": []}, {}, "pass the value of its key 'samples'"),
        ("Ann", {}, "expected: must be a list of entries"),
        ([{"name": "Ann"}], {"unexpected": "yes"}, "arguments.unexpected: 'yes' is not valid; use one of"),
        ([{"name": "Ann"}], {"unexpected_limit": 0}, "arguments.unexpected_limit: must be from 1 to 10000"),
        ([{"name": "Ann"}], {"unexpected_limit": 10001}, "must be from 1 to 10000"),
        ([{"name": "Ann"}], {"type": "Other"}, "arguments.type: 'Other' is not valid; use one of"),
        ([{"name": "Ann"}], {"type": "Default", "unexpected": "report"}, "valid for the library UserDefine only"),
        ([{"name": "Ann"}], {"labels": "studio"}, "arguments.labels: must be a list of strings"),
        ([{"name": "Ann"}], {"account": ""}, "arguments.account: must not be empty"),
        ([{"name": "Ann", "accounts": ["prod-*"]}], {}, "arguments.account: is required, because"),
        ([{"name": "Ann", "labels": ["studio"]}], {}, "arguments.account: is required, because"),
        ([{"name": "Ann"}, {"name": "Ann"}], {}, "expected[1].name: 'Ann' is already in expected[0]"),
    ],
)  # fmt: skip
def test_invalid_arguments_are_problems(expected: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        audited([ANN], expected, **arguments)
    assert message in str(problem.value)


def test_verdicts_equal_those_of_an_audit() -> None:
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
    result = audited(samples, expected, [waiver, old], account="a-1", unexpected="report", include_ok=True)
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


def gathered(*samples: dict[str, Any], facts: bool = False, **selection: Any) -> dict[str, Any]:
    """A registered result of the info module, or facts."""
    chosen = {"type": "UserDefine", "person_ids": None, "names": None, "tags": None, "offset": 0, "limit": None}
    keys = ("mps_person_samples", "mps_person_sample_total", "mps_person_sample_selection")
    values = (list(samples), len(samples), {**chosen, **selection})
    return dict(zip(keys if facts else ("person_samples", "total_count", "selection"), values, strict=True))


@pytest.mark.parametrize("facts", [False, True], ids=["result", "facts"])
@pytest.mark.parametrize(
    ("selection", "expected", "verdict"),
    [
        ({}, {"name": "Zed"}, "missing"),
        ({"names": ["Ann", "Zed"]}, {"name": "Zed"}, "missing"),
        ({"names": ["Ann", "Jose\u0301"]}, {"name": "Jos\u00e9"}, "missing"),
        ({"names": ["Ann"]}, {"name": "Ann"}, "ok"),
        ({"names": ["Ann"]}, {"name": "Zed"}, "unknown"),
        ({"names": ["Ann"]}, {"name": "Zed", "state": "absent"}, "unknown"),
        ({"names": ["Ann"]}, {"name": "Ann", "state": "absent"}, "forbidden"),
        ({"names": ["Ann"]}, {"person_id": "1"}, "ok"),
        ({"names": ["Ann"]}, {"person_id": "7"}, "unknown"),
        ({"names": ["Ann"]}, {"person_id": "7", "name": "Ann"}, "unknown"),
        ({"person_ids": ["1", "7"]}, {"person_id": "7"}, "missing"),
        ({"person_ids": ["1"]}, {"person_id": "7", "state": "absent"}, "unknown"),
        ({"person_ids": ["1"]}, {"name": "Ann"}, "unknown"),  # another sample can have this name
        ({"person_ids": ["1"]}, {"name": "Ann", "state": "absent"}, "forbidden"),
        ({"person_ids": ["1"], "names": ["Ann"]}, {"person_id": "7"}, "unknown"),
        ({"person_ids": ["1"], "names": ["Ann"]}, {"name": "Ann"}, "unknown"),
    ],
    ids=str,
)
def test_sample_that_was_not_selected_is_unknown(
    selection: dict[str, Any], expected: dict[str, Any], verdict: str, facts: bool
) -> None:
    result = person_sample_verdicts(gathered(ANN, facts=facts, **selection), [expected], include_ok=True)
    assert [finding["verdict"] for finding in result["findings"]] == [verdict]
    assert result["compliant"] is (verdict == "ok")


@pytest.mark.parametrize(
    ("selection", "arguments", "message"),
    [
        ({"tags": ["US"]}, {}, "person_samples.selection: the samples were gathered with 'tags', so other samples"),
        ({"type": "Default", "names": ["Ann"]}, {}, "gathered with type 'Default', but samples of UserDefine"),
        ({"names": ["Ann"]}, {"type": "Default"}, "gathered with type 'UserDefine', but samples of Default"),
        ({"names": ["Ann"]}, {"unexpected": "report"}, "gathered with 'names', but unexpected='report' needs all"),
        ({"person_ids": ["1"]}, {"unexpected": "report"}, "gathered with 'person_ids', but unexpected='report'"),
        ({"names": "Ann"}, {}, "must be a mapping, as returned by mps_person_sample_info"),
    ],
    ids=str,
)
def test_result_of_an_unsuitable_selection_is_refused(
    selection: dict[str, Any], arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(AnsibleFilterError, match=message):
        person_sample_verdicts(gathered(ANN, **selection), [{"name": "Ann"}], **arguments)


@pytest.mark.parametrize(
    "selection", [{"names": ["Ann"]}, {"person_ids": ["1"]}, {"tags": ["US"]}, {"type": "Default"}], ids=str
)
def test_manifest_of_selected_samples_is_refused(selection: dict[str, Any]) -> None:
    with pytest.raises(AnsibleFilterError, match=r"person_samples\.selection: the samples were gathered with"):
        person_sample_manifest(gathered(ANN, **selection))
    assert len(person_sample_manifest(gathered(ANN)["person_samples"])) == 1


def test_warnings_are_in_the_result() -> None:
    result = person_sample_verdicts([ANN], [{"name": "Zed", "accounts": ["b"]}], account="a")
    assert result["warnings"] == ["No expectation applies to a. An account without expectations is always compliant."]


def test_sample_of_the_other_library_is_unknown_and_never_compliant() -> None:
    result = audited([ANN], [{"name": "Ann"}, {"name": "Famous", "type": "Default"}])
    assert (result["status"], result["compliant"]) == ("unknown", False)
    assert audited([ANN], [{"name": "Ann", "type": "Default"}], type="Default")["compliant"]


def test_all_unexpected_samples_are_counted_but_only_some_are_listed() -> None:
    samples = [{**ANN, "person_id": str(number), "name": f"P{number}"} for number in range(5)]
    result = audited(samples, [], unexpected="report", unexpected_limit=2)
    assert (result["verdicts"]["unexpected"], verdicts(result)) == (5, [("P0", "unexpected"), ("P1", "unexpected")])


names = st.text(st.sampled_from("aé\u0301Å ́"), min_size=1, max_size=3).filter(str.strip)


@given(st.lists(st.tuples(names, st.lists(st.sampled_from(["US", "UK"]), unique=True), st.integers(0, 2)), max_size=8))
def test_account_satisfies_its_own_manifest(drawn: Sequence[tuple[str, list[str], int]]) -> None:
    samples = [
        {**ANN, "person_id": str(index), "name": name, "tag_set": tags, "face_info_set": [{}] * faces}
        for index, (name, tags, faces) in enumerate(drawn)
    ]
    manifest = person_sample_manifest(samples)
    assert len(manifest) == len(samples)
    assert audited(samples, manifest, unexpected="report")["compliant"]


def test_manifest_requires_complete_samples_with_a_name_or_an_id() -> None:
    with pytest.raises(AnsibleFilterError, match=r"person_samples\[0\].face_info_set: is missing"):
        person_sample_manifest([without(ANN, "face_info_set")])
    with pytest.raises(AnsibleFilterError, match="the manifest of these samples would not be valid"):
        person_sample_manifest([{**ANN, "name": " ", "person_id": " "}])


def test_filter_converts_errors_and_uses_the_current_day() -> None:
    with pytest.raises(AnsibleFilterError, match="person_sample_verdicts: 1 problem"):
        person_sample_verdicts("Ann", [{"name": "Ann"}])
    waivers = [{"account": "*", "sample": "Cy", "expires": dt.date(9999, 12, 31)}]
    result = person_sample_verdicts([ANN], [{"name": "Cy"}], waivers)
    assert (result["compliant"], result["waived"], result["waivers"][0]["expires"]) == (True, 1, "9999-12-31")


class Vaulted:
    """A value that is encrypted with Ansible Vault, as ansible-core before 2.19 has it in the arguments of a task."""

    _ciphertext = b"$ANSIBLE_VAULT;1.1;AES256"

    def __str__(self) -> str:
        return "secret"


def test_vaulted_value_becomes_its_text() -> None:
    assert untagged([{"url": Vaulted()}]) == [{"url": "secret"}]
