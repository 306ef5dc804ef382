# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, web identities and the metadata service in the state file. README.md describes the fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.fields import Fields

ROLE_NAME = r"[A-Za-z0-9_+=,.@-]{1,128}"
DURATION_MAXIMUM_S = 43_200
METADATA_FAULTS = ("none", "hang", "error", "not_json", "code")


@dataclass(frozen=True)
class Role:
    """One entry of ``roles``. ``trusts``: uins and account names. ``denied``: glob patterns for ``service:Action``."""

    name: str
    role_id: str
    trusts: tuple[str, ...] = ()
    external_id: str = field(default="", repr=False)
    max_duration_s: int = DURATION_MAXIMUM_S
    denied: tuple[str, ...] = ()
    service: bool = False


@dataclass(frozen=True)
class WebIdentity:
    """One entry of ``oidc``: the roles that accept tokens of an identity provider.

    ``token``: the only token; empty if ``issuer`` and ``audiences`` describe JSON web tokens. ``subjects``: glob
    patterns for the subjects that the roles trust; empty for every subject.
    """

    provider_id: str
    token: str = field(default="", repr=False)
    roles: tuple[str, ...] = ()
    issuer: str = ""
    audiences: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metadata:
    """The ``metadata`` section: the account and the role of the CVM, and the fault of the metadata service."""

    account: str
    role: str
    fault: str = "none"


def parse_role(fields: Fields, uin: str) -> Role:
    """One role. A role without an id gets a generated id, which is the same at every start."""
    name, role_id = fields.text("name", required=True), fields.text("id")
    if name and not re.fullmatch(ROLE_NAME, name):
        fields.problem("name", "must contain 1 to 128 characters: letters, digits and _+=,.@-")
    if role_id and not is_digits(role_id):
        fields.problem("id", "must contain only digits")
    return Role(
        name=name,
        role_id=role_id or _generated_id(uin, name),
        trusts=fields.texts("trusts"),
        external_id=fields.text("external_id"),
        max_duration_s=fields.integer("max_duration_s", DURATION_MAXIMUM_S, 1, DURATION_MAXIMUM_S),
        denied=fields.texts("denied"),
        service=fields.boolean("service", False),
    )


def parse_web_identity(fields: Fields, role_names: Collection[str]) -> WebIdentity:
    """One web identity. ``role_names``: the roles of its account."""
    roles = fields.texts("roles")
    for index, role in enumerate(roles):
        if role not in role_names:
            fields.problem(f"roles[{index}]", f"the account has no role {role!r}")
    issuer = fields.text("issuer")
    if issuer and "token" in fields:
        fields.problem("token", "must not be set together with issuer")
    audiences = fields.texts("audiences")
    if bool(issuer) != bool(audiences):
        fields.problem("audiences" if issuer else "issuer", "is required: set issuer and audiences together")
    return WebIdentity(
        provider_id=fields.text("provider_id", required=True),
        token=fields.text("token", required=not issuer),
        roles=roles,
        issuer=issuer,
        audiences=audiences,
        subjects=fields.texts("subjects"),
    )


def parse_metadata(
    source: Any, path: str, roles: Mapping[str, Collection[str]], problems: list[str]
) -> Metadata | None:
    """The metadata service; None, a CVM without a role, if ``source`` is None or an empty mapping.

    ``roles``: the role names of every account.
    """
    fields = Fields({} if source is None else source, path, problems)
    if not isinstance(source, Mapping) or not source:
        return None
    account, role = fields.text("account", required=True), fields.text("role", required=True)
    if account and account not in roles:
        fields.problem("account", f"there is no account {account!r}")
    elif account and role and role not in roles[account]:
        fields.problem("role", f"the account has no role {role!r}")
    metadata = Metadata(account, role, fields.choice("fault", METADATA_FAULTS, "none"))
    fields.close()
    return metadata


def report_unknown_trusts(fields: Fields, trusts: list[list[tuple[str, ...]]], account_names: Collection[str]) -> None:
    """Report every trust that is neither a uin nor an account name. ``trusts``: by account, then by role."""
    for account, roles in enumerate(trusts):
        for role, names in enumerate(roles):
            for index, name in enumerate(names):
                if not is_digits(name) and name not in account_names:
                    fields.problem(
                        f"accounts[{account}].roles[{role}].trusts[{index}]",
                        f"{name!r} is neither a uin nor the name of an account",
                    )


def is_digits(text: str) -> bool:
    """Whether a string contains only ASCII digits, such as a uin."""
    return text.isascii() and text.isdigit()


def _generated_id(uin: str, name: str) -> str:
    return "4611686" + str(int(hashlib.sha256(f"{uin}/{name}".encode()).hexdigest(), 16) % 10**12).zfill(12)
