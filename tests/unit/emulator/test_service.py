# Copyright: (c) 2026, tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request off the wire to the reply: the order of refusals, rates, faults, and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from emulator_signing import signed_request

from emulator.actions import ACTIONS
from emulator.api_error import ApiError
from emulator.service import Reply, Service
from emulator.signature_check import WireRequest
from emulator.state import read_state

NOW = 1_700_000_000.0
ID, KEY, TOKEN = "AKIDforTests0001", "key-for-tests-0001", "token-for-tests-0001"
TEMPORARY_ID = "AKIDforTests0002"
STATE: dict[str, Any] = {
    "server": {"requests_per_second": 5},
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "credentials": [
                {"secret_id": ID, "secret_key": KEY},
                {"secret_id": TEMPORARY_ID, "secret_key": KEY, "token": TOKEN, "expires": NOW + 10},
            ],
            "samples": [{"name": "John Smith", "tags": ["US"]}, {"name": "张三"}],
            "default_samples": [{"name": "Famous One"}],
        },
        {
            "name": "closed",
            "uin": "100000000002",
            "credentials": [{"secret_id": "AKIDclosed", "secret_key": KEY}],
            "denied": ["mps:Describe*"],
        },
        {
            "name": "stranger",
            "uin": "100000000003",
            "credentials": [{"secret_id": "AKIDstranger", "secret_key": KEY}],
            "mps_user": False,
        },
    ],
}


def service(**server: Any) -> Service:
    """A cloud with the accounts above."""
    return Service(read_state({**STATE, "server": {**STATE["server"], **server}}))


def signed(parameters: Mapping[str, Any] | bytes | str = b"{}", secret_id: str = ID, **more: Any) -> WireRequest:
    """A request of NOW."""
    return signed_request(secret_id, more.pop("secret_key", KEY), parameters, timestamp=more.pop("at", NOW), **more)


def ask(cloud: Service, request: WireRequest | None = None, now: float = NOW) -> dict[str, Any]:
    """The members of Response."""
    members: dict[str, Any] = json.loads(cloud.answer(request or signed(), now, now).body)["Response"]
    return members


def code_of(cloud: Service, request: WireRequest | None = None, now: float = NOW) -> str:
    """The error code of an answer, or ``ok``."""
    return str(ask(cloud, request, now).get("Error", {}).get("Code", "ok"))


def with_faults(*rules: Mapping[str, Any]) -> Service:
    """A cloud with fault rules."""
    return Service(read_state({**STATE, "faults": list(rules)}))


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


@pytest.mark.parametrize(("code", "flaw"), FLAWS, ids=[f"{number}-{code}" for number, (code, _) in enumerate(FLAWS)])
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


def test_every_action_is_named_once() -> None:
    assert len({(action.service, action.version, action.name) for action in ACTIONS}) == len(ACTIONS)


def codes(cloud: Service, count: int) -> list[str]:
    """The codes of some equal requests, a second apart."""
    return [code_of(cloud, now=NOW + number) for number in range(count)]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"fault": "throttle"}, "RequestLimitExceeded"),
        (
            {"fault": "throttle", "code": "RequestLimitExceeded.UinLimitExceeded"},
            "RequestLimitExceeded.UinLimitExceeded",
        ),
        ({"fault": "server_error"}, "InternalError"),
        ({"fault": "server_error", "code": "InternalError.AccessDBError"}, "InternalError.AccessDBError"),
        ({"fault": "denied"}, "UnauthorizedOperation"),
        ({"fault": "denied", "code": "FailedOperation.UserArrears"}, "FailedOperation.UserArrears"),
        ({"fault": "wrong_clock", "clock_offset_s": 301}, "AuthFailure.SignatureExpire"),
    ],
)
def test_a_fault_answers_with_its_code_once(rule: dict[str, Any], code: str) -> None:
    assert codes(with_faults(rule), 3) == [code, "ok", "ok"]


@pytest.mark.parametrize(
    ("counts", "hit"),
    [
        ({}, [True, False, False, False]),
        ({"times": 2}, [True, True, False, False]),
        ({"after": 1}, [False, True, False, False]),
        ({"after": 1, "times": 2}, [False, True, True, False]),
        ({"after": 1, "times": "always"}, [False, True, True, True]),
    ],
)
def test_a_rule_says_how_many_requests_it_hits_and_from_which_on(counts: dict[str, Any], hit: list[bool]) -> None:
    assert [code != "ok" for code in codes(with_faults({"fault": "throttle", **counts}), 4)] == hit


def test_a_rule_may_be_about_one_account_or_action() -> None:
    cloud = with_faults(
        {"fault": "denied", "account": "stranger", "times": "always"},
        {"fault": "server_error", "action": "GetCallerIdentity", "times": "always"},
    )
    assert code_of(cloud) == "ok"
    assert code_of(cloud, signed(secret_id="AKIDstranger")) == "UnauthorizedOperation"
    assert code_of(cloud, signed(service="sts", action="GetCallerIdentity", host="localhost")) == "InternalError"


def reply_under(rule: Mapping[str, Any]) -> Reply:
    """The reply to a good request under one rule."""
    return with_faults(rule).answer(signed(), NOW, NOW)


def test_a_server_error_may_be_one_of_http() -> None:
    reply = reply_under({"fault": "server_error", "http_status": 503, "retry_after": 2})
    assert (reply.status, reply.content_type, reply.retry_after) == (503, "text/html", 2)
    assert b"503" in reply.body


def test_a_throttle_may_say_when_to_come_back() -> None:
    reply = reply_under({"fault": "throttle", "retry_after": 3})
    assert (reply.status, reply.retry_after) == (200, 3)


def test_a_delay_adds_to_the_latency() -> None:
    cloud = service(latency_ms=50)
    cloud.faults = with_faults({"fault": "delay", "delay_ms": 200}).faults
    assert [cloud.answer(signed(), NOW, NOW).delay_s for _ in range(2)] == [0.25, 0.05]


def test_a_page_that_is_not_json_has_status_200() -> None:
    reply = reply_under({"fault": "not_json"})
    assert (reply.status, reply.content_type, reply.body[:6]) == (200, "text/html", b"<html>")


def test_missing_members_are_those_of_the_answer() -> None:
    answer = json.loads(reply_under({"fault": "missing_members"}).body)["Response"]
    assert set(answer) == {"TotalCount", "RequestId"}


@pytest.mark.parametrize("fault", ["reset", "truncate"])
def test_a_connection_fault_is_left_to_the_web(fault: str) -> None:
    assert reply_under({"fault": fault}).ending == fault


def test_a_wrong_clock_shows_in_the_date_so_that_a_client_can_correct_itself() -> None:
    cloud = with_faults({"fault": "wrong_clock", "clock_offset_s": -3600, "times": "always"})
    assert cloud.answer(signed(), NOW, NOW).date == NOW - 3600
    assert code_of(cloud, signed(at=NOW - 3600)) == "ok"


def test_a_library_changes_between_pages() -> None:
    cloud = with_faults(
        {
            "fault": "mutate",
            "after": 1,
            "mutate": [{"delete": 0}, {"insert": 1, "name": "New", "tags": ["t"]}, {"rename": 0, "name": "李四"}],
        },
    )
    names = [[row["Name"] for row in ask(cloud)["PersonSet"]] for _ in range(3)]
    assert names == [["John Smith", "张三"], ["李四", "New"], ["李四", "New"]]


def test_a_mutation_beyond_the_end_appends_or_does_nothing() -> None:
    cloud = with_faults(
        {"fault": "mutate", "mutate": [{"delete": 9}, {"rename": 9, "name": "x"}, {"insert": 9, "name": "New"}]}
    )
    assert [row["Name"] for row in ask(cloud)["PersonSet"]] == ["John Smith", "张三", "New"]


def test_faults_are_in_the_log() -> None:
    cloud = with_faults({"fault": "reset"}, {"fault": "delay", "delay_ms": 1})
    cloud.answer(signed(), NOW, NOW)
    entry = cloud.log.requests()[0]
    assert (entry["faults"], entry["http_status"]) == (("reset", "delay"), None)


def test_a_request_with_an_odd_header_is_answered() -> None:
    request = signed(
        headers={"x-tc-requestclient": "\udcff"}, signed_headers=("content-type", "host", "x-tc-requestclient")
    )
    assert code_of(service(), request) == "ok"
    assert code_of(service(), replace(request, body=b'{"\\ud800": 1}')) == "AuthFailure.SignatureFailure"
    assert code_of(service(), signed(b'{"\\ud800": 1}')) == "UnknownParameter"
