# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of organization 2021-03-31 (docs/api-facts.md section 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.api_error import ApiError
from emulator.call import Action, Call
from emulator.organization_state import (
    FIRST_TIME,
    LIMIT_MAXIMUM,
    TAGS_MAXIMUM,
    Member,
    MemberChange,
    Node,
    OrganizationState,
)

VERSION = "2021-03-31"
_REQUESTS_PER_SECOND = 20
_MEMBER_PARAMETERS = ("Offset", "Limit", "Lang", "SearchKey", "AuthName", "Product", "Tags", "NodeId", "NodeName")
_NODE_PARAMETERS = ("Offset", "Limit", "Tags")


@dataclass
class Organization:
    """The organization of a running emulator."""

    state: OrganizationState
    members: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = list(self.state.members)

    def change(self, changes: Iterable[MemberChange]) -> None:
        """Let members join and leave. Beyond the end, a join appends and a leave does nothing."""
        for change in changes:
            if change.member is not None:
                self.members.insert(change.index, change.member)
            elif change.index < len(self.members):
                del self.members[change.index]

    @property
    def nodes(self) -> dict[int, Node]:
        """The nodes by id."""
        return {node.node_id: node for node in self.state.nodes}


def describe_members(call: Call) -> str:
    """DescribeOrganizationMembers: a page of the members that match all filters."""
    organization = _organization(call)
    parameters = call.parameters
    _validate_names(parameters, _MEMBER_PARAMETERS)
    offset, limit = _parse_page(parameters)
    wanted = _parse_tags(parameters.get("Tags"))
    nodes = organization.nodes
    found = [member for member in organization.members if _matches(member, nodes[member.node_id], parameters, wanted)]
    if organization.state.order == "shuffled":
        found = [found[index] for index in call.randomness.sample(range(len(found)), len(found))]
    rows = [_member_row(member, nodes[member.node_id]) for member in found[offset:][:limit]]
    return _page(organization, rows, len(found))


def describe_nodes(call: Call) -> str:
    """DescribeOrganizationNodes: a page of the nodes. Nodes of the emulator have no tags."""
    organization = _organization(call)
    _validate_names(call.parameters, _NODE_PARAMETERS)
    offset, limit = _parse_page(call.parameters)
    found = [] if _parse_tags(call.parameters.get("Tags")) else organization.state.nodes
    return _page(organization, [_node_row(node) for node in found[offset:][:limit]], len(found))


def _organization(call: Call) -> Organization:
    """The organization, if the caller is its manager. Raises ApiError."""
    organization = call.organization
    uin = call.identity.account.uin
    if organization is None:
        raise ApiError("ResourceNotFound.OrganizationNotExist", "The account has no organization.")
    if call.identity.account.name == organization.state.manager:
        return organization
    if uin in {member.uin for member in organization.members}:
        raise ApiError("UnauthorizedOperation", "Only the administrator of the organization can list its members.")
    raise ApiError("ResourceNotFound.OrganizationNotExist", "The account is in no organization.")


def _page(organization: Organization, rows: Sequence[Mapping[str, Any]], total: int) -> str:
    rows = rows[: organization.state.page_maximum]
    total = len(rows) if organization.state.total == "page" else total
    return json.dumps({"Items": list(rows), "Total": total}, ensure_ascii=False)


def _validate_names(parameters: Mapping[str, Any], known: Iterable[str]) -> None:
    for name in parameters:
        if name not in known:
            raise ApiError("UnknownParameter", f"The parameter `{name}` is not recognized.")


def _parse_page(parameters: Mapping[str, Any]) -> tuple[int, int]:
    """Offset and Limit. Both are required, and Offset must be a whole multiple of Limit."""
    values = []
    for name in ("Offset", "Limit"):
        value = parameters.get(name)
        if value is None:
            raise ApiError("MissingParameter", f"The parameter `{name}` is required.")
        if isinstance(value, bool) or not isinstance(value, int):
            raise ApiError("InvalidParameter", f"The parameter `{name}` must be an integer.")
        values.append(value)
    offset, limit = values
    if not 1 <= limit <= LIMIT_MAXIMUM:
        raise ApiError("InvalidParameter", f"Limit must be from 1 to {LIMIT_MAXIMUM}.")
    if offset < 0 or offset % limit:
        raise ApiError("InvalidParameter", "Offset must be a whole multiple of Limit.")
    return offset, limit


def _parse_tags(tags: Any) -> dict[str, str]:
    if tags is None:
        return {}
    if not isinstance(tags, list) or len(tags) > TAGS_MAXIMUM:
        raise ApiError("InvalidParameter", f"Tags must be a list of at most {TAGS_MAXIMUM} tags.")
    for tag in tags:
        if not isinstance(tag, dict) or set(tag) != {"TagKey", "TagValue"}:
            raise ApiError("InvalidParameter", "Each tag must have TagKey and TagValue.")
    return {str(tag["TagKey"]): str(tag["TagValue"]) for tag in tags}


def _matches(member: Member, node: Node, parameters: Mapping[str, Any], tags: Mapping[str, str]) -> bool:
    search = str(parameters.get("SearchKey", ""))
    return (
        (search in member.name or search == member.uin)
        and parameters.get("NodeId", node.node_id) == node.node_id
        and parameters.get("NodeName", node.name) == node.name
        and tags.items() <= member.tags.items()
    )


def _member_row(member: Member, node: Node) -> dict[str, Any]:
    return {
        "MemberUin": int(member.uin),
        "Name": member.name,
        "MemberType": member.member_type,
        "OrgPolicyType": "Financial",
        "OrgPolicyName": "Finance management",
        "OrgPermission": [{"Id": 1, "Name": "View bills"}],
        "NodeId": node.node_id,
        "NodeName": node.name,
        "Remark": member.remark,
        "CreateTime": FIRST_TIME,
        "UpdateTime": FIRST_TIME,
        "IsAllowQuit": "Denied",
        "PayUin": member.uin,
        "PayName": member.name,
        "OrgIdentity": [{"IdentityId": 1, "IdentityAliasName": "Administrator"}],
        "BindStatus": member.bind_status,
        "PermissionStatus": member.permission_status,
        "Tags": [{"TagKey": key, "TagValue": value} for key, value in member.tags.items()],
        "NickName": member.nick_name,
    }


def _node_row(node: Node) -> dict[str, Any]:
    return {
        "NodeId": node.node_id,
        "Name": node.name,
        "ParentNodeId": node.parent,
        "Remark": "",
        "CreateTime": FIRST_TIME,
        "UpdateTime": FIRST_TIME,
        "Tags": [],
    }


ORGANIZATION_ACTIONS = tuple(
    Action("organization", VERSION, name, run, ("Offset", "Limit", "NodeId"), _REQUESTS_PER_SECOND)
    for name, run in (("DescribeOrganizationMembers", describe_members), ("DescribeOrganizationNodes", describe_nodes))
)
