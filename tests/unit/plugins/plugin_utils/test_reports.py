# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The difference of two outcomes, the number of violations, and the template of the HTML report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.report_files import outcome_diff
from ansible_collections.tencentcloud.mps.plugins.plugin_utils import _reports
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._action import is_machine_readable
from ansible_collections.tencentcloud.mps.plugins.plugin_utils._reports import page_template
from support.action_task import run_action
from support.sample_report import account, audit, finding, sample

REPORT = "mps_person_sample_report"


def test_template_has_all_its_files() -> None:
    files = [path for path in (_reports._FILES / "report").iterdir() if path.is_file()]
    template = page_template()
    assert "@include" not in template
    assert all(path.read_text(encoding="utf-8") in template for path in files)


@pytest.mark.parametrize("missing", ["report.html", "report/model.js"])
def test_missing_part_of_the_template_is_an_error_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    shutil.copytree(_reports._FILES, tmp_path / "files")
    (tmp_path / "files" / missing).unlink()
    monkeypatch.setattr(_reports, "_FILES", tmp_path / "files")
    with pytest.raises(ConfigurationError, match=rf"{missing}, cannot be read: No such file .* Install the collection"):
        page_template()


def test_diff_of_outcomes_has_one_line_for_each_line() -> None:
    assert outcome_diff([], ["COMPLIANT", "a  compliant"]) == {"before": "", "after": "COMPLIANT\na  compliant\n"}


@pytest.mark.parametrize(
    ("callback", "expected"),
    [("default", False), ("yaml", False), ("awx_display", False), ("json", True), ("ansible.posix.jsonl", True)],
)
def test_output_for_programs_is_recognized_by_its_callback(callback: str, expected: bool) -> None:
    assert is_machine_readable(callback) is expected


def test_task_returns_few_violations_and_counts_all(tmp_path: Path) -> None:
    names = [f"Person {number}" for number in range(50)]
    findings = [finding("prod", name) for name in names]
    result = audit([account("prod", findings)], [sample(name) for name in names], findings)
    returned = run_action(REPORT, {"results": [result], "dest": "reports", "formats": ["json"]}, tmp_path)
    assert returned["violations_total"] == 50
    assert len(returned["violations"]) == 11
    assert returned["violations"][-1] == "and 40 more violations, see the report"
