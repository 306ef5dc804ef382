# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damaged requests to the emulator: always a documented response. Only a request with a right signature succeeds."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from emulator.service import Service
from emulator.signature_check import WireRequest
from emulator.state import StateError, parse_state
from support.damage import FUZZ, damaged, damaged_bytes, damaged_json, json_bytes
from support.emulator_cloud import NOW, STATE, service, signed

LISTING = {"Type": "UserDefine", "Names": ["张三"], "Offset": 0, "Limit": 10, "Tags": ["US"]}
ROLE = {
    "RoleArn": "qcs::cam::uin/100000000001:roleName/SampleAuditor",
    "RoleSessionName": "audit",
    "DurationSeconds": 3600,
    "Policy": "%7B%7D",
}
WEB = {**ROLE, "ProviderId": "provider", "WebIdentityToken": "a.b.c"}
ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "DescribePersonSamples": ("mps", LISTING),
    "GetCallerIdentity": ("sts", {}),
    "AssumeRole": ("sts", ROLE),
    "AssumeRoleWithWebIdentity": ("sts", WEB),
    "DescribeOrganizationMembers": ("organization", {"Offset": 0, "Limit": 50}),
    "DescribeOrganizationNodes": ("organization", {"Offset": 0, "Limit": 50}),
}


def response_of(cloud: Service, request: WireRequest) -> dict[str, Any]:
    """The members of the response, after a check of its form."""
    response = cloud.respond(request, NOW, NOW)
    assert response.status == 200
    members: dict[str, Any] = json.loads(response.body)["Response"]
    assert members["RequestId"] == response.request_id
    if "Error" in members:
        assert set(members["Error"]) == {"Code", "Message"}
        assert "Internal" not in members["Error"]["Code"]
    return members


@pytest.mark.parametrize("action", ACTIONS)
@FUZZ
@given(data=st.data())
def test_signed_parameters_of_any_kind_have_a_documented_response(action: str, data: st.DataObject) -> None:
    service_name, parameters = ACTIONS[action]
    body = data.draw(damaged_json(parameters))
    response_of(service(requests_per_second=1000), signed(body, service=service_name, action=action))


@FUZZ
@given(query=damaged_bytes(b"Type=UserDefine&Names.0=Ann&Names.1=%E5%BC%A0&Limit=10&Offset=0").map(lambda c: c[:3000]))
def test_signed_query_of_any_kind_has_a_documented_response(query: bytes) -> None:
    response_of(service(requests_per_second=1000), signed(query.decode("latin-1"), method="GET"))


HEADERS = ("authorization", "x-tc-timestamp", "x-tc-action", "x-tc-version", "x-tc-token", "content-type", "host")


@FUZZ
@given(data=st.data(), name=st.sampled_from(HEADERS))
def test_changed_header_has_a_documented_response(data: st.DataObject, name: str) -> None:
    request = signed(json_bytes({}))
    headers = dict(request.headers)
    value = data.draw(damaged_bytes(headers.get(name, "x").encode())).decode("latin-1")[:3000]
    members = response_of(service(), WireRequest("POST", "", {**headers, name: value}, request.body))
    if name in ("authorization", "content-type", "host") and value.strip().lower() != headers[name].strip().lower():
        assert "Error" in members


@FUZZ
@given(body=damaged_bytes(json_bytes(LISTING)))
def test_body_that_was_changed_after_signing_is_refused(body: bytes) -> None:
    request = signed(json_bytes(LISTING))
    members = response_of(service(), WireRequest("POST", "", request.headers, body))
    assert ("Error" in members) is (body != request.body)


@FUZZ
@given(state=damaged(copy.deepcopy(STATE)))
def test_state_of_any_kind_is_used_or_refused(state: Any) -> None:
    try:
        parsed = parse_state(state)
    except StateError as error:
        assert str(error)
        return
    response_of(Service(parsed), signed())
