# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The options that say as whom a call is made: their argument spec, and how they become an identity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._api.call import Credentials
from .._errors import ConfigurationError
from . import identity as identity_of
from .identity import Identity, Role
from .profiles import DEFAULT_SESSION_NAME
from .providers import ENVIRONMENT, checked, first_set

LONGEST_ROLE_S = 43200  # documented maximum of AssumeRole (api-facts 4.1)

# The forms that STS documents (api-facts 4.1).
_ROLE_ARN = (
    r"qcs::cam::uin/[0-9]+:(roleName|role|role/tencentcloudServiceRoleName|role/tencentcloudServiceRole)/[^\s/]+"
)
_SESSION_NAME = r"[\w+=,.@-]{2,128}"
_EXTERNAL_ID = r"[\w+=,.@:/-]{2,128}"


def parse_identity(options: Mapping[str, Any], environment: Mapping[str, str]) -> Identity:
    """An identity from the options. Raises ``ConfigurationError``, which never shows a key."""
    given = _given_keys(options, environment)
    source, profile = options["credential_source"], options["profile"] or None
    if given is not None and profile is not None:
        raise ConfigurationError("profile and secret_id/secret_key are both given; give one of them")
    if given is not None and source not in (identity_of.AUTO, identity_of.STATIC):
        raise ConfigurationError(
            f"credential_source is {source}, but secret_id and secret_key are given; leave one out"
        )
    if profile is not None and source not in (identity_of.AUTO, identity_of.PROFILE):
        raise ConfigurationError(f"credential_source is {source}, but a profile is given; leave one out")
    account_uin = options["account_uin"] or None
    if account_uin is not None and not re.fullmatch(r"[0-9]{1,20}", account_uin):
        raise ConfigurationError(f"account_uin {account_uin!r} is not the number of an account")
    return Identity(source, given, profile, _checked_role(options), account_uin)


def _given_keys(options: Mapping[str, Any], environment: Mapping[str, str]) -> Credentials | None:
    """The keys of the options; where one of the two is given, the environment may hold the other.

    A token of the environment belongs to the ``secret_id`` beside it, so it is left alone when options name another.
    """
    if options["secret_id"] is None and options["secret_key"] is None and not options["token"]:
        return None
    values = {}
    for option in ("secret_id", "secret_key"):
        if options[option] == "":
            raise ConfigurationError(
                f"{option} is given, but it is empty. Leave the option out to read it from the environment variable"
                f" {ENVIRONMENT[option][0]}, or check where its value comes from"
            )
        value = options[option] or first_set(environment, ENVIRONMENT[option])
        if value is None:
            raise ConfigurationError(
                f"no {option}: neither the option '{option}' nor the environment variable {ENVIRONMENT[option][0]} is"
                " set (for a module: in the environment of the host that runs it)"
            )
        values[option] = value
    token = options["token"] or (None if options["secret_id"] else first_set(environment, ENVIRONMENT["token"]))
    return checked(Credentials(values["secret_id"], values["secret_key"], token))


def _checked_role(options: Mapping[str, Any]) -> Role | None:
    arn, session_name = options["role_arn"] or None, options["role_session_name"] or DEFAULT_SESSION_NAME
    duration, external_id = options["role_duration"], options["role_external_id"] or None
    if arn is None:
        return None
    if not re.fullmatch(_ROLE_ARN, arn):
        raise ConfigurationError(
            f"role_arn {arn!r} is not the name of a role, such as 'qcs::cam::uin/100000000001:roleName/SampleAuditor'"
        )
    if not re.fullmatch(_SESSION_NAME, session_name):
        raise ConfigurationError(
            f"role_session_name {session_name!r} is not 2 to 128 letters, digits or any of +=,.@_-"
        )
    if duration is not None and not 1 <= duration <= LONGEST_ROLE_S:
        raise ConfigurationError(f"role_duration is {duration}: it must be from 1 to {LONGEST_ROLE_S} (seconds)")
    if external_id is not None and not re.fullmatch(_EXTERNAL_ID, external_id):
        raise ConfigurationError("role_external_id is not 2 to 128 letters, digits or any of +=,.@:/_-")
    return Role(arn, session_name, duration, external_id)
