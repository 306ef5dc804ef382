# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A message for a webhook of Teams Workflows, with an Adaptive Card. Pure. Limits: docs/api-facts.md section 9.2.

All texts are in text runs, in which Markdown has no effect. Only functions such as ``{{DATE(...)}}`` are evaluated.
"""

from __future__ import annotations

import re
from typing import Any

from .digest import Digest

BODY = 20_000  # bytes in UTF-8
_CARD = "application/vnd.microsoft.card.adaptive"
_FUNCTION = re.compile(r"\{(?=\{)")  # also in three braces


def teams_payload(digest: Digest, most: int) -> dict[str, Any]:
    """The body of the request. ``most`` is the number of lines of each section."""
    color = "Good" if digest.is_compliant else "Attention"
    body = [_text(digest.title, size="Large", weight="Bolder", color=color)]
    body += [_text(fact, isSubtle=True) for fact in digest.facts]
    for section in digest.sections:
        body.append({**_text(section.heading, weight="Bolder"), "spacing": "Medium"})
        body += [{**_text(line), "spacing": "Small"} for line in section.shown(most, digest.texts)]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if digest.link:
        title = digest.texts.text("notification.report")
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": digest.link}]
    return {"type": "message", "attachments": [{"contentType": _CARD, "contentUrl": None, "content": card}]}


def fits_teams(_payload: dict[str, Any], body: str) -> bool:
    return len(body.encode()) <= BODY


def _text(text: str, **style: Any) -> dict[str, Any]:
    run = {"type": "TextRun", "text": _FUNCTION.sub("{ ", text), **style}
    return {"type": "RichTextBlock", "inlines": [run]}
