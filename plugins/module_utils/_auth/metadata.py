# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What the machine that runs this offers: its environment, its files, and the keys of its own role."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Callable

from .._api.call import Credentials
from .._api.transport import fetch_text
from .._errors import ConfigurationError, ProtocolError, TransportError
from .profiles import NotConfigured
from .providers import CredentialContext, home_of
from .sts import read_credentials

METADATA_ENDPOINT = "http://metadata.tencentyun.com"
# For rehearsals and tests; the official tools know the address above only.
METADATA_VARIABLE = "TENCENTCLOUD_METADATA_ENDPOINT"
METADATA_PATH = "/latest/meta-data/cam/security-credentials/"
METADATA_TIMEOUT_S = 1.0  # for the look-up of the name and the answer together

Fetch = Callable[[str, float], tuple[int, str]]


def local_context() -> CredentialContext:
    """The surroundings of this process."""
    return credential_context(os.environ, Path("/etc"), fetch_text)


def credential_context(environment: Mapping[str, str], etc: Path, fetch: Fetch) -> CredentialContext:
    """CredentialContext with these variables; the home is that of ``HOME``, as for the official tools."""
    endpoint = environment.get(METADATA_VARIABLE) or METADATA_ENDPOINT
    return CredentialContext(
        environment, home_of(environment), etc, lambda: cvm_role_credentials(endpoint.rstrip("/"), fetch)
    )


def cvm_role_credentials(endpoint: str, fetch: Fetch) -> Credentials:
    """The keys of the CAM role that is bound to this CVM (api-facts 5.1).

    Raises ``NotConfigured`` where there is no metadata service or no role, ``ConfigurationError`` for an answer that is not
    the documented one. What the service says is not shown: it holds keys.
    """
    role = _told(endpoint + METADATA_PATH, fetch).split("\n")[0].strip()
    if not role:
        raise NotConfigured("no role is bound to this machine")
    if not re.fullmatch(r"[\w+=,.@-]+", role):
        raise ConfigurationError("the metadata service's list of roles is not as documented")
    try:
        answer = json.loads(_told(endpoint + METADATA_PATH + role, fetch))
        if answer.get("Code") != "Success":
            raise ConfigurationError(f"the metadata service has no keys for the role {role}: its Code is not Success")
        return read_credentials({"Credentials": answer, "ExpiredTime": answer.get("ExpiredTime")})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProtocolError):
        raise ConfigurationError(f"the metadata service's answer for the role {role} is not as documented") from None


def _told(url: str, fetch: Fetch) -> str:
    try:
        status, text = fetch(url, METADATA_TIMEOUT_S)
    except TransportError as error:
        raise NotConfigured(f"the metadata service does not answer ({error.message})") from None
    if status == 404:
        raise NotConfigured("no role is bound to this machine")
    if status != 200:
        raise ConfigurationError(f"the metadata service answers with HTTP {status}")
    return text
