# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A message for a group robot of WeCom, in Markdown. Pure. Limits and syntax: docs/api-facts.md section 9.3.

WeCom documents no escapes. Characters with a meaning are replaced by their full-width forms, which look alike.
"""

from __future__ import annotations

from typing import Any

from .digest import Digest

CONTENT = 4_096  # bytes in UTF-8
_FULL_WIDTH = str.maketrans({character: chr(ord(character) + 0xFEE0) for character in "<>[]`*#~\\"})
_NO_LINK = "\uff1a\uff0f\uff0f"
_COLORS = {True: "info", False: "warning"}


def wecom_payload(digest: Digest, most: int) -> dict[str, Any]:
    """The body of the request. ``most`` is the number of lines of each section."""
    color = _COLORS[digest.is_compliant]
    lines = [f'**<font color="{color}">{escaped(digest.title)}</font>**', *map(escaped, digest.facts)]
    for section in digest.sections:
        lines += ["", f"**{escaped(section.heading)}**"]
        lines += [f"> {escaped(line)}" for line in section.shown(most, digest.texts)]
    if digest.link:
        lines += ["", f"[{escaped(digest.texts.text('notification.report'))}]({digest.link})"]
    return {"msgtype": "markdown", "markdown": {"content": "\n".join(lines)}}


def fits_wecom(payload: dict[str, Any], _body: str) -> bool:
    return len(payload["markdown"]["content"].encode()) <= CONTENT


def escaped(text: str) -> str:
    """The text without markup, without mentions such as ``<@user>``, and without addresses that become links."""
    return text.translate(_FULL_WIDTH).replace("://", _NO_LINK)
