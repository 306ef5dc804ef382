# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converts a library to a manifest, and compares the library with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation, parse_manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.snapshot import (
    expectations_of,
    manifest_of,
    shared_names,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import Verdict
from ansible_collections.tencentcloud.mps.plugins.module_utils._text import nfc
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.library import Library
from emulator.sample import USAGES, Sample
from support.plan_runner import LibraryServer, run_plan

# Any text, and often one of a few texts that collide or differ only in their Unicode form.
TEXTS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["Ann", "ann", " ", "Jos\u00e9", "Jose\u0301", "\u212b", "\u00c5", "A\u030a", "10001"]),
)
SAMPLES = st.builds(
    Sample,
    st.integers(10_000, 10_200).map(str),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.sampled_from([*USAGES, "Recognition.Voice"]), max_size=3).map(tuple),
    st.integers(0, 3),
)
LIBRARIES = st.lists(SAMPLES, max_size=40, unique_by=lambda one: one.person_id)


def verdicts(expectations: Sequence[Expectation], samples: Sequence[Sample]) -> list[str]:
    audited = run_plan(audit_account(expectations, None), LibraryServer({"UserDefine": Library(samples)}))
    return [verdict.kind if isinstance(verdict, Verdict) else str(verdict) for verdict in audited.verdicts]


@given(LIBRARIES)
def test_library_satisfies_its_own_manifest(samples: list[Sample]) -> None:
    problems = Problems()
    manifest = parse_manifest(manifest_of([one.row for one in samples]), [AccountRef("a")], problems)
    problems.raise_if_any()
    assert verdicts(manifest.expectations, samples) == ["ok"] * len(samples)


@given(LIBRARIES)
def test_reference_satisfies_its_own_expectations_except_for_shared_names(samples: list[Sample]) -> None:
    rows = [one.row for one in samples]
    expectations = expectations_of(rows)
    assert [nfc(str(one.name)) for one in expectations] == list(
        dict.fromkeys(nfc(one.name) for one in samples if one.name.strip())
    )
    shared = {nfc(name) for name in shared_names(rows)}
    for expectation, verdict in zip(expectations, verdicts(expectations, samples), strict=True):
        assert verdict == "ok" or nfc(str(expectation.name)) in shared


def test_entry_contains_the_fields_of_its_sample() -> None:
    samples = [
        Sample("1", "Ann", "actor", ("US",), ("All",), 2),
        Sample("2", "Bob", "", (), (), 0),
        Sample("3", "Ann"),
        Sample("4", " ", "  ", ("", "EU"), ("Recognition.Voice",)),
    ]
    assert manifest_of([one.row for one in samples]) == [
        {
            "name": "Ann",
            "person_id": "1",
            "tags": ["US"],
            "usages": ["All"],
            "description": "actor",
            "min_faces": 2,
        },
        {"name": "Ann", "person_id": "3", "usages": ["Recognition.Face"], "description": "", "min_faces": 1},
        {"name": "Bob", "description": ""},
        {"person_id": "4", "tags": ["EU"], "description": "  ", "min_faces": 1},
    ]


def test_empty_description_of_the_reference_is_compared() -> None:
    reference, other = Sample("1", "Ann"), Sample("7", "Ann", "actor")
    expectations = expectations_of([reference.row])
    assert verdicts(expectations, [other]) == ["drifted"]
    problems = Problems()
    manifest = parse_manifest(manifest_of([reference.row]), [AccountRef("a")], problems)
    assert verdicts(manifest.expectations, [other]) == ["drifted"]


def test_entry_omits_texts_that_a_file_cannot_contain() -> None:
    cut = "cut \ud83d"  # half of a surrogate pair, which JSON can hold and UTF-8 cannot
    assert manifest_of([Sample("1", cut, cut, (cut, "US"), (), 1).row]) == [
        {"person_id": "1", "tags": ["US"], "min_faces": 1}
    ]


def test_names_that_differ_only_in_their_unicode_form_are_shared() -> None:
    names = [unicodedata.normalize("NFC", "José"), unicodedata.normalize("NFD", "José")]
    rows = [Sample(str(n), name).row for n, name in enumerate(names)]
    assert shared_names(rows) == [rows[0]["Name"]]
    assert [one.name for one in expectations_of(rows)] == [rows[0]["Name"]]
    assert shared_names(rows[:1]) == []
