# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planted defects of the package ``_listing``. The simulator must find them."""

from __future__ import annotations

from planted.defect import Defect

SELECTION, PAGINATION, SEEN_IDS = "_listing/selection.py", "_listing/pagination.py", "_listing/seen_ids.py"

FEW_CHANGES = "few_changes_do_not_make_a_listing_incomplete"
LASTING = "every_lasting_sample_is_listed"
NO_GAP = "window_has_no_gap"
FULL = "window_is_full"
TWICE = "no_sample_is_listed_twice"
UNCHANGED = "unchanged_library_is_listed_exactly"

DEFECTS = (
    Defect(
        SELECTION,
        "Only the first page of each part of a selection by ID or name is used",
        (LASTING,),
        {"if _has_all_ids(window, first):": "if True:"},
    ),
    Defect(
        SELECTION,
        "IDs and names are split but not merged",
        (TWICE,),
        {'found.setdefault(sample["PersonId"], sample)': "found[len(found)] = sample"},
    ),
    Defect(
        SELECTION,
        "IDs and names are split, and only the last part is kept",
        (LASTING,),
        {"restarts += listing.restarts\n": "restarts += listing.restarts\n            found.clear()\n"},
    ),
    Defect(
        SELECTION,
        "IDs are not split",
        (LASTING,),
        {"selection.person_ids, IDS_PER_CALL)": "selection.person_ids, 10_000)"},
    ),
    Defect(
        SELECTION,
        "Only the first 100 parts of a selection by ID and name are read",
        (LASTING,),
        {"while batch := list(islice(remaining, CALLS_PER_BATCH)):": "for batch in [filters[:CALLS_PER_BATCH]]:"},
    ),
    Defect(
        SELECTION,
        "A page with one of the requested IDs counts as a page with all of them",
        (LASTING,),
        {'{sample["PersonId"] for sample in first.value.rows}.issuperset(requested)': "len(first.value.rows) > 0"},
    ),
    Defect(
        SELECTION,
        "The names in the response are not compared",
        ("every_listed_sample_existed_and_qualified",),
        {' and (names is None or nfc(sample["Name"]) in names)': ""},
    ),
    Defect(
        SELECTION,
        "Names are requested in one Unicode form only",
        (LASTING,),
        {"[form for name in self.names for form in unicode_forms(name)]": "[nfc(name) for name in self.names]"},
    ),
    Defect(
        PAGINATION,
        "The last page of a batch of three or more is dropped",
        (LASTING,),
        {
            "            if joiner.is_complete:\n": (
                "            joiner.is_complete |= len(pages) > 2 and offset == pages[-2][0]\n"
                "            if joiner.is_complete:\n"
            )
        },
    ),
    Defect(
        PAGINATION,
        "The pages after a full batch are dropped",
        (LASTING,),
        {
            "        del responses, response  # frees": (
                "        joiner.is_complete |= len(pages) >= CALLS_PER_BATCH - 1\n"
                "        del responses, response  # frees"
            )
        },
    ),
    Defect(
        PAGINATION,
        "Only `TotalCount` is checked, not the overlap of pages",
        (LASTING, NO_GAP),
        {'if not page.rows or page.rows[0]["PersonId"] != self._last_id:': "if not page.rows:"},
    ),
    Defect(
        PAGINATION,
        "Neither the overlap nor duplicates are checked",
        (LASTING, NO_GAP),
        {
            'if not page.rows or page.rows[0]["PersonId"] != self._last_id:': "if not page.rows:",
            "if not is_new:": "if False:",
        },
    ),
    Defect(
        PAGINATION,
        "Neither the overlap nor duplicates are checked if `TotalCount` does not change",
        ("unstable_order_is_never_a_listing",),
        {
            'if not page.rows or page.rows[0]["PersonId"] != self._last_id:': (
                'if not page.rows or (page.total != self.total and page.rows[0]["PersonId"] != self._last_id):'
            ),
            "if not is_new:": "if False:",
        },
    ),
    Defect(
        PAGINATION,
        "Duplicates are not checked (the overlap is checked)",
        (TWICE,),
        {"if not is_new:": "if False:"},
    ),
    Defect(
        PAGINATION,
        "No restart: the result of the first read is returned",
        (LASTING,),
        {
            "            reason, first = inconsistent, None\n": (
                "            return Pagination(window.offset + len(collector.samples), restarts, request_ids)\n"
            )
        },
    ),
    Defect(
        PAGINATION,
        "No restart: the first inconsistent read is *incomplete*",
        (FEW_CHANGES,),
        {"for restarts in range(1 + RESTARTS_MAXIMUM):": "for restarts in range(1):"},
    ),
    Defect(
        PAGINATION,
        "One restart too few",
        (FEW_CHANGES,),
        {"for restarts in range(1 + RESTARTS_MAXIMUM):": "for restarts in range(RESTARTS_MAXIMUM):"},
    ),
    Defect(
        PAGINATION,
        "Twenty restarts instead of three",
        ("number_of_calls_is_bounded",),
        {"for restarts in range(1 + RESTARTS_MAXIMUM):": "for restarts in range(21):"},
    ),
    Defect(
        PAGINATION,
        "A restart begins with the first page of the read before",
        (FEW_CHANGES,),
        {"reason, first = inconsistent, None": "reason = inconsistent"},
    ),
    Defect(
        PAGINATION,
        "The samples of the read before are kept after a restart",
        (TWICE,),
        {"        collector.restart()\n": ""},
    ),
    Defect(
        PAGINATION,
        "The length of a page is not checked, and therefore not the end of the list",
        (LASTING, NO_GAP),
        {"        _check_length(offset, size, page)\n        if": "        if"},
    ),
    Defect(
        PAGINATION,
        "End off by one: the sample before the last one counts as the end",
        (LASTING,),
        {
            "is_full or len(page.rows) < size": (
                "is_full or len(page.rows) < size or self._window.offset + self._count >= page.total - 1"
            )
        },
    ),
    Defect(
        PAGINATION,
        "A full page counts as the end if `TotalCount` ends there",
        ("wrong_count_never_hides_a_sample",),
        {
            "is_full or len(page.rows) < size": (
                "is_full or len(page.rows) < size or self._window.offset + self._count >= page.total"
            )
        },
    ),
    Defect(
        PAGINATION,
        "A lower `TotalCount` on the last page than on an earlier page is accepted",
        ("list_is_not_shorter_than_a_total_count",),
        {"if self.is_complete and not is_full and self._highest_total > page.total:": "if False:"},
    ),
    Defect(
        PAGINATION,
        "Window off by one: the last page requests one sample too many",
        (UNCHANGED, FULL),
        {"self.offset + self.limit - offset)": "self.offset + self.limit - offset + 1)"},
    ),
    Defect(
        PAGINATION,
        "A sample after the end of the window is added to it",
        (FULL,),
        {"rows = rows[: self._window.limit - self._count]": "rows = rows"},
    ),
    Defect(
        PAGINATION,
        "The total of a window is its end",
        ("total_count_was_correct",),
        {"return Pagination(total, restarts": "return Pagination(window.end(total), restarts"},
    ),
    Defect(
        PAGINATION,
        "Pages do not overlap",
        (FEW_CHANGES,),
        {
            "offset = self._window.offset + self._count - 1": "offset = self._window.offset + self._count",
            "offset += size - 1": "offset += size",
        },
    ),
    Defect(
        PAGINATION,
        "The total of the first page is used for all pages",
        (FULL,),
        {"self.total = page.total\n": 'self.total = getattr(self, "total", page.total)\n'},
    ),
    Defect(
        PAGINATION,
        "A smaller page maximum of the server is not used",
        (FEW_CHANGES,),
        {"return count if is_cut else None": "return None"},
    ),
    Defect(
        PAGINATION,
        "The window of a server with a smaller page maximum is read with the full `Limit`",
        (FEW_CHANGES,),
        {"window = replace(window, page_maximum=maximum)": "pass"},
    ),
    Defect(
        SEEN_IDS,
        "A growing library is followed without an end",
        ("fast_growing_library_is_incomplete",),
        {"if self._count == self._capacity:": "if False:"},
    ),
)
