# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The calls of the Security Token Service (docs/api-facts.md section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .._api.call import ApiCall, Credentials
from .._errors import ProtocolError
from .settings import Role

VERSION = "2018-08-13"
# The documentation requires a region. The official tools send this one.
DEFAULT_REGION = "ap-guangzhou"
EXPIRY_MAXIMUM = 1e12  # Unix seconds; a later time cannot be right, and would never end


def assume_role(role: Role) -> ApiCall:
    """The call for temporary credentials of a role. Any credentials that the role trusts can sign it."""
    parameters: dict[str, Any] = {"RoleArn": role.arn, "RoleSessionName": role.session_name}
    if role.duration is not None:
        parameters["DurationSeconds"] = role.duration
    if role.external_id is not None:
        parameters["ExternalId"] = role.external_id
    if role.policy is not None:
        parameters["Policy"] = quote(role.policy, safe="")  # docs/api-facts.md section 4.1
    return ApiCall("sts", VERSION, "AssumeRole", parameters, read_credentials, (role.external_id or "",), 600)


def assume_role_with_web_identity(role: Role, provider_id: str, web_identity_token: str) -> ApiCall:
    """The call for temporary credentials of a role, with the token of an OIDC provider. It is not signed."""
    parameters = {
        "ProviderId": provider_id,
        "WebIdentityToken": web_identity_token,
        "RoleArn": role.arn,
        "RoleSessionName": role.session_name,
        **({} if role.duration is None else {"DurationSeconds": role.duration}),
    }
    secrets = (web_identity_token,)
    return ApiCall("sts", VERSION, "AssumeRoleWithWebIdentity", parameters, read_credentials, secrets, 20)


def get_caller_identity() -> ApiCall:
    """The call for the uin of the main account that the signing credentials belong to."""
    return ApiCall("sts", VERSION, "GetCallerIdentity", {}, read_account, (), 20)


def read_credentials(response: Mapping[str, Any]) -> Credentials:
    keys, expires = response.get("Credentials"), response.get("ExpiredTime")
    texts = [keys.get(name) for name in ("TmpSecretId", "TmpSecretKey", "Token")] if isinstance(keys, dict) else [None]
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(expires, (int, float)):
        raise ProtocolError("the response has no complete Credentials and ExpiredTime")
    if not 0 <= expires <= EXPIRY_MAXIMUM:  # also true for NaN
        raise ProtocolError("ExpiredTime in the response is not a time in Unix seconds")
    secret_id, secret_key, token = map(str, texts)
    return Credentials(secret_id, secret_key, token, float(expires))


def read_account(response: Mapping[str, Any]) -> str:
    account = response.get("AccountId")
    if not isinstance(account, (str, int)) or not str(account):
        raise ProtocolError("the response has no AccountId")
    return str(account)
