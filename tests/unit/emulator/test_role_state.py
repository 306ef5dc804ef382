# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsing of roles, web identities and metadata in the state file, and the path and message of every problem."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.role_state import Metadata, Role, WebIdentity
from emulator.state import State, StateError, parse_state

ACCOUNT: dict[str, Any] = {"name": "a", "uin": "100000000001"}


def read(account: dict[str, Any] | None = None, **more: Any) -> State:
    """The parsed state with one account."""
    return parse_state({"accounts": [{**ACCOUNT, **(account or {})}], **more})


def problem_of(account: dict[str, Any] | None = None, **more: Any) -> str:
    """The only problem of a state with one account."""
    with pytest.raises(StateError) as failed:
        read(account, **more)
    (problem,) = failed.value.problems
    return problem


def test_every_field_is_parsed() -> None:
    role = {
        "name": "R",
        "id": "4611686018427397919",
        "trusts": ["a", "100000000009"],
        "external_id": "hush-1",
        "max_duration_s": 600,
        "denied": ["mps:*"],
        "service": True,
    }
    state = read(
        {
            "roles": [role],
            "oidc": [
                {"provider_id": "p", "token": "hush-2", "roles": ["R"]},
                {"provider_id": "q", "issuer": "https://i", "audiences": ["a"], "subjects": ["s*"], "roles": ["R"]},
            ],
            "credentials": [{"uin": "100000000005"}, {"token": "t", "federated_user": "anna"}],
        },
        metadata={"account": "a", "role": "R", "fault": "hang"},
        server={"credential_lifetime_s": 3, "web_identity_token": "exact"},
    )
    account = state.accounts[0]
    expected = Role("R", "4611686018427397919", ("a", "100000000009"), "hush-1", 600, ("mps:*",), True)
    assert account.roles == (expected,)
    assert account.web_identities == (
        WebIdentity("p", "hush-2", ("R",)),
        WebIdentity("q", "", ("R",), "https://i", ("a",), ("s*",)),
    )
    assert [(pair.uin, pair.federated_user) for pair in account.credentials] == [("100000000005", ""), ("", "anna")]
    assert state.metadata == Metadata("a", "R", "hang")
    assert (state.server.credential_lifetime_s, state.server.web_identity_token) == (3, "exact")
    assert "hush" not in repr(state)


def test_omitted_fields_have_their_defaults() -> None:
    state = read({"roles": [{"name": "R"}]})
    (role,) = state.accounts[0].roles
    assert (role.trusts, role.external_id, role.max_duration_s, role.denied, role.service) == ((), "", 43200, (), False)
    assert state.metadata is None
    assert (state.server.credential_lifetime_s, state.server.web_identity_token) == (None, "trimmed")


def test_generated_role_id_is_reproducible_and_unique() -> None:
    roles = [{"name": f"R{number}"} for number in range(50)]
    first, again = (read({"roles": roles}).accounts[0].roles for _turn in range(2))
    assert first == again
    assert len({role.role_id for role in first}) == 50
    assert all(role.role_id.isdigit() and len(role.role_id) == 19 for role in first)
    assert read({"roles": roles, "uin": "5"}).accounts[0].roles[0].role_id != first[0].role_id


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        ({"roles": [{}]}, "accounts[0].roles[0].name: is required"),
        (
            {"roles": [{"name": "two words"}]},
            "accounts[0].roles[0].name: must contain 1 to 128 characters: letters, digits and _+=,.@-",
        ),
        ({"roles": [{"name": "R", "id": "r1"}]}, "accounts[0].roles[0].id: must contain only digits"),
        (
            {"roles": [{"name": "R"}, {"name": "R", "id": "1"}]},
            "accounts[0].roles[1].name: 'R' is already used by accounts[0].roles[0]",
        ),
        (
            {"roles": [{"name": "R", "id": "1"}, {"name": "S", "id": "1"}]},
            "accounts[0].roles[1].id: '1' is already used by accounts[0].roles[0]",
        ),
        (
            {"roles": [{"name": "R", "trusts": ["a", "nobody"]}]},
            "accounts[0].roles[0].trusts[1]: 'nobody' is neither a uin nor the name of an account",
        ),
        (
            {"roles": [{"name": "R", "max_duration_s": 43201}]},
            "accounts[0].roles[0].max_duration_s: must be from 1 to 43200, not 43201",
        ),
        ({"roles": [{"name": "R", "trust": []}]}, "accounts[0].roles[0].trust: unknown field; did you mean `trusts`?"),
        ({"oidc": [{"provider_id": "p"}]}, "accounts[0].oidc[0].token: is required"),
        (
            {"oidc": [{"provider_id": "p", "token": "hush", "issuer": "i", "audiences": ["a"]}]},
            "accounts[0].oidc[0].token: must not be set together with issuer",
        ),
        (
            {"oidc": [{"provider_id": "p", "issuer": "i"}]},
            "accounts[0].oidc[0].audiences: is required: set issuer and audiences together",
        ),
        (
            {"oidc": [{"provider_id": "p", "token": "hush", "roles": ["R"]}]},
            "accounts[0].oidc[0].roles[0]: the account has no role 'R'",
        ),
        ({"credentials": [{"uin": "me"}]}, "accounts[0].credentials[0].uin: must contain only digits"),
        (
            {"credentials": [{"federated_user": "anna"}]},
            "accounts[0].credentials[0].token: is required: a federated user has temporary credentials",
        ),
    ],
)
def test_problem_of_an_account_is_reported_with_its_path(account: dict[str, Any], problem: str) -> None:
    assert problem_of(account) == problem


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"metadata": 5}, "metadata: must be a mapping, not a number"),
        ({"metadata": {"role": "R"}}, "metadata.account: is required"),
        ({"metadata": {"account": "a"}}, "metadata.role: is required"),
        ({"metadata": {"account": "b", "role": "R"}}, "metadata.account: there is no account 'b'"),
        ({"metadata": {"account": "a", "role": "S"}}, "metadata.role: the account has no role 'S'"),
        (
            {"metadata": {"account": "a", "role": "R", "fault": "rain"}},
            "metadata.fault: must be one of none, hang, error, not_json, code, not 'rain'",
        ),
        ({"server": {"credential_lifetime_s": 0}}, "server.credential_lifetime_s: must be from 1 to 315360000, not 0"),
        (
            {"server": {"web_identity_token": "loose"}},
            "server.web_identity_token: must be one of trimmed, exact, not 'loose'",
        ),
    ],
)
def test_problem_outside_the_accounts_is_reported_with_its_path(more: dict[str, Any], problem: str) -> None:
    assert problem_of({"roles": [{"name": "R"}]}, **more) == problem
