# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Endpoints that a signed request may be sent to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from .._errors import ConfigurationError
from .redaction import hide_keys

DEFAULT_ENDPOINT = "https://mps.intl.tencentcloudapi.com"

_EXAMPLE = f"Use a host such as 'mps.tencentcloudapi.com' or a URL such as '{DEFAULT_ENDPOINT}'"


def parse_endpoint(given: str, option: str = "endpoint") -> str:
    """The origin of an endpoint, such as ``https://mps.tencentcloudapi.com``.

    A host without a scheme means https. Plain http is accepted for loopback addresses only. A path, a query and user
    information are errors. Raises ``ConfigurationError``.
    """
    shown = hide_keys(given)
    if "@" in given:
        raise ConfigurationError(
            f"{option} contains user information (text before '@'). Set keys with 'secret_id' and 'secret_key'"
        )
    if re.search(r"\s", given):
        raise ConfigurationError(f"{option} {shown!r} contains white space. {_EXAMPLE}")
    try:
        parts = urlsplit(given if "://" in given else "https://" + given)
        port = parts.port
    except ValueError as problem:
        raise ConfigurationError(f"{option} is not a valid URL: {hide_keys(str(problem))}. {_EXAMPLE}") from None
    if parts.scheme not in ("https", "http"):
        raise ConfigurationError(f"{option} {shown!r} must use https (or http on a loopback address). {_EXAMPLE}")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "?" in given or "#" in given:
        raise ConfigurationError(f"{option} {shown!r} must not have a path, query or fragment. {_EXAMPLE}")
    if not _is_host(parts.hostname or "") or parts.netloc.endswith(":") or port == 0:
        raise ConfigurationError(f"{option} {shown!r} has no valid host or port. {_EXAMPLE}")
    if parts.scheme == "http" and not is_loopback(parts):
        raise ConfigurationError(
            f"{option} {shown!r} uses plain http, which is accepted for loopback addresses only, because it sends the"
            " signed request and its token unencrypted. Use https"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def site_of(endpoint: str) -> str | None:
    """The site of an endpoint: *international* or *china* (docs/api-facts.md section 7). None if it is unknown."""
    try:
        host = urlsplit(endpoint).hostname or ""
    except ValueError:  # the endpoint in a saved result
        return None
    if not host.endswith(".tencentcloudapi.com"):
        return None
    return "international" if host.endswith(".intl.tencentcloudapi.com") else "china"


def sts_endpoint_for(endpoint: str) -> str | None:
    """The endpoint of the Security Token Service on the same site; None if the site is unknown."""
    return service_endpoint_for("sts", endpoint)


def service_endpoint_for(service: str, endpoint: str) -> str | None:
    """The endpoint of a service on the same site; None if the site is unknown.

    A loopback endpoint is the endpoint of every service.
    """
    parts = urlsplit(endpoint)
    if is_loopback(parts):
        return endpoint
    host = parts.hostname or ""
    if not host.endswith(".tencentcloudapi.com"):
        return None
    site = next((label + "." for label in ("intl", "internal") if host.endswith(f".{label}.tencentcloudapi.com")), "")
    return f"https://{service}.{site}tencentcloudapi.com"


def is_loopback_endpoint(endpoint: str) -> bool:
    return is_loopback(urlsplit(endpoint))


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
