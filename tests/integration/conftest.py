# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A remote host for playbooks, and the programs of Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from support import prometheus_server, ssh_host
from support.ssh_host import SshHost


def _require(variable: str, reason: str | None) -> None:
    """Skip the test if there is a reason. In CI, fail: there, everything must be installed."""
    if reason is not None:
        if "CI" in os.environ or os.environ.get(variable) == "required":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def monitoring_programs() -> None:
    _require("MPS_PROMETHEUS", prometheus_server.why_unavailable())


@pytest.fixture(scope="module")
def remote() -> Iterator[SshHost]:
    _require("MPS_SSH", ssh_host.why_unavailable())
    host = SshHost()
    yield host
    host.stop()
