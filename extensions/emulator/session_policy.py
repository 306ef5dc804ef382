# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy of a role session: the parameter Policy of AssumeRole, which narrows the permissions of the role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from emulator.api_error import ApiError

ALWAYS_ALLOWED = "sts:GetCallerIdentity"


@dataclass(frozen=True)
class SessionPolicy:
    """Patterns for ``product:Action``. Resources and conditions are not evaluated."""

    allowed: tuple[str, ...]
    denied: tuple[str, ...]

    def allows(self, permission: str) -> bool:
        """Whether a statement allows the permission, and none denies it."""
        if permission == ALWAYS_ALLOWED:
            return True
        return _matches(permission, self.allowed) and not _matches(permission, self.denied)


def parse_session_policy(text: str) -> SessionPolicy | None:
    """The policy in a Policy parameter, which is URL-encoded JSON; None if it is empty. Raises ApiError."""
    if not text:
        return None
    try:
        policy = json.loads(unquote(text))
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        raise ApiError("InvalidParameter.StrategyFormatError", "Policy is not URL-encoded JSON.")
    if '"principal"' in json.dumps(policy).lower():
        raise ApiError("InvalidParameter.StrategyInvalid", "Policy must not contain principal.")
    statements = policy.get("statement", [])
    parsed = [_parse_statement(entry) for entry in (statements if isinstance(statements, list) else [statements])]
    return SessionPolicy(
        tuple(action for effect, actions in parsed if effect == "allow" for action in actions),
        tuple(action for effect, actions in parsed if effect == "deny" for action in actions),
    )


def _parse_statement(statement: Any) -> tuple[str, list[str]]:
    """Effect and actions. ``name/`` before an action is optional."""
    source: Mapping[str, Any] = statement if isinstance(statement, Mapping) else {}
    effect, actions = source.get("effect"), source.get("action")
    given = actions if isinstance(actions, list) else [actions]
    texts = [action for action in given if isinstance(action, str)]
    if effect not in ("allow", "deny") or not texts or len(texts) < len(given):
        raise ApiError("InvalidParameter.StrategyFormatError", "A statement of Policy needs effect and action.")
    return effect, [text.removeprefix("name/") for text in texts]


def _matches(permission: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(permission, pattern) for pattern in patterns)
