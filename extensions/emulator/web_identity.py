# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of WebIdentityToken: a known token, or a JSON web token of an OIDC provider. Signatures are not verified."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from emulator.api_error import ApiError
from emulator.role_state import WebIdentity


def accepted_identities(
    identities: Iterable[WebIdentity], provider_id: str, token: str, now: float
) -> list[WebIdentity]:
    """The entries of ``oidc`` that accept the token. ``now``: Unix seconds. Raises ApiError if there is none.

    The messages say what is wrong, without the token.
    """
    provider = [identity for identity in identities if identity.provider_id == provider_id]
    reasons = {identity: _refusal(identity, token, now) for identity in provider}
    accepted = [identity for identity, reason in reasons.items() if reason is None]
    if not accepted:
        reason = next(filter(None, reasons.values()), "The provider does not know this WebIdentityToken.")
        raise ApiError("InvalidParameter.WebIdentityTokenError", reason)
    return accepted


def trusts_subject(identity: WebIdentity, token: str) -> bool:
    """Whether the subject of the token matches ``subjects``. Without ``subjects``, every subject matches."""
    subject = str(_claims(token).get("sub", ""))
    return not identity.subjects or any(fnmatchcase(subject, pattern) for pattern in identity.subjects)


def _refusal(identity: WebIdentity, token: str, now: float) -> str | None:
    if not identity.issuer:
        known = hmac.compare_digest(identity.token.encode(), token.encode())
        return None if known else "The provider does not know this WebIdentityToken."
    claims = _claims(token)
    audiences = claims.get("aud")
    expires = claims.get("exp")
    if claims.get("iss") != identity.issuer:
        return "The issuer of the WebIdentityToken is not the issuer of the provider."
    if not any(
        audience in identity.audiences for audience in (audiences if isinstance(audiences, list) else [audiences])
    ):
        return "The audience of the WebIdentityToken is not a client ID of the provider."
    if not isinstance(expires, (int, float)) or now >= expires:
        return "The WebIdentityToken has expired."
    return None


def _claims(token: str) -> Mapping[str, Any]:
    """The payload of a JSON web token; empty for another text."""
    try:
        _header, payload, _signature = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
