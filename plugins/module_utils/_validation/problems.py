# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Problems of an input, collected, so that one run reports all of them."""

from __future__ import annotations

from .._errors import ConfigurationError


class Problems:
    """What is wrong with the input, collected, so that one run tells all of it."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, place: str, what: object) -> None:
        """``place`` is where it stands, such as ``samples[3].usages``."""
        self._found.append(f"{place}: {what}")

    def raise_if_any(self) -> None:
        """Raises ``ConfigurationError`` with every problem, one a line."""
        if self._found:
            count = "1 problem" if len(self._found) == 1 else f"{len(self._found)} problems"
            raise ConfigurationError(f"{count} in the input, so nothing was called:\n" + "\n".join(self._found))
