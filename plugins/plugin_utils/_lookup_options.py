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
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase

from ..module_utils._auth.providers import ENVIRONMENT
from ..module_utils._errors import ConfigurationError


def read_options(lookup: LookupBase, variables: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Every documented option of a lookup, from its arguments, variables, environment and ini, in that order.

    A value from a variable may be a template and is rendered here; one from elsewhere never is. The keys leave their
    environment variables to ``find_credentials``, which must know what was given. Raises ``ConfigurationError`` for an
    argument that is not an option (Ansible would pass over it, and a misspelt filter would select everything) and for a
    value of the wrong type.
    """
    definitions = constants.config.get_configuration_definitions("lookup", lookup._load_name)
    _check_names(arguments, definitions)
    rendered = {}
    for option, definition in definitions.items():
        for source in definition.get("vars", ()):
            if source["name"] in variables:
                rendered[source["name"]] = lookup._templar.template(variables[source["name"]])
                _check_value(source["name"], option, rendered[source["name"]])
    for option, value in arguments.items():
        _check_value(option, option, value)
    try:
        lookup.set_options(var_options=rendered, direct=dict(arguments))
    except AnsibleError as problem:
        raise ConfigurationError(str(problem)) from None
    return {option: _unless_from_environment(option, *lookup.get_option_and_origin(option)) for option in definitions}


def _check_names(arguments: Mapping[str, Any], definitions: Mapping[str, Any]) -> None:
    known = sorted(option for option in definitions if not option.startswith("_"))
    for argument in arguments:
        if argument not in known:
            raise ConfigurationError(
                f"'{argument}' is not an option of this lookup. Its options are {', '.join(known)}"
            )


def _check_value(name: str, option: str, value: Any) -> None:
    """What Ansible's own check would show, or would let pass."""
    if option in ENVIRONMENT and not isinstance(value, (str, type(None))):
        raise ConfigurationError(f"{name} is not a text (its value is not shown, because it may be secret)")
    if option == "validate_certs":
        try:
            boolean(value)  # Ansible takes a word that it does not know for false
        except TypeError:
            raise ConfigurationError(f"{name} is {value!r}: it must be true or false") from None


def _unless_from_environment(option: str, value: Any, origin: object) -> Any:
    """The value; but None for a key that the environment set, and for an empty variable, which counts as not set."""
    from_environment = str(origin).startswith("env:")
    return None if from_environment and (option in ENVIRONMENT or value == "") else value
