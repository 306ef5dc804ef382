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

from ansible_collections.tencentcloud.mps.plugins.module_utils._credentials import Surroundings, home_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    ConfigurationError,
    ProtocolError,
    TransportError,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._identity import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._profiles import Absent
from ansible_collections.tencentcloud.mps.plugins.module_utils._sts import read_credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._transport import fetch_text

METADATA_ENDPOINT = "http://metadata.tencentyun.com"
# For rehearsals and tests; the official tools know the address above only.
METADATA_VARIABLE = "TENCENTCLOUD_METADATA_ENDPOINT"
METADATA_PATH = "/latest/meta-data/cam/security-credentials/"
METADATA_TIMEOUT_S = 1.0  # for the look-up of the name and the answer together

Fetch = Callable[[str, float], tuple[int, str]]


def this_machine() -> Surroundings:
    """The surroundings of this process."""
    return surroundings_of(os.environ, Path("/etc"), fetch_text)


def surroundings_of(environment: Mapping[str, str], etc: Path, fetch: Fetch) -> Surroundings:
    """Surroundings with these variables; the home is that of ``HOME``, as for the official tools."""
    endpoint = environment.get(METADATA_VARIABLE) or METADATA_ENDPOINT
    return Surroundings(
        environment, home_of(environment), etc, lambda: machine_role_credentials(endpoint.rstrip("/"), fetch)
    )


def machine_role_credentials(endpoint: str, fetch: Fetch) -> Credentials:
    """The keys of the CAM role that is bound to this CVM (api-facts 5.1).

    Raises ``Absent`` where there is no metadata service or no role, ``ConfigurationError`` for an answer that is not
    the documented one. What the service says is not shown: it holds keys.
    """
    role = _told(endpoint + METADATA_PATH, fetch).split("\n")[0].strip()
    if not role:
        raise Absent("no role is bound to this machine")
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
        raise Absent(f"the metadata service does not answer ({error.message})") from None
    if status == 404:
        raise Absent("no role is bound to this machine")
    if status != 200:
        raise ConfigurationError(f"the metadata service answers with HTTP {status}")
    return text
