# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts, files and settings that the examples of the documentation assume.

The emulator serves the names of the real API hosts, and a proxy sends every connection to it. Therefore the examples
run without a change, with their own endpoints.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from support.credential_sources import oidc_token
from support.emulator_process import EmulatorProcess
from support.proxies import DetourProxy

MANAGER = "organization-administrator"
HUB = "hub"
READER = "reader"  # the account of the keys in the environment
ROLES = ("SampleAuditor", "MediaOperator", "CiAuditor")
UINS = {
    READER: "100000000001",
    "second": "100000000002",
    "third": "100000000003",
    "fourth": "100000000004",
    "studio-lima": "100000000005",
    "archive-oslo": "100000000006",
    HUB: "100000000010",
    MANAGER: "100000000011",
}
PROFILES = {"studio": READER, "prod-eu": "second", "archive-virginia": "third", HUB: HUB, MANAGER: MANAGER}
MEMBERS = {"studio-lima": 20, "archive-oslo": 30}  # the nodes of the members of the organization
PEOPLE: list[dict[str, Any]] = [{"name": "John Smith", "tags": ["US"]}, {"name": "Zoë Müller", "faces": 3}]
MANIFEST = {"samples": [{"name": "John Smith", "tags": ["US"], "usages": ["Recognition"]}]}
WAIVER = {
    "account": "prod-eu",
    "sample": "John Smith",
    "reason": "re-enrolment in progress",
    "owner": "media-ops",
    "expires": "2099-12-31",
}
ACCOUNTS = {"prod-sg": READER, "prod-eu": "second", "prod-us": "third", "prod-jp": "fourth"}
ISSUER = "https://token.actions.githubusercontent.com"
POD_TOKEN = "web-identity-token-of-the-pod"


def state() -> dict[str, Any]:
    roles = [{"name": name, "trusts": [READER, HUB, MANAGER]} for name in ROLES]
    providers = [
        {"provider_id": "github", "issuer": ISSUER, "audiences": ["tencentcloud"], "roles": ["CiAuditor"]},
        {"provider_id": "tke", "token": POD_TOKEN, "roles": ["SampleAuditor"]},
    ]
    return {
        "accounts": [
            {
                "name": name,
                "uin": uin,
                "samples": PEOPLE,
                "roles": roles,
                **({"oidc": providers} if name == READER else {}),
            }
            | ({"generate": {"count": 260, "name": "Celebrity {n}", "tags": ["Celebrity"]}} if name == READER else {})
            for name, uin in UINS.items()
        ],
        "metadata": {"account": READER, "role": "SampleAuditor"},
        "organization": {
            "manager": MANAGER,
            "nodes": [
                {"id": 1, "name": "Root"},
                {"id": 20, "name": "Studios", "parent": 40},
                {"id": 30, "name": "Archive", "parent": 1},
                {"id": 40, "name": "Media", "parent": 1},
            ],
            "members": [
                {"uin": UINS[name], "name": name, "node": node, "tags": {"team": "film", "samples": "required"}}
                for name, node in MEMBERS.items()
            ],
        },
    }


@contextmanager
def documented_world(folder: Path) -> Iterator[dict[str, str]]:
    """Write the files of the examples to ``folder``. Returns the environment of their reader."""
    with EmulatorProcess(state(), tls=True) as emulator, DetourProxy(emulator) as proxy:
        home = folder / "home"
        _write_profiles(home / ".tccli", emulator.credentials)
        _write_files(folder)
        (home / "pod-token").write_text(POD_TOKEN, encoding="utf-8")
        claims = {"iss": ISSUER, "aud": "tencentcloud", "sub": "repo:studio/audit", "exp": time.time() + 3600}
        keys = emulator.credentials[READER]
        variables = {"vault_secret_id": keys["secret_id"], "vault_secret_key": keys["secret_key"]}
        (folder / "variables.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        yield {
            **proxy.environment,
            "HOME": str(home),
            "REQUESTS_CA_BUNDLE": str(emulator.ca_file),
            "TENCENTCLOUD_SECRET_ID": keys["secret_id"],
            "TENCENTCLOUD_SECRET_KEY": keys["secret_key"],
            "TENCENTCLOUD_OIDC_TOKEN": oidc_token(**claims),
            "TENCENTCLOUD_METADATA_ENDPOINT": proxy.url,
            "TKE_PROVIDER_ID": "tke",
            "TKE_REGION": "ap-guangzhou",
            "TKE_ROLE_ARN": f"qcs::cam::uin/{UINS[READER]}:roleName/SampleAuditor",
            "TKE_WEB_IDENTITY_TOKEN_FILE": str(home / "pod-token"),
        }


def account_entries() -> list[dict[str, Any]]:
    """The entries of accounts.yml. One account has a profile, the others have a role."""
    entries = []
    for name, account in ACCOUNTS.items():
        role = f"qcs::cam::uin/{UINS[account]}:roleName/SampleAuditor"
        source = {"profile": name} if name == "prod-eu" else {"role_arn": role}
        entries.append({"name": name, "account_uin": UINS[account], "labels": ["studio"], **source})
    return entries


def _write_profiles(folder: Path, credentials: Mapping[str, Mapping[str, Any]]) -> None:
    folder.mkdir(parents=True)
    for name, account in PROFILES.items():
        profile = {"secretId": credentials[account]["secret_id"], "secretKey": credentials[account]["secret_key"]}
        (folder / f"{name}.credential").write_text(json.dumps(profile), encoding="utf-8")


def _write_files(folder: Path) -> None:
    files = {
        "accounts.yml": {"accounts": account_entries()},
        "manifest.yml": MANIFEST,
        "waivers.yml": {"waivers": [WAIVER]},
        "hosts.yml": {"media_accounts": {"hosts": {"studio": {}}}},
    }
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
