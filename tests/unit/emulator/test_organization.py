# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of the emulator: pages, filters, permissions, changes and the state file."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.service import Service
from emulator.state import StateError, parse_state
from support.emulator_cloud import ID, STATE, ask, code_of, signed

ACTION = "DescribeOrganizationMembers"
NODES = [{"id": 1, "name": "Root"}, {"id": 20, "name": "Studios", "parent": 1}]
MEMBERS: list[dict[str, Any]] = [
    {"uin": f"2000000000{number:02}", "name": f"member-{number}", "node": 20 if number % 2 else 1}
    for number in range(60)
]
MEMBERS[3] = {**MEMBERS[3], "tags": {"team": "film", "stage": "prod"}, "permission_status": "UnConfirmed"}


def organization(**more: Any) -> Service:
    section = {"manager": "studio", "nodes": NODES, "members": MEMBERS, **more}
    faults = section.pop("faults", [])
    return Service(parse_state({**STATE, "organization": section, "faults": faults}))


def request(action: str = ACTION, secret_id: str = ID, **parameters: Any) -> Any:
    return signed(
        {"Offset": 0, "Limit": 50, **parameters},
        service="organization",
        action=action,
        host="organization.tencentcloudapi.com",
        secret_id=secret_id,
    )


def names(service: Service, **parameters: Any) -> list[str]:
    return [item["Name"] for item in ask(service, request(**parameters))["Items"]]


def test_pages_together_contain_every_member_in_order() -> None:
    service = organization()
    first, second = (ask(service, request(Offset=offset)) for offset in (0, 50))
    assert (first["Total"], second["Total"], len(first["Items"]), len(second["Items"])) == (60, 60, 50, 10)
    assert [item["Name"] for item in first["Items"] + second["Items"]] == [member["name"] for member in MEMBERS]
    assert ask(service, request(Offset=100))["Items"] == []


@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        ("InvalidParameter", {"Limit": 51}),
        ("InvalidParameter", {"Limit": 0}),
        ("InvalidParameter", {"Offset": 25}),
        ("InvalidParameter", {"Offset": -50}),
        ("InvalidParameter", {"Offset": "0"}),
        ("InvalidParameter", {"Tags": [{"Key": "team"}]}),
        ("MissingParameter", {"Offset": None}),
        ("MissingParameter", {"Limit": None}),
        ("UnknownParameter", {"Status": "Confirmed"}),
    ],
)
def test_wrong_parameter_is_refused(code: str, parameters: dict[str, Any]) -> None:
    assert code_of(organization(), request(**parameters)) == code


def test_filters_select_members() -> None:
    service = organization()
    assert names(service, Tags=[{"TagKey": "team", "TagValue": "film"}]) == ["member-3"]
    assert names(service, SearchKey="200000000007") == ["member-7"]
    assert len(names(service, NodeId=20)) == len(names(service, NodeName="Studios")) == 30


def test_nodes_are_listed() -> None:
    response = ask(organization(), request("DescribeOrganizationNodes"))
    assert [(node["NodeId"], node["Name"], node["ParentNodeId"]) for node in response["Items"]] == [
        (1, "Root", 0),
        (20, "Studios", 1),
    ]


def test_only_the_manager_can_list_members() -> None:
    members = [{"uin": "100000000003", "name": "stranger"}]
    assert code_of(organization(members=members), request(secret_id="AKIDstranger")) == "UnauthorizedOperation"
    not_in_it = code_of(organization(), request(secret_id="AKIDstranger"))
    no_organization = code_of(Service(parse_state(STATE)), request())
    assert not_in_it == no_organization == "ResourceNotFound.OrganizationNotExist"


def test_rate_limit_is_twenty_requests_per_second() -> None:
    service = organization()
    codes = [ask(service, request()).get("Error", {}).get("Code") for _number in range(21)]
    assert codes == [None] * 20 + ["RequestLimitExceeded"]


def test_members_join_and_leave_by_a_fault_rule() -> None:
    changes = [{"leave": 0}, {"join": 1, "uin": "1", "name": "new"}, {"leave": 99}]
    service = organization(faults=[{"fault": "change_members", "members": changes, "after": 1}])
    assert names(service)[:3] == ["member-0", "member-1", "member-2"]
    assert names(service)[:3] == ["member-1", "new", "member-2"]


def test_shuffled_order_capped_pages_and_page_total() -> None:
    service = organization(order="shuffled", total="page", page_maximum=10)
    response = ask(service, request())
    assert (response["Total"], len(response["Items"])) == (10, 10)
    assert names(service) != [item["Name"] for item in response["Items"]]


@pytest.mark.parametrize(
    ("problem", "section"),
    [
        ("organization.manager: is required", {"members": []}),
        ("organization.manager: there is no account 'nobody'", {"manager": "nobody"}),
        ("organization.nodes[0].parent: there is no node 7", {"nodes": [{"id": 1, "name": "Root", "parent": 7}]}),
        ("organization.members[0].node: there is no node 7", {"members": [{"uin": "1", "node": 7}]}),
        ("organization.members[0].uin: must contain only digits, at most 18", {"members": [{"uin": "x"}]}),
        ("organization.members[0].tags: must be a mapping, not a list", {"members": [{"uin": "1", "tags": ["a"]}]}),
        ("organization.members: 1 is used 2 times; every entry needs its own", {"members": [{"uin": "1"}] * 2}),
        (
            "organization.members[0].status: unknown field; did you mean `bind_status`?",
            {"members": [{"uin": "1", "status": "x"}]},
        ),
    ],
)
def test_wrong_section_of_the_state_file_is_reported(problem: str, section: dict[str, Any]) -> None:
    manager = {} if "is required" in problem else {"manager": "studio"}
    with pytest.raises(StateError) as failed:
        parse_state({**STATE, "organization": {**manager, **section}})
    assert problem in failed.value.problems
