# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Every format of a report: its file and what renders it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable

from .._errors import ConfigurationError
from .findings_csv import findings_csv
from .html_page import html
from .junit import junit
from .markdown import markdown
from .prometheus import metrics

Document = Mapping[str, Any]
Renderer = Callable[[Document], str]

FILE_NAMES: Mapping[str, str] = {
    "html": "report.html",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "prometheus": "metrics.prom",
    "markdown": "summary.md",
    "json": "report.json",  # the last to be put in place: the next report is held against it
}


class Rendered(Mapping[str, bytes]):
    """The contents of files by name, each rendered when it is read: those of a large report are not held together."""

    def __init__(self, report: Document, renderers: Mapping[str, Renderer]) -> None:
        self._report = report
        self._renderers = renderers

    def __getitem__(self, name: str) -> bytes:
        return _bytes(self._renderers[name](self._report))

    def __iter__(self) -> Iterator[str]:
        return iter(self._renderers)

    def __len__(self) -> int:
        return len(self._renderers)


def rendered(report: Document, formats: Iterable[str], page: str | None = None) -> Rendered:
    """The files of these formats. ``page`` is that of the format *html*.

    Raises ``ConfigurationError`` where it is missing, and reading the file does so where it is another.
    """
    chosen = frozenset(formats)
    return Rendered(
        report, {name: _renderer(format_, page) for format_, name in FILE_NAMES.items() if format_ in chosen}
    )


def as_json(report: Document) -> str:
    """A line for each account, sample, finding and waiver, so that tools for lines can search and compare reports."""
    return "{\n" + ",\n".join(f"{_compact(name)}: {_lines(value)}" for name, value in report.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _renderer(format_: str, page: str | None) -> Renderer:
    if format_ != "html":
        return _RENDERERS[format_]
    if page is None:
        raise ConfigurationError("page is required where html is among the formats")
    given = page
    return lambda report: html(report, given)


def _bytes(text: str) -> bytes:
    """In UTF-8. Lone surrogates are left in texts that are JSON, where the escape is what stands for one."""
    return text.encode("utf-8", "backslashreplace")


_compact = json.JSONEncoder(ensure_ascii=False).encode

_RENDERERS: Mapping[str, Renderer] = {
    "json": as_json,
    "junit": junit,
    "csv": findings_csv,
    "prometheus": metrics,
    "markdown": markdown,
}
