# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Assembles the engine: transport, workers, credentials and scheduler. Isolates defects of this collection."""

from __future__ import annotations

import traceback
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any, Callable, TypeVar

from .._api.call import ApiResponse
from .._api.transport import Transport
from .._auth.providers import local_context
from .._auth.session import CredentialCache
from .._errors import MpsError
from .plan import Job, Outcome
from .scheduler import Scheduler
from .workers import Workers

Yielded = TypeVar("Yielded")
Sent = TypeVar("Sent")
Returned = TypeVar("Returned")

_OURS = "/ansible_collections/tencentcloud/mps/"

# Runs jobs and yields each one with its outcome, in the order in which they end.
Run = Callable[[Iterable[Job[Any]]], Iterator[tuple[Job[Any], Outcome[Any]]]]


@contextmanager
def open_scheduler(concurrency: int, warn: Callable[[str], object], *, isolate: bool = False) -> Iterator[Run]:
    """A function that runs jobs. It may be called more than once: all calls share credentials and rate limits.

    ``concurrency`` is the largest number of requests in flight. With ``isolate``, a defect of this collection is an
    error of the job that triggers it, so that the other jobs still run.
    """
    transport = Transport(concurrency)
    workers = Workers(concurrency)
    credentials = CredentialCache(local_context())
    if isolate:
        scheduler = Scheduler(isolate_send(transport.send), workers, credentials, warn, guard=isolate_flow)
    else:
        scheduler = Scheduler(transport.send, workers, credentials, warn)
    try:
        yield scheduler.run
    finally:
        workers.stop()
        transport.close()


def isolate_flow(flow: Generator[Yielded, Sent, Returned]) -> Generator[Yielded, Sent, Returned]:
    """The same plan or flow. A defect in it becomes an error of it."""
    try:
        return (yield from flow)
    except MpsError:
        raise
    except Exception as defect:
        raise _internal_error(defect) from defect


def isolate_send(send: Callable[..., ApiResponse]) -> Callable[..., ApiResponse]:
    """The same function. A defect in it becomes an error of this attempt, which is not retried."""

    def isolated(*arguments: Any) -> ApiResponse:
        try:
            return send(*arguments)
        except MpsError:
            raise
        except Exception as defect:
            raise _internal_error(defect) from defect

    return isolated


def _internal_error(defect: Exception) -> MpsError:
    """Names the exception and its last line in this collection. Omits the message, which may contain a secret."""
    frames = traceback.extract_tb(defect.__traceback__)
    inner = frames[1:] or frames  # the first frame is in this file
    origin = next((frame for frame in reversed(inner) if _OURS in frame.filename), inner[-1])
    return MpsError(
        f"a defect of tencentcloud.mps: {type(defect).__name__} in {origin.name}, {PurePath(origin.filename).name} line"
        f" {origin.lineno}. Please report it"
    )
