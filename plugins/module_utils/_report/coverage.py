# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What the findings of a report cover: one sample, a whole library, or only a part of the unexpected samples. Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._audit.findings import WHOLE_LIBRARY
from .._audit.verdicts import UNKNOWN
from .document import Account, Finding


class Unlisted(NamedTuple):
    """Number of unexpected samples that are counted but are not listed in the findings."""

    unwaived: int
    waived: int


def is_whole_library(finding: Finding) -> bool:
    """Whether the finding is about a library that could not be read, not about a sample."""
    return finding["verdict"] == UNKNOWN and finding["sample"] == WHOLE_LIBRARY


def unlisted_unexpected(account: Account) -> Unlisted:
    counts = account["unexpected"]
    if counts is None:
        return Unlisted(0, 0)
    unlisted = counts["count"] - counts["listed"]
    unlisted_waived = counts["waived"] - counts["listed_waived"]
    return Unlisted(unlisted - unlisted_waived, unlisted_waived)
