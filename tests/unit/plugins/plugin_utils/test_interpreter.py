# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that runs only on the controller refuses other connections."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.action_task import run_action


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"connection": "ssh"}, "the connection is ssh, .* Set delegate_to: localhost"),
        ({"become": True}, "become is not supported. Set become: false"),
    ],
)
def test_other_connection_is_refused_with_advice(tmp_path: Path, keywords: dict[str, Any], message: str) -> None:
    arguments = {"accounts": [{"name": "studio"}], "account": "studio", "dest": "manifest.yml"}
    returned = run_action("mps_person_sample_snapshot", arguments, tmp_path, **keywords)
    assert returned["failed"]
    assert re.search(message, returned["msg"])
