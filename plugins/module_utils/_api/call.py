# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The values of one request: what to call, where, signed with which credentials, and the parsed response."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable


@dataclass(frozen=True)
class Credentials:
    """Keys that sign requests, and the token of temporary keys. ``repr`` shows neither the secret key nor the token.

    - ``expires``: in Unix seconds; None if unknown.
    - ``source``: where the credentials come from, for messages. It does not count in comparisons.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires: float | None = None
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Target:
    """Where a request goes and how the connection is protected.

    - ``endpoint``: an origin such as ``https://mps.intl.tencentcloudapi.com``.
    - ``verify``: as for ``requests``: true for the usual certificate authorities (``REQUESTS_CA_BUNDLE`` included), the
      path of a CA file or directory, or false.
    - ``use_proxies``: whether the proxy variables of the environment apply.
    """

    endpoint: str
    region: str | None = None
    language: str = "en-US"
    verify: bool | str = True
    use_proxies: bool = True


@dataclass(frozen=True)
class ApiCall:
    """One call of the API, not yet signed. ``repr`` does not show the parameters, because they can be secrets.

    - ``read``: turns the ``Response`` object into a value. It raises ``ProtocolError`` for a response that is not as
      documented; it runs inside the attempt, so that such a response is retried.
    - ``secrets``: parameters that must not appear in an error message if the server repeats them.
    - ``requests_per_second``: the documented limit of the action, for each signer.
    """

    service: str
    version: str
    action: str
    parameters: Mapping[str, Any] = field(repr=False)
    read: Callable[[Mapping[str, Any]], Any]
    secrets: Sequence[str] = field(default=(), repr=False)
    requests_per_second: int = 100


@dataclass(frozen=True)
class MetadataCall:
    """One GET of the metadata service of a CVM instance. The value of its response is ``(HTTP status, text)``.

    - ``timeout``: seconds for the whole request.
    - ``silence_limit``: seconds of retries without a response. A host that has no metadata service never responds.
    """

    url: str
    timeout: float
    silence_limit: float = 0.0


@dataclass(frozen=True)
class Request:
    """A call, its target and its credentials (None: not signed).

    Requests with the same ``rate_key`` and action share a rate limit. ``target`` is None for a ``MetadataCall``.
    """

    call: ApiCall | MetadataCall
    target: Target | None
    credentials: Credentials | None
    rate_key: Hashable


@dataclass(frozen=True)
class ApiResponse:
    """The value that ``ApiCall.read`` made of a response, and the request id of the server.

    ``repr`` does not show the value, because a response of the metadata service contains keys.
    """

    value: Any = field(repr=False)
    request_id: str
