# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Collects the problems of an input, so that one run reports all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .._errors import ConfigurationError

# An entry of a list: at the start of a line, or after a word that refers to another entry.
_ENTRY = re.compile(r"(?:^|(?<= as )|(?<= but )|(?<= in )|(?<= of ))(accounts|samples|waivers)\[(\d+)\]", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """Where an entry comes from: its file and line, and its index in the list of the file."""

    file: str
    line: int
    index: int


def locate_entries(message: str, sources: Mapping[str, Sequence[Source | None]]) -> str:
    """The message with the file, line and index in the file of each entry that it names, such as ``samples[3]``.

    ``sources`` has the source of each entry of a list, by the name of the list; None for an entry without file.
    """

    def located(entry: re.Match[str]) -> str:
        name, index = entry[1], int(entry[2])
        source = sources[name][index] if index < len(sources.get(name, ())) else None
        return entry[0] if source is None else f"{source.file}:{source.line}: {name}[{source.index}]"

    return _ENTRY.sub(located, message)


class Problems:
    """The problems of an input, in the order in which they were found.

    ``sources`` has the source of each entry of a list, by the name of the list; None for an entry without file. Paths
    of these entries are shown as ``manifest.yml:12: samples[3].name``. ``effect`` states what was done before the
    problems were found.
    """

    def __init__(
        self, sources: Mapping[str, Sequence[Source | None]] | None = None, effect: str = "No request was sent."
    ) -> None:
        self._lines: list[str] = []
        self._sources = sources or {}
        self._effect = effect

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, path: str, message: object) -> None:
        """Add a problem. ``path`` names the part of the input, such as ``samples[3].usages``."""
        self._lines.append(f"{path}: {message}")

    def raise_if_any(self) -> None:
        """Raise ``ConfigurationError`` if there is a problem. Its message has one line for each problem."""
        if self._lines:
            count = "1 problem" if len(self._lines) == 1 else f"{len(self._lines)} problems"
            lines = locate_entries("\n".join(self._lines), self._sources)
            raise ConfigurationError(f"{count} in the input. {self._effect}\n{lines}")
