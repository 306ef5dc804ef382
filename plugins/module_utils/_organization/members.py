# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Lists the nodes and the members of an organization. Does no I/O: it yields calls and is sent their responses.

``Offset`` must be a whole multiple of ``Limit`` (docs/api-facts.md section 4.2), so pages cannot overlap as those of
person samples do (``_listing/pagination.py``). The list is *complete* if one page that is not full holds all of it, or
if two consecutive passes return the same rows in the same order with the same ``Total``. The pages of a pass are
requested one after another. In a pass,

1. every page has as many rows as its ``Total`` allows, and all pages have the same ``Total``,
2. the last page is not full: ``Limit`` is chosen so that ``Total`` is no multiple of it, and
3. no id occurs twice.

**Claim.** If no member leaves the organization and joins it again during the listing, and a page that is not full
reaches the end of the list, then the rows are exactly the members at one moment: when the last page of the first of the
two passes was made.

*Proof.* Each row of the first pass was a member when its page was made, and again in the second pass. It did not leave
and join again, so it was a member in between too, also at the moment of the last page of the first pass. So at this
moment all rows were members. Let the pages before the last one have n rows. By 1 they are full, so the last page starts
at the offset n and, by 2, contains all members from there on. The n rows before are members too, none of them is in the
last page by 3, so they are the members at the offsets before n. Nothing is left. ∎

The order of the list is not used. What this does not guarantee: that these credentials see every member, that the list
contains the administrator of the organization (unknown, docs/api-facts.md section 8), and that the server reads current
data.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable, Generic, TypeVar

from .._api.call import ApiCall, ApiResponse
from .._engine.plan import Plan
from .._errors import ContentError, IncompleteError
from .._text import escape_surrogates
from .options import SERVICE

VERSION = "2021-03-31"
PAGE_SIZE = 50
PASSES_MAXIMUM = 6
# Not a limit of the API: a larger value cannot be right.
TOTAL_MAXIMUM = 1_000_000
_REQUESTS_PER_SECOND = 20


@dataclass(frozen=True)
class Node:
    """A node (department). ``parent`` is the id of the node above; an id that is not listed means none."""

    key: int
    name: str
    parent: int


@dataclass(frozen=True)
class Member:
    """A member account. ``name`` may be empty. ``key`` is its uin."""

    key: int
    name: str
    node_id: int
    node_name: str
    tags: Mapping[str, str]
    permission_status: str

    @property
    def uin(self) -> str:
        return str(self.key)


Row = TypeVar("Row", Node, Member)


@dataclass(frozen=True)
class Organization:
    """The complete lists. ``passes`` counts the passes over the members."""

    members: Sequence[Member]
    passes: int
    _nodes: Mapping[int, Node] = field(default_factory=dict)

    def path_of(self, member: Member) -> tuple[str, ...]:
        """The names of the nodes from the root to the node of the member."""
        node = self._nodes.get(member.node_id)
        if node is None:
            return (member.node_name,) if member.node_name else ()
        names: list[str] = []
        seen: set[int] = set()
        while node is not None and node.key not in seen:
            seen.add(node.key)
            names.append(node.name)
            node = self._nodes.get(node.parent)
        return tuple(reversed(names))


@dataclass(frozen=True)
class _Page(Generic[Row]):
    total: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class _Pass(Generic[Row]):
    rows: Sequence[Row]
    total: int
    page_size: int

    @property
    def pages(self) -> int:
        return len(self.rows) // self.page_size + 1

    def is_same(self, other: _Pass[Row]) -> bool:
        return self.total == other.total and [row.key for row in self.rows] == [row.key for row in other.rows]


class _Inconsistent(Exception):
    """A pass that cannot be part of a complete list. The message is the reason."""


def list_organization() -> Plan[Organization]:
    """The complete list of the members. Raises ``IncompleteError``."""
    nodes, _passes = yield from _complete_list("DescribeOrganizationNodes", "nodes", _read_node)
    members, passes = yield from _complete_list("DescribeOrganizationMembers", "members", _read_member)
    if _unlisted_nodes(nodes, members):  # perhaps they were created after the nodes were listed
        nodes, _passes = yield from _complete_list("DescribeOrganizationNodes", "nodes", _read_node)
    unlisted = _unlisted_nodes(nodes, members)
    if unlisted:
        raise IncompleteError(
            f"the list of the nodes of the organization does not contain the node {min(unlisted)}, so no account is"
            " read: labels and 'nodes' would not be certain. Check that the credentials can list all nodes"
        )
    return Organization(members, passes, {node.key: node for node in nodes})


def _unlisted_nodes(nodes: Sequence[Node], members: Sequence[Member]) -> set[int]:
    """The nodes of members, and the parents of nodes, that are not in the list of the nodes."""
    known = {0, *(node.key for node in nodes)}  # 0: no node
    return {*(member.node_id for member in members), *(node.parent for node in nodes)} - known


def _complete_list(
    action: str, noun: str, read_row: Callable[[Mapping[str, Any]], Row]
) -> Generator[Sequence[ApiCall], Sequence[ApiResponse], tuple[Sequence[Row], int]]:
    """The rows, and the number of passes."""
    before: _Pass[Row] | None = None
    reason, size = "", PAGE_SIZE
    for passes in range(1, PASSES_MAXIMUM + 1):
        try:
            current: _Pass[Row] = yield from _one_pass(action, noun, read_row, size)
        except _Inconsistent as inconsistent:
            before, reason = None, str(inconsistent)
            continue
        if current.pages == 1 or (before is not None and before.is_same(current)):
            return current.rows, passes
        before, reason, size = current, "two consecutive passes over the list differ", current.page_size
    raise IncompleteError(
        f"the list of the {noun} of the organization could not be verified as complete in {PASSES_MAXIMUM} passes, so"
        f" no account is read: {reason}. The organization changes during the listing, or the order of the list is not"
        " stable. Repeat the task later"
    )


def _one_pass(
    action: str, noun: str, read_row: Callable[[Mapping[str, Any]], Row], size: int
) -> Generator[Sequence[ApiCall], Sequence[ApiResponse], _Pass[Row]]:
    """The rows of one pass. Raises ``_Inconsistent``."""
    call = partial(_call, action, read_row)
    (response,) = yield [call(0, size)]
    page: _Page[Row] = response.value
    if page.total and page.total % size == 0:
        size = _fitting_size(page.total)
        (response,) = yield [call(0, size)]
        page = response.value
    rows: list[Row] = []
    total = page.total
    while True:
        expected = max(0, min(size, total - len(rows)))
        if page.total != total or len(page.rows) != expected:
            raise _Inconsistent(
                f"the page at offset {len(rows)} has {len(page.rows)} {noun} and the Total {page.total}, but"
                f" {expected} {noun} and the Total {total} are expected"
            )
        rows += page.rows
        if expected < size:
            break
        (response,) = yield [call(len(rows), size)]
        page = response.value
    if len({row.key for row in rows}) < len(rows):
        raise _Inconsistent(f"the list contains one of the {noun} twice")
    return _Pass(rows, total, size)


def _fitting_size(total: int) -> int:
    """The largest page size that does not divide ``total``, so that the last page is not full."""
    size = PAGE_SIZE
    while total % size == 0:
        size -= 1
    return size


def _call(action: str, read_row: Callable[[Mapping[str, Any]], Row], offset: int, size: int) -> ApiCall:
    parameters = {"Offset": offset, "Limit": size}
    read = partial(_read_page, read_row, offset)
    return ApiCall(SERVICE, VERSION, action, parameters, read, (), _REQUESTS_PER_SECOND)


def _read_page(read_row: Callable[[Mapping[str, Any]], Row], offset: int, response: Mapping[str, Any]) -> _Page[Row]:
    """A page in a ``Response`` object. Raises ``ContentError`` if it is not as documented."""
    total, rows = response.get("Total"), response.get("Items")
    if not isinstance(total, int) or isinstance(total, bool) or not 0 <= total <= TOTAL_MAXIMUM:
        raise ContentError(f"the response has no Total, or it is not a number from 0 to {TOTAL_MAXIMUM:,}")
    if rows is None and total == 0 and "Items" in response:
        rows = []
    if not isinstance(rows, list):
        raise ContentError("the response has no Items, or they are not a list")
    read = []
    for index, row in enumerate(rows):
        try:
            read.append(read_row(row))
        except (TypeError, ValueError, AttributeError, KeyError):
            raise ContentError(f"the entry at offset {offset + index} of Items is not as documented") from None
    return _Page(total, read)


def _read_node(row: Mapping[str, Any]) -> Node:
    return Node(_read_id(row["NodeId"]), _read_text(row["Name"]), _read_id(row.get("ParentNodeId") or 0))


def _read_member(row: Mapping[str, Any]) -> Member:
    tags = {_read_text(tag["TagKey"]): _read_text(tag.get("TagValue")) for tag in row.get("Tags") or ()}
    uin = _read_id(row["MemberUin"])
    if uin < 1:
        raise ValueError("no uin")
    return Member(
        key=uin,
        name=_read_text(row.get("Name")),
        node_id=_read_id(row.get("NodeId") or 0),
        node_name=_read_text(row.get("NodeName")),
        tags=tags,
        permission_status=_read_text(row.get("PermissionStatus")),
    )


def _read_id(value: Any) -> int:
    """An id. A string of digits is accepted too. Raises ``ValueError`` or ``TypeError``."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError("no id")
    return int(value)


def _read_text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError("no text")
    text: str = escape_surrogates(value or "")
    return text
