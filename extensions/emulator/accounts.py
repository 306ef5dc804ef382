# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts of a running emulator: their libraries, their roles, and the owner of each secret id."""

from __future__ import annotations

import re
import secrets
import string
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from emulator.api_error import ApiError
from emulator.library import Library
from emulator.role_state import ROLE_NAME, Role, WebIdentity
from emulator.selection import Switches
from emulator.session_policy import SessionPolicy
from emulator.state import AccountState, Credential

ISSUED_MAXIMUM = 100_000
_LETTERS = string.ascii_letters + string.digits
_ROLE_ARN = re.compile(
    r"qcs::cam::uin/(?P<uin>[0-9]+):"
    rf"(?:roleName/(?P<name>{ROLE_NAME})"
    r"|role/(?P<id>[0-9]+)"
    rf"|role/tencentcloudServiceRoleName/(?P<service_name>{ROLE_NAME})"
    r"|role/tencentcloudServiceRole/(?P<service_id>[0-9]+))"
)


@dataclass(frozen=True)
class Account:
    """One account with its two libraries."""

    name: str
    uin: str
    credentials: tuple[Credential, ...]
    denied: tuple[str, ...]
    mps_user: bool
    library: Library
    default_library: Library
    roles: tuple[Role, ...] = ()
    web_identities: tuple[WebIdentity, ...] = ()

    def is_allowed(self, permission: str) -> bool:
        """Whether ``permission``, such as ``mps:DescribePersonSamples``, matches no pattern in ``denied``."""
        return not _is_denied(permission, self.denied)


@dataclass(frozen=True)
class RoleSession:
    """An assumed role. ``principal_uin``: the uin of the caller that assumed the role. ``policy`` narrows the role."""

    role: Role
    name: str
    principal_uin: str
    policy: SessionPolicy | None = None


@dataclass(frozen=True)
class Identity:
    """A credential, its account, and the assumed role, if any. ``issued_at``: Unix seconds."""

    account: Account
    credential: Credential
    session: RoleSession | None = None
    issued_at: float = 0

    @property
    def uin(self) -> str:
        """The uin of the sub-account, or of the account if there is no sub-account."""
        return self.credential.uin or self.account.uin

    @property
    def trust_names(self) -> set[str]:
        """The names and uins by which a role can trust this identity."""
        return {self.account.name, self.account.uin, self.uin}

    def is_allowed(self, permission: str) -> bool:
        """Whether the account, the assumed role and the policy of its session allow ``permission``."""
        if self.session and self.session.policy and not self.session.policy.allows(permission):
            return False
        denied_to_role = self.session.role.denied if self.session else ()
        return self.account.is_allowed(permission) and not _is_denied(permission, denied_to_role)


class Accounts:
    """All accounts, by name and by secret id, with the temporary credentials that were issued for their roles.

    ``lifetime_s``: the lifetime of temporary credentials. None means the duration that the client requests.
    """

    def __init__(self, states: Iterable[AccountState], switches: Switches, lifetime_s: int | None = None) -> None:
        self.by_name = {state.name: _create_account(state, switches) for state in states}
        self._identities = {
            credential.secret_id: Identity(account, credential)
            for account in self.by_name.values()
            for credential in account.credentials
        }
        self._lifetime_s = lifetime_s
        self._issued: deque[str] = deque()
        self._by_uin: dict[str, list[Account]] = {}
        for account in self.by_name.values():
            self._by_uin.setdefault(account.uin, []).append(account)

    def identity(self, secret_id: str) -> Identity | None:
        """The identity that owns this secret id, or None."""
        return self._identities.get(secret_id)

    def role(self, arn: str) -> tuple[Account, Role] | None:
        """The account and the role of an ARN, or None. Raises ApiError if the ARN has no documented form."""
        match = _ROLE_ARN.fullmatch(arn)
        if match is None:
            raise ApiError("InvalidParameter.ParamError", "RoleArn does not have a documented form.")
        service = bool(match["service_name"] or match["service_id"])
        name, role_id = match["name"] or match["service_name"], match["id"] or match["service_id"]
        for account in self._by_uin.get(match["uin"], ()):
            for role in account.roles:
                if role.service == service and (role.name == name or role.role_id == role_id):
                    return account, role
        return None

    def issue(self, account: Account, session: RoleSession, now: float, duration_s: int) -> Identity:
        """Create and register temporary credentials. Above ISSUED_MAXIMUM, the oldest ones are removed."""
        expires = int(now + (self._lifetime_s or duration_s))
        credential = Credential("AKID" + _random_text(60), _random_text(44), _random_text(200), expires)
        identity = Identity(account, credential, session, now)
        self._identities[credential.secret_id] = identity
        self._issued.append(credential.secret_id)
        if len(self._issued) > ISSUED_MAXIMUM:
            del self._identities[self._issued.popleft()]
        return identity

    def expire(self, account: Account) -> int:
        """Expire every credential of the account that has a token. Returns the number of credentials."""
        active = [
            identity
            for identity in self._identities.values()
            if identity.account is account
            and identity.credential.token is not None
            and identity.credential.expires != 0
        ]
        for identity in active:
            expired = replace(identity, credential=replace(identity.credential, expires=0))
            self._identities[identity.credential.secret_id] = expired
        return len(active)

    def first_credentials(self) -> dict[str, dict[str, Any]]:
        """The content of the credentials file: ``{account: {uin, secret_id, secret_key, token}}``."""
        return {
            name: {
                "uin": account.uin,
                "secret_id": account.credentials[0].secret_id,
                "secret_key": account.credentials[0].secret_key,
                "token": account.credentials[0].token,
            }
            for name, account in self.by_name.items()
        }


def _create_account(state: AccountState, switches: Switches) -> Account:
    return Account(
        name=state.name,
        uin=state.uin,
        credentials=tuple(map(_with_key_pair, state.credentials)),
        denied=state.denied,
        mps_user=state.mps_user,
        library=Library(state.samples, state.filler, switches),
        default_library=Library(state.default_samples, None, switches),
        roles=state.roles,
        web_identities=state.web_identities,
    )


def _with_key_pair(credential: Credential) -> Credential:
    """The credential, with a generated key pair if the state file has none."""
    if credential.secret_id:
        return credential
    return replace(credential, secret_id="AKID" + _random_text(32), secret_key=_random_text(32))


def _is_denied(permission: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(permission, pattern) for pattern in patterns)


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _letter in range(length))
