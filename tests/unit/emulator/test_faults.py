# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules: what goes wrong, for whom, how often."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.service import Reply, Service
from support.emulator_cloud import NOW, ask, code_of, service, signed, with_faults


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
    assert [cloud.answer(signed(), NOW, NOW).delay_s for _time in range(2)] == [0.25, 0.05]


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
    names = [[row["Name"] for row in ask(cloud)["PersonSet"]] for _time in range(3)]
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
