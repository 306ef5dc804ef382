# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which seeds a run of the tests goes through.

MPS_SIMULATION_SEED=n       exactly the schedule of seed n
MPS_SIMULATION_SCHEDULES=n  that many schedules instead of the usual number
CI                          if it is set the schedules are always the same; otherwise those of the day
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

USUAL_SCHEDULES = 21_000
CHUNKS = 42
CI_BASE = 7
BETWEEN_BASES = 1_000_000

REPLAYED = os.environ.get("MPS_SIMULATION_SEED")
SCHEDULES = 1 if REPLAYED else int(os.environ.get("MPS_SIMULATION_SCHEDULES", USUAL_SCHEDULES))
BASE = CI_BASE if "CI" in os.environ else int(datetime.now(UTC).strftime("%Y%m%d"))


def chunks() -> list[range]:
    """The seeds, in parts that the workers of xdist share among them."""
    first = int(REPLAYED) if REPLAYED else BASE * BETWEEN_BASES
    size = -(-SCHEDULES // CHUNKS)
    return [range(first + start, first + min(start + size, SCHEDULES)) for start in range(0, SCHEDULES, size)]


def describe() -> str:
    if REPLAYED:
        return f"simulation: replays seed {REPLAYED}"
    return f"simulation: base seed {BASE}, {SCHEDULES} schedules"
