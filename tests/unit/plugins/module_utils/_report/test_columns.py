# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Columns in a terminal, by display width."""

from __future__ import annotations

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.columns import (
    aligned,
    clipped_columns,
    display_width,
)
from support.render import EACH_HOSTILE_NAME


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("张三", 4),
        ("ｱ", 1),
        ("Ａ", 2),
        ("e\u0301", 1),
        ("José", 4),
        ("한국", 4),
        ("\U0001f600", 2),
    ],
)
def test_width_counts_wide_and_combining_characters(text: str, width: int) -> None:
    assert display_width(text) == width


def test_rows_are_aligned_by_width_and_have_no_trailing_spaces() -> None:
    assert aligned([["张三", "a"], ["Ann", "b"], ["e\u0301", ""]]) == ["张三  a", "Ann   b", "e\u0301"]
    assert aligned([]) == []


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("text", ["张三李四", "abcdefgh", "a张b三", "e\u0301" * 8])
def test_clipped_text_fits_and_shows_that_it_was_clipped(text: str, columns: int) -> None:
    shown = clipped_columns(text, columns)
    assert display_width(shown) <= columns
    assert shown == text or shown.endswith("…")
    assert (shown == text) == (display_width(text) <= columns)


@EACH_HOSTILE_NAME
def test_hostile_text_stays_on_one_line(name: str) -> None:
    shown = clipped_columns(name, 40)
    assert len(shown.splitlines()) <= 1
    assert display_width(shown) <= 40
    assert not any(ord(character) < 32 or character in "\u202e\u2069" for character in shown)
