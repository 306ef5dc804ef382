# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Adds to a denied request which credentials signed it and where it was sent."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from .._errors import DeniedError
from .._text import escape_surrogates
from .call import Credentials, Target
from .redaction import shown_id

_UNKNOWN_ID = ("AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId")
_SITES = {"international": "mps.intl.tencentcloudapi.com", "China": "mps.tencentcloudapi.com"}


def explained(error: DeniedError, target: Target, credentials: Credentials | None, now: float) -> DeniedError:
    """The same error with a longer message. ``now`` is the server's time in Unix seconds."""
    host = urlsplit(target.endpoint).netloc
    facts = [error.message.rstrip(".")]
    if credentials is None:
        facts.append(f"The request was sent to {host}")
    else:
        source = f" ({escape_surrogates(credentials.source)})" if credentials.source else ""
        facts.append(f"Signed with SecretId {shown_id(credentials.secret_id)}{source}, sent to {host}")
        if credentials.expires is not None and credentials.expires <= now:
            expired = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(credentials.expires))
            facts.append(f"The credentials expired at {expired}. Renew them at their source")
    hint = _other_site(host) if error.code in _UNKNOWN_ID else None
    if hint:
        facts.append(hint)
    error.message = ". ".join(facts)
    error.args = (error.message,)
    return error


def _other_site(host: str) -> str | None:
    if not host.endswith(".tencentcloudapi.com"):
        return None
    own, other = ("international", "China") if ".intl." in host else ("China", "international")
    return (
        f"This endpoint knows only API keys of the {own} site. For an API key of the {other} site, set 'endpoint' to"
        f" {_SITES[other]}"
    )
