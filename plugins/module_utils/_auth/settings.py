# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Who signs the requests of one account, and how they are sent."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from .._api.call import Credentials, Target

# The values of the option credential_source.
AUTO, STATIC, OIDC, PROFILE, CVM_ROLE, TKE_OIDC = "auto", "static", "oidc", "profile", "cvm_role", "tke_oidc"
SOURCES = (AUTO, STATIC, OIDC, PROFILE, CVM_ROLE, TKE_OIDC)


@dataclass(frozen=True)
class Role:
    """A CAM role to assume. ``duration`` is in seconds. ``policy`` is the JSON text that narrows the session.

    Without a duration, the server's default of 7200 seconds applies (docs/api-facts.md section 4.1).
    """

    arn: str
    session_name: str
    duration: int | None = None
    external_id: str | None = field(default=None, repr=False)
    policy: str | None = None

    @property
    def account_uin(self) -> str:
        """The account of the role, from its ARN ``qcs::cam::uin/<uin>:...`` (docs/api-facts.md section 4.1)."""
        return self.arn.partition("uin/")[2].partition(":")[0]


@dataclass(frozen=True)
class WebIdentity:
    """A role that is assumed with the token of an OIDC provider: ``token``, or the content of ``token_file``."""

    provider_id: str
    role: Role
    token: str | None = field(default=None, repr=False)
    token_file: str | None = None


@dataclass(frozen=True)
class Identity:
    """Who signs, as the options describe it. Equal identities share credentials and rate limits.

    - ``source``: a value of ``SOURCES``.
    - ``given``: the credentials in the options; None if there are none.
    - ``profile``: the profile in the options; None if there is none.
    - ``role``: the role that is assumed with the credentials of the source.
    - ``account_uin``: the account that the credentials must belong to; None: not verified.
    - ``web_identity``: the role and the token of ``credential_source: oidc``; None for another source.
    """

    source: str
    given: Credentials | None = None
    profile: str | None = None
    role: Role | None = None
    account_uin: str | None = None
    web_identity: WebIdentity | None = None

    @property
    def last_role(self) -> Role | None:
        """The last role that the options name: its account is read."""
        return self.role or (None if self.web_identity is None else self.web_identity.role)

    @property
    def source_identity(self) -> Identity:
        """The identity of the source alone: without role, and without verification of the account."""
        return Identity(self.source, self.given, self.profile, web_identity=self.web_identity)

    @property
    def signer(self) -> Hashable:
        """Identities with equal signers sign with the same credentials, so they share a rate limit."""
        return (self.source, self.given, self.profile, self.web_identity, self.role)


@dataclass(frozen=True)
class Settings:
    """How requests for one account are sent.

    - ``sts_target``: the Security Token Service; None if it is unknown for this endpoint.
    - ``timeout``: seconds for the connection and for each read.
    - ``retry_budget``: seconds in which one call is retried after its first failure.
    """

    identity: Identity
    target: Target
    sts_target: Target | None
    timeout: float
    requests_per_second: int
    retry_budget: float
