# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Whether an action plugin can do the work of its module in this process."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible import constants

from ..module_utils._errors import ConfigurationError

# Values of ansible_python_interpreter that let Ansible choose.
_DISCOVERY = ("auto", "auto_legacy", "auto_silent", "auto_legacy_silent")


def require_local_connection(connection: Any) -> None:
    """Raise ``ConfigurationError`` if the task is not for this user on this host."""
    if connection.transport != "local":
        raise ConfigurationError(
            f"the connection is {connection.transport}, but this module runs on the controller only. Set"
            " delegate_to: localhost for this task"
        )
    if getattr(connection, "become", None) is not None:
        raise ConfigurationError(
            "this module runs as the user of ansible-playbook, so become is not supported. Set become: false for this"
            " task"
        )


def runs_in_this_process(action: Any, task_vars: Mapping[str, Any]) -> bool:
    """Whether the module of an action plugin would run as this user, on this host, with this Python.

    If Ansible chooses the Python, this process is used: the discovery may find a Python without ``requests``.
    """
    if action._connection.transport != "local" or action._connection.become is not None:
        return False
    delegate = action._task.delegate_to
    host_vars = task_vars.get("ansible_delegated_vars", {}).get(delegate, {}) if delegate else task_vars
    # The variable, or the setting of Ansible. Both can be a template.
    configured = constants.config.get_config_value("INTERPRETER_PYTHON", variables=host_vars)
    interpreter = action._templar.template(configured)
    return not interpreter or interpreter in _DISCOVERY or _is_this_python(str(interpreter))


def _is_this_python(interpreter: str) -> bool:
    path, own = Path(interpreter.split()[0]), Path(sys.executable)
    # The file itself is not resolved: the Python of a virtual environment is a link to the Python that created it.
    return path == own or path.parent.resolve() / path.name == own.parent.resolve() / own.name
