# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show in the pytest header which schedules a run simulates."""

from __future__ import annotations

import pytest
from simulation import seeds


def pytest_report_header(config: pytest.Config) -> str:
    return seeds.describe()
