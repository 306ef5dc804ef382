# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Texts as Ansible takes them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any


def escape_surrogates(value: Any) -> Any:
    """The same, with surrogates that have no partner as their escapes: Ansible refuses a whole result for one.

    JSON can carry them, so that an answer may: half of a character, where a text was cut.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {escape_surrogates(name): escape_surrogates(entry) for name, entry in value.items()}
    return [escape_surrogates(entry) for entry in value] if isinstance(value, (list, tuple)) else value


# Characters that XML 1.0 forbids. The other report formats do not handle them well either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Invisible characters that move, hide or join the text around them. U+200D is not included, because emoji need it.
_INVISIBLE = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def xml_safe(text: object) -> str:
    """The text with an escape for each character that XML forbids, such as a lone surrogate."""
    return _NOT_XML.sub(_escape, str(text))


def single_line(text: object) -> str:
    """The text in one line, with an escape for each invisible character."""
    return _INVISIBLE.sub(_escape, " ".join(xml_safe(text).split()))


def clipped(text: str, length: int) -> str:
    """At most ``length`` characters. A longer text is cut and ends with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def nfc(written: str) -> str:
    """One spelling for texts that look alike: Unicode NFC."""
    return written if written.isascii() else unicodedata.normalize("NFC", written)


def unicode_forms(name: str) -> tuple[str, ...]:
    """The spellings that count as this name: as written, and its Unicode NFC and NFD forms, each once."""
    if name.isascii():
        return (name,)
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))))
