# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verifier against every published and computed vector of api-facts.md 1.5 and 1.6."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from emulator.api_error import ApiError
from emulator.signature_check import (
    Authorization,
    WireRequest,
    canonical_request,
    check_clock,
    check_signature,
    payload_hash,
    read_authorization,
    read_timestamp,
    signature,
    signing_key,
    utc_date,
)
from support.tc3_vectors import DOC_TIME, THREE, TWO, VECTORS, Vector

every_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())


@every_vector
def test_the_payload_hash_is_the_published_one(vector: Vector) -> None:
    assert payload_hash(vector.request) == vector.payload


@every_vector
def test_the_canonical_request_is_the_published_one(vector: Vector) -> None:
    canonical = canonical_request(vector.request, vector.signed)
    assert hashlib.sha256(canonical.encode()).hexdigest() == vector.canonical


@every_vector
def test_a_published_signature_is_accepted(vector: Vector) -> None:
    check_signature(vector.request, vector.authorization, vector.timestamp, vector.secret_key)


@every_vector
def test_another_key_a_changed_query_or_body_is_refused(vector: Vector) -> None:
    request = vector.request
    changed = [replace(request, headers={**request.headers, "host": "other.tencentcloudapi.com"})]
    if request.method == "GET":
        changed.append(replace(request, query=request.query + "&Limit=1"))
    elif "x-tc-content-sha256" not in request.headers:
        changed.append(replace(request, body=request.body + b" "))
    for forged in changed:
        assert refusal(forged, vector) == "AuthFailure.SignatureFailure"
    assert refusal(request, replace(vector, secret_key=vector.secret_key + "x")) == "AuthFailure.SignatureFailure"


def refusal(request: WireRequest, vector: Vector) -> str:
    """The code with which a request is refused under the signature of a vector."""
    with pytest.raises(ApiError) as refused:
        check_signature(request, vector.authorization, vector.timestamp, vector.secret_key)
    return refused.value.code


def test_an_unsigned_payload_leaves_the_body_open() -> None:
    vector = VECTORS["V5, unsigned payload"]
    request = replace(vector.request, body=b'{"Limit": 2}')
    check_signature(request, vector.authorization, vector.timestamp, vector.secret_key)


@pytest.mark.parametrize(
    ("vector", "key"),
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
def test_the_signing_key_is_the_published_one(vector: str, key: str) -> None:
    made = VECTORS[vector]
    assert signing_key(made.secret_key, utc_date(made.timestamp), made.service).hex() == key


def test_keys_of_one_generation_do_not_make_the_signature_of_the_other() -> None:
    mixed = replace(VECTORS["D2"], signed=TWO)
    assert signature(mixed.request, mixed.authorization, DOC_TIME, mixed.secret_key).startswith("2230eefd")
    mixed = replace(VECTORS["D3"], signed=THREE)
    assert signature(mixed.request, mixed.authorization, DOC_TIME, mixed.secret_key).startswith("644be983")


def test_the_scope_must_carry_the_utc_date_of_the_timestamp() -> None:
    vector = VECTORS["V2"]
    with pytest.raises(ApiError, match="UTC date"):
        check_signature(vector.request, vector.authorization, vector.timestamp + 1, vector.secret_key)


@pytest.mark.parametrize("signed", [("content-type",), ("host",), ("content-type", "host", "x-absent")])
def test_content_type_and_host_must_be_signed_and_what_is_signed_must_be_there(signed: tuple[str, ...]) -> None:
    assert refusal(VECTORS["V1"].request, replace(VECTORS["V1"], signed=signed)) == "AuthFailure.SignatureFailure"


def test_an_authorization_header_is_taken_apart() -> None:
    header = (
        "TC3-HMAC-SHA256 Credential=AKIDx/2019-02-25/cvm/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={'a' * 64}"
    )
    assert read_authorization(header) == Authorization("AKIDx", "2019-02-25", "cvm", TWO, "a" * 64)


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
def test_a_malformed_authorization_header_is_refused(header: str | None) -> None:
    with pytest.raises(ApiError) as refused:
        read_authorization(header)
    assert refused.value.code == "AuthFailure.InvalidAuthorization"


@pytest.mark.parametrize("difference", [-300, 0, 300])
def test_five_minutes_off_are_accepted(difference: int) -> None:
    check_clock(1700000000 + difference, 1700000000)


@pytest.mark.parametrize(("difference", "words"), [(-301, "behind"), (301, "ahead of")])
def test_more_than_five_minutes_off_are_refused(difference: int, words: str) -> None:
    with pytest.raises(ApiError, match=words) as refused:
        check_clock(1700000000 + difference, 1700000000)
    assert refused.value.code == "AuthFailure.SignatureExpire"


@pytest.mark.parametrize(
    ("value", "code"),
    [(None, "MissingParameter"), ("soon", "InvalidParameterValue"), ("1" * 13, "InvalidParameterValue")],
)
def test_a_timestamp_must_be_seconds(value: str | None, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_timestamp(value)
    assert refused.value.code == code
