# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the response of a service means, and that no text from it contains a secret."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.delivery import (
    Response,
    hide_secrets,
    parse_response,
)
from support.notifications import URL, settings


def responded(service: str, status: Any, content: str = "", **more: Any) -> Response:
    (target,) = settings(service).targets
    return parse_response(target, {"status": status, "content": content, "msg": "OK", **more})


@pytest.mark.parametrize(
    ("service", "status", "content"),
    [
        ("slack", 200, "ok"),
        ("teams", 202, ""),
        ("teams", 200, "1"),
        ("wecom", 200, '{"errcode": 0, "errmsg": "ok"}'),
        ("webhook", 200, "anything, also failed"),
        ("webhook", 204, ""),
    ],
)
def test_accepted_message(service: str, status: int, content: str) -> None:
    assert responded(service, status, content) == Response(status, None)


@pytest.mark.parametrize(
    ("service", "status", "content", "problem"),
    [
        ("slack", 404, "no_service", "HTTP 404: no_service"),
        ("slack", 403, "invalid_token", "HTTP 403: invalid_token"),
        ("slack", 200, "<html>Log in</html>", "HTTP 200: <html>Log in</html>. Slack responds ok to a message that"),
        ("slack", 302, "", "HTTP 302"),
        ("teams", 400, '{"error": "bad"}', 'HTTP 400: {"error": "bad"}'),
        ("teams", 200, "Webhook message delivery failed with error: 413", "HTTP 200: Webhook message delivery failed"),
        ("wecom", 200, '{"errcode": 93000, "errmsg": "invalid webhook url"}', "invalid webhook url"),
        ("wecom", 200, '{"errcode": 40008}', "HTTP 200"),
        ("wecom", 200, '{"errcode": "0"}', "HTTP 200"),
        ("wecom", 200, '{"errcode": false}', "HTTP 200"),
        ("wecom", 200, "[]", "HTTP 200"),
        ("wecom", 200, "<html>", "HTTP 200"),
        ("wecom", 200, "[" * 100_000, "HTTP 200"),
        ("webhook", 401, "who?", "HTTP 401: who?"),
    ],
)
def test_refused_message_is_not_sent_again(service: str, status: int, content: str, problem: str) -> None:
    response = responded(service, status, content)
    assert response.status == status
    assert problem in str(response.problem)
    assert response.wait_s is None


@pytest.mark.parametrize("service", ["slack", "teams", "wecom", "webhook"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_temporary_problem_can_be_repeated(service: str, status: int) -> None:
    assert responded(service, status, "ok").wait_s == 0
    assert responded(service, status, retry_after="30").wait_s == 30
    assert responded(service, status, retry_after="Fri, 31 Dec 1999 23:59:59 GMT").wait_s == 0


def test_service_that_asks_for_a_long_wait_gets_no_further_request() -> None:
    assert responded("slack", 429, retry_after="3600").wait_s is None


def test_rate_limit_of_wecom_needs_a_minute_and_a_busy_system_a_retry() -> None:
    assert responded("wecom", 200, '{"errcode": 45009, "errmsg": "api freq out of limit"}').wait_s == 60
    assert responded("wecom", 200, '{"errcode": -1, "errmsg": "system busy"}').wait_s == 0


@pytest.mark.parametrize("status", [-1, None, "?"])
def test_missing_response_can_be_repeated(status: Any) -> None:
    reason = "Request failed: <urlopen error [Errno 111] Connection refused>"
    response = responded("slack", status, msg=f"Status code was -1 and not [200]: {reason}")
    assert response == Response(None, f"no response: {reason}", 0)


@pytest.mark.parametrize(
    "echo",
    [
        URL,
        json.dumps({"url": URL}),
        "POST /services/T0SECRET/w3bh00k53cr3t?sig=abcdef123456 HTTP/1.1",
        "no hook w3bh00k53cr3t",
        "signature abcdef123456 is wrong",
        "token of-the-hook is wrong, Bearer t0ken-of-the-hook",
    ],
)
def test_secret_in_a_response_is_hidden(echo: str) -> None:
    entry = {"service": "webhook", "url": URL, "headers": {"Authorization": "Bearer t0ken-of-the-hook"}}
    (target,) = settings(entry).targets
    for result in ({"status": 400, "content": echo}, {"status": -1, "msg": echo}):
        problem = str(parse_response(target, result).problem)
        for secret in ("T0SECRET", "w3bh00k53cr3t", "abcdef123456", "t0ken"):
            assert secret not in problem
        assert "[hidden]" in problem


def test_encoded_parts_of_the_url_are_hidden() -> None:
    secret = "a/b+c=d e中"
    (target,) = settings({"service": "webhook", "url": f"https://h.example.com/x?sig={quote(secret, safe='')}"}).targets
    for form in (secret, quote(secret, safe="")):
        assert form not in hide_secrets(f"signature {form} is wrong", target)


def test_response_is_one_short_line() -> None:
    response = responded("webhook", 400, "line\nanother\u202e\x1b[31m" + "x" * 100_000)
    assert str(response.problem).startswith("HTTP 400: line another\\u202e\\x1b[31mxxx")
    assert len(str(response.problem)) < 250
