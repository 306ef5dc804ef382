# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The connection options: their argument spec, and their conversion to settings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.basic import AnsibleFallbackNotFound

from .._api.call import Credentials, Target
from .._api.endpoint import DEFAULT_ENDPOINT, is_loopback, parse_endpoint, sts_endpoint_for
from .._api.redaction import hide_keys
from .._errors import ConfigurationError
from .environment import ENVIRONMENT, first_set, home_of
from .key_format import validate_credentials
from .profiles import profile_files, validate_profile_name
from .providers import profile_of
from .roles import DEFAULT_SESSION_NAME, MissingRoleError, parse_policy, validate_role
from .settings import AUTO, PROFILE, SOURCES, STATIC, Identity, Role, Settings
from .sts import DEFAULT_REGION
from .tccli_configuration import TccliConfiguration, read_configuration
from .web_identity import parse_web_identity, selects_oidc


def first_set_variable(*names: str) -> str:
    """A fallback for argument specs. It ignores empty variables."""
    for name in names:
        if os.environ.get(name):
            return os.environ[name]
    raise AnsibleFallbackNotFound


def environment_fallback(names: Iterable[str]) -> tuple[object, list[str]]:
    """The ``fallback`` of an option that environment variables can set."""
    return (first_set_variable, list(names))


def _from_environment(option: str) -> tuple[object, list[str]]:
    return environment_fallback(ENVIRONMENT[option])


# Credentials, profile and OIDC have no fallback here: the order of the sources depends on which of them are options.
CONNECTION_SPEC: Mapping[str, Any] = {
    "secret_id": {"type": "str", "no_log": True},
    "secret_key": {"type": "str", "no_log": True},
    "token": {"type": "str", "no_log": True},
    "profile": {"type": "str"},
    "credential_source": {"type": "str", "default": AUTO, "choices": list(SOURCES)},
    "oidc_provider_id": {"type": "str"},
    "oidc_role_arn": {"type": "str"},
    "oidc_token": {"type": "str", "no_log": True},
    "oidc_token_file": {"type": "path", "no_log": False},
    "role_arn": {"type": "str", "fallback": _from_environment("role_arn")},
    "role_session_name": {
        "type": "str",
        "default": DEFAULT_SESSION_NAME,
        "fallback": _from_environment("role_session_name"),
    },
    "role_duration": {"type": "int", "fallback": _from_environment("role_duration")},
    "role_external_id": {"type": "str", "fallback": _from_environment("role_external_id")},
    "role_policy": {"type": "raw"},
    "account_uin": {"type": "str"},
    "region": {"type": "str", "fallback": _from_environment("region")},
    "endpoint": {"type": "str", "fallback": _from_environment("endpoint")},
    "sts_endpoint": {"type": "str", "fallback": _from_environment("sts_endpoint")},
    "language": {
        "type": "str",
        "default": "en-US",
        "choices": ["en-US", "zh-CN"],
        "fallback": _from_environment("language"),
    },
    "timeout": {"type": "float", "default": 30.0},
    "retry_budget": {"type": "float", "default": 60.0},
    "requests_per_second": {"type": "int", "default": 100},
    "concurrency": {"type": "int", "default": 32},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}


# An empty value would select other credentials, or turn off the verification of the account.
_NEVER_EMPTY = ("profile", "role_arn", "account_uin")


def parse_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Settings from the options of ``CONNECTION_SPEC``.

    Raises ``ConfigurationError``, which never shows a secret.
    """
    identity = _parse_identity(options, environment)
    configuration = _configuration(identity, environment)
    endpoint, sts_endpoint = _parse_endpoints(options, configuration)
    region = _parse_region(options["region"], identity, configuration)
    verify = _parse_verify(options["validate_certs"], options["ca_path"])
    language = options["language"]
    # A proxy is for remote endpoints. Requests to a loopback address never leave this host.
    use_proxies = not is_loopback(urlsplit(endpoint))
    sts_target = None
    if sts_endpoint is not None:
        sts_target = Target(sts_endpoint, region or DEFAULT_REGION, language, verify, use_proxies)
    return Settings(
        identity=identity,
        target=Target(endpoint, region, language, verify, use_proxies),
        sts_target=sts_target,
        timeout=_parse_number("timeout", options["timeout"], 0.001, 3600, "seconds"),
        requests_per_second=int(
            _parse_number("requests_per_second", options["requests_per_second"], 1, 100, "the API's limit is 100")
        ),
        retry_budget=_parse_number("retry_budget", options["retry_budget"], 0, 86400, "seconds; 0 disables retries"),
    )


def parse_listing_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Settings for the list of members of an organization. Raises ``ConfigurationError``.

    Without ``role_arn``, ``role_policy`` is only for the roles of the members.
    """
    return parse_settings(
        {**options, "role_policy": options["role_policy"] if options["role_arn"] else None}, environment
    )


def _parse_endpoints(options: Mapping[str, Any], configuration: TccliConfiguration | None) -> tuple[str, str | None]:
    """The endpoints of MPS and STS: of the options, else of the TCCLI profile, else the defaults.

    An endpoint in the options excludes both endpoints of the profile, which can be on another site.
    """
    endpoint, sts_endpoint = options["endpoint"], options["sts_endpoint"] or None
    name, sts_name = "endpoint", "sts_endpoint"
    if endpoint is None and configuration is not None:
        endpoint, name = configuration.endpoint, f"mps.endpoint in {configuration.path}"
        if sts_endpoint is None:
            sts_endpoint, sts_name = configuration.sts_endpoint, f"sts.endpoint in {configuration.path}"
    origin = parse_endpoint(DEFAULT_ENDPOINT if endpoint is None else endpoint, name)
    return origin, parse_endpoint(sts_endpoint, sts_name) if sts_endpoint else sts_endpoint_for(origin)


def _configuration(identity: Identity, environment: Mapping[str, str]) -> TccliConfiguration | None:
    """The TCCLI settings of the profile that provides the credentials; None if there are none."""
    profile = profile_of(identity, environment)
    if profile is None:
        return None
    home = home_of(environment)
    return read_configuration(validate_profile_name(profile), profile_files(environment, home, Path("/etc")))


def parse_concurrency(options: Mapping[str, Any]) -> int:
    """The maximum number of requests in progress. Raises ``ConfigurationError``."""
    return int(_parse_number("concurrency", options["concurrency"], 1, 256, "requests in progress"))


def _parse_identity(options: Mapping[str, Any], environment: Mapping[str, str]) -> Identity:
    for name in _NEVER_EMPTY:
        if options[name] == "":  # the result of an empty template
            raise ConfigurationError(f"{name} is empty. Check where its value comes from, or omit the option")
    given = _given_keys(options, environment)
    source, profile = options["credential_source"], options["profile"] or None
    if given is not None and profile is not None:
        raise ConfigurationError("profile and secret_id/secret_key are mutually exclusive. Set one of them")
    if given is not None and source not in (AUTO, STATIC):
        raise ConfigurationError(
            f"credential_source is {source}, but secret_id and secret_key are set too. Remove one of the two"
        )
    if profile is not None and source not in (AUTO, PROFILE):
        raise ConfigurationError(f"credential_source is {source}, but profile is set too. Remove one of the two")
    if profile is not None:
        validate_profile_name(profile)
    role, web_identity = _parse_role(options), None
    if selects_oidc(options, environment):
        session_name = options["role_session_name"] or DEFAULT_SESSION_NAME
        web_identity, role = parse_web_identity(options, environment, role, session_name)
    account_uin = options["account_uin"] or None
    if account_uin is not None and not re.fullmatch(r"[0-9]{1,20}", account_uin):
        raise ConfigurationError(
            f"account_uin {hide_keys(account_uin)!r} is not an account number (1 to 20 digits). Use the UIN of the main"
            " account"
        )
    return Identity(source, given, profile, role, account_uin, web_identity)


def _given_keys(options: Mapping[str, Any], environment: Mapping[str, str]) -> Credentials | None:
    """The credentials in the options. If only one of the two keys is set, the other may come from the environment.

    A token in the environment belongs to the ``secret_id`` in the environment. It is ignored if an option sets another
    ``secret_id``.
    """
    if options["secret_id"] is None and options["secret_key"] is None and not options["token"]:
        return None
    values = {}
    for option in ("secret_id", "secret_key"):
        variable = ENVIRONMENT[option][0]
        if options[option] == "":
            raise ConfigurationError(
                f"{option} is empty. Check where its value comes from, or omit the option to use the environment"
                f" variable {variable}"
            )
        value = options[option] or first_set(environment, ENVIRONMENT[option])
        if value is None:
            raise ConfigurationError(
                f"{option} is missing. Set the option, or the environment variable {variable} (for a module: on the"
                " host that runs the module)"
            )
        values[option] = value
    token = options["token"] or (None if options["secret_id"] else first_set(environment, ENVIRONMENT["token"]))
    source = "options secret_id and secret_key"
    return validate_credentials(Credentials(values["secret_id"], values["secret_key"], token, source=source))


def _parse_role(options: Mapping[str, Any]) -> Role | None:
    arn, session_name = options["role_arn"] or None, options["role_session_name"] or DEFAULT_SESSION_NAME
    duration, external_id = options["role_duration"], options["role_external_id"] or None
    policy = parse_policy(options["role_policy"])
    if arn is not None:
        return validate_role(Role(arn, session_name, duration, external_id, policy))
    if policy is not None:
        raise MissingRoleError(
            "role_policy limits the session of role_arn, but role_arn is not set. Set role_arn, or remove role_policy"
        )
    return None


def _parse_region(given: str | None, identity: Identity, configuration: TccliConfiguration | None) -> str | None:
    """The region in the options, else the region of a profile in the options."""
    region = given or None
    if region is None and identity.profile is not None and configuration is not None:
        region = configuration.region
    if region and not re.fullmatch(r"[a-z0-9-]{1,64}", region):
        raise ConfigurationError(
            f"region {hide_keys(region)!r} is not a region name. Use a name such as 'ap-singapore'"
        )
    return region


def _parse_number(option: str, value: float, least: float, most: float, meaning: str) -> float:
    if not least <= value <= most:  # also false for NaN
        raise ConfigurationError(f"{option} is {value}. It must be from {least} to {most} ({meaning})")
    return value


def _parse_verify(validate_certs: bool, ca_path: str | None) -> bool | str:
    if not validate_certs:
        return False
    if not ca_path:
        return True
    if "\0" in ca_path or not os.access(ca_path, os.R_OK):
        raise ConfigurationError(
            f"ca_path {ca_path!r} does not exist or is not readable. Set it to a file or directory of CA certificates"
            " in PEM format"
        )
    return ca_path
