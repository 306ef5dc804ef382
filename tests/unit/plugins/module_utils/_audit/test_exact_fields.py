# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fields of an expectation: what is a difference, and what is not. The oracle tests compare whole audits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import (
    ObservedSample,
    compared_fields,
    evaluate,
)


def differences(expected: dict[str, Any], **observed: Any) -> list[tuple[str, Any, Any]]:
    parts = {"description": "", "tags": (), "usages": (), "faces": 0, **observed}
    verdict = evaluate(Expectation("Ann", **expected), [ObservedSample("1", "Ann", **parts)])
    assert verdict.kind == ("drifted" if verdict.differences else "ok")
    return [(one["field"], one["expected"], one["actual"]) for one in verdict.differences]


@pytest.mark.parametrize(
    ("expected", "tags", "fields"),
    [
        ({"tags": ("US",)}, ("US", "Star"), []),
        ({"tags": ("US",), "tags_exact": True}, ("US",), []),
        ({"tags": ("US",), "tags_exact": True}, ("US", "US"), []),
        ({"tags": ("Jose\u0301",), "tags_exact": True}, ("Jos\u00e9",), []),
        ({"tags": ("US",), "tags_exact": True}, ("US", "Star"), ["tags_exact"]),
        ({"tags": ("US", "EU"), "tags_exact": True}, ("US", "Star"), ["tags", "tags_exact"]),
        ({"tags": ("US", "EU"), "tags_exact": True}, ("US",), ["tags"]),
        ({"tags_exact": True}, (), []),
        ({"tags_exact": True}, ("US",), ["tags_exact"]),
    ],
)
def test_exact_tags(expected: dict[str, Any], tags: tuple[str, ...], fields: list[str]) -> None:
    assert differences(expected, tags=tags) == [(field, list(expected.get("tags", ())), list(tags)) for field in fields]


@pytest.mark.parametrize(
    ("expected", "usages", "fields"),
    [
        (("Recognition",), ("Recognition.Face",), []),
        (("All",), ("Recognition.Face", "Review.Face"), []),
        (("Recognition.Face", "Review"), ("All",), []),
        (("Recognition",), ("All",), ["usages_exact"]),
        (("Recognition",), ("Recognition.Face", "Later.Usage"), ["usages_exact"]),
        (("Recognition",), ("Review",), ["usages", "usages_exact"]),
        (("All",), ("Review",), ["usages"]),
    ],
)
def test_exact_usages(expected: tuple[str, ...], usages: tuple[str, ...], fields: list[str]) -> None:
    found = differences({"usages": expected, "usages_exact": True}, usages=usages)
    assert found == [(field, list(expected), list(usages)) for field in fields]


@pytest.mark.parametrize(("limit", "faces", "is_drifted"), [(2, 1, False), (2, 2, False), (2, 3, True), (0, 1, True)])
def test_number_of_faces_is_limited(limit: int, faces: int, is_drifted: bool) -> None:
    assert differences({"max_faces": limit}, faces=faces) == [("max_faces", limit, faces)] * is_drifted


def test_compared_fields_are_those_that_can_differ() -> None:
    everything = Expectation(
        "Ann", tags=("US",), tags_exact=True, usages_exact=True, description="", min_faces=1, max_faces=0
    )
    assert compared_fields(everything) == [
        {"field": "tags", "expected": ["US"]},
        {"field": "tags_exact", "expected": ["US"]},
        {"field": "usages_exact", "expected": []},
        {"field": "description", "expected": ""},
        {"field": "min_faces", "expected": 1},
        {"field": "max_faces", "expected": 0},
    ]
    assert compared_fields(Expectation("Ann")) == []
