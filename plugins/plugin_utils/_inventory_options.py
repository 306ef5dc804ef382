# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the options of the inventory plugin from its configuration file, and what the cache depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.inventory import BaseInventoryPlugin

from ..module_utils._api.redaction import hide_keys
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._errors import ConfigurationError
from ._lookup_options import effective_value
from ._offline_samples import untagged

# No option of a host may contain these. An external ID is no key, but it protects a role.
SECRETS = ("secret_id", "secret_key", "token", "oidc_token")
NOT_IN_INVENTORY = (*SECRETS, "role_external_id")
VARIABLE_PREFIX = "tencentcloud_mps_"
_CACHE_FORMAT = 1


@dataclass(frozen=True)
class InventoryOptions:
    """The options of an inventory.

    - ``task``: every connection option. ``shared``: those that the file sets and that every host gets.
    - ``accounts_file``: an absolute path; None if it is not set.
    """

    task: Mapping[str, Any]
    shared: Mapping[str, Any]
    accounts: Sequence[Any] | None
    accounts_file: str | None
    organization: Mapping[str, Any] | None
    organization_endpoint: str | None

    def fingerprint(self) -> str:
        """Changes with everything that the hosts depend on, except credentials and what the server returns."""
        connection = {name: value for name, value in self.task.items() if name not in NOT_IN_INVENTORY}
        sources = [self.accounts, self.accounts_file, self.organization, self.organization_endpoint]
        text = json.dumps([_CACHE_FORMAT, connection, sources], sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode("utf-8", "backslashreplace"))
        if self.accounts_file is not None:
            with suppress(OSError):  # the file is read again without the cache, with an error message
                digest.update(Path(self.accounts_file).read_bytes())
        return digest.hexdigest()


def read_inventory_options(plugin: BaseInventoryPlugin, config: Mapping[str, Any], path: str) -> InventoryOptions:
    """The options of an inventory plugin that has read ``config`` from ``path``. Raises ``ConfigurationError``."""
    definitions = constants.config.get_configuration_definitions("inventory", plugin._load_name)
    for name in config:
        if name not in definitions:
            known = ", ".join(sorted(definitions))
            raise ConfigurationError(f"{hide_keys(str(name))!r} is not an option of this inventory. Options: {known}")
    task = {name: _connection_option(plugin, config, name, definitions[name].get("type")) for name in CONNECTION_SPEC}
    accounts, accounts_file, organization, endpoint = (
        untagged(plugin.get_option(name))
        for name in ("accounts", "accounts_file", "organization", "organization_endpoint")
    )
    return InventoryOptions(
        task=task,
        shared={name: task[name] for name in CONNECTION_SPEC if _is_set(config, name) and name not in NOT_IN_INVENTORY},
        accounts=accounts,
        accounts_file=str(Path(path).absolute().parent / Path(accounts_file).expanduser()) if accounts_file else None,
        organization=organization,
        organization_endpoint=endpoint or None,
    )


def refuse_hidden_values(options: Mapping[str, Any]) -> None:
    """Raise ``ConfigurationError`` if a credential is a list or a mapping. Ansible would show it in a message.

    ``options`` has the names of options, or of the variables that set them.
    """
    for name, value in options.items():
        is_hidden = str(name).removeprefix(VARIABLE_PREFIX) in NOT_IN_INVENTORY
        if is_hidden and isinstance(value, (list, tuple, Mapping)):
            raise ConfigurationError(f"{name} must be a string. The value is not shown, because it may be a secret")


def _is_set(config: Mapping[str, Any], name: str) -> bool:
    return config.get(name) is not None


def _connection_option(
    plugin: BaseInventoryPlugin, config: Mapping[str, Any], name: str, value_type: str | None
) -> Any:
    """The value from the file or from extra variables, which may be a template, else from the environment."""
    direct = {option: value for option, value in config.items() if value is not None}
    try:
        # BaseInventoryPlugin.get_option_and_origin ignores the file and the variables before ansible-core 2.18.
        value, origin = constants.config.get_config_value_and_origin(
            name, plugin_type="inventory", plugin_name=plugin._load_name, variables=plugin._vars, direct=direct
        )
        if str(origin).startswith("env:"):
            return effective_value(name, value, origin, value_type)
        return untagged(plugin.templar.template(value) if isinstance(value, str) else value)
    except AnsibleError as problem:
        raise ConfigurationError(f"{name}: {hide_keys(str(problem))}") from None
