# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two expectations of one sample must not apply to one account."""

from __future__ import annotations

from typing import Any

import pytest

from support.manifests import JOSE_NFC, JOSE_NFD, parsed, problems_of


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ({"name": "Ann"}, {"name": "Ann"}, "name"),
        ({"name": "Ann"}, {"name": "Ann", "state": "absent"}, "name"),
        ({"name": JOSE_NFC}, {"name": JOSE_NFD}, "name"),
        ({"name": "Ann"}, {"name": "Ann", "person_id": "1"}, "name"),
        ({"person_id": "1"}, {"person_id": "1"}, "person_id"),
        ({"name": "Ann", "person_id": "1"}, {"name": "Bob", "person_id": "1"}, "person_id"),
        ({"name": "Ann", "accounts": ["prod-*"]}, {"name": "Ann", "accounts": ["*-sg"]}, "name"),
        ({"name": "Ann", "labels": ["studio"]}, {"name": "Ann", "labels": ["sg"]}, "name"),
        ({"name": "Ann", "type": "Default"}, {"name": "Ann", "type": "Default"}, "name"),
    ],
)
def test_two_entries_of_one_sample_must_not_apply_to_one_account(first: Any, second: Any, field: str) -> None:
    (line,) = problems_of({"name": "Zed"}, first, second)
    assert line.startswith(f"samples[2].{field}: ")
    assert "is already in samples[1], and both entries apply to account prod-sg. Merge the entries, or set" in line


def test_message_about_a_duplicate_has_both_entries_and_the_solution() -> None:
    entries = [{"name": "Zed"}, {"name": "Ann", "accounts": ["*-eu"]}, {"name": "Ann"}]
    solution = "Merge the entries, or set 'accounts' or 'labels' so that no account matches both"
    assert problems_of(*entries, path="people") == [
        f"people[2].name: 'Ann' is already in people[1], and both entries apply to account prod-eu. {solution}"
    ]


@pytest.mark.parametrize(
    ("entries", "duplicates"),
    [
        # Each of them is reported, and at most once, for the first account and the first earlier entry.
        ([{"name": "Ann"}] * 3, ["samples[1].name in samples[0]", "samples[2].name in samples[0]"]),
        ([{"name": "Ann"}, {"name": "Bob"}] * 2, ["samples[2].name in samples[0]", "samples[3].name in samples[1]"]),
        ([{"name": "Ann", "person_id": "1"}] * 2, ["samples[1].person_id in samples[0]"]),
        (
            [{"name": "Ann"}, {"person_id": "1"}, {"name": "Ann", "person_id": "1"}],
            ["samples[2].name in samples[0]"],
        ),
        # An entry with an id is a duplicate of a name only if the other entry has no id.
        (
            [{"name": "Ann", "person_id": "1"}, {"name": "Ann"}, {"name": "Ann", "person_id": "2"}],
            ["samples[1].name in samples[0]", "samples[2].name in samples[1]"],
        ),
        (
            [{"name": "Ann", "person_id": "1"}, {"name": "Ann", "person_id": "2"}, {"name": "Ann"}],
            ["samples[2].name in samples[0]"],
        ),
        (
            [{"name": "Ann"}, {"name": "Ann", "person_id": "1"}, {"name": "Bob", "person_id": "1"}],
            ["samples[1].name in samples[0]", "samples[2].person_id in samples[1]"],
        ),
    ],
)
def test_each_duplicate_is_reported_once(entries: list[Any], duplicates: list[str]) -> None:
    lines = problems_of(*entries)
    assert [
        f"{line.partition(':')[0]} in {line.partition(' in ')[2].partition(',')[0]}" for line in lines
    ] == duplicates


def test_duplicate_is_found_in_an_account_that_only_a_later_entry_shares() -> None:
    entries = [{"name": "Ann", "accounts": ["prod-sg"]}, {"name": "Ann", "accounts": ["prod-eu"]}, {"name": "Ann"}]
    (line,) = problems_of(*entries[1:])
    assert "samples[0], and both entries apply to account prod-eu" in line
    (line,) = problems_of(*entries)
    assert "samples[0], and both entries apply to account prod-sg" in line


@pytest.mark.parametrize(
    "entries",
    [
        [{"name": "Ann", "person_id": "1"}, {"name": "Ann", "person_id": "2"}],
        [{"name": "Ann"}, {"name": "ann"}],
        [{"name": "Ann"}, {"name": "Ann", "type": "Default"}],
        [{"name": "Ann", "accounts": ["prod-sg"]}, {"name": "Ann", "accounts": ["prod-eu"]}],
        [{"name": "Ann", "labels": ["sg"]}, {"name": "Ann", "labels": ["eu"]}],
        [{"name": "Ann", "labels": ["sg"]}, {"name": "Ann", "accounts": ["test*", "nowhere"]}],
        [{"name": "1"}, {"person_id": "1"}],
    ],
)
def test_two_entries_of_one_sample_are_allowed_if_no_account_matches_both(entries: list[dict[str, Any]]) -> None:
    assert len(parsed(entries).expectations) == 2
