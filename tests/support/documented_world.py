# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts, files and settings that the examples of the documentation assume.

The emulator serves the names of the real API hosts, and a proxy sends every connection to it. Therefore the examples
run without a change, with their own endpoints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from support.emulator_process import EmulatorProcess
from support.proxies import DetourProxy

MANAGER = "organization-administrator"
READER = "reader"  # the account of the keys in the environment
ROLE = "SampleAuditor"
PEOPLE: list[dict[str, Any]] = [{"name": "John Smith", "tags": ["US"]}, {"name": "Zoë Müller"}]
MANIFEST = {"samples": [{"name": "John Smith", "tags": ["US"], "usages": ["Recognition"]}]}
WAIVER = {
    "account": "prod-eu",
    "sample": "John Smith",
    "reason": "re-enrolment in progress",
    "owner": "media-ops",
    "expires": "2099-12-31",
}
ACCOUNTS = {
    "prod-sg": "100000000001",
    "prod-eu": "100000000002",
    "prod-us": "100000000003",
    "prod-jp": "100000000004",
}
MEMBERS = {"studio-lima": ("100000000005", 20), "archive-oslo": ("100000000006", 30)}


def state() -> dict[str, Any]:
    role = {"name": ROLE, "trusts": [MANAGER, READER]}
    audited = {**ACCOUNTS, **{name: uin for name, (uin, _node) in MEMBERS.items()}}
    accounts = [{"name": name, "uin": uin, "samples": PEOPLE, "roles": [role]} for name, uin in audited.items()]
    generate = {"count": 260, "name": "Celebrity {n}", "tags": ["Celebrity"]}
    return {
        "accounts": [
            *accounts,
            {"name": READER, "uin": "100000000010", "samples": PEOPLE, "generate": generate},
            {"name": MANAGER, "uin": "100000000011"},
        ],
        "organization": {
            "manager": MANAGER,
            "nodes": [
                {"id": 1, "name": "Root"},
                {"id": 20, "name": "Studios", "parent": 1},
                {"id": 30, "name": "Archive", "parent": 1},
            ],
            "members": [
                {"uin": uin, "name": name, "node": node, "tags": {"team": "film"}}
                for name, (uin, node) in MEMBERS.items()
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
        keys = emulator.credentials[READER]
        variables = {"vault_secret_id": keys["secret_id"], "vault_secret_key": keys["secret_key"]}
        (folder / "variables.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        yield {
            **proxy.environment,
            "HOME": str(home),
            "REQUESTS_CA_BUNDLE": str(emulator.ca_file),
            "TENCENTCLOUD_SECRET_ID": keys["secret_id"],
            "TENCENTCLOUD_SECRET_KEY": keys["secret_key"],
        }


def account_entries() -> list[dict[str, Any]]:
    """The entries of accounts.yml. One account has a profile, the others have a role."""
    entries = []
    for name, uin in ACCOUNTS.items():
        source = {"profile": name} if name == "prod-eu" else {"role_arn": f"qcs::cam::uin/{uin}:roleName/{ROLE}"}
        entries.append({"name": name, "account_uin": uin, "labels": ["studio"], **source})
    return entries


def _write_profiles(folder: Path, credentials: Mapping[str, Mapping[str, Any]]) -> None:
    folder.mkdir(parents=True)
    for name in ("prod-eu", MANAGER):
        profile = {"secretId": credentials[name]["secret_id"], "secretKey": credentials[name]["secret_key"]}
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
