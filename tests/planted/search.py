# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m planted.search schedules|fleets LIMIT NAME...`: count the random cases until one of them finds a defect.

A case finds the defect if it violates one of the properties or checks with these names. Prints the number of cases, and
which of the names the last case violated: none if none of LIMIT cases found the defect. ``others`` are then the names
that the cases violated instead. `make planted` runs it in a copy of the repository with one planted defect.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils import _errors

FIRST_FLEET = 0


def search(kind: str, limit: int, expected: Sequence[str]) -> dict[str, Any]:
    first, violated = {"schedules": _schedules, "fleets": _fleets}[kind]()
    others: set[str] = set()
    for number in range(limit):
        names = violated(first + number)
        found_by = [name for name in expected if name in names]
        if found_by:
            return {"cases": number + 1, "found_by": found_by, "others": []}
        others.update(names)
    return {"cases": limit, "found_by": [], "others": sorted(others)}


def _schedules() -> tuple[int, Callable[[int], tuple[str, ...]]]:
    from simulation import seeds
    from simulation.generator import generate_setup
    from simulation.violations import Violated, validate_run

    def violated(seed: int) -> tuple[str, ...]:
        try:
            validate_run(generate_setup(seed))
        except Violated as found:
            return found.names
        except Exception as broken:  # noqa: BLE001 - a property can fail if the code breaks what it relies on
            return (type(broken).__name__,)
        return ()

    return seeds.CI_BASE * seeds.SEEDS_PER_BASE, violated


def _fleets() -> tuple[int, Callable[[int], tuple[str, ...]]]:
    from support import fleet_audit

    def violated(seed: int) -> tuple[str, ...]:
        try:
            fleet_audit.check_fleet(seed)
        except AssertionError as wrong:
            frames = traceback.extract_tb(wrong.__traceback__)
            return (next(frame.name for frame in reversed(frames) if frame.filename == fleet_audit.__file__),)
        except Exception as defect:  # noqa: BLE001 - a defect can cause any exception
            return (type(defect).__name__,)
        return ()

    return FIRST_FLEET, violated


def main() -> None:
    if not Path(_errors.__file__).is_relative_to(Path.cwd()):
        sys.exit(f"The collection in {_errors.__file__} is not in the current folder, so the defect is not in it.")
    print(json.dumps(search(sys.argv[1], int(sys.argv[2]), sys.argv[3:])))


if __name__ == "__main__":
    main()
