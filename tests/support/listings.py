# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Samples as the API returns them, and complete lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.page import Sample
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import Listing

NFC, NFD = "Jos\u00e9", "Jose\u0301"
ANN, BOB, BOB_2, JOSE, JOSE_2 = (
    {"PersonId": person_id, "Name": name}
    for person_id, name in [("1", "Ann"), ("2", "Bob"), ("3", "Bob"), ("4", NFC), ("5", NFD)]
)
# With all documented members.
COMPLETE: dict[str, Any] = {
    "PersonId": "10569",
    "Name": "John Smith",
    "Description": "American actor",
    "FaceInfoSet": [{"FaceId": "10011", "Url": "http://face.example.com/10011.jpg"}],
    "UsageSet": ["Recognition.Face"],
    "TagSet": ["US", "Celebrity"],
    "CreateTime": "2024-10-01T10:00:00Z",
    "UpdateTime": "2024-10-01T10:00:00Z",
}


def listing(*found: Sample, window: Sequence[Sample] | None = None) -> Listing:
    """Return a listing of the found samples, with a window if one is given."""
    return Listing(found if window is None else window, found, len(found), ["r-1"], 0)
