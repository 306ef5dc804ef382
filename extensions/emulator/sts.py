# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of sts 2018-08-13 (docs/api-facts.md section 4.1).

AssumeRole and AssumeRoleWithWebIdentity issue temporary credentials. GetCallerIdentity returns the caller.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from emulator.accounts import Account, Identity, RoleSession
from emulator.api_error import ApiError
from emulator.call import Action, Call
from emulator.role_state import Role
from emulator.session_policy import parse_session_policy
from emulator.web_identity import accepted_identities, trusts_subject

DEFAULT_DURATION_S = 7200
TAGS_MAXIMUM = 50
SESSION_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{2,128}")
EXTERNAL_ID = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,128}")
_ASSUME_ROLE_PARAMETERS = (
    *("RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"),
    *("Tags", "SourceIdentity", "SerialNumber", "TokenCode"),
)
_WEB_IDENTITY_PARAMETERS = ("ProviderId", "WebIdentityToken", "RoleArn", "RoleSessionName", "DurationSeconds")


def assume_role(call: Call) -> str:
    """AssumeRole: temporary credentials of a role, for a caller that the role trusts."""
    parameters, caller = call.parameters, call.identity
    _validate_names(parameters, _ASSUME_ROLE_PARAMETERS)
    arn = _text(parameters, "RoleArn", required=True)
    session_name = _text(parameters, "RoleSessionName", SESSION_NAME, required=True)
    external_id = _text(parameters, "ExternalId", EXTERNAL_ID)
    duration_s = _parse_duration(parameters)
    policy = parse_session_policy(_text(parameters, "Policy"))
    _validate_tags(parameters.get("Tags"))
    account, role = _find_role(call, arn)
    if not caller.trust_names & set(role.trusts):
        raise _not_authorized(arn, "the role does not trust the caller")
    if role.external_id and not hmac.compare_digest(role.external_id.encode(), external_id.encode()):
        raise _not_authorized(arn, "the role requires a different ExternalId")
    return _issue(call, account, RoleSession(role, session_name, caller.uin, policy), duration_s)


def assume_role_with_web_identity(call: Call) -> str:
    """AssumeRoleWithWebIdentity: temporary credentials of a role, for a token that ``oidc`` of the account accepts."""
    parameters = call.parameters
    _validate_names(parameters, _WEB_IDENTITY_PARAMETERS)
    provider_id = _text(parameters, "ProviderId", required=True)
    token = _text(parameters, "WebIdentityToken", required=True)
    arn = _text(parameters, "RoleArn", required=True)
    session_name = _text(parameters, "RoleSessionName", SESSION_NAME, required=True)
    duration_s = _parse_duration(parameters)
    account, role = _find_role(call, arn)
    if call.server.web_identity_token == "trimmed":  # noqa: S105
        token = token.rstrip()
    accepted = accepted_identities(account.web_identities, provider_id, token, call.now)
    trusting = [identity for identity in accepted if role.name in identity.roles]
    if not trusting:
        raise _not_authorized(arn, "the role does not trust the provider")
    if not any(trusts_subject(identity, token) for identity in trusting):
        raise _not_authorized(arn, "the role does not trust the subject of the token")
    return _issue(call, account, RoleSession(role, session_name, account.uin), duration_s)


def get_caller_identity(call: Call) -> str:
    """GetCallerIdentity: the identity that signed, in the form of the examples in the API documentation."""
    _validate_names(call.parameters, ())
    identity = call.identity
    account, session, federated = identity.account.uin, identity.session, identity.credential.federated_user
    if session is not None:
        arn, user = f"qcs::sts:{account}:assumed-role/{session.role.role_id}", f"{session.role.role_id}:{session.name}"
    elif federated:
        arn, user = f"qcs::sts:{account}:federated-user/{identity.uin}", f"{identity.uin}:{federated}"
    else:
        arn, user = f"qcs::cam:{account}:uin/{identity.uin}", identity.uin
    return json.dumps(
        {
            "Arn": arn,
            "AccountId": account,
            "UserId": user,
            "PrincipalId": session.principal_uin if session else identity.uin,
            "Type": "CAMRole" if session else "CAMUser",
        }
    )


def temporary_credentials(identity: Identity) -> dict[str, Any]:
    """The response members for new credentials: the key pair, the token and the expiry."""
    credential = identity.credential
    expired_time = int(credential.expires or 0)
    return {
        "TmpSecretId": credential.secret_id,
        "TmpSecretKey": credential.secret_key,
        "Token": credential.token,
        "ExpiredTime": expired_time,
        "Expiration": datetime.fromtimestamp(expired_time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _issue(call: Call, account: Account, session: RoleSession, duration_s: int) -> str:
    if duration_s > session.role.max_duration_s:
        raise ApiError(
            "InvalidParameter.OverTimeError", f"DurationSeconds must be at most {session.role.max_duration_s}."
        )
    credentials = temporary_credentials(call.accounts.issue(account, session, call.now, duration_s))
    expiry = {name: credentials.pop(name) for name in ("ExpiredTime", "Expiration")}
    return json.dumps({"Credentials": credentials, **expiry})


def _find_role(call: Call, arn: str) -> tuple[Account, Role]:
    found = call.accounts.role(arn)
    if found is None:
        raise ApiError("ResourceNotFound.RoleNotFound", "There is no such role.")
    return found


def _not_authorized(arn: str, reason: str) -> ApiError:
    return ApiError("UnauthorizedOperation", f"You are not authorized to perform (sts:AssumeRole) on {arn}: {reason}.")


def _validate_names(parameters: Mapping[str, Any], known: Collection[str]) -> None:
    for name in parameters:
        if name not in known:
            raise ApiError("UnknownParameter", f"The parameter `{name}` is not recognized.")


def _text(
    parameters: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None, *, required: bool = False
) -> str:
    """A string; empty if it is missing. Error messages do not contain the value, which may be a token."""
    value = parameters.get(name)
    if value is None:
        if required:
            raise ApiError("MissingParameter", f"The parameter `{name}` is missing.")
        return ""
    if not isinstance(value, str) or (required and not value) or (pattern and not pattern.fullmatch(value)):
        raise ApiError("InvalidParameter.ParamError", f"The parameter `{name}` does not have the documented form.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ApiError("InvalidParameter.ParamError", f"The parameter `{name}` is not valid Unicode.") from None
    return value


def _parse_duration(parameters: Mapping[str, Any]) -> int:
    """Seconds. Accepts an integer, or a string as in the example of the API documentation."""
    value = parameters.get("DurationSeconds", DEFAULT_DURATION_S)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ApiError("InvalidParameter.ParamError", "DurationSeconds must be a positive integer.")
    return value


def _validate_tags(tags: Any) -> None:
    if tags is None:
        return
    if not isinstance(tags, list) or len(tags) > TAGS_MAXIMUM or not all(map(_is_tag, tags)):
        raise ApiError(
            "InvalidParameter.ParamError", f"Tags must be a list of at most {TAGS_MAXIMUM} pairs of Key and Value."
        )
    if len({tag["Key"] for tag in tags}) < len(tags):
        raise ApiError("InvalidParameter.ParamError", "Tags must not contain the same Key twice.")


def _is_tag(tag: Any) -> bool:
    return (
        isinstance(tag, dict)
        and set(tag) == {"Key", "Value"}
        and all(isinstance(part, str) for part in tag.values())
        and 0 < len(tag["Key"]) <= 128
        and len(tag["Value"]) <= 256
    )


STS_ACTIONS = (
    Action("sts", "2018-08-13", "AssumeRole", assume_role, ("DurationSeconds",), 600),
    Action(
        "sts",
        "2018-08-13",
        "AssumeRoleWithWebIdentity",
        assume_role_with_web_identity,
        ("DurationSeconds",),
        20,
        unsigned=True,
    ),
    Action("sts", "2018-08-13", "GetCallerIdentity", get_caller_identity, (), 20),
)
