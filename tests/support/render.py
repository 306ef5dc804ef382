# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rendering of sample reports in tests."""

from __future__ import annotations

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._reports import page_template
from support.sample_report import HOSTILE_NAMES

TEMPLATE = page_template()
EACH_HOSTILE_NAME = pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)


def render(format_: str, document: Report) -> str:
    (content,) = render_files(document, [format_], TEMPLATE).values()
    return b"".join(content).decode("utf-8")
