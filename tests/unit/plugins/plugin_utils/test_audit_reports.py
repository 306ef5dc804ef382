# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The difference that an audit task shows with --diff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.plugin_utils._audit_reports import AuditReports
from support.sample_report import account, audit, mixed_audit


def reported(folder: Path, result: Any, *, with_diff: bool = True, **options: Any) -> dict[str, Any]:
    arguments = {"report_dir": f"{folder}/reports", "report_formats": ["json"], **options}
    return AuditReports(arguments, dry=False).result(result, print, with_diff)


def test_diff_compares_the_outcome_of_the_replaced_report_with_the_new_outcome(tmp_path: Path) -> None:
    first = reported(tmp_path, audit([account("prod")]))
    second = reported(tmp_path, mixed_audit())
    assert first["diff"]["before"] == ""
    assert first["diff"]["after"].startswith("COMPLIANT: 1 of 1 account compliant")
    assert second["diff"]["before"] == first["diff"]["after"]
    assert second["diff"]["after"].splitlines() == second["outcome"]


def test_no_diff_without_diff_mode_or_report(tmp_path: Path) -> None:
    assert "diff" not in reported(tmp_path, mixed_audit(), with_diff=False)
    assert reported(tmp_path, mixed_audit(), report_dir=None)["diff"]["before"] == ""
