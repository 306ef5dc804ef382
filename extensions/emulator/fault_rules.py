# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by rule: what shall go wrong, for whom, and how often. Described in README.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.fields import Fields
from emulator.library import Library
from emulator.sample import Sample

FAULTS = {
    "throttle": {"code", "retry_after"},
    "server_error": {"code", "http_status", "retry_after"},
    "delay": {"delay_ms"},
    "reset": {"delay_ms"},
    "truncate": set(),
    "not_json": set(),
    "missing_members": set(),
    "wrong_clock": {"clock_offset_s"},
    "denied": {"code"},
    "mutate": {"mutate"},
}
MUTATIONS = "{delete: index}, {insert: index, name: ...}, {rename: index, name: ...}"
DEFAULT_CODES = {
    "throttle": "RequestLimitExceeded",
    "server_error": "InternalError",
    "denied": "UnauthorizedOperation",
}


@dataclass(frozen=True)
class Mutation:
    """One change of a library: ``kind`` insert, delete or rename at a position of the insertion order."""

    kind: str
    index: int
    sample: Sample | None = None

    def apply(self, library: Library) -> None:
        """Positions beyond the end: an insert appends, the others do nothing."""
        if self.kind == "insert" and self.sample is not None:
            new = Sample(**{**vars(self.sample), "person_id": library.free_id()})
            library.create(new, self.index)
        elif self.index < len(library):
            person_id = library.at(self.index).person_id
            if self.kind == "delete":
                library.delete(person_id)
            elif self.sample is not None:
                library.modify(person_id, name=self.sample.name)


@dataclass(frozen=True)
class Rule:
    """``times`` None means always; the fields below ``after`` are what single faults need."""

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
    mutations: tuple[Mutation, ...] = ()

    def matches(self, account: str | None, action: str | None) -> bool:
        """Whether the rule is about this account and action at all."""
        return self.account in (None, account) and self.action in (None, action)

    def mutate(self, library: Library) -> None:
        """Makes the changes of the rule, if it has any."""
        for mutation in self.mutations:
            mutation.apply(library)


class FaultPlan:
    """The rules in force, with how many requests each has seen."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._rules: list[Rule] = list(rules)
        self._seen = [0] * len(self._rules)

    def pick(self, account: str | None, action: str | None) -> Sequence[Rule]:
        """The rules that hit this request, in their order; each matching rule counts it."""
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


def read_rules(source: Any, account_names: Collection[str], problems: list[str]) -> list[Rule]:
    """Rules as a list of mappings; what is wrong with them is added to ``problems``."""
    fields = Fields({"faults": source}, "", problems)
    return fields.each("faults", lambda rule: read_rule(rule, account_names))


def read_rule(fields: Fields, account_names: Collection[str]) -> Rule:
    """One rule."""
    fault = fields.choice("fault", tuple(FAULTS), "delay", required=True)
    for name in ("code", "http_status", "retry_after", "delay_ms", "clock_offset_s", "mutate"):
        if name in fields and name not in FAULTS[fault]:
            fields.problem(name, f"does nothing for the fault {fault}")
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
        clock_offset_s=fields.number("clock_offset_s", 0),
        mutations=tuple(fields.each("mutate", _read_mutation)),
    )


def _read_mutation(fields: Fields) -> Mutation:
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
