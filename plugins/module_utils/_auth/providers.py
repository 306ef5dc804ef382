# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Where keys come from: options, environment, profile, TKE's OIDC, the machine's role; and the roles assumed with them.

The order of ``auto`` is that of design section 4. A source that is absent is passed over; one that is there but cannot
be used ends the search with an error, because what comes after it may belong to another account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Union

from .._api.call import ApiCall, Credentials
from .._errors import ConfigurationError
from . import identity as identity_of
from .identity import Identity, Role
from .profiles import DEFAULT_PROFILE, DEFAULT_SESSION_NAME, NotConfigured, read_profile
from .sts import assume_role, assume_role_with_web_identity, get_caller_identity

# Both spellings of the token are in use: TCCLI reads the first, Terraform the second (api-facts 5.2, 5.3). The first
# one that is set and not empty counts, here and everywhere.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "secret_id": ("TENCENTCLOUD_SECRET_ID",),
    "secret_key": ("TENCENTCLOUD_SECRET_KEY",),
    "token": ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
    "profile": ("TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"),
}
TKE_VARIABLES = ("TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")


# One attempt at a call to STS, signed with keys, or not signed where there are none; returns what the call reads.
Ask = Callable[[ApiCall, Union[Credentials, None]], Any]


@dataclass(frozen=True)
class CredentialContext:
    """What a machine offers: variables, files, and its metadata service.

    ``machine_role`` gives the keys of the machine's role, or raises ``NotConfigured``.
    """

    environment: Mapping[str, str]
    home: Path
    etc: Path
    machine_role: Callable[[], Credentials]


@dataclass(frozen=True)
class _Found:
    credentials: Credentials
    role: Role | None = None


def source_credentials(identity: Identity, surroundings: CredentialContext, ask: Ask, now: float) -> Credentials:
    """The keys of the identity's source, with the role assumed that a profile names.

    They are the same for every identity with this ``origin``. Raises ``ConfigurationError``, never with the content of
    any source, and the errors of the calls to STS.
    """
    found = _find(identity, surroundings, ask, now)
    credentials = checked(found.credentials)
    return credentials if found.role is None else ask(assume_role(found.role), credentials)


def assume_and_verify(identity: Identity, first: Credentials, ask: Ask) -> Credentials:
    """Keys to sign with as this identity: its role assumed with the first keys, its account proved.

    Raises ``ConfigurationError``, and the errors of the calls to STS.
    """
    credentials = first if identity.role is None else ask(assume_role(identity.role), first)
    if identity.account_uin is not None:
        account = ask(get_caller_identity(), credentials)
        if account != identity.account_uin:
            raise ConfigurationError(
                f"wrong account: the keys belong to {account}, and account_uin asks for {identity.account_uin}."
                " Nothing was read"
            )
    return credentials


def checked(credentials: Credentials) -> Credentials:
    """The keys, if they can be sent in headers as they are. Raises ``ConfigurationError``."""
    for name, value in (("secret_id", credentials.secret_id), ("token", credentials.token)):
        if value is not None and not re.fullmatch(r"[!-~]+", value):
            raise ConfigurationError(f"{name} {_what_is_odd(value)}. It is sent in a header; check how it was read")
    if any("\ud800" <= letter <= "\udfff" for letter in credentials.secret_key):
        raise ConfigurationError("secret_key has a character that is not valid Unicode. Check how it was read")
    if credentials.secret_key != credentials.secret_key.strip():
        raise ConfigurationError("secret_key begins or ends with white space. Check how it was read, e.g. use '| trim'")
    return credentials


def _what_is_odd(value: str) -> str:
    return (
        "begins or ends with white space"
        if value != value.strip()
        else "has white space in it, or a character that is not ASCII"
    )


def _find(identity: Identity, surroundings: CredentialContext, ask: Ask, now: float) -> _Found:
    tried = []
    for name, source in _sources(identity, surroundings, ask, now):
        try:
            return source()
        except NotConfigured as absent:
            tried.append(f"{name}: {absent}")
    raise ConfigurationError("no keys. Tried, in this order: " + "; ".join(tried))


def _sources(
    identity: Identity, surroundings: CredentialContext, ask: Ask, now: float
) -> Iterator[tuple[str, Callable[[], _Found]]]:
    """The sources to try, by their names."""
    auto = identity.source == identity_of.AUTO
    named = identity.profile or first_set(surroundings.environment, ENVIRONMENT["profile"])
    profile = named or DEFAULT_PROFILE
    if identity.given is not None:
        given = _Found(identity.given)
        yield "options", lambda: given
        return
    if identity.source == identity_of.STATIC or (auto and identity.profile is None):
        yield "options", _no_option
        yield "environment", lambda: _from_environment(surroundings.environment)
    if identity.source == identity_of.PROFILE or auto:
        yield f"profile {profile}", lambda: _from_profile(profile, surroundings, now)
        if named:
            return  # what comes after it would be another identity than the one that was named
    if auto or identity.source == identity_of.TKE_OIDC:
        yield "TKE OIDC", lambda: _from_tke(surroundings.environment, ask)
    if auto or identity.source == identity_of.CVM_ROLE:
        yield "CVM role", lambda: _Found(surroundings.machine_role())


def _no_option() -> _Found:
    raise NotConfigured("secret_id and secret_key are not given")


def _from_environment(environment: Mapping[str, str]) -> _Found:
    secret_id, secret_key, token = (
        first_set(environment, ENVIRONMENT[option]) for option in ("secret_id", "secret_key", "token")
    )
    if secret_id is None and secret_key is None:
        raise NotConfigured("TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set")
    if secret_id is None or secret_key is None:
        one, other = ("ID", "KEY") if secret_key is None else ("KEY", "ID")
        raise ConfigurationError(
            f"TENCENTCLOUD_SECRET_{one} is set, but TENCENTCLOUD_SECRET_{other} is not (or is empty)"
        )
    return _Found(Credentials(secret_id, secret_key, token))


def _from_profile(name: str, surroundings: CredentialContext, now: float) -> _Found:
    profile = read_profile(name, surroundings.home, surroundings.etc, now)
    if profile.credentials is not None:
        return _Found(profile.credentials, profile.role)
    try:
        return _Found(surroundings.machine_role(), profile.role)
    except NotConfigured as absent:
        raise ConfigurationError(f"the profile {name} stands for the machine's role, but {absent}") from None


def _from_tke(environment: Mapping[str, str], ask: Ask) -> _Found:
    missing = [name for name in TKE_VARIABLES if not environment.get(name)]
    if missing:
        raise NotConfigured(f"{', '.join(missing)} not set")
    provider, path, arn = (environment[name] for name in TKE_VARIABLES)
    try:
        token = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"the file that TKE_WEB_IDENTITY_TOKEN_FILE names, {path}, cannot be read") from None
    return _Found(ask(assume_role_with_web_identity(Role(arn, DEFAULT_SESSION_NAME), provider, token), None))


def home_of(environment: Mapping[str, str]) -> Path:
    """The home folder as the official tools find it: of ``HOME``, else of the user."""
    try:
        return Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError:  # no variable, and no entry for the user
        return Path("/")


def first_set(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The first of some variables that is set and not empty."""
    return next((environment[name] for name in names if environment.get(name)), None)
