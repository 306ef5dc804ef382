# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rendering of sample reports in tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from support.sample_report import HOSTILE_NAMES

TEMPLATE_FILE = Path(__file__).resolve().parents[2] / "roles" / "person_sample_audit" / "files" / "report.html"
TEMPLATE = TEMPLATE_FILE.read_text(encoding="utf-8")
EACH_HOSTILE_NAME = pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)


def render(format_: str, document: Report) -> str:
    (content,) = render_files(document, [format_], TEMPLATE).values()
    return b"".join(content).decode("utf-8")
