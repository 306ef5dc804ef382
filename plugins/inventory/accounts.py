# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: accounts
short_description: Use Tencent Cloud accounts as inventory hosts
version_added: 1.0.0
description:
  - Creates one host for each account, with the connection options of the account as host variables. The lookup
    P(tencentcloud.mps.mps_person_sample_info#lookup) reads these variables itself. For modules, use the variables in
    C(module_defaults).
  - The name of the host is the name of the account. All hosts are in the group C(tencentcloud_accounts), and in one
    group for each label of the account. A group name has C(_) for each character that is not a letter, a digit or C(_).
  - Tasks of these hosts run on the controller. The group C(tencentcloud_accounts) sets C(ansible_connection) to
    V(local), and C(ansible_python_interpreter) to the Python of Ansible.
  - The name of the file must end with C(tencentcloud_accounts.yml) or C(tencentcloud_accounts.yaml).
author:
  - tencentcloud.mps contributors (@tencentcloud-mps)
extends_documentation_fragment:
  - tencentcloud.mps._connection
  - tencentcloud.mps._connection.plugins
  - tencentcloud.mps._organization
  - tencentcloud.mps._organization.plugins
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Name of this plugin.
    type: str
    required: true
    choices: [tencentcloud.mps.accounts]
  accounts:
    description:
      - Accounts, as in P(tencentcloud.mps.mps_person_sample_audit#module). At least one of this option,
        O(accounts_file) and O(organization) is required. All of them are combined.
      - An entry has a C(name), C(labels), and connection options. Jinja expressions in an entry are not evaluated.
      - An entry with C(secret_id), C(secret_key), C(token) or C(oidc_token) is an error. A C(role_external_id) is
        omitted with a warning. See the notes.
    type: list
    elements: dict
  accounts_file:
    description:
      - Path of a YAML or JSON file with more O(accounts), as in P(tencentcloud.mps.mps_person_sample_audit#module). The
        file can be encrypted with Ansible Vault.
      - A relative path starts in the directory of the inventory file.
    type: str
notes:
  - The inventory and its cache contain no secret, because everyone who can run C(ansible-inventory) can read them. An
    account needs a profile, a role, or credentials in the environment. To use keys, set the variables
    C(tencentcloud_mps_secret_id), C(tencentcloud_mps_secret_key) and C(tencentcloud_mps_token) in an encrypted
    C(host_vars) file.
  - A connection option in the inventory file is used to list the O(organization). Every host has it as a variable.
    The hosts have neither O(secret_id), O(secret_key), O(token), O(oidc_token) nor O(role_external_id). Jinja
    expressions in the connection options are evaluated when the inventory is read.
  - Each host has the variables C(tencentcloud_account_name), C(tencentcloud_account_labels),
    C(tencentcloud_account_tags) and C(tencentcloud_account_node), for O(keyed_groups), O(groups) and O(compose).
  - The cache is not used if the options or the content of O(accounts_file) have changed. Other credentials, and a
    change of the organization, are not noticed. To read the organization again, use C(--flush-cache), or set
    O(cache_timeout).
  - If the inventory file is invalid or the accounts cannot be read, the inventory has no host of this file. Ansible
    prints a warning and continues with other sources. Set C(any_unparsed_is_failed = true) in the section
    C([inventory]) of C(ansible.cfg), so that Ansible fails instead.
"""

EXAMPLES = r"""
# studios.tencentcloud_accounts.yml: the accounts of a file, and the members of an organization
plugin: tencentcloud.mps.accounts
accounts_file: accounts.yml
profile: organization-administrator
organization:
  role_arn: qcs::cam::uin/{uin}:roleName/SampleAuditor
  nodes: [Studios]
keyed_groups:
  - key: tencentcloud_account_tags.team
    prefix: team
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/tencentcloud_accounts
cache_timeout: 3600
"""

from collections.abc import Iterable
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._errors import MpsError
from ..plugin_utils._inventory_hosts import (
    GROUP,
    Host,
    cache_entry,
    group_names,
    hosts_from_cache,
)
from ..plugin_utils._inventory_options import InventoryOptions, read_inventory_options, refuse_hidden_values
from ..plugin_utils._templates import as_data, as_template

_SUFFIXES = ("tencentcloud_accounts.yml", "tencentcloud_accounts.yaml")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "tencentcloud.mps.accounts"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and str(path).endswith(_SUFFIXES)

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        for options in (direct, var_options):
            refuse_hidden_values(options or {})
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        try:
            config = self._read_config_data(path)
            options = read_inventory_options(self, config, path)
            hosts = self._hosts(options, path, cache)
        except MpsError as error:
            raise AnsibleParserError(f"{path}: {error}") from None
        # Only now, so that a failure adds no hosts.
        self._add_hosts(hosts, options)

    def _hosts(self, options: InventoryOptions, path: str, cache: bool) -> list[Host]:
        """The hosts in the cache, else those of the sources. ``cache`` is false if the user flushes the cache."""
        if not self.get_option("cache"):
            return self._gather(options)
        key, fingerprint = self.get_cache_key(path), options.fingerprint()
        if cache:
            try:
                hosts = hosts_from_cache(self._cache[key], fingerprint)
            except KeyError:
                hosts = None
            if hosts is not None:
                return hosts
        hosts = self._gather(options)
        self._cache[key] = cache_entry(hosts, fingerprint)
        return hosts

    def _gather(self, options: InventoryOptions) -> list[Host]:
        # The cache needs neither the engine nor the library requests, which take time to import.
        from ..plugin_utils._inventory_sources import gather_hosts

        return gather_hosts(options, self.loader, self.display.warning)

    def _warn_of_shared_names(self, hosts: list[Host], groups: Iterable[str]) -> None:
        """Labels and names can come from a server. The hosts of this inventory run their tasks on the controller."""
        for host in hosts:
            if host.name in self.inventory.hosts:
                self.display.warning(
                    f"The host {host.name!r} is in another inventory source too. Its tasks now run on the controller."
                )
        for group in sorted(set(groups)):
            if group in self.inventory.groups:
                self.display.warning(
                    f"The label group {group!r} is in another inventory source too. Its plays now include accounts,"
                    " whose tasks run on the controller."
                )

    def _add_hosts(self, hosts: list[Host], options: InventoryOptions) -> None:
        self.inventory.add_group(GROUP)
        self.inventory.set_variable(GROUP, "ansible_connection", as_data("local"))
        self.inventory.set_variable(GROUP, "ansible_python_interpreter", as_template("{{ ansible_playbook_python }}"))
        labels = [label for host in hosts for label in host.labels]
        groups = group_names(labels, {host.name for host in hosts}, self.display.warning)
        self._warn_of_shared_names(hosts, groups.values())
        for group in groups.values():
            self.inventory.add_group(group)
        strict, compose = self.get_option("strict"), self.get_option("compose")
        for host in hosts:
            name, variables = as_data(host.name), as_data(host.variables(options.shared))
            self.inventory.add_host(name, group=GROUP)
            for label in host.labels:
                self.inventory.add_host(name, group=groups[label])
            for variable, value in variables.items():
                self.inventory.set_variable(name, variable, value)
            self._set_composite_vars(compose, variables, name, strict)
            self._add_host_to_composed_groups(self.get_option("groups"), {}, name, strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, name, strict)
