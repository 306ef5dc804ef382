# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Text functions: Unicode forms, and texts that other formats accept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Characters that XML 1.0 forbids. The other report formats cannot show them either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Invisible characters that move, hide or join the text around them. Not U+200D, which emoji need.
_INVISIBLE = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def escape_surrogates(value: Any) -> Any:
    """A copy of a JSON value in which each lone surrogate is replaced by its escape, such as ``\\ud83d``.

    JSON can hold half of a surrogate pair, but Ansible rejects a whole result that has one.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {escape_surrogates(name): escape_surrogates(entry) for name, entry in value.items()}
    return [escape_surrogates(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def xml_safe(text: object) -> str:
    """The text with each character that XML forbids replaced by its escape."""
    return _NOT_XML.sub(_escape, str(text))


def single_line(text: object) -> str:
    """The text on one line, with each invisible character replaced by its escape."""
    return _INVISIBLE.sub(_escape, " ".join(xml_safe(text).split()))


def clipped(text: str, length: int) -> str:
    """At most ``length`` characters. A shortened text ends with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def nfc(text: str) -> str:
    """The text in Unicode form NFC, to compare texts that look alike."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unicode_forms(name: str) -> tuple[str, ...]:
    """The spellings of a name that count as equal: as given, in NFC and in NFD, without duplicates."""
    if name.isascii():
        return (name,)
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
