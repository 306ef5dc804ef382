# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small emulated cloud with roles, web identities and a metadata service, and signed STS requests for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.service import Service
from emulator.signature_check import WireRequest
from emulator.state import parse_state
from support.emulator_cloud import KEY, NOW, ask, signed

HUB, PROD, OTHER, PERSON = "100000000001", "100000000002", "100000000003", "100000000099"
ROLE_ID, SERVICE_ID = "4611686018427397919", "4611686018427397920"
HUB_KEYS, PERSON_KEYS, OTHER_KEYS, PROD_KEYS = "AKIDhub", "AKIDperson", "AKIDother", "AKIDprod"
FEDERATED_KEYS, FEDERATED_TOKEN = "AKIDfederated", "federated-token"
WEB_TOKEN, EXTERNAL_ID = "eyJ.web.identity", "studio-1"
STS_HOST = "sts.tencentcloudapi.com"
KEYS = {"secret_key": KEY}
STATE: dict[str, Any] = {
    "accounts": [
        {
            "name": "hub",
            "uin": HUB,
            "credentials": [
                {"secret_id": HUB_KEYS, **KEYS},
                {"secret_id": PERSON_KEYS, **KEYS, "uin": PERSON},
                {"secret_id": FEDERATED_KEYS, **KEYS, "token": FEDERATED_TOKEN, "federated_user": "anna"},
            ],
        },
        {
            "name": "prod",
            "uin": PROD,
            "credentials": [{"secret_id": PROD_KEYS, **KEYS}],
            "samples": [{"name": "John Smith"}],
            "roles": [
                {"name": "SampleAuditor", "id": ROLE_ID, "trusts": ["hub"]},
                {"name": "Guarded", "trusts": [HUB], "external_id": EXTERNAL_ID},
                {"name": "Brief", "trusts": ["hub"], "max_duration_s": 600},
                {"name": "Blind", "trusts": [HUB], "denied": ["mps:*", "sts:AssumeRole"]},
                {"name": "Personal", "trusts": [PERSON]},
                {"name": "Shut"},
                {"name": "ForService", "id": SERVICE_ID, "trusts": ["hub"], "service": True},
            ],
            "oidc": [{"provider_id": "tke", "token": WEB_TOKEN, "roles": ["SampleAuditor"]}],
        },
        {
            "name": "other",
            "uin": OTHER,
            "credentials": [{"secret_id": OTHER_KEYS, **KEYS}],
            "denied": ["sts:AssumeRole*", "mps:*"],
            "roles": [{"name": "Chained", "trusts": ["prod"]}],
            "oidc": [{"provider_id": "tke", "token": WEB_TOKEN, "roles": ["Chained"]}],
        },
    ],
    "metadata": {"account": "prod", "role": "SampleAuditor"},
}


def sts_cloud(server: Mapping[str, Any] | None = None, **more: Any) -> Service:
    """Return a cloud with the accounts above."""
    return Service(parse_state({**STATE, "server": dict(server or {}), **more}))


def arn_of(role: str, uin: str = PROD) -> str:
    """Return the ARN of a role, by its name."""
    return f"qcs::cam::uin/{uin}:roleName/{role}"


def sts_request(action: str, parameters: Mapping[str, Any] | str, **more: Any) -> WireRequest:
    """Return a signed request to STS."""
    return signed(parameters, more.pop("secret_id", HUB_KEYS), service="sts", action=action, host=STS_HOST, **more)


def by_keys(credentials: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that sign with temporary credentials."""
    return {
        "secret_id": credentials["TmpSecretId"],
        "secret_key": credentials["TmpSecretKey"],
        "headers": {"x-tc-token": credentials["Token"]},
    }


def assume(
    cloud: Service, parameters: Mapping[str, Any] | None = None, now: float = NOW, **more: Any
) -> dict[str, Any]:
    """Return the response of AssumeRole; a value of None in ``parameters`` removes the parameter."""
    wanted = {"RoleArn": arn_of("SampleAuditor"), "RoleSessionName": "audit", **(parameters or {})}
    given = {name: value for name, value in wanted.items() if value is not None}
    return ask(cloud, sts_request("AssumeRole", given, at=now, **more), now)


def assume_by_web_identity(cloud: Service, parameters: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return the response of AssumeRoleWithWebIdentity to an unsigned request."""
    wanted = {
        "RoleArn": arn_of("SampleAuditor"),
        "RoleSessionName": "pod",
        "ProviderId": "tke",
        "WebIdentityToken": WEB_TOKEN,
        **(parameters or {}),
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    headers = {"authorization": "SKIP", **more.pop("headers", {})}
    return ask(cloud, sts_request("AssumeRoleWithWebIdentity", given, headers=headers, **more))


def whoami(cloud: Service, now: float = NOW, **more: Any) -> dict[str, Any]:
    """Return the response of GetCallerIdentity."""
    return ask(cloud, sts_request("GetCallerIdentity", {}, at=now, **more), now)


def code_in(response: Mapping[str, Any]) -> str:
    """Return the error code of a response, or ``ok``."""
    return str(response.get("Error", {}).get("Code", "ok"))
