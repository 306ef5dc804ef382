# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Texts that every report format can show."""

from __future__ import annotations

import re

# Characters that XML 1.0 forbids. The other report formats cannot show them either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Invisible characters that move, hide or join the text around them. Not U+200D, which emoji need.
_INVISIBLE = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def xml_safe(text: object) -> str:
    """The text with each character that XML forbids replaced by its escape."""
    return _NOT_XML.sub(_escape, str(text))


def single_line(text: object) -> str:
    """The text on one line, with each invisible character replaced by its escape."""
    return _INVISIBLE.sub(_escape, " ".join(xml_safe(text).split()))


def clipped(text: str, length: int) -> str:
    """At most ``length`` characters. A shortened text ends with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
