# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Checks the role to assume: of the options, of a profile, or of an OIDC token; and the policy of its session."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._api.redaction import hide_keys
from .._errors import ConfigurationError
from .settings import Role

DEFAULT_SESSION_NAME = "tencentcloud.mps"
ROLE_DURATION_MAXIMUM_S = 43200  # docs/api-facts.md section 4.1, as are the patterns below
_ROLE_ARN = (
    r"qcs::cam::uin/[0-9]+:(roleName|role|role/tencentcloudServiceRoleName|role/tencentcloudServiceRole)/[\w+=,.@-]+"
)
_SESSION_NAME = r"[\w+=,.@-]{2,128}"
_EXTERNAL_ID = r"[\w+=,.@:/-]{2,128}"


class MissingRoleError(ConfigurationError):
    """The options need a role that they do not set. In an audit, each account can set its own role."""


def validate_role(role: Role, arn_name: str = "role_arn", session_name: str = "role_session_name") -> Role:
    """The same role. Raises ``ConfigurationError`` with the names of what contains the values."""
    if not re.fullmatch(_ROLE_ARN, role.arn):
        raise ConfigurationError(
            f"{arn_name} {hide_keys(role.arn)!r} is not a role ARN. Example:"
            " 'qcs::cam::uin/100000000001:roleName/SampleAuditor'"
        )
    if not re.fullmatch(_SESSION_NAME, role.session_name):
        raise ConfigurationError(
            f"{session_name} {hide_keys(role.session_name)!r} must have 2 to 128 characters, only letters, digits and"
            " +=,.@_-"
        )
    if role.duration is not None and not 1 <= role.duration <= ROLE_DURATION_MAXIMUM_S:
        raise ConfigurationError(
            f"role_duration is {role.duration}. It must be from 1 to {ROLE_DURATION_MAXIMUM_S} seconds"
        )
    if role.external_id is not None and not re.fullmatch(_EXTERNAL_ID, role.external_id):
        raise ConfigurationError("role_external_id must have 2 to 128 characters, only letters, digits and +=,.@:/_-")
    return role


def parse_policy(value: Any) -> str | None:
    """The policy as compact JSON; None if there is none. ``value`` is JSON text or a mapping.

    Raises ``ConfigurationError``. The rules are in docs/api-facts.md section 4.1.
    """
    if value in (None, ""):
        return None
    try:
        policy = json.loads(value) if isinstance(value, str) else value
        text = json.dumps(policy, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError):
        raise ConfigurationError("role_policy is not JSON. Set it to a mapping, or to a policy in JSON") from None
    if not isinstance(policy, Mapping) or not policy.get("statement"):
        raise ConfigurationError(
            "role_policy is not a policy: it must be a mapping with 'version' and 'statement'. Compare it with the"
            " example in the authentication guide"
        )
    if '"principal":' in text.lower():
        raise ConfigurationError(
            "role_policy contains 'principal', which the policy of a session must not contain. Remove it: the role is"
            " the principal"
        )
    return text
