# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which members become accounts, with which names and labels."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.accounts import MemberAccount, accounts_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.members import Member, Node, Organization
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.options import (
    OrganizationSource,
    parse_organization,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems

ROLE = "qcs::cam::uin/{uin}:roleName/SampleAuditor"
NODES = {1: Node(1, "Root", 0), 20: Node(20, "Studios", 1), 30: Node(30, "Asia", 20), 40: Node(40, "Archive", 1)}
TASK = {name: spec.get("default") for name, spec in CONNECTION_SPEC.items()}


def member(uin: int, name: str, node: int = 1, status: str = "Confirmed", **tags: str) -> Member:
    return Member(uin, name, node, NODES[node].name, tags, status)


MEMBERS = (
    member(1, "studio-sg", 30, team="film", stage=""),
    member(2, "studio-de", 20, team="news"),
    member(3, "archive", 40, "UnConfirmed"),
    member(4, "sandbox"),
)


def source(**options: Any) -> OrganizationSource:
    problems = Problems()
    settings = parse_settings({**TASK, **options.pop("task", {})}, {})
    parsed = parse_organization({"role_arn": ROLE, **options}, options.pop("endpoint", None), settings, problems)
    problems.raise_if_any()
    assert parsed is not None
    return parsed


def accounts(
    members: tuple[Member, ...] = MEMBERS, given: tuple[str, ...] = (), taken: tuple[str, ...] = (), **options: Any
) -> tuple[list[MemberAccount], list[str]]:
    problems = Problems(effect="Listed.")
    warnings: list[str] = []
    organization = Organization(members, 1, NODES)
    found = accounts_of(organization, source(**options), given, taken, problems, warnings.append)
    problems.raise_if_any()
    return found, warnings


def names_of(*arguments: Any, **options: Any) -> list[str]:
    return [account.name for account in accounts(*arguments, **options)[0]]


def test_entry_has_name_uin_role_and_labels() -> None:
    first, *_others, last = accounts()[0]
    assert first.entry == {
        "name": "studio-sg",
        "account_uin": "1",
        "role_arn": "qcs::cam::uin/1:roleName/SampleAuditor",
        "labels": ["team=film", "stage", "Root", "Root/Studios", "Root/Studios/Asia"],
    }
    assert last.labels == ["Root"]


@pytest.mark.parametrize("name", ["studio-*", "*", "q?", "[x]"])
def test_member_whose_name_is_a_pattern_is_a_problem(name: str) -> None:
    """As the name of an account, it would select only this member, where the user means all that match."""
    with pytest.raises(ConfigurationError, match=r"organization: the member 9 would be the account .* a pattern; set"):
        accounts((*MEMBERS, member(9, name)))
    assert names_of((*MEMBERS, member(9, name)), account_name="{uin}")[-1] == "9"


@pytest.mark.parametrize(
    ("options", "uins"),
    [
        ({}, "1234"),
        ({"names": ["studio-*"]}, "12"),
        ({"names": ["archive", "sandbox"]}, "34"),
        ({"nodes": ["Root"]}, "1234"),
        ({"nodes": ["Studios"]}, "12"),
        ({"nodes": ["Asia", "Archive"]}, "13"),
        ({"nodes": ["Root/Studios"]}, "12"),
        ({"nodes": ["Studios/Asia"]}, "1"),
        ({"nodes": ["Root/Studios/*"]}, "1"),
        ({"tags": {"team": "film"}}, "1"),
        ({"tags": {"team": "*"}}, "12"),
        ({"tags": {"team": "film", "stage": ""}}, "1"),
        ({"permission_status": ["Confirmed"]}, "124"),
        ({"exclude": ["3", "studio-*"]}, "4"),
        ({"names": ["studio-*"], "nodes": ["Asia"], "exclude": ["sand*"]}, "1"),
    ],
)
def test_members_are_selected(options: dict[str, Any], uins: str) -> None:
    assert "".join(account.member.uin for account in accounts(**options)[0]) == uins


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"names": ["prod-*"]}, "organization.names[0]: 'prod-*' matches no member; correct or remove it"),
        ({"nodes": ["Studio"]}, "organization.nodes[0]: 'Studio' matches no node that has members"),
        ({"exclude": ["*"]}, "organization: none of the 4 members of the organization is selected; check names, nodes"),
        ({"tags": {"team": "radio"}}, "organization: none of the 4 members of the organization is selected"),
    ],
)
def test_selection_of_nothing_is_a_problem(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigurationError) as failed:
        accounts(**options)
    assert problem in failed.value.message
    assert "in the input. Listed." in failed.value.message


def test_exclusion_that_matches_no_member_is_a_warning() -> None:
    assert accounts(exclude=["99", "old-*", "3"])[1] == [
        "organization.exclude: '99' matches no member of the organization. Correct or remove it.",
        "organization.exclude: 'old-*' matches no member of the organization. Correct or remove it.",
    ]


def test_member_with_an_entry_of_its_own_is_not_added() -> None:
    assert names_of(given=("2", "3")) == ["studio-sg", "sandbox"]


def test_members_that_would_get_one_name_get_their_uin() -> None:
    same = (member(1, "studio"), member(2, "studio"), member(3, "Studio"), member(4, "cafe\u0301"), member(5, "café"))
    assert names_of(same) == ["studio-1", "studio-2", "Studio", "cafe\u0301-4", "café-5"]
    assert names_of(same, account_name="{node}/{name}")[:2] == ["Root/studio-1", "Root/studio-2"]
    assert names_of(same, account_name="{uin}") == ["1", "2", "3", "4", "5"]
    assert names_of((member(1, "a"), member(2, "a"), member(3, "a-1"))) == ["a-1-1", "a-2", "a-1-3"]
    assert names_of((member(1, "hub"),), taken=("hub",)) == ["hub-1"]


def test_member_without_a_name_gets_its_uin() -> None:
    blank = (member(1, ""), member(2, "  "))
    assert names_of(blank) == ["1", "2"]
    assert names_of(blank, account_name="{name} ({uin})") == ["1 (1)", "2 (2)"]


def test_name_of_the_server_is_never_a_template() -> None:
    assert names_of((member(1, "{uin}{{ 7 + 7 }}"),)) == ["{uin}{{ 7 + 7 }}"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"role_arn": None}, "organization.role_arn: is required"),
        ({"role_arn": "qcs::cam::uin/1:roleName/A"}, "organization.role_arn: must contain {uin}"),
        ({"role_arn": "{uin}"}, "organization.role_arn: is not a role ARN with {uin} as the account"),
        (
            {"role_arn": "qcs::cam::uin/{name}:roleName/A"},
            "organization.role_arn: contains an unknown field; use only {uin}",
        ),
        (
            {"account_name": "{nmae}"},
            "organization.account_name: contains an unknown field; use only {name}, {uin}, {node}",
        ),
        ({"account_name": "{name.__class__}"}, "organization.account_name: contains an unknown field"),
        ({"account_name": "{name!r}{uin:>20}"}, "organization.account_name: contains an unknown field"),
        ({"account_name": "{}"}, "organization.account_name: contains an unknown field"),
        ({"account_name": "{name"}, "organization.account_name: is not a valid template"),
        ({"account_name": "studio"}, "organization.account_name: must contain {name} or {uin}"),
        ({"account_name": "{node}"}, "organization.account_name: must contain {name} or {uin}"),
        ({"names": []}, "organization.names: must not be an empty list"),
        ({"names": "a"}, "organization.names: must be a list of strings"),
        ({"tags": ["a"]}, "organization.tags: must be a mapping, not a list"),
        ({"tags": {}}, "organization.tags: must not be an empty mapping"),
        ({"tags": {"a": ["b"]}}, "organization.tags: has a key or value that must be a string, not a list"),
        ({"permission_status": ["confirmed"]}, "'confirmed' is not valid; use any of Confirmed, UnConfirmed"),
        ({"status": ["Confirmed"]}, "organization.status: is an unknown field"),
        ({"endpoint": "ftp://a"}, "organization_endpoint 'ftp://a' must use https"),
        ({"task": {"endpoint": "mps.example.com"}}, "Set 'organization_endpoint'"),
    ],
)
def test_wrong_option_is_refused(options: dict[str, Any], problem: str) -> None:
    problems = Problems()
    values = {"role_arn": ROLE, **options}
    endpoint, task = values.pop("endpoint", None), values.pop("task", {})
    assert parse_organization(values, endpoint, parse_settings({**TASK, **task}, {}), problems) is None
    with pytest.raises(ConfigurationError) as failed:
        problems.raise_if_any()
    assert problem in failed.value.message
    assert "No request was sent." in failed.value.message


@pytest.mark.parametrize(
    ("endpoint", "given", "expected"),
    [
        (None, None, "https://organization.intl.tencentcloudapi.com"),
        ("mps.tencentcloudapi.com", None, "https://organization.tencentcloudapi.com"),
        ("mps.internal.tencentcloudapi.com", None, "https://organization.internal.tencentcloudapi.com"),
        ("http://127.0.0.1:8470", None, "http://127.0.0.1:8470"),
        ("mps.example.com", "organization.example.com", "https://organization.example.com"),
    ],
)
def test_endpoint_follows_the_site(endpoint: str | None, given: str | None, expected: str) -> None:
    settings = parse_settings({**TASK, "endpoint": endpoint, "region": "ap-singapore"}, {})
    parsed = parse_organization({"role_arn": ROLE}, given, settings, Problems())
    assert parsed is not None
    assert parsed.settings.target.endpoint == expected
    assert parsed.settings.target.region is None
    assert parsed.settings.target.use_proxies == ("127.0.0.1" not in expected)
