# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Retired words and phrases, so that they do not return.

`retired_terms.txt` lists single words, in codespell's format. `retired_phrases.txt` lists regular expressions for
phrases and identifiers. Both checks skip a line with `codespell:ignore` in a comment. Write it on a line that must
contain a retired word, for example in a quotation of the API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolchain import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOLDER = "tests/toolchain"
WORDS = f"{FOLDER}/retired_terms.txt"
PHRASES = f"{FOLDER}/retired_phrases.txt"
# A word of prose, or one part of a snake_case or CamelCase identifier.
WORD = "[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
NOT_OURS = ("LICENSES/", "changelogs/", "CHANGELOG.", f"{FOLDER}/pins/constraints.txt")
NOT_TEXT = (".png",)
ARROW = " ==> "
# A phrase may continue on the next line, after the comment mark of that line.
SPACE = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:(?:#|//|\*|-)[ \t]+)?)"
IGNORED = re.compile(r"codespell:ignore\b")


@dataclass(frozen=True)
class Phrase:
    pattern: re.Pattern[str]
    replacement: str


def names_of_texts() -> list[str]:
    """The files that the checks read: all files of the repository except licences, changelogs and pictures."""
    return [name for name in tree.files() if not name.startswith((*NOT_OURS, WORDS, PHRASES)) and is_text(name)]


def is_text(name: str) -> bool:
    return not name.endswith(NOT_TEXT)


def parse_phrases(text: str) -> list[Phrase]:
    """The rules of `retired_phrases.txt`. Raises ValueError for a line without an arrow, re.error for a bad pattern."""
    phrases = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        pattern, replacement = line.split(ARROW)
        phrases.append(Phrase(re.compile(pattern.replace(" ", SPACE), re.IGNORECASE | re.MULTILINE), replacement))
    return phrases


def hits(name: str, text: str, phrases: Iterable[Phrase]) -> Iterator[str]:
    """A line `file:line: phrase ==> replacement` for each retired phrase, in the order of the lines."""
    lines = text.split("\n")
    found = []
    for phrase in phrases:
        for match in phrase.pattern.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            if not IGNORED.search(lines[number - 1]):
                found.append((number, " ".join(match[0].split()), phrase.replacement))
    for number, words, replacement in sorted(found):
        yield f"{name}:{number}: {words}{ARROW}{replacement}"


def retired_phrases(root: Path) -> list[str]:
    """All hits in the repository at `root`."""
    phrases = parse_phrases((root / PHRASES).read_text("utf-8"))
    names = [name for name in names_of_texts() if not (root / name).is_symlink()]
    return [hit for name in names for hit in hits(name, (root / name).read_text("utf-8"), phrases)]
