# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What design.md 6 promises of a listing. Each function yields what it finds wrong with one job of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from simulation.naive import fewest_calls, lasting, pages, wanted_of
from simulation.run import Observed

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import Sample as Row
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Listing

WALKS_MENDED = 3


def ids_of(samples: Sequence[Row]) -> list[str]:
    return [sample["PersonId"] for sample in samples]


def is_in_order(observed: Observed) -> bool:
    return observed.setup.selection.person_ids is None and observed.setup.selection.names is None


def is_stable(observed: Observed) -> bool:
    return observed.account.setup.switches.order == "stable"


def reaches_the_end(observed: Observed, listing: Listing) -> bool:
    selection = observed.setup.selection
    return selection.limit is None or listing.total_count <= selection.offset + selection.limit


def every_sample_that_lasted_is_there(observed: Observed) -> Iterator[str]:
    """Every sample that qualified during the whole read is in the result (design 6)."""
    listing, selection = observed.result, observed.setup.selection
    if listing is None or any(change.moved for change in observed.changes):
        return
    if is_in_order(observed) and (selection.offset or not reaches_the_end(observed, listing)):
        return
    missing = {sample.person_id for sample in lasting(observed)} - set(ids_of(listing.found))
    if missing:
        yield f"{len(missing)} missing, for instance {sorted(missing)[:3]}"


def no_sample_comes_twice(observed: Observed) -> Iterator[str]:
    """No sample is in the result twice (design 6)."""
    listing = observed.result
    for samples in () if listing is None else (listing.samples, listing.found):
        twice = [person_id for person_id, times in Counter(ids_of(samples)).items() if times > 1]
        if twice:
            yield f"twice: {twice[:3]}"


def nothing_is_foreign(observed: Observed) -> Iterator[str]:
    """Nothing is in the result that did not exist, as it stands there, and qualify at some moment of the read (6)."""
    if observed.result is None:
        return
    wanted = wanted_of(observed)
    versions = {sample.person_id: [sample] for sample in observed.samples_before}
    for change in observed.changes:
        if change.after is not None:
            versions.setdefault(change.after.person_id, []).append(change.after)
    listing = observed.result
    for row in listing.samples if listing.samples is listing.found else (*listing.samples, *listing.found):
        known = versions.get(row["PersonId"], [])
        if not any(sample.row == row and wanted.qualifies(sample) for sample in known):
            yield f"foreign: {row['PersonId']} {row['Name']!r}"
            return


def a_window_has_no_gap(observed: Observed) -> Iterator[str]:
    """What lasted and stands between the first and the last sample of a window is in it; and before the first, or after
    the last, if the window begins, or ends, with the library (design 6, for windows)."""
    listing = observed.result
    if listing is None or not is_in_order(observed) or not observed.keeps_its_order:
        return
    lasted = [sample.person_id for sample in lasting(observed)]
    known = set(lasted)
    got = [person_id for person_id in ids_of(listing.samples) if person_id in known]
    if not got:
        return
    first = lasted.index(got[0])
    if got != lasted[first : first + len(got)]:
        yield "there is a gap, or another order"
    if not observed.setup.selection.offset and first:
        yield f"{first} are missing at the beginning"
    if reaches_the_end(observed, listing) and got[-1] != lasted[-1]:
        yield "the end is missing"


def a_window_is_full(observed: Observed) -> Iterator[str]:
    """A window holds as many samples as its total_count leaves room for (design 4, ``offset`` and ``limit``)."""
    listing, selection = observed.result, observed.setup.selection
    if listing is None:
        return
    end = listing.total_count
    if selection.limit is not None:
        end = min(end, selection.offset + selection.limit)
    if len(listing.samples) != max(0, end - selection.offset):
        yield f"{len(listing.samples)} samples; total_count {listing.total_count}"
    if not is_in_order(observed) and list(listing.samples) != list(listing.found)[selection.offset : end]:
        yield "the window is not cut from what was found"


def total_count_was_true(observed: Observed) -> Iterator[str]:
    """total_count is how many samples qualified at some moment of the read (docs/api-facts.md section 3.1)."""
    listing = observed.result
    if listing is None or not is_in_order(observed) or observed.contradictions:
        return
    wanted = wanted_of(observed)
    total = sum(map(wanted.qualifies, observed.samples_before))
    totals = {total}
    for change in observed.changes:
        total -= change.before is not None and wanted.qualifies(change.before)
        total += change.after is not None and wanted.qualifies(change.after)
        totals.add(total)
    if listing.total_count not in totals:
        yield f"total_count {listing.total_count}, true were {sorted(totals)[:20]}"


def an_unchanged_library_is_read_exactly(observed: Observed) -> Iterator[str]:
    """A library that did not change is listed exactly, in the fewest calls, without a second walk (design 6)."""
    listing, selection = observed.result, observed.setup.selection
    if observed.was_disturbed or listing is None:
        return
    expected = [sample.person_id for sample in lasting(observed)]
    calls = fewest_calls(observed)
    if not is_stable(observed) and max(calls) > 1:
        return
    if listing.restarts or len(observed.calls) != sum(calls):
        yield f"{len(observed.calls)} calls and {listing.restarts} walks too many, instead of {sum(calls)} calls"
    got = ids_of(listing.found)
    if is_in_order(observed):
        end = None if selection.limit is None else selection.offset + selection.limit
        exact = got == expected[selection.offset : end] or (not is_stable(observed) and len(got) == len(set(got)))
    else:
        exact = sorted(got) == sorted(expected)
    if not exact or listing.total_count != len(expected):
        yield f"{len(got)} samples of {listing.total_count}, expected {len(expected)} before the window is cut"


def few_changes_are_mended(observed: Observed) -> Iterator[str]:
    """A listing is incomplete only if more changed than three more walks can mend, or the order is not stable (6)."""
    if not isinstance(observed.error, IncompleteError):
        return
    if is_stable(observed):
        if observed.moments_of_change <= WALKS_MENDED:
            yield f"incomplete, though it changed at {observed.moments_of_change} moments only"
    elif not observed.was_disturbed and max(fewest_calls(observed)) == 1:
        yield "incomplete, though one page held it all"


def an_unstable_order_is_never_a_list(observed: Observed) -> Iterator[str]:
    """With an order that is not stable, more than one page is always an error (design 6; chance may join two)."""
    if is_stable(observed) or observed.result is None:
        return
    if is_in_order(observed) and pages(len(observed.result.samples)) > 2:
        yield f"{len(observed.result.samples)} samples were called a listing"
    if not observed.was_disturbed and not is_in_order(observed) and max(fewest_calls(observed)) > 2:
        yield "a list of more than two pages was called a listing"


def what_grows_too_fast_is_given_up(observed: Observed) -> Iterator[str]:
    """A walk that finds a few times more than it set out to read ends as *incomplete*, and is never endless (6)."""
    listing = observed.result
    if listing is None or listing.restarts or not is_in_order(observed):
        return
    if any(change.after is None for change in observed.changes):
        return  # more may have been asked for than had to be read
    first = observed.attempts[0][-1].outcome
    pages_allowed = 10 if first is None or isinstance(first, MpsError) else 10 + 2 * (first.value.total // 100)
    if len(observed.calls) - 1 > pages_allowed:
        yield f"{len(observed.calls)} pages were read where {pages_allowed} were to be expected"


LISTING_PROMISES = (
    every_sample_that_lasted_is_there,
    no_sample_comes_twice,
    nothing_is_foreign,
    a_window_has_no_gap,
    a_window_is_full,
    total_count_was_true,
    an_unchanged_library_is_read_exactly,
    few_changes_are_mended,
    an_unstable_order_is_never_a_list,
    what_grows_too_fast_is_given_up,
)
