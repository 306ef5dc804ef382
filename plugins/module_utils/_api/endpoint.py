# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Which addresses a signed request may go to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from .._errors import ConfigurationError

DEFAULT_ENDPOINT = "https://mps.intl.tencentcloudapi.com"

_ADVICE = f"Give a host such as 'mps.tencentcloudapi.com' or an address such as '{DEFAULT_ENDPOINT}'"


def parse_endpoint(given: str, option: str = "endpoint") -> str:
    """The origin a given endpoint stands for, such as ``https://mps.tencentcloudapi.com``.

    A bare host means https; plain http is for loopback only; there is no path, query or user information. Raises
    ``ConfigurationError``.
    """
    if "@" in given:
        raise ConfigurationError(
            f"{option} has user information (something before an '@'). Keys go into 'secret_id' and 'secret_key'"
        )
    if re.search(r"\s", given):
        raise ConfigurationError(f"{option} {given!r} has white space in it. {_ADVICE}")
    try:
        parts = urlsplit(given if "://" in given else "https://" + given)
        port = parts.port
    except ValueError as problem:
        raise ConfigurationError(f"{option} is not an address: {problem}. {_ADVICE}") from None
    if parts.scheme not in ("https", "http"):
        raise ConfigurationError(f"{option} {given!r} is neither https nor http. {_ADVICE}")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "?" in given or "#" in given:
        raise ConfigurationError(f"{option} {given!r} has a path, a query or a fragment; the API has none. {_ADVICE}")
    if not _is_host(parts.hostname or "") or parts.netloc.endswith(":") or port == 0:
        raise ConfigurationError(f"{option} {given!r} has no valid host or port. {_ADVICE}")
    if parts.scheme == "http" and not is_loopback(parts):
        raise ConfigurationError(
            f"{option} {given!r} is plain http, which is allowed for loopback addresses only: a signed request and its"
            " token would travel in the open. Use https"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def sts_endpoint_of(endpoint: str) -> str | None:
    """The endpoint of the Security Token Service on the site of an endpoint; None where the site is not known."""
    parts = urlsplit(endpoint)
    if is_loopback(parts):
        return endpoint
    host = parts.hostname or ""
    if not host.endswith(".tencentcloudapi.com"):
        return None
    site = next((label + "." for label in ("intl", "internal") if host.endswith(f".{label}.tencentcloudapi.com")), "")
    return f"https://sts.{site}tencentcloudapi.com"


def is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= 253 and re.fullmatch(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", host) is not None
    return True
