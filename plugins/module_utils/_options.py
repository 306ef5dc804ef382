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

from ansible_collections.tencentcloud.mps.plugins.module_utils._connection import Connection
from ansible_collections.tencentcloud.mps.plugins.module_utils._credentials import (
    ENVIRONMENT as CREDENTIALS_ENVIRONMENT,
    home_of,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._endpoint import (
    DEFAULT_ENDPOINT,
    checked_endpoint,
    is_loopback,
    sts_endpoint_of,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._identity import AUTO, SOURCES, Identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._identity_options import checked_identity
from ansible_collections.tencentcloud.mps.plugins.module_utils._page import TAGS_A_CALL
from ansible_collections.tencentcloud.mps.plugins.module_utils._person_samples import Selection
from ansible_collections.tencentcloud.mps.plugins.module_utils._profiles import DEFAULT_SESSION_NAME, configured_region

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

SELECTION_SPEC: Mapping[str, Any] = {
    "type": {"type": "str", "default": "UserDefine", "choices": ["UserDefine", "Default"]},
    "person_ids": {"type": "list", "elements": "str"},
    "names": {"type": "list", "elements": "str"},
    "tags": {"type": "list", "elements": "str"},
    "offset": {"type": "int", "default": 0},
    "limit": {"type": "int"},
    "fields": {"type": "list", "elements": "str"},
}


@dataclass(frozen=True)
class Settings:
    """How one account is asked. ``retry_budget`` is in seconds, for each call."""

    connection: Connection
    requests_per_second: int
    retry_budget: float
    concurrency: int


def checked_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Settings from the options of ``CONNECTION_SPEC``. Raises ``ConfigurationError``."""
    endpoint = checked_endpoint(DEFAULT_ENDPOINT if options["endpoint"] is None else options["endpoint"])
    sts_endpoint = options["sts_endpoint"] or None
    identity = checked_identity(options, environment)
    connection = Connection(
        identity=identity,
        endpoint=endpoint,
        sts_endpoint=checked_endpoint(sts_endpoint, "sts_endpoint") if sts_endpoint else sts_endpoint_of(endpoint),
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


def checked_selection(options: Mapping[str, Any]) -> Selection:
    """A selection from the options of ``SELECTION_SPEC``. Raises ``ConfigurationError``."""
    selection = Selection(
        type=options["type"],
        person_ids=_entries("person_ids", options["person_ids"]),
        names=_entries("names", options["names"]),
        tags=_entries("tags", options["tags"]),
        offset=options["offset"],
        limit=options["limit"],
    )
    if selection.tags is not None and len(selection.tags) > TAGS_A_CALL:
        raise ConfigurationError(
            f"tags has {len(selection.tags)} entries; the API takes at most {TAGS_A_CALL}. They cannot be split:"
            " whether it wants all of them or any is not documented. Ask for fewer, or leave 'tags' out and filter the"
            " result"
        )
    if selection.type == "Default" and selection.names is None:
        raise ConfigurationError(
            "type 'Default' (Tencent's own library) can be searched by name only: give 'names' too"
        )
    if selection.offset < 0:
        raise ConfigurationError(f"offset is {selection.offset}: it counts from 0")
    if selection.limit is not None and selection.limit < 1:
        raise ConfigurationError(
            f"limit is {selection.limit}: it must be at least 1. Leave 'limit' out to get all samples"
        )
    return selection


def checked_fields(options: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The keys to keep of each sample, None for all. Raises ``ConfigurationError``."""
    fields = _entries("fields", options["fields"])
    return None if fields is None else tuple(field.strip() for field in fields)


def _entries(option: str, values: list[Any] | None) -> tuple[str, ...] | None:
    """The distinct entries of a list, in order."""
    if values is None:
        return None
    if not values:
        raise ConfigurationError(
            f"{option} is an empty list, and that never means everything. Skip the task when there is nothing to"
            " ask for; where all samples are wanted, leave the option out (set it to 'omit')"
        )
    # A number in YAML is meant as the text: ids look like numbers, and a module's options are converted by Ansible.
    texts = [str(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values]
    for index, value in enumerate(texts):
        if not isinstance(value, str) or not value.strip():
            raise ConfigurationError(f"{option}[{index}] is {value!r}: it must be a text that is not empty")
    return tuple(dict.fromkeys(texts))


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
