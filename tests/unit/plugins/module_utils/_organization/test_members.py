# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the list of the members of an organization counts as complete."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ContentError, IncompleteError
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.members import (
    Organization,
    list_organization,
)
from emulator.organization import Organization as EmulatedOrganization, describe_members, describe_nodes
from emulator.organization_state import OrganizationState, parse_organization
from support.plan_runner import run_plan

NODES = [
    {"id": 1, "name": "Root"},
    {"id": 20, "name": "Studios", "parent": 1},
    {"id": 30, "name": "Asia", "parent": 20},
]
MEMBERS = "DescribeOrganizationMembers"


def rows(count: int, first: int = 1000) -> list[dict[str, Any]]:
    return [{"uin": str(first + number), "name": f"member {number}", "node": 30} for number in range(count)]


class OrganizationServer:
    """Responds from an emulated organization. ``before`` is called with the number of each call, from 0."""

    def __init__(
        self,
        members: Sequence[Mapping[str, Any]],
        before: Callable[[EmulatedOrganization, int], object] = lambda organization, number: None,
        **more: Any,
    ) -> None:
        problems: list[str] = []
        section = {"manager": "hub", "nodes": NODES, "members": members, **more}
        state = parse_organization(section, "organization", ["hub"], problems)
        assert not problems
        assert isinstance(state, OrganizationState)
        self.organization = EmulatedOrganization(state)
        self._before = before
        self._random = random.Random(1)
        self.calls: list[ApiCall] = []

    def __call__(self, call: ApiCall) -> ApiResponse:
        members = call.action == MEMBERS
        if members:
            self._before(self.organization, len(self.offsets))
        self.calls.append(call)
        run = describe_members if members else describe_nodes
        return ApiResponse(call.read(json.loads(run(self._emulated(call)))), f"request-{len(self.calls)}")

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Offset and Limit of each call for members."""
        return [(call.parameters["Offset"], call.parameters["Limit"]) for call in self.calls if call.action == MEMBERS]

    def _emulated(self, call: ApiCall) -> Any:
        server = self

        class Caller:
            name, uin = "hub", "1"

        class Emulated:
            parameters, randomness, organization = call.parameters, server._random, server.organization
            identity = type("Identity", (), {"account": Caller})

        return Emulated


def listed(server: OrganizationServer) -> Organization:
    return run_plan(list_organization(), server)


def uins(organization: Organization) -> list[str]:
    return [member.uin for member in organization.members]


@pytest.mark.parametrize(
    ("count", "offsets", "passes"),
    [
        (0, [(0, 50)], 1),
        (1, [(0, 50)], 1),
        (49, [(0, 50)], 1),
        # A full page is never the last one, so the size of the pages is smaller.
        (50, [(0, 50), (0, 49), (49, 49), (0, 49), (49, 49)], 2),
        (51, [(0, 50), (50, 50)] * 2, 2),
        (100, [(0, 50), *[(0, 49), (49, 49), (98, 49)] * 2], 2),
        (120, [(0, 50), (50, 50), (100, 50)] * 2, 2),
    ],
)
def test_members_are_listed_in_whole_pages(count: int, offsets: list[tuple[int, int]], passes: int) -> None:
    server = OrganizationServer(rows(count))
    organization = listed(server)
    assert server.offsets == offsets
    assert uins(organization) == [row["uin"] for row in rows(count)]
    assert organization.passes == passes


def test_member_has_its_node_path_and_its_tags() -> None:
    row = {"uin": "1000", "name": "a", "node": 30, "tags": {"team": "film"}, "permission_status": "UnConfirmed"}
    organization = listed(OrganizationServer([row, {"uin": "1001", "name": "b"}]))
    first, second = organization.members
    assert (first.name, first.tags, first.permission_status) == ("a", {"team": "film"}, "UnConfirmed")
    assert organization.path_of(first) == ("Root", "Studios", "Asia")
    assert organization.path_of(second) == ("Root",)


def test_nodes_in_a_circle_end() -> None:
    nodes = [{"id": 1, "name": "a", "parent": 2}, {"id": 2, "name": "b", "parent": 1}]
    organization = listed(OrganizationServer([{"uin": "1000", "node": 2}], nodes=nodes))
    assert organization.path_of(organization.members[0]) == ("a", "b")


def test_change_between_two_passes_costs_one_more_pass() -> None:
    def join_in_the_second_pass(organization: EmulatedOrganization, number: int) -> None:
        if number == 2:
            organization.members.insert(0, member(1))

    server = OrganizationServer(rows(60), join_in_the_second_pass)
    organization = listed(server)
    assert organization.passes == 3
    assert uins(organization) == ["1", *(row["uin"] for row in rows(60))]


def test_member_that_moves_to_a_page_that_was_read_is_not_lost() -> None:
    """One member leaves the first page and another one joins at the end, so every page and every Total look right."""

    def leave_and_join(organization: EmulatedOrganization, number: int) -> None:
        if number == 1:
            del organization.members[0]
            organization.members.append(member(7))

    organization = listed(OrganizationServer(rows(60), leave_and_join))
    assert organization.passes == 3
    assert uins(organization) == [*(row["uin"] for row in rows(60)[1:]), "7"]


def test_order_that_changes_with_every_request_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match="the list of the members of the organization could not be verified"):
        listed(OrganizationServer(rows(60), order="shuffled"))


@pytest.mark.parametrize(
    ("reason", "switches"),
    [
        ("offset 0 has 10 members and the Total 60, but 50 members and the Total 60 are", {"page_maximum": 10}),
        ("offset 49 has 11 members and the Total 11, but 0 members and the Total 49 are", {"total": "page"}),
    ],
)
def test_page_that_contradicts_its_total_is_incomplete(reason: str, switches: dict[str, Any]) -> None:
    with pytest.raises(IncompleteError) as failed:
        listed(OrganizationServer(rows(60), **switches))
    assert reason in failed.value.message
    assert "no account is read" in failed.value.message


def test_member_that_occurs_twice_is_incomplete() -> None:
    server = OrganizationServer(rows(60))
    server.organization.members[55] = server.organization.members[3]
    with pytest.raises(IncompleteError, match="contains one of the members twice"):
        listed(server)


def member(uin: int) -> Any:
    problems: list[str] = []
    state = parse_organization(
        {"manager": "hub", "members": [{"uin": str(uin), "name": "new"}]}, "organization", ["hub"], problems
    )
    assert isinstance(state, OrganizationState)
    return state.members[0]


@pytest.mark.slow
@given(st.data())
def test_listed_members_are_the_members_of_one_moment(data: st.DataObject) -> None:
    """Members leave and join between any two requests; nobody comes back. The list is one that existed, or fails."""
    uin = iter(range(1, 10_000))
    existed: list[list[str]] = []

    def change(organization: EmulatedOrganization, _number: int) -> None:
        for leaves in data.draw(st.lists(st.booleans(), max_size=2)):
            if leaves and organization.members:
                del organization.members[data.draw(st.integers(0, len(organization.members) - 1))]
            else:
                organization.members.insert(data.draw(st.integers(0, len(organization.members))), member(next(uin)))
        existed.append([one.uin for one in organization.members])

    try:
        organization = listed(OrganizationServer(rows(data.draw(st.integers(45, 105))), change))
    except IncompleteError:
        return
    assert sorted(uins(organization)) in [sorted(moment) for moment in existed]


ROW = {"MemberUin": 1, "Name": "a", "NodeId": 1, "NodeName": "Root", "Tags": [], "PermissionStatus": "Confirmed"}


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"Total": 1},
        {"Total": "1", "Items": []},
        {"Total": -1, "Items": []},
        {"Total": 10**9, "Items": []},
        {"Total": 1, "Items": None},
        {"Total": 1, "Items": ["a"]},
        {"Total": 1, "Items": [{**ROW, "MemberUin": None}]},
        {"Total": 1, "Items": [{**ROW, "MemberUin": 0}]},
        {"Total": 1, "Items": [{**ROW, "MemberUin": "x"}]},
        {"Total": 1, "Items": [{**ROW, "Name": 5}]},
        {"Total": 1, "Items": [{**ROW, "Tags": [{}]}]},
        {"Total": 1, "Items": [{**ROW, "Tags": 5}]},
    ],
)
def test_response_that_is_not_as_documented_is_refused(response: dict[str, Any]) -> None:
    server = OrganizationServer([])
    run_plan(list_organization(), server)
    with pytest.raises(ContentError):
        server.calls[-1].read(response)


def test_members_that_the_documentation_allows_to_be_null_are_empty() -> None:
    server = OrganizationServer([])
    run_plan(list_organization(), server)
    row = {"MemberUin": "77", "Name": None, "Tags": None, "NodeId": None}
    (read,) = server.calls[-1].read({"Total": 1, "Items": [row]}).rows
    assert (read.uin, read.name, read.tags, read.node_id) == ("77", "", {}, 0)
    assert server.calls[-1].read({"Total": 0, "Items": None}).rows == []


@pytest.mark.parametrize(("listed_again", "complete"), [(True, True), (False, False)])
def test_member_of_a_node_that_was_not_listed_is_not_left_out(listed_again: bool, complete: bool) -> None:
    """The node was created after the nodes were listed, or the credentials cannot see it."""
    server = OrganizationServer(rows(3))
    first = True

    def send(call: ApiCall) -> ApiResponse:
        nonlocal first
        response = server(call)
        if call.action == MEMBERS:
            first = not listed_again
        elif first:
            page = response.value
            node = next(row for row in page.rows if row.key == 30)
            hidden = replace(page, rows=[row for row in page.rows if row is not node], total=page.total - 1)
            return replace(response, value=hidden)
        return response

    if complete:
        organization = run_plan(list_organization(), send)
        assert organization.path_of(organization.members[0]) == ("Root", "Studios", "Asia")
    else:
        with pytest.raises(IncompleteError, match="does not contain the node 30"):
            run_plan(list_organization(), send)
