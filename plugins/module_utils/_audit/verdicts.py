# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Expectations against samples: one verdict for each. Pure.

Names are compared as they were written, or in their Unicode NFC or NFD form; tags and descriptions are equal when
their NFC forms are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ProtocolError
from .._text import nfc, unicode_forms
from .manifest import ABSENT, Expectation

OK, MISSING, DRIFTED, AMBIGUOUS = "ok", "missing", "drifted", "ambiguous"
FORBIDDEN, UNEXPECTED, UNKNOWN = "forbidden", "unexpected", "unknown"
VERDICTS = (OK, MISSING, DRIFTED, AMBIGUOUS, FORBIDDEN, UNEXPECTED, UNKNOWN)

# The short forms stand for what they cover (docs/api-facts.md section 3.1).
_COVERS: Mapping[str, Sequence[str]] = {
    "Recognition": ("Recognition.Face",),
    "Review": ("Review.Face",),
    "All": ("Recognition.Face", "Review.Face"),
}


@dataclass(frozen=True)
class ObservedSample:
    """What of a sample is judged; its pictures are only counted."""

    person_id: str
    name: str
    description: str
    tags: tuple[str, ...]
    usages: tuple[str, ...]
    faces: int


@dataclass(frozen=True)
class Verdict:
    """``person_ids`` are those of the samples that were found for the expectation."""

    verdict: str
    person_ids: tuple[str, ...] = ()
    differences: tuple[Mapping[str, Any], ...] = ()


def observed_sample(row: Mapping[str, Any]) -> ObservedSample:
    """A sample as the API writes it (docs/api-facts.md section 3.1). Raises ``ProtocolError`` where a member is of another type."""
    return ObservedSample(
        row["PersonId"],
        row["Name"],
        _member(row, "Description", str) or "",
        tuple(_member(row, "TagSet", list) or ()),
        tuple(_member(row, "UsageSet", list) or ()),
        len(_member(row, "FaceInfoSet", list) or ()),
    )


def judge(expectation: Expectation, found: Sequence[ObservedSample]) -> Verdict:
    """The verdict over the samples that have the identity: the id where one is given, otherwise the name."""
    ids = tuple(sighting.person_id for sighting in found)
    if expectation.state == ABSENT:
        return Verdict(FORBIDDEN, ids) if found else Verdict(OK)
    if not found:
        return Verdict(MISSING)
    if len(found) > 1:
        return Verdict(AMBIGUOUS, ids)
    differences = tuple(_differences(expectation, found[0]))
    return Verdict(DRIFTED if differences else OK, ids, differences)


def covered_usages(usages: Sequence[str]) -> frozenset[str]:
    """What these usages cover; one that is not known stands for itself."""
    covered: set[str] = set()
    for usage in usages:
        covered.update(_COVERS.get(usage, [usage]))
    return frozenset(covered)


def _differences(expectation: Expectation, sighting: ObservedSample) -> list[dict[str, Any]]:
    differences: list[dict[str, Any]] = []

    def differs(field: str, expected: Any, actual: Any) -> None:
        differences.append({"field": field, "expected": expected, "actual": actual})

    if expectation.name is not None and sighting.name not in unicode_forms(expectation.name):
        differs("name", expectation.name, sighting.name)
    if not {nfc(tag) for tag in sighting.tags}.issuperset(map(nfc, expectation.tags)):
        differs("tags", list(expectation.tags), list(sighting.tags))
    if not covered_usages(sighting.usages).issuperset(covered_usages(expectation.usages)):
        differs("usages", list(expectation.usages), list(sighting.usages))
    if expectation.description is not None and nfc(expectation.description) != nfc(sighting.description):
        differs("description", expectation.description, sighting.description)
    if sighting.faces < expectation.min_faces:
        differs("min_faces", expectation.min_faces, sighting.faces)
    return differences


def _member(row: Mapping[str, Any], name: str, kind: type) -> Any:
    value = row.get(name)
    whole = value is None or isinstance(value, kind)
    if whole and name in ("TagSet", "UsageSet"):
        whole = all(isinstance(entry, str) for entry in value or ())
    if not whole:
        raise ProtocolError(f"{name} of the sample {row['PersonId']} is not of the documented type")
    return value
