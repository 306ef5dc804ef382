# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The plan of the audit of one account: the calls to send, and the comparison of their rows. Pure.

The plan searches for the expected identities, unless the library has one page only or its unexpected samples are
reported. Then it lists the library. A listing of several pages can lack a sample: the server may order samples by the
time of their last change, or cut rows and count of a listing alike. So it does not decide alone that a sample is
missing, or that a name has one sample only. Both routes give the same verdicts: samples are compared here, exactly,
whatever the filters of the server match.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from .._engine.plan import Plan
from .._errors import IncompleteError, MpsError
from .._listing.page import IDS_PER_CALL, NAMES_PER_CALL, Page
from .._listing.pagination import Window, further_pages, paginate
from .._listing.selection import Selection, list_person_samples
from .collector import LibraryCollector, SampleIndex, evaluate_in
from .manifest import ABSENT, DEFAULT, USER_DEFINE, Expectation
from .unexpected import UnexpectedRule, UnexpectedSamples
from .verdicts import Verdict

Result = TypeVar("Result")


@dataclass(frozen=True)
class AccountAudit:
    """What the audit of one account found.

    ``verdicts`` has one verdict for each expectation, in order, or the error that left it unknown. ``unexpected`` is
    None if the unexpected samples were not counted, and ``unexpected_failure`` is the error that prevented the count.
    ``samples_seen`` is the number of samples in the library, or the number of samples found if the plan only searched
    for the expected ones. It is None if nothing could be read.
    """

    verdicts: Sequence[Verdict | MpsError]
    unexpected: UnexpectedSamples | None
    unexpected_failure: MpsError | None
    samples_seen: int | None

    @property
    def unread(self) -> MpsError | None:
        """The failure, if nothing could be read and every library failed for the same reason.

        Two failures have the same reason if their kind and their error code are equal. Their request ids differ.
        """
        failures = [verdict for verdict in self.verdicts if isinstance(verdict, MpsError)]
        if self.unexpected_failure is not None:
            failures.append(self.unexpected_failure)
        reasons = {(failure.kind, failure.code) for failure in failures}
        return failures[0] if self.samples_seen is None and len(reasons) == 1 else None


@dataclass(frozen=True)
class _Library:
    """What was read of one library.

    ``confirm_failure`` is the error that left it unconfirmed which samples do not exist, or exist only once. If
    ``is_one_page``, this is certain for the samples that were found. ``listing_failure`` is the error that made the
    plan search instead.
    """

    index: SampleIndex
    samples_seen: int
    unexpected: UnexpectedSamples | None = None
    unexpected_failure: MpsError | None = None
    confirm_failure: MpsError | None = None
    is_one_page: bool = False
    listing_failure: MpsError | None = None


def audit_account(expectations: Sequence[Expectation], rule: UnexpectedRule | None) -> Plan[AccountAudit]:
    """The plan. Without ``rule``, unexpected samples are ignored.

    It raises no ``MpsError``: the result contains every failure.
    """
    libraries: dict[str, _Library | MpsError] = {}
    own = [expectation for expectation in expectations if expectation.type == USER_DEFINE]
    if own or rule is not None or not expectations:
        libraries[USER_DEFINE] = yield from _result_or_error(_read_library(own, rule))
    default = [expectation for expectation in expectations if expectation.type == DEFAULT]
    if default:
        libraries[DEFAULT] = yield from _result_or_error(_search(default))
    own_library = libraries.get(USER_DEFINE)
    seen = [library.samples_seen for library in libraries.values() if isinstance(library, _Library)]
    return AccountAudit(
        [_evaluate(expectation, libraries[expectation.type]) for expectation in expectations],
        own_library.unexpected if isinstance(own_library, _Library) else None,
        own_library.unexpected_failure if isinstance(own_library, _Library) else own_library,
        sum(seen) if seen else None,
    )


def _result_or_error(plan: Plan[Result]) -> Plan[Result | MpsError]:
    try:
        return (yield from plan)
    except MpsError as error:
        return error


def _evaluate(expectation: Expectation, library: _Library | MpsError) -> Verdict | MpsError:
    if isinstance(library, MpsError):
        return library
    if library.confirm_failure is not None and not _is_decided(expectation, library.index, library.is_one_page):
        return library.confirm_failure
    if library.listing_failure is not None and expectation.needs_listing and not library.index.find(expectation):
        return library.listing_failure
    return evaluate_in(library.index, expectation)


def _read_library(expectations: Sequence[Expectation], rule: UnexpectedRule | None) -> Plan[_Library]:
    """Read the library UserDefine by the route that takes fewer calls."""
    search_calls = _search_calls(expectations)
    can_search = rule is None and not any(expectation.needs_listing for expectation in expectations)
    if can_search and search_calls == 1:
        return (yield from _search(expectations))
    window = Window({"Type": USER_DEFINE})
    (first,) = yield [window.first_call()]
    page: Page = first.value
    is_one_page = further_pages(page.total) == 0 and len(page.rows) == page.total
    if rule is None:
        if not expectations:
            return _Library(SampleIndex(()), page.total)  # the call only checks that the library can be read
        if can_search and not is_one_page:
            return (yield from _search(expectations))
    collector = LibraryCollector(expectations, rule)
    try:
        pagination = yield from paginate(window, collector, first)
    except IncompleteError as incomplete:
        if not expectations:
            raise
        found = yield from _search(expectations)  # a search does not depend on the order of the library
        return replace(found, unexpected_failure=None if rule is None else incomplete, listing_failure=incomplete)
    failure = yield from _confirm(expectations, collector.index, is_one_page)
    return _Library(collector.index, pagination.total_count, collector.unexpected, None, failure, is_one_page)


def _confirm(expectations: Sequence[Expectation], index: SampleIndex, is_one_page: bool) -> Plan[MpsError | None]:
    """Search for the samples that the listing does not decide, and add those that are found to ``index``.

    Also a listing of one page can lack a sample that was created meanwhile. Returns the error if the search fails.
    """
    undecided = [expectation for expectation in expectations if not _is_decided(expectation, index, is_one_page)]
    if not undecided:
        return None
    found = yield from _result_or_error(_search_into(index, undecided))
    return found if isinstance(found, MpsError) else None


def _is_decided(expectation: Expectation, index: SampleIndex, is_one_page: bool) -> bool:
    """Whether more samples could not change the verdict: only a second sample of the same name can."""
    found = index.find(expectation)
    is_final = expectation.state == ABSENT or expectation.person_id is not None or len(found) > 1
    return bool(found) and (is_final or is_one_page)


def _search(expectations: Sequence[Expectation]) -> Plan[_Library]:
    index = SampleIndex(expectations)
    samples_seen = yield from _search_into(index, expectations)
    return _Library(index, samples_seen)


def _search_into(index: SampleIndex, expectations: Sequence[Expectation]) -> Plan[int]:
    """Search for the identities of expectations of one library, and add the samples to ``index``.

    Returns the number of samples found.
    """
    person_ids: set[str] = set()
    for selection in _selections(expectations):
        listing = yield from list_person_samples(selection)
        for row in listing.found:
            index.add(row)
            person_ids.add(row["PersonId"])
    return len(person_ids)


def _selections(expectations: Sequence[Expectation]) -> list[Selection]:
    library = expectations[0].type
    if library == DEFAULT:  # it can be searched by name only (docs/api-facts.md section 3.1)
        names = [expectation.name for expectation in expectations if expectation.name is not None]
        return [Selection(library, names=tuple(names))]
    ids = [expectation.person_id for expectation in expectations if expectation.person_id is not None]
    names = [name for expectation in expectations for name in expectation.names]
    # Ids and names need separate selections: whether the server joins two filters by "and" or by "or" is not
    # documented.
    selections = [Selection(library, person_ids=tuple(ids))] if ids else []
    return selections + ([Selection(library, names=tuple(names))] if names else [])


def _search_calls(expectations: Sequence[Expectation]) -> int:
    """The number of calls that a search takes."""
    ids = {expectation.person_id for expectation in expectations} - {None}
    names = {name for expectation in expectations for name in expectation.names}
    return math.ceil(len(ids) / IDS_PER_CALL) + math.ceil(len(names) / NAMES_PER_CALL)
