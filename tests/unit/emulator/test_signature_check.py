# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature verification against every vector in docs/api-facts.md sections 1.5 and 1.6."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from emulator.api_error import ApiError
from emulator.signature_check import (
    Authorization,
    WireRequest,
    canonical_request,
    parse_authorization,
    parse_timestamp,
    payload_hash,
    signature,
    signing_key,
    utc_date,
    validate_clock,
    validate_signature,
)
from support.tc3_vectors import DOC_TIME, THREE, TWO, VECTORS, Vector

every_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())


@every_vector
def test_payload_hash_matches_the_published_hash(vector: Vector) -> None:
    assert payload_hash(vector.request) == vector.payload


@every_vector
def test_canonical_request_matches_the_published_hash(vector: Vector) -> None:
    canonical = canonical_request(vector.request, vector.signed)
    assert hashlib.sha256(canonical.encode()).hexdigest() == vector.canonical


@every_vector
def test_published_signature_is_accepted(vector: Vector) -> None:
    validate_signature(vector.request, vector.authorization, vector.timestamp, vector.secret_key)


@every_vector
def test_changed_host_query_body_or_key_is_refused(vector: Vector) -> None:
    request = vector.request
    forgeries = [replace(request, headers={**request.headers, "host": "other.tencentcloudapi.com"})]
    if request.method == "GET":
        forgeries.append(replace(request, query=request.query + "&Limit=1"))
    elif "x-tc-content-sha256" not in request.headers:
        forgeries.append(replace(request, body=request.body + b" "))
    for forgery in forgeries:
        assert refusal(forgery, vector) == "AuthFailure.SignatureFailure"
    assert refusal(request, replace(vector, secret_key=vector.secret_key + "x")) == "AuthFailure.SignatureFailure"


def refusal(request: WireRequest, vector: Vector) -> str:
    """The error code for a request with the signature of a vector."""
    with pytest.raises(ApiError) as refused:
        validate_signature(request, vector.authorization, vector.timestamp, vector.secret_key)
    return refused.value.code


@pytest.mark.parametrize("host", ["mps.localhost", "mps.localhost:8470", "[::1]:8470"])
def test_signature_of_the_host_with_or_without_its_port_is_accepted(host: str) -> None:
    """The Node.js SDK signs the host without the port, and sends it with the port."""
    vector = VECTORS["V1"]
    sent = replace(vector.request, headers={**vector.request.headers, "host": host})
    for signed_host in (host, host.removesuffix(":8470")):
        signed = replace(sent, headers={**sent.headers, "host": signed_host})
        value = signature(signed, vector.authorization, vector.timestamp, vector.secret_key)
        validate_signature(sent, replace(vector.authorization, signature=value), vector.timestamp, vector.secret_key)
    other = replace(sent, headers={**sent.headers, "host": "sts.localhost"})
    value = signature(other, vector.authorization, vector.timestamp, vector.secret_key)
    with pytest.raises(ApiError, match="does not match"):
        validate_signature(sent, replace(vector.authorization, signature=value), vector.timestamp, vector.secret_key)


def test_unsigned_payload_accepts_any_body() -> None:
    vector = VECTORS["V5, unsigned payload"]
    request = replace(vector.request, body=b'{"Limit": 2}')
    validate_signature(request, vector.authorization, vector.timestamp, vector.secret_key)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("D1", "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af"),
        ("D2", "8aa8ab5755582f576e94bcfe383b8e29325b0ca90c3590d569221c6a63a091ed"),
        ("D3", "ac658d5dde49e9bfdd14e04e062f66b05d9f637d44b8a8d845327d4a77f666b1"),
        ("D4", "39c4cf287fdff993dc407e649450ae4a0f1e1fd75aedb08d8160e47372e9b62d"),
        ("V1", "a57f113ab0d99268e5dbc5b5ce49e3db9d10d0ddd1aa03de03b5d7adf0a8753a"),
        ("V2", "9f6bc60d12a09bcb4a7547538d3dabada3e3299b75cd924b8f8ae9a21dd5091a"),
        ("V2b, the next UTC day", "9eddf454e5bf23cdb646eebe4599a4a9ef9ba489afab7a823df1c55a98f61185"),
        ("V4", "ac1ea3e4f295a00679f744437d46cc09691c5dd335c5264c0406404165de5b14"),
    ],
)
def test_signing_key_matches_the_published_key(name: str, key: str) -> None:
    vector = VECTORS[name]
    assert signing_key(vector.secret_key, utc_date(vector.timestamp), vector.service).hex() == key


def test_other_signed_headers_give_another_signature() -> None:
    mixed = replace(VECTORS["D2"], signed=TWO)
    assert signature(mixed.request, mixed.authorization, DOC_TIME, mixed.secret_key).startswith("2230eefd")
    mixed = replace(VECTORS["D3"], signed=THREE)
    assert signature(mixed.request, mixed.authorization, DOC_TIME, mixed.secret_key).startswith("644be983")


def test_scope_must_contain_the_utc_date_of_the_timestamp() -> None:
    vector = VECTORS["V2"]
    with pytest.raises(ApiError, match="UTC date"):
        validate_signature(vector.request, vector.authorization, vector.timestamp + 1, vector.secret_key)


@pytest.mark.parametrize("signed", [("content-type",), ("host",), ("content-type", "host", "x-not-sent")])
def test_content_type_and_host_must_be_signed_and_signed_headers_must_exist(signed: tuple[str, ...]) -> None:
    assert refusal(VECTORS["V1"].request, replace(VECTORS["V1"], signed=signed)) == "AuthFailure.SignatureFailure"


def test_authorization_header_is_parsed() -> None:
    header = (
        "TC3-HMAC-SHA256 Credential=AKIDx/2019-02-25/cvm/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={'a' * 64}"
    )
    assert parse_authorization(header) == Authorization("AKIDx", "2019-02-25", "cvm", TWO, "a" * 64)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "SKIP",
        "Basic dXNlcjpwYXNz",
        f"TC3-HMAC-SHA1 Credential=a/2019-02-25/cvm/tc3_request, SignedHeaders=host, Signature={'a' * 64}",
        f"TC3-HMAC-SHA256 Credential=a/2019-02-25/cvm/tc3, SignedHeaders=host, Signature={'a' * 64}",
        f"TC3-HMAC-SHA256 Credential=a/20190225/cvm/tc3_request, SignedHeaders=host, Signature={'a' * 64}",
        f"TC3-HMAC-SHA256 Credential=a/2019-02-25/cvm/tc3_request, SignedHeaders=host, Signature={'A' * 64}",
        f"TC3-HMAC-SHA256 Credential=a/2019-02-25/cvm/tc3_request, SignedHeaders=host, Signature={'a' * 63}",
        f"TC3-HMAC-SHA256 Credential=a/2019-02-25/cvm/tc3_request SignedHeaders=host Signature={'a' * 64}",
    ],
)
def test_malformed_authorization_header_is_refused(header: str | None) -> None:
    with pytest.raises(ApiError) as refused:
        parse_authorization(header)
    assert refused.value.code == "AuthFailure.InvalidAuthorization"


@pytest.mark.parametrize("difference", [-300, 0, 300])
def test_clock_difference_up_to_five_minutes_is_accepted(difference: int) -> None:
    validate_clock(1700000000 + difference, 1700000000)


@pytest.mark.parametrize(("difference", "words"), [(-301, "behind"), (301, "ahead of")])
def test_clock_difference_above_five_minutes_is_refused(difference: int, words: str) -> None:
    with pytest.raises(ApiError, match=words) as refused:
        validate_clock(1700000000 + difference, 1700000000)
    assert refused.value.code == "AuthFailure.SignatureExpire"


@pytest.mark.parametrize(
    ("value", "code"),
    [(None, "MissingParameter"), ("soon", "InvalidParameterValue"), ("1" * 13, "InvalidParameterValue")],
)
def test_timestamp_must_be_a_number_of_seconds(value: str | None, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_timestamp(value)
    assert refused.value.code == code
