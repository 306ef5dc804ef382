# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Compares an expectation with the observed samples. Each comparison has one verdict. Pure.

Names, tags and descriptions are equal if their Unicode NFC forms are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ProtocolError
from .._listing.page import Sample
from .._text import nfc
from .manifest import ABSENT, Expectation

OK, MISSING, DRIFTED, AMBIGUOUS = "ok", "missing", "drifted", "ambiguous"
FORBIDDEN, UNEXPECTED, UNKNOWN = "forbidden", "unexpected", "unknown"
VERDICTS = (OK, MISSING, DRIFTED, AMBIGUOUS, FORBIDDEN, UNEXPECTED, UNKNOWN)

# The usages that a short form includes (docs/api-facts.md section 3.1).
_INCLUDED_USAGES: Mapping[str, Sequence[str]] = {
    "Recognition": ("Recognition.Face",),
    "Review": ("Review.Face",),
    "All": ("Recognition.Face", "Review.Face"),
}


@dataclass(frozen=True)
class ObservedSample:
    """The parts of a sample that are compared. ``faces`` is the number of its face images."""

    person_id: str
    name: str
    description: str
    tags: tuple[str, ...]
    usages: tuple[str, ...]
    faces: int

    @classmethod
    def from_row(cls, row: Sample) -> ObservedSample:
        """Parse a row of a response (docs/api-facts.md section 3.1).

        Raises ``ProtocolError`` if a member does not have the documented type.
        """
        return cls(
            row["PersonId"],
            row["Name"],
            _member(row, "Description", str) or "",
            tuple(_member(row, "TagSet", list) or ()),
            tuple(_member(row, "UsageSet", list) or ()),
            len(_member(row, "FaceInfoSet", list) or ()),
        )


@dataclass(frozen=True)
class Verdict:
    """The result of a comparison. ``kind`` is one of ``VERDICTS``; ``person_ids`` are the ids of the samples found.

    ``unlisted`` is the number of further samples found, whose ids were not kept.
    """

    kind: str
    person_ids: tuple[str, ...] = ()
    differences: tuple[Mapping[str, Any], ...] = ()
    unlisted: int = 0


def evaluate(expectation: Expectation, observed: Sequence[ObservedSample], unlisted: int = 0) -> Verdict:
    """Compare an expectation with all samples that have its identity: its id, or its name if it has no id.

    ``unlisted`` is the number of samples that are not in ``observed``, which has at least two samples then.
    """
    ids = tuple(sample.person_id for sample in observed)
    if expectation.state == ABSENT:
        return Verdict(FORBIDDEN, ids, unlisted=unlisted) if observed else Verdict(OK)
    if not observed:
        return Verdict(MISSING)
    if len(observed) > 1:
        return Verdict(AMBIGUOUS, ids, unlisted=unlisted)
    differences = tuple(_differences(expectation, observed[0]))
    return Verdict(DRIFTED if differences else OK, ids, differences)


def compared_fields(expectation: Expectation) -> list[dict[str, Any]]:
    """The fields of a sample that are compared, with their expected values."""
    tags, usages = list(expectation.tags), list(expectation.usages)
    fields = {
        "tags": tags or None,
        "tags_exact": tags if expectation.tags_exact else None,
        "usages": usages or None,
        "usages_exact": usages if expectation.usages_exact else None,
        "description": expectation.description,
        "min_faces": expectation.min_faces or None,
        "max_faces": expectation.max_faces,
    }
    return [{"field": field, "expected": value} for field, value in fields.items() if value is not None]


def _differences(expectation: Expectation, sample: ObservedSample) -> list[dict[str, Any]]:
    differences = []
    tags, usages = list(expectation.tags), list(expectation.usages)
    if expectation.name is not None and nfc(sample.name) != nfc(expectation.name):
        differences.append(_difference("name", expectation.name, sample.name))
    expected_tags, actual_tags = set(map(nfc, tags)), set(map(nfc, sample.tags))
    if expected_tags - actual_tags:
        differences.append(_difference("tags", tags, list(sample.tags)))
    if expectation.tags_exact and actual_tags - expected_tags:
        differences.append(_difference("tags_exact", tags, list(sample.tags)))
    expected_usages, actual_usages = _expanded(usages), _expanded(sample.usages)
    if expected_usages - actual_usages:
        differences.append(_difference("usages", usages, list(sample.usages)))
    if expectation.usages_exact and actual_usages - expected_usages:
        differences.append(_difference("usages_exact", usages, list(sample.usages)))
    if expectation.description is not None and nfc(expectation.description) != nfc(sample.description):
        differences.append(_difference("description", expectation.description, sample.description))
    if sample.faces < expectation.min_faces:
        differences.append(_difference("min_faces", expectation.min_faces, sample.faces))
    if expectation.max_faces is not None and sample.faces > expectation.max_faces:
        differences.append(_difference("max_faces", expectation.max_faces, sample.faces))
    return differences


def _difference(field: str, expected: Any, actual: Any) -> dict[str, Any]:
    return {"field": field, "expected": expected, "actual": actual}


def _expanded(usages: Sequence[str]) -> frozenset[str]:
    """The usages with every short form replaced by the usages that it includes."""
    expanded: set[str] = set()
    for usage in usages:
        expanded.update(_INCLUDED_USAGES.get(usage, [usage]))
    return frozenset(expanded)


def _member(row: Sample, name: str, kind: type) -> Any:
    value = row.get(name)
    is_valid = value is None or isinstance(value, kind)
    if is_valid and name in ("TagSet", "UsageSet"):
        is_valid = all(isinstance(entry, str) for entry in value or ())
    if not is_valid:
        raise ProtocolError(f"the response has a sample {row['PersonId']} whose {name} is not of the documented type")
    return value
