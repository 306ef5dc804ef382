# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Credentials for the token of an OIDC provider: of a CI job, or of a TKE pod."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .._api.call import ApiResponse, Credentials, Request, Target
from .._api.redaction import hide_keys
from .._errors import ConfigurationError, DeniedError, RejectedError
from .._text import clipped
from .._validation.regular_files import CONFIGURATION_LIMIT, read_regular_file
from .environment import CREDENTIAL_VARIABLES, first_set
from .roles import MissingRoleError, validate_role
from .settings import AUTO, OIDC, Role, WebIdentity
from .sts import assume_role_with_web_identity

OIDC_OPTIONS = ("oidc_provider_id", "oidc_role_arn", "oidc_token", "oidc_token_file")
# Each of these variables selects OIDC. Terraform ignores its provider ID if it has no token.
_SELECTING = ("TENCENTCLOUD_OIDC_PROVIDER_ID", *(name for o in OIDC_OPTIONS[1:] for name in CREDENTIAL_VARIABLES[o]))
_SHOWN = 200  # characters of a claim


def selects_oidc(options: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Whether the credentials come from an OIDC token. Raises ``ConfigurationError`` if another source is set too."""
    source = options["credential_source"]
    chosen = [name for name in OIDC_OPTIONS if options[name] is not None]
    for name in chosen:
        if options[name] == "":
            raise ConfigurationError(
                f"{name} is empty. Check where its value comes from, or omit the option to use the environment variable"
                f" {CREDENTIAL_VARIABLES[name][0]}"
            )
    others = [name for name in ("secret_id", "secret_key", "token", "profile") if options[name]]
    if chosen and others:
        raise ConfigurationError(f"{chosen[0]} and {others[0]} are mutually exclusive. Set one of them")
    if chosen and source not in (AUTO, OIDC):
        raise ConfigurationError(f"credential_source is {source}, but {chosen[0]} is set too. Remove one of the two")
    if chosen or source == OIDC:
        return True
    keys = (*CREDENTIAL_VARIABLES["secret_id"], *CREDENTIAL_VARIABLES["secret_key"])
    if source != AUTO or others or first_set(environment, keys) is not None:
        return False
    return first_set(environment, _SELECTING) is not None


def parse_web_identity(
    options: Mapping[str, Any], environment: Mapping[str, str], role: Role | None, session_name: str
) -> tuple[WebIdentity, Role | None]:
    """The web identity, and the role to assume with its credentials.

    ``role`` is the role in the options. Without ``oidc_role_arn``, it is the role that the token assumes. Raises
    ``ConfigurationError``.
    """
    provider, arn = (_value(options, environment, name) for name in ("oidc_provider_id", "oidc_role_arn"))
    token, token_file = _parse_source(options, environment)
    if not provider:
        raise _missing("oidc_provider_id", "the name of the OIDC provider in CAM")
    if not provider.isprintable() or " " in provider:
        raise ConfigurationError("oidc_provider_id is not the name of an OIDC provider. Copy the name from CAM")
    if arn:
        duration = options["role_duration"] if role is None else None
        assumed = validate_role(Role(arn, session_name, duration), "oidc_role_arn")
        return WebIdentity(provider, assumed, token, token_file), role
    if role is None:
        raise MissingRoleError(str(_missing("oidc_role_arn", "the role that trusts the OIDC provider")))
    for name, value in (("role_policy", role.policy), ("role_external_id", role.external_id)):
        if value is not None:
            raise ConfigurationError(
                f"{name} cannot be used for a role that is assumed with an OIDC token: AssumeRoleWithWebIdentity has no"
                f" such parameter. Remove {name}, or set oidc_role_arn to the role that trusts the OIDC provider, and"
                " role_arn to a role that this role can assume"
            )
    return WebIdentity(provider, role, token, token_file), None


def web_identity_credentials(
    identity: WebIdentity, sts_target: Target, source: str, now: float
) -> Generator[Request, ApiResponse, Credentials]:
    """The credentials of the role. The token file is read each time, because it changes.

    ``source`` describes the token. ``now`` is in Unix seconds. An error of STS states what to check.
    """
    token = identity.token or _read_token(str(identity.token_file), source)
    call = assume_role_with_web_identity(identity.role, identity.provider_id, token)
    try:
        response = yield Request(call, sts_target, None, None)
    except (DeniedError, RejectedError) as refusal:
        advice = _advice(refusal.code or "", identity, token, now)
        if advice:
            refusal.message = f"{refusal.message.rstrip('.')}. {advice}"
        raise
    credentials: Credentials = response.value
    return replace(credentials, source=f"role {identity.role.arn}, assumed with {source}")


def parse_token(token: str, name: str) -> str:
    """The token without white space around it. Raises ``ConfigurationError``, which never shows it."""
    token = token.strip()
    if not token:
        raise ConfigurationError(f"{name} is empty. Check the job or the volume that provides the token")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ConfigurationError(
            f"{name} contains white space or a character that no token contains. Check the content"
        )
    return token


def _parse_source(options: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The token, or the file that contains it. If an option sets one of them, both variables are ignored.

    Both are None if the token is missing. It is an error only when it is used: input can be validated without a token.
    """
    given = options["oidc_token"] or options["oidc_token_file"]
    searched = {} if given else environment
    token, token_file = (_value(options, searched, name) for name in ("oidc_token", "oidc_token_file"))
    if token and token_file:
        names = (*CREDENTIAL_VARIABLES["oidc_token"], *CREDENTIAL_VARIABLES["oidc_token_file"])
        where = "" if given else f": {', '.join(name for name in names if environment.get(name))}"
        raise ConfigurationError(f"oidc_token and oidc_token_file are both set{where}. Set one of them")
    return (parse_token(token, "oidc_token"), None) if token else (None, token_file)


def _value(options: Mapping[str, Any], environment: Mapping[str, str], name: str) -> str | None:
    value: str | None = options[name] or first_set(environment, CREDENTIAL_VARIABLES[name])
    return value


def _read_token(path: str, source: str) -> str:
    try:
        content = read_regular_file(Path(path).expanduser(), CONFIGURATION_LIMIT).decode("utf-8-sig")
    except (ConfigurationError, UnicodeDecodeError, RuntimeError):  # RuntimeError: the home directory is not known
        raise ConfigurationError(f"cannot read {source}. Check that the file is mounted and readable") from None
    return parse_token(content, source)


def _missing(option: str, meaning: str) -> ConfigurationError:
    variable = CREDENTIAL_VARIABLES[option][0]
    return ConfigurationError(f"{option} is missing. Set it, or the environment variable {variable}, to {meaning}")


def _advice(code: str, identity: WebIdentity, token: str, now: float) -> str:
    """What to check after an error code of STS; empty if it has nothing to do with the token.

    The claims of a token are no secrets: without the signature they give no access.
    """
    claims = _claims(token)
    expires = claims.get("exp")
    if not code.startswith(("UnauthorizedOperation", "InvalidParameter.WebIdentityTokenError", "ResourceNotFound")):
        return ""
    if isinstance(expires, (int, float)) and 0 < expires <= min(now, 1e11):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(expires))
        return f"The token expired at {at}. Request a new token, or use a token file that is renewed"
    if code.startswith("UnauthorizedOperation"):
        return (
            f"Check that the trust policy of {identity.role.arn} allows the OIDC provider {identity.provider_id}"
            f" and the subject of the token ({_shown(claims, 'sub')})"
        )
    if code.startswith("InvalidParameter"):
        return (
            f"Check that the OIDC provider {identity.provider_id} in CAM has the issuer of the token"
            f" ({_shown(claims, 'iss')}), and the audience of the token ({_shown(claims, 'aud')}) as a client ID"
        )
    return f"Check the role {identity.role.arn} in CAM"


def _claims(token: str) -> Mapping[str, Any]:
    """The claims of a JSON web token, not verified; empty if the token is of another kind."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _shown(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    texts = [str(text) for text in (value if isinstance(value, list) else [value]) if isinstance(text, str) and text]
    shown = clipped(hide_keys(", ".join(texts)), _SHOWN)
    return repr(shown) if texts else "not readable"
