# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The report formats: their file names and their renderers. Pure.

A renderer yields its text in small parts, so that the text of a large report is never in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Callable

from .._errors import ConfigurationError
from .document import Report
from .findings_csv import render_csv
from .html_page import Template, parse_template, render_html
from .json_stream import LINES, stream_json
from .junit import render_junit
from .markdown import render_markdown
from .prometheus import render_prometheus

Renderer = Callable[[Report], Iterator[str]]

# report.json is written first. The other files are rendered from the same document.
FILE_NAMES: Mapping[str, str] = {
    "json": "report.json",
    "html": "report.html",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "prometheus": "metrics.prom",
    "markdown": "summary.md",
}


def render_files(report: Report, formats: Iterable[str], template: str | None = None) -> dict[str, Iterator[bytes]]:
    """The content of the file of each format, by file name. A content is rendered while it is read.

    The format *html* needs the ``template`` of the page. Raises ``ConfigurationError`` if it is missing or wrong.
    """
    chosen = frozenset(formats)
    page = parse_page(formats, template)
    renderers: dict[str, Renderer] = dict(_RENDERERS)
    if page is not None:
        renderers["html"] = lambda report: render_html(report, page)
    return {name: _encoded(renderers[format_](report)) for format_, name in FILE_NAMES.items() if format_ in chosen}


def parse_page(formats: Iterable[str], template: str | None) -> Template | None:
    """The template of the page, if ``formats`` contains *html*. Raises ``ConfigurationError``."""
    if "html" not in formats:
        return None
    if template is None:
        raise ConfigurationError(
            "the template of the HTML report is missing. Install the collection tencentcloud.mps again, or remove html"
            " from the formats."
        )
    return parse_template(template)


def render_json(report: Report) -> Iterator[str]:
    return stream_json(report, LINES)


def _encoded(parts: Iterator[str]) -> Iterator[bytes]:
    for part in parts:
        # Only JSON texts can contain lone surrogates. Their escape is valid JSON.
        yield part.encode("utf-8", "backslashreplace")


_RENDERERS: Mapping[str, Renderer] = {
    "json": render_json,
    "junit": render_junit,
    "csv": render_csv,
    "prometheus": render_prometheus,
    "markdown": render_markdown,
}
