# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A remote host for playbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from support.ssh_host import SshHost, why_unavailable


@pytest.fixture(scope="module")
def remote() -> Iterator[SshHost]:
    reason = why_unavailable()
    if reason is not None:
        if "CI" in os.environ or os.environ.get("MPS_SSH") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    host = SshHost()
    yield host
    host.stop()
