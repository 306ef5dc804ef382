# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules: which requests fail, how, and how often."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.service import Service, WireResponse
from support.emulator_cloud import NOW, ask, code_of, service, signed, with_faults


def codes(cloud: Service, count: int) -> list[str]:
    """The error codes of ``count`` equal requests, one second apart."""
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
def test_fault_returns_its_code_once(rule: dict[str, Any], code: str) -> None:
    assert codes(with_faults(rule), 3) == [code, "ok", "ok"]


@pytest.mark.parametrize(
    ("counts", "affected"),
    [
        ({}, [True, False, False, False]),
        ({"times": 2}, [True, True, False, False]),
        ({"after": 1}, [False, True, False, False]),
        ({"after": 1, "times": 2}, [False, True, True, False]),
        ({"after": 1, "times": "always"}, [False, True, True, True]),
    ],
)
def test_after_and_times_select_the_requests(counts: dict[str, Any], affected: list[bool]) -> None:
    assert [code != "ok" for code in codes(with_faults({"fault": "throttle", **counts}), 4)] == affected


def test_rule_can_apply_to_one_account_or_action() -> None:
    cloud = with_faults(
        {"fault": "denied", "account": "stranger", "times": "always"},
        {"fault": "server_error", "action": "GetCallerIdentity", "times": "always"},
    )
    assert code_of(cloud) == "ok"
    assert code_of(cloud, signed(secret_id="AKIDstranger")) == "UnauthorizedOperation"
    assert code_of(cloud, signed(service="sts", action="GetCallerIdentity", host="localhost")) == "InternalError"


def response_with(rule: Mapping[str, Any]) -> WireResponse:
    """The response to a valid request with one fault rule."""
    return with_faults(rule).respond(signed(), NOW, NOW)


def test_server_error_can_be_an_http_error() -> None:
    response = response_with({"fault": "server_error", "http_status": 503, "retry_after": 2})
    assert (response.status, response.content_type, response.retry_after) == (503, "text/html", 2)
    assert b"503" in response.body


def test_throttle_can_set_retry_after() -> None:
    response = response_with({"fault": "throttle", "retry_after": 3})
    assert (response.status, response.retry_after) == (200, 3)


def test_delay_is_added_to_the_latency() -> None:
    cloud = service(latency_ms=50)
    cloud.faults = with_faults({"fault": "delay", "delay_ms": 200}).faults
    assert [cloud.respond(signed(), NOW, NOW).delay_s for _turn in range(2)] == [0.25, 0.05]


def test_not_json_returns_an_html_page_with_status_200() -> None:
    response = response_with({"fault": "not_json"})
    assert (response.status, response.content_type, response.body[:6]) == (200, "text/html", b"<html>")


def test_missing_members_removes_the_main_member_of_the_response() -> None:
    response = json.loads(response_with({"fault": "missing_members"}).body)["Response"]
    assert set(response) == {"TotalCount", "RequestId"}


def test_null_name_removes_the_name_of_one_sample() -> None:
    rows = json.loads(response_with({"fault": "null_name", "person_id": "10002"}).body)["Response"]["PersonSet"]
    assert [row["Name"] for row in rows] == ["John Smith", None]


@pytest.mark.parametrize("fault", ["reset", "truncate"])
def test_connection_fault_sets_the_ending_of_the_response(fault: str) -> None:
    assert response_with({"fault": fault}).ending == fault


def test_wrong_clock_changes_the_date_header_and_the_accepted_timestamps() -> None:
    cloud = with_faults({"fault": "wrong_clock", "clock_offset_s": -3600, "times": "always"})
    assert cloud.respond(signed(), NOW, NOW).date == NOW - 3600
    assert code_of(cloud, signed(at=NOW - 3600)) == "ok"


def test_mutate_changes_the_library_between_pages() -> None:
    cloud = with_faults(
        {
            "fault": "mutate",
            "after": 1,
            "mutate": [{"delete": 0}, {"insert": 1, "name": "New", "tags": ["t"]}, {"rename": 0, "name": "李四"}],
        },
    )
    names = [[row["Name"] for row in ask(cloud)["PersonSet"]] for _turn in range(3)]
    assert names == [["John Smith", "张三"], ["李四", "New"], ["李四", "New"]]


def test_mutation_beyond_the_end_appends_or_does_nothing() -> None:
    cloud = with_faults(
        {"fault": "mutate", "mutate": [{"delete": 9}, {"rename": 9, "name": "x"}, {"insert": 9, "name": "New"}]}
    )
    assert [row["Name"] for row in ask(cloud)["PersonSet"]] == ["John Smith", "张三", "New"]


def test_log_contains_the_faults() -> None:
    cloud = with_faults({"fault": "reset"}, {"fault": "delay", "delay_ms": 1})
    cloud.respond(signed(), NOW, NOW)
    entry = cloud.log.requests()[0]
    assert (entry["faults"], entry["http_status"]) == (("reset", "delay"), None)
