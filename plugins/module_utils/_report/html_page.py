# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The page for people: the report put into the HTML page that reads it. Pure.

The page is handed in, since it does not travel with a module. Its marks are replaced here: the report, and the hashes
of its own style and script, which its Content Security Policy allows and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from .._errors import ConfigurationError

REPORT_MARK = "@REPORT@"
STYLE_MARK = "@STYLE-HASH@"
SCRIPT_MARK = "@SCRIPT-HASH@"

# With these escaped, no text in the report can end the element it stands in, or begin another.
_ESCAPED = "<>&\u2028\u2029"


def html(report: Mapping[str, Any], page: str) -> str:
    """Raises ``ConfigurationError`` for a page that is not the one of the role."""
    style = _content(page, "style")
    script = _content(page, "script")
    for mark in (REPORT_MARK, STYLE_MARK, SCRIPT_MARK):
        if page.count(mark) != 1:
            raise ConfigurationError(f"page is not the report's page: {mark} stands in it {page.count(mark)} times")
    hashed = page.replace(STYLE_MARK, _hash(style)).replace(SCRIPT_MARK, _hash(script))
    before, after = hashed.split(REPORT_MARK)
    return before + _embedded(report) + after


def _content(page: str, element: str) -> str:
    found = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    if len(found) != 1:
        raise ConfigurationError(f"page is not the report's page: it has {len(found)} of its own <{element}>, not 1")
    return str(found[0])


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embedded(report: Mapping[str, Any]) -> str:
    text = json.dumps(report, ensure_ascii=False, separators=(",", ":"))
    for sign in _ESCAPED:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
