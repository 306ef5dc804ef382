# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The message for a target: as many lines as the service accepts. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from .._report.document import Report
from .._report.texts import Texts
from .._text import escape_surrogates
from .changes import Event
from .digest import MOST_LINES, digest_of
from .slack import fits_slack, slack_payload
from .targets import SLACK, TEAMS, WEBHOOK, WECOM, Target
from .teams import fits_teams, teams_payload
from .webhook import fits_webhook, webhook_payload
from .wecom import fits_wecom, wecom_payload

# Lines of each section. The first number with a message that is small enough is used; no lines are always enough.
_CHAT_LINES = (MOST_LINES, 15, 10, 7, 5, 3, 2, 1)
_DOCUMENT_LINES = (200, 100, 50, 20, 10, 5, 2, 1)


@dataclass(frozen=True)
class Message:
    """``body`` is the request body, in JSON. ``payload`` is the same as a value."""

    payload: dict[str, Any]
    body: str


def message_for(target: Target, report: Report, events: Sequence[Event], texts: Texts, link: str | None) -> Message:
    """The message about the events. It fits into the documented limits of the service."""
    if target.service == WEBHOOK:
        return _largest(
            lambda most: dict(webhook_payload(report, events, target.names, link, most)), fits_webhook, _DOCUMENT_LINES
        )
    digest = digest_of(report, events, texts, target.names, link)
    payload, fits = _CHATS[target.service]
    return _largest(lambda most: payload(digest, most), fits, _CHAT_LINES)


def _largest(
    payload: Callable[[int], dict[str, Any]], fits: Callable[[dict[str, Any], str], bool], numbers: Sequence[int]
) -> Message:
    for most in numbers:
        message = _encoded(payload(most))
        if fits(message.payload, message.body):
            return message
    return _encoded(payload(0))


def _encoded(payload: dict[str, Any]) -> Message:
    value: dict[str, Any] = escape_surrogates(payload)
    return Message(value, json.dumps(value, ensure_ascii=False))


_CHATS: Mapping[str, Any] = {
    SLACK: (slack_payload, fits_slack),
    TEAMS: (teams_payload, fits_teams),
    WECOM: (wecom_payload, fits_wecom),
}
