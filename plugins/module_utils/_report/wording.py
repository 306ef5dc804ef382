# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Phrases that several report formats share. Pure."""

from __future__ import annotations

import datetime as dt

from .texts import Texts

NOT_AUDITED = "the account was not audited"
WHOLE_LIBRARY_TITLE = "the whole library"
NOT_LISTED = "not listed in the report"


def counted(count: int, noun: str) -> str:
    """The number and its noun, such as "1 account" or "1,200 accounts"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def age_of(age: dt.timedelta, texts: Texts) -> str:
    """A duration in its largest unit, such as "3 days" or "1 hour"."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if age.total_seconds() >= length:
            return texts.counted(int(age.total_seconds() // length), unit)
    return texts.counted(max(0, int(age.total_seconds())), "second")
