# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes wrong files from right ones: typing errors, wrong types, duplicates, wrong encodings, truncated files.

A change can also make another right file, for example if it cuts a file between two entries. ``MUST_BE_REFUSED`` has
the changes that never do.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import yaml

Change = Callable[[str, Random], bytes]

_KEY = re.compile(r"""(?<![\w'"-])(["']?)([A-Za-z_]{2,})\1(?=\s*:(?:\s|$))""", re.MULTILINE)
_NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "n": "m", "t": "y", "s": "d", "l": "k", "m": "n", "r": "t", "o": "p"}
WRONG_VALUES: tuple[Any, ...] = (
    True, -1, 0.5, 12, 10**400, "", " ", "x", [], [[]], {}, {"a": 1}, [None], [True], ["x", 1.5], "2026-02-30",
)  # fmt: skip


def _spans(text: str) -> list[tuple[int, int]]:
    """The keys in a text that are not in a comment."""
    return [
        (key.start(2), key.end(2))
        for key in _KEY.finditer(text)
        if "#" not in text[text.rfind("\n", 0, key.start()) + 1 : key.start()]
    ]


def typing_error_in_a_key(text: str, random: Random) -> bytes:
    start, end = random.choice(_spans(text))
    key = text[start:end]
    at = random.randrange(len(key))
    wrong = random.choice(
        [
            key[:at] + key[at + 1 :],
            key[:at] + key[at] + key[at:],
            key[:at] + key[at : at + 2][::-1] + key[at + 2 :],
            key[:at] + _NEIGHBOURS.get(key[at], "q") + key[at + 1 :],
            key.upper(),
            key.capitalize(),
            key.replace("_", "-") if "_" in key else key + "s",
            key + "\u200b",
            key[:at] + "\u0435" + key[at + 1 :],  # a Cyrillic letter that looks like e
        ]
    )
    return (text[:start] + wrong + text[end:]).encode()


def duplicate_key(text: str, random: Random) -> bytes:
    """One of the keys of a mapping twice, with the same value or with another one."""
    start, end = random.choice(_spans(text))
    document, key = yaml.safe_load(text), text[start:end]
    holders = [part for part in _mappings(document) if key in part]
    marked = random.choice(holders)
    value = marked.pop(key)
    twice = {f"{key}@@1": value, f"{key}@@2": random.choice([value, copy.deepcopy(value), "x", None, []])}
    marked.update(twice)
    return _written(document, text, random).replace("@@1", "").replace("@@2", "").encode()


def wrong_type(text: str, random: Random) -> bytes:
    """Another value for a key, or for an entry of a list."""
    document = yaml.safe_load(text)
    members = list(_members(document))
    holder, step = random.choice(members)
    holder[step] = random.choice(WRONG_VALUES)
    return _written(document, text, random).encode()


def wrong_encoding(text: str, random: Random) -> bytes:
    content = text.encode()
    at = random.randrange(len(content))
    while content[at] & 0xC0 == 0x80:  # inside a character
        at -= 1
    return random.choice(
        [
            content[:at] + bytes([random.choice([0x80, 0xBF, 0xC0, 0xE9, 0xF8, 0xFF])]) + content[at:],
            content[:at] + b"\xed\xa0\x80" + content[at:],
            content[:at] + b"\x00" + content[at:],
            content[:at] + bytes([random.choice([1, 7, 8, 27])]) + content[at:],
            text.encode("utf-16"),
            text.encode("utf-16-be"),
            text.encode("utf-32"),
            ("\u00e9" + text).encode("latin-1", "replace"),
        ]
    )


def truncated(text: str, random: Random) -> bytes:
    content = text.encode()
    return content[: random.randrange(len(content))]


def changed_character(text: str, random: Random) -> bytes:
    """A sign that structures the file, removed, doubled or replaced."""
    signs = [at for at, sign in enumerate(text) if sign in " \n:-[]{},\"'"]
    at = random.choice(signs)
    sign = random.choice(["", text[at] * 2, random.choice("\t:-[]{},\"'&*!%@")])
    return (text[:at] + sign + text[at + 1 :]).encode()


def lost_line(text: str, random: Random) -> bytes:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return "".join(random.choice([lines[:at] + lines[at + 1 :], [*lines[:at], lines[at], *lines[at:]]])).encode()


def wrong_indentation(text: str, random: Random) -> bytes:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at] = random.choice([" " + lines[at], "  " + lines[at], lines[at].lstrip(" "), "\t" + lines[at]])
    return "".join(lines).encode()


CHANGES: tuple[Change, ...] = (
    typing_error_in_a_key,
    duplicate_key,
    wrong_type,
    wrong_encoding,
    truncated,
    changed_character,
    lost_line,
    wrong_indentation,
)
MUST_BE_REFUSED = (typing_error_in_a_key, duplicate_key, wrong_encoding)


def _mappings(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _mappings(inner)


def _members(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys or indexes."""
    for step, inner in part.items() if isinstance(part, dict) else enumerate(part):
        yield part, step
        if isinstance(inner, (dict, list)):
            yield from _members(inner)


def _written(document: Any, like: str, random: Random) -> str:
    """The document as JSON if the text ``like`` is JSON, otherwise as YAML."""
    if like.lstrip().startswith(("{", "[")):
        return json.dumps(document, default=str, ensure_ascii=random.random() < 0.5)
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
