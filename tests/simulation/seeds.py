# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The seeds of a test run, set by environment variables.

MPS_SIMULATION_SEED=n       run only the schedule with seed n
MPS_SIMULATION_SCHEDULES=n  run n schedules instead of the default number
CI                          if set, every run uses the same seeds; otherwise the seeds depend on the date
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

DEFAULT_SCHEDULES = 800  # `make soak` runs more
CHUNKS = 12
CI_BASE = 7
SEEDS_PER_BASE = 1_000_000

REPLAYED = os.environ.get("MPS_SIMULATION_SEED")
SCHEDULES = 1 if REPLAYED else int(os.environ.get("MPS_SIMULATION_SCHEDULES", DEFAULT_SCHEDULES))
BASE = CI_BASE if "CI" in os.environ else int(datetime.now(UTC).strftime("%Y%m%d"))


def chunks() -> list[range]:
    """Split the seeds into chunks that the workers of xdist run in parallel."""
    first = int(REPLAYED) if REPLAYED else BASE * SEEDS_PER_BASE
    size = -(-SCHEDULES // CHUNKS)
    return [range(first + start, first + min(start + size, SCHEDULES)) for start in range(0, SCHEDULES, size)]


def describe() -> str:
    if REPLAYED:
        return f"simulation: replay of seed {REPLAYED}"
    return f"simulation: base seed {BASE}, {SCHEDULES} schedules"
