# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A message for an incoming webhook of Slack, in Block Kit. Pure. Limits and escapes: docs/api-facts.md section 9.1.

The lines are in preformatted text, in which Slack has no markup except the end of the text. Links and mentions start
with ``<``, which is escaped.
"""

from __future__ import annotations

from typing import Any

from .digest import Digest, Section

BLOCKS, HEADER, TEXT, MESSAGE = 50, 150, 3_000, 10_000  # blocks; characters
_FENCE = "```"


def slack_payload(digest: Digest, most: int) -> dict[str, Any]:
    """The body of the request. ``most`` is the number of lines of each section."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": _header(digest.title), "emoji": False}},
        _markup("\n".join(map(escaped, digest.facts))),
        *(_section(section, digest, most) for section in digest.sections),
    ]
    if digest.link:
        blocks.append(_markup(f"<{escaped(digest.link)}|{escaped(digest.texts.text('notification.report'))}>"))
    # Without mrkdwn, Slack does not interpret the preview.
    return {"text": escaped(digest.summary), "mrkdwn": False, "blocks": blocks}


def fits_slack(payload: dict[str, Any], body: str) -> bool:
    texts = [len(block["text"]["text"]) for block in payload["blocks"]]
    return len(payload["blocks"]) <= BLOCKS and max(texts) <= TEXT and len(body) <= MESSAGE


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _header(title: str) -> str:
    """The title as plain text of limited length. An escape is never cut."""
    while len(escaped(title)) > HEADER:
        title = title[:-2] + "…"
    return escaped(title)


def _section(section: Section, digest: Digest, most: int) -> dict[str, Any]:
    lines = section.shown(most, digest.texts)
    preformatted = "\n".join(escaped(line).replace("`", "'") for line in lines)
    return _markup(f"*{escaped(section.heading)}*\n{_FENCE}{preformatted}{_FENCE}")


def _markup(text: str) -> dict[str, Any]:
    # With verbatim, Slack makes no links of URLs and names of channels.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
