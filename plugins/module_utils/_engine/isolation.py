# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Keeps a defect of ours to the account that brings it out, so that it does not cost the others their verdicts."""

from __future__ import annotations

import traceback
from pathlib import PurePath
from typing import Any, Callable, TypeVar

from .._api.call import ApiResponse
from .._errors import MpsError
from .plan import Plan

Result = TypeVar("Result")

_OURS = "/ansible_collections/tencentcloud/mps/"


def isolate_plan(plan: Plan[Result]) -> Plan[Result]:
    """The same plan; a defect in it is a failure of this plan alone."""
    try:
        return (yield from plan)
    except MpsError:
        raise
    except Exception as defect:
        raise _failure(defect) from defect


def isolate_send(send: Callable[..., ApiResponse]) -> Callable[..., ApiResponse]:
    """The same; a defect in an attempt is a failure of this attempt, which is not made again."""

    def contained(*arguments: Any) -> ApiResponse:
        try:
            return send(*arguments)
        except MpsError:
            raise
        except Exception as defect:
            raise _failure(defect) from defect

    return contained


def _failure(defect: Exception) -> MpsError:
    """Tells the kind, and the last place that is ours. The words are left out: they may hold a key."""
    frames = traceback.extract_tb(defect.__traceback__)
    inner = frames[1:] or frames  # the first is this room's
    place = next((frame for frame in reversed(inner) if _OURS in frame.filename), inner[-1])
    return MpsError(
        f"a defect of tencentcloud.mps, please report it: {type(defect).__name__} in {place.name},"
        f" {PurePath(place.filename).name} line {place.lineno}"
    )
