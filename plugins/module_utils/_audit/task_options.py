# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The options of the audit task that the controller uses: input files, reports, and when the task fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .verdicts import OK, VERDICTS

# The key of the warnings in what the module returns to its action plugin.
WARNINGS_OF_MODULE = "audit_warnings"
FORMATS = ("json", "html", "junit", "csv", "prometheus", "markdown")
LANGUAGES = ("en", "zh-CN")  # of the reports for people
FAILING = tuple(verdict for verdict in VERDICTS if verdict != OK)

FILE_SPEC: Mapping[str, Mapping[str, Any]] = {
    "base_dir": {"type": "path"},
    "accounts_file": {"type": "path"},
    "manifest_file": {"type": "path"},
    "waivers_file": {"type": "path"},
}
AUDIT_REPORT_SPEC: Mapping[str, Mapping[str, Any]] = {
    "report_dir": {"type": "path"},
    "report_formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "report_title": {"type": "str", "default": "Person samples"},
    "report_mode": {"type": "raw", "default": "0600"},
    "report_compare": {"type": "bool", "default": True},
    "previous_report": {"type": "path"},
    "report_metrics_file": {"type": "str", "default": "metrics.prom"},
    "report_metrics_label": {"type": "str"},
    "report_csv_separator": {"type": "str", "default": "comma", "choices": ["comma", "semicolon", "tab"]},
    "report_language": {"type": "str", "default": LANGUAGES[0], "choices": list(LANGUAGES)},
    "fail_on": {"type": "list", "elements": "str", "choices": list(FAILING), "default": []},
    "fail_after_days": {"type": "dict"},
    "findings_limit": {"type": "int", "default": 1000},
}
