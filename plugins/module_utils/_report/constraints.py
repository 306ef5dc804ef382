# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Limits on single values of the report document. Pure.

``document.py`` attaches them to its types; the validator and the JSON Schema both read them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable

FINDING_ID_PATTERN = "^[0-9a-f]{16}$"


@dataclass(frozen=True, eq=False)  # Annotated types must be hashable
class Constraint:
    """One limit. ``is_met`` is called only with a value that already has the annotated type.

    ``expected`` completes the error message "... must be ...". ``schema`` is the same limit as JSON Schema keywords.
    """

    expected: str
    schema: Mapping[str, Any]
    is_met: Callable[[Any], bool]


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return _has_zone(parse_moment(text))
    except ValueError:
        return False


def _has_zone(moment: dt.datetime) -> bool:
    """Whether the time has a time zone, and can be converted to UTC."""
    try:
        return moment.tzinfo is not None and moment.astimezone(dt.timezone.utc).tzinfo is not None
    except OverflowError:  # a time of the year 1 or 9999 that is in another year in UTC
        return False


@lru_cache(maxsize=4096)  # most findings of a report have one of a few times
def parse_moment(text: str) -> dt.datetime:
    """A time in ISO 8601. Raises ``ValueError``. Replaces the suffix Z, which Python 3.9 does not accept."""
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def utc_text(moment: dt.datetime) -> str:
    """A time with a time zone, in ISO 8601 and in UTC."""
    return moment.astimezone(dt.timezone.utc).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _range(expected: str, minimum: int, maximum: int) -> Constraint:
    schema = {"minimum": minimum, "maximum": maximum}
    return Constraint(expected, schema, lambda number: bool(minimum <= number <= maximum))


# Larger integers are not exact in JavaScript and Prometheus.
MAXIMUM = 2**53
COUNT = _range("a number that is not negative and at most 2^53", 0, MAXIMUM)
SECONDS = _range("a number of seconds from 0 to 10^9", 0, 10**9)
MOST_DEADLINE_DAYS = 36_500
DEADLINE = _range("a number of days from 0 to 36,500", 0, MOST_DEADLINE_DAYS)
DAYS = _range("a number of days in the calendar", -(10**7), 10**7)
NOT_EMPTY = Constraint("a list that is not empty", {"minItems": 1}, bool)
DATE = Constraint("a date such as 2026-12-31", {"format": "date"}, _is_date)
MOMENT = Constraint("a time with a time zone, such as 2026-11-23T09:30:00Z", {"format": "date-time"}, _is_moment)
FINDING_ID = Constraint(
    "16 hexadecimal digits",
    {"pattern": FINDING_ID_PATTERN},
    lambda text: re.fullmatch(FINDING_ID_PATTERN, text) is not None and "\n" not in text,
)
