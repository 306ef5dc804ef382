# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every consistent TC3-HMAC-SHA256 vector of docs/api-facts.md sections 1.5 and 1.6, from the server's side."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.signature_check import Authorization, WireRequest, utc_date

# The keys are from Tencent's public documentation or invented for the vectors; no key gives access to anything.
DOC_BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
DOC_PAYLOAD_HASH = "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
DOC_TIME = 1551113065
ID = "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0001"
KEY = "ExampleSecretKeyExampleSecretKey"
TWO = ("content-type", "host")
THREE = ("content-type", "host", "x-tc-action")
JSON = "application/json"
JSON_UTF8 = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"
EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
BODY_1 = (
    rb'{"Type": "UserDefine", "Names": ["\u5f20\u4e09", "Jos\u00e9 \u00d1and\u00fa", "\ud83d\ude00"],'
    rb' "Tags": ["\u660e\u661f"], "Offset": 0, "Limit": 100}'
)
BODY_2 = b'{"PersonIds": ["10569", "10703"], "Limit": 20, "Offset": 40}'
BODY_6 = bytes.fromhex("7b224e616d6573223a5b22e5bca0e4b889225d2c224c696d6974223a3130307d")
QUERY_3 = "Names.0=%E5%BC%A0%E4%B8%89+a%2Bb%26c%3Dd&Names.1=~x%2A&Tags.0=%E6%98%8E%E6%98%9F&Offset=0&Limit=20"


@dataclass(frozen=True)
class Vector:
    """One row of the vector tables of docs/api-facts.md."""

    secret_id: str
    secret_key: str
    request: WireRequest
    timestamp: int
    service: str
    signed: tuple[str, ...]
    payload: str
    canonical: str
    signature: str

    @property
    def authorization(self) -> Authorization:
        return Authorization(self.secret_id, utc_date(self.timestamp), self.service, self.signed, self.signature)


def documentation_vector(
    secret_id: str, secret_key: str, signed: tuple[str, ...], canonical: str, signature: str
) -> Vector:
    """Return a vector for the POST request in Tencent's documentation."""
    headers = {"content-type": JSON_UTF8, "host": "cvm.tencentcloudapi.com", "x-tc-action": "DescribeInstances"}
    request = WireRequest("POST", "", headers, DOC_BODY)
    return Vector(secret_id, secret_key, request, DOC_TIME, "cvm", signed, DOC_PAYLOAD_HASH, canonical, signature)


def post_vector(
    body: bytes,
    payload: str,
    canonical: str,
    signature: str,
    timestamp: int = 1700000000,
    service: str = "mps",
    host: str = "mps.intl.tencentcloudapi.com",
    signed: tuple[str, ...] = TWO,
    content_type: str = JSON,
    **more: str,
) -> Vector:
    """Return a vector for a POST request that is signed with the invented key."""
    headers = {
        "content-type": content_type,
        "host": host,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    request = WireRequest("POST", "", headers, body)
    return Vector(ID, KEY, request, timestamp, service, signed, payload, canonical, signature)


def get_vector(
    query: str, host: str, timestamp: int, service: str, keys: tuple[str, str], canonical: str, signature: str
) -> Vector:
    """Return a vector for a GET request."""
    request = WireRequest("GET", query, {"content-type": FORM, "host": host}, b"")
    return Vector(*keys, request, timestamp, service, TWO, EMPTY_HASH, canonical, signature)


HASH_2 = "597c1de8eef944064203e14e029436a20f46e646f29ad5fd91688b91980dfe00"
CANONICAL_2 = "d808f96e0c9d23f2f6c2c76928d4f8ffda337d83170ac96df54cdca85f4387c9"
D3_KEYS = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
VECTORS = {
    "D1": documentation_vector(
        "AKID" + "*" * 32,
        "*" * 32,
        THREE,
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
    ),
    "D2": documentation_vector(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        "Gu5t9xGARNpq86cd98joQYCN3*******",
        THREE,
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
    ),
    "D3": documentation_vector(
        *D3_KEYS,
        TWO,
        "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    ),
    "D4": get_vector(
        "Limit=10&Offset=0",
        "cvm.tencentcloudapi.com",
        1539084154,
        "cvm",
        D3_KEYS,
        "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
        "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
    ),
    "V1": post_vector(
        BODY_1,
        "bffe421002e8f4acfccd312a567f32b5f7f486d69fe2e0efed1012ed6e3e2abb",
        "df3aa206f31bb3465282567faebe3dfcb1b606643bc8bec8b3399f1e6312c876",
        "dc83ac607876f75c60294ec11f6826964ad12a15c607a3f6753237515ca76594",
    ),
    "V2": post_vector(
        BODY_2,
        HASH_2,
        CANONICAL_2,
        "7577878be89e537c9256aab864c977853153529e33bad80a8628fe6d5d5d1780",
        timestamp=1709251199,
        host="mps.tencentcloudapi.com",
        x_tc_token="ExampleSessionToken==",
    ),
    "V2b, the next UTC day": post_vector(
        BODY_2,
        HASH_2,
        CANONICAL_2,
        "98d9a054ece87f480b53ed1bfe64d3f9cb94ca7938f165806a9e939c4c5f6777",
        timestamp=1709251200,
        host="mps.tencentcloudapi.com",
        x_tc_token="ExampleSessionToken==",
    ),
    "V3": get_vector(
        QUERY_3,
        "mps.tencentcloudapi.com",
        1700000000,
        "mps",
        (ID, KEY),
        "5273d6c630b80863000a34afd74aa464bb2af5999b95712a544f860532f19957",
        "7a8ded17e1fa0b3175f931287b8a26c4a6b8e57b6be2c3d29f45b5c8b97a1019",
    ),
    "V4": post_vector(
        b"{}",
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "27a9f5a9c8a4da9c86f0fcf3df35b2a50d53bd6317667e0e3f4382f405e9af81",
        "a9b2a7a1d0a23308626b0d0365026837700f057d926e6fdf42dc5a6b1c4cbf14",
        service="sts",
        host="sts.tencentcloudapi.com",
    ),
    "V5, unsigned payload": post_vector(
        b'{"Limit": 1}',
        "438d4109ef0d676b8c2c7ed13cdfcb418e494d53b843d4634ce3b1085f07bb96",
        "9907ed15dd69e8e2600694e7d6e6f4ea06b281c697870ac3b3186bfa45ae9ac1",
        "e116765cfe7f2daec51f3005698ca388dd48938619ec7c27695f2aaa3e7aa31b",
        x_tc_content_sha256="UNSIGNED-PAYLOAD",
    ),
    "V6, raw UTF-8": post_vector(
        BODY_6,
        "3abc7c5d8be142c13d3196a05dce84ed6e1d22087934ab244d6868fd2e88c612",
        "4c8081a83f16cf39a6b92f06843afc267224409608e5b9c0f18e69b044e0760b",
        "3611d1c974e1d0b01626f75f631c22ad061ae3750362eccf0f35dc21cded70d4",
        signed=THREE,
        content_type=JSON_UTF8,
        x_tc_action="DescribePersonSamples",
    ),
}
