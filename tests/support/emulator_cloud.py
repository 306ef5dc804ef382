# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small emulated cloud inside the test process, at a fixed time, and signed requests for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.service import Service
from emulator.signature_check import WireRequest
from emulator.state import parse_state
from support.emulator_signing import signed_request

NOW = 1_700_000_000.0
ID, KEY, TOKEN = "AKIDforTests0001", "key-for-tests-0001", "token-for-tests-0001"
TEMPORARY_ID = "AKIDforTests0002"
STATE: dict[str, Any] = {
    "server": {"requests_per_second": 5},
    "accounts": [
        {
            "name": "studio",
            "uin": "100000000001",
            "credentials": [
                {"secret_id": ID, "secret_key": KEY},
                {"secret_id": TEMPORARY_ID, "secret_key": KEY, "token": TOKEN, "expires": NOW + 10},
            ],
            "samples": [{"name": "John Smith", "tags": ["US"]}, {"name": "张三"}],
            "default_samples": [{"name": "Famous One"}],
        },
        {
            "name": "closed",
            "uin": "100000000002",
            "credentials": [{"secret_id": "AKIDclosed", "secret_key": KEY}],
            "denied": ["mps:Describe*"],
        },
        {
            "name": "stranger",
            "uin": "100000000003",
            "credentials": [{"secret_id": "AKIDstranger", "secret_key": KEY}],
            "mps_user": False,
        },
    ],
}


def service(**server: Any) -> Service:
    """Return a cloud with the accounts above."""
    return Service(parse_state({**STATE, "server": {**STATE["server"], **server}}))


def signed(parameters: Mapping[str, Any] | bytes | str = b"{}", secret_id: str = ID, **more: Any) -> WireRequest:
    """Return a request that is signed at NOW."""
    return signed_request(secret_id, more.pop("secret_key", KEY), parameters, timestamp=more.pop("at", NOW), **more)


def ask(cloud: Service, request: WireRequest | None = None, now: float = NOW) -> dict[str, Any]:
    """Send a request and return the members of ``Response``."""
    members: dict[str, Any] = json.loads(cloud.respond(request or signed(), now, now).body)["Response"]
    return members


def code_of(cloud: Service, request: WireRequest | None = None, now: float = NOW) -> str:
    """Send a request and return the error code of its response, or ``ok``."""
    return str(ask(cloud, request, now).get("Error", {}).get("Code", "ok"))


def with_faults(*rules: Mapping[str, Any]) -> Service:
    """Return a cloud with these fault rules."""
    return Service(parse_state({**STATE, "faults": list(rules)}))
