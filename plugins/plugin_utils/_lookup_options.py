# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""How a lookup comes by its options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.tencentcloud.mps.plugins.module_utils._credentials import ENVIRONMENT
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError


def read_options(lookup: LookupBase, variables: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Every documented option of a lookup, from its arguments, variables, environment and ini, in that order.

    A value from a variable may be a template and is rendered here; one from elsewhere never is. The keys leave their
    environment variables to ``find_credentials``, which must know what was given. Raises ``ConfigurationError`` for an
    argument that is not an option (Ansible would pass over it, and a misspelt filter would select
    everything) and for a value of the wrong type.
    """
    name = lookup._load_name
    options = sorted(constants.config.get_configuration_definitions("lookup", name))
    for argument in arguments:
        if argument not in options or argument.startswith("_"):
            known = ", ".join(option for option in options if not option.startswith("_"))
            raise ConfigurationError(f"'{argument}' is not an option of this lookup. Its options are {known}")
    names = constants.config.get_plugin_vars("lookup", name)
    rendered = {name: lookup._templar.template(variables[name]) for name in names if name in variables}
    try:
        lookup.set_options(var_options=rendered, direct=dict(arguments))
    except AnsibleError as problem:
        raise ConfigurationError(str(problem)) from None
    given = {}
    for option in options:
        value, origin = lookup.get_option_and_origin(option)
        given[option] = None if option in ENVIRONMENT and str(origin).startswith("env:") else value
    return given
