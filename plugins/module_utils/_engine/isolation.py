# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Limits a defect of this collection to the account that triggers it, so that the other accounts are still audited."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from pathlib import PurePath
from typing import Any, Callable, TypeVar

from .._api.call import ApiResponse
from .._errors import MpsError, TransportError

Yielded = TypeVar("Yielded")
Sent = TypeVar("Sent")
Returned = TypeVar("Returned")

_OURS = "/ansible_collections/tencentcloud/mps/"


def isolate_flow(flow: Generator[Yielded, Sent, Returned]) -> Generator[Yielded, Sent, Returned]:
    """The same plan or flow, but every exception other than ``MpsError`` becomes an ``MpsError``."""
    try:
        return (yield from flow)
    except MpsError:
        raise
    except Exception as defect:
        raise _internal_error(defect) from defect


def isolate_send(send: Callable[..., ApiResponse]) -> Callable[..., ApiResponse]:
    """The same function, but every exception other than ``MpsError`` becomes an ``MpsError``, which is not retried."""

    def isolated(*arguments: Any) -> ApiResponse:
        try:
            return send(*arguments)
        except MpsError:
            raise
        except MemoryError:
            raise TransportError("this host has not enough memory for the request. Lower 'concurrency'") from None
        except Exception as defect:
            raise _internal_error(defect) from defect

    return isolated


def _internal_error(defect: Exception) -> MpsError:
    """An error with the name of the exception and its last line in this collection.

    It omits the message of the exception, which may contain a secret.
    """
    frames = traceback.extract_tb(defect.__traceback__)
    inner = frames[1:] or frames  # the first frame is in this file
    origin = next((frame for frame in reversed(inner) if _OURS in frame.filename), inner[-1])
    return MpsError(
        f"a defect of tencentcloud.mps: {type(defect).__name__} in {origin.name}, {PurePath(origin.filename).name} line"
        f" {origin.lineno}. Please report it"
    )
