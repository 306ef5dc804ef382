# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credential contexts that contain only what a test adds, and identities with static keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.identity import STATIC, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import NotConfigured
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.providers import (
    CredentialContext,
    assume_and_verify,
    source_credentials,
)

NOWHERE = Path("/nowhere")


def empty_context(environment: Mapping[str, str] | None = None, home: Path = NOWHERE) -> CredentialContext:
    """Return a credential context without profile files and without a metadata service."""
    return CredentialContext(environment or {}, home, NOWHERE, _no_role)


def identity_with(credentials: Credentials) -> Identity:
    """Return the identity that signs with these keys."""
    return Identity(STATIC, credentials)


def obtain_credentials(identity: Identity, context: CredentialContext, send: Any, now: float) -> Credentials:
    """Return the keys of an identity without a cache; ``send`` sends one STS call."""
    return assume_and_verify(identity, source_credentials(identity, context, send, now), send)


def _no_role() -> Credentials:
    raise NotConfigured("no metadata service")
