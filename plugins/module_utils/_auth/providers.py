# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Where the first credentials come from: options, environment, profile, OIDC token of TKE, role of the CVM instance.

A source that is not configured is skipped. A source that is configured but unusable is an error, because the next
source may belong to another account.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .._api.call import ApiResponse, Credentials, MetadataCall, Request, Target
from .._errors import ConfigurationError, ProtocolError, TransportError
from . import settings
from .profiles import DEFAULT_PROFILE, DEFAULT_SESSION_NAME, NotConfigured, read_profile
from .settings import Identity, Role
from .sts import assume_role, assume_role_with_web_identity, read_credentials

# The first variable that is set and not empty counts. TCCLI uses the first name of the token, Terraform the second
# (docs/api-facts.md sections 5.2 and 5.3).
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "secret_id": ("TENCENTCLOUD_SECRET_ID",),
    "secret_key": ("TENCENTCLOUD_SECRET_KEY",),
    "token": ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
    "profile": ("TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"),
}
METADATA_ENDPOINT = "http://metadata.tencentyun.com"
# For tests and rehearsals. The official tools know only the address above.
METADATA_VARIABLE = "TENCENTCLOUD_METADATA_ENDPOINT"
METADATA_PATH = "/latest/meta-data/cam/security-credentials/"
_METADATA_ADVICE = "Check the role of the instance, or use another credential_source"
METADATA_TIMEOUT_S = 1.0  # name resolution included
TKE_VARIABLES = ("TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")

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
    raise ConfigurationError(
        "no credentials found. Set secret_id and secret_key, or configure one of these sources. Tried, in this order: "
        + "; ".join(tried)
    )


def known_sts(sts_target: Target | None) -> Target:
    """The same target. Raises ``ConfigurationError`` if the STS endpoint is unknown."""
    if sts_target is None:
        raise ConfigurationError("the STS endpoint for this 'endpoint' is unknown. Set 'sts_endpoint'")
    return sts_target


def validate_credentials(credentials: Credentials) -> Credentials:
    """The same credentials. Raises ``ConfigurationError`` if they cannot be sent in headers."""
    for name, value in (("secret_id", credentials.secret_id), ("token", credentials.token)):
        if value is not None and not re.fullmatch(r"[!-~]+", value):
            raise ConfigurationError(f"{name} {_defect(value)}. Check its source")
    if any("\ud800" <= letter <= "\udfff" for letter in credentials.secret_key):
        raise ConfigurationError("secret_key contains a character that is not valid Unicode. Check its source")
    if credentials.secret_key != credentials.secret_key.strip():
        raise ConfigurationError("secret_key starts or ends with white space. Check its source, or use '| trim'")
    return credentials


def _defect(value: str) -> str:
    if value != value.strip():
        return "starts or ends with white space"
    return "contains white space or a character that is not ASCII"


def _sources(
    identity: Identity, sts_target: Target | None, context: CredentialContext, now: float
) -> Iterator[tuple[str, CredentialFlow]]:
    """The sources to search, in order, with their names."""
    auto = identity.source == settings.AUTO
    named = identity.profile or first_set(context.environment, ENVIRONMENT["profile"])
    profile = named or DEFAULT_PROFILE
    if identity.given is not None or identity.source == settings.STATIC or (auto and identity.profile is None):
        yield "options", _from_options(identity)
        yield "environment", _from_environment(context.environment)
    if identity.source == settings.PROFILE or auto:
        yield f"profile {profile}", _from_profile(profile, sts_target, context, now)
        if named:
            return  # the next source would be another identity than the named profile
    if auto or identity.source == settings.TKE_OIDC:
        yield "TKE OIDC", _from_tke(context.environment, sts_target)
    if auto or identity.source == settings.CVM_ROLE:
        yield "CVM role", cvm_role_credentials(context.metadata_endpoint)


def _from_options(identity: Identity) -> CredentialFlow:
    yield from ()
    if identity.given is None:
        raise NotConfigured("secret_id and secret_key are not set")
    return identity.given


def _from_environment(environment: Mapping[str, str]) -> CredentialFlow:
    yield from ()
    secret_id, secret_key, token = (
        first_set(environment, ENVIRONMENT[option]) for option in ("secret_id", "secret_key", "token")
    )
    if secret_id is None and secret_key is None:
        raise NotConfigured("TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set")
    if secret_id is None or secret_key is None:
        one, other = ("ID", "KEY") if secret_key is None else ("KEY", "ID")
        raise ConfigurationError(
            f"the environment variable TENCENTCLOUD_SECRET_{one} is set, but TENCENTCLOUD_SECRET_{other} is not set or"
            " empty. Set both"
        )
    return Credentials(secret_id, secret_key, token)


def _from_profile(name: str, sts_target: Target | None, context: CredentialContext, now: float) -> CredentialFlow:
    profile = read_profile(name, context.home, context.etc, now)
    credentials = profile.credentials
    if credentials is None:
        try:
            credentials = yield from cvm_role_credentials(context.metadata_endpoint)
        except NotConfigured as reason:
            raise ConfigurationError(
                f"the profile {name} uses the role of a CVM instance, but {reason}. Bind a role to the instance, or use"
                " another profile"
            ) from None
    if profile.role is None:
        return credentials
    validate_credentials(credentials)
    request = Request(assume_role(profile.role), known_sts(sts_target), credentials, credentials)
    assumed: Credentials = (yield request).value
    return assumed


def _from_tke(environment: Mapping[str, str], sts_target: Target | None) -> CredentialFlow:
    missing = [name for name in TKE_VARIABLES if not environment.get(name)]
    if missing:
        raise NotConfigured(f"{', '.join(missing)} not set")
    provider, path, arn = (environment[name] for name in TKE_VARIABLES)
    try:
        token = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"cannot read the token file {path} that TKE_WEB_IDENTITY_TOKEN_FILE names. Check that the file is mounted"
            " and readable"
        ) from None
    call = assume_role_with_web_identity(Role(arn, DEFAULT_SESSION_NAME), provider, token)
    credentials: Credentials = (yield Request(call, known_sts(sts_target), None, None)).value
    return credentials


def cvm_role_credentials(endpoint: str) -> CredentialFlow:
    """The credentials of the role of this CVM instance (docs/api-facts.md section 5.1).

    Raises ``NotConfigured`` without a metadata service or role, and ``ConfigurationError`` for a response that is not
    as documented. Error messages never show the response, because it contains credentials.
    """
    base = endpoint.rstrip("/") + METADATA_PATH
    role = (yield from _get_metadata(base)).split("\n")[0].strip()
    if not role:
        raise NotConfigured("this instance has no role")
    if not re.fullmatch(r"[\w+=,.@-]+", role):
        raise ConfigurationError(f"the metadata service returned an unexpected list of roles. {_METADATA_ADVICE}")
    text = yield from _get_metadata(base + role)
    try:
        document = json.loads(text)
        if document.get("Code") != "Success":
            raise ConfigurationError(
                f"the metadata service has no credentials for the role {role}: its Code is not Success."
                f" {_METADATA_ADVICE}"
            )
        return read_credentials({"Credentials": document, "ExpiredTime": document.get("ExpiredTime")})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProtocolError):
        raise ConfigurationError(
            f"the metadata service returned unexpected credentials for the role {role}. {_METADATA_ADVICE}"
        ) from None


def _get_metadata(url: str) -> Generator[Request, ApiResponse, str]:
    try:
        response = yield Request(MetadataCall(url, METADATA_TIMEOUT_S), None, None, "metadata")
    except TransportError as error:
        host = urlsplit(url).netloc
        raise NotConfigured(f"the metadata service at {host} does not respond ({error.message})") from None
    status, text = response.value
    if status == 404:
        raise NotConfigured("this instance has no role")
    if status != 200:
        raise ConfigurationError(f"the metadata service responded with HTTP {status}. {_METADATA_ADVICE}")
    return str(text)


def home_of(environment: Mapping[str, str]) -> Path:
    """The home directory as the official tools find it: ``HOME``, else the user's entry in the password database."""
    try:
        return Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError:  # neither exists
        return Path("/")


def first_set(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The value of the first of these variables that is set and not empty; None if there is none."""
    return next((environment[name] for name in names if environment.get(name)), None)
