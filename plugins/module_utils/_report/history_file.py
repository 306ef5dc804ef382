# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The file ``history.jsonl`` beside ``report.json``. A damaged or lost history is a warning, never an error.

The file is written again as a whole, as a temporary file that replaces the old one together with the report files. So a
process that is killed leaves the old file or the new one, and an older line is never at risk. An append could leave a
half line, and could not keep the file small. If lines are damaged, a copy of the old file is kept beside it. So a link
is not followed there: it could lead to a private file, whose copy others could read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .._errors import ConfigurationError
from .._validation.regular_files import Links, read_regular_file
from .document import Report
from .files import is_present
from .formats import FILE_NAMES
from .history import (
    History,
    HistoryLine,
    future_lines,
    history_line,
    history_text,
    lines_until,
    parse_history,
    with_line,
)

HISTORY_FILE = "history.jsonl"
_SIZE_LIMIT = 16 * 1024**2  # bytes; the lines that are kept have less than 1 MiB
_PROBLEMS_SHOWN = 3


@dataclass(frozen=True)
class Trend:
    """What the files of a report need of the history.

    ``shown`` are the lines for the page, the oldest one first. ``files`` are the files to write with the report, by
    name. ``warnings`` are about the history file.
    """

    shown: Sequence[HistoryLine] = ()
    files: Mapping[str, Iterable[bytes]] = field(default_factory=dict)
    warnings: Sequence[str] = ()


def extended_trend(report: Report, directory: Path, previous: Path | None, now: dt.datetime) -> Trend:
    """The history in a directory with a line for a new report. Without one, it continues that beside ``previous``.

    ``files`` has no history if something at its path cannot be read. If lines are damaged, ``files`` has their copy.
    """
    path, neighbor = directory / HISTORY_FILE, directory / FILE_NAMES["json"]
    is_own = previous is None or is_present(path)
    if previous is not None and not is_own:
        path, neighbor = previous.parent / HISTORY_FILE, previous
    try:
        content = _content(path, "none" if is_own else "own")
    except ConfigurationError as error:
        consequence = "It stays as it is, and has no line for this audit." if is_own else "The history starts again."
        warnings = [f"The history cannot be used. {error} {consequence}"]
        files = {} if is_own else {HISTORY_FILE: [history_text([history_line(report)])]}
        return Trend([history_line(report)], files, warnings)
    history = History() if content is None else parse_history(content)
    lines = with_line(history.lines, history_line(report))
    files = {HISTORY_FILE: [history_text(lines)]}
    kept = None
    if content is not None and history.damage and is_own:
        kept = directory / _damaged_name(now)
        files[kept.name] = [content]
    warnings = _lost(path, neighbor) if content is None else _warnings(path, history, kept, now)
    return Trend(lines_until(lines, report), files, warnings)


def saved_trend(report: Report, path: Path) -> Trend:
    """The history beside a saved report that is rendered again, until this report."""
    beside = path.parent / HISTORY_FILE
    try:
        content = _content(beside, "own")
    except ConfigurationError as error:
        return Trend(warnings=[f"The history cannot be used. {error}"])
    history = History() if content is None else parse_history(content)
    damage = [_damage(beside, history.damage, None)] if history.damage else []
    return Trend(lines_until(history.lines, report), warnings=damage)


def _content(path: Path, links: Links) -> bytes | None:
    """The content of the file, or None if nothing is there. Raises ``ConfigurationError``."""
    return read_regular_file(path, _SIZE_LIMIT, links) if is_present(path) else None


def _damaged_name(now: dt.datetime) -> str:
    return f"history.damaged-{now.astimezone(dt.timezone.utc):%Y%m%dT%H%M%SZ}.jsonl"


def _warnings(path: Path, history: History, kept: Path | None, now: dt.datetime) -> list[str]:
    warnings = [_damage(path, history.damage, kept)] if history.damage else []
    return warnings + [_future(path, *line) for line in future_lines(history, now)[-1:]]


def _lost(path: Path, report: Path) -> list[str]:
    """A report without a history has lost it. Without both, this is the first audit."""
    if not is_present(report):
        return []
    lost = f"{path} does not exist, although {report} does, so the history starts again."
    return [f"{lost} Keep both files between the audits."]


def _future(path: Path, number: int, time: str) -> str:
    return (
        f"{path}: line {number} has the time {time}, which is in the future. The line is not shown. Correct the clock,"
        " or remove the line."
    )


def _damage(path: Path, damage: Sequence[tuple[int, str]], kept: Path | None) -> str:
    shown = [f"line {number} {problem}" for number, problem in damage[:_PROBLEMS_SHOWN]]
    more = [f"{len(damage) - _PROBLEMS_SHOWN:,} more"] if len(damage) > _PROBLEMS_SHOWN else []
    where = "The file stays as it is." if kept is None else f"The old file is kept as {kept}."
    return f"{path} is damaged: {'; '.join([*shown, *more])}. These lines are left out of the history. {where}"
