# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The history of audits: the type of a line of ``history.jsonl``, and its text. Pure.

A line is added at the end of each audit. ``docs/schemas/history.schema.json`` is made from the types.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict, cast

from .comparison import ChangeCounts, change_counts
from .constraints import parse_moment
from .deadlines import evaluated_at, oldest_by_severity
from .document import Count, Moment, OrNull, Report, Seconds, StatusCounts, VerdictCounts
from .strict_json import parse_json
from .validate import validator_of

HistorySchemaName = Literal["tencentcloud.mps/audit-history/1"]
HISTORY_SCHEMA: HistorySchemaName = "tencentcloud.mps/audit-history/1"

LINES_KEPT = 1_000  # almost three years of nightly audits
LINES_SHOWN = 90
_LINE_BYTES = 4_000  # a line has less than 1,000
# A time that is later than now by more than this is a wrong clock.
_CLOCK_TOLERANCE = dt.timedelta(days=1)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class OldestFindings(TypedDict):
    """When the oldest finding of each severity was first seen. Waived findings are not included. Null: no finding."""

    critical: Annotated[OrNull[Moment], "Oldest finding of the severity critical."]
    high: Annotated[OrNull[Moment], "Oldest finding of the severity high."]
    medium: Annotated[OrNull[Moment], "Oldest finding of the severity medium."]
    low: Annotated[OrNull[Moment], "Oldest finding of the severity low."]


class HistoryLine(TypedDict):
    """One audit in the history. Each line of history.jsonl is one such object. The newest line is the last one."""

    schema: Annotated[HistorySchemaName, "Format of the line, with its version number."]
    time: Annotated[Moment, "When the report was generated or, for merged reports, merged."]
    compliant: Annotated[bool, "Whether every account was compliant."]
    accounts: Annotated[StatusCounts, "Number of accounts by status."]
    verdicts: Annotated[VerdictCounts, "Number of verdicts by type in all accounts."]
    waived: Annotated[Count, "Number of waived findings."]
    seconds: Annotated[Seconds, "Duration of the audit in seconds."]
    changes: Annotated[OrNull[ChangeCounts], "Changes since the previous report. Null if there was no comparison."]
    oldest: Annotated[OldestFindings, "When the oldest finding of each severity was first seen."]


@dataclass(frozen=True)
class History:
    """The good lines of a history file with their numbers, and the numbers and problems of the damaged lines."""

    numbered: Sequence[tuple[int, HistoryLine]] = ()
    damage: Sequence[tuple[int, str]] = ()

    @property
    def lines(self) -> list[HistoryLine]:
        return [line for _number, line in self.numbered]


def history_line(report: Report) -> HistoryLine:
    summary, comparison = report["summary"], report["comparison"]
    return {
        "schema": HISTORY_SCHEMA,
        "time": report["merged_at"] or report["generated_at"],
        "compliant": report["compliant"],
        "accounts": summary["accounts"],
        "verdicts": summary["verdicts"],
        "waived": summary["waived"],
        "seconds": summary["seconds"],
        "changes": None if comparison is None else change_counts(comparison),
        "oldest": cast(OldestFindings, oldest_by_severity(report)),
    }


def with_line(lines: Sequence[HistoryLine], line: HistoryLine) -> list[HistoryLine]:
    """The lines with one more, the last ``LINES_KEPT`` of them. Like a report, it replaces one of the same time."""
    is_repeated = bool(lines) and lines[-1]["time"] == line["time"]
    return [*(lines[:-1] if is_repeated else lines), line][-LINES_KEPT:]


def lines_until(lines: Sequence[HistoryLine], report: Report) -> list[HistoryLine]:
    """The newest ``LINES_SHOWN`` lines that are not later than a report, the oldest line first."""
    latest = evaluated_at(report)
    known = [line for line in lines if parse_moment(line["time"]) <= latest]
    return sorted(known, key=lambda line: parse_moment(line["time"]))[-LINES_SHOWN:]


def future_lines(history: History, now: dt.datetime) -> list[tuple[int, str]]:
    """The number and the time of each line that is later than now. Clocks may differ a little."""
    times = [(number, line["time"]) for number, line in history.numbered]
    return [(number, time) for number, time in times if parse_moment(time) - now > _CLOCK_TOLERANCE]


def history_text(lines: Sequence[HistoryLine]) -> bytes:
    return b"".join(json.dumps(line).encode("ascii") + b"\n" for line in lines)


def parse_history(content: bytes) -> History:
    """The lines of a history file. Empty lines are no damage."""
    lines: list[tuple[int, HistoryLine]] = []
    damage: list[tuple[int, str]] = []
    known: set[str] = set()
    raw_lines = content.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    for number, raw in enumerate(raw_lines, 1):
        if not raw.strip():
            continue
        try:
            line = _parse_line(raw, is_cut=number == len(raw_lines))
            text = json.dumps(line, sort_keys=True)
            if text in known:
                raise ValueError("repeats an earlier line")
        except ValueError as error:
            damage.append((number, str(error)))
        else:
            known.add(text)
            lines.append((number, line))
    return History(lines, damage)


def _parse_line(raw: bytes, is_cut: bool) -> HistoryLine:
    """Raises ``ValueError``, whose message contains nothing of the line. ``is_cut``: it does not end with a newline."""
    if len(raw) > _LINE_BYTES:
        raise ValueError("is too long")
    try:
        document = parse_json(raw.decode("utf-8"))
    except ValueError:
        raise ValueError("is cut off" if is_cut else "is not JSON") from None
    mismatch = _VALIDATE(document)
    if mismatch is not None:
        raise ValueError(f"is not from a history: {mismatch.path.lstrip('.') or 'it'} {mismatch.problem}")
    line: HistoryLine = document
    accounts = line["accounts"]
    is_compliant = accounts["compliant"] > 0 and accounts["noncompliant"] == accounts["unknown"] == 0
    if line["compliant"] != is_compliant:
        raise ValueError("contradicts itself: compliant does not follow from accounts")
    return line


_VALIDATE = validator_of(HistoryLine)
