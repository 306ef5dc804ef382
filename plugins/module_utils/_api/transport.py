# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Sends one HTTP request. This is the only file that uses the network. It never waits and never retries."""

from __future__ import annotations

import json
import ssl
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import urlsplit

from .._errors import MpsError, ProtocolError, TransportError, UnusableRouteError
from .._version import VERSION
from .call import ApiCall, ApiResponse, Credentials, MetadataCall, Target
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
    """The connection pool of an endpoint, which all accounts share, and the settings that the environment adds."""

    adapter: HTTPAdapter
    verify: bool | str
    proxies: Mapping[str, str]


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
        failed = f"{call.action}: no response from {urlsplit(target.endpoint).netloc}"
        request = requests.Request(
            "POST",
            target.endpoint + "/",
            headers=_headers(target, call),
            data=json.dumps(dict(call.parameters)).encode(),
            auth=Unsigned(clock) if credentials is None else TC3Auth(credentials, call.service, clock),
        )
        try:
            response = route.adapter.send(
                request.prepare(), stream=True, timeout=(timeout, timeout), verify=route.verify, proxies=route.proxies
            )
            with response:
                received = HttpResponse(response.status_code, response.headers, _read_body(response, call))
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError, TypeError):
            raise UnusableRouteError(
                f"{failed}: a proxy address in the environment is not valid. Check HTTPS_PROXY,"
                " HTTP_PROXY and ALL_PROXY"
            ) from None
        except (requests.RequestException, HTTPError, OSError) as failure:
            raise _transport_error(failed, failure, redaction) from None
        return parse_response(received, call, redaction)

    def close(self) -> None:
        with self._lock:
            for route in self._routes.values():
                route.adapter.close()
            self._routes.clear()

    def _route(self, target: Target) -> _Route:
        key = (target.endpoint, target.verify, target.use_proxies)
        with self._lock:
            if key not in self._routes:
                # Reads the environment once for an endpoint, not for each request.
                settings = requests.Session().merge_environment_settings(target.endpoint, {}, True, target.verify, None)
                adapter = HTTPAdapter(pool_connections=1, pool_maxsize=self._pool_size)
                proxies = dict(settings["proxies"]) if target.use_proxies else {}
                self._routes[key] = _Route(adapter, settings["verify"] or False, proxies)
            return self._routes[key]


def _get(call: MetadataCall) -> ApiResponse:
    """A GET without proxy and redirects. Name resolution has no timeout here; the engine abandons a late attempt."""
    redaction = Redaction(None, {"metadata": call.url})
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(call.url, timeout=call.timeout, allow_redirects=False, stream=True) as response:
                body = response.raw.read(METADATA_BODY_LIMIT, decode_content=True)
                return ApiResponse((response.status_code, body.decode("utf-8", "replace")), "")
    except (requests.RequestException, HTTPError, OSError, ValueError) as failure:
        host = redaction.clean(call.url.partition("//")[2].partition("/")[0])
        raise _transport_error(f"no response from {host}", failure, redaction) from None


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


def _transport_error(failed: str, failure: BaseException, redaction: Redaction) -> TransportError:
    """The error of a request without response. Uses the innermost cause, because the others print objects."""
    cause = failure
    while (inner := _inner(cause)) is not None:
        cause = inner
    kind = type(failure).__name__
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = redaction.clean(cause.verify_message)
        return UnusableRouteError(
            f"{failed}: its certificate is not trusted: {reason}. For a private endpoint, set 'ca_path' to its"
            " certificate authority"
        )
    if isinstance(failure, OSError) and "CA certificate bundle" in str(failure):
        return UnusableRouteError(
            f"{failed}: the file in REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE does not exist. Correct the variable, or set"
            " 'ca_path'"
        )
    reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or "unknown reason"
    return TransportError(f"{failed}: {' '.join(redaction.clean(reason).split())[:200]} [{kind}]")


def _inner(failure: Any) -> BaseException | None:
    candidates = (getattr(failure, "reason", None), *failure.args, failure.__cause__, failure.__context__)
    return next((inner for inner in candidates if isinstance(inner, BaseException)), None)
