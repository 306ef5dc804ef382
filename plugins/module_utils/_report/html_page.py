# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as an HTML page: the template with the report embedded. Pure.

The template is ``roles/person_sample_audit/files/report.html``. It is an argument, because this code reads no files.
Three markers in it are replaced: one by the report, and two by the hashes of its style and its script. Its Content
Security Policy allows only the style and the script with these hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._errors import ConfigurationError
from .document import Report
from .history import HistoryLine
from .json_stream import COMPACT, stream_json
from .texts import texts_of

REPORT_MARKER = "@REPORT@"
STYLE_MARKER = "@STYLE-HASH@"
SCRIPT_MARKER = "@SCRIPT-HASH@"

# These characters could end the script element, or end a line in JavaScript.
_ESCAPED = "<>&\u2028\u2029"
_PROBLEM = "files/report.html of the role person_sample_audit is not the template of the HTML report"
_ADVICE = "Install the collection tencentcloud.mps again."


class Template(NamedTuple):
    """The parts of the page before and after the report."""

    before: str
    after: str


def parse_template(template: str) -> Template:
    """Insert the hashes. Raises ``ConfigurationError`` if the template is not the template of the role."""
    style, script = _element_content(template, "style"), _element_content(template, "script")
    for marker in (REPORT_MARKER, STYLE_MARKER, SCRIPT_MARKER):
        if template.count(marker) != 1:
            raise ConfigurationError(
                f"{_PROBLEM}: it contains {marker} {template.count(marker)} times instead of once. {_ADVICE}"
            )
    hashed = template.replace(STYLE_MARKER, _hash(style)).replace(SCRIPT_MARKER, _hash(script))
    return Template(*hashed.split(REPORT_MARKER))


def render_html(
    report: Report,
    template: Template,
    language: str,
    history: Sequence[HistoryLine] = (),  # noqa: ARG001
) -> Iterator[str]:
    """The page in parts. ``language`` is one of ``LANGUAGES``.

    ``history`` are at most 90 lines until this report, the oldest one first.
    """
    texts_of(language)
    yield template.before
    for part in stream_json(report, COMPACT):
        yield _escaped(part)
    yield template.after


def _element_content(template: str, element: str) -> str:
    found = re.findall(rf"<{element}>(.*?)</{element}>", template, re.DOTALL)
    if len(found) != 1:
        raise ConfigurationError(
            f"{_PROBLEM}: it has {len(found)} elements <{element}> without attributes instead of one. {_ADVICE}"
        )
    return str(found[0])


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _escaped(part: str) -> str:
    for character in _ESCAPED:
        if character in part:
            part = part.replace(character, f"\\u{ord(character):04x}")
    return part
