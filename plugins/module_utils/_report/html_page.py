# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as an HTML page: the template with the report and the texts embedded. Pure.

The template is ``roles/person_sample_audit/files/report.html`` with the files of ``files/report`` inserted. It is an
argument, because this code reads no files. Markers in it are replaced by the report, by the language and its texts, and
by the hashes of its style and its script. Its Content Security Policy allows only the style and the script with these
hashes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Literal, NamedTuple

from .._errors import ConfigurationError
from .advice import CONSOLE_URLS, GUIDE_ANCHORS, account_advice_key, guide_link
from .document import Report
from .findings_csv import COMMA, SEPARATORS
from .history import HistoryLine
from .json_stream import encode_compact
from .page_data import stream_page_data
from .texts import ENGLISH, Texts, texts_of

REPORT_MARKER = "@REPORT@"
CONTEXT_MARKER = "@CONTEXT@"
LANGUAGE_MARKER = "@LANGUAGE@"
NOSCRIPT_MARKER = "@NOSCRIPT@"
STYLE_MARKER = "@STYLE-HASH@"
SCRIPT_MARKER = "@SCRIPT-HASH@"
_MARKERS = (LANGUAGE_MARKER, STYLE_MARKER, SCRIPT_MARKER, NOSCRIPT_MARKER, CONTEXT_MARKER, REPORT_MARKER)
_INCLUDE = re.compile(r"^@include (\w+\.(?:css|js))\n", re.MULTILINE)

# The areas of the catalogue that the page uses. The names of the area "page" have no prefix in the page.
_PAGE = "page"
_OTHER_AREAS = ("words", "cause", "advice")

_HISTORY_MEMBERS: tuple[Literal["time", "compliant", "accounts", "verdicts", "waived"], ...] = (
    *("time", "compliant", "accounts", "verdicts", "waived"),
)

# These characters could end the script element, or end a line in JavaScript.
_ESCAPED = "<>&\u2028\u2029"
_PROBLEM = "files/report.html of the role person_sample_audit is not the template of the HTML report"
_ADVICE = "Install the collection tencentcloud.mps again."


class Template(NamedTuple):
    """The page before and after the report. The first part still contains the markers of language and texts."""

    before: str
    after: str


def assemble_template(template: str, read: Callable[[str], str]) -> str:
    """The template with its files inserted. ``read`` returns the content of a file in ``files/report`` by its name."""
    return _INCLUDE.sub(lambda include: read(include[1]), template)


def parse_template(template: str) -> Template:
    """Insert the hashes. Raises ``ConfigurationError`` if the template is not the template of the role."""
    style, script = _element_content(template, "style"), _element_content(template, "script")
    for marker in _MARKERS:
        if template.count(marker) != 1:
            raise ConfigurationError(
                f"{_PROBLEM}: it contains {marker} {template.count(marker)} times instead of once. {_ADVICE}"
            )
    hashed = template.replace(STYLE_MARKER, _hash(style)).replace(SCRIPT_MARKER, _hash(script))
    return Template(*hashed.split(REPORT_MARKER))


def render_html(
    report: Report,
    template: Template,
    language: str = ENGLISH,
    history: Sequence[HistoryLine] = (),
    csv_separator: str = COMMA,
) -> Iterator[str]:
    """The page in parts. ``language`` is one of ``LANGUAGES``, ``csv_separator`` one of ``SEPARATORS``.

    ``history`` are at most 90 lines until this report, the oldest one first.
    """
    texts = texts_of(language)
    # A line of a damaged file can have more members.
    runs = [{name: line[name] for name in _HISTORY_MEMBERS} for line in history]
    separator = SEPARATORS[csv_separator]
    context = encode_compact({**_context(report, texts), "history": runs, "csv_separator": separator})
    values = {
        LANGUAGE_MARKER: html.escape(language),
        NOSCRIPT_MARKER: html.escape(texts.text("page.noscript")),
        CONTEXT_MARKER: _escaped(context),
    }
    # One pass, so that a value is never searched for markers.
    markers = re.compile("|".join(map(re.escape, values)))
    yield markers.sub(lambda marker: values[marker[0]], template.before)
    for part in stream_page_data(report):
        yield _escaped(part)
    yield template.after


def _context(report: Report, texts: Texts) -> Mapping[str, Any]:
    """What the page needs besides the report."""
    return {
        "language": texts.language,
        "texts": {
            **texts.area(_PAGE),
            **{f"{area}.{name}": text for area in _OTHER_AREAS for name, text in texts.area(area).items()},
        },
        "guides": {key: guide_link(key) for key in GUIDE_ANCHORS},
        "consoles": CONSOLE_URLS,
        "causes": {
            account["name"]: account_advice_key(account)
            for account in report["accounts"]
            if account["error"] is not None or account["status"] == "unknown" or account["verdicts"]["unknown"]
        },
    }


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
