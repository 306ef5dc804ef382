# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""One account's samples: settings and a selection in, a proven listing out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .._api.transport import Transport
from .._auth.metadata import local_context
from .._auth.options import Settings, parse_settings
from .._engine.plan import Job
from .._engine.scheduler import Scheduler
from .._engine.workers import Workers
from .options import parse_fields, parse_selection
from .results import ids_by_name, listed_samples
from .selection import Listing, Selection, list_person_samples


@dataclass(frozen=True)
class Gathered:
    """A listing and what it took. ``seconds`` is wall time."""

    listing: Listing
    requests: int
    retries: int
    seconds: float

    @property
    def statistics(self) -> dict[str, float]:
        return {
            "requests": self.requests,
            "retries": self.retries,
            "restarts": self.listing.restarts,
            "seconds": round(self.seconds, 3),
        }


def gather_by_options(options: Mapping[str, Any], warn: Callable[[str], object]) -> dict[str, Any]:
    """What the options of a module ask for, as the info module returns it. Raises the errors of ``_errors``."""
    fields, selection = parse_fields(options), parse_selection(options)
    gathered = gather_person_samples(parse_settings(options, os.environ), selection, warn)
    return {
        "person_samples": listed_samples(gathered.listing, fields, warn),
        "ids_by_name": ids_by_name(gathered.listing, selection),
        "total_count": gathered.listing.total_count,
        "request_ids": list(gathered.listing.request_ids),
        "statistics": gathered.statistics,
    }


def gather_person_samples(settings: Settings, selection: Selection, warn: Callable[[str], object]) -> Gathered:
    """The proven listing of a selection. Raises the errors of ``_errors``; tells ``warn`` what did not need to fail."""
    transport = Transport(settings.concurrency, local_context())
    workers = Workers(settings.concurrency)
    scheduler = Scheduler(transport.send, workers, warn)
    job = Job(list_person_samples(selection), settings.connection, settings.requests_per_second, settings.retry_budget)
    try:
        (outcome,) = scheduler.run([job])
    finally:
        workers.stop()
        transport.close()
    return Gathered(outcome.value(), outcome.requests, outcome.retries, outcome.seconds)
