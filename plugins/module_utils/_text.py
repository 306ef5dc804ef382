# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Text functions: Unicode forms, and texts that Ansible accepts."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

# More spellings would need many more requests, because a request has at most 20 names.
FORMS_PER_NAME = 4
_SIGN_RANGES = (range(0x340, 0x388), range(0x1F00, 0x2000), range(0x2126, 0x212C))


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


def unicode_forms(name: str, most: int = FORMS_PER_NAME) -> tuple[str, ...]:
    """The spellings to search for a name: as given, in NFC and in NFD, without duplicates.

    If a name mixes the forms, a server that compares exactly finds it only as it is stored. So if there are at most
    ``most`` mixtures, they are included too, first by character, then by word.
    """
    if name.isascii():
        return (name,)
    forms = [name, nfc(name), unicodedata.normalize("NFD", name)]
    for units in (_characters(nfc(name)), re.split(r"(\s+)", nfc(name))):
        spellings = [_spellings(unit) for unit in units]
        if math.prod(map(len, spellings)) <= most:
            forms += map("".join, itertools.product(*spellings))
            break
    return tuple(dict.fromkeys(forms))


def has_all_forms(name: str, most: int) -> bool:
    """Whether ``unicode_forms`` includes every mixture of composed and decomposed characters."""
    return name.isascii() or math.prod(len(_spellings(unit)) for unit in _characters(nfc(name))) <= most


def _characters(text: str) -> list[str]:
    """The characters of a text, each with the combining marks that follow it."""
    characters: list[str] = []
    for character in text:
        if characters and unicodedata.combining(character):
            characters[-1] += character
        else:
            characters.append(character)
    return characters


def _spellings(unit: str) -> tuple[str, ...]:
    """The composed and the decomposed spelling of a character or word, and the signs that equal a character."""
    if unit.isascii():
        return (unit,)
    return tuple(dict.fromkeys((unit, unicodedata.normalize("NFD", unit), *_equal_signs().get(unit, ()))))


@cache
def _equal_signs() -> Mapping[str, tuple[str, ...]]:
    """The signs that NFC replaces by another character, such as the angstrom sign, by this character."""
    signs: dict[str, tuple[str, ...]] = {}
    for sign in map(chr, itertools.chain(*_SIGN_RANGES)):
        composed = nfc(sign)
        if composed != sign and len(composed) == 1:
            signs[composed] = (*signs.get(composed, ()), sign)
    return signs
