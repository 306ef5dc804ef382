# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a received request to the response: order of the checks, tokens, rate limits, log and counters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from emulator.actions import ACTIONS
from emulator.api_error import ApiError
from support.emulator_cloud import KEY, NOW, TEMPORARY_ID, TOKEN, ask, code_of, service, signed


def test_response_has_the_documented_members() -> None:
    response = ask(service(), signed({"Names": ["张三"]}))
    assert response.pop("RequestId").count("-") == 4
    assert (response["TotalCount"], response["PersonSet"][0]["Name"]) == (1, "张三")
    assert set(response) == {"TotalCount", "PersonSet"}


def test_get_and_post_return_the_same_samples() -> None:
    by_post = ask(service(), signed({"Names": ["John Smith"], "Limit": 1}))
    by_get = ask(service(), signed("Names.0=John+Smith&Limit=1", method="GET"))
    assert by_post["PersonSet"] == by_get["PersonSet"] != []


def test_type_default_reads_the_default_library() -> None:
    response = ask(service(), signed({"Type": "Default", "Names": ["Famous One", "John Smith"]}))
    assert [row["Name"] for row in response["PersonSet"]] == ["Famous One"]


def test_caller_identity_is_the_account() -> None:
    request = {"service": "sts", "action": "GetCallerIdentity", "host": "sts.tencentcloudapi.com"}
    identity = ask(service(), signed(**request))
    assert identity["AccountId"] == "100000000001"
    assert identity["Arn"] == "qcs::cam:100000000001:uin/100000000001"
    assert code_of(service(), signed({"A": 1}, **request)) == "UnknownParameter"


DEFECTS: list[tuple[str, dict[str, Any]]] = [
    # In the order of the checks. Most requests also fail a later check, so the code shows which check comes first.
    ("RequestSizeLimitExceeded", {"parameters": b" " * (10 * 1024 * 1024 + 1), "headers": {"authorization": None}}),
    ("AuthFailure.InvalidAuthorization", {"headers": {"authorization": "nonsense", "x-tc-timestamp": None}}),
    ("AuthFailure.SecretIdNotFound", {"secret_id": "AKIDunknown", "at": NOW - 301}),
    ("MissingParameter", {"headers": {"x-tc-timestamp": None}, "secret_key": "wrong"}),
    ("AuthFailure.SignatureExpire", {"at": NOW - 301, "secret_key": "wrong"}),
    ("AuthFailure.SignatureExpire", {"at": NOW + 301, "secret_key": "wrong"}),
    ("AuthFailure.SignatureFailure", {"signed_headers": ("host",), "headers": {"x-tc-token": "wrong"}}),
    ("AuthFailure.SignatureFailure", {"scope_date": "2023-11-15", "headers": {"x-tc-token": "wrong"}}),
    ("AuthFailure.SignatureFailure", {"secret_key": "wrong", "headers": {"x-tc-token": "wrong"}}),
    ("AuthFailure.TokenFailure", {"headers": {"x-tc-token": "wrong", "x-tc-version": "2000-01-01"}}),
    ("NoSuchProduct", {"service": "vod", "headers": {"x-tc-version": "2000-01-01"}}),
    ("NoSuchProduct", {"service": "sts", "headers": {"x-tc-version": "2000-01-01"}}),
    ("MissingParameter", {"headers": {"x-tc-version": None}, "action": "DescribeNothing"}),
    ("NoSuchVersion", {"headers": {"x-tc-version": "2000-01-01"}, "action": "DescribeNothing"}),
    ("MissingParameter", {"headers": {"x-tc-action": None}}),
    ("InvalidAction", {"action": "describePersonSamples", "parameters": {"Limit": -1}}),
    ("UnauthorizedOperation", {"secret_id": "AKIDclosed", "parameters": {"Limit": -1}}),
    ("UnsupportedProtocol", {"headers": {"content-type": "text/plain"}, "parameters": {"Limit": -1}}),
    ("InvalidRequest", {"parameters": b"no JSON"}),
    ("FailedOperation.InvalidMpsUser", {"secret_id": "AKIDstranger", "parameters": {"Limit": -1}}),
    ("InvalidParameterValue.Limit", {"parameters": {"Limit": 101}}),
]


@pytest.mark.parametrize(("code", "defect"), DEFECTS, ids=[f"{n}-{code}" for n, (code, _defect) in enumerate(DEFECTS)])
def test_first_failed_check_selects_the_code(code: str, defect: dict[str, Any]) -> None:
    host = "mps.tencentcloudapi.com" if code != "NoSuchProduct" or defect["service"] == "sts" else "127.0.0.1:1"
    assert code_of(service(), signed(**{"host": host, **defect})) == code


def test_sts_is_available_at_its_host_names_and_at_loopback_addresses() -> None:
    for host in (
        "sts.tencentcloudapi.com",
        "sts.intl.tencentcloudapi.com",
        "127.0.0.1:8470",
        "localhost:1",
        "[::1]:1",
        "http://127.0.0.1:8470",
    ):
        assert code_of(service(), signed(service="sts", action="GetCallerIdentity", host=host)) == "ok"


def test_rate_limit_is_checked_before_the_parameters() -> None:
    cloud = service(requests_per_second=1)
    assert [code_of(cloud), code_of(cloud, signed(b"no JSON"))] == ["ok", "RequestLimitExceeded"]


def test_get_is_limited_to_32_kb() -> None:
    query = "Names.0=" + "a" * (32 * 1024 - len("Names.0="))
    assert code_of(service(), signed(query, method="GET")) == "ok"
    assert code_of(service(), signed(query + "a", method="GET")) == "RequestSizeLimitExceeded"


def test_post_is_limited_to_10_mb() -> None:
    body = b'{"Names": ["' + b"a" * (10 * 1024 * 1024 - 15) + b'"]}'
    assert code_of(service(), signed(body)) == "ok"
    assert code_of(service(), signed(body + b" ")) == "RequestSizeLimitExceeded"


def test_json_content_type_can_include_a_charset() -> None:
    assert code_of(service(), signed(headers={"content-type": "application/json; charset=utf-8"})) == "ok"


@pytest.mark.parametrize(
    ("token", "now", "code"),
    [
        (TOKEN, NOW, "ok"),
        (TOKEN, NOW + 10, "AuthFailure.TokenFailure"),
        ("wrong", NOW, "AuthFailure.TokenFailure"),
        (None, NOW, "AuthFailure.TokenFailure"),
    ],
)
def test_temporary_credentials_require_their_token_and_expire(token: str | None, now: float, code: str) -> None:
    request = signed(secret_id=TEMPORARY_ID, headers={"x-tc-token": token})
    assert code_of(service(), request, now) == code


def test_clock_offset_affects_signature_expiry_and_the_date_header() -> None:
    cloud = service(clock_offset_s=-3600)
    assert code_of(cloud) == "AuthFailure.SignatureExpire"
    assert code_of(cloud, signed(at=NOW - 3600)) == "ok"
    assert cloud.respond(signed(), NOW, NOW).date == NOW - 3600


@pytest.mark.parametrize(("language", "chinese"), [(None, True), ("zh-CN", True), ("en-US", False)])
def test_error_messages_are_chinese_unless_the_client_requests_english(language: str | None, chinese: bool) -> None:
    response = ask(service(), signed(secret_key="wrong", headers={"x-tc-language": language}))
    assert ("签名" in response["Error"]["Message"]) is chinese


def test_every_code_has_a_chinese_message() -> None:
    for code in {code for code, _defect in DEFECTS} | {"RequestLimitExceeded", "InternalError.AccessDBError"}:
        assert ApiError(code, "English.").message_in(None) != "English."
    assert ApiError("Code.FromRule", "English.").message_in(None) == "English."


def test_rate_limit_is_a_sliding_second_for_each_account_and_action() -> None:
    cloud = service(requests_per_second=2)
    identity = signed(service="sts", action="GetCallerIdentity", host="127.0.0.1")
    times = [0.0, 0.5, 0.9, 0.999, 1.0, 1.1, 1.5]
    codes = [code_of(cloud, now=NOW + moment) for moment in times]
    assert [code == "ok" for code in codes] == [True, True, False, False, True, False, True]
    assert code_of(cloud, identity, NOW + 1.5) == "ok"
    cloud.reset()
    assert code_of(cloud, now=NOW + 1.5) == "ok"


def test_log_contains_the_request_and_its_result_but_no_secret() -> None:
    cloud = service()
    request = signed(
        {"Limit": 7},
        TEMPORARY_ID,
        headers={"x-tc-token": TOKEN, "x-tc-region": "ap-singapore", "x-tc-requestclient": "test"},
    )
    response = cloud.respond(request, NOW, 0)
    cloud.respond(signed(secret_key="wrong"), NOW, 0)
    first, second = cloud.log.requests()
    assert first == {
        "at": NOW,
        "account": "studio",
        "action": "DescribePersonSamples",
        "secret_id": "0002",
        "language": "en-US",
        "region": "ap-singapore",
        "client": "test",
        "method": "POST",
        "parameters": {"Limit": 7},
        "code": None,
        "http_status": 200,
        "request_id": response.request_id,
        "faults": (),
        "role": None,
    }
    assert second["code"] == "AuthFailure.SignatureFailure"
    everything = f"{cloud.log.requests()}{cloud.log.counters()}{response}{cloud.accounts.by_name}"
    assert KEY not in everything
    assert TOKEN not in everything
    assert cloud.log.requests("closed") == cloud.log.requests(action="GetCallerIdentity") == []


def test_counters_count_by_code_action_and_account() -> None:
    cloud = service(requests_per_second=1)
    for request in (signed(), signed(), signed(secret_id="AKIDunknown")):
        cloud.respond(request, NOW, 0)
    counters = cloud.log.counters()
    assert counters["requests"] == 3
    assert counters["by_code"] == {"ok": 1, "RequestLimitExceeded": 1, "AuthFailure.SecretIdNotFound": 1}
    assert counters["by_account"]["studio"] == {"ok": 1, "RequestLimitExceeded": 1}
    assert counters["by_account"][""] == {"AuthFailure.SecretIdNotFound": 1}
    cloud.reset()
    assert cloud.log.counters()["requests"] == 0


def test_log_drops_the_oldest_requests_but_counters_include_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.request_log.LOG_MAXIMUM", 3)
    cloud = service()
    sent = [cloud.respond(signed(), NOW, NOW).request_id for _turn in range(5)]
    assert [entry["request_id"] for entry in cloud.log.requests()] == sent[2:]
    assert cloud.log.counters()["requests"] == 5


def test_every_action_is_defined_once() -> None:
    assert len({(action.service, action.version, action.name) for action in ACTIONS}) == len(ACTIONS)


def test_request_with_bytes_that_are_not_utf_8_gets_a_response() -> None:
    request = signed(
        headers={"x-tc-requestclient": "\udcff"}, signed_headers=("content-type", "host", "x-tc-requestclient")
    )
    assert code_of(service(), request) == "ok"
    assert code_of(service(), replace(request, body=b'{"\\ud800": 1}')) == "AuthFailure.SignatureFailure"
    assert code_of(service(), signed(b'{"\\ud800": 1}')) == "UnknownParameter"
