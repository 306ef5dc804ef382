# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One attempt at one call: the only room that touches the network.

Everything that can come back becomes a ``Reply`` or one of the errors of ``_errors``; nothing here waits or tries
again.
"""

from __future__ import annotations

import json
import re
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import urlsplit

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    MpsError,
    ProtocolError,
    ServerError,
    ThrottledError,
    TransportError,
    kind_of_code,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._plan import ApiCall, Reply
from ansible_collections.tencentcloud.mps.plugins.module_utils._signature import CONTENT_TYPE, Credentials, TC3Auth
from ansible_collections.tencentcloud.mps.plugins.module_utils._version import VERSION

REQUESTS_IMPORT_ERROR: str | None = None
if TYPE_CHECKING:
    import requests
else:
    try:
        import requests
    except ImportError:
        REQUESTS_IMPORT_ERROR = traceback.format_exc()

BODY_LIMIT = 16 * 1024 * 1024  # bytes; a page of 100 samples is some 100 kB
_CHUNK = 64 * 1024
_CLIENT = "tencentcloud.mps_" + VERSION
_TOO_MANY_REQUESTS = 429


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


class Transport:
    """Sends calls, from any number of threads; the pool of connections is shared by all accounts on an endpoint."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._sessions: dict[tuple[str, bool | str, bool], tuple[requests.Session, dict[str, Any]]] = {}

    def send(self, connection: Connection, call: ApiCall, clock: Callable[[], float], timeout: float) -> Reply:
        """One attempt: sign, send, read, judge.

        ``clock`` gives the server's time in Unix seconds and is read as late as possible. ``timeout`` is in seconds,
        for connecting and for each read. Raises the errors of ``_errors``, never another.
        """
        session, environment = self._session(connection)
        request = requests.Request(
            "POST",
            connection.endpoint + "/",
            headers=_headers(connection, call),
            data=json.dumps(dict(call.parameters)).encode(),
            auth=TC3Auth(connection.credentials, call.service, clock),
        )
        secrets = _Redaction(connection.credentials)
        try:
            # Prepared by hand: Session.prepare_request would merge cookies and look for ~/.netrc.
            prepared = request.prepare()
            with session.send(prepared, timeout=(timeout, timeout), allow_redirects=False, **environment) as response:
                return _judge(response, _read_body(response), call, secrets)
        except (requests.RequestException, OSError) as failure:
            where = urlsplit(connection.endpoint).netloc
            raise TransportError(f"{call.action}: no answer from {where}: {secrets.clean(_reason(failure))}") from None

    def _session(self, connection: Connection) -> tuple[requests.Session, dict[str, Any]]:
        key = (connection.endpoint, connection.verify, connection.use_proxies)
        with self._lock:
            if key not in self._sessions:
                session = requests.Session()
                session.trust_env = connection.use_proxies or connection.verify is True
                session.mount(
                    connection.endpoint,
                    requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=self._concurrency),
                )
                # The environment is read once for an endpoint, not once for a call.
                environment = session.merge_environment_settings(connection.endpoint, {}, True, connection.verify, None)
                if not connection.use_proxies:
                    environment["proxies"] = {}
                self._sessions[key] = (session, dict(environment))
            return self._sessions[key]

    def close(self) -> None:
        with self._lock:
            for session, _environment in self._sessions.values():
                session.close()
            self._sessions.clear()


def _headers(connection: Connection, call: ApiCall) -> dict[str, str]:
    headers = {
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


class _Redaction:
    """Takes one identity's secrets out of a text that came from elsewhere."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def clean(self, text: str) -> str:
        secrets = (self._credentials.secret_key, self._credentials.token)
        for secret in secrets:
            if secret:
                text = text.replace(secret, "***")
        return text.replace(self._credentials.secret_id, "***" + self._credentials.secret_id[-4:])


def _reason(failure: BaseException) -> str:
    """The innermost words of a failure; the layers around them repeat addresses and show objects."""
    cause = failure
    while (inner := _inner(cause)) is not None:
        cause = inner
    words = (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or "no reason given"
    # A proxy's address may hold a password, and what a server sent instead of HTTP may be anything.
    words = re.sub(r"//[^/@\s]*@", "//***@", " ".join(words.split()))[:200]
    return f"{words} [{type(failure).__name__}]"


def _inner(failure: BaseException) -> BaseException | None:
    candidates = (getattr(failure, "reason", None), *failure.args, failure.__cause__, failure.__context__)
    return next((inner for inner in candidates if isinstance(inner, BaseException)), None)


def _read_body(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > BODY_LIMIT:
            raise ProtocolError(
                f"the answer is longer than {BODY_LIMIT // 1024 // 1024} MiB; it was not read further",
                http_status=response.status_code,
            )
    return bytes(body)


def _judge(response: requests.Response, body: bytes, call: ApiCall, secrets: _Redaction) -> Reply:
    """The reply in an answer, or the error it stands for. HTTP 200 says nothing: errors come inside (api-facts 6.2)."""
    envelope = _envelope(body)
    facts: dict[str, Any] = {
        "http_status": response.status_code,
        "request_id": str(envelope["RequestId"]) if envelope and "RequestId" in envelope else None,
        "retry_after": _retry_after(response.headers.get("Retry-After")),
        "server_time": _server_time(response.headers.get("Date")),
    }
    error = envelope.get("Error") if envelope else None
    if isinstance(error, dict) and isinstance(error.get("Code"), str):
        message = secrets.clean(f"{call.action}: {error['Code']}: {error.get('Message', '')}".rstrip(": "))
        raise kind_of_code(error["Code"])(message, code=error["Code"], **facts)
    if response.status_code != 200:
        raise _error_of_status(response, call, facts)
    if envelope is None or error is not None or not facts["request_id"]:
        shown = secrets.clean(body[:60].decode("utf-8", "replace"))
        raise ProtocolError(f"{call.action}: the answer is not the documented JSON: it begins with {shown!r}", **facts)
    try:
        return Reply(call.read(envelope), facts["request_id"])
    except ProtocolError as problem:
        raise ProtocolError(f"{call.action}: {problem.message}", **facts) from None


def _error_of_status(response: requests.Response, call: ApiCall, facts: Mapping[str, Any]) -> MpsError:
    status = response.status_code
    if 300 <= status < 400:
        return ProtocolError(
            f"{call.action}: the endpoint answers with a redirect (HTTP {status}). It is not followed, because the"
            " signed request must not travel to another host; set 'endpoint' to the address of the API itself",
            **facts,
        )
    if status == _TOO_MANY_REQUESTS:
        return ThrottledError(f"{call.action}: HTTP {status}", **facts)
    if status >= 500:
        return ServerError(f"{call.action}: HTTP {status}", **facts)
    return ProtocolError(f"{call.action}: HTTP {status} instead of the documented 200; is 'endpoint' right?", **facts)


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    response = document.get("Response") if isinstance(document, dict) else None
    return response if isinstance(response, dict) else None


def _retry_after(value: str | None) -> float | None:
    """Seconds only; the date form would need a clock that may be the very thing that is wrong."""
    return float(value) if value is not None and re.fullmatch(r"[0-9]{1,6}", value.strip()) else None


def _server_time(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (TypeError, ValueError, OverflowError):
        return None
