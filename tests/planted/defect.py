# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A planted defect: a change of the source that the tests with random cases must find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class PlantingError(Exception):
    """A text that a defect replaces does not occur exactly once in its file."""


@dataclass(frozen=True)
class Defect:
    """One defect.

    ``file`` is a path below ``plugins/module_utils``. ``edits`` maps each text of the file to the text that replaces
    it. ``found_by`` names the properties or checks that must find the defect: one of them is enough.
    """

    file: str
    title: str
    found_by: tuple[str, ...]
    edits: Mapping[str, str]

    def plant(self, source: str) -> str:
        """The source of the file with this defect. Raises ``PlantingError``."""
        for old, new in self.edits.items():
            if source.count(old) != 1:
                raise PlantingError(
                    f"{self.file}: this text occurs {source.count(old)} times, but must occur once. Change the planted"
                    f" defect {self.title!r} in tests/planted so that it fits today's code:\n{old}"
                )
            source = source.replace(old, new)
        return source
