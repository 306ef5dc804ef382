# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The signature of a JSON POST equals every published vector, and equals the official SDK byte for byte."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from unittest import mock

import pytest
import requests
from hypothesis import given, settings, strategies as st
from tencentcloud.common import abstract_client, credential
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.signature import (
    TC3Auth,
    Unsigned,
    authorization,
    canonical_request,
)
from support.cases import cases

EXAMPLE = Credentials("AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0001", "ExampleSecretKeyExampleSecretKey")
DOCS_BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
DOCS_HEADERS = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
DOCS_HEADERS_AND_ACTION = {**DOCS_HEADERS, "x-tc-action": "DescribeInstances"}
BODY_1 = (
    rb'{"Type": "UserDefine", "Names": ["\u5f20\u4e09", "Jos\u00e9 \u00d1and\u00fa", "\ud83d\ude00"],'
    rb' "Tags": ["\u660e\u661f"], "Offset": 0, "Limit": 100}'
)
BODY_2 = b'{"PersonIds": ["10569", "10703"], "Limit": 20, "Offset": 40}'
BODY_6 = bytes.fromhex("7b224e616d6573223a5b22e5bca0e4b889225d2c224c696d6974223a3130307d")


def json_headers(host: str) -> dict[str, str]:
    return {"content-type": "application/json", "host": host}


# docs/api-facts.md sections 1.5 and 1.6: credentials, service, signed headers, body, timestamp, hash of the canonical
# request, signature
VECTORS = [
    pytest.param(
        Credentials("AKID" + "*" * 32, "*" * 32), "cvm", DOCS_HEADERS_AND_ACTION, DOCS_BODY, 1551113065,
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        id="D1",
    ),
    pytest.param(
        Credentials("AKIDz8krbsJ5yKBZQpn74WFkmLPx3" + "*" * 7, "Gu5t9xGARNpq86cd98joQYCN3" + "*" * 7),
        "cvm", DOCS_HEADERS_AND_ACTION, DOCS_BODY, 1551113065,
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
        id="D2",
    ),
    pytest.param(
        Credentials("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
        "cvm", DOCS_HEADERS, DOCS_BODY, 1551113065,
        "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        id="D3",
    ),
    pytest.param(
        EXAMPLE, "mps", json_headers("mps.intl.tencentcloudapi.com"), BODY_1, 1700000000,
        "df3aa206f31bb3465282567faebe3dfcb1b606643bc8bec8b3399f1e6312c876",
        "dc83ac607876f75c60294ec11f6826964ad12a15c607a3f6753237515ca76594",
        id="V1",
    ),
    pytest.param(
        EXAMPLE, "mps", json_headers("mps.tencentcloudapi.com"), BODY_2, 1709251199,
        "d808f96e0c9d23f2f6c2c76928d4f8ffda337d83170ac96df54cdca85f4387c9",
        "7577878be89e537c9256aab864c977853153529e33bad80a8628fe6d5d5d1780",
        id="V2",
    ),
    pytest.param(
        EXAMPLE, "mps", json_headers("mps.tencentcloudapi.com"), BODY_2, 1709251200,
        "d808f96e0c9d23f2f6c2c76928d4f8ffda337d83170ac96df54cdca85f4387c9",
        "98d9a054ece87f480b53ed1bfe64d3f9cb94ca7938f165806a9e939c4c5f6777",
        id="V2b, the UTC date rolls over",
    ),
    pytest.param(
        EXAMPLE, "sts", json_headers("sts.tencentcloudapi.com"), b"{}", 1700000000,
        "27a9f5a9c8a4da9c86f0fcf3df35b2a50d53bd6317667e0e3f4382f405e9af81",
        "a9b2a7a1d0a23308626b0d0365026837700f057d926e6fdf42dc5a6b1c4cbf14",
        id="V4",
    ),
    pytest.param(
        EXAMPLE, "mps",
        {
            "content-type": "application/json; charset=utf-8",
            "host": "mps.intl.tencentcloudapi.com",
            "x-tc-action": "describepersonsamples",
        },
        BODY_6, 1700000000,
        "4c8081a83f16cf39a6b92f06843afc267224409608e5b9c0f18e69b044e0760b",
        "3611d1c974e1d0b01626f75f631c22ad061ae3750362eccf0f35dc21cded70d4",
        id="V6, raw UTF-8",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "service", "headers", "body", "timestamp", "request_hash", "signature"), VECTORS)
def test_signature_matches_the_published_vectors(
    keys: Credentials,
    service: str,
    headers: dict[str, str],
    body: bytes,
    timestamp: int,
    request_hash: str,
    signature: str,
) -> None:
    request, signed_headers = canonical_request(headers, body)
    assert hashlib.sha256(request.encode()).hexdigest() == request_hash
    header = authorization(keys, service, headers, body, timestamp)
    assert header.startswith(f"TC3-HMAC-SHA256 Credential={keys.secret_id}/")
    assert f"/{service}/tc3_request, SignedHeaders={signed_headers}, Signature=" in header
    assert header.endswith(signature)


def test_header_order_case_and_spaces_do_not_change_the_canonical_request() -> None:
    unordered = {
        "X-TC-Action": " DescribeInstances ",
        "Host": "CVM.tencentcloudapi.com",
        "Content-Type": DOCS_HEADERS["content-type"],
    }
    assert canonical_request(unordered, DOCS_BODY) == canonical_request(DOCS_HEADERS_AND_ACTION, DOCS_BODY)


MIDNIGHT = 86400
any_text = st.text(max_size=40)
header_safe = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)
parameters = st.dictionaries(
    st.sampled_from(["Type", "Names", "Tags", "PersonIds", "Offset", "Limit"]),
    st.one_of(any_text, st.lists(any_text, max_size=5), st.integers(0, 10**12)),
)
moments = st.one_of(
    st.integers(0, 4102444800),
    st.builds(lambda day, step: day * MIDNIGHT + step, st.integers(1, 40000), st.integers(-2, 2)),
)


def sign_with_the_sdk(keys: Credentials, host: str, body: dict[str, Any], timestamp: int) -> RequestInternal:
    profile = ClientProfile(httpProfile=HttpProfile(endpoint=host), language="en-US")
    client = abstract_client.AbstractClient(
        credential.Credential(keys.secret_id, keys.secret_key, keys.token), "", profile
    )
    client._apiVersion, client._service = "2019-06-12", "mps"
    request = RequestInternal(host, "POST", "/")
    with mock.patch.object(abstract_client.time, "time", return_value=timestamp):  # the SDK has no clock parameter
        client._build_req_with_tc3_signature("DescribePersonSamples", body, request)
    return request


@pytest.mark.slow
@settings(max_examples=cases(500))
@given(
    keys=st.builds(Credentials, header_safe, header_safe, st.one_of(st.none(), header_safe)),
    host=st.sampled_from(["mps.intl.tencentcloudapi.com", "mps.tencentcloudapi.com", "127.0.0.1:8470", "localhost:9"]),
    body=parameters,
    timestamp=moments,
)
def test_signature_matches_the_official_sdk(keys: Credentials, host: str, body: dict[str, Any], timestamp: int) -> None:
    sdk_request = sign_with_the_sdk(keys, host, body, timestamp)
    request = requests.Request(
        "POST",
        f"https://{host}/",
        headers={"Content-Type": "application/json"},
        data=json.dumps(body).encode(),
        auth=TC3Auth(keys, "mps", lambda: timestamp + 0.9),
    ).prepare()
    assert request.body == sdk_request.data.encode()
    for header in ("Authorization", "Host", "Content-Type", "X-TC-Timestamp", "X-TC-Token"):
        assert request.headers.get(header) == sdk_request.header.get(header)


@pytest.mark.parametrize("token", [None, "the-token"])
@pytest.mark.parametrize(("body", "signed_body"), [(b"{}", b"{}"), ("{}", b"{}"), (None, b""), ("é", "é".encode())])
def test_prepared_request_gets_the_headers_of_its_own_content(
    body: bytes | str | None, signed_body: bytes, token: str | None
) -> None:
    keys = Credentials(EXAMPLE.secret_id, EXAMPLE.secret_key, token)
    request = requests.Request(
        "POST", "https://mps.tencentcloudapi.com:8443/", headers={"Content-Type": "application/json"}
    ).prepare()
    request.body = body
    signed = TC3Auth(keys, "mps", lambda: 1_700_000_000.9)(request)
    assert signed is request
    assert dict(signed.headers) == {
        "Content-Type": "application/json",
        "Content-Length": "0",
        "Host": "mps.tencentcloudapi.com:8443",
        "X-TC-Timestamp": "1700000000",
        **({"X-TC-Token": token} if token else {}),
        "Authorization": authorization(
            keys, "mps", json_headers("mps.tencentcloudapi.com:8443"), signed_body, 1_700_000_000
        ),
    }


def test_unsigned_request_has_a_time_and_no_signature() -> None:
    request = requests.Request("POST", "https://sts.tencentcloudapi.com/").prepare()
    sent = Unsigned(lambda: 1_700_000_000.9)(request)
    assert sent is request
    assert dict(sent.headers) == {
        "Content-Length": "0", "X-TC-Timestamp": "1700000000", "Authorization": "SKIP",
    }  # fmt: skip


def test_repr_of_credentials_shows_no_secret() -> None:
    shown = repr(Credentials("AKIDvisible", "thekeyitself", "thetokenitself"))
    assert "thekeyitself" not in shown
    assert "thetokenitself" not in shown
