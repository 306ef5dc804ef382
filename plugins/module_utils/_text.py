# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Text functions: Unicode forms, and texts that Ansible accepts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any


def escape_surrogates(value: Any) -> Any:
    """A copy of a JSON value in which each lone surrogate is replaced by its escape, such as ``\\ud83d``.

    JSON can hold half of a surrogate pair, but Ansible rejects a whole result that has one.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {escape_surrogates(name): escape_surrogates(entry) for name, entry in value.items()}
    return [escape_surrogates(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def clipped(text: str, limit: int) -> str:
    """The text, or its first ``limit`` characters with a mark."""
    return text if len(text) <= limit else text[:limit] + "..."


def is_encodable(text: str) -> bool:
    """Whether a text file can contain the text: UTF-8 has no lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def nfc(text: str) -> str:
    """The text in Unicode form NFC, to compare texts that look alike."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unicode_forms(name: str) -> tuple[str, ...]:
    """The spellings of a name that count as equal: as given, in NFC and in NFD, without duplicates."""
    if name.isascii():
        return (name,)
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))))
