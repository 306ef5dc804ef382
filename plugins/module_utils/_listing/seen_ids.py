# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Which ids came already, in little memory: of a million, a bit each where they lie close, five bytes each otherwise.

Pure. Ids that are whole numbers, as all that are documented (api-facts 3.1), are kept as bits in blocks. Where blocks
would take more than a table of 32-bit fingerprints, or where an id is no number, that table is used.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

_BLOCK = 8192  # ids a block
_BLOCK_BYTES = 1200  # what a block takes, with its place in the dictionary
_DIGITS_MAXIMUM = 18
# A library may grow while it is read, by an eighth and so many more.
_SPARE_IDS = 400
_SPARE_BYTES = 64 * 1024


class SeenIds:
    """The ids of one listing. ``expected`` is how many there are to be.

    An id that came before is always told. One that did not is told by mistake about once in a thousand listings of a
    million, and only where the table is used: that listing is then read again, with another salt.
    """

    def __init__(self, expected: int) -> None:
        self._capacity = max(0, expected) * 9 // 8 + _SPARE_IDS
        self._count = 0
        self._blocks: dict[int, bytearray] | None = {}
        self._table = array("I")
        self._salt = object()

    def add(self, person_id: str) -> bool | None:
        """Whether it is new; None where there is no room for another, because many more came than were expected."""
        if self._count == self._capacity:
            return None
        self._count += 1
        if self._blocks is not None:
            if _is_number(person_id):
                return self._add_to_block(self._blocks, int(person_id))
            self._move_to_table(self._blocks)
        return self._add_to_table(person_id)

    def _add_to_block(self, blocks: dict[int, bytearray], number: int) -> bool:
        block = blocks.get(number // _BLOCK)
        if block is None:
            if len(blocks) * _BLOCK_BYTES > 4 * self._count * 9 // 8 + _SPARE_BYTES:
                self._move_to_table(blocks)
                return self._add_to_table(str(number))
            block = blocks[number // _BLOCK] = bytearray(_BLOCK // 8)
        place, bit = number % _BLOCK // 8, 1 << number % 8
        is_new = not block[place] & bit
        block[place] |= bit
        return is_new

    def _move_to_table(self, blocks: dict[int, bytearray]) -> None:
        self._blocks = None
        self._table = array("I", [0]) * (self._capacity + 1)  # one stays free, which ends every search
        for number in _numbers(blocks):
            self._add_to_table(str(number))

    def _add_to_table(self, person_id: str) -> bool:
        fingerprint = hash((person_id, self._salt)) & 0xFFFFFFFF or 1
        slot = hash((self._salt, person_id)) % len(self._table)
        while self._table[slot]:
            if self._table[slot] == fingerprint:
                return False
            slot = (slot + 1) % len(self._table)
        self._table[slot] = fingerprint
        return True


def _is_number(person_id: str) -> bool:
    """Whether the number says all of it: no leading zero, no sign, no digit of another script."""
    return person_id.isascii() and person_id.isdigit() and len(person_id) <= _DIGITS_MAXIMUM and person_id[0] != "0"


def _numbers(blocks: dict[int, bytearray]) -> Iterator[int]:
    for block_number, block in blocks.items():
        for place, bits in enumerate(block):
            for bit in range(8):
                if bits >> bit & 1:
                    yield block_number * _BLOCK + place * 8 + bit
