# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report in an HTML page, read as the script ``files/report/base.js`` of the page reads it."""

from __future__ import annotations

from typing import Any


def unpacked(packed: Any, values: list[Any] | None = None) -> Any:
    """The document of page data. ``values`` are those of the shared columns so far."""
    values = [] if values is None else values
    if not isinstance(packed, dict):
        return packed
    if "=rows" not in packed:
        return {name.removeprefix("="): unpacked(member, values) for name, member in packed.items()}
    shared = {packed["members"][index] for index in packed["shared"]}
    return [
        {
            name: _shared(cell, values) if name in shared else cell
            for name, cell in zip(packed["members"], row, strict=True)
        }
        for row in packed["=rows"]
    ]


def _shared(cell: Any, values: list[Any]) -> Any:
    if isinstance(cell, int):
        return values[cell]
    if cell is not None:
        values.append(cell)
    return cell
