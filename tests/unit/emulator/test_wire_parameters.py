# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies and queries, decoded as the official SDK encodes them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, strategies as st
from tencentcloud.common.abstract_client import AbstractClient

from emulator.api_error import ApiError
from emulator.parameters import read_body, read_query

NUMBERS = ("Offset", "Limit")
words = st.text(st.characters(codec="utf-8"))
parameters = st.fixed_dictionaries(
    {},
    optional={
        "Type": words,
        "Names": st.lists(words, min_size=1, max_size=12),
        "Offset": st.integers(0, 2**64 - 1),
        "Deep": st.fixed_dictionaries({"A": st.lists(st.fixed_dictionaries({"B": words}), min_size=1, max_size=3)}),
    },
)


@given(parameters)
def test_a_query_made_by_the_sdk_comes_back(asked: dict[str, Any]) -> None:
    flat = object.__new__(AbstractClient)._format_params(None, asked)
    assert read_query(urlencode(flat), NUMBERS) == asked


@given(parameters)
def test_a_body_made_by_the_sdk_comes_back(asked: dict[str, Any]) -> None:
    assert read_body(json.dumps(asked).encode()) == asked
    assert read_body(json.dumps(asked, ensure_ascii=False).encode()) == asked


def test_plus_and_percent_twenty_are_both_a_blank() -> None:
    assert read_query("Names.0=a+b&Names.1=a%20b&Names.2=a%2Bb", ()) == {"Names": ["a b", "a b", "a+b"]}


def test_the_tenth_element_comes_after_the_second() -> None:
    query = "&".join(f"Names.{number}={number}" for number in (10, 2, *range(2), *range(3, 10)))
    assert read_query(query, ()) == {"Names": [str(number) for number in range(11)]}


@pytest.mark.parametrize("text", ["many", "", "1.5", "٣"])
def test_a_number_that_is_none_stays_a_text_for_the_action_to_refuse(text: str) -> None:
    assert read_query(urlencode({"Limit": text}), NUMBERS) == {"Limit": text}


def test_no_query_is_no_parameters() -> None:
    assert read_query("", NUMBERS) == {}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Names.0=%FF", "InvalidRequest"),
        ("Names", "InvalidRequest"),
        ("Limit=1&Limit=2", "InvalidParameter"),
        ("Names=a&Names.0=b", "InvalidParameter"),
        ("Names.0=b&Names=a", "InvalidParameter"),
        (".".join("a" * 9) + "=1", "InvalidParameter"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(query: str, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_query(query, ())
    assert refused.value.code == code


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        read_body(body)
    assert refused.value.code == "InvalidRequest"


def test_a_member_that_is_null_counts_as_absent() -> None:
    assert read_body(b'{"Names": null, "Limit": 1}') == {"Limit": 1}
