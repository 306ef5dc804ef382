# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Makes the hosts of the inventory from its sources. The cache replaces this."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible.parsing.dataloader import DataLoader

from ..module_utils._audit.accounts import ACCOUNT_FIELDS, parse_accounts
from ..module_utils._auth.options import CONNECTION_SPEC
from ..module_utils._organization.accounts import MemberAccount, accounts_of, labels_of_members, with_member_labels
from ..module_utils._organization.listing import read_organization
from ..module_utils._organization.members import Organization
from ..module_utils._organization.options import OrganizationSource, parse_organization, parse_task_settings
from ..module_utils._text import escape_surrogates, nfc
from ..module_utils._validation.entries import parse_entry
from ..module_utils._validation.problems import Problems, Source
from ._action import require_requests
from ._input_files import read_input_file
from ._inventory_hosts import Host, Warn
from ._inventory_options import NOT_IN_INVENTORY, SECRETS, VARIABLE_PREFIX, InventoryOptions

_AFTER_LISTING = "The members of the organization were listed."


def gather_hosts(options: InventoryOptions, loader: DataLoader, warn: Warn) -> list[Host]:
    """The hosts of all sources, in the order accounts, file, organization. Raises the errors of ``_errors``."""
    entries, sources = _read_entries(options, loader)
    problems = Problems({"accounts": sources})
    _refuse_secrets(entries, problems)
    problems.raise_if_any()
    accounts = parse_accounts(entries, options.task, os.environ, problems)
    source = _parse_organization(options, problems)
    if not entries and options.organization is None:
        problems.add("accounts", "is missing or empty; set accounts, accounts_file or organization")
    problems.raise_if_any()
    hosts = [_host_of_entry(entry) for entry in entries]
    _warn_of_external_ids(entries, warn)
    if source is None:
        return hosts
    require_requests()
    organization = read_organization(source, warn).value()
    uins = {uin for account in accounts for uin in account.uins}
    labels = labels_of_members(organization, uins)
    hosts = [
        replace(host, labels=with_member_labels(host.labels, account.uins, labels))
        for host, account in zip(hosts, accounts)
    ]
    members = _members(organization, source, uins, [host.name for host in hosts], warn)
    return hosts + [_host_of_member(member) for member in members]


def _read_entries(options: InventoryOptions, loader: DataLoader) -> tuple[list[Any], list[Source | None]]:
    entries = list(options.accounts or ())
    sources: list[Source | None] = [None] * len(entries)
    if options.accounts_file is not None:
        file = read_input_file(loader, "accounts_file", options.accounts_file, ("accounts",))
        entries += file.entries.get("accounts", ())
        sources += file.sources("accounts")
    return entries, sources


def _refuse_secrets(entries: Iterable[Any], problems: Problems) -> None:
    """A host without its key would use the key of the environment, which may belong to another account."""
    for index, entry in enumerate(entries):
        for name in SECRETS:
            if isinstance(entry, Mapping) and entry.get(name) is not None:
                problems.add(
                    f"accounts[{index}].{name}",
                    "must not be in an inventory, because everyone can read it with ansible-inventory. Use profile or"
                    f" role_arn, or remove {name} and set the variable {VARIABLE_PREFIX}{name} in an encrypted"
                    " host_vars file",
                )


def _parse_organization(options: InventoryOptions, problems: Problems) -> OrganizationSource | None:
    if options.organization is None:
        return None
    settings = parse_task_settings(options.task, os.environ, problems)
    return parse_organization(options.organization, options.organization_endpoint, settings, problems)


def _members(
    organization: Organization, source: OrganizationSource, uins: Collection[str], names: Sequence[str], warn: Warn
) -> list[MemberAccount]:
    problems = Problems(effect=_AFTER_LISTING)
    members = accounts_of(organization, source, uins, names, problems, warn)
    counts = Counter(nfc(name) for name in (*names, *(member.name for member in members)))
    for name, count in counts.items():
        if count > 1:
            problems.add("organization.account_name", f"gives two accounts the name {name!r}; add {{uin}} to it")
    problems.raise_if_any()
    return members


def _host_of_entry(entry: Any) -> Host:
    values = parse_entry("", entry, ACCOUNT_FIELDS, Problems()) or {}
    options = {
        name: value
        for name, value in values.items()
        if name in CONNECTION_SPEC and value is not None and name not in NOT_IN_INVENTORY
    }
    return Host(escape_surrogates(values["name"]), [escape_surrogates(label) for label in values["labels"]], options)


def _host_of_member(member: MemberAccount) -> Host:
    options = {"role_arn": member.role_arn, "account_uin": member.member.uin}
    node = "/".join(member.path) or None
    return Host(member.name, member.labels, options, dict(member.member.tags), node)


def _warn_of_external_ids(entries: Iterable[Mapping[str, Any]], warn: Warn) -> None:
    names = [str(entry["name"]) for entry in entries if entry.get("role_external_id") is not None]
    if names:
        warn(
            f"role_external_id is not written into the inventory. Set the variable {VARIABLE_PREFIX}role_external_id in"
            f" an encrypted group_vars or host_vars file for {', '.join(names)}."
        )
