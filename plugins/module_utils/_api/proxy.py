# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The proxy of an endpoint, and the environment variable that sets it, for messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Proxy:
    """A proxy. ``repr`` can show its password; ``__str__`` cannot.

    ``variable`` is the environment variable that sets the proxy; None for a setting of the operating system.
    """

    address: str
    variable: str | None

    def __str__(self) -> str:
        shown = [self._origin, f"({self.variable})" if self.variable else ""]
        return " ".join(["the proxy", *filter(None, shown)])

    @property
    def setting(self) -> str:
        """What to correct."""
        return self.variable or "the proxy settings"

    @property
    def scheme(self) -> str:
        return self.address.partition("://")[0].lower() if "://" in self.address else "http"

    @property
    def _origin(self) -> str:
        """Scheme, host and port, without user information. Empty if the address has another form."""
        host = self.address.rpartition("@")[2] if "@" in self.address else self.address.partition("://")[2]
        host = (host or self.address).rstrip("/")
        is_host = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", host)
        return f"{self.scheme}://{host}" if is_host and re.fullmatch(r"[a-z0-9]+", self.scheme) else ""


def proxy_of(endpoint: str, proxies: Mapping[str, str], environment: Mapping[str, str]) -> Proxy | None:
    """The proxy that ``requests`` uses for an endpoint; None if there is none."""
    for scheme in (urlsplit(endpoint).scheme, "all"):
        if proxies.get(scheme):
            names = (f"{scheme}_proxy", f"{scheme}_PROXY", f"{scheme}_proxy".upper())
            variable = next((name for name in names if environment.get(name) == proxies[scheme]), None)
            return Proxy(proxies[scheme], variable)
    return None
