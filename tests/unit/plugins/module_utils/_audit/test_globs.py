# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The patterns that select accounts and samples."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.globs import AccountNames, glob_matches

JOSE_NFC, JOSE_NFD = "Jos\u00e9", "Jose\u0301"


@pytest.mark.parametrize(
    ("pattern", "names", "matches"),
    [
        ("Ann", ["Ann"], True),
        ("Ann", ["Anna"], False),
        ("Ann", ["ann"], False),
        ("Ann", ["Bob", "Ann"], True),
        ("Ann", [None, "Ann"], True),
        ("Ann", [None], False),
        ("Ann", [], False),
        ("", [""], False),
        ("*", [""], False),
        ("A*", ["Ann"], True),
        ("A*", ["BAnn"], False),
        ("A*", [None, "Bob"], False),
        ("A*", ["Bob", "Ann"], True),
        ("A?n", ["Ann"], True),
        ("A?n", ["An"], False),
        ("[AB]nn", ["Bnn"], True),
        ("[AB]nn", ["[AB]nn"], True),
        ("[!A]nn", ["Ann"], False),
        ("*", ["a\nb"], True),
        (JOSE_NFC, [JOSE_NFD], True),
        (JOSE_NFD, [JOSE_NFC], True),
        (f"{JOSE_NFD}*", [f"{JOSE_NFC} X"], True),
        ("Jos?", [JOSE_NFD], True),
    ],
)
def test_pattern_matches_one_of_the_names(pattern: str, names: list[str | None], matches: bool) -> None:
    assert glob_matches(pattern, *names) is matches


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("[x]", "[x]", True),
        ("[x]", "x", True),
        ("a*", "a*", True),
        ("a*", "abc", True),
        ("[", "[", True),
        ("*[*", "a[b", True),
        (JOSE_NFC, JOSE_NFD, True),
        ("Jos?", JOSE_NFD, True),
        ("ann", "Ann", False),
        ("nn", "Ann", False),
        ("*", None, False),
    ],
)
def test_pattern_matches_as_a_glob_or_as_the_name_itself(pattern: str, name: str | None, matches: bool) -> None:
    assert glob_matches(pattern, name) is matches


@given(st.text(min_size=1))
def test_every_name_matches_itself(name: str) -> None:
    assert glob_matches(name, name)


ACCOUNTS = ("prod-sg", "prod-eu", "prod-*", "[x]", JOSE_NFC)


@pytest.mark.parametrize(
    ("patterns", "selected"),
    [
        ([], set()),
        (["prod-sg"], {"prod-sg"}),
        (["prod-?g"], {"prod-sg"}),
        (["prod-*"], {"prod-*"}),  # the name of an account selects only this account
        (["prod-[es]*"], {"prod-sg", "prod-eu"}),
        (["[x]"], {"[x]"}),
        (["*"], {"prod-sg", "prod-eu", "prod-*", "[x]", JOSE_NFC}),
        ([JOSE_NFD], {JOSE_NFC}),
        (["nothing"], set()),
        (["nothing", "prod-eu"], {"prod-eu"}),
        (["test*"], set()),
    ],
)
def test_patterns_select_accounts(patterns: list[str], selected: set[str]) -> None:
    names = AccountNames(ACCOUNTS)
    assert {name for name in ACCOUNTS if names.match(patterns, name)} == selected
    assert any(names.is_selected(pattern) for pattern in patterns) is bool(selected)


def test_account_is_found_in_each_unicode_form() -> None:
    names = AccountNames([JOSE_NFD])
    assert names.match([JOSE_NFC], JOSE_NFD)
    assert names.match([JOSE_NFD], JOSE_NFC)
    assert names.is_selected(JOSE_NFC)


def test_unknown_account_is_matched_by_its_name_alone() -> None:
    names = AccountNames(ACCOUNTS)
    assert names.match(["nothing", "prod-*"], "prod-us")
    assert not names.match(["prod-*"], "test")
    assert AccountNames().match(["prod-*"], "prod-us")
    assert not AccountNames().is_selected("*")
