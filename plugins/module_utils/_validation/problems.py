# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Collects the problems of an input, so that one run reports all of them."""

from __future__ import annotations

from .._errors import ConfigurationError


class Problems:
    """The problems of an input, in the order in which they were found."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, path: str, message: object) -> None:
        """Add a problem. ``path`` names the part of the input, such as ``samples[3].usages``."""
        self._lines.append(f"{path}: {message}")

    def raise_if_any(self) -> None:
        """Raise ``ConfigurationError`` if there is a problem. Its message has one line for each problem."""
        if self._lines:
            count = "1 problem" if len(self._lines) == 1 else f"{len(self._lines)} problems"
            raise ConfigurationError(f"{count} in the input. No request was sent.\n" + "\n".join(self._lines))
