# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Columns in a terminal. A Chinese, Japanese or Korean character has two columns, a combining mark has none. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from .text import single_line

_ELLIPSIS = "…"
_JOINED = "\u200d"  # joins two emoji to one character


def display_width(text: str) -> int:
    """The number of columns of a text on one line."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def clipped_columns(text: object, columns: int) -> str:
    """The text on one line, in at most this number of columns. A shortened text ends with an ellipsis."""
    line = single_line(text)
    if display_width(line) <= columns:
        return line
    width, kept = 0, []
    for character in line:
        width += _character_width(character)
        if width > columns - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + _ELLIPSIS


def aligned(rows: Iterable[Sequence[str]], gap: int = 2) -> list[str]:
    """The rows as lines with aligned columns. Cells are on one line. The last column is not padded."""
    table = [list(row) for row in rows]
    widths = [max(map(display_width, column)) for column in zip(*table)]
    lines = []
    for row in table:
        padded = [cell + " " * (width - display_width(cell) + gap) for cell, width in zip(row, widths)]
        lines.append("".join(padded).rstrip())
    return lines


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or character == _JOINED or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
