# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of retired words and phrases, and the search for phrases."""

from __future__ import annotations

import re

import pytest

from toolchain import terms
from toolchain.environments import ROOT

WORDS = (ROOT / terms.WORDS).read_text(encoding="utf-8").splitlines()
PHRASES = (ROOT / terms.PHRASES).read_text(encoding="utf-8")
RULES = "# comment\n\n\\bold term\\b ==> new term\n(?-i:\\bOld\\b)\\( ==> New(\n"


def hits(text: str) -> list[str]:
    return list(terms.hits("a.py", text, terms.parse_phrases(RULES)))


def test_words_are_sorted_and_have_codespell_format() -> None:
    assert sorted(set(WORDS)) == WORDS
    # A single replacement has no comma. A list of replacements ends with a comma, so that codespell applies none.
    wrong = [line for line in WORDS if not re.fullmatch(r"[a-z]+->(?:[a-z ]+|(?:[a-z ]+, )+[a-z ]+,)", line)]
    assert wrong == []


def test_no_replacement_is_retired_itself() -> None:
    retired = {line.partition("->")[0] for line in WORDS}
    replacements = [line.partition("->")[2] for line in WORDS]
    replacements += [phrase.replacement for phrase in terms.parse_phrases(PHRASES)]
    assert {word for text in replacements for word in re.findall(r"[a-z]+", text)} & retired == set()


@pytest.mark.parametrize(
    "text",
    [
        "the old term here",
        "Old Term",
        "the old\nterm",
        "    # the old\n    # term",
        "the old\n    term",
        " * old\n * term",
    ],
)
def test_phrase_is_found_also_across_lines(text: str) -> None:
    (hit,) = hits(f"first\n{text}\n")
    assert re.fullmatch(r"a\.py:2: old .*term ==> new term", hit, re.IGNORECASE)


@pytest.mark.parametrize("text", ["olden term", "old terms", "old\n\nterm", "old Old (", "old("])
def test_similar_text_is_not_found(text: str) -> None:
    assert hits(text) == []


def test_hits_are_in_the_order_of_lines() -> None:
    assert hits("Old(1)\nold term, old term") == [
        "a.py:1: Old( ==> New(",
        "a.py:2: old term ==> new term",
        "a.py:2: old term ==> new term",
    ]


def test_line_that_quotes_the_api_is_ignored() -> None:
    assert hits("old term  # codespell:ignore the API uses it") == []


def test_parts_of_an_identifier_are_words() -> None:
    text = "HTTPCache _old_cache cacheB2 don't"
    assert re.findall(terms.WORD, text) == ["HTTP", "Cache", "old", "cache", "cache", "B", "don", "t"]


def test_checks_read_all_texts_except_the_lists_and_the_changelog() -> None:
    names = terms.names_of_texts()
    assert {"Makefile", ".ci/run", "galaxy.yml", "tests/unit/toolchain/test_terms.py"} <= {*names}
    assert not [name for name in names if "changelog" in name.lower() or "retired" in name]
