# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts while the server runs: their libraries, and whose key a key is."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from emulator.library import Library
from emulator.selection import Switches
from emulator.state import AccountState, Credential

_LETTERS = string.ascii_letters + string.digits


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

    def may(self, permission: str) -> bool:
        """``permission`` such as ``mps:DescribePersonSamples``; everything is allowed that is not denied."""
        return not any(fnmatchcase(permission, pattern) for pattern in self.denied)


@dataclass(frozen=True)
class Identity:
    """Who signed: a credential and its account."""

    account: Account
    credential: Credential


class Accounts:
    """All accounts, found by name or by secret id."""

    def __init__(self, states: Iterable[AccountState], switches: Switches) -> None:
        self.by_name = {state.name: _open(state, switches) for state in states}
        self._identities = {
            credential.secret_id: Identity(account, credential)
            for account in self.by_name.values()
            for credential in account.credentials
        }

    def identity(self, secret_id: str) -> Identity | None:
        """Whose secret id this is."""
        return self._identities.get(secret_id)

    def first_credentials(self) -> dict[str, dict[str, Any]]:
        """``{account: {uin, secret_id, secret_key, token}}``: the content of the credentials file."""
        return {
            name: {
                "uin": account.uin,
                "secret_id": account.credentials[0].secret_id,
                "secret_key": account.credentials[0].secret_key,
                "token": account.credentials[0].token,
            }
            for name, account in self.by_name.items()
        }


def _open(state: AccountState, switches: Switches) -> Account:
    return Account(
        name=state.name,
        uin=state.uin,
        credentials=tuple(map(_with_keys, state.credentials)),
        denied=state.denied,
        mps_user=state.mps_user,
        library=Library(state.samples, state.filler, switches),
        default_library=Library(state.default_samples, None, switches),
    )


def _with_keys(credential: Credential) -> Credential:
    """The credential, with a new pair if the state names none."""
    if credential.secret_id:
        return credential
    return replace(credential, secret_id="AKID" + _random_text(32), secret_key=_random_text(32))


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _time in range(length))
