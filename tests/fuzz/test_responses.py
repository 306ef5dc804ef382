# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Damaged responses: a right value or an error with a kind. No list gets shorter, and no missing sample is "ok"."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st
from requests.structures import CaseInsensitiveDict

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse, Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.redaction import Redaction
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.response import HttpResponse, parse_response
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.metadata import cvm_role_credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.profiles import NotConfigured
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Role
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.sts import assume_role, get_caller_identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.pagination import Window
from ansible_collections.tencentcloud.mps.plugins.module_utils._listing.selection import (
    Selection,
    list_person_samples,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._organization.members import list_organization
from support.damage import FUZZ, damaged, damaged_bytes, damaged_json, json_bytes
from support.plan_runner import run_plan

KEYS = Credentials("AKIDthe-id-of-a-key-1234", "the-secret-of-a-key", "the-token-of-a-key")
TEMPORARY = {
    "TmpSecretId": "AKIDtemporary-id-123",
    "TmpSecretKey": "Xo8QzKs01fHcVn7eTgLpRmWyBd2JuA5i",
    "Token": "t0kenOf" + "aB3dE6gH9jK2" * 12,
}
ROLE = Role("qcs::cam::uin/100000000001:roleName/SampleAuditor", "audit")
SAMPLE = {
    "PersonId": "10001",
    "Name": "José",
    "Description": "actor",
    "TagSet": ["US", "Star"],
    "UsageSet": ["Recognition.Face"],
    "FaceInfoSet": [{"FaceId": "1", "Url": "https://example.com/1.jpg"}],
    "CreateTime": "2026-11-20T03:04:05Z",
}
ERROR = {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "expired"}, "RequestId": "r-1"}
CALLS: dict[str, tuple[ApiCall, dict[str, Any]]] = {
    "samples": (Window({}).first_call(), {"TotalCount": 1, "PersonSet": [SAMPLE], "RequestId": "r-1"}),
    "role": (assume_role(ROLE), {"Credentials": TEMPORARY, "ExpiredTime": 1_700_003_600, "RequestId": "r-1"}),
    "caller": (get_caller_identity(), {"AccountId": "100000000001", "RequestId": "r-1"}),
    "error": (get_caller_identity(), ERROR),
}
statuses = st.sampled_from([200, 200, 200, 200, 204, 301, 400, 404, 408, 429, 500, 503, 600])
dates = st.sampled_from(["Tue, 14 Nov 2023 22:13:20 GMT", "Tue, 14 Nov 2023 22:13:20 -0000", "0", "1.5", "9" * 400])
damaged_dates = dates.flatmap(lambda text: damaged_bytes(text.encode())).map(
    lambda content: content[:2000].decode("latin-1")
)
headers = st.dictionaries(st.sampled_from(["Date", "Retry-After"]), dates | damaged_dates | st.text(max_size=20))


def parse(call: ApiCall, body: bytes, status: int = 200, given: Mapping[str, str] | None = None) -> ApiResponse:
    response = HttpResponse(status, CaseInsensitiveDict(given or {}), body)
    return parse_response(response, call, Redaction(KEYS, {}, call.secrets))


def assert_named(error: MpsError) -> None:
    """The error has a kind, and its text is clean."""
    assert error.kind != "internal"
    shown = json.dumps({"msg": str(error), **error.as_result()}, ensure_ascii=False).encode("utf-8").decode()
    for secret in (KEYS.secret_key, KEYS.token or "", *TEMPORARY.values()):
        assert secret not in shown or secret == error.request_id  # the damage copied the key there


@pytest.mark.parametrize("kind", CALLS)
@FUZZ
@given(data=st.data(), status=statuses, given_headers=headers)
def test_response_is_a_value_or_a_named_error(
    kind: str, data: st.DataObject, status: int, given_headers: dict[str, str]
) -> None:
    call, members = CALLS[kind]
    body = data.draw(damaged_json({"Response": members}))
    try:
        response = parse(call, body, status, given_headers)
    except MpsError as error:
        assert_named(error)
        assert error.retry_after is None or error.retry_after >= 0
    else:
        assert status == 200
        assert response.request_id


@FUZZ
@given(data=st.data(), damaged_response=st.integers(0, 1))
def test_metadata_service_gives_its_credentials_or_a_named_error(data: st.DataObject, damaged_response: int) -> None:
    document = {"Code": "Success", "ExpiredTime": 1_700_003_600, **TEMPORARY}
    texts = [b"SampleAuditor\n", json_bytes(document)]
    texts[damaged_response] = data.draw(
        damaged_bytes(texts[0]) if damaged_response == 0 else damaged_json(document, most=1)
    )
    flow = cvm_role_credentials("http://metadata.example")
    try:
        next(flow)
        for text in texts:
            flow.send(ApiResponse((200, text.decode("utf-8", "replace")), ""))
    except MpsError as error:
        assert_named(error)
    except NotConfigured as reason:
        assert TEMPORARY["TmpSecretKey"] not in str(reason)
    except StopIteration as end:
        assert isinstance(end.value, Credentials)
        assert end.value.secret_id
        assert end.value.secret_key


def envelope(members: Any) -> Any:
    return {"Response": members}


class DamagingServer:
    """A library behind real responses. ``damage`` replaces the body of the responses in ``numbers``."""

    def __init__(self, library: Sequence[Mapping[str, Any]], numbers: frozenset[int], data: st.DataObject) -> None:
        self._library = library
        self._numbers = numbers
        self._data = data
        self._count = itertools.count()
        self.damaged: list[tuple[Any, bytes]] = []

    def __call__(self, call: ApiCall) -> ApiResponse:
        given = call.parameters
        rows = [row for row in self._library if row["Name"] in given.get("Names", [row["Name"]])]
        offset, limit = given.get("Offset", 0), given.get("Limit", 20)
        members = {"TotalCount": len(rows), "PersonSet": rows[offset : offset + limit], "RequestId": "r-1"}
        number = next(self._count)
        if number not in self._numbers:
            return parse(call, json_bytes(envelope(members)))
        body = self._data.draw(damaged(envelope(members), most=1).map(json_bytes), label=f"response {number}")
        self.damaged.append((members, body))
        return parse(call, body)


def library_of(count: int) -> list[dict[str, Any]]:
    return [{"PersonId": str(10_000 + n), "Name": f"Person {n}", "TagSet": ["US"]} for n in range(count)]


libraries = st.sampled_from([0, 1, 2, 99, 100, 101, 199, 250]).map(library_of)
numbers = st.frozensets(st.integers(0, 3), min_size=1) | st.just(frozenset(range(50)))


@FUZZ
@given(library=libraries, numbers=numbers, data=st.data())
def test_damaged_page_never_makes_a_complete_list_shorter(
    library: list[dict[str, Any]], numbers: frozenset[int], data: st.DataObject
) -> None:
    """Each damaged response has one change. It cannot remove a sample and also correct the count."""
    server = DamagingServer(library, numbers, data)
    try:
        listing = run_plan(list_person_samples(Selection()), server)
    except MpsError as error:
        assert_named(error)
        assert server.damaged
        return
    assert len(listing.samples) == len(library)
    assert listing.total_count == len(library)
    if not any(
        row["PersonId"] not in body.decode() for members, body in server.damaged for row in members["PersonSet"]
    ):
        assert [sample["PersonId"] for sample in listing.samples] == [row["PersonId"] for row in library]


PRESENT = [Expectation(f"Person {n}", tags=("US",)) for n in range(3)]
ABSENT = [Expectation(f"Person {n}", state="absent") for n in range(3, 6)]
MISSING = [Expectation("Nobody")]


@FUZZ
@given(library=libraries, numbers=numbers, data=st.data())
def test_damaged_response_never_hides_a_finding(
    library: list[dict[str, Any]], numbers: frozenset[int], data: st.DataObject
) -> None:
    """A sample that must be absent is not "ok", unless the damage gave it another name. Nobody is not found."""
    server = DamagingServer(library, numbers, data)
    expected = [*PRESENT, *ABSENT, *MISSING]
    audited = run_plan(audit_account(expected, None), server)
    names = {row["Name"] for row in library}
    for expectation, verdict in zip(expected, audited.verdicts, strict=True):
        if isinstance(verdict, MpsError) or verdict.kind == "unknown":
            continue
        was_renamed = any(
            json.dumps(expectation.name) not in body.decode()
            for members, body in server.damaged
            for row in members["PersonSet"]
            if row["Name"] == expectation.name
        )
        is_there = expectation.name in names
        if expectation.state == "absent" and is_there:
            assert verdict.kind == "forbidden" or was_renamed
        elif not is_there and expectation.state == "present":
            assert verdict.kind != "ok"


NODES = {"Total": 2, "Items": [
    {"NodeId": 1, "Name": "Root", "ParentNodeId": 0}, {"NodeId": 2, "Name": "Studios", "ParentNodeId": 1},
]}  # fmt: skip
MEMBERS = {"Total": 3, "Items": [
    {"MemberUin": 100000000000 + n, "Name": f"member {n}", "NodeId": 2, "NodeName": "Studios",
     "Tags": [{"TagKey": "team", "TagValue": "a"}], "PermissionStatus": "Confirmed"} for n in range(1, 4)
]}  # fmt: skip


@FUZZ
@given(damaged_one=st.sampled_from(["DescribeOrganizationNodes", "DescribeOrganizationMembers"]), data=st.data())
def test_damaged_organization_never_loses_a_member(damaged_one: str, data: st.DataObject) -> None:
    right = {"DescribeOrganizationNodes": NODES, "DescribeOrganizationMembers": MEMBERS}

    def send(call: ApiCall) -> ApiResponse:
        document = envelope({**right[call.action], "RequestId": "r-1"})
        if call.action != damaged_one:
            return parse(call, json_bytes(document))
        return parse(call, data.draw(damaged(document, most=1).map(json_bytes)))

    try:
        organization = run_plan(list_organization(), send)
    except MpsError as error:
        assert_named(error)
    else:
        assert len(organization.members) == 3
        for member in organization.members:
            assert isinstance(organization.path_of(member), tuple)
