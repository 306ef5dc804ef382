# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures for the tests of plugins."""

from __future__ import annotations

from typing import Any

import pytest

from support.plugin_docs import MODULES, documentation


@pytest.fixture(scope="session")
def modules() -> dict[str, dict[str, Any]]:
    """The documentation of all modules."""
    return documentation("module", MODULES)
