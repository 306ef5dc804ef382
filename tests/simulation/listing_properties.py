# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of a listing. Each function yields the violations that it finds in one job of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from simulation.reference_model import lasting, minimum_calls, pages, reference_selection
from simulation.run import Observed

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import Page, Sample as Row
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Listing

HARMLESS_CHANGES = 3  # the pagination restarts up to three times
SPARE_SAMPLES = 400  # the pagination follows a library that grows by an eighth plus this number


def ids_of(samples: Sequence[Row]) -> list[str]:
    return [sample["PersonId"] for sample in samples]


def is_in_order(observed: Observed) -> bool:
    return observed.setup.selection.person_ids is None and observed.setup.selection.names is None


def is_stable(observed: Observed) -> bool:
    return observed.account.setup.switches.order == "stable"


def lies_twice(observed: Observed) -> bool:
    """Return whether the server counted too few samples, and also left rows out: such a list can look complete."""
    return observed.counts_wrong and observed.contradictions > 0


def reaches_the_end(observed: Observed, listing: Listing) -> bool:
    selection = observed.setup.selection
    return selection.limit is None or listing.total_count <= selection.offset + selection.limit


def every_lasting_sample_is_listed(observed: Observed) -> Iterator[str]:
    """Every sample that qualified during the whole read is in the result."""
    listing, selection = observed.result, observed.setup.selection
    if listing is None or any(change.moved for change in observed.changes) or lies_twice(observed):
        return
    if is_in_order(observed) and (selection.offset or not reaches_the_end(observed, listing)):
        return
    missing = {sample.person_id for sample in lasting(observed)} - set(ids_of(listing.found))
    if missing:
        yield f"{len(missing)} samples are missing, for example {sorted(missing)[:3]}"


def no_sample_is_listed_twice(observed: Observed) -> Iterator[str]:
    """No sample is in the result twice."""
    listing = observed.result
    for samples in () if listing is None else (listing.samples, listing.found):
        twice = [person_id for person_id, times in Counter(ids_of(samples)).items() if times > 1]
        if twice:
            yield f"listed twice: {twice[:3]}"


def every_listed_sample_existed_and_qualified(observed: Observed) -> Iterator[str]:
    """Every sample in the result existed in the listed form, and qualified, at some moment of the read."""
    if observed.result is None:
        return
    wanted = reference_selection(observed)
    versions = {sample.person_id: [sample] for sample in observed.samples_before}
    for change in observed.changes:
        if change.after is not None:
            versions.setdefault(change.after.person_id, []).append(change.after)
    listing = observed.result
    for row in listing.samples if listing.samples is listing.found else (*listing.samples, *listing.found):
        known = versions.get(row["PersonId"], [])
        if not any(sample.row == row and wanted.qualifies(sample) for sample in known):
            yield f"never existed or qualified: {row['PersonId']} {row['Name']!r}"
            return


def window_has_no_gap(observed: Observed) -> Iterator[str]:
    """A window contains every lasting sample between its first and its last sample.

    A window that begins at the start of the library, or ends at its end, has no missing sample there.
    """
    listing = observed.result
    if listing is None or not is_in_order(observed) or not observed.keeps_its_order or lies_twice(observed):
        return
    lasting_ids = [sample.person_id for sample in lasting(observed)]
    known = set(lasting_ids)
    got = [person_id for person_id in ids_of(listing.samples) if person_id in known]
    if not got:
        return
    first = lasting_ids.index(got[0])
    if got != lasting_ids[first : first + len(got)]:
        yield "the window has a gap or another order"
    if not observed.setup.selection.offset and first:
        yield f"{first} samples are missing at the start"
    if reaches_the_end(observed, listing) and got[-1] != lasting_ids[-1]:
        yield "samples are missing at the end"


def window_is_full(observed: Observed) -> Iterator[str]:
    """A window contains as many samples as ``total_count``, ``offset`` and ``limit`` allow."""
    listing, selection = observed.result, observed.setup.selection
    if listing is None:
        return
    end = listing.total_count
    if selection.limit is not None:
        end = min(end, selection.offset + selection.limit)
    if len(listing.samples) != max(0, end - selection.offset):
        yield f"the window has {len(listing.samples)} samples, and total_count is {listing.total_count}"
    if not is_in_order(observed) and list(listing.samples) != list(listing.found)[selection.offset : end]:
        yield "the window is not a slice of the found samples"


def total_count_was_correct(observed: Observed) -> Iterator[str]:
    """total_count is the number of qualifying samples at some moment of the read (docs/api-facts.md section 3.1)."""
    listing = observed.result
    if listing is None or not is_in_order(observed) or observed.contradictions or observed.counts_wrong:
        return
    wanted = reference_selection(observed)
    total = sum(map(wanted.qualifies, observed.samples_before))
    totals = {total}
    for change in observed.changes:
        total -= change.before is not None and wanted.qualifies(change.before)
        total += change.after is not None and wanted.qualifies(change.after)
        totals.add(total)
    if listing.total_count not in totals:
        yield f"total_count is {listing.total_count}, correct values are {sorted(totals)[:20]}"


def list_is_not_shorter_than_a_total_count(observed: Observed) -> Iterator[str]:
    """A list to the end of the library contains as many samples as the highest ``TotalCount`` of its pages requires."""
    listing = observed.result
    if listing is None or not is_in_order(observed) or not reaches_the_end(observed, listing):
        return
    totals = [page.total for page in joined_pages(observed)]
    if totals and max(totals) > listing.total_count:
        yield f"the list ends at {listing.total_count} samples, but a page had a TotalCount of {max(totals)}"


def joined_pages(observed: Observed) -> Iterator[Page]:
    """The pages of the last pass over the library, up to the first page that is not full."""
    calls = observed.calls
    offsets = [call.parameters["Offset"] for call in calls]
    first = max(number for number, offset in enumerate(offsets) if offset == observed.setup.selection.offset)
    for number in range(first, len(calls)):
        page: Page = observed.attempts[number][-1].outcome.value  # type: ignore[union-attr]  # a listing has no error
        yield page
        if len(page.rows) < calls[number].parameters["Limit"]:
            return


def unchanged_library_is_listed_exactly(observed: Observed) -> Iterator[str]:
    """A library that did not change is listed exactly, with the minimum number of calls and without a restart."""
    listing, selection = observed.result, observed.setup.selection
    if observed.was_disturbed or listing is None or observed.counts_wrong:
        return
    expected = [sample.person_id for sample in lasting(observed)]
    calls = minimum_calls(observed)
    if not is_stable(observed) and max(calls) > 1:
        return
    if listing.restarts or len(observed.calls) != sum(calls):
        yield f"{len(observed.calls)} calls with {listing.restarts} restarts, expected {sum(calls)} calls"
    got = ids_of(listing.found)
    if is_in_order(observed):
        end = None if selection.limit is None else selection.offset + selection.limit
        exact = got == expected[selection.offset : end] or (not is_stable(observed) and len(got) == len(set(got)))
    else:
        exact = sorted(got) == sorted(expected)
    if not exact or listing.total_count != len(expected):
        yield f"found {len(got)} samples, total_count {listing.total_count}, expected {len(expected)} before the window"


def few_changes_do_not_make_a_listing_incomplete(observed: Observed) -> Iterator[str]:
    """A listing is incomplete only after more changes than three restarts can repair, or if the order is unstable."""
    if not isinstance(observed.error, IncompleteError) or observed.counts_wrong:
        return
    if is_stable(observed):
        if observed.moments_of_change <= HARMLESS_CHANGES:
            yield f"incomplete after changes at only {observed.moments_of_change} moments"
    elif not observed.was_disturbed and max(minimum_calls(observed)) == 1:
        yield "incomplete, but one page contained all samples"


def unstable_order_is_never_a_listing(observed: Observed) -> Iterator[str]:
    """With an unstable order, more than two pages are always an error (two pages can match by chance).

    If the first page has all requested ids, by chance, the other pages are not needed.
    """
    if is_stable(observed) or observed.result is None:
        return
    if is_in_order(observed) and pages(len(observed.result.samples)) > 2:
        yield f"{len(observed.result.samples)} samples in an unstable order were accepted as a listing"
    if is_in_order(observed) or observed.was_disturbed or observed.setup.selection.person_ids is not None:
        return
    if max(minimum_calls(observed)) > 2:
        yield "more than two pages in an unstable order were accepted as a listing"


def wrong_count_never_hides_a_sample(observed: Observed) -> Iterator[str]:
    """If the server counts too few samples, a list to the end of the library still contains every lasting sample."""
    listing, selection = observed.result, observed.setup.selection
    if listing is None or not observed.counts_wrong or selection.offset or not is_in_order(observed):
        return
    if any(change.moved for change in observed.changes) or lies_twice(observed):
        return
    missing = len({sample.person_id for sample in lasting(observed)} - set(ids_of(listing.found)))
    if missing and reaches_the_end(observed, listing):
        yield f"TotalCount was wrong, and {missing} samples are missing"


def fast_growing_library_is_incomplete(observed: Observed) -> Iterator[str]:
    """Pagination over a library that grows several times larger during the read ends as *incomplete*."""
    listing = observed.result
    if listing is None or listing.restarts or not is_in_order(observed):
        return
    if any(change.after is None for change in observed.changes):
        return  # more pages may have been requested than were necessary
    first = observed.attempts[0][-1].outcome
    per_page = observed.account.setup.switches.page_maximum - 1
    total = 0 if first is None or isinstance(first, MpsError) else first.value.total
    # The last batch can have as many pages as all batches before.
    pages_allowed = 3 + 2 * ((total * 9 // 8 + SPARE_SAMPLES) // per_page)
    if len(observed.calls) - 1 > pages_allowed:
        yield f"{len(observed.calls)} pages were read, expected at most {pages_allowed}"


LISTING_PROPERTIES = (
    every_lasting_sample_is_listed,
    no_sample_is_listed_twice,
    every_listed_sample_existed_and_qualified,
    window_has_no_gap,
    window_is_full,
    total_count_was_correct,
    list_is_not_shorter_than_a_total_count,
    unchanged_library_is_listed_exactly,
    few_changes_do_not_make_a_listing_incomplete,
    unstable_order_is_never_a_listing,
    wrong_count_never_hides_a_sample,
    fast_growing_library_is_incomplete,
)
