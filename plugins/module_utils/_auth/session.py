# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Obtains, renews and verifies credentials. The engine sends the requests; nothing here does I/O but reading files."""

from __future__ import annotations

from collections.abc import Generator, Hashable
from dataclasses import dataclass
from typing import Any, Callable, Union

from .._api.call import ApiCall, Credentials, Request, Target
from .._errors import ConfigurationError, MpsError
from .providers import CredentialContext, assumed, known_sts, source_credentials
from .settings import Identity, Settings
from .sts import assume_role, get_caller_identity

# Credentials are renewed this long before they expire, or in the last tenth of a short lifetime.
RENEW_BEFORE_S = 300.0
RENEW_IN_LAST_PART = 0.1
# After a failed renewal, the next one starts no sooner than this if the old credentials are still valid.
NEXT_RENEWAL_S = 10.0
# The source is read again after this time, because a file can have new credentials. Its expiry may be unknown. The
# credentials of a role that an OIDC token assumed have an expiry, and the token of a CI job is valid for minutes only.
SOURCE_LIFETIME_S = 300.0

# Yields a request and is sent its ApiResponse, or yields a session and is sent its Credentials.
AuthFlow = Generator[Union[Request, "SessionRequest", "Session"], Any, Credentials]


@dataclass(frozen=True)
class SessionRequest:
    """A request that the credentials of a session sign. They are read for each attempt, because they can expire."""

    call: ApiCall
    target: Target
    session: Session


class Session:
    """The credentials of one identity at one STS. All times are Unix seconds on the server's clock.

    ``source`` is the session of the identity's source; None if this is that session. Sessions belong to one thread.
    """

    def __init__(
        self, identity: Identity, sts_target: Target | None, context: CredentialContext, source: Session | None
    ) -> None:
        self._identity = identity
        self._sts_target = sts_target
        self._context = context
        self._source = source
        self.rate_key = identity.signer
        self._credentials: Credentials | None = None
        self._renew_at = float("-inf")
        self._margin = 0.0  # from the start of the renewal to the expiry

    def credentials(self, now: float) -> Credentials | None:
        """The credentials, if they are obtained and have not expired."""
        held = self._credentials
        return None if held is None or (held.expires is not None and held.expires <= now) else held

    def credentials_during_renewal(self, now: float) -> Credentials | None:
        """The credentials, if they cannot expire on the way to the server: that takes half of the margin at most."""
        return self.credentials(now + self._margin / 2)

    @property
    def description(self) -> str:
        """Where its credentials come from, for messages."""
        return self._credentials.source if self._credentials is not None else ""

    def is_due(self, now: float) -> bool:
        """Whether ``renew`` has to run: there are no credentials yet, or they expire soon."""
        return now >= self._renew_at

    def renew(self, clock: Callable[[], float]) -> AuthFlow:
        """Obtain new credentials. If that fails while the old ones are valid, the old ones are kept for now.

        ``clock`` returns the server's time. It is read again at the end, because requests are retried for a long time.
        Raises ``ConfigurationError`` and the errors of the requests, if there are no valid credentials.
        """
        try:
            fresh = yield from self._obtain(clock())
        except MpsError:
            now = clock()
            held = self.credentials(now)
            if held is None:
                raise
            self._renew_at = min(now + NEXT_RENEWAL_S, float("inf") if held.expires is None else held.expires)
            return held
        self._credentials = fresh
        now = clock()
        has_expiry = self._source is not None or self._identity.web_identity is not None
        lifetime = float("inf") if has_expiry else SOURCE_LIFETIME_S
        self._margin = _renewal_margin(fresh, now)
        expires = float("inf") if fresh.expires is None else fresh.expires
        self._renew_at = min(expires - self._margin, now + lifetime)
        return fresh

    def _obtain(self, now: float) -> AuthFlow:
        identity = self._identity
        if self._source is None:
            return (yield from source_credentials(identity, self._sts_target, self._context, now))
        sts = known_sts(self._sts_target)
        credentials: Credentials
        if identity.role is None:
            credentials = yield self._source
        else:
            response = yield SessionRequest(assume_role(identity.role), sts, self._source)
            credentials = assumed(response, identity.role, self._source.description)
        if identity.account_uin is not None:
            account = (yield Request(get_caller_identity(), sts, credentials, self.rate_key)).value
            if account != identity.account_uin:
                raise ConfigurationError(
                    f"wrong account: the credentials belong to {account}, but account_uin is {identity.account_uin}."
                    " No data was read. Check the credentials or account_uin"
                )
        return credentials


class CredentialCache:
    """The sessions of a run, by identity and STS endpoint. Identities with the same source share its session."""

    def __init__(self, context: CredentialContext) -> None:
        self._context = context
        self._sessions: dict[Hashable, Session] = {}

    def session(self, settings: Settings) -> Session:
        identity, sts_target = settings.identity, settings.sts_target
        source = None
        if identity != identity.source_identity:
            source = self._session(identity.source_identity, sts_target, None)
        return self._session(identity, sts_target, source)

    def _session(self, identity: Identity, sts_target: Target | None, source: Session | None) -> Session:
        # An account that one STS has verified is not verified at another one, or with other certificates.
        sts = (sts_target.endpoint, sts_target.verify, sts_target.use_proxies) if sts_target is not None else None
        key = (identity, sts)
        if key not in self._sessions:
            self._sessions[key] = Session(identity, sts_target, self._context, source)
        return self._sessions[key]


def _renewal_margin(credentials: Credentials, now: float) -> float:
    if credentials.expires is None:
        return 0.0
    return min(RENEW_BEFORE_S, RENEW_IN_LAST_PART * max(0.0, credentials.expires - now))
