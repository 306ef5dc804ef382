# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a notification. No error contains a URL."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._notification.targets import EVENTS
from support.notifications import URL, settings

SECRET = "w3bh00k53cr3t"


def test_target_has_the_defaults_of_the_task() -> None:
    parsed = settings(
        {"service": "slack", "url": URL},
        {"service": "slack", "url": URL, "names": False, "events": ["new"]},
        {"service": "teams", "url": URL, "name": "media team", "headers": {"X": "y"}},
        names=True,
        events=["new", "overdue"],
    )
    assert [target.label for target in parsed.targets] == ["slack 1", "slack 2", "media team"]
    assert [target.names for target in parsed.targets] == [True, False, True]
    assert [target.events for target in parsed.targets] == [("new", "overdue"), ("new",), ("new", "overdue")]
    assert parsed.link is None
    assert SECRET not in repr(parsed)
    assert settings("slack").targets[0].events == EVENTS


@pytest.mark.parametrize(
    "url",
    ["https://hooks.example.com/x", "http://127.0.0.1:8080/x", "http://[::1]/x", "http://localhost/x?key=a"],
)
def test_url_is_accepted(url: str) -> None:
    assert settings({"service": "webhook", "url": url}).targets[0].url == url


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({"service": "irc", "url": URL}, "service: 'irc' is not valid; use one of slack, teams, wecom, webhook"),
        ({"service": URL, "url": URL}, "service: a string is not valid; use one of"),
        ({"service": ["slack"], "url": URL}, "service: a list is not valid; use one of"),
        ({"url": URL}, "service: is required"),
        ({"service": "slack"}, "url: is required"),
        ({"service": "slack", "url": ""}, "url: must not be empty"),
        ({"service": "slack", "url": 5}, "url: must be a string, not a number"),
        ({"service": "slack", "url": "hooks.example.com/" + SECRET}, "url: is not a valid URL"),
        ({"service": "slack", "url": "ftp://hooks.example.com/" + SECRET}, "url: is not a valid URL"),
        ({"service": "slack", "url": "https:///" + SECRET}, "url: is not a valid URL"),
        ({"service": "slack", "url": "https://[x/" + SECRET}, "url: is not a valid URL"),
        ({"service": "slack", "url": "https://host:99999/" + SECRET}, "url: is not a valid URL"),
        ({"service": "slack", "url": "http://hooks.example.com/" + SECRET}, "url: uses plain http"),
        ({"service": "slack", "url": URL + "\n"}, "url: contains white space or a control character"),
        ({"service": "slack", "url": URL + "x" * 2000}, "url: has 2,074 characters; use at most 2,000"),
        ({"service": "slack", "url": f"https://user:{SECRET}@host/"}, "url: contains user information"),
        ({"service": "slack", "url": URL, "events": ["old"]}, "events: must be a list with any of new, resolved"),
        ({"service": "slack", "url": URL, "events": [URL]}, "events: must be a list with any of new, resolved"),
        ({"service": "slack", "url": URL, "names": "maybe"}, "names: must be true or false, not a string"),
        ({"service": "slack", "url": URL, "headers": {"X": SECRET + "\r\nY: z"}}, "headers: contains a control"),
        ({"service": "slack", "uri": URL}, "uri: is an unknown field"),
        ({"service": "slack", f"url:{URL}": None}, "has an invalid field name"),
        (URL, "must be a mapping with at least 'service', 'url', not a string"),
    ],
)
def test_wrong_target_is_an_error_without_its_url(target: Any, problem: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        settings("slack", target)
    assert "No notification was sent." in str(raised.value)
    assert "targets[1]" in str(raised.value)
    assert problem in str(raised.value)
    assert SECRET not in str(raised.value)


def test_all_problems_are_in_one_error() -> None:
    with pytest.raises(ConfigurationError) as raised:
        settings(
            {"service": "irc", "url": "x"},
            expiry_days=-1,
            retries=11,
            delay=301,
            timeout=0,
            link="report.html",
            report_formats=["html"],
        )
    assert str(raised.value).splitlines() == [
        "7 problems in the input. No notification was sent.",
        "expiry_days: is -1; use a whole number from 0 to 3650",
        "retries: is 11; use a whole number from 0 to 10",
        "delay: is 301; use a whole number from 0 to 300",
        "timeout: is 0; use a whole number from 1 to 300",
        "targets[0].service: 'irc' is not valid; use one of slack, teams, wecom, webhook",
        "link: must be a URL such as https://reports.example.com/report.html, without user information",
        "report_formats: must contain json, because a notification is made from report.json",
    ]


def test_no_target_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="targets: is empty; list at least one target"):
        settings()


def test_blank_link_is_no_link() -> None:
    assert settings("slack", link=" ").link is None
