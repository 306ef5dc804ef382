# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any JSON in a response gives a result that Ansible accepts, or a named error."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.snapshot import expectations_of, manifest_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.gather import ids_by_name, listed_samples
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection, list_person_samples
from support.cases import cases
from support.fleets import TODAY
from support.plan_runner import Send, run_plan

# json.loads can return lone surrogates, unbounded numbers and NaN.
texts = st.text(max_size=3) | st.sampled_from(["Ann", "Bob", "\ud800", "Cam\ud83d", "", " ", "Recognition.Face", "All"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
LISTS = ("TagSet", "UsageSet", "FaceInfoSet")
rows = st.fixed_dictionaries(
    {"PersonId": texts, "Name": st.sampled_from(["Ann", "Bob"]) | texts},
    optional={
        "Description": texts | anything,
        **{name: st.lists(texts, max_size=2) | st.lists(anything, max_size=2) | anything for name in LISTS},
        "CreateTime": anything,
        "New\ud800Member": anything,
    },
)
libraries = st.lists(rows, max_size=3) | st.lists(rows | anything, max_size=3)
# Members of the first response that replace the correct members.
distortions: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {}, optional={"TotalCount": anything, "PersonSet": anything}
)
expectations = st.lists(
    st.builds(
        Expectation,
        st.sampled_from(["Ann", "Bob"]),
        tags=st.just(("US",)),
        usages=st.just(("Recognition",)),
        description=st.sampled_from([None, "x"]),
        min_faces=st.just(1),
    ),
    max_size=2,
    unique_by=lambda expectation: expectation.name,
)


def responding(library: Sequence[Any], distortion: Mapping[str, Any]) -> Send:
    requests = itertools.count()

    def send(call: ApiCall) -> ApiResponse:
        page = {"TotalCount": len(library), "PersonSet": library[call.parameters.get("Offset", 0) :]}
        return ApiResponse(call.read({**page, **({} if next(requests) else distortion)}), "request-1")

    return send


def assert_serializable(result: Any) -> None:
    json.dumps(result, ensure_ascii=False).encode("utf-8")


@pytest.mark.slow
@settings(max_examples=cases(150))
@given(libraries, distortions)
def test_any_response_gives_a_serializable_listing_or_a_named_error(
    library: list[Any], distortion: dict[str, Any]
) -> None:
    with contextlib.suppress(MpsError):
        listing = run_plan(list_person_samples(Selection()), responding(library, distortion))
        assert_serializable(listed_samples(listing, None, assert_serializable))
        assert_serializable(listed_samples(listing, ["name", "nothing"], assert_serializable))
        assert_serializable(ids_by_name(listing, Selection()))
        manifest_of(listing.samples)
        expectations_of(listing.samples)


@pytest.mark.slow
@settings(max_examples=cases(150))
@given(libraries, distortions, expectations, st.booleans())
def test_any_response_gives_serializable_audit_findings(
    library: list[Any], distortion: dict[str, Any], expected: list[Expectation], count: bool
) -> None:
    waivers = Waivers((), TODAY)
    findings = AccountFindings("prod-eu", waivers, include_ok=True)
    plan = audit_account(expected, UnexpectedRule(waivers, 10) if count else None)
    audited = run_plan(plan, responding(library, distortion))
    for expectation, verdict in zip(expected, audited.verdicts, strict=True):
        findings.add(expectation, verdict)
    if audited.unexpected is not None:
        findings.add_unexpected(audited.unexpected)
    assert_serializable(findings.findings)
