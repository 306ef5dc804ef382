# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""As whom a call is made: where the first keys come from, which role is assumed with them, which account it must be."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._api.call import Credentials

# The values of the option credential_source.
AUTO, STATIC, PROFILE, CVM_ROLE, TKE_OIDC = "auto", "static", "profile", "cvm_role", "tke_oidc"
SOURCES = (AUTO, STATIC, PROFILE, CVM_ROLE, TKE_OIDC)


@dataclass(frozen=True)
class Role:
    """A role to assume. ``duration`` is in seconds, None for the server's default (7200, api-facts 4.1)."""

    arn: str
    session_name: str
    duration: int | None = None
    external_id: str | None = field(default=None, repr=False)

    @property
    def account_uin(self) -> str:
        """The account that the role is of, from its name ``qcs::cam::uin/<uin>:...`` (api-facts 4.1)."""
        return self.arn.partition("uin/")[2].partition(":")[0]


@dataclass(frozen=True)
class Identity:
    """What the options say about who signs. Two that are equal share keys, rate windows and what was read.

    ``given`` are the keys of the options, ``profile`` the profile that they name; both may be None. ``account_uin`` is
    the account that the keys must turn out to belong to.
    """

    source: str
    given: Credentials | None = None
    profile: str | None = None
    role: Role | None = None
    account_uin: str | None = None

    @property
    def origin(self) -> tuple[object, ...]:
        """Where its first keys come from: identities that are alike in it share them."""
        return (self.source, self.given, self.profile)

    @property
    def signer(self) -> tuple[object, ...]:
        """What decides with which keys it signs: identities that are alike in it share a rate window."""
        return (*self.origin, self.role)
