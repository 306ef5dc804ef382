# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The identity that options and environment variables select."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.settings import Identity

ARN = "qcs::cam::uin/100000000001:roleName/SampleAuditor"
KEYS = {"secret_id": "id", "secret_key": "key"}
DEFAULTS = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
OIDC_TOKEN = "TENCENTCLOUD_OIDC_TOKEN"
OIDC_VARIABLES = {"TENCENTCLOUD_OIDC_PROVIDER_ID": "ci", "TENCENTCLOUD_OIDC_ROLE_ARN": ARN}


def identity(environment: Mapping[str, str] = MappingProxyType({}), /, **options: Any) -> Identity:
    return parse_settings({**DEFAULTS, **options}, environment).identity
