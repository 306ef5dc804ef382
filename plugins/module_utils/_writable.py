# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Texts as Ansible takes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def writable(value: Any) -> Any:
    """The same, with surrogates that have no partner as their escapes: Ansible refuses a whole result for one.

    JSON can carry them, so that an answer may: half of a character, where a text was cut.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {writable(name): writable(entry) for name, entry in value.items()}
    return [writable(entry) for entry in value] if isinstance(value, (list, tuple)) else value
