# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The report formats: their file names and their renderers. Pure.

A renderer yields its text in small parts, so that the text of a large report is never in memory as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Callable

from .._errors import ConfigurationError
from .._text import clipped
from .document import Report
from .findings_csv import COMMA, render_csv
from .history import HistoryLine
from .html_page import Template, parse_template, render_html
from .json_stream import LINES, stream_json
from .junit import render_junit
from .markdown import render_markdown
from .prometheus import render_prometheus
from .sarif import render_sarif
from .texts import ENGLISH

Renderer = Callable[[Report], Iterator[str]]

# report.json is written first. The other files are rendered from the same document.
FILE_NAMES: Mapping[str, str] = {
    "json": "report.json",
    "html": "report.html",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "prometheus": "metrics.prom",
    "markdown": "summary.md",
    "sarif": "findings.sarif",
}
# node_exporter reads only files with this suffix. A leading dot would hide the file.
_SUFFIX = ".prom"
_METRICS_FILE = re.compile(r"[^./\x00-\x1f\x7f][^/\x00-\x1f\x7f]*" + re.escape(_SUFFIX))
_NAME_BYTES = 200  # a temporary file has a longer name


def _stem(file: str) -> str:
    return file[: -len(_SUFFIX)]


@dataclass(frozen=True)
class Metrics:
    """The name of the Prometheus file, and the value of the label ``audit`` of its metrics.

    Two files with the same label must not be in one directory: node_exporter then drops the series of one of them and
    reports this only in its log. Therefore the default of the label follows from the name of the file. A label other
    than the default is also the name of the run in the SARIF log.
    """

    file: str = FILE_NAMES["prometheus"]
    label: str = _stem(FILE_NAMES["prometheus"])


METRICS = Metrics()


def parse_metrics(file: str, label: str | None, file_option: str) -> Metrics:
    """The options of the Prometheus file. Raises ``ConfigurationError``."""
    if not _METRICS_FILE.fullmatch(file) or len(file.encode("utf-8", "replace")) > _NAME_BYTES:
        raise ConfigurationError(
            f"{file_option} is {clipped(file, 60)!r}. It must be the name of a file that ends with .prom, without a"
            f" directory, such as {METRICS.file}."
        )
    return Metrics(file, label if label and label.strip() else _stem(file))


def file_names(metrics: Metrics = METRICS) -> dict[str, str]:
    """The name of the file of each format."""
    return {**FILE_NAMES, "prometheus": metrics.file}


def render_files(
    report: Report,
    formats: Iterable[str],
    template: str | None = None,
    metrics: Metrics = METRICS,
    csv_separator: str = COMMA,
    language: str = ENGLISH,
    history: Sequence[HistoryLine] = (),
) -> dict[str, Iterator[bytes]]:
    """The content of the file of each format, by file name. A content is rendered while it is read.

    The format *html* needs the ``template`` of the page. Raises ``ConfigurationError`` if it is missing or wrong.
    ``history`` are the lines of the history that the page shows, the oldest one first.
    """
    chosen = frozenset(formats)
    page = parse_page(formats, template)
    renderers: dict[str, Renderer] = dict(_RENDERERS)
    if page is not None:
        renderers["html"] = lambda report: render_html(report, page, language, history, csv_separator)
    renderers["markdown"] = lambda report: render_markdown(report, language)
    renderers["prometheus"] = lambda report: render_prometheus(report, metrics.label)
    renderers["sarif"] = lambda report: render_sarif(report, None if metrics.label == METRICS.label else metrics.label)
    renderers["csv"] = lambda report: render_csv(report, csv_separator)
    names = file_names(metrics)
    return {name: _encoded(renderers[format_](report)) for format_, name in names.items() if format_ in chosen}


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
}
