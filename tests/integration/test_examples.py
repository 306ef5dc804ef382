# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example runs, as a user would run it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from emulator_process import EmulatorProcess
from playbook import account_environment, run_file, succeeded

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


def demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXAMPLES / "demo"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_demo_tells_who_is_missing_and_ends_well(tmp_path: Path) -> None:
    done = demo(TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "studio-singapore    250 samples in  3 requests   all 4 expected people are there" in done.stdout
    assert "archive-virginia   1204 samples in 13 requests   MISSING: 张三" in done.stdout
    assert "As planted" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_demo_stops_its_emulator_when_the_playbook_fails(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    # In place of ansible-playbook: note the emulator's process id, and fail.
    broken = programs / "ansible-playbook"
    broken.write_text(f'#!/bin/sh\ncp "$TMPDIR"/tmp.*/emulator.json "{tmp_path}/seen.json"\nexit 4\n')
    broken.chmod(0o755)
    room = tmp_path / "room"
    room.mkdir()
    done = demo(TMPDIR=str(room), PATH=f"{programs}:{os.environ['PATH']}")
    assert done.returncode == 4
    pid = yaml.safe_load((tmp_path / "seen.json").read_text())["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(room.iterdir()) == []


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    state: dict[str, Any] = yaml.safe_load((EXAMPLES / "emulator.yml").read_text(encoding="utf-8"))
    with EmulatorProcess(state) as running:
        yield running


@pytest.mark.parametrize(
    ("example", "says"), [("who_is_missing.yml", "failed=0"), ("facts_once.yml", "250 samples")]
)  # fmt: skip
def test_an_example_for_one_account_runs(emulator: EmulatorProcess, tmp_path: Path, example: str, says: str) -> None:
    environment = account_environment(emulator, "studio-singapore")
    assert says in succeeded(run_file(EXAMPLES / example, tmp_path, environment=environment)).output


def test_every_example_playbook_is_tested_here() -> None:
    assert {path.name for path in EXAMPLES.glob("*.yml")} == {
        "demo.yml",
        "emulator.yml",
        "facts_once.yml",
        "inventory.yml",
        "who_is_missing.yml",
    }
