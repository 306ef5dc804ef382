# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Turns the exceptions of a request without response into errors that say what to correct.

A connection that never worked in this run is probably a wrong setting: it is retried for a short part of the retry
budget only. A connection that worked before is retried for the whole budget.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from .._errors import TransportError, UnusableRouteError
from .proxy import Proxy
from .redaction import Redaction

# Seconds after the first failure, for a connection that never worked.
UNREACHABLE_LIMIT_S = 8.0
NAME_LIMIT_S = 3.0  # for a host name that cannot be resolved
CONNECT_TIMEOUT_S = 5.0  # of one attempt, until a connection has worked

_UNREACHABLE = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EHOSTDOWN)
_CONNECTING = ("ConnectTimeoutError", "NewConnectionError", "ConnectTimeout", "ProxyError", "NameResolutionError")
_TUNNEL = re.compile(r"Tunnel connection failed: (4\d\d|\d{3})")
_NOT_TLS = re.compile(r"(?i)wrong.version.number|record layer failure|http.request|unknown.protocol|packet length")


@dataclass(frozen=True)
class Peer:
    """What a request was sent to, for messages.

    - ``host``: of the endpoint, with its port.
    - ``setting``: the option that contains the endpoint.
    - ``worked``: whether there was a response on this connection before.
    """

    host: str
    setting: str
    proxy: Proxy | None
    worked: bool

    @property
    def address_setting(self) -> str:
        """What to correct if a connection is not possible."""
        return self.proxy.setting if self.proxy else self.setting


def transport_error(what: str, failure: BaseException, peer: Peer, redaction: Redaction) -> TransportError:
    """The error of a request without response. ``what`` is its action, as the beginning of the message."""
    chain = list(_causes(failure))
    cause = chain[-1]
    via = f" through {peer.proxy}" if peer.proxy else ""
    failed = f"{what}no response from {peer.host}{via}"
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = redaction.clean(cause.verify_message)
        return UnusableRouteError(
            f"{failed}: its certificate is not trusted: {reason}. For a private endpoint, set 'ca_path' to its"
            " certificate authority"
        )
    reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or "unknown reason"
    shown = f"{failed}: {' '.join(redaction.clean(reason).split())[:200]} [{type(failure).__name__}]"
    if isinstance(failure, (ValueError, TypeError)):
        return UnusableRouteError(f"{failed}: {_unusable(peer.proxy, str(failure))}")
    if peer.proxy and (tunnel := _TUNNEL.search(str(cause))):
        advice, is_final = _refused_tunnel(peer.proxy, int(tunnel[1]))
        kind = UnusableRouteError if is_final else TransportError
        return kind(f"{shown}. {advice}", retry_limit=None if peer.worked else UNREACHABLE_LIMIT_S)
    if isinstance(cause, socket.gaierror):
        part = "the address of the proxy in " if peer.proxy else ""
        return TransportError(
            f"{shown}. The host name cannot be resolved. Check {part}{peer.address_setting}, and the name resolution of"
            " this host",
            retry_limit=None if peer.worked else NAME_LIMIT_S,
        )
    if isinstance(cause, ssl.SSLError):
        return TransportError(
            f"{shown}. {_failed_handshake(str(cause), peer)}",
            retry_limit=None if peer.worked else UNREACHABLE_LIMIT_S,
        )
    names = {type(one).__name__ for one in chain}
    if getattr(cause, "errno", None) in _UNREACHABLE or names.intersection(_CONNECTING):
        return TransportError(
            f"{shown}. Check {peer.address_setting}, and the firewall",
            retry_limit=None if peer.worked else UNREACHABLE_LIMIT_S,
        )
    return TransportError(shown)


def _unusable(proxy: Proxy | None, problem: str) -> str:
    """The message about an address that ``requests`` refuses before it connects."""
    if proxy is None:
        return "the address of the endpoint or of a proxy is not valid. Check 'endpoint', HTTPS_PROXY and ALL_PROXY"
    if "SOCKS" in problem:
        return f"a SOCKS proxy needs the Python package PySocks. Install it, or correct {proxy.setting}"
    return f"the address of the proxy is not valid. Correct {proxy.setting}, for example http://proxy.example:3128"


def _refused_tunnel(proxy: Proxy, status: int) -> tuple[str, bool]:
    """What to do if the proxy does not connect to the endpoint, and whether a retry is useless."""
    if status in (401, 407):
        return f"The proxy requires authentication. Put user and password into {proxy.setting}", True
    if status == 403:
        return "The proxy does not allow this host. Allow it in the proxy, or add it to NO_PROXY", True
    if status < 500:
        return f"The address is probably not a proxy. Check {proxy.setting}", True
    return "The proxy cannot connect to this host. Check 'endpoint', and the network of the proxy", False


def _failed_handshake(problem: str, peer: Peer) -> str:
    if not _NOT_TLS.search(problem):
        return f"The TLS handshake failed. Check {peer.address_setting}"
    if peer.proxy and peer.proxy.scheme == "https":
        return f"The proxy does not use TLS. Start its address in {peer.proxy.setting} with http://"
    return f"The port does not use TLS. Check {peer.setting}"


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """The exception and its causes. The innermost one comes last, because the others print objects."""
    cause: BaseException | None = failure
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        candidates = (getattr(cause, "reason", None), *cause.args, cause.__cause__, cause.__context__)
        cause = next((inner for inner in candidates if isinstance(inner, BaseException)), None)
