# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the samples of a lookup, and the names and ids that it reports as missing."""

from __future__ import annotations

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import Sample
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Selection
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._lookup_results import in_order_of_names, not_found
from support.listings import ANN, BOB, BOB_2, JOSE, JOSE_2, NFC, NFD, listing


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (None, [BOB, ANN, JOSE_2, BOB_2, JOSE]),
        (("Ann", "Bob", NFC), [ANN, BOB, BOB_2, JOSE_2, JOSE]),
        ((NFC, "Zoe", "Bob", "Ann"), [JOSE_2, JOSE, BOB, BOB_2, ANN]),
        (("Bob", NFD, "Ann", NFC), [BOB, BOB_2, JOSE_2, JOSE, ANN]),
    ],
)
def test_samples_follow_the_order_of_the_requested_names(names: tuple[str, ...] | None, expected: list[Sample]) -> None:
    mixed = listing(BOB, ANN, JOSE_2, BOB_2, JOSE)
    ordered = in_order_of_names(mixed, Selection(names=names))
    assert list(ordered.samples) == expected
    assert (ordered.found, ordered.total_count, ordered.request_ids) == (mixed.found, 5, ["r-1"])


@pytest.mark.parametrize(
    ("found", "selection", "missing"),
    [
        ([], Selection(), []),
        ([ANN], Selection(names=("Zoe", "Ann", "ann")), ["Zoe", "ann"]),
        ([JOSE_2], Selection(names=(NFC,)), []),
        ([ANN], Selection(person_ids=("9", "1", "8")), ["9", "8"]),
        ([ANN], Selection(names=("Ann", "Bob"), person_ids=("1", "2")), ["Bob", "2"]),
        ([], Selection(names=("7",), person_ids=("7",)), ["7", "7"]),
    ],
)
def test_missing_names_and_ids_are_reported(found: list[Sample], selection: Selection, missing: list[str]) -> None:
    assert not_found(listing(*found), selection) == missing


def test_samples_outside_the_window_are_not_reported_missing() -> None:
    assert not_found(listing(ANN, BOB, window=[]), Selection(names=("Ann", "Bob"), offset=10)) == []
    assert not_found(listing(ANN, BOB, window=[]), Selection(person_ids=("1", "2"), offset=10)) == []
