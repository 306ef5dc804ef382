# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts that expectations apply to."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit import globs
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import (
    Expectation,
    Manifest,
    parse_manifest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from support.manifests import ACCOUNTS, parsed, problems_of


@pytest.mark.parametrize(
    ("scope", "problems"),
    [
        ({"accounts": ["prdo-*"]}, [".accounts: 'prdo-*' {}"]),
        ({"accounts": ["prod-*", "tset", "*-us"]}, [".accounts: 'tset' {}", ".accounts: '*-us' {}"]),
        ({"labels": ["sg", "sutdio"]}, [".labels: 'sutdio' {}"]),
        ({"labels": ["eux", "gs"]}, [".labels: 'eux' {}", ".labels: 'gs' {}"]),
        ({"accounts": ["tset"], "labels": ["gs"]}, [".accounts: 'tset' {}", ".labels: 'gs' {}"]),
        ({"accounts": ["x" * 99]}, [f".accounts: '{'x' * 60}...' {{}}"]),
        ({"labels": ["sg", "eu"]}, [": the combination of its accounts and labels {}"]),
        ({"accounts": ["test*"], "labels": ["sg"]}, [": the combination of its accounts and labels {}"]),
    ],
    ids=str,
)
def test_accounts_and_labels_that_match_no_account_are_a_problem(scope: Any, problems: list[str]) -> None:
    effect = "matches no account; correct it, or set may_match_nothing: true"
    expected = [f"people[1]{problem.format(effect)}" for problem in problems]
    assert problems_of({"name": "Bob"}, {"name": "Ann", **scope}, path="people", must_match=True) == expected


def test_each_entry_that_matches_no_account_is_a_problem() -> None:
    """An invalid entry, and one that may match nothing, do not end the check of the entries after them."""
    entries = [
        {"name": "Ann", "accounts": ["tset"]},
        {"name": 1.5},
        {"name": "Bob", "labels": ["gs"], "may_match_nothing": True},
        {"name": "Cid", "labels": ["gs"]},
    ]
    lines = problems_of(*entries, must_match=True)
    assert [line.partition(":")[0] for line in lines] == ["samples[1].name", "samples[0].accounts", "samples[3].labels"]


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"accounts": ["test [1]", "*-eu"]},
        {"labels": ["sg"]},
        {"accounts": ["test*", "*-eu"], "labels": ["studio", "eu"]},
        {"accounts": ["tset"], "labels": ["gs"], "may_match_nothing": True},
    ],
    ids=str,
)
def test_accounts_and_labels_that_match_an_account_are_no_problem(scope: Any) -> None:
    problems = Problems()
    manifest = parse_manifest([{"name": "Ann", **scope}], ACCOUNTS, problems, must_match=True)
    problems.raise_if_any()
    assert [one.name for one in manifest.expectations] == ["Ann"]


def test_accounts_and_labels_may_match_nothing_unless_they_must_match() -> None:
    assert len(parsed([{"name": "Ann", "accounts": ["tset"], "labels": ["gs"]}]).expectations) == 1


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({}, ["prod-sg", "prod-eu", "test [1]"]),
        ({"accounts": ["prod-*"]}, ["prod-sg", "prod-eu"]),
        ({"accounts": ["PROD-*"]}, []),
        ({"accounts": ["*-[se]?"]}, ["prod-sg", "prod-eu"]),
        ({"accounts": ["test [1]"]}, ["test [1]"]),
        ({"accounts": ["test [[]1]"]}, ["test [1]"]),
        ({"accounts": ["prod-eu", "*1]"]}, ["prod-eu", "test [1]"]),
        ({"labels": ["studio"]}, ["prod-sg", "prod-eu"]),
        ({"labels": ["studio", "sg"]}, ["prod-sg"]),
        ({"labels": ["s*"]}, []),
        ({"accounts": ["*-eu"], "labels": ["sg"]}, []),
    ],
)
def test_expectation_applies_to_accounts_that_match_its_patterns_and_labels(scope: Any, names: list[str]) -> None:
    manifest = parsed([{"name": "Ann", **scope}])
    assert [account.name for account in ACCOUNTS if manifest.for_account(account)] == names


def test_expectations_of_an_account_keep_the_order_of_the_input() -> None:
    scopes = [{}, {"labels": ["sg"]}, {"accounts": ["*-eu"]}, {}, {"labels": ["sg"]}]
    manifest = parsed([{"name": f"Person {n}", **scope} for n, scope in enumerate(scopes)])
    assert [one.name for one in manifest.for_account(ACCOUNTS[0])] == ["Person 0", "Person 1", "Person 3", "Person 4"]


def test_manifest_without_names_of_accounts_compares_the_patterns_with_the_name() -> None:
    manifest = Manifest([Expectation("Ann", accounts=("prod-*",)), Expectation("Bob", accounts=("test*",))])
    assert [[one.name for one in manifest.for_account(account)] for account in ACCOUNTS] == [["Ann"], ["Ann"], ["Bob"]]


def test_account_whose_name_is_a_pattern_is_selected_alone() -> None:
    problems = Problems()
    accounts = [AccountRef("studio-*"), AccountRef("studio-1")]
    manifest = parse_manifest([{"name": "Ann", "accounts": ["studio-*"]}], accounts, problems, must_match=True)
    problems.raise_if_any()
    assert [len(manifest.for_account(account)) for account in accounts] == [1, 0]


@pytest.mark.slow
def test_each_pattern_is_compared_with_each_account_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 accounts and 1,000 expectations with patterns of their own: no pattern is compiled or compared again."""
    compared: list[str] = []
    compiled = globs._compiled

    def counting(pattern: str) -> object:
        compared.append(pattern)
        return compiled(pattern)

    monkeypatch.setattr(globs, "_compiled", counting)
    accounts = [AccountRef(f"studio-{n}") for n in range(500)]
    entries = [{"name": f"Person {n}", "accounts": [f"studio-{n % 500}*", f"*-{n}?"]} for n in range(1000)]
    problems = Problems()
    manifest = parse_manifest(entries, accounts, problems, must_match=True)
    for _time in range(2):
        assert sum(len(manifest.for_account(account)) for account in accounts) > 1000
    assert len(compared) == len(set(compared)) == 1500
