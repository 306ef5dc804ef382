# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Patterns that match the names of accounts and samples."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from .._text import nfc

_GLOB_CHARACTERS = frozenset("*?[")


def glob_matches(pattern: str, *names: str | None) -> bool:
    """Whether the pattern matches one of the names.

    A pattern also matches the name that equals it, because names such as ``[x]`` contain glob characters.
    """
    pattern = nfc(pattern)
    is_glob = not _GLOB_CHARACTERS.isdisjoint(pattern)
    return any(
        pattern == nfc(name) or (is_glob and fnmatchcase(nfc(name), pattern)) for name in names if name is not None
    )


def any_glob_matches(patterns: Iterable[str], *names: str | None) -> bool:
    """Whether one of the patterns matches one of the names."""
    return any(glob_matches(pattern, *names) for pattern in patterns)
