# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Lists the members of an organization with the connection options of the task."""

from __future__ import annotations

from typing import Any, Callable

from .._engine.isolation import isolate_flow, isolate_send
from .._engine.plan import Job, Outcome
from .._engine.run import open_scheduler
from .._errors import MpsError
from .members import Organization, list_organization
from .options import OrganizationSource

_ONE_AFTER_ANOTHER = 1  # members.py explains why


def read_organization(
    source: OrganizationSource, warn: Callable[[str], object], count: Callable[[Any], Any] = lambda send: send
) -> Outcome[Organization]:
    """The complete list of the members. ``count`` wraps the sending of requests. Raises the errors of ``_errors``."""

    def wrap_send(send: Any) -> Any:
        return count(isolate_send(send))

    with open_scheduler(_ONE_AFTER_ANOTHER, warn, wrap_send=wrap_send, wrap_flow=isolate_flow) as run:
        ((_job, outcome),) = run([Job(list_organization(), source.settings)])
    if isinstance(outcome.error, MpsError):
        outcome.error.message = f"cannot list the members of the organization: {outcome.error.message}"
        raise outcome.error
    return outcome
