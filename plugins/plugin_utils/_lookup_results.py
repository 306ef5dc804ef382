# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The order of the samples that a lookup returns, and the selected names and ids that no sample has."""

from __future__ import annotations

from dataclasses import replace

from ..module_utils._listing.gather import ids_by_name
from ..module_utils._listing.selection import Listing, Selection
from ..module_utils._text import nfc


def in_order_of_names(listing: Listing, selection: Selection) -> Listing:
    """The listing with its samples in the order of the selected names; unchanged if no names are selected."""
    if selection.names is None:
        return listing
    order = {nfc(name): index for index, name in reversed(list(enumerate(selection.names)))}
    return replace(listing, samples=sorted(listing.samples, key=lambda sample: order[nfc(sample["Name"])]))


def not_found(listing: Listing, selection: Selection) -> list[str]:
    """The selected names and ids that no sample has."""
    found_ids = {sample["PersonId"] for sample in listing.found}
    missing = [name for name, ids in ids_by_name(listing, selection).items() if not ids]
    return missing + [person_id for person_id in selection.person_ids or () if person_id not in found_ids]
