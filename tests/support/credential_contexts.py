# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credential contexts that contain only what a test puts into them, and sessions driven without the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    MetadataCall,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import CredentialContext
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import (
    CredentialCache,
    Session,
    SessionRequest,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import STATIC, Identity, Settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, TransportError

NOWHERE = Path("/nowhere")
STS = Target("https://sts.example")

# The value of the response to a call of STS that is signed with these credentials.
RespondToSts = Callable[[ApiCall, "Credentials | None"], Any]
# HTTP status and text of the metadata service for a URL.
RespondToMetadata = Callable[[str], "tuple[int, str]"]


def no_metadata(url: str) -> tuple[int, str]:
    raise TransportError("no metadata service")


def empty_context(environment: Mapping[str, str] | None = None, home: Path = NOWHERE) -> CredentialContext:
    """A context without files."""
    return CredentialContext(environment or {}, home, NOWHERE, "http://metadata.example")


def identity_with(credentials: Credentials) -> Identity:
    """An identity that signs with these credentials."""
    return Identity(STATIC, credentials)


def settings_for(
    identity: Identity,
    target: Target,
    timeout: float = 30.0,
    requests_per_second: int = 100,
    retry_budget: float = 60.0,
) -> Settings:
    return Settings(identity, target, STS, timeout, requests_per_second, retry_budget)


def renew(
    session: Session, respond: RespondToSts, now: float, metadata: RespondToMetadata = no_metadata
) -> Credentials:
    """The credentials of a session that are valid now; obtained or renewed first if that is due."""
    if not session.is_due(now):
        held = session.credentials(now)
        assert held is not None
        return held
    flow = session.renew(lambda: now)
    value: Any = None
    try:
        while True:
            step = flow.throw(value) if isinstance(value, MpsError) else flow.send(value)
            try:
                if isinstance(step, Session):
                    value = renew(step, respond, now, metadata)
                elif isinstance(step, SessionRequest):
                    value = ApiResponse(respond(step.call, renew(step.session, respond, now, metadata)), "r")
                elif isinstance(step.call, MetadataCall):
                    value = ApiResponse(metadata(step.call.url), "")
                else:
                    value = ApiResponse(respond(step.call, step.credentials), "r")
            except MpsError as error:
                value = error
    except StopIteration as stop:
        renewed: Credentials = stop.value
        return renewed
    finally:
        flow.close()


def obtain_credentials(
    identity: Identity,
    context: CredentialContext,
    respond: RespondToSts,
    now: float,
    metadata: RespondToMetadata = no_metadata,
) -> Credentials:
    """The credentials that an identity signs with."""
    session = CredentialCache(context).session(settings_for(identity, Target("https://api.example")))
    return renew(session, respond, now, metadata)
