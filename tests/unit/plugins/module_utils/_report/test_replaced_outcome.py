# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome of the report that a task replaces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.outcome import outcome
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.previous import replaced_outcome
from support.sample_report import mixed_audit, report


def test_outcome_of_the_replaced_report_is_read_from_its_directory(tmp_path: Path) -> None:
    document = report(mixed_audit())
    (tmp_path / "report.json").write_text(json.dumps(document), encoding="utf-8")
    assert replaced_outcome(tmp_path, "zh-CN") == outcome(document, "zh-CN")


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_no_report_or_a_damaged_report_has_no_outcome(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "report.json").write_bytes(content)
    assert replaced_outcome(tmp_path, "en") == []


def test_no_directory_has_no_outcome() -> None:
    assert replaced_outcome(None, "en") == []
