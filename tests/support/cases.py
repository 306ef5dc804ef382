# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""How many cases a test with random cases draws."""

from __future__ import annotations

import os

# `make soak` sets a higher factor.
FACTOR = int(os.environ.get("MPS_CASES_FACTOR", "1"))


def cases(usual: int) -> int:
    """The number of cases: ``usual`` times MPS_CASES_FACTOR."""
    return usual * FACTOR
