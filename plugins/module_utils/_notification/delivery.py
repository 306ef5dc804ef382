# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Whether a service accepted a message, and whether to send it again. Pure.

What each service responds: docs/api-facts.md section 9. A response can repeat the URL of the request, so every text
from it is shortened and searched for the secrets of the target.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .._report.text import clipped, single_line
from .targets import SLACK, TEAMS, WECOM, Target

HIDDEN = "[hidden]"
LONGEST_WAIT_S = 120
_EXCERPT = 200
_SHORTEST_SECRET = 6  # shorter parts of a path, such as "send", are not secret
# Of WeCom: a busy system, and too many messages in a minute.
_WECOM_WAITS: Mapping[int, int] = {-1: 0, 45009: 60}
_PREFIX = re.compile(r"^Status code was -?\d+ and not \[[^]]*\]: ")


@dataclass(frozen=True)
class Response:
    """The result of one request. ``problem`` is None if the service accepted the message.

    ``wait_s`` is how long to wait before the message is sent again, at least; None if that cannot help.
    """

    status: int | None
    problem: str | None
    wait_s: float | None = None


def parse_response(target: Target, result: Mapping[str, Any]) -> Response:
    """The result of ``ansible.builtin.uri`` for a request to the target."""
    status, body = result.get("status"), str(result.get("content") or "")
    if not isinstance(status, int) or status <= 0:
        reason = _PREFIX.sub("", str(result.get("msg") or "the request failed"))
        return Response(None, f"no response: {_excerpt(reason, target)}", 0)
    shown = _excerpt(body, target)
    problem = f"HTTP {status}" + (f": {shown}" if shown else "")
    if status in (408, 429) or status >= 500:
        return Response(status, problem, _wait(result))
    if not 200 <= status < 300:
        return Response(status, problem)
    if target.service == WECOM:
        return _of_wecom(status, body, problem)
    if target.service == SLACK and body.strip() != "ok":
        return Response(status, f"{problem or status}. Slack responds ok to a message that it accepts")
    if target.service == TEAMS and "failed" in body.lower():
        return Response(status, problem)
    return Response(status, None)


def hide_secrets(text: str, target: Target) -> str:
    """The text without the URL of the target, the parts of it that can be secret, and the values of its headers."""
    parts = urlsplit(target.url)
    encoded = [parts.path, *parts.path.split("/"), parts.query, *re.split("[&=]", parts.query)]
    values = [value for _name, value in parse_qsl(parts.query)] + unquote(parts.path).split("/")
    secrets = {target.url, f"{parts.path}?{parts.query}", *encoded, *values}
    secrets |= {part for value in target.headers.values() for part in (value, *value.split())}
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return text


def _excerpt(text: str, target: Target) -> str:
    return clipped(single_line(hide_secrets(text, target)), _EXCERPT)


def _wait(result: Mapping[str, Any]) -> float | None:
    """Seconds that the service asks to wait. None if it asks for more than the task waits."""
    asked = str(result.get("retry_after") or "0")
    seconds = int(asked) if asked.isdecimal() else 0
    return seconds if seconds <= LONGEST_WAIT_S else None


def _of_wecom(status: int, body: str, problem: str) -> Response:
    """WeCom responds with HTTP 200 to a message that it refuses."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    code = document.get("errcode") if isinstance(document, dict) else None
    if code == 0 and not isinstance(code, bool):
        return Response(status, None)
    return Response(status, problem, _WECOM_WAITS.get(code) if isinstance(code, int) else None)
