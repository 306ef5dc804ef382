# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults that an attempt can have instead of its response."""

from __future__ import annotations

from random import Random

from simulation.schedule import Faults

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import (
    SIGNATURE_EXPIRED,
    DeniedError,
    MpsError,
    ProtocolError,
    RejectedError,
    ServerError,
    ThrottledError,
    TransportError,
    UnusableRouteError,
)

SILENT = "no response"
NO_PERSON_SET = "PersonSet is missing"
REPORTED_EXPIRED = "valid signature reported as expired"
# Contradictory responses: they look like a change of the library during the read.
ROW_LEFT_OUT = "a row is missing"
TOTAL_TOO_HIGH = "TotalCount is too high"
CONTRADICTIONS = frozenset({ROW_LEFT_OUT, TOTAL_TOO_HIGH})
# These faults occur before the server reads the library; the other faults lose or damage a finished response.
BEFORE_THE_SERVER = frozenset(
    {
        "connection refused",
        "untrusted certificate",
        "HTTP 502",
        "HTTP 404",
        "redirect",
        "throttled at random",
        REPORTED_EXPIRED,
    }
)
KINDS_OF_FAULT = (
    "connection refused",
    "HTTP 502",
    "throttled at random",
    "throttled at random",
    "reset",
    "not JSON",
    "InternalError",
    SILENT,
    NO_PERSON_SET,
    ROW_LEFT_OUT,
    TOTAL_TOO_HIGH,
)
RARE_AND_FINAL = (
    "untrusted certificate",
    "HTTP 404",
    "redirect",
    "denied at random",
    "rejected at random",
    REPORTED_EXPIRED,
)


def draw_fault(faults: Faults, now: float, rng: Random) -> str | None:
    """Return the fault of this attempt, or None."""
    in_outage = faults.outage is not None and faults.outage[0] <= now < faults.outage[1]
    if not in_outage and (not faults.share or rng.random() >= faults.share):
        return None
    return rng.choice(RARE_AND_FINAL) if rng.random() < 0.03 else rng.choice(faults.kinds)


def error_of(kind: str, retry_after: float | None, server_time: float | None) -> MpsError:
    """Return the error that the transport raises for this fault."""
    if kind == "HTTP 502":
        return ServerError(kind, http_status=502, server_time=server_time)
    if kind == "throttled at random":
        return ThrottledError(kind, code="RequestLimitExceeded", retry_after=retry_after, server_time=server_time)
    if kind == "HTTP 404":
        return ProtocolError(kind, http_status=404)
    if kind == "redirect":
        return ProtocolError(kind, http_status=302)
    if kind == "not JSON":
        return ProtocolError(kind, http_status=200)
    if kind == "InternalError":
        return ServerError(kind, code=kind, http_status=200, server_time=server_time)
    if kind == "denied at random":
        return DeniedError(kind, code="UnauthorizedOperation", http_status=200, server_time=server_time)
    if kind == REPORTED_EXPIRED:
        return DeniedError(kind, code=SIGNATURE_EXPIRED, http_status=200, server_time=server_time)
    if kind == "rejected at random":
        return RejectedError(kind, code="InvalidParameter", http_status=200, server_time=server_time)
    return UnusableRouteError(kind) if kind == "untrusted certificate" else TransportError(kind)
