# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong settings of the network, with default options: how long they take to fail, and what the message contains.

The time is virtual: waits take none of the real time. The connections are real.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import trustme

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Target
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.transport import Transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.session import CredentialCache
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Job
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.scheduler import Scheduler
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import (
    Selection,
    list_person_samples,
)
from support.credential_contexts import empty_context
from support.info_run import NO_SAMPLES
from support.scripted_server import ScriptedServer, http, response
from support.virtual_time import VirtualWorkers

LIMIT_S = 15.0
SECRET = "hunter2hunter2"


def time_to_fail(
    options: Mapping[str, Any], latency: Callable[[], float] = lambda: 0.05, concurrency: int = 4
) -> tuple[float, MpsError]:
    """Virtual seconds until the read of the samples fails, and its error. ``latency`` is the time of an attempt."""
    defaults = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    settings = parse_settings({**defaults, "secret_id": "AKIDid", "secret_key": "key", **options}, {})
    workers = VirtualWorkers(concurrency, latency)
    with closing(Transport(concurrency)) as transport:
        scheduler = Scheduler(
            transport.send,
            workers,
            CredentialCache(empty_context()),
            lambda _text: None,
            wall_clock=lambda: 1_700_000_000 + workers.time,
            draw=lambda: 0.9,
        )
        ((_job, outcome),) = scheduler.run([Job(list_person_samples(Selection()), settings)])
    assert outcome.error is not None
    return workers.time, outcome.error


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def refused() -> Iterator[str]:
    """An address without a listener."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
def endless() -> Callable[[bytes], ScriptedServer]:
    """A server that always sends the same bytes. Its end does not compare the numbers of requests and responses."""

    class Endless(ScriptedServer):
        def __exit__(self, *error: Any) -> None:
            super().__exit__(AssertionError, AssertionError(), None)

    return lambda scripted: Endless([scripted] * 400)


class PlainServer:
    """A server without TLS that responds to the first bytes of every connection, also if they are not HTTP."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> PlainServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(self._reply)


@pytest.fixture
def unknown_names(monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def resolve(host: Any, *more: Any, **named: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"endpoint": "https://REFUSED"}, "Check 'endpoint', and the firewall"),
        ({"endpoint": "http://REFUSED"}, "Check 'endpoint', and the firewall"),
        ({"endpoint": "https://mps.invalid"}, "The host name cannot be resolved. Check 'endpoint', and the name"),
        ({"sts_endpoint": "https://sts.invalid", "account_uin": "1"}, "Check 'sts_endpoint' (or 'endpoint', if"),
        ({"sts_endpoint": "https://REFUSED", "account_uin": "1"}, "Check 'sts_endpoint' (or 'endpoint', if"),
        ({"endpoint": "https://127.0.0.1:1"}, "Check 'endpoint'"),
    ],
)
@pytest.mark.usefixtures("unknown_names")
def test_wrong_endpoint_fails_soon_and_names_the_option(refused: str, options: dict[str, str], words: str) -> None:
    seconds, error = time_to_fail({name: value.replace("REFUSED", refused) for name, value in options.items()})
    assert (seconds < LIMIT_S, error.kind, words in str(error)) == (True, "transport", True), str(error)


def test_host_that_does_not_respond_fails_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def connect(_self: socket.socket, _address: Any) -> None:
        waited.append(_self.gettimeout() or 0.0)
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", connect)
    seconds, error = time_to_fail({"endpoint": "https://10.255.255.1"}, latency=lambda: waited[-1])
    assert (seconds < LIMIT_S, max(waited)) == (True, 5.0)
    assert "Check 'endpoint', and the firewall" in str(error)


@pytest.mark.parametrize(
    ("scripted", "words"),
    [
        (http(b"<html>Welcome</html>"), "The body starts with '<html>Welcome</html>'. Check 'endpoint'"),
        (http(b""), "The body is empty. Check 'endpoint'"),
        (http(b"", "404 No"), "Check 'endpoint'"),
        (http(response(Error={"Code": "AuthFailure.SecretIdNotFound", "Message": "no"})), "SecretIdNotFound"),
        (http(response(Error={"Code": "AuthFailure.SignatureFailure", "Message": "no"})), "SignatureFailure"),
    ],
)
def test_wrong_server_or_key_fails_soon(
    endless: Callable[[bytes], ScriptedServer], scripted: bytes, words: str
) -> None:
    with endless(scripted) as server:
        seconds, error = time_to_fail({"endpoint": server.url})
    assert (seconds < LIMIT_S, words in str(error)) == (True, True), str(error)


def test_plain_port_for_https_fails_soon() -> None:
    with PlainServer(http(b"", "400 Bad Request")) as server:
        seconds, error = time_to_fail({"endpoint": f"https://{server.address}"})
    assert (seconds < LIMIT_S, "'endpoint'" in str(error)) == (True, True), str(error)


@pytest.mark.parametrize("first", [http(b"", "503 Later"), http(b'{"Resp')])
def test_outage_of_the_server_uses_the_whole_retry_budget(
    endless: Callable[[bytes], ScriptedServer], first: bytes
) -> None:
    """A fault that is not a wrong setting is retried for a minute."""
    with endless(first) as server:
        seconds, _error = time_to_fail({"endpoint": server.url}, latency=lambda: 1.0)
    assert seconds > 3 * LIMIT_S


def test_refused_connection_after_a_response_has_the_whole_retry_budget() -> None:
    call = next(list_person_samples(Selection()))[0]
    with closing(Transport(1)) as transport:
        with ScriptedServer([NO_SAMPLES]) as server:
            transport.send(call, Target(server.url), None, lambda: 0.0, 5.0)
        with pytest.raises(MpsError, match="Connection refused") as failed:
            transport.send(call, Target(server.url), None, lambda: 0.0, 5.0)
    assert failed.value.retry_limit is None


# Proxies. PROXY is the address of a scripted server, REFUSED has no listener.


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    ("proxy", "reply", "shown", "words"),
    [
        (
            "http://me:SECRET@PROXY",
            b"HTTP/1.1 407 No\r\n\r\n",
            "http://PROXY",
            "requires authentication. Put user and",
        ),
        ("http://me:SECRET@PROXY", b"HTTP/1.1 403 No\r\n\r\n", "http://PROXY", "does not allow this host. Allow it in"),
        ("http://PROXY", b"HTTP/1.1 404 No\r\n\r\n", "http://PROXY", "probably not a proxy. Check VARIABLE"),
        (
            "http://PROXY",
            b"HTTP/1.1 503 No\r\n\r\n",
            "http://PROXY",
            "The proxy cannot connect to this host. Check",
        ),
        ("http://me:SECRET@REFUSED", None, "http://REFUSED", "Check VARIABLE, and the firewall"),
        ("http://me:SECRET@proxy.invalid:3128", None, "http://proxy.invalid:3128", "address of the proxy in VARIABLE"),
        (
            "https://me:SECRET@PROXY",
            b"HTTP/1.1 400 No\r\n\r\n",
            "https://PROXY",
            "Start its address in VARIABLE with",
        ),
        ("socks5h://me:SECRET@REFUSED", None, "socks5h://REFUSED", "needs the Python package PySocks"),
        ("http://me:SECRET@127.0.0.1:99999", None, "http://127.0.0.1:99999", "is not valid. Correct VARIABLE"),
        ("ftp://PROXY", None, "ftp://PROXY", "VARIABLE"),
        ("PROXY", b"HTTP/1.1 407 No\r\n\r\n", "http://PROXY", "Put user and password into VARIABLE"),
    ],
)
@pytest.mark.usefixtures("unknown_names")
def test_fault_of_a_proxy_fails_soon_and_names_the_proxy_and_its_variable(
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
    variable: str,
    proxy: str,
    reply: bytes | None,
    shown: str,
    words: str,
) -> None:
    with PlainServer(reply or b"") as server:

        def filled(text: str) -> str:
            replaced = text.replace("PROXY", server.address).replace("REFUSED", refused)
            return replaced.replace("SECRET", SECRET)

        monkeypatch.setenv(variable, filled(proxy))
        seconds, error = time_to_fail({"endpoint": "https://mps.example"})
    assert (seconds < LIMIT_S, error.kind) == (True, "transport"), str(error)
    assert f"mps.example through the proxy {filled(shown)} ({variable})" in str(error)
    assert words.replace("VARIABLE", variable) in str(error)
    assert SECRET not in str(error)


def test_proxy_password_without_a_host_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{SECRET}")
    assert SECRET not in str(time_to_fail({"endpoint": "https://mps.example"})[1])


# Files of CA certificates.

PEM = trustme.CA().cert_pem.bytes().decode()
BAD_FILES = {
    "missing": None,
    "empty": "",
    "cut": PEM[:300],
    "cut in the second certificate": PEM + PEM[:300],
    "cut in the last line": PEM + PEM[:-20],
    "text": "hello",
    "html": "<html></html>",
    "key": trustme.CA().private_key_pem.bytes().decode(),
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize("setting", ["ca_path", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_bad_ca_file_is_a_configuration_error_before_any_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    options = {"endpoint": "https://127.0.0.1:1"}
    if setting == "ca_path":
        options["ca_path"] = str(path)
    else:
        monkeypatch.setenv(setting, str(path))
    try:
        seconds, error = time_to_fail(options)
    except ConfigurationError as refusal:
        seconds, error = 0.0, refusal
    assert (seconds < 1.0, error.kind) == (True, "configuration"), str(error)
    assert f"{setting} '{path}'" in str(error)


@pytest.mark.parametrize("names", [(), ("ca.pem",)])
def test_directory_without_hashed_certificates_is_a_configuration_error(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text(PEM)
    _seconds, error = time_to_fail({"endpoint": "https://127.0.0.1:1", "ca_path": str(tmp_path)})
    assert (error.kind, "Run 'openssl rehash'" in str(error)) == ("configuration", True)


@pytest.mark.parametrize("text", [PEM, "# my authority\n" + PEM, "\ufeff" + PEM, PEM.replace("\n", "\r\n"), PEM + PEM])
def test_good_ca_file_is_accepted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ca.pem"
    path.write_text(text, newline="")
    assert time_to_fail({"endpoint": "https://127.0.0.1:1", "ca_path": str(path)})[1].kind == "transport"


def test_bad_ca_file_does_not_matter_where_it_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing"))
    assert time_to_fail({"endpoint": "http://127.0.0.1:1"})[1].kind == "transport"
    assert time_to_fail({"endpoint": "https://127.0.0.1:1", "validate_certs": False})[1].kind == "transport"


@pytest.mark.parametrize(
    ("endpoint", "advice"),
    [
        ("mps.intl.tencentcloudapi.com", "set 'endpoint' to mps.tencentcloudapi.com"),
        ("sts.intl.tencentcloudapi.com", "set 'endpoint' to mps.tencentcloudapi.com"),
        ("mps.tencentcloudapi.com", "set 'endpoint' to mps.intl.tencentcloudapi.com"),
        ("mps.ap-guangzhou.tencentcloudapi.com", "set 'endpoint' to mps.intl.tencentcloudapi.com"),
        ("mps.example", "sent to mps.example"),
    ],
)
@pytest.mark.parametrize("code", ["AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId"])
def test_unknown_secret_id_is_perhaps_of_the_other_site(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, endpoint: str, advice: str
) -> None:
    """A TLS server represents the host of the API: every name is resolved to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(endpoint).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with ScriptedServer([http(response(Error={"Code": code, "Message": "no"}))], context) as server:
        address = ("127.0.0.1", int(server.address.rpartition(":")[2]))
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_named: found)
        _seconds, error = time_to_fail({"endpoint": endpoint, "ca_path": str(tmp_path / "ca.pem")})
    assert advice in str(error)
    assert ("site" in str(error)) == endpoint.endswith(".tencentcloudapi.com")
