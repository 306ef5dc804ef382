# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The edge of every module: errors of the collection become ``fail_json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ansible.module_utils.basic import missing_required_lib

from ._errors import MpsError
from ._reader_watch import end_without_reader

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def fail_without_action_plugin(module: AnsibleModule, name: str) -> None:
    """For modules whose work is in their action plugin. Ansible never runs the file of such a module."""
    module.fail_json(
        msg=f"{name} runs in its action plugin, on the controller. Call it as tencentcloud.mps.{name} in a playbook."
    )


def run_module(
    module: AnsibleModule, work: Callable[[AnsibleModule], dict[str, Any]], import_error: str | None = None
) -> None:
    """Exit with the result of ``work``, or fail with the message and details of the error that it raised.

    ``import_error`` is the traceback of a failed ``import requests``; None if the import succeeded.
    """
    if import_error:
        module.fail_json(msg=missing_required_lib("requests"), exception=import_error)
    try:
        with end_without_reader():
            result = work(module)
    except MpsError as error:
        module.fail_json(msg=str(error), **error.as_result())
    else:
        module.exit_json(**{"changed": False, **result})
