# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Where the first credentials come from: options, environment, OIDC token, profile, TKE pod, role of the CVM instance.

A source that is not configured is skipped. A source that is configured but unusable is an error, because the next
source may belong to another account.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .._api.call import ApiResponse, Credentials, Request, Target
from .._errors import ConfigurationError
from . import settings
from .environment import (
    CREDENTIAL_VARIABLES,
    CREDENTIALS_FILE,
    CVM_ROLE_NAME,
    METADATA_VARIABLE,
    TCCLI_DIRECTORY,
    TKE_VARIABLES,
    first_set,
    home_of,
    unused_variables,
)
from .key_format import validate_credentials
from .metadata import METADATA_ENDPOINT, cvm_role_credentials
from .profiles import DEFAULT_PROFILE, NotConfigured, profile_files, read_profile
from .roles import DEFAULT_SESSION_NAME, validate_role
from .settings import Identity, Role, WebIdentity
from .sts import assume_role
from .web_identity import web_identity_credentials

# Yields requests, is sent their responses, and returns credentials.
CredentialFlow = Generator[Request, ApiResponse, Credentials]


@dataclass(frozen=True)
class CredentialContext:
    """What sources are searched: environment variables, the home and ``/etc`` directories, and the metadata service."""

    environment: Mapping[str, str]
    home: Path
    etc: Path
    metadata_endpoint: str


def local_context() -> CredentialContext:
    """The context of this process."""
    return context_of(os.environ, Path("/etc"))


def context_of(environment: Mapping[str, str], etc: Path) -> CredentialContext:
    """A context with these variables. The home directory is ``HOME``, as for the official tools."""
    endpoint = environment.get(METADATA_VARIABLE) or METADATA_ENDPOINT
    return CredentialContext(environment, home_of(environment), etc, endpoint)


def source_credentials(
    identity: Identity, sts_target: Target | None, context: CredentialContext, now: float
) -> CredentialFlow:
    """The credentials of the identity's source. If a profile names a role, they are the credentials of the role.

    ``now`` is in Unix seconds. Raises ``ConfigurationError``, which never shows the content of a source, and the errors
    of requests to STS.
    """
    tried = []
    for name, flow in _sources(identity, sts_target, context, now):
        try:
            return validate_credentials((yield from flow))
        except NotConfigured as reason:
            tried.append(f"{name}: {reason}")
    unused = unused_variables(context.environment)
    note = f". These environment variables are set, but not used: {', '.join(unused)}" if unused else ""
    raise ConfigurationError(
        "no credentials found. Set secret_id and secret_key, or configure one of these sources. Tried, in this order: "
        + "; ".join(tried)
        + note
    )


def profile_of(identity: Identity, environment: Mapping[str, str]) -> str | None:
    """The profile that provides the credentials, if ``source_credentials`` gets as far as the profile."""
    if identity.given is not None or identity.web_identity is not None:
        return None
    if identity.source not in (settings.AUTO, settings.PROFILE):
        return None
    if identity.profile is not None:
        return identity.profile
    named = first_set(environment, CREDENTIAL_VARIABLES["profile"])
    if identity.source == settings.AUTO:
        keys = (*CREDENTIAL_VARIABLES["secret_id"], *CREDENTIAL_VARIABLES["secret_key"])
        if first_set(environment, keys) is not None:
            return None
        if not named and not environment.get(TCCLI_DIRECTORY) and environment.get(CVM_ROLE_NAME):
            return None
    return named or DEFAULT_PROFILE


def known_sts(sts_target: Target | None) -> Target:
    """The same target. Raises ``ConfigurationError`` if the STS endpoint is unknown."""
    if sts_target is None:
        raise ConfigurationError("the STS endpoint for this 'endpoint' is unknown. Set 'sts_endpoint'")
    return sts_target


def _sources(
    identity: Identity, sts_target: Target | None, context: CredentialContext, now: float
) -> Iterator[tuple[str, CredentialFlow]]:
    """The sources to search, in order, with their names.

    The search ends at a source that an option or a variable names: the next source would be another identity.
    """
    if identity.web_identity is not None:
        yield "OIDC", _from_oidc(identity.web_identity, sts_target, now)
        return
    auto = identity.source == settings.AUTO
    environment = context.environment
    named = identity.profile or first_set(environment, CREDENTIAL_VARIABLES["profile"])
    profile = named or DEFAULT_PROFILE
    has_named_file = first_set(environment, (CREDENTIALS_FILE, TCCLI_DIRECTORY)) is not None
    cvm_role = environment.get(CVM_ROLE_NAME) or None
    if identity.given is not None or identity.source == settings.STATIC or (auto and identity.profile is None):
        yield "options", _from_options(identity)
        yield "environment", _from_environment(environment)
        if auto:
            yield "OIDC", _from_oidc(None, sts_target, now)
    if identity.source == settings.PROFILE or (auto and (named or has_named_file or not cvm_role)):
        yield f"profile {profile}", _from_profile(profile, sts_target, context, now)
        if named or has_named_file:
            return
    if identity.source == settings.TKE_OIDC or (auto and not cvm_role):
        yield "TKE OIDC", _from_tke(environment, sts_target, now)
    if auto or identity.source == settings.CVM_ROLE:
        is_required = identity.source == settings.CVM_ROLE or cvm_role is not None
        yield "CVM role", cvm_role_credentials(context.metadata_endpoint, cvm_role, is_required)


def _from_options(identity: Identity) -> CredentialFlow:
    yield from ()
    if identity.given is None:
        raise NotConfigured("secret_id and secret_key are not set")
    return identity.given


def _from_environment(environment: Mapping[str, str]) -> CredentialFlow:
    yield from ()
    secret_id, secret_key, token = (
        first_set(environment, CREDENTIAL_VARIABLES[option]) for option in ("secret_id", "secret_key", "token")
    )
    if secret_id is None and secret_key is None:
        raise NotConfigured("TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set")
    if secret_id is None or secret_key is None:
        one, other = ("ID", "KEY") if secret_key is None else ("KEY", "ID")
        raise ConfigurationError(
            f"the environment variable TENCENTCLOUD_SECRET_{one} is set, but TENCENTCLOUD_SECRET_{other} is not set or"
            " empty. Set both"
        )
    return Credentials(secret_id, secret_key, token, source="environment variable TENCENTCLOUD_SECRET_ID")


def _from_profile(name: str, sts_target: Target | None, context: CredentialContext, now: float) -> CredentialFlow:
    profile = read_profile(name, profile_files(context.environment, context.home, context.etc), now)
    credentials = profile.credentials
    if credentials is None:
        try:
            credentials = yield from cvm_role_credentials(context.metadata_endpoint, None, True)
        except NotConfigured as reason:
            raise ConfigurationError(
                f"the profile {name} uses the role of a CVM instance, but {reason}. Bind a role to the instance, or use"
                " another profile"
            ) from None
    if profile.role is None:
        return credentials
    validate_credentials(credentials)
    request = Request(assume_role(profile.role), known_sts(sts_target), credentials, credentials)
    return assumed((yield request), profile.role, credentials.source)


def _from_oidc(web_identity: WebIdentity | None, sts_target: Target | None, now: float) -> CredentialFlow:
    if web_identity is None or not (web_identity.token or web_identity.token_file):
        raise NotConfigured("oidc_token and oidc_token_file are not set")
    source = f"the token file {web_identity.token_file}" if web_identity.token is None else "oidc_token"
    return (yield from web_identity_credentials(web_identity, known_sts(sts_target), source, now))


def _from_tke(environment: Mapping[str, str], sts_target: Target | None, now: float) -> CredentialFlow:
    missing = [name for name in TKE_VARIABLES if not environment.get(name)]
    if missing:
        raise NotConfigured(f"{', '.join(missing)} not set")
    provider, path, arn = (environment[name] for name in TKE_VARIABLES)
    role = validate_role(Role(arn, DEFAULT_SESSION_NAME), "TKE_ROLE_ARN")
    source = f"the token file {path} that TKE_WEB_IDENTITY_TOKEN_FILE names"
    web_identity = WebIdentity(provider, role, token_file=path)
    return (yield from web_identity_credentials(web_identity, known_sts(sts_target), source, now))


def assumed(response: ApiResponse, role: Role, signer: str) -> Credentials:
    """The credentials of a role in a response of STS. ``signer`` is the source of the credentials that assumed it."""
    credentials: Credentials = response.value
    return replace(credentials, source=f"role {role.arn}, assumed with {signer}")
