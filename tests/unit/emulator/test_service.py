# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request off the wire to the reply: the order of refusals, tokens, rates, and what is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from emulator.actions import ACTIONS
from emulator.api_error import ApiError
from support.emulator_cloud import KEY, NOW, TEMPORARY_ID, TOKEN, ask, code_of, service, signed


def test_an_answer_has_the_documented_members() -> None:
    answer = ask(service(), signed({"Names": ["张三"]}))
    assert answer.pop("RequestId").count("-") == 4
    assert (answer["TotalCount"], answer["PersonSet"][0]["Name"]) == (1, "张三")
    assert set(answer) == {"TotalCount", "PersonSet"}


def test_a_get_gets_what_a_post_gets() -> None:
    posted = ask(service(), signed({"Names": ["John Smith"], "Limit": 1}))
    got = ask(service(), signed("Names.0=John+Smith&Limit=1", method="GET"))
    assert posted["PersonSet"] == got["PersonSet"] != []


def test_the_default_library_is_another_one() -> None:
    answer = ask(service(), signed({"Type": "Default", "Names": ["Famous One", "John Smith"]}))
    assert [row["Name"] for row in answer["PersonSet"]] == ["Famous One"]


def test_the_caller_identity_is_the_account() -> None:
    identity = {"service": "sts", "action": "GetCallerIdentity", "host": "sts.tencentcloudapi.com"}
    answer = ask(service(), signed(**identity))
    assert answer["AccountId"] == "100000000001"
    assert answer["Arn"] == "qcs::cam:100000000001:uin/100000000001"
    assert code_of(service(), signed({"A": 1}, **identity)) == "UnknownParameter"


FLAWS: list[tuple[str, dict[str, Any]]] = [
    # Each with everything wrong that is checked later, so that a pass proves the order.
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


@pytest.mark.parametrize(("code", "flaw"), FLAWS, ids=[f"{n}-{code}" for n, (code, _flaw) in enumerate(FLAWS)])
def test_the_first_flaw_decides(code: str, flaw: dict[str, Any]) -> None:
    host = "mps.tencentcloudapi.com" if code != "NoSuchProduct" or flaw["service"] == "sts" else "127.0.0.1:1"
    assert code_of(service(), signed(**{"host": host, **flaw})) == code


def test_sts_is_reached_by_its_own_host_name_and_every_service_by_loopback() -> None:
    for host in (
        "sts.tencentcloudapi.com",
        "sts.intl.tencentcloudapi.com",
        "127.0.0.1:8470",
        "localhost:1",
        "[::1]:1",
        "http://127.0.0.1:8470",
    ):
        assert code_of(service(), signed(service="sts", action="GetCallerIdentity", host=host)) == "ok"


def test_a_throttled_request_is_refused_before_its_parameters_are_read() -> None:
    cloud = service(requests_per_second=1)
    assert [code_of(cloud), code_of(cloud, signed(b"no JSON"))] == ["ok", "RequestLimitExceeded"]


def test_a_get_may_have_32_kb() -> None:
    query = "Names.0=" + "a" * (32 * 1024 - len("Names.0="))
    assert code_of(service(), signed(query, method="GET")) == "ok"
    assert code_of(service(), signed(query + "a", method="GET")) == "RequestSizeLimitExceeded"


def test_a_post_may_have_10_mb() -> None:
    body = b'{"Names": ["' + b"a" * (10 * 1024 * 1024 - 15) + b'"]}'
    assert code_of(service(), signed(body)) == "ok"
    assert code_of(service(), signed(body + b" ")) == "RequestSizeLimitExceeded"


def test_a_json_content_type_may_name_its_charset() -> None:
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
def test_temporary_keys_need_their_token_and_end(token: str | None, now: float, code: str) -> None:
    request = signed(secret_id=TEMPORARY_ID, headers={"x-tc-token": token})
    assert code_of(service(), request, now) == code


def test_the_clock_offset_of_the_server_decides_what_expired_and_shows_in_the_date() -> None:
    cloud = service(clock_offset_s=-3600)
    assert code_of(cloud) == "AuthFailure.SignatureExpire"
    assert code_of(cloud, signed(at=NOW - 3600)) == "ok"
    assert cloud.answer(signed(), NOW, NOW).date == NOW - 3600


@pytest.mark.parametrize(("language", "chinese"), [(None, True), ("zh-CN", True), ("en-US", False)])
def test_errors_speak_chinese_unless_english_is_asked_for(language: str | None, chinese: bool) -> None:
    answer = ask(service(), signed(secret_key="wrong", headers={"x-tc-language": language}))
    assert ("签名" in answer["Error"]["Message"]) is chinese


def test_every_code_has_a_chinese_message() -> None:
    for code in {code for code, _flaw in FLAWS} | {"RequestLimitExceeded", "InternalError.AccessDBError"}:
        assert ApiError(code, "English.").message_in(None) != "English."
    assert ApiError("Code.OfARule", "English.").message_in(None) == "English."


def test_the_rate_is_a_sliding_second_for_each_account_and_action() -> None:
    cloud = service(requests_per_second=2)
    identity = signed(service="sts", action="GetCallerIdentity", host="127.0.0.1")
    times = [0.0, 0.5, 0.9, 0.999, 1.0, 1.1, 1.5]
    codes = [code_of(cloud, now=NOW + moment) for moment in times]
    assert [code == "ok" for code in codes] == [True, True, False, False, True, False, True]
    assert code_of(cloud, identity, NOW + 1.5) == "ok"
    cloud.forget()
    assert code_of(cloud, now=NOW + 1.5) == "ok"


def test_the_log_says_what_was_asked_and_answered_and_holds_no_secret() -> None:
    cloud = service()
    request = signed(
        {"Limit": 7},
        TEMPORARY_ID,
        headers={"x-tc-token": TOKEN, "x-tc-region": "ap-singapore", "x-tc-requestclient": "test"},
    )
    reply = cloud.answer(request, NOW, 0)
    cloud.answer(signed(secret_key="wrong"), NOW, 0)
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
        "request_id": reply.request_id,
        "faults": (),
        "role": None,
    }
    assert second["code"] == "AuthFailure.SignatureFailure"
    everything = f"{cloud.log.requests()}{cloud.log.counters()}{reply}{cloud.accounts.by_name}"
    assert KEY not in everything
    assert TOKEN not in everything
    assert cloud.log.requests("closed") == cloud.log.requests(action="GetCallerIdentity") == []


def test_the_counters_count_by_code_action_and_account() -> None:
    cloud = service(requests_per_second=1)
    for request in (signed(), signed(), signed(secret_id="AKIDunknown")):
        cloud.answer(request, NOW, 0)
    counters = cloud.log.counters()
    assert counters["requests"] == 3
    assert counters["by_code"] == {"ok": 1, "RequestLimitExceeded": 1, "AuthFailure.SecretIdNotFound": 1}
    assert counters["by_account"]["studio"] == {"ok": 1, "RequestLimitExceeded": 1}
    assert counters["by_account"][""] == {"AuthFailure.SecretIdNotFound": 1}
    cloud.forget()
    assert cloud.log.counters()["requests"] == 0


def test_the_log_forgets_the_oldest_requests_but_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.request_log.KEPT_REQUESTS", 3)
    cloud = service()
    sent = [cloud.answer(signed(), NOW, NOW).request_id for _time in range(5)]
    assert [entry["request_id"] for entry in cloud.log.requests()] == sent[2:]
    assert cloud.log.counters()["requests"] == 5


def test_every_action_is_named_once() -> None:
    assert len({(action.service, action.version, action.name) for action in ACTIONS}) == len(ACTIONS)


def test_a_request_with_an_odd_header_is_answered() -> None:
    request = signed(
        headers={"x-tc-requestclient": "\udcff"}, signed_headers=("content-type", "host", "x-tc-requestclient")
    )
    assert code_of(service(), request) == "ok"
    assert code_of(service(), replace(request, body=b'{"\\ud800": 1}')) == "AuthFailure.SignatureFailure"
    assert code_of(service(), signed(b'{"\\ud800": 1}')) == "UnknownParameter"
