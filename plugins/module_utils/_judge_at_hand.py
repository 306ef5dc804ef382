# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The audit's judgement of one account over samples that are at hand already. Pure.

The same expectations, waivers and samples give the same findings, ids included, as an audit of the account.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit import Sightings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit_inputs import (
    IGNORE,
    REPORT,
    UNEXPECTED_LIMIT_MAXIMUM,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._entry_fields import (
    Field,
    Problems,
    choice,
    count,
    folded,
    read_entry,
    text,
    texts,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._findings import COMPLIANT, Tally, UnexpectedSamples
from ansible_collections.tencentcloud.mps.plugins.module_utils._manifest import (
    DEFAULT,
    USER_DEFINE,
    Expectation,
    Manifest,
    Place,
    checked_manifest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._page import Sample
from ansible_collections.tencentcloud.mps.plugins.module_utils._reference import manifest_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._verdicts import judge
from ansible_collections.tencentcloud.mps.plugins.module_utils._waivers import Waiver, WaiverBook, checked_waivers

# What samples are called where nobody says which account they are of.
NO_ACCOUNT = "samples"

# The member of a sample that each field of an expectation is held against.
_COMPARED: Mapping[str, str] = {
    "tags": "TagSet",
    "usages": "UsageSet",
    "description": "Description",
    "min_faces": "FaceInfoSet",
}
WHOLE_SAMPLE = tuple(_COMPARED.values())


def _true_or_false(written: Any) -> bool:
    if not isinstance(written, bool):
        raise ValueError("is neither true nor false")
    return written


_ARGUMENTS: Mapping[str, Field] = {
    "account": text(required=True),
    "labels": texts(),
    "unexpected": choice(IGNORE, REPORT, default=IGNORE),
    "unexpected_limit": count(),
    "include_ok": Field(_true_or_false, {"type": "boolean"}, default=False),
    "type": choice(USER_DEFINE, DEFAULT, default=USER_DEFINE),
}


@dataclass(frozen=True)
class Question:
    """What samples at hand are held against.

    ``library`` is the one that they are of. ``unexpected_limit`` is None where samples that nobody expects do not
    matter.
    """

    place: Place
    manifest: Manifest
    waivers: Sequence[Waiver]
    library: str
    unexpected_limit: int | None
    include_ok: bool

    @property
    def expectations(self) -> list[Expectation]:
        """Those of the account."""
        return self.manifest.at(self.place)

    @property
    def members(self) -> dict[str, str]:
        """The members that every sample must have, beside its id and name, and who needs each."""
        needed: dict[str, str] = {}
        for expectation in self.expectations:
            for field, member in _COMPARED.items():
                written = getattr(expectation, field)
                if expectation.type == self.library and written not in (None, (), 0):
                    needed.setdefault(member, f"the expectation of {expectation.identity!r}")
        return needed

    @property
    def warnings(self) -> list[str]:
        if self.expectations or self.unexpected_limit is not None:
            return []
        return [f"Nothing is expected of {self.place.name}, so its samples are compliant, whatever they are."]


def checked_question(expected: Any, waivers: Any, arguments: Mapping[str, Any], problems: Problems) -> Question:
    """A question from what was given. Everything that is wrong with it is told to ``problems``."""
    labels = arguments["labels"]
    read = read_entry("arguments", {**arguments, "labels": None if labels == [] else labels}, _ARGUMENTS, problems)
    account = read or {"account": NO_ACCOUNT, "labels": ()}
    place = Place(account["account"], frozenset(map(folded, account["labels"])))
    manifest = checked_manifest(_entries("expected", "samples", expected, problems), [place], problems)
    checked = checked_waivers(_entries("waivers", "waivers", waivers, problems), problems)
    if read is None:
        return Question(place, manifest, checked, USER_DEFINE, None, False)
    reports = read["unexpected"] == REPORT
    _check_what_is_expected(expected, reports, read, problems)
    if place.name == NO_ACCOUNT:
        _check_scopes(manifest, place, problems)
    limit = read["unexpected_limit"] if reports else None
    return Question(place, manifest, checked, read["type"], limit, read["include_ok"])


def judged_at_hand(question: Question, rows: Sequence[Sample], today: dt.date) -> dict[str, Any]:
    """The verdicts over one account, in the shapes of the audit module. ``today`` is the day in UTC.

    ``rows`` are all the samples that the account has; each has the members that the question needs.
    """
    book = WaiverBook(question.waivers, today)
    tally = Tally(question.place.name, book, question.include_ok)
    unexpected = None
    if question.unexpected_limit is not None:
        unexpected = UnexpectedSamples(tally.waivers, book, question.unexpected_limit)
    expectations = question.expectations
    mine = [expectation for expectation in expectations if expectation.type == question.library]
    sightings = Sightings(mine, None if unexpected is None else unexpected.add)
    sightings.take(rows)
    for expectation in expectations:
        if expectation.type == question.library:
            tally.add(expectation, judge(expectation, sightings.of(expectation)))
        else:
            tally.add(expectation, _of_another_library(question.library, expectation.type))
    if unexpected is not None:
        tally.add_unexpected(unexpected)
    return {
        "compliant": tally.status == COMPLIANT,
        "status": tally.status,
        "verdicts": tally.counts(),
        "waived": tally.waived,
        "findings": tally.findings,
        "waivers": book.as_result(),
    }


def manifest_at_hand(rows: Sequence[Sample]) -> list[dict[str, Any]]:
    """The entries of a manifest which the account of these samples satisfies.

    Raises ``ConfigurationError`` where a sample is such that no manifest can tell it, such as one without a name.
    """
    entries = manifest_of(rows)
    problems = Problems()
    checked_manifest(entries, [Place(NO_ACCOUNT)], problems)
    try:
        problems.raise_if_any()
    except ConfigurationError as wrong:
        raise ConfigurationError(f"these samples make a manifest that could not be read again: {wrong}") from None
    return entries


def _entries(name: str, key: str, given: Any, problems: Problems) -> Sequence[Any]:
    """The list that an argument is."""
    if given is None and name == "waivers":
        return ()
    if isinstance(given, list):
        return given
    hint = f"; give what is under its '{key}'" if isinstance(given, Mapping) and key in given else ""
    problems.add(name, f"is not a list of the entries under '{key}' of a manifest{hint}")
    return ()


def _check_what_is_expected(expected: Any, reports: bool, read: Mapping[str, Any], problems: Problems) -> None:
    if expected == [] and not reports:
        problems.add("expected", "is empty, so that anything would be compliant; say what is expected")
    if reports and read["type"] == DEFAULT:
        problems.add("arguments.unexpected", f"is {REPORT}, which is for the {USER_DEFINE} library only")
    if not 1 <= read["unexpected_limit"] <= UNEXPECTED_LIMIT_MAXIMUM:
        problems.add("arguments.unexpected_limit", f"must be from 1 to {UNEXPECTED_LIMIT_MAXIMUM}")


def _check_scopes(manifest: Manifest, place: Place, problems: Problems) -> None:
    """What is expected of some accounts only cannot be passed over where the account is not known."""
    for expectation in manifest.expectations:
        if not expectation.applies_to(place.name, place.labels):
            problems.add(
                "arguments.account",
                f"is not given, and whether the expectation of {expectation.identity!r} applies depends on it; say"
                " which account the samples are of with 'account' (and 'labels')",
            )


def _of_another_library(library: str, wanted: str) -> ConfigurationError:
    return ConfigurationError(
        f"the samples at hand are of the library {library}, and this one is expected in {wanted}; gather that library"
        f" too, and judge its samples with type='{wanted}'"
    )
