# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as JSON text in small parts, so that the text of a large report is never in memory as a whole. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Callable


@dataclass(frozen=True)
class Layout:
    """How JSON is laid out. ``encode`` encodes one entry. The texts go before, between and after the entries.

    ``nested`` is the layout of the lists and mappings in a member of the document. None: the layout itself.
    """

    encode: Callable[[Any], str]
    mapping: tuple[str, str, str]
    list: tuple[str, str, str]
    colon: str
    nested: Layout | None = None


_SPACED = Layout(json.JSONEncoder(ensure_ascii=False).encode, ("{", ", ", "}"), ("[", ", ", "]"), ": ")
# One line for each account, sample, finding and waiver, so that line-based tools can search and compare files.
LINES = replace(_SPACED, mapping=("{\n", ",\n", "\n}\n"), list=("[\n", ",\n", "\n]"), nested=_SPACED)
# JSON that only programs read.
encode_compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stream_json(document: Mapping[str, Any], layout: Layout) -> Iterator[str]:
    """The document in parts. Each entry of a list in the document, or in a mapping in it, is one part."""
    return _joined(layout.mapping, (_member(name, value, layout) for name, value in document.items()))


def _member(name: str, value: Any, layout: Layout) -> Iterator[str]:
    yield layout.encode(name) + layout.colon
    if isinstance(value, Mapping):
        yield from stream_json(value, layout.nested or layout)
    elif isinstance(value, list) and value:
        yield from _joined(layout.list, ((layout.encode(entry),) for entry in value))
    else:
        yield layout.encode(value)


def _joined(around: tuple[str, str, str], entries: Iterable[Iterable[str]]) -> Iterator[str]:
    begin, between, end = around
    yield begin
    for number, entry in enumerate(entries):
        if number:
            yield between
        yield from entry
    yield end
