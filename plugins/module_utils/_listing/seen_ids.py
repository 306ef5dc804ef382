# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Remembers the ids of a listing in little memory: one bit each if they are dense numbers, else five bytes each.

The documented ids are whole numbers (docs/api-facts.md section 3.1). They are kept as bits in blocks. Tables of 32-bit
fingerprints are used for other ids, and if the blocks would need more memory than the tables. Memory depends on the ids
that were added, because the expected number comes from the server and can be wrong.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

_BLOCK = 8192  # ids per block
_BLOCK_BYTES = 1200  # memory of a block, with its dictionary entry
_DIGITS_MAXIMUM = 18
# A library can grow during the listing: by an eighth plus this number.
_SPARE_IDS = 400
_SPARE_BYTES = 64 * 1024
_TABLE_SLOTS = 1 << 20  # of the largest table; the memory of a table is reserved at once


class SeenIds:
    """The ids of one listing. ``expected`` is the expected number of ids, ``table_slots`` the size of a full table.

    A repeated id is always recognized. With the table, a new id is taken for a repeated one about once in a thousand
    listings of a million samples. Such a listing is then repeated with another salt.
    """

    def __init__(self, expected: int, table_slots: int = _TABLE_SLOTS) -> None:
        self._capacity = max(0, expected) * 9 // 8 + _SPARE_IDS
        self._count = 0
        self._blocks: dict[int, bytearray] | None = {}
        self._tables: list[array[int]] = []
        self._free = 0  # ids that still fit in the last table
        self._table_slots = table_slots
        self._salt = object()

    def add(self, person_id: str) -> bool | None:
        """Whether the id is new; None: there are many more ids than expected, and no memory for them."""
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
        index, bit = number % _BLOCK // 8, 1 << number % 8
        is_new = not block[index] & bit
        block[index] |= bit
        return is_new

    def _move_to_table(self, blocks: dict[int, bytearray]) -> None:
        self._blocks = None
        self._add_table(self._capacity)
        for number in _numbers(blocks):
            self._add_to_table(str(number))

    def _add_table(self, remaining: int) -> None:
        is_last = remaining < self._table_slots  # the capacity includes free slots, and one ends every search
        slots = remaining + 1 if is_last else self._table_slots
        self._free = remaining if is_last else self._table_slots * 8 // 9
        self._tables.append(array("I", [0]) * slots)

    def _add_to_table(self, person_id: str) -> bool:
        fingerprint = hash((person_id, self._salt)) & 0xFFFFFFFF or 1
        position, slot = hash((self._salt, person_id)), 0
        for table in self._tables:
            slot = position % len(table)
            while table[slot]:
                if table[slot] == fingerprint:
                    return False
                slot = (slot + 1) % len(table)
        if not self._free:
            self._add_table(self._capacity - self._count + 1)
            slot = position % len(self._tables[-1])
        self._tables[-1][slot] = fingerprint
        self._free -= 1
        return True


def _is_number(person_id: str) -> bool:
    """Whether the number identifies the text: ASCII digits without a leading zero or sign."""
    return person_id.isascii() and person_id.isdigit() and len(person_id) <= _DIGITS_MAXIMUM and person_id[0] != "0"


def _numbers(blocks: dict[int, bytearray]) -> Iterator[int]:
    for block_number, block in blocks.items():
        for index, bits in enumerate(block):
            for bit in range(8):
                if bits >> bit & 1:
                    yield block_number * _BLOCK + index * 8 + bit
