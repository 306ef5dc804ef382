# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library compared with a naive oracle, with every combination of switches and after random changes."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from emulator.api_error import ApiError
from emulator.library import Library
from emulator.sample import Filler, Sample
from emulator.selection import Selection, Switches, parse_selection
from support.cases import cases

NAMES = ("Ann", "ann", "Anna", "张三", "Strasse", "Straße", "Person 1", "person 2", "Person 12", "Person 01", "Person")
TAGS = ("US", "us", "明星")
NOTHING_FOUND = {"TotalCount": 0, "PersonSet": []}

names = st.sampled_from(NAMES)
tags = st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple)
all_switches = st.builds(
    Switches,
    names_match=st.sampled_from(["exact", "substring"]),
    names_case=st.sampled_from(["sensitive", "insensitive"]),
    tags_match=st.sampled_from(["any", "all"]),
    filters_combine=st.sampled_from(["and", "or"]),
)
changes = st.one_of(
    st.tuples(st.just("create"), names, tags, st.none() | st.integers(0, 20)),
    st.tuples(st.just("delete"), st.integers(0, 20)),
    st.tuples(st.just("rename"), st.integers(0, 20), names),
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "PersonIds": st.lists(
            st.sampled_from(["10001", "10002", "1000001", "1000002", "1000012", "7", "x"]), max_size=4
        ),
        "Names": st.lists(names, max_size=3),
        "Tags": st.lists(st.sampled_from(TAGS), max_size=2),
        "Offset": st.integers(0, 30),
        "Limit": st.integers(0, 100),
    },
)


def matches(row: Mapping[str, Any], request: Mapping[str, Any], switches: Switches) -> bool:
    """The oracle for one row. It follows the documentation of the switches directly."""

    def fold(text: str) -> str:
        return text.casefold() if switches.names_case == "insensitive" else text

    results = []
    if request.get("PersonIds"):
        results.append(row["PersonId"] in request["PersonIds"])
    if request.get("Names"):
        name, wanted = fold(row["Name"]), [fold(text) for text in request["Names"]]
        results.append(any(text in name if switches.names_match == "substring" else text == name for text in wanted))
    if request.get("Tags"):
        found = [fold(tag) in map(fold, row["TagSet"]) for tag in request["Tags"]]
        results.append(all(found) if switches.tags_match == "all" else any(found))
    if not results:
        return True
    return all(results) if switches.filters_combine == "and" else any(results)


def expected(rows: list[Mapping[str, Any]], request: Mapping[str, Any], switches: Switches) -> dict[str, Any]:
    """The response of the oracle for rows in insertion order."""
    found = [row for row in rows if matches(row, request, switches)]
    offset, limit = request.get("Offset", 0), request.get("Limit", 100)
    return {"TotalCount": len(found), "PersonSet": found[offset : offset + limit]}


def change(library: Library, rows: list[Mapping[str, Any]], step: tuple[Any, ...]) -> None:
    """Makes the same change in the library and in the rows of the oracle."""
    if step[0] == "create":
        sample = Sample(library.free_id(), step[1], tags=step[2])
        library.create(sample, step[3])
        rows.insert(len(rows) if step[3] is None else min(step[3], len(rows)), sample.row)
    elif step[1] < len(rows):
        person_id = rows[step[1]]["PersonId"]
        if step[0] == "delete":
            library.delete(person_id)
            del rows[step[1]]
        else:
            rows[step[1]] = library.modify(person_id, name=step[2]).row


@pytest.mark.slow
@settings(max_examples=cases(100), deadline=None)
@given(
    switches=all_switches,
    samples=st.lists(st.tuples(names, tags), max_size=6),
    filler=st.tuples(st.integers(0, 14), tags),
    history=st.lists(changes, max_size=8),
    sent=st.lists(requests, min_size=1, max_size=3),
)
def test_every_response_equals_the_response_of_the_oracle(
    switches: Switches,
    samples: list[tuple[str, tuple[str, ...]]],
    filler: tuple[int, tuple[str, ...]],
    history: list[tuple[Any, ...]],
    sent: list[dict[str, Any]],
) -> None:
    stored = [Sample(str(10_001 + number), *(name, ""), tags=own) for number, (name, own) in enumerate(samples)]
    generated = Filler(filler[0], "Person ", "", 1_000_001, filler[1])
    library = Library(stored, generated, switches)
    rows = [sample.row for sample in stored] + [generated.sample(index).row for index in range(generated.count)]
    for step in [None, *history]:
        if step is not None:
            change(library, rows, step)
        for request in sent:
            assert library.describe(request) == expected(rows, request, switches)
            selection = parse_selection(request, switches)
            decoded = [json.loads(library.row_json(key)) for key in library.page(selection).keys]
            assert decoded == expected(rows, request, switches)["PersonSet"]
        assert len(library) == len(rows)


def test_consecutive_pages_contain_the_complete_library() -> None:
    library = Library(filler=Filler(250, first_id=1))
    pages = [library.describe({"Offset": offset, "Limit": 100}) for offset in (0, 100, 200, 300)]
    assert [page["TotalCount"] for page in pages] == [250] * 4
    found = list(itertools.chain.from_iterable(page["PersonSet"] for page in pages))
    assert [row["PersonId"] for row in found] == [str(number) for number in range(1, 251)]


def test_default_page_is_the_first_hundred_samples() -> None:
    assert len(Library(filler=Filler(101)).describe({})["PersonSet"]) == 100


def test_filters_and_offsets_work_in_a_library_of_a_million_samples() -> None:
    library = Library(filler=Filler(1_000_000, "P-", "-x", 1))
    page = library.describe({"Offset": 999_999})
    assert (page["TotalCount"], page["PersonSet"][0]["Name"]) == (1_000_000, "P-1000000-x")
    assert library.describe({"Names": ["P-77-x", "P-077-x", "P-0-x", "P-1000001-x", "P--x"]})["TotalCount"] == 1
    assert library.describe({"PersonIds": ["1000000", "0", "1000001", "-1", "1_0", "²"]})["TotalCount"] == 1


def test_shuffled_order_is_different_for_every_request_but_complete() -> None:
    library = Library(filler=Filler(50), switches=Switches(order="shuffled"))
    source = random.Random(7)
    first, second = (library.describe({"Limit": 50}, source)["PersonSet"] for _turn in range(2))
    assert first != second
    assert sorted(row["PersonId"] for row in first) == sorted(row["PersonId"] for row in second)
    assert len({row["PersonId"] for row in first}) == 50
    assert len(library.describe({"Offset": 45}, source)["PersonSet"]) == 5
    assert library.describe({"Offset": 51}, source) == {"TotalCount": 50, "PersonSet": []}


def test_used_id_is_refused_and_the_id_of_a_deleted_sample_is_not_used_again() -> None:
    library = Library([Sample("5", "a")], Filler(3, first_id=10_001))
    for used in ("5", "10002"):
        with pytest.raises(ValueError, match="already used"):
            library.create(Sample(used, "b"))
    library.create(Sample(library.free_id(), "c"))
    library.delete("10004")
    assert library.free_id() == "10005"


def test_unknown_person_is_an_error_in_changes_but_not_in_filters() -> None:
    library = Library([Sample("5", "a")])
    library.delete("5")
    for attempt in (lambda: library.delete("5"), lambda: library.modify("6", name="x")):
        with pytest.raises(ApiError) as refused:
            attempt()
        assert refused.value.code == "ResourceNotFound.Person"
    assert library.describe({"PersonIds": ["5", "6"]}) == NOTHING_FOUND
    assert library.find("5") is None


def test_row_contains_every_field_of_the_sample() -> None:
    sample = Sample("7", "a", "text", ("t",), ("All",), 2, "2018-10-01T10:00:00Z", "2019-10-01T10:00:00Z")
    assert sample.row == {
        "PersonId": "7",
        "Name": "a",
        "Description": "text",
        "FaceInfoSet": [
            {"FaceId": "701", "Url": "http://face.example.invalid/7/1.jpg"},
            {"FaceId": "702", "Url": "http://face.example.invalid/7/2.jpg"},
        ],
        "TagSet": ["t"],
        "UsageSet": ["All"],
        "CreateTime": "2018-10-01T10:00:00Z",
        "UpdateTime": "2019-10-01T10:00:00Z",
    }


@given(before=st.text(), after=st.text(), index=st.integers(0, 10**6), own=st.lists(st.text(), max_size=2).map(tuple))
def test_json_of_a_generated_sample_equals_its_row(before: str, after: str, index: int, own: tuple[str, ...]) -> None:
    filler = Filler(10**7, before, after, 500, own)
    assert json.loads(filler.row_json(index)) == filler.sample(index).row
    assert filler.index_of_name(filler.sample(index).name, ignore_case=False) == index
    assert filler.index_of_name(filler.sample(index).name, ignore_case=True) == index


def test_page_accepts_a_selection_that_was_not_parsed_from_a_request() -> None:
    library = Library([Sample("5", "a")])
    page = library.page(Selection(False, parse_selection({}, Switches()).filters, 0, 10))
    assert (page.total, [library.sample(key).name for key in page.keys]) == (1, ["a"])


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "Limit": ({"Limit": 101}, "InvalidParameterValue.Limit"),
    "PersonIds": ({"PersonIds": [str(number) for number in range(101)]}, "InvalidParameterValue"),
    "Names": ({"Names": ["x"] * 21}, "InvalidParameterValue"),
    "Tags": ({"Tags": ["x"] * 21}, "InvalidParameterValue"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_value_above_the_documented_maximum_is_refused_or_truncated(name: str) -> None:
    parameters, code = REFUSED[name]
    assert refusal(parameters) == code
    truncated = parse_selection(parameters, Switches(over_limit="clamp"))
    filters = truncated.filters
    assert (truncated.limit, len(filters.person_ids), len(filters.names), len(filters.tags)) == (
        100,
        100 if name == "PersonIds" else 0,
        20 if name == "Names" else 0,
        20 if name == "Tags" else 0,
    )


def test_values_at_the_documented_maximum_are_accepted() -> None:
    at_most = {"PersonIds": ["1"] * 100, "Names": ["x"] * 20, "Tags": ["x"] * 20, "Limit": 100, "Offset": 2**64 - 1}
    assert Library().describe(at_most) == NOTHING_FOUND


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Limit": "20"}, "InvalidParameter"),
        ({"Limit": True}, "InvalidParameter"),
        ({"Limit": 1.5}, "InvalidParameter"),
        ({"Limit": -1}, "InvalidParameterValue"),
        ({"Offset": 2**64}, "InvalidParameterValue"),
        ({"Names": "x"}, "InvalidParameter"),
        ({"Names": [1]}, "InvalidParameter"),
        ({"PersonIds": {"0": "x"}}, "InvalidParameter"),
        ({"Type": "userdefine"}, "InvalidParameterValue"),
        ({"Type": 1}, "InvalidParameter"),
        ({"Type": "Default"}, "InvalidParameterValue"),
        ({"Type": "Default", "PersonIds": ["1"]}, "InvalidParameterValue"),
        ({"names": ["x"]}, "UnknownParameter"),
        ({"PersonIDs": ["x"]}, "UnknownParameter"),
    ],
)
def test_wrong_parameter_is_refused_with_its_code(parameters: dict[str, Any], code: str) -> None:
    assert refusal(parameters) == code


def refusal(parameters: Mapping[str, Any]) -> str:
    """The error code for these parameters."""
    with pytest.raises(ApiError) as refused:
        parse_selection(parameters, Switches())
    return refused.value.code


def test_default_library_without_names_ignores_the_other_filters_if_configured() -> None:
    lenient = Switches(default_without_names="ignore")
    selection = parse_selection({"Type": "Default", "PersonIds": ["1"], "Tags": ["x"]}, lenient)
    assert selection.default_library
    assert not selection.filters
    named = parse_selection({"Type": "Default", "PersonIds": ["1"], "Names": ["x"]}, lenient)
    assert (named.filters.person_ids, named.filters.names) == (("1",), ("x",))
