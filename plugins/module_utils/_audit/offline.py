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

from .._errors import ConfigurationError
from .._listing.page import Sample
from .._text import nfc
from .._validation.fields import Field, choice, count, parse_entry, text, texts
from .._validation.problems import Problems
from .findings import COMPLIANT, AccountFindings, UnexpectedSamples
from .inputs import IGNORE, REPORT, UNEXPECTED_LIMIT_MAXIMUM
from .manifest import DEFAULT, USER_DEFINE, AccountRef, Expectation, Manifest, parse_manifest
from .plan import SampleIndex
from .snapshot import manifest_of
from .verdicts import judge
from .waivers import Waiver, WaiverBook, parse_waivers

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
class OfflineAudit:
    """What samples at hand are held against.

    ``library`` is the one that they are of. ``unexpected_limit`` is None where samples that nobody expects do not
    matter.
    """

    place: AccountRef
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


def parse_offline_audit(expected: Any, waivers: Any, arguments: Mapping[str, Any], problems: Problems) -> OfflineAudit:
    """A question from what was given. Everything that is wrong with it is told to ``problems``."""
    labels = arguments["labels"]
    read = parse_entry("arguments", {**arguments, "labels": None if labels == [] else labels}, _ARGUMENTS, problems)
    account = read or {"account": NO_ACCOUNT, "labels": ()}
    place = AccountRef(account["account"], frozenset(map(nfc, account["labels"])))
    manifest = parse_manifest(_entries("expected", "samples", expected, problems), [place], problems)
    checked = parse_waivers(_entries("waivers", "waivers", waivers, problems), problems)
    if read is None:
        return OfflineAudit(place, manifest, checked, USER_DEFINE, None, False)
    reports = read["unexpected"] == REPORT
    _check_what_is_expected(expected, reports, read, problems)
    if place.name == NO_ACCOUNT:
        _check_scopes(manifest, place, problems)
    limit = read["unexpected_limit"] if reports else None
    return OfflineAudit(place, manifest, checked, read["type"], limit, read["include_ok"])


def audit_offline(question: OfflineAudit, rows: Sequence[Sample], today: dt.date) -> dict[str, Any]:
    """The verdicts over one account, in the shapes of the audit module. ``today`` is the day in UTC.

    ``rows`` are all the samples that the account has; each has the members that the question needs.
    """
    book = WaiverBook(question.waivers, today)
    tally = AccountFindings(question.place.name, book, question.include_ok)
    unexpected = None
    if question.unexpected_limit is not None:
        unexpected = UnexpectedSamples(tally.waivers, book, question.unexpected_limit)
    expectations = question.expectations
    mine = [expectation for expectation in expectations if expectation.type == question.library]
    sightings = SampleIndex(mine, None if unexpected is None else unexpected.add)
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


def manifest_from_samples(rows: Sequence[Sample]) -> list[dict[str, Any]]:
    """The entries of a manifest which the account of these samples satisfies.

    Raises ``ConfigurationError`` where a sample is such that no manifest can tell it, such as one without a name.
    """
    entries = manifest_of(rows)
    problems = Problems()
    parse_manifest(entries, [AccountRef(NO_ACCOUNT)], problems)
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


def _check_scopes(manifest: Manifest, place: AccountRef, problems: Problems) -> None:
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
