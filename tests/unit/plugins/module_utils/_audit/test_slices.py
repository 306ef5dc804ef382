# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slices of the accounts of an audit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import (
    AUDIT_SPEC,
    Inputs,
    input_warnings,
    parse_inputs,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.slices import select_slice
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ACCOUNTS = [
    {
        "name": f"a{number}",
        "role_arn": f"qcs::cam::uin/10000000000{number}:roleName/Auditor",
        **({"labels": ["eu"]} if number % 2 else {}),
    }
    for number in range(6)
]


def inputs_of(part: dict[str, int] | None, has_all_accounts: bool = True, **given_options: Any) -> Inputs:
    spec = {**CONNECTION_SPEC, **AUDIT_SPEC}
    options = {name: option.get("default") for name, option in spec.items()}
    keys = {"secret_id": "AKIDexample", "secret_key": "example"}
    options.update({**keys, "accounts": ACCOUNTS, "samples": [{"name": "Ann"}], "slice": part, **given_options})
    return parse_inputs(options, {}, has_all_accounts=has_all_accounts)


def names_of(part: dict[str, int] | None, **given_options: Any) -> list[str]:
    return [account.ref.name for account in inputs_of(part, **given_options).selected]


@given(st.integers(1, 9), st.lists(st.integers(), min_size=9))
def test_slices_contain_every_item_once(count: int, items: list[int]) -> None:
    problems = Problems()
    slices = [select_slice(items, {"number": number, "count": count}, problems) for number in range(1, count + 1)]
    assert sorted(item for part in slices for item in part) == sorted(items)
    assert max(map(len, slices)) - min(map(len, slices)) <= 1
    problems.raise_if_any()


@pytest.mark.slow
@given(st.integers(1, 6), st.sets(st.text(), min_size=9), st.data())
def test_slice_of_a_member_does_not_depend_on_the_other_members(
    count: int, uins: set[str], data: st.DataObject
) -> None:
    """Members join and leave between the jobs. A member that stays is in exactly one slice."""
    lasting = sorted(uins)[::2]
    found: list[str] = []
    for number in range(1, count + 1):
        listed = [*lasting, *data.draw(st.lists(st.sampled_from(sorted(uins - set(lasting))), unique=True))]
        data.draw(st.randoms()).shuffle(listed)
        found += select_slice(listed, {"number": number, "count": count}, Problems(), identity=str)
    assert sorted(uin for uin in found if uin in lasting) == lasting


def test_slice_is_taken_from_the_selected_accounts() -> None:
    assert names_of({"number": 2, "count": 4}) == ["a1", "a5"]
    assert names_of({"number": 2, "count": 3}, include_labels=["eu"]) == ["a3"]
    assert names_of(None) == [f"a{number}" for number in range(6)]


def test_expectation_for_an_account_of_another_slice_is_valid() -> None:
    inputs = inputs_of({"number": 1, "count": 6}, samples=[{"name": "Ann", "accounts": ["a5"]}])
    assert [account.ref.name for account in inputs.selected] == ["a0"]


def test_slice_may_be_empty_while_the_members_of_an_organization_are_not_known() -> None:
    assert select_slice(["a"], {"number": 2, "count": 4}, Problems(), are_all=False) == []
    inputs_of({"number": 7, "count": 7}, has_all_accounts=False)


def test_every_slice_has_the_same_warnings() -> None:
    samples = [{"name": "Ann", "accounts": ["a5"]}]
    warnings = {
        tuple(input_warnings(inputs_of({"number": number, "count": 3}, samples=samples))) for number in (1, 2, 3)
    }
    ((warning,),) = warnings
    assert warning.startswith("No expectation applies to a0, a1, a2, a3, a4.")


@pytest.mark.parametrize(
    ("part", "others", "problem"),
    [
        ({"number": 0, "count": 2}, {}, "slice: number is 0 and count is 2; count must be 1 or more, and number"),
        ({"number": 3, "count": 2}, {}, "slice: number is 3 and count is 2"),
        ({"number": 1, "count": 0}, {}, "slice: number is 1 and count is 0"),
        ({"number": 7, "count": 7}, {}, "slice: number 7 of 7 has no account; set a lower count"),
        (
            {"number": 4, "count": 4},
            {"include_labels": ["eu"]},
            "slice: number 4 of 4 has no account; set a lower count",
        ),
        (
            {"number": 1, "count": 2},
            {"reference_account": "a1", "samples": None},
            "slice: cannot be combined with reference_account",
        ),
    ],
)
def test_wrong_slice_is_an_error(part: dict[str, int], others: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigurationError, match="1 problem in the input") as raised:
        inputs_of(part, **others)
    assert problem in str(raised.value)
