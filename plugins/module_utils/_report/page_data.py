# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The report as the HTML page contains it: the whole document, without repeated names and texts. Pure.

A list of entries with the same members is a table: ``members`` are the names of the members, and each of ``=rows`` has
their values. In the columns whose indexes are in ``shared``, a value is in the page once. A number in such a column
means a value that an earlier cell contains: 0 is the value of the first cell that contained one. Null counts as no
value. A column with a number is not shared. A saved report can have members that the collection does not know, so a
name that begins with an equals sign gets another one. ``files/report/base.js`` reverses this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .json_stream import encode_compact

# A value of these members is often the same in many entries.
_SHARED = frozenset(
    (
        *("account", "sample", "type", "verdict", "severity", "message", "differences", "waiver", "first_seen"),
        *("region", "site", "labels", "status", "unexpected", "verdicts", "error", "kind", "code"),
        *("state", "fields", "accounts", "reason", "owner", "expires"),
    )
)
_VALUES_KNOWN = 50_000  # limits the memory; a value that is not known is written again
_SHORTEST = 5  # the number of a shorter value is not shorter


def stream_page_data(report: Mapping[str, Any], values_known: int = _VALUES_KNOWN) -> Iterator[str]:
    """The data in parts. Each entry of a list is one part."""
    return _mapping(report, _SharedValues(values_known))


class _SharedValues:
    """The numbers of the values that cells contain."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._numbers: dict[object, int] = {}
        self._written = 0

    def cell(self, value: Any) -> Any:
        """What the cell of a shared column contains: the value, or the number of an equal value."""
        if value is None:
            return None
        # No text is equal to a tuple.
        key = value if isinstance(value, str) else (encode_compact(value),)
        number = self._numbers.get(key)
        if number is not None:
            return number
        if len(self._numbers) < self._most and len(value if isinstance(value, str) else key[0]) >= _SHORTEST:
            self._numbers[key] = self._written
        self._written += 1
        return value


def _mapping(document: Mapping[str, Any], values: _SharedValues) -> Iterator[str]:
    separator = "{"
    for name, value in document.items():
        yield f"{separator}{encode_compact(f'={name}' if name.startswith('=') else name)}:"
        separator = ","
        if isinstance(value, Mapping):
            yield from _mapping(value, values)
        elif isinstance(value, list) and value and _is_table(value):
            yield from _table(value, values)
        else:
            yield encode_compact(value)
    yield "{}" if separator == "{" else "}"


def _is_table(entries: Sequence[Any]) -> bool:
    return all(isinstance(entry, Mapping) and entry.keys() == entries[0].keys() for entry in entries)


def _table(entries: Sequence[Mapping[str, Any]], values: _SharedValues) -> Iterator[str]:
    columns = [(name, name in _SHARED and _is_without_numbers(entries, name)) for name in entries[0]]
    shared = [index for index, (_name, is_shared) in enumerate(columns) if is_shared]
    yield f'{{"members":{encode_compact(list(entries[0]))},"shared":{encode_compact(shared)},"=rows":['
    for number, entry in enumerate(entries):
        row = [values.cell(entry[name]) if is_shared else entry[name] for name, is_shared in columns]
        yield ("," if number else "") + encode_compact(row)
    yield "]}"


def _is_without_numbers(entries: Sequence[Mapping[str, Any]], name: str) -> bool:
    return all(entry[name] is None or isinstance(entry[name], (str, list, dict)) for entry in entries)
