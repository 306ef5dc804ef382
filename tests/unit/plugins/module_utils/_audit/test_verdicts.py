# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each verdict and each compared field, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import (
    ObservedSample,
    Verdict,
    compared_fields,
    evaluate,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ProtocolError

JOSE_NFC, JOSE_NFD = "Jos\u00e9", "Jose\u0301"
ANN = ObservedSample("1", "Ann", "actor", ("US", "Star"), ("Recognition.Face",), 2)
OTHER = ObservedSample("2", "Ann", "", (), (), 0)


def difference(field: str, expected: Any, actual: Any) -> dict[str, Any]:
    return {"field": field, "expected": expected, "actual": actual}


@pytest.mark.parametrize(
    ("state", "observed", "unlisted", "verdict"),
    [
        ("present", [], 0, Verdict("missing")),
        ("present", [ANN], 0, Verdict("ok", ("1",))),
        ("present", [ANN, OTHER], 3, Verdict("ambiguous", ("1", "2"), (), 3)),
        ("absent", [], 0, Verdict("ok")),
        ("absent", [ANN], 0, Verdict("forbidden", ("1",))),
        ("absent", [ANN, OTHER], 3, Verdict("forbidden", ("1", "2"), (), 3)),
    ],
)
def test_number_of_samples_decides(state: str, observed: list[ObservedSample], unlisted: int, verdict: Verdict) -> None:
    assert evaluate(Expectation("Ann", state=state), observed, unlisted) == verdict
    if not unlisted:
        assert evaluate(Expectation("Ann", state=state), observed) == verdict


@pytest.mark.parametrize(
    ("fields", "differences"),
    [
        ({"name": None, "person_id": "1"}, []),
        ({"name": "Bob", "person_id": "1"}, [difference("name", "Bob", "Ann")]),
        ({"tags": ("US",)}, []),
        ({"tags": ("Star", "US")}, []),
        ({"tags": ("us",)}, [difference("tags", ["us"], ["US", "Star"])]),
        ({"tags": ("US", "Old")}, [difference("tags", ["US", "Old"], ["US", "Star"])]),
        ({"usages": ("Recognition",)}, []),
        ({"usages": ("Recognition.Face",)}, []),
        ({"usages": ("Review",)}, [difference("usages", ["Review"], ["Recognition.Face"])]),
        ({"usages": ("All",)}, [difference("usages", ["All"], ["Recognition.Face"])]),
        ({"description": "actor"}, []),
        ({"description": ""}, [difference("description", "", "actor")]),
        ({"min_faces": 2}, []),
        ({"min_faces": 3}, [difference("min_faces", 3, 2)]),
        (
            {"tags": ("x",), "usages": ("All",), "description": "x", "min_faces": 9},
            [
                difference("tags", ["x"], ["US", "Star"]),
                difference("usages", ["All"], ["Recognition.Face"]),
                difference("description", "x", "actor"),
                difference("min_faces", 9, 2),
            ],
        ),
    ],
)
def test_every_difference_is_listed(fields: dict[str, Any], differences: list[dict[str, Any]]) -> None:
    verdict = evaluate(Expectation(**{"name": "Ann", **fields}), [ANN])
    assert verdict == Verdict("drifted" if differences else "ok", ("1",), tuple(differences))


@pytest.mark.parametrize(
    ("actual", "includes"),
    [
        (("All",), {"All", "Recognition", "Recognition.Face", "Review", "Review.Face"}),
        (("Recognition.Face", "Review.Face"), {"All", "Recognition", "Recognition.Face", "Review", "Review.Face"}),
        (("Review",), {"Review", "Review.Face"}),
        (("Recognition.New",), {"Recognition.New"}),
        ((), set()),
    ],
)
def test_short_forms_of_usages_include_others(actual: tuple[str, ...], includes: set[str]) -> None:
    sample = ObservedSample("1", "Ann", "", (), actual, 0)
    for usage in ("All", "Recognition", "Recognition.Face", "Recognition.New", "Review", "Review.Face"):
        assert (evaluate(Expectation("Ann", usages=(usage,)), [sample]).kind == "ok") is (usage in includes)


def test_texts_are_equal_in_each_unicode_form() -> None:
    for ours, theirs in ((JOSE_NFC, JOSE_NFD), (JOSE_NFD, JOSE_NFC)):
        expectation = Expectation(ours, "1", tags=(ours,), description=ours)
        assert evaluate(expectation, [ObservedSample("1", theirs, theirs, (theirs,), (), 0)]).kind == "ok"


def test_compared_fields_are_those_that_the_expectation_sets() -> None:
    assert compared_fields(Expectation("Ann")) == []
    complete = Expectation("Ann", tags=("US",), usages=("All",), description="", min_faces=1)
    assert compared_fields(complete) == [
        {"field": "tags", "expected": ["US"]},
        {"field": "usages", "expected": ["All"]},
        {"field": "description", "expected": ""},
        {"field": "min_faces", "expected": 1},
    ]


ROW = {"PersonId": "1", "Name": "Ann"}


@pytest.mark.parametrize("empty", [{}, dict.fromkeys(("Description", "TagSet", "UsageSet", "FaceInfoSet"))])
def test_members_that_are_missing_or_null_are_empty(empty: dict[str, Any]) -> None:
    assert ObservedSample.from_row({**ROW, **empty}) == ObservedSample("1", "Ann", "", (), (), 0)


def test_row_is_read_completely() -> None:
    row = {**ROW, "Description": "x", "TagSet": ["a", "b"], "UsageSet": ["All"], "FaceInfoSet": [{}, 1]}
    assert ObservedSample.from_row(row) == ObservedSample("1", "Ann", "x", ("a", "b"), ("All",), 2)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("Description", 1), ("Description", []), ("TagSet", "US"), ("TagSet", {}), ("TagSet", ["US", 1]),
        ("TagSet", [None]), ("UsageSet", "All"), ("UsageSet", ["All", None]), ("FaceInfoSet", 3), ("FaceInfoSet", {}),
    ],
)  # fmt: skip
def test_member_of_another_type_is_an_error_that_names_it(member: str, value: Any) -> None:
    with pytest.raises(ProtocolError) as raised:
        ObservedSample.from_row({**ROW, member: value})
    assert str(raised.value) == f"the response has a sample 1 whose {member} is not of the documented type"
