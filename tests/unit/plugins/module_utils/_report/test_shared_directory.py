# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A directory for reports that another user can write: nothing behind a link of this user gets into a report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Deadlines
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.previous import compared, replaced_outcome
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import ENGLISH
from support.sample_report import account, audit, finding, report

OTHER_USER = 65534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link to another user")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory whose report.json is a link to the private report of another audit."""
    secret = finding("secret-studio", "Ann")
    private = report(audit([account("secret-studio", [secret])], [], [secret]))
    (tmp_path / "private.json").write_text(json.dumps(private), encoding="utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.json").symlink_to(tmp_path / "private.json")
    return tmp_path / "reports"


@AS_ROOT
def test_report_behind_a_link_of_another_user_is_not_compared(directory: Path) -> None:
    os.lchown(directory / "report.json", OTHER_USER, OTHER_USER)
    new = compared(report(audit([account("a", ok=1)])), None, directory)
    assert new["comparison"] is None
    assert "secret-studio" not in json.dumps(new)
    assert "reports/report.json cannot be read: it is a symbolic link of another user" in new["warnings"][0]
    assert replaced_outcome(directory, ENGLISH) == []


@AS_ROOT
def test_findings_do_not_wait_if_the_previous_report_is_a_link_of_another_user(directory: Path) -> None:
    os.lchown(directory / "report.json", OTHER_USER, OTHER_USER)
    deadlines: Deadlines = {"critical": 9, "high": 9, "medium": 9, "low": 9}
    new = compared({**report(audit([account("a", ok=1)])), "fail_after_days": deadlines}, None, directory)
    assert new["fail_after_days"] is None


def test_report_behind_a_link_of_the_own_user_is_compared(directory: Path) -> None:
    new = compared(report(audit([account("a", ok=1)])), None, directory)
    assert new["comparison"] is not None
    assert [found["account"] for found in new["comparison"]["unverified"]] == ["secret-studio"]
