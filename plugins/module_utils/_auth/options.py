# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The options every plugin shares: argument specs, and how options become checked, frozen settings."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.basic import AnsibleFallbackNotFound

from .._api.endpoint import DEFAULT_ENDPOINT, is_loopback, parse_endpoint, sts_endpoint_of
from .._errors import ConfigurationError
from .identity import AUTO, SOURCES, Identity
from .identity_options import parse_identity
from .profiles import DEFAULT_SESSION_NAME, configured_region
from .providers import ENVIRONMENT as CREDENTIALS_ENVIRONMENT, home_of
from .settings import Connection

# The environment variables of each option; the first one that is set and not empty counts.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    **CREDENTIALS_ENVIRONMENT,
    "role_arn": ("TENCENTCLOUD_ROLE_ARN",),
    "role_session_name": ("TENCENTCLOUD_ROLE_SESSION_NAME",),
    "role_duration": ("TENCENTCLOUD_ROLE_DURATION",),
    "role_external_id": ("TENCENTCLOUD_ROLE_EXTERNAL_ID",),
    "region": ("TENCENTCLOUD_REGION",),
    "endpoint": ("TENCENTCLOUD_MPS_ENDPOINT",),
    "sts_endpoint": ("TENCENTCLOUD_STS_ENDPOINT",),
}


def first_set_variable(*names: str) -> str:
    """A fallback for argument specs that takes an empty variable for one that is not set."""
    for name in names:
        if os.environ.get(name):
            return os.environ[name]
    raise AnsibleFallbackNotFound


def _from_environment(option: str) -> tuple[object, list[str]]:
    return (first_set_variable, list(ENVIRONMENT[option]))


# The keys and the profile have no fallback here: it matters which of them were given.
CONNECTION_SPEC: Mapping[str, Any] = {
    "secret_id": {"type": "str", "no_log": True},
    "secret_key": {"type": "str", "no_log": True},
    "token": {"type": "str", "no_log": True},
    "profile": {"type": "str"},
    "credential_source": {"type": "str", "default": AUTO, "choices": list(SOURCES)},
    "role_arn": {"type": "str", "fallback": _from_environment("role_arn")},
    "role_session_name": {
        "type": "str",
        "default": DEFAULT_SESSION_NAME,
        "fallback": _from_environment("role_session_name"),
    },
    "role_duration": {"type": "int", "fallback": _from_environment("role_duration")},
    "role_external_id": {"type": "str", "fallback": _from_environment("role_external_id")},
    "account_uin": {"type": "str"},
    "region": {"type": "str", "fallback": _from_environment("region")},
    "endpoint": {"type": "str", "default": DEFAULT_ENDPOINT, "fallback": _from_environment("endpoint")},
    "sts_endpoint": {"type": "str", "fallback": _from_environment("sts_endpoint")},
    "language": {"type": "str", "default": "en-US", "choices": ["en-US", "zh-CN"]},
    "timeout": {"type": "float", "default": 30.0},
    "retry_budget": {"type": "float", "default": 60.0},
    "requests_per_second": {"type": "int", "default": 100},
    "concurrency": {"type": "int", "default": 32},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}


@dataclass(frozen=True)
class Settings:
    """How one account is asked. ``retry_budget`` is in seconds, for each call."""

    connection: Connection
    requests_per_second: int
    retry_budget: float
    concurrency: int


def parse_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Settings from the options of ``CONNECTION_SPEC``. Raises ``ConfigurationError``."""
    endpoint = parse_endpoint(DEFAULT_ENDPOINT if options["endpoint"] is None else options["endpoint"])
    sts_endpoint = options["sts_endpoint"] or None
    identity = parse_identity(options, environment)
    connection = Connection(
        identity=identity,
        endpoint=endpoint,
        sts_endpoint=parse_endpoint(sts_endpoint, "sts_endpoint") if sts_endpoint else sts_endpoint_of(endpoint),
        region=_region(options["region"], identity, environment),
        language=options["language"],
        timeout=_number("timeout", options["timeout"], 0.001, 3600, "seconds"),
        verify=_verify(options["validate_certs"], options["ca_path"]),
        # A proxy is for the way out; signed requests in plain http never leave this machine.
        use_proxies=not is_loopback(urlsplit(endpoint)),
    )
    return Settings(
        connection,
        int(_number("requests_per_second", options["requests_per_second"], 1, 100, "the documented limit is 100")),
        _number("retry_budget", options["retry_budget"], 0, 86400, "seconds; 0 tries once"),
        int(_number("concurrency", options["concurrency"], 1, 256, "requests in flight")),
    )


def _region(given: str | None, identity: Identity, environment: Mapping[str, str]) -> str | None:
    """The region of the option, else the one that goes with a profile that is named."""
    region = given or None
    if region is None and identity.profile is not None:
        region = configured_region(identity.profile, home_of(environment))
    if region and not re.fullmatch(r"[a-z0-9-]{1,64}", region):
        raise ConfigurationError(f"region {region!r} is not the name of a region, such as 'ap-singapore'")
    return region


def _number(option: str, value: float, least: float, most: float, meaning: str) -> float:
    if not least <= value <= most:  # nor is NaN
        raise ConfigurationError(f"{option} is {value}: it must be from {least} to {most} ({meaning})")
    return value


def _verify(validate_certs: bool, ca_path: str | None) -> bool | str:
    if not validate_certs:
        return False
    if not ca_path:
        return True
    if not os.access(ca_path, os.R_OK):
        raise ConfigurationError(
            f"ca_path {ca_path!r} does not exist or may not be read. It is a file (or folder) of CA certificates in PEM"
            " form"
        )
    return ca_path
