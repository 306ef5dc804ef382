# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Patterns that match the names of accounts and samples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache
from typing import Callable

from .._text import nfc

_GLOB_CHARACTERS = frozenset("*?[")


def glob_matches(pattern: str, *names: str | None) -> bool:
    """Whether the pattern matches one of the names.

    A pattern also matches the name that equals it, because names such as ``[x]`` contain glob characters.
    """
    pattern = nfc(pattern)
    matches = _compiled(pattern)
    return any(
        pattern == name or (matches is not None and matches(name) is not None) for name in map(nfc, filter(None, names))
    )


class AccountNames:
    """The names of all accounts. A pattern that is the name of an account selects only this account."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(map(nfc, names))
        self._selected: dict[str, frozenset[str]] = {}

    def match(self, patterns: Iterable[str], name: str) -> bool:
        """Whether one of the patterns selects the account."""
        name = nfc(name)
        if name in self._names:
            return any(name in self._selection(pattern) for pattern in patterns)
        return any(glob_matches(pattern, name) for pattern in patterns)

    def is_selected(self, pattern: str) -> bool:
        """Whether the pattern selects any account."""
        return bool(self._selection(pattern))

    def _selection(self, pattern: str) -> frozenset[str]:
        """The names that a pattern selects. Compared once: many expectations have the same pattern."""
        selected = self._selected.get(pattern)
        if selected is None:
            selected = self._selected[pattern] = frozenset(self._select(nfc(pattern)))
        return selected

    def _select(self, pattern: str) -> Iterable[str]:
        if pattern in self._names:
            return (pattern,)
        matches = _compiled(pattern)
        return () if matches is None else [name for name in self._names if matches(name)]


@lru_cache(maxsize=100_000)
def _compiled(pattern: str) -> Callable[[str], object] | None:
    """The function that matches a name; None if the pattern has no glob characters."""
    return None if _GLOB_CHARACTERS.isdisjoint(pattern) else re.compile(translate(pattern)).match
