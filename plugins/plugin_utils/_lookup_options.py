# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the options of a lookup plugin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.config.manager import ensure_type
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase

from ..module_utils._api.redaction import hide_keys
from ..module_utils._auth.environment import CREDENTIAL_VARIABLES, ENVIRONMENT, first_set
from ..module_utils._errors import ConfigurationError


def read_options(lookup: LookupBase, variables: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """All documented options of a lookup, by name. The priority is: arguments, variables, environment, ini file.

    The value of a variable can be a template and is rendered. Other values are never rendered. Credentials and profile
    names in environment variables are returned as None: ``_auth`` reads these variables itself, because it must know
    which options were set. ``omit`` means not set.

    Raises ``ConfigurationError`` if an argument is not an option, or if a value has the wrong type. Ansible ignores
    unknown arguments, so that a misspelled filter would select all samples.
    """
    arguments = {name: value for name, value in arguments.items() if not _is_omitted(lookup, value)}
    definitions = constants.config.get_configuration_definitions("lookup", lookup._load_name)
    _validate_names(arguments, definitions)
    rendered = {}
    for option, definition in definitions.items():
        for source in definition.get("vars", ()):
            if source["name"] in variables:
                # Ansible refuses a value that is omitted, but drops it from a list.
                for value in lookup._templar.template([variables[source["name"]]]):
                    rendered[source["name"]] = value
                    _validate_value(source["name"], option, value)
    for option, value in arguments.items():
        _validate_value(option, option, value)
    options = {}
    for option, definition in definitions.items():
        try:
            # LookupBase.get_option_and_origin ignores arguments and variables before ansible-core 2.18.
            value, origin = constants.config.get_config_value_and_origin(
                option, plugin_type="lookup", plugin_name=lookup._load_name, variables=rendered, direct=dict(arguments)
            )
        except AnsibleError as problem:
            raise ConfigurationError(hide_keys(str(problem))) from None
        options[option] = effective_value(option, value, origin, definition.get("type"))
    return options


def _is_omitted(lookup: LookupBase, value: Any) -> bool:
    """Whether a rendered value is ``omit``. Ansible drops it from a list."""
    if value is None or isinstance(value, (str, int, float, list, tuple, Mapping)):
        return False
    return len(lookup._templar.template([value])) == 0


def _validate_names(arguments: Mapping[str, Any], definitions: Mapping[str, Any]) -> None:
    known = sorted(option for option in definitions if not option.startswith("_"))
    for argument in arguments:
        if argument not in known:
            raise ConfigurationError(
                f"'{argument}' is not an option of this lookup. Supported options: {', '.join(known)}"
            )


def _validate_value(name: str, option: str, value: Any) -> None:
    """Reject values that Ansible's own validation would print (secrets) or accept (misspelled booleans)."""
    if option in CREDENTIAL_VARIABLES and not isinstance(value, (str, type(None))):
        raise ConfigurationError(f"{name} must be a string. The value is not shown, because it may be a secret")
    if option == "validate_certs":
        try:
            boolean(value)  # Ansible reads an unknown word as false.
        except TypeError:
            raise ConfigurationError(f"{name} must be true or false, not {value!r}") from None


def effective_value(option: str, value: Any, origin: object, value_type: str | None) -> Any:
    """The value, or None if it comes from the environment and is empty, a credential or a profile name.

    If several variables of an option are set, Ansible takes the last one of its list even if it is empty. A module
    takes the first one that is not empty, and so does this function.
    """
    if not str(origin).startswith("env:"):
        return value
    if option in CREDENTIAL_VARIABLES:
        return None
    if value not in ("", None):
        return value
    found = first_set(os.environ, ENVIRONMENT.get(option, ()))
    try:
        return None if found is None else ensure_type(found, value_type)
    except (AnsibleError, ValueError, TypeError):
        raise ConfigurationError(
            f"the environment variable of {option} is not of the type {value_type}. Correct the variable"
        ) from None
