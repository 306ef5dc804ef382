# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Collects the problems of an input, so that one run reports all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .._errors import ConfigurationError

_ENTRY = re.compile(r"(\w+)\[(\d+)\]")


@dataclass(frozen=True)
class Source:
    """Where an entry comes from: its file and line, and its index in the list of the file."""

    file: str
    line: int
    index: int


class Problems:
    """The problems of an input, in the order in which they were found.

    ``sources`` has the source of each entry of a list, by the name of the list; None for an entry without file. Paths
    of these entries are shown as ``manifest.yml:12: samples[3].name``.
    """

    def __init__(self, sources: Mapping[str, Sequence[Source | None]] | None = None) -> None:
        self._lines: list[str] = []
        self._sources = sources or {}

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, path: str, message: object) -> None:
        """Add a problem. ``path`` names the part of the input, such as ``samples[3].usages``."""
        self._lines.append(f"{self._located(path)}: {message}")

    def _located(self, path: str) -> str:
        found = _ENTRY.match(path)
        if found is None or found[1] not in self._sources:
            return path
        source = self._sources[found[1]][int(found[2])]
        if source is None:
            return path
        return f"{source.file}:{source.line}: {found[1]}[{source.index}]{path[found.end() :]}"

    def raise_if_any(self) -> None:
        """Raise ``ConfigurationError`` if there is a problem. Its message has one line for each problem."""
        if self._lines:
            count = "1 problem" if len(self._lines) == 1 else f"{len(self._lines)} problems"
            raise ConfigurationError(f"{count} in the input. No request was sent.\n" + "\n".join(self._lines))
