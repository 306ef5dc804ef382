# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Plans, jobs and outcomes: what the engine runs and what it returns."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from .._api.call import ApiCall, ApiResponse
from .._auth.settings import Settings
from .._errors import MpsError

Result = TypeVar("Result")

# A plan yields batches of independent calls (at least one). It is sent their responses in the same order, or the error
# of one of them is thrown into it. It returns its result. It never sleeps, sends a request or starts a thread.
Plan = Generator[Sequence[ApiCall], Sequence[ApiResponse], Result]


@dataclass(frozen=True)
class Job(Generic[Result]):
    """A plan, and the settings of the account that its calls go to."""

    plan: Plan[Result]
    settings: Settings


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """How a job ended.

    - ``requests``: every request that was sent for it.
    - ``seconds``: from its start to its end.
    - ``credentials_source``: where the credentials came from, for people; empty if there were none.
    """

    result: Result | None
    error: MpsError | None
    requests: int
    retries: int
    seconds: float
    credentials_source: str = ""

    def value(self) -> Result:
        """The result of the plan. Raises its error, if it failed."""
        if self.error is not None:
            raise self.error
        return cast("Result", self.result)
