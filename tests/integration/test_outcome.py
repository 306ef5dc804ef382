# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome in real terminals: the role shows its lines as they are, once, and not if they must not be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.emulator_process import EmulatorProcess
from support.playbook import account_options, play, run_playbook, save, succeeded

ROLE = "tencentcloud.mps.person_sample_audit"
STATE: dict[str, Any] = {
    "accounts": [
        {"name": "上海: '制作' \"中心\"", "uin": "100000000001", "samples": [{"name": "张三"}]},
        {"name": "studio", "uin": "100000000002", "samples": [{"name": "it: is"}]},
    ]
}
RESULT = "person_sample_audit_report.outcome"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def tasks_of(emulator: EmulatorProcess, folder: Path) -> Sequence[dict[str, Any]]:
    """Run the role, which finds that a person is missing, and save its outcome."""
    accounts = [
        {"name": account["name"], **account_options(emulator, account["name"])} for account in STATE["accounts"]
    ]
    variables = {
        "accounts": accounts,
        "samples": [{"name": "张三", "tags": ["明星", "yes: 'no'"]}, {"name": "it: is"}],
        "report_dir": f"{folder}/reports",
        "report_formats": ["json"],
    }
    named = {f"person_sample_audit_{name}": value for name, value in variables.items()}
    return [
        {"block": [{"ansible.builtin.include_role": {"name": ROLE}, "vars": named}], "rescue": [save("lines", RESULT)]}
    ]


@pytest.mark.parametrize("settings", [{}, {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}], ids=["json", "yaml"])
def test_lines_are_shown_as_they_are_and_once(
    emulator: EmulatorProcess, tmp_path: Path, settings: dict[str, str]
) -> None:
    run = succeeded(run_playbook(tmp_path, [play(tasks_of(emulator, tmp_path))], environment=settings))
    lines = run.saved["lines"]
    assert lines[0] == "NOT COMPLIANT: 0 of 2 accounts compliant, 2 noncompliant, 0 unknown"
    assert lines[-1] == f"Report: {tmp_path}/reports/report.json"
    assert run.output.count("\n".join(["", *lines, ""])) == 1
    assert run.output.count(lines[0]) == 1
    assert "  high  studio" in run.output
    # The columns of the rows are aligned, although their characters have different widths.
    rows = [line for line in lines if line.startswith("  high")]
    assert len(rows) == 3
    starts = set()
    for row in rows:
        before = row[: row.index("张三" if "张三" in row else "it: is")]
        starts.add(sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in before))
    assert len(starts) == 1


def test_nothing_is_shown_with_no_log(emulator: EmulatorProcess, tmp_path: Path) -> None:
    run = succeeded(run_playbook(tmp_path, [play(tasks_of(emulator, tmp_path), no_log=True)]))
    assert run.saved["lines"]
    assert "COMPLIANT" not in run.output
    assert "张三" not in run.output


def test_task_without_the_role_returns_the_outcome_and_shows_nothing(emulator: EmulatorProcess, tmp_path: Path) -> None:
    options = account_options(emulator, "studio")
    task = {
        "tencentcloud.mps.mps_person_sample_audit": {
            "accounts": [{"name": "a", **options}],
            "samples": [{"name": "Ann"}],
        },
        "register": "audit",
    }
    run = succeeded(run_playbook(tmp_path, [play([task, save("lines", "audit.outcome")])]))
    assert run.saved["lines"][0] == "NOT COMPLIANT: 0 of 1 account compliant, 1 noncompliant, 0 unknown"
    assert "COMPLIANT" not in run.output
