# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules: which requests fail, how, and how often. README.md describes the fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from emulator.fields import Fields
from emulator.library import Library
from emulator.organization_state import MemberChange, parse_member_change
from emulator.sample import Sample

FAULTS = {
    "throttle": {"code", "retry_after"},
    "server_error": {"code", "http_status", "retry_after"},
    "delay": {"delay_ms"},
    "reset": {"delay_ms"},
    "truncate": set(),
    "not_json": set(),
    "missing_members": set(),
    "null_name": {"person_id"},
    "wrong_clock": {"clock_offset_s"},
    "denied": {"code"},
    "mutate": {"mutate"},
    "change_members": {"members"},
}
CLOCK_OFFSET_MAXIMUM_S = 10 * 365 * 24 * 3600
MUTATIONS = "{delete: index}, {insert: index, name: ...}, {rename: index, name: ...}"
DEFAULT_CODES = {
    "throttle": "RequestLimitExceeded",
    "server_error": "InternalError",
    "denied": "UnauthorizedOperation",
}


@dataclass(frozen=True)
class Mutation:
    """One change of a library. ``kind``: insert, delete or rename. ``index``: position in insertion order, from 0."""

    kind: str
    index: int
    sample: Sample | None = None

    def apply(self, library: Library) -> None:
        """Change the library. Beyond the end, an insert appends; a delete or a rename does nothing."""
        if self.kind == "insert" and self.sample is not None:
            library.create(replace(self.sample, person_id=library.free_id()), self.index)
        elif self.index < len(library):
            person_id = library.at(self.index).person_id
            if self.kind == "delete":
                library.delete(person_id)
            elif self.sample is not None:
                library.modify(person_id, name=self.sample.name)


@dataclass(frozen=True)
class Rule:
    """One fault rule. ``times`` None means always. ``FAULTS`` lists the faults that use the fields from ``code`` on."""

    fault: str
    account: str | None = None
    action: str | None = None
    times: int | None = 1
    after: int = 0
    code: str = ""
    http_status: int | None = None
    retry_after: float | None = None
    delay_ms: float = 0
    clock_offset_s: float = 0
    person_id: str = ""
    mutations: tuple[Mutation, ...] = ()
    member_changes: tuple[MemberChange, ...] = ()

    def matches(self, account: str | None, action: str | None) -> bool:
        """Whether the rule applies to this account and this action."""
        return self.account in (None, account) and self.action in (None, action)

    def mutate(self, library: Library) -> None:
        """Apply the mutations of the rule, if any."""
        for mutation in self.mutations:
            mutation.apply(library)


class FaultPlan:
    """The active rules, with the number of matching requests for each rule."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._rules: list[Rule] = list(rules)
        self._seen = [0] * len(self._rules)

    def pick(self, account: str | None, action: str | None) -> Sequence[Rule]:
        """The rules that affect this request, in order. Each matching rule counts the request."""
        if not self._rules:
            return ()
        picked = []
        for number, rule in enumerate(self._rules):
            if not rule.matches(account, action):
                continue
            seen = self._seen[number]
            self._seen[number] += 1
            if seen >= rule.after and (rule.times is None or seen < rule.after + rule.times):
                picked.append(rule)
        return picked


def parse_rules(source: Any, account_names: Collection[str], problems: list[str]) -> list[Rule]:
    """Parse a list of mappings. Adds a message to ``problems`` for each wrong field."""
    fields = Fields({"faults": source}, "", problems)
    return fields.each("faults", lambda rule: parse_rule(rule, account_names))


def parse_rule(fields: Fields, account_names: Collection[str]) -> Rule:
    """Parse one rule. ``account_names``: the accounts that exist."""
    fault = fields.choice("fault", tuple(FAULTS), "delay", required=True)
    for name in ("code", "http_status", "retry_after", "delay_ms", "clock_offset_s", "person_id", "mutate", "members"):
        if name in fields and name not in FAULTS[fault]:
            fields.problem(name, f"has no effect on the fault {fault}; remove it")
    account = fields.text("account") or None
    if account is not None and account not in account_names:
        fields.problem("account", f"there is no account {account!r}")
    return Rule(
        fault=fault,
        account=account,
        action=fields.text("action") or None,
        times=None if fields.is_text("times", "always") else fields.integer("times", 1, 1),
        after=fields.integer("after", 0, 0),
        code=fields.text("code", DEFAULT_CODES.get(fault)),
        http_status=fields.integer("http_status", 500, 500, 599) if "http_status" in fields else None,
        retry_after=fields.number("retry_after", 0, 0) if "retry_after" in fields else None,
        delay_ms=fields.number("delay_ms", 0, 0),
        clock_offset_s=fields.number("clock_offset_s", 0, -CLOCK_OFFSET_MAXIMUM_S, CLOCK_OFFSET_MAXIMUM_S),
        person_id=fields.text("person_id", required=fault == "null_name"),
        mutations=tuple(fields.each("mutate", _parse_mutation)),
        member_changes=tuple(fields.each("members", parse_member_change)),
    )


def _parse_mutation(fields: Fields) -> Mutation:
    kinds = [kind for kind in ("delete", "insert", "rename") if kind in fields]
    if len(kinds) != 1:
        fields.problem("", f"must be one of {MUTATIONS}")
        fields.close()
        return Mutation("delete", 0)
    kind = kinds[0]
    index = fields.integer(kind, 0, 0)
    if kind == "delete":
        return Mutation(kind, index)
    tags = fields.texts("tags") if kind == "insert" else ()
    return Mutation(kind, index, Sample("", fields.text("name", required=True), tags=tags))
