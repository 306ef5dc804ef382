# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is checked before an action runs, in the order in which the service refuses."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from emulator.accounts import Account, Identity
from emulator.actions import ACTIONS
from emulator.api_error import ApiError
from emulator.call import Action
from emulator.signature_check import Authorization, WireRequest, check_clock, check_signature, read_timestamp

GET_MAXIMUM_BYTES = 32 * 1024
POST_MAXIMUM_BYTES = 10 * 1024 * 1024

_BY_NAME = {(action.service, action.version, action.name): action for action in ACTIONS}
_VERSIONS = {(action.service, action.version) for action in ACTIONS}
_SERVICES = {action.service for action in ACTIONS}
UNSIGNED = "SKIP"
_UNSIGNED_SERVICE = "sts"


def check_size(request: WireRequest) -> None:
    """The limits of api-facts.md 1.4; raises ApiError RequestSizeLimitExceeded."""
    if request.method == "GET" and len(request.query) > GET_MAXIMUM_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "A GET request may have 32 KB.")
    if len(request.body) > POST_MAXIMUM_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "A POST request may have 10 MB.")


def authenticate(request: WireRequest, authorization: Authorization, identity: Identity | None, now: float) -> Identity:
    """Who signed; raises ApiError. ``now``: Unix seconds of the server's clock."""
    if identity is None:
        raise ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not known.")
    timestamp = read_timestamp(request.headers.get("x-tc-timestamp"))
    check_clock(timestamp, now)
    check_signature(request, authorization, timestamp, identity.credential.secret_key)
    _check_token(request.headers.get("x-tc-token"), identity, now)
    return identity


def find_action(headers: Mapping[str, str], service: str) -> Action:
    """The action that the headers name, of the service that the request is signed for; raises ApiError."""
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
    """The action of a request with ``Authorization: SKIP``; raises ApiError if it must be signed."""
    version = headers.get("x-tc-version")
    service = next((service for service, one in _VERSIONS if one == version), _UNSIGNED_SERVICE)
    action = find_action(headers, _service_of_host(headers.get("host", "")) or service)
    if not action.unsigned:
        raise ApiError("AuthFailure.InvalidAuthorization", f"The action `{action.name}` must be signed.")
    return action


def check_permission(who: Identity | Account | None, action: Action) -> None:
    """Raises ApiError UnauthorizedOperation; ``who`` may be None where nothing is signed."""
    if who is not None and not who.may(action.permission):
        raise ApiError("UnauthorizedOperation", f"You are not authorized to perform operation ({action.permission}).")


def _check_token(token: str | None, identity: Identity, now: float) -> None:
    credential = identity.credential
    if (token or None) != credential.token:
        raise ApiError("AuthFailure.TokenFailure", "The token is missing, or is not the one of this SecretId.")
    if credential.expires is not None and now >= credential.expires:
        raise ApiError("AuthFailure.TokenFailure", "The temporary credentials have expired.")


def _service_of_host(host: str) -> str | None:
    """The first label of a Tencent host name; None for a loopback address, behind which every service answers."""
    # The official SDK sends an endpoint given with a scheme as it is, as Host too.
    name = host.lower().rpartition("://")[2]
    name = name[: name.find("]") + 1].strip("[]") if name.startswith("[") else name.partition(":")[0]
    if not name or name == "localhost":
        return None
    try:
        ip_address(name)
    except ValueError:
        return name.partition(".")[0]
    return None
