# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Assembles the engine: transport, workers, credentials and scheduler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Callable

from .._api.transport import Transport
from .._auth.providers import local_context
from .._auth.session import CredentialCache
from .plan import Job, Outcome
from .scheduler import Scheduler
from .workers import Workers

# Runs jobs and yields each one with its outcome, in the order in which they end.
Run = Callable[[Iterable[Job[Any]]], Iterator[tuple[Job[Any], Outcome[Any]]]]
Wrap = Callable[[Any], Any]


def _unchanged(value: Any) -> Any:
    return value


@contextmanager
def open_scheduler(
    concurrency: int, warn: Callable[[str], object], *, wrap_send: Wrap = _unchanged, wrap_flow: Wrap = _unchanged
) -> Iterator[Run]:
    """A function that runs jobs. It may be called more than once: all calls share credentials and rate limits.

    ``concurrency`` is the maximum number of requests in progress. The functions of ``isolation.py`` can wrap the
    sending of requests, and plans and renewals of credentials.
    """
    transport = Transport(concurrency)
    workers = Workers(concurrency)
    credentials = CredentialCache(local_context())
    try:
        yield Scheduler(wrap_send(transport.send), workers, credentials, warn, wrap_flow=wrap_flow).run
    finally:
        workers.stop()
        transport.close()
