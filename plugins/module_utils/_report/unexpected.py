# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The unexpected samples of each account. All are counted, and not every one is listed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._audit.verdicts import UNEXPECTED


@dataclass
class Unexpected:
    """How many count against the account and how many are waived; of each, how many are not listed."""

    counting: int
    waived: int
    unlisted_counting: int
    unlisted_waived: int


def unexpected_by_account(report: Mapping[str, Any]) -> dict[str, Unexpected]:
    """Of every account. Whatever else is waived is always listed, so the rest of what is waived is unexpected."""
    counts = {}
    for account in report["accounts"]:
        waived = account["waived"]
        counting = account["verdicts"][UNEXPECTED] - waived
        counts[account["name"]] = Unexpected(counting, waived, counting, waived)
    for finding in report["findings"]:
        of_account = counts[finding["account"]]
        if finding["verdict"] != UNEXPECTED:
            moved = int(finding["waived"])
            of_account.counting += moved
            of_account.unlisted_counting += moved
            of_account.waived -= moved
            of_account.unlisted_waived -= moved
        elif finding["waived"]:
            of_account.unlisted_waived -= 1
        else:
            of_account.unlisted_counting -= 1
    return counts
