# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks before an action runs, in the order in which the service makes them."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from emulator.accounts import Account, Identity
from emulator.actions import ACTIONS
from emulator.api_error import ApiError
from emulator.call import Action
from emulator.signature_check import (
    Authorization,
    WireRequest,
    parse_timestamp,
    validate_clock,
    validate_signature,
)

GET_MAXIMUM_BYTES = 32 * 1024
POST_MAXIMUM_BYTES = 10 * 1024 * 1024
UNSIGNED = "SKIP"

_BY_NAME = {(action.service, action.version, action.name): action for action in ACTIONS}
_VERSIONS = {(action.service, action.version) for action in ACTIONS}
_SERVICES = {action.service for action in ACTIONS}
_UNSIGNED_SERVICE = "sts"


def validate_size(request: WireRequest) -> None:
    """Raise ApiError RequestSizeLimitExceeded above the limits in docs/api-facts.md section 1.4."""
    if request.method == "GET" and len(request.query) > GET_MAXIMUM_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "The maximum size of a GET request is 32 KB.")
    if len(request.body) > POST_MAXIMUM_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "The maximum size of a POST request is 10 MB.")


def authenticate(request: WireRequest, authorization: Authorization, identity: Identity | None, now: float) -> Identity:
    """Verify the clock, the signature and the token. Returns the identity. Raises ApiError.

    ``identity``: the owner of the secret id, None if it is unknown. ``now``: Unix seconds of the server's clock.
    """
    if identity is None:
        raise ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not known.")
    timestamp = parse_timestamp(request.headers.get("x-tc-timestamp"))
    validate_clock(timestamp, now)
    validate_signature(request, authorization, timestamp, identity.credential.secret_key)
    _validate_token(request.headers.get("x-tc-token"), identity, now)
    return identity


def find_action(headers: Mapping[str, str], service: str) -> Action:
    """The action in the headers. ``service``: the service in the credential scope. Raises ApiError."""
    if service not in _SERVICES or service != (_service_of_host(headers.get("host", "")) or service):
        raise ApiError("NoSuchProduct", f"There is no product `{service}` at this address.")
    version, name = headers.get("x-tc-version"), headers.get("x-tc-action")
    if version is None:
        raise ApiError("MissingParameter", "The header X-TC-Version is missing.")
    if (service, version) not in _VERSIONS:
        raise ApiError("NoSuchVersion", f"The product `{service}` has no version `{version}`.")
    if name is None:
        raise ApiError("MissingParameter", "The header X-TC-Action is missing.")
    action = _BY_NAME.get((service, version, name))
    if action is None:
        raise ApiError("InvalidAction", f"There is no action `{name}` in `{service}` `{version}`.")
    return action


def find_unsigned_action(headers: Mapping[str, str]) -> Action:
    """The action of a request with ``Authorization: SKIP``. Raises ApiError, also if the action must be signed."""
    version = headers.get("x-tc-version")
    service = next((service for service, known in _VERSIONS if known == version), _UNSIGNED_SERVICE)
    action = find_action(headers, _service_of_host(headers.get("host", "")) or service)
    if not action.unsigned:
        raise ApiError("AuthFailure.InvalidAuthorization", f"The action `{action.name}` must be signed.")
    return action


def validate_permission(caller: Identity | Account | None, action: Action) -> None:
    """Raise ApiError UnauthorizedOperation if the caller may not run the action.

    For an unsigned request, ``caller`` is the account of the requested role, or None if there is no such account.
    """
    if caller is not None and not caller.is_allowed(action.permission):
        raise ApiError("UnauthorizedOperation", f"You are not authorized to perform operation ({action.permission}).")


def _validate_token(token: str | None, identity: Identity, now: float) -> None:
    credential = identity.credential
    if (token or None) != credential.token:
        raise ApiError("AuthFailure.TokenFailure", "The token is missing, or it does not belong to this SecretId.")
    if credential.expires is not None and now >= credential.expires:
        raise ApiError("AuthFailure.TokenFailure", "The temporary credentials have expired.")


def _service_of_host(host: str) -> str | None:
    """The first label of an API host name. None for a loopback address, which serves every product."""
    # The official SDK copies the scheme of an endpoint into the Host header.
    name = host.lower().rpartition("://")[2]
    name = name[: name.find("]") + 1].strip("[]") if name.startswith("[") else name.partition(":")[0]
    if not name or name == "localhost":
        return None
    try:
        ip_address(name)
    except ValueError:
        return name.partition(".")[0]
    return None
