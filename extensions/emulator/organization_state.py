# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The section ``organization`` of the state file: nodes and members. README.md describes the fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.fields import Fields, type_name
from emulator.role_state import is_digits

LIMIT_MAXIMUM = 50
TAGS_MAXIMUM = 10
ORDERS = ("stable", "shuffled")
TOTALS = ("exact", "page")
TYPES = ("Create", "Invite")
PERMISSION_STATUSES = ("Confirmed", "UnConfirmed")
BIND_STATUSES = ("Unbound", "Valid", "Success", "Failed")
FIRST_TIME = "2024-01-01 00:00:00"
ROOT_ID, ROOT_NAME = 1, "Root"


@dataclass(frozen=True)
class Node:
    """A node (department). ``parent`` is 0 for the root."""

    node_id: int
    name: str
    parent: int = 0


@dataclass(frozen=True)
class Member:
    """A member account of the organization."""

    uin: str
    name: str
    node_id: int = ROOT_ID
    tags: Mapping[str, str] = field(default_factory=dict)
    member_type: str = TYPES[0]
    permission_status: str = PERMISSION_STATUSES[0]
    bind_status: str = BIND_STATUSES[0]
    nick_name: str = ""
    remark: str = ""


@dataclass(frozen=True)
class MemberChange:
    """One change of the members: ``member`` joins before the position ``index``, or the member at ``index`` leaves."""

    index: int
    member: Member | None = None


@dataclass(frozen=True)
class OrganizationState:
    """A validated section. ``manager`` is the account whose credentials can list the members.

    ``order``, ``total`` and ``page_maximum`` are what the documentation of the API does not define.
    """

    manager: str
    nodes: tuple[Node, ...]
    members: tuple[Member, ...]
    order: str = ORDERS[0]
    total: str = TOTALS[0]
    page_maximum: int = LIMIT_MAXIMUM


def parse_organization(
    source: Any, path: str, account_names: Collection[str], problems: list[str]
) -> OrganizationState | None:
    """The section; None if the state file has none. Adds a message to ``problems`` for each wrong field."""
    if source is None:
        return None
    fields = Fields(source, path, problems)
    manager = fields.text("manager", required=True)
    if manager and manager not in account_names:
        fields.problem("manager", f"there is no account {manager!r}")
    nodes = tuple(fields.each("nodes", _parse_node)) or (Node(ROOT_ID, ROOT_NAME),)
    members = tuple(fields.each("members", parse_member))
    state = OrganizationState(
        manager=manager,
        nodes=nodes,
        members=members,
        order=fields.choice("order", ORDERS, ORDERS[0]),
        total=fields.choice("total", TOTALS, TOTALS[0]),
        page_maximum=fields.integer("page_maximum", LIMIT_MAXIMUM, 1, LIMIT_MAXIMUM),
    )
    fields.close()
    _report_wrong_references(fields, nodes, members)
    return state


def parse_member(fields: Fields) -> Member:
    """One member."""
    uin = fields.text("uin", required=True)
    if uin and not (is_digits(uin) and len(uin) <= 18):
        fields.problem("uin", "must contain only digits, at most 18")
    return Member(
        uin=uin,
        name=fields.text("name", may_be_empty=True),
        node_id=fields.integer("node", ROOT_ID, 1),
        tags=_parse_tags(fields),
        member_type=fields.choice("type", TYPES, TYPES[0]),
        permission_status=fields.choice("permission_status", PERMISSION_STATUSES, PERMISSION_STATUSES[0]),
        bind_status=fields.choice("bind_status", BIND_STATUSES, BIND_STATUSES[0]),
        nick_name=fields.text("nick_name", may_be_empty=True),
        remark=fields.text("remark", may_be_empty=True),
    )


def parse_member_change(fields: Fields) -> MemberChange:
    """One entry of ``members`` in a fault rule: ``{leave: index}``, or ``{join: index}`` with fields of a member."""
    kinds = [kind for kind in ("join", "leave") if kind in fields]
    if len(kinds) != 1:
        fields.problem("", "must be {leave: index}, or {join: index, uin: ..., name: ...}")
        return MemberChange(0)
    index = fields.integer(kinds[0], 0, 0)
    return MemberChange(index, parse_member(fields) if kinds[0] == "join" else None)


def _parse_node(fields: Fields) -> Node:
    return Node(fields.integer("id", 0, 1), fields.text("name", required=True), fields.integer("parent", 0, 0))


def _parse_tags(fields: Fields) -> dict[str, str]:
    value = fields.raw("tags")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        fields.problem("tags", f"must be a mapping, not {type_name(value)}")
        return {}
    for key, text in value.items():
        if not isinstance(key, str) or not isinstance(text, str):
            fields.problem("tags", "must contain only strings; put numbers in quotes")
            return {}
    return dict(value)


def _report_wrong_references(fields: Fields, nodes: tuple[Node, ...], members: tuple[Member, ...]) -> None:
    known = {node.node_id for node in nodes}
    for index, node in enumerate(nodes):
        if node.parent and node.parent not in known:
            fields.problem(f"nodes[{index}].parent", f"there is no node {node.parent}")
    for index, member in enumerate(members):
        if member.node_id not in known:
            fields.problem(f"members[{index}].node", f"there is no node {member.node_id}")
    for name, values in (("nodes", [str(node.node_id) for node in nodes]), ("members", [one.uin for one in members])):
        for value, count in Counter(values).items():
            if count > 1:
                fields.problem(name, f"{value} is used {count} times; every entry needs its own")
