# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Every format of a report: its file and what renders it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Callable

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report_csv import findings_csv
from ansible_collections.tencentcloud.mps.plugins.module_utils._report_junit import junit
from ansible_collections.tencentcloud.mps.plugins.module_utils._report_markdown import markdown
from ansible_collections.tencentcloud.mps.plugins.module_utils._report_metrics import metrics
from ansible_collections.tencentcloud.mps.plugins.module_utils._report_page import html

Document = Mapping[str, Any]

FILE_NAMES: Mapping[str, str] = {
    "html": "report.html",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "prometheus": "metrics.prom",
    "markdown": "summary.md",
    "json": "report.json",  # the last to be put in place: the next report is held against it
}


def rendered(report: Document, formats: Iterable[str], page: str | None = None) -> dict[str, bytes]:
    """The contents of the files of these formats, by name. ``page`` is that of the format *html*.

    Raises ``ConfigurationError`` for a page that is missing, or is another.
    """
    chosen = frozenset(formats)
    return {name: _bytes(_renderer(format_, page)(report)) for format_, name in FILE_NAMES.items() if format_ in chosen}


def as_json(report: Document) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _renderer(format_: str, page: str | None) -> Callable[[Document], str]:
    if format_ != "html":
        return _RENDERERS[format_]
    if page is None:
        raise ConfigurationError("page is required where html is among the formats")
    given = page
    return lambda report: html(report, given)


def _bytes(text: str) -> bytes:
    """In UTF-8. Lone surrogates are left in texts that are JSON, where the escape is what stands for one."""
    return text.encode("utf-8", "backslashreplace")


_RENDERERS: Mapping[str, Callable[[Document], str]] = {
    "json": as_json,
    "junit": junit,
    "csv": findings_csv,
    "prometheus": metrics,
    "markdown": markdown,
}
