# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What passes between the pure rooms and the scheduler: calls, replies, and the plan that yields and takes them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from .._api.call import ApiCall, ApiResponse
from .._auth.settings import Connection
from .._errors import MpsError

Result = TypeVar("Result")


# A plan yields batches of calls (at least one) that do not depend on each other, is sent their replies in the same
# order (or the failure of one of them is thrown into it), and returns its result. It never sleeps, sends or starts a
# thread.
Plan = Generator[Sequence[ApiCall], Sequence[ApiResponse], Result]


@dataclass(frozen=True)
class Job(Generic[Result]):
    """A plan and what it needs to be driven. ``retry_budget`` is in seconds, for each call."""

    plan: Plan[Result]
    connection: Connection
    requests_per_second: int
    retry_budget: float


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """How a job ended, and what it took. ``seconds`` is from its first call to its end."""

    job: Job[Result]
    result: Result | None
    error: MpsError | None
    requests: int
    retries: int
    seconds: float

    def value(self) -> Result:
        """The result of the plan. Raises the error it ended with, if it did."""
        if self.error is not None:
            raise self.error
        return cast("Result", self.result)
