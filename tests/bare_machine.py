# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine that offers nothing but what a test gives it, and identities of plain keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._credentials import (
    Surroundings,
    first_credentials,
    proven_credentials,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._identity import STATIC, Credentials, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._profiles import Absent

NOWHERE = Path("/nowhere")


def bare_machine(environment: Mapping[str, str] | None = None, home: Path = NOWHERE) -> Surroundings:
    """Surroundings without files and without a metadata service."""
    return Surroundings(environment or {}, home, NOWHERE, _no_role)


def identity_with(credentials: Credentials) -> Identity:
    """Whoever signs with these keys."""
    return Identity(STATIC, credentials)


def obtain_credentials(identity: Identity, surroundings: Surroundings, ask: Any, now: float) -> Credentials:
    """The keys that an identity signs with, in one go, without a wallet."""
    return proven_credentials(identity, first_credentials(identity, surroundings, ask, now), ask)


def _no_role() -> Credentials:
    raise Absent("no metadata service")
