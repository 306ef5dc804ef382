# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One attempt at one call: the only room that touches the network.

Everything that can come back becomes a ``Reply`` or one of the errors of ``_errors``; nothing waits or tries again.
"""

from __future__ import annotations

import json
import ssl
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable
from urllib.parse import urlsplit

from ansible_collections.tencentcloud.mps.plugins.module_utils._answer import Answer, reply_of
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    ProtocolError,
    TransportError,
    UnusableRouteError,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._plan import ApiCall, Reply
from ansible_collections.tencentcloud.mps.plugins.module_utils._redaction import Redaction
from ansible_collections.tencentcloud.mps.plugins.module_utils._signature import CONTENT_TYPE, Credentials, TC3Auth
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION

REQUESTS_IMPORT_ERROR: str | None = None
if TYPE_CHECKING:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError
else:
    try:
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.exceptions import HTTPError
    except ImportError:
        REQUESTS_IMPORT_ERROR = traceback.format_exc()

BODY_LIMIT = 16 * 1024 * 1024  # bytes; a page of 100 samples is some 100 kB
_CHUNK = 64 * 1024
_CLIENT = "tencentcloud.mps_" + VERSION


@dataclass(frozen=True)
class Connection:
    """Where a call goes, as whom, and how it is protected.

    ``endpoint`` is a checked origin such as ``https://mps.intl.tencentcloudapi.com``. ``verify`` is what ``requests``
    takes: true for the usual authorities (``REQUESTS_CA_BUNDLE`` included), the path of a CA file, or false.
    ``use_proxies`` tells whether the proxy variables of the environment count.
    """

    credentials: Credentials
    endpoint: str
    region: str | None
    language: str
    timeout: float
    verify: bool | str
    use_proxies: bool


@dataclass(frozen=True)
class _Way:
    """The pool of connections to an endpoint, shared by all accounts on it, and what the environment adds."""

    adapter: HTTPAdapter
    verify: bool | str
    proxies: Mapping[str, str]


class Transport:
    """Sends calls, from any number of threads.

    It uses an adapter of ``requests`` without a session, which would follow or read redirects, keep cookies, and look
    into ``~/.netrc``.
    """

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._ways: dict[tuple[str, bool | str, bool], _Way] = {}

    def send(self, connection: Connection, call: ApiCall, clock: Callable[[], float], timeout: float) -> Reply:
        """One attempt: sign, send, read, judge.

        ``clock`` gives the server's time in Unix seconds and is read as late as possible. ``timeout`` is in seconds,
        for connecting and for each read. Raises the errors of ``_errors``, never another.
        """
        way = self._way(connection)
        secrets = Redaction(connection.credentials, way.proxies)
        where = f"{call.action}: no answer from {urlsplit(connection.endpoint).netloc}"
        request = requests.Request(
            "POST",
            connection.endpoint + "/",
            headers=_headers(connection, call),
            data=json.dumps(dict(call.parameters)).encode(),
            auth=TC3Auth(connection.credentials, call.service, clock),
        )
        try:
            response = way.adapter.send(
                request.prepare(), stream=True, timeout=(timeout, timeout), verify=way.verify, proxies=way.proxies
            )
            with response:
                answer = Answer(response.status_code, response.headers, _read_body(response, call))
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError, TypeError):
            raise UnusableRouteError(f"{where}: the address of a proxy in the environment is not usable") from None
        except (requests.RequestException, HTTPError, OSError) as failure:
            raise _unanswered(where, failure, secrets) from None
        return reply_of(answer, call, secrets)

    def close(self) -> None:
        with self._lock:
            for way in self._ways.values():
                way.adapter.close()
            self._ways.clear()

    def _way(self, connection: Connection) -> _Way:
        key = (connection.endpoint, connection.verify, connection.use_proxies)
        with self._lock:
            if key not in self._ways:
                # The environment is read once for an endpoint, not once for a call.
                settings = requests.Session().merge_environment_settings(
                    connection.endpoint, {}, True, connection.verify, None
                )
                adapter = HTTPAdapter(pool_connections=1, pool_maxsize=self._concurrency)
                proxies = dict(settings["proxies"]) if connection.use_proxies else {}
                self._ways[key] = _Way(adapter, settings["verify"] or False, proxies)
            return self._ways[key]


def _headers(connection: Connection, call: ApiCall) -> dict[str, str]:
    headers = {
        "Accept-Encoding": "gzip",
        "Content-Type": CONTENT_TYPE,
        "User-Agent": _CLIENT.replace("_", "/"),
        "X-TC-Action": call.action,
        "X-TC-Version": call.version,
        "X-TC-Language": connection.language,
        "X-TC-RequestClient": _CLIENT,
    }
    if connection.region:
        headers["X-TC-Region"] = connection.region
    return headers


def _read_body(response: requests.Response, call: ApiCall) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > BODY_LIMIT:
                raise ProtocolError(
                    f"{call.action}: the answer is longer than {BODY_LIMIT // 1024} KiB; it was not read further",
                    http_status=response.status_code,
                )
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
        raise ProtocolError(
            f"{call.action}: the answer is cut short or garbled on its way", http_status=response.status_code
        ) from None
    return bytes(body)


def _unanswered(where: str, failure: BaseException, secrets: Redaction) -> TransportError:
    """The error for a call that got no answer, in the innermost words: the layers around them show objects."""
    cause = failure
    while (inner := _inner(cause)) is not None:
        cause = inner
    kind = type(failure).__name__
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = secrets.clean(cause.verify_message)
        return UnusableRouteError(
            f"{where}: its certificate is not trusted: {why}. 'ca_path' takes the authority of a private endpoint"
        )
    if isinstance(failure, OSError) and "CA certificate bundle" in str(failure):
        return UnusableRouteError(
            f"{where}: the CA bundle that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names does not exist"
        )
    words = (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or "no reason given"
    return TransportError(f"{where}: {' '.join(secrets.clean(words).split())[:200]} [{kind}]")


def _inner(failure: BaseException) -> BaseException | None:
    candidates = (getattr(failure, "reason", None), *failure.args, failure.__cause__, failure.__context__)
    return next((inner for inner in candidates if isinstance(inner, BaseException)), None)
