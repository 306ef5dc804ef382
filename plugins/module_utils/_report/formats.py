# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The report formats: their file names and their renderers. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Callable

from .._errors import ConfigurationError
from .document import Report
from .findings_csv import render_csv
from .html_page import render_html
from .junit import render_junit
from .markdown import render_markdown
from .prometheus import render_prometheus

Renderer = Callable[[Report], str]

FILE_NAMES: Mapping[str, str] = {
    "html": "report.html",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "prometheus": "metrics.prom",
    "markdown": "summary.md",
    "json": "report.json",  # written last, because the next audit compares its report with this file
}


class RenderedFiles(Mapping[str, bytes]):
    """The contents of files by name. Each content is rendered when it is read, to save memory for large reports."""

    def __init__(self, report: Report, renderers: Mapping[str, Renderer]) -> None:
        self._report = report
        self._renderers = renderers

    def __getitem__(self, name: str) -> bytes:
        # Only JSON texts can contain lone surrogates. Their escape is valid JSON.
        return self._renderers[name](self._report).encode("utf-8", "backslashreplace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._renderers)

    def __len__(self) -> int:
        return len(self._renderers)


def render_files(report: Report, formats: Iterable[str], template: str | None = None) -> RenderedFiles:
    """The files of these formats. The format *html* needs the ``template`` of the page.

    Raises ``ConfigurationError`` if the template is missing. Reading the file raises it if the template is wrong.
    """
    chosen = frozenset(formats)
    return RenderedFiles(
        report, {name: _renderer(format_, template) for format_, name in FILE_NAMES.items() if format_ in chosen}
    )


def render_json(report: Report) -> str:
    """One line for each account, sample, finding and waiver, so that line-based tools can search and compare files."""
    return "{\n" + ",\n".join(f"{_compact(name)}: {_lines(value)}" for name, value in report.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _renderer(format_: str, template: str | None) -> Renderer:
    if format_ != "html":
        return _RENDERERS[format_]
    if template is None:
        raise ConfigurationError(
            "the template of the HTML report is missing. Install the collection tencentcloud.mps again, or remove html"
            " from the formats."
        )
    return partial(render_html, template=template)


_compact = json.JSONEncoder(ensure_ascii=False).encode

_RENDERERS: Mapping[str, Renderer] = {
    "json": render_json,
    "junit": render_junit,
    "csv": render_csv,
    "prometheus": render_prometheus,
    "markdown": render_markdown,
}
