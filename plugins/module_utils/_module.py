# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Converts errors of the collection to ``fail_json``, for every module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ansible.module_utils.basic import missing_required_lib

from ._errors import MpsError

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def take_options(module: AnsibleModule, entries: str) -> dict[str, Any]:
    """All options of the module. Afterwards Ansible knows only the names of the entries in the option ``entries``.

    That option is ``no_log`` as a whole, because its entries hold keys. Ansible would therefore mask all its texts in
    the result, also the names of accounts, and would compare each text of the result with thousands of masked texts,
    which takes minutes. Results hold no keys.
    """
    options = dict(module.params)
    module.params[entries] = [
        {"name": entry["name"]} for entry in options[entries] if isinstance(entry.get("name"), (str, int))
    ]
    module.no_log_values = {
        str(options[name])
        for name, spec in module.argument_spec.items()
        if spec.get("no_log") and name != entries and options[name]
    }
    return options


def run_module(
    module: AnsibleModule, work: Callable[[AnsibleModule], dict[str, Any]], import_error: str | None = None
) -> None:
    """Exit with the result of ``work``, or fail with the message and details of the error that it raised.

    ``import_error`` is the traceback of a failed ``import requests``; None if the import succeeded.
    """
    if import_error:
        module.fail_json(msg=missing_required_lib("requests"), exception=import_error)
    try:
        result = work(module)
    except MpsError as error:
        module.fail_json(msg=str(error), **error.as_result())
    else:
        module.exit_json(**{"changed": False, **result})
