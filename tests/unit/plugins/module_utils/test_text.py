# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts are made safe for XML, for a terminal line and for a limited width."""

from __future__ import annotations

from ansible_collections.tencentcloud.mps.plugins.module_utils._text import clipped, single_line, xml_safe


def test_xml_safe_escapes_what_xml_forbids() -> None:
    assert xml_safe("a\x00b\x1b\ud800\ufffe\n\té\U0001f600") == "a\\x00b\\x1b\\ud800\\ufffe\n\té\U0001f600"
    assert xml_safe(7) == "7"


def test_single_line_escapes_invisible_characters() -> None:
    assert single_line(" a\r\nb\tc\u2028d ") == "a b c d"
    assert single_line("a\u202eb\u200bc\u2069d\xad") == "a\\u202eb\\u200bc\\u2069d\\xad"
    assert single_line("\U0001f469\u200d\U0001f680") == "\U0001f469\u200d\U0001f680"


def test_clipped_text_ends_with_an_ellipsis() -> None:
    assert clipped("abcd", 4) == "abcd"
    assert clipped("abcde", 4) == "abc…"
