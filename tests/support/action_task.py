# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run an action plugin in the process of the test, as a task of a playbook in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import action_loader, become_loader, connection_loader
from ansible.template import Templar


def run_action(
    name: str,
    arguments: Mapping[str, Any],
    folder: Path,
    *,
    connection: str = "local",
    become: bool = False,
    task_vars: Mapping[str, Any] | None = None,
    **keywords: Any,
) -> dict[str, Any]:
    """The result of a task. ``keywords`` are those of the task, such as ``check_mode``."""
    loader = DataLoader()
    loader.set_basedir(str(folder))
    task = Task.load({f"tencentcloud.mps.{name}": dict(arguments), **keywords}, loader=loader)
    plugin = connection_loader.get(connection, PlayContext())
    if become:
        plugin.set_become_plugin(become_loader.get("sudo"))
    action = action_loader.get(
        task.action,
        task=task,
        connection=plugin,
        play_context=PlayContext(),
        loader=loader,
        templar=Templar(loader),
        shared_loader_obj=None,
    )
    result: dict[str, Any] = action.run(task_vars=dict(task_vars or {}))
    return result
