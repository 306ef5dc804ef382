# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Sends one HTTP request. This is the only file that uses the network. It never waits and never retries."""

from __future__ import annotations

import json
import os
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import urlsplit

from .._errors import DeniedError, MpsError, ProtocolError, ServerError, ThrottledError
from .._version import VERSION
from .abort import make_abortable
from .ca_file import validate_ca
from .call import ApiCall, ApiResponse, Credentials, MetadataCall, Target
from .denial import explained
from .failures import CONNECT_TIMEOUT_S, UNREACHABLE_LIMIT_S, Peer, transport_error
from .proxy import Proxy, proxy_of
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

BODY_LIMIT = 16 * 1024 * 1024  # bytes; a page of 100 samples has about 100 kB
METADATA_BODY_LIMIT = 64 * 1024  # bytes; the keys of a role have about 2 kB
_CHUNK = 64 * 1024
_CLIENT = "tencentcloud.mps_" + VERSION


@dataclass(frozen=True)
class _Route:
    """The connection pool of an endpoint, which all accounts share, and the settings that the environment adds.

    ``worked`` is set by the first response of the API.
    """

    adapter: HTTPAdapter
    verify: bool | str
    proxies: Mapping[str, str]
    proxy: Proxy | None
    worked: threading.Event = field(default_factory=threading.Event)

    def send(self, request: requests.Request, call: ApiCall, timeout: float) -> HttpResponse:
        """The response to one request. Raises the exceptions of ``requests`` and ``urllib3``."""
        to_connect = timeout if self.worked.is_set() else min(timeout, CONNECT_TIMEOUT_S)
        prepared, limits = request.prepare(), (to_connect, timeout)
        response = self.adapter.send(prepared, stream=True, timeout=limits, verify=self.verify, proxies=self.proxies)
        with response:
            return HttpResponse(response.status_code, response.headers, _read_body(response, call))


class Transport:
    """Sends requests. Thread-safe.

    It uses an adapter of ``requests`` without a session, because a session follows redirects, keeps cookies and reads
    ``~/.netrc``.
    """

    def __init__(self, pool_size: int) -> None:
        self._pool_size = pool_size
        self._lock = threading.Lock()
        self._routes: dict[tuple[str, bool | str, bool], _Route] = {}

    def send(
        self,
        call: ApiCall | MetadataCall,
        target: Target | None,
        credentials: Credentials | None,
        clock: Callable[[], float],
        timeout: float,
    ) -> ApiResponse:
        """Send one request and parse its response. Raises the errors of ``_errors`` and no others.

        ``clock`` returns the server's time in Unix seconds; it is read just before the request is signed. ``timeout``
        is in seconds, for the connection and for each read.
        """
        if isinstance(call, MetadataCall):
            return _get(call)
        if target is None:
            raise MpsError(f"{call.action}: a call of the API needs a target")
        route = self._route(target)
        redaction = Redaction(credentials, route.proxies, call.secrets)
        auth = Unsigned(clock) if credentials is None else TC3Auth(credentials, call.service, clock)
        body = json.dumps(dict(call.parameters)).encode()
        request = requests.Request("POST", target.endpoint + "/", headers=_headers(target, call), data=body, auth=auth)
        try:
            received = route.send(request, call, timeout)
        except (requests.RequestException, HTTPError, OSError, ValueError, TypeError) as failure:
            peer = Peer(urlsplit(target.endpoint).netloc, _setting(call), route.proxy, route.worked.is_set())
            raise transport_error(f"{call.action}: ", failure, peer, redaction) from None
        try:
            parsed = parse_response(received, call, redaction)
        except MpsError as error:
            if error.request_id is not None:
                route.worked.set()
            elif isinstance(error, ProtocolError) and not (route.worked.is_set() or received.body[:1] in (b"{", b"[")):
                error.retry_limit = UNREACHABLE_LIMIT_S  # probably not a server of the API
            if isinstance(error, DeniedError):
                raise explained(error, target, credentials, clock()) from None
            raise
        route.worked.set()
        return parsed

    def close(self) -> None:
        with self._lock:
            for route in self._routes.values():
                route.adapter.close()
            self._routes.clear()

    def _route(self, target: Target) -> _Route:
        key = (target.endpoint, target.verify, target.use_proxies)
        with self._lock:
            if key not in self._routes:
                if urlsplit(target.endpoint).scheme == "https":
                    validate_ca(target.verify, os.environ)
                # Reads the environment once for an endpoint, not for each request.
                settings = requests.Session().merge_environment_settings(target.endpoint, {}, True, target.verify, None)
                adapter = _abortable_adapter(self._pool_size)
                proxies = dict(settings["proxies"]) if target.use_proxies else {}
                proxy = proxy_of(target.endpoint, proxies, os.environ)
                self._routes[key] = _Route(adapter, settings["verify"] or False, proxies, proxy)
            return self._routes[key]


def _get(call: MetadataCall) -> ApiResponse:
    """A GET without proxy and redirects. Name resolution has no timeout here; the engine abandons a late attempt."""
    redaction = Redaction(None, {"metadata": call.url})
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", _abortable_adapter(1))
            with session.get(call.url, timeout=call.timeout, allow_redirects=False, stream=True) as response:
                body = response.raw.read(METADATA_BODY_LIMIT, decode_content=True)
                status = response.status_code
    except (requests.RequestException, HTTPError, OSError, ValueError) as failure:
        host = redaction.clean(call.url.partition("//")[2].partition("/")[0])
        raise transport_error("", failure, Peer(host, "'credential_source'", None, False), redaction) from None
    if status >= 500 or status in (408, 429):
        kind = ThrottledError if status == 429 else ServerError
        raise kind(f"the metadata service responded with HTTP {status}", http_status=status)
    return ApiResponse((status, body.decode("utf-8", "replace")), "")


def _abortable_adapter(pool_size: int) -> HTTPAdapter:
    """An adapter whose requests can be aborted."""

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            make_abortable(self.poolmanager)

        def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*arguments, **options)
            make_abortable(manager)
            return manager

    return Adapter(pool_connections=1, pool_maxsize=pool_size)


def _setting(call: ApiCall) -> str:
    """The option that contains the endpoint of a call."""
    return "'sts_endpoint' (or 'endpoint', if it is not set)" if call.service == "sts" else "'endpoint'"


def _headers(target: Target, call: ApiCall) -> dict[str, str]:
    headers = {
        "Accept-Encoding": "gzip",
        "Content-Type": CONTENT_TYPE,
        "User-Agent": _CLIENT.replace("_", "/"),
        "X-TC-Action": call.action,
        "X-TC-Version": call.version,
        "X-TC-Language": target.language,
        "X-TC-RequestClient": _CLIENT,
    }
    if target.region:
        headers["X-TC-Region"] = target.region
    return headers


def _read_body(response: requests.Response, call: ApiCall) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > BODY_LIMIT:
                raise ProtocolError(
                    f"{call.action}: the response is longer than {BODY_LIMIT // 1024} KiB, so reading stopped. Check"
                    " 'endpoint'",
                    http_status=response.status_code,
                )
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
        raise ProtocolError(
            f"{call.action}: the response is truncated or damaged", http_status=response.status_code
        ) from None
    return bytes(body)
