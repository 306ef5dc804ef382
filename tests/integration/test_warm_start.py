# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""A playbook that starts with the imports done behaves like one that starts from the beginning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.playbook import INFO, play, run_playbook, save

TASKS: list[dict[str, Any]] = [
    save("home", "lookup('env', 'HOME') ~ lookup('env', 'OF_THE_RUN') ~ ('~' | expanduser)"),
    save("folder", "lookup('pipe', 'pwd') ~ playbook_dir"),
    save("terminal", "lookup('pipe', 'test -t 0 || test -t 1 || echo none')"),
    save("local_tmp", "lookup('config', 'DEFAULT_LOCAL_TMP') | dirname"),
    {INFO: {"limit": 0}, "register": "refused", "ignore_errors": True},
    save("refused", "refused"),
    {"ansible.builtin.debug": {"msg": "{{ undefined_name }}"}},
]


@pytest.mark.parametrize("arguments", [(), ("--check", "-v"), ("--no-such-option",)], ids=["plain", "options", "usage"])
def test_result_is_that_of_a_start_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    environment = {"HOME": str(tmp_path), "OF_THE_RUN": "yes"}
    warm = run_playbook(tmp_path, [play(TASKS)], *arguments, environment=environment)
    monkeypatch.setenv("MPS_COLD_START", "1")
    cold = run_playbook(tmp_path, [play(TASKS)], *arguments, environment=environment)
    assert warm == cold
    assert warm.status != 0
    assert arguments == ("--no-such-option",) or warm.saved["home"] == f"{tmp_path}yes{tmp_path}"


def test_settings_of_a_run_take_effect(tmp_path: Path) -> None:
    tasks = [{"ansible.builtin.debug": {"msg": "shown"}}]
    (tmp_path / "configured").mkdir()
    (tmp_path / "configured" / "ansible.cfg").write_text("[defaults]\nstdout_callback = ansible.builtin.minimal\n")
    plain = run_playbook(tmp_path, [play(tasks)])
    variable = run_playbook(tmp_path, [play(tasks)], environment={"ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal"})
    file = run_playbook(tmp_path / "configured", [play(tasks)])
    assert "PLAY RECAP" in plain.output
    for run in (variable, file):
        assert run.status == 0
        assert "shown" in run.output
        assert "PLAY RECAP" not in run.output
