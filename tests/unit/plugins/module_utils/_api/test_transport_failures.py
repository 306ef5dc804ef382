# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Missing or incomplete responses, certificates, and the text of errors without secrets."""

from __future__ import annotations

import json
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
import trustme
from hypothesis import given, settings, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import (
    ApiCall,
    ApiResponse,
    Credentials,
    Target,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.transport import Transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.retry import is_retryable
from support.scripted_server import Instead, ScriptedResponse, ScriptedServer, http, response

KEYS = Credentials("AKIDthe-id-of-a-key-1234", "the-secret-of-a-key", "the-token-of-a-key")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def ask(
    url: str, timeout: float = 10.0, keys: Credentials = KEYS, verify: bool | str = True, **more: bool
) -> ApiResponse:
    call = ApiCall("mps", "2019-06-12", "DescribePersonSamples", {}, dict)
    target = Target(url, verify=verify, use_proxies=more.get("use_proxies", False))
    with closing(Transport(1)) as transport:
        return transport.send(call, target, keys, lambda: 1_700_000_000.0, timeout)


def failure_of(url: str, **more: Any) -> _errors.MpsError:
    with pytest.raises(_errors.MpsError) as failed:
        ask(url, **more)
    return failed.value


def failure_after(scripted: ScriptedResponse, **more: Any) -> _errors.MpsError:
    with ScriptedServer([scripted]) as server:
        return failure_of(server.url, **more)


def assert_is_readable(error: _errors.MpsError, words: str) -> None:
    """Assert that an error is short, contains ``words`` and shows no Python objects."""
    assert words in str(error)
    assert len(str(error)) < 320
    assert not any(trace in str(error) for trace in (" object at 0x", "<urllib3", "urllib3.", "Traceback", "\n"))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


def server_context(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is reserved, but has no listener."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_refused_connection_is_a_transport_error(closed_port: int, scheme: str) -> None:
    error = failure_of(f"{scheme}://127.0.0.1:{closed_port}")
    assert isinstance(error, _errors.TransportError)
    assert_is_readable(error, f"DescribePersonSamples: no response from 127.0.0.1:{closed_port}: Connection refused")


def test_unresolvable_host_is_a_transport_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure_of("https://nobody.invalid")
    assert isinstance(error, _errors.TransportError)
    assert_is_readable(error, "no response from nobody.invalid: Name or service not known")


@pytest.mark.parametrize(
    ("scripted", "words"),
    [
        (Instead.RESET, "Connection reset by peer"),
        (b"", "Remote end closed connection without response"),
        (Instead.SILENCE, "timed out"),
        ([HEAD + b"Content-Length: 9\r\n\r\n{", Instead.SILENCE], "timed out"),
        (b"220 mail.example ESMTP\r\n", "220 mail.example ESMTP"),
        (HEAD + b"X: y\r\n" * 200 + b"\r\n", "more than 100 headers"),
        (HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "more than 65536 bytes"),
    ],
    ids=["reset", "disconnect", "silence", "silence in the body", "not HTTP", "many headers", "long header"],
)
def test_broken_connection_is_a_transport_error(scripted: ScriptedResponse, words: str) -> None:
    error = failure_after(scripted, timeout=0.3)
    assert isinstance(error, _errors.TransportError)
    assert_is_readable(error, words)


@pytest.mark.parametrize(
    "scripted",
    [
        HEAD + b'Content-Length: 900\r\n\r\n{"Response": {"RequestId": "r-1"}}',
        HEAD + b"Content-Length: 900\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n900\r\n{",
        HEAD + b'Transfer-Encoding: chunked\r\n\r\n22\r\n{"Response": {"RequestId": "r-1"}}\r\n',
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nmany\r\n{",
        http(b"this is not gzip", Content_Encoding="gzip"),
    ],
    ids=["shorter than its length", "nothing", "in a chunk", "without the last chunk", "no chunk", "not gzip"],
)
def test_incomplete_or_invalid_body_is_retryable(scripted: bytes) -> None:
    error = failure_after(scripted)
    assert is_retryable(error)
    assert_is_readable(error, "DescribePersonSamples: ")


def test_untrusted_certificate_is_rejected(authority: trustme.CA) -> None:
    with ScriptedServer([], server_context(authority)) as server:
        error = failure_of(server.url)
    assert isinstance(error, _errors.TransportError)
    assert_is_readable(error, "its certificate is not trusted: unable to get local issuer certificate")
    assert server.failed_handshakes == 1


def test_certificate_for_another_host_is_rejected(authority: trustme.CA, ca_file: str) -> None:
    with ScriptedServer([], server_context(authority, "mps.example")) as server:
        assert_is_readable(failure_of(server.url, verify=ca_file), "not valid for '127.0.0.1'")


def test_certificate_signed_by_ca_path_is_accepted(authority: trustme.CA, ca_file: str) -> None:
    with ScriptedServer([http(response())], server_context(authority)) as server:
        assert ask(server.url, verify=ca_file).request_id == "r-1"


def test_certificate_signed_by_requests_ca_bundle_is_accepted(
    authority: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file)
    with ScriptedServer([http(response())], server_context(authority)) as server:
        assert ask(server.url).request_id == "r-1"


def test_ca_path_replaces_requests_ca_bundle(
    authority: trustme.CA, ca_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file)
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "another.pem"))
    with ScriptedServer([], server_context(authority)) as server:
        failure_of(server.url, verify=str(tmp_path / "another.pem"))
    assert server.failed_handshakes == 1


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_any_certificate_is_accepted_without_verification(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "does not exist"))
    with ScriptedServer([http(response())], server_context(authority, "mps.example")) as server:
        assert ask(server.url, verify=False).request_id == "r-1"


header_text = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=16)
key_text = st.text(min_size=12, max_size=16).filter(lambda key: key == key.strip())
credentials = st.builds(Credentials, header_text, key_text, header_text)


def assert_keeps_secret(error: _errors.MpsError, *secrets: str | None) -> None:
    shown = (str(error), repr(error), error.message, str(error.args))
    assert not [secret for secret in secrets if secret and any(secret in text for text in shown)]


@settings(max_examples=40)
@given(keys=credentials, order=st.permutations([0, 1, 2]))
def test_secrets_in_a_server_message_are_redacted(keys: Credentials, order: list[int]) -> None:
    secrets = (keys.secret_id, keys.secret_key, keys.token)
    repeated = ", ".join(str(secrets[index]) for index in order)
    error = failure_after(http(response(Error={"Code": "AuthFailure", "Message": f"no: {repeated}!"})), keys=keys)
    assert str(error).startswith("DescribePersonSamples: AuthFailure: no: ")
    assert_keeps_secret(error, *secrets)


def test_lone_surrogate_in_an_error_is_shown_as_an_escape() -> None:
    """Ansible rejects a whole result that contains a lone surrogate."""
    error = failure_after(http(response(Error={"Code": "Auth\ud83d", "Message": "no \ud83d"}, RequestId="r\ud83d")))
    assert (error.code, error.request_id) == ("Auth\\ud83d", "r\\ud83d")
    str(error).encode("utf-8")


@settings(max_examples=40)
@given(keys=credentials, which=st.integers(0, 2))
def test_secret_in_a_non_json_body_is_redacted(keys: Credentials, which: int) -> None:
    secrets = (keys.secret_id, keys.secret_key, keys.token)
    error = failure_after(http(f"key {secrets[which]}.".encode("utf-8", "surrogatepass")), keys=keys)
    assert "starts with 'key " in str(error) or 'starts with "key ' in str(error)
    assert_keeps_secret(error, *secrets)


@given(password=st.text(st.characters(codec="latin-1", min_codepoint=0x20), min_size=12, max_size=16))
def test_proxy_password_is_not_shown(password: str) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        proxy = f"http://someone:{quote(password, safe='')}@127.0.0.1:{bound.getsockname()[1]}"
        with mock.patch.dict(os.environ, {"https_proxy": proxy, "http_proxy": proxy}):
            for url in ("https://api.example", "http://api.example"):
                error = failure_of(url, use_proxies=True)
                assert_is_readable(error, "no response from api.example through the proxy http://127.0.0.1:")
                assert "Connection refused" in str(error)
                assert_keeps_secret(error, password, quote(password, safe=""), "someone:")


def test_password_in_an_invalid_proxy_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://someone:hunter2@127.0.0.1:99999")
    error = failure_of("https://api.example", use_proxies=True)
    assert_is_readable(error, "the address of the proxy is not valid. Correct https_proxy")
    assert_keeps_secret(error, "hunter2", "someone")


def test_proxy_rejection_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer([b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"]) as proxy:
        monkeypatch.setenv("https_proxy", f"http://someone:hunter2@{proxy.address}")
        error = failure_of("https://api.example", use_proxies=True)
    assert proxy.requests[0].line.startswith("CONNECT api.example:443 HTTP/1.")
    assert_is_readable(error, "Tunnel connection failed: 407 Proxy Authentication Required")
    assert_keeps_secret(error, "hunter2")


def test_error_result_is_valid_json() -> None:
    error = failure_after(http(response(Error={"Code": "AuthFailure", "Message": {"odd": [None]}})))
    assert json.loads(json.dumps(error.as_result()))["request_id"] == "r-1"
