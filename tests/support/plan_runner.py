# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a plan in a simple loop over emulator libraries: no threads, no clock, no sockets."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TypeVar

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiCall, ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError
from emulator.library import Library

Result = TypeVar("Result")
Send = Callable[[ApiCall], ApiResponse]


def run_plan(plan: Plan[Result], send: Send) -> Result:
    """Return the result of a plan. An error that ``send`` raises is thrown into the plan, as the scheduler does."""
    try:
        batch = next(plan)
        while True:
            try:
                responses = [send(call) for call in batch]
            except MpsError as failure:
                batch = plan.throw(failure)
            else:
                batch = plan.send(responses)
    except StopIteration as end:
        result: Result = end.value
        return result


class LibraryServer:
    """Responds from the libraries of one account, by ``Type``.

    ``before`` is called before each response, with the number of the call (from 0).
    """

    def __init__(
        self,
        libraries: Mapping[str, Library],
        rng: random.Random | None = None,
        before: Callable[[int], object] = lambda number: None,
    ) -> None:
        self._libraries = libraries
        self._rng = rng or random.Random(0)
        self._before = before
        self.calls: list[ApiCall] = []

    def __call__(self, call: ApiCall) -> ApiResponse:
        self._before(len(self.calls))
        self.calls.append(call)
        response = self._libraries[call.parameters["Type"]].describe(call.parameters, self._rng)
        return ApiResponse(call.read(response), f"request-{len(self.calls)}")

    @property
    def listed(self) -> int:
        """Return the number of calls without names and ids."""
        return sum(not {"Names", "PersonIds"}.intersection(call.parameters) for call in self.calls)
