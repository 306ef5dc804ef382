# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong settings with default options: each fails and names what to change. No retry starts after 15 seconds.

More cases, on a virtual clock, are in ``tests/unit/field/test_network.py``.
"""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from support.emulator_process import EmulatorProcess
from support.info_run import failure
from support.scripted_server import ScriptedServer

KEYS = {"TENCENTCLOUD_SECRET_ID": "AKIDenvironment1234", "TENCENTCLOUD_SECRET_KEY": "key"}
LIMIT_S = 15.0


@pytest.mark.parametrize(
    ("environment", "options", "kind", "words"),
    [
        ({}, {"endpoint": "https://mps.invalid"}, "transport", "Check 'endpoint'"),
        ({}, {"endpoint": "https://REFUSED"}, "transport", "Check 'endpoint'"),
        ({"HTTPS_PROXY": "http://REFUSED"}, {}, "transport", "Check HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://PROXY"}, {}, "transport", "Put user and password into HTTPS_PROXY"),
        ({"REQUESTS_CA_BUNDLE": "EMPTY"}, {}, "configuration", "Set REQUESTS_CA_BUNDLE to a file"),
        ({}, {"ca_path": "EMPTY"}, "configuration", "Set ca_path to a file"),
        ({}, {"endpoint": "EMULATOR"}, "denied", "Signed with SecretId ***1234 (environment variable TENCENTCLOUD_SEC"),
        (
            {"TENCENTCLOUD_METADATA_ENDPOINT": "http://REFUSED"},
            {"credential_source": "cvm_role"},
            "transport",
            "Check 'credential_source'",
        ),
    ],
)
def test_wrong_setting_fails_within_fifteen_seconds(
    tmp_path: Path, environment: dict[str, str], options: dict[str, str], kind: str, words: str
) -> None:
    (tmp_path / "empty.pem").touch()
    state = {"accounts": [{"name": "a", "uin": "100000000001"}]}
    rejected = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
    uses_proxy = "http://PROXY" in environment.values()
    with (
        socket.socket() as bound,
        EmulatorProcess(state) as emulator,
        ScriptedServer([rejected] if uses_proxy else []) as proxy,
    ):
        bound.bind(("127.0.0.1", 0))
        addresses = {
            "REFUSED": f"127.0.0.1:{bound.getsockname()[1]}",
            "PROXY": proxy.address,
            "EMPTY": str(tmp_path / "empty.pem"),
            "EMULATOR": emulator.url,
        }

        def filled(values: dict[str, str]) -> dict[str, str]:
            for word, value in addresses.items():
                values = {name: text.replace(word, value) for name, text in values.items()}
            return values

        error = failure({**KEYS, **filled(environment)}, **filled(options))
    assert (error.kind, words in str(error)) == (kind, True), str(error)
    assert error.attempts <= 1 or (error.retry_limit is not None and error.retry_limit < LIMIT_S), str(error)
