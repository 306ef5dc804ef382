# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One attempt at one call: the only room that touches the network.

Everything that can come back becomes a ``ApiResponse`` or one of the errors of ``_errors``; nothing waits or tries again.
"""

from __future__ import annotations

import json
import queue
import ssl
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Callable
from urllib.parse import urlsplit

from .._auth.cache import CredentialCache
from .._auth.providers import CredentialContext, assume_and_verify, source_credentials
from .._auth.settings import Connection
from .._errors import ConfigurationError, ProtocolError, TransportError, UnusableRouteError
from .._version import VERSION
from .call import ApiCall, ApiResponse, Credentials
from .redaction import Redaction
from .response import HttpResponse, parse_response
from .signature import CONTENT_TYPE, TC3Auth, Unsigned

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

# Then they are looked up again, for the next role that is assumed: a file may have been written anew meanwhile.
FIRST_KEYS_KEPT_S = 300.0
BODY_LIMIT = 16 * 1024 * 1024  # bytes; a page of 100 samples is some 100 kB
_CHUNK = 64 * 1024
# STS wants a region; the official tools send this one (api-facts 4.1).
STS_REGION = "ap-guangzhou"
_CLIENT = "tencentcloud.mps_" + VERSION


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

    def __init__(self, concurrency: int, surroundings: CredentialContext) -> None:
        self._concurrency = concurrency
        self._surroundings = surroundings
        self._wallet = CredentialCache()
        self._lock = threading.Lock()
        self._ways: dict[tuple[str, bool | str, bool], _Way] = {}

    def send(self, connection: Connection, call: ApiCall, clock: Callable[[], float], timeout: float) -> ApiResponse:
        """One attempt: sign, send, read, judge; with keys that are obtained or renewed first, where that is due.

        ``clock`` gives the server's time in Unix seconds and is read as late as possible. ``timeout`` is in seconds,
        for connecting and for each read. Raises the errors of ``_errors``, never another.
        """

        def ask_sts(sts_call: ApiCall, credentials: Credentials | None) -> object:
            if connection.sts_endpoint is None:
                raise ConfigurationError(
                    f"which STS belongs to the endpoint {connection.endpoint} is not known; give 'sts_endpoint'"
                )
            sts = replace(connection, endpoint=connection.sts_endpoint, region=connection.region or STS_REGION)
            return self._attempt(sts, credentials, sts_call, clock, timeout).value

        now = clock()
        # An account that was proved at one STS is not proved at another.
        identity, sts = connection.identity, connection.sts_endpoint

        def first() -> Credentials:  # thousands of accounts may have a role that is assumed with the same keys
            return self._wallet.credentials(
                (identity.origin, sts),
                now,
                lambda: source_credentials(identity, self._surroundings, ask_sts, now),
                keep=FIRST_KEYS_KEPT_S,
            )

        credentials = self._wallet.credentials(
            (identity, sts), now, lambda: assume_and_verify(identity, first(), ask_sts)
        )
        return self._attempt(connection, credentials, call, clock, timeout)

    def _attempt(
        self,
        connection: Connection,
        credentials: Credentials | None,
        call: ApiCall,
        clock: Callable[[], float],
        timeout: float,
    ) -> ApiResponse:
        way = self._way(connection)
        secrets = Redaction(credentials, way.proxies, call.secrets)
        where = f"{call.action}: no answer from {urlsplit(connection.endpoint).netloc}"
        request = requests.Request(
            "POST",
            connection.endpoint + "/",
            headers=_headers(connection, call),
            data=json.dumps(dict(call.parameters)).encode(),
            auth=Unsigned(clock) if credentials is None else TC3Auth(credentials, call.service, clock),
        )
        try:
            response = way.adapter.send(
                request.prepare(), stream=True, timeout=(timeout, timeout), verify=way.verify, proxies=way.proxies
            )
            with response:
                answer = HttpResponse(response.status_code, response.headers, _read_body(response, call))
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError, TypeError):
            raise UnusableRouteError(f"{where}: the address of a proxy in the environment is not usable") from None
        except (requests.RequestException, HTTPError, OSError) as failure:
            raise _unanswered(where, failure, secrets) from None
        return parse_response(answer, call, secrets)

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


def fetch_text(url: str, limit: float) -> tuple[int, str]:
    """The HTTP status and the text behind a plain address, past any proxy. Raises ``TransportError``.

    ``limit`` is in seconds, for the look-up of the name too, which no time-out of a socket bounds.
    """
    happened: queue.SimpleQueue[tuple[int, str] | BaseException] = queue.SimpleQueue()

    def fetch() -> None:
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(url, timeout=limit, allow_redirects=False)
                happened.put((answer.status_code, answer.text))
        except Exception as failure:  # noqa: BLE001 - carried to the caller's thread
            happened.put(failure)

    threading.Thread(target=fetch, daemon=True, name="mps-metadata").start()
    where = f"no answer from {urlsplit(url).netloc}"
    try:
        outcome = happened.get(timeout=limit)
    except queue.Empty:
        raise TransportError(f"{where} in {limit:g} s") from None
    if isinstance(outcome, BaseException):
        raise _unanswered(where, outcome, Redaction(None, {}))
    return outcome


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
