# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Functions about attempts that several properties use."""

from __future__ import annotations

from simulation.faults import REPORTED_EXPIRED
from simulation.network import Exchange
from simulation.run import Observed

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import SIGNATURE_EXPIRED, MpsError


def is_reported_expired(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, MpsError) and exchange.outcome.code == SIGNATURE_EXPIRED


def is_expired(exchange: Exchange) -> bool:
    return is_reported_expired(exchange) and exchange.fault != REPORTED_EXPIRED


def attempts_of_error(observed: Observed) -> list[Exchange]:
    """Return the attempts of the call whose error ended the job."""
    for attempts in observed.attempts.values():
        for exchange in attempts:
            if exchange.outcome is observed.error:
                return attempts
    return []
