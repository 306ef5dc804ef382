# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The one edge of every module: what the core raises becomes ``fail_json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ansible.module_utils.basic import missing_required_lib

from ._errors import MpsError

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def take_options(module: AnsibleModule, entries: str) -> dict[str, Any]:
    """All options, while what Ansible shows of them keeps only the names of the entries under one of them.

    That option is ``no_log`` as a whole, because keys stand in its entries. Ansible would also mask every other text of
    them, the names of accounts among them, wherever one stands in the result; and it looks for each masked text in each
    text of the result, which takes minutes for thousands of accounts. Results hold no keys in the first place.
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
    """Exit with what ``work`` returns, or fail with the message and the facts of the error it raised.

    ``import_error`` is why ``requests`` could not be imported, where it is needed and could not.
    """
    if import_error:
        module.fail_json(msg=missing_required_lib("requests"), exception=import_error)
    try:
        result = work(module)
    except MpsError as error:
        module.fail_json(msg=str(error), **error.as_result())
    else:
        module.exit_json(**{"changed": False, **result})
