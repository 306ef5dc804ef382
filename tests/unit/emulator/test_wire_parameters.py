# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding of bodies and queries that the official SDK encodes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, strategies as st
from tencentcloud.common.abstract_client import AbstractClient

from emulator.api_error import ApiError
from emulator.parameters import parse_body, parse_query

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
def test_query_from_the_sdk_is_decoded(sent: dict[str, Any]) -> None:
    flat = object.__new__(AbstractClient)._format_params(None, sent)
    assert parse_query(urlencode(flat), NUMBERS) == sent


@given(parameters)
def test_body_from_the_sdk_is_decoded(sent: dict[str, Any]) -> None:
    assert parse_body(json.dumps(sent).encode()) == sent
    assert parse_body(json.dumps(sent, ensure_ascii=False).encode()) == sent


def test_plus_and_percent_twenty_are_both_a_space() -> None:
    assert parse_query("Names.0=a+b&Names.1=a%20b&Names.2=a%2Bb", ()) == {"Names": ["a b", "a b", "a+b"]}


def test_list_elements_are_in_numeric_order() -> None:
    query = "&".join(f"Names.{number}={number}" for number in (10, 2, *range(2), *range(3, 10)))
    assert parse_query(query, ()) == {"Names": [str(number) for number in range(11)]}


@pytest.mark.parametrize("text", ["many", "", "1.5", "٣", "-", "--1", "1-"])
def test_value_that_is_not_an_integer_remains_a_string(text: str) -> None:
    assert parse_query(urlencode({"Limit": text}), NUMBERS) == {"Limit": text}


def test_empty_query_has_no_parameters() -> None:
    assert parse_query("", NUMBERS) == {}


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
def test_invalid_query_is_refused(query: str, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_query(query, ())
    assert refused.value.code == code


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff", b"[" * 100_000])
def test_body_that_is_not_a_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        parse_body(body)
    assert refused.value.code == "InvalidRequest"


def test_null_member_is_ignored() -> None:
    assert parse_body(b'{"Names": null, "Limit": 1}') == {"Limit": 1}
