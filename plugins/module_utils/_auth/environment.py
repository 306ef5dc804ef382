# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The environment variables that are understood.

The collection's own names come first, then the names of Tencent's Terraform provider (docs/api-facts.md section 5.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

# The first variable that is set and not empty counts. TCCLI uses the first name of the token, Terraform the second
# (docs/api-facts.md sections 5.2 and 5.3). The sources of credentials read these variables themselves.
CREDENTIAL_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "secret_id": ("TENCENTCLOUD_SECRET_ID",),
    "secret_key": ("TENCENTCLOUD_SECRET_KEY",),
    "token": ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
    "profile": ("TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"),
    "oidc_provider_id": ("TENCENTCLOUD_OIDC_PROVIDER_ID", "TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID"),
    "oidc_role_arn": ("TENCENTCLOUD_OIDC_ROLE_ARN",),
    "oidc_token": ("TENCENTCLOUD_OIDC_TOKEN", "TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN"),
    "oidc_token_file": ("TENCENTCLOUD_OIDC_TOKEN_FILE", "TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE"),
}
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    **CREDENTIAL_VARIABLES,
    "role_arn": ("TENCENTCLOUD_ROLE_ARN", "TENCENTCLOUD_ASSUME_ROLE_ARN"),
    "role_session_name": ("TENCENTCLOUD_ROLE_SESSION_NAME", "TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME"),
    "role_duration": ("TENCENTCLOUD_ROLE_DURATION", "TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION"),
    "role_external_id": ("TENCENTCLOUD_ROLE_EXTERNAL_ID", "TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID"),
    "region": ("TENCENTCLOUD_REGION",),
    "endpoint": ("TENCENTCLOUD_MPS_ENDPOINT",),
    "sts_endpoint": ("TENCENTCLOUD_STS_ENDPOINT",),
    "language": ("TENCENTCLOUD_LANGUAGE",),
}
# Only the audit and the inventory list the members of an organization.
ORGANIZATION_ENDPOINT = ("TENCENTCLOUD_ORGANIZATION_ENDPOINT",)
CREDENTIALS_FILE = "TENCENTCLOUD_CREDENTIALS_FILE"  # the INI file of the Go SDK
TCCLI_DIRECTORY = "TENCENTCLOUD_SHARED_CREDENTIALS_DIR"  # Terraform: instead of ~/.tccli
CVM_ROLE_NAME = "TENCENTCLOUD_CAM_ROLE_NAME"  # Terraform: the role of the CVM instance
# For tests and rehearsals. The official tools know only one address.
METADATA_VARIABLE = "TENCENTCLOUD_METADATA_ENDPOINT"
TKE_VARIABLES = ("TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")

_UNDERSTOOD = frozenset(
    [name for names in ENVIRONMENT.values() for name in names]
    + [*ORGANIZATION_ENDPOINT, CREDENTIALS_FILE, TCCLI_DIRECTORY, CVM_ROLE_NAME, METADATA_VARIABLE, *TKE_VARIABLES]
)
_OF_TENCENT = re.compile(r"TENCENT|QCLOUD_|TCCLI_|TKE_", re.IGNORECASE)


def first_set(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The value of the first of these variables that is set and not empty; None if there is none."""
    return next((environment[name] for name in names if environment.get(name)), None)


def unused_variables(environment: Mapping[str, str]) -> list[str]:
    """The variables of Tencent Cloud that are set and that this collection does not understand."""
    return sorted(
        name for name, value in environment.items() if value and _OF_TENCENT.match(name) and name not in _UNDERSTOOD
    )


def home_of(environment: Mapping[str, str]) -> Path:
    """The home directory as the official tools find it: ``HOME``, else the user's entry in the password database."""
    try:
        return Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError:  # neither exists
        return Path("/")
