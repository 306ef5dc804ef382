# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulated service: it processes an attempt from the request to the response."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from simulation.account import Account
from simulation.faults import (
    BEFORE_THE_SERVER,
    CONTRADICTIONS,
    NO_PERSON_SET,
    REPORTED_EXPIRED,
    ROW_LEFT_OUT,
    SILENT,
    TOTAL_TOO_HIGH,
    draw_fault,
    error_of,
)
from simulation.network import Exchange, VirtualNetwork
from simulation.schedule import Setup

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse, Credentials, Target
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import MpsError, error_class
from emulator.api_error import ApiError
from emulator.library import Library
from emulator.sample import Sample
from emulator.signature_check import validate_clock

EPOCH = 1_780_000_000.25  # Unix seconds of the server when a run begins

DEFAULT_SAMPLES: Sequence[Sample] = tuple(Sample(str(n), f"Person {n}", tags=("US",)) for n in range(150))
LEAST_SECONDS = 0.001  # between a read of the library and the response


class Server:
    """Accounts behind a network. For the same schedule, the random numbers are drawn in the same order."""

    def __init__(self, setup: Setup, accounts: Mapping[str, Account], network: VirtualNetwork, chance: Random) -> None:
        self.exchanges: list[Exchange] = []
        self.tick = 0
        self.note_send: Callable[[Exchange], object] = lambda exchange: None
        self._setup = setup
        self._accounts = accounts
        self._network = network
        self._chance = chance
        self._default_libraries: dict[int, Library] = {}

    def next_tick(self) -> int:
        self.tick += 1
        return self.tick

    def send(
        self,
        call: Any,
        target: Target | None,
        credentials: Credentials | None,
        clock: Callable[[], float],
        timeout: float,
    ) -> ApiResponse:
        """Sign and send an attempt; this is the ``send`` function of the scheduler."""
        assert credentials is not None
        now, network = self._network.time, self._setup.network
        fault = draw_fault(self._setup.faults, now, self._chance)
        arrives_at = now + self._seconds_one_way()
        responds_at = arrives_at + LEAST_SECONDS + self._seconds_one_way()
        if fault == SILENT:
            responds_at = math.inf
        elif network.slow_share and fault != REPORTED_EXPIRED and self._chance.random() < network.slow_share:
            responds_at += self._chance.uniform(0.0, 120.0)
        exchange = Exchange(call, credentials.secret_id, now, self.next_tick(), clock(), responds_at, fault)
        self.exchanges.append(exchange)
        self.note_send(exchange)
        if fault in BEFORE_THE_SERVER and fault is not None:
            exchange.response = self._error(fault)
        else:
            self._network.at(arrives_at, self._arrive, exchange)
        return ApiResponse(exchange, "")

    def unix_time(self) -> float:
        return EPOCH + self._network.time

    def _seconds_one_way(self) -> float:
        network = self._setup.network
        return network.delay + network.jitter * self._chance.random()

    def _arrive(self, exchange: Exchange) -> None:
        """Reject the request, or schedule a read of the library at a random later time."""
        account = self._accounts[exchange.secret_id]
        account.requests += 1
        denied_from = account.setup.denied_from
        try:
            validate_clock(int(exchange.signed_at), self.unix_time())
            if denied_from is not None and account.requests >= denied_from:
                raise ApiError("UnauthorizedOperation", "You are not authorized to perform operation.")
            if not account.window.admit(self._network.time):
                exchange.refused_by_window = True
                raise ApiError("RequestLimitExceeded", "The request rate is limited.")
        except ApiError as refusal:
            exchange.response = self._refusal(refusal)
            return
        until_response = min(exchange.responds_at, self._network.time + 1.0) - LEAST_SECONDS - self._network.time
        self._network.at(self._network.time + until_response * self._chance.random(), self._read, exchange)

    def _read(self, exchange: Exchange) -> None:
        account = self._accounts[exchange.secret_id]
        library = account.library
        if exchange.call.parameters.get("Type") == "Default":
            library = self._default_library(account)
        else:
            account.change_before_read(self.next_tick())
        self.next_tick()
        try:
            response = library.describe(exchange.call.parameters, self._chance)
        except ApiError as refusal:
            exchange.response = self._refusal(refusal)
        else:
            exchange.response = self._respond(exchange, response)

    def _respond(self, exchange: Exchange, response: dict[str, Any]) -> ApiResponse | MpsError:
        fault = exchange.fault
        if fault == NO_PERSON_SET:
            del response["PersonSet"]
        elif fault == TOTAL_TOO_HIGH:
            response["TotalCount"] += 1
        elif fault == ROW_LEFT_OUT and response["PersonSet"]:
            response["PersonSet"].pop(self._chance.randrange(len(response["PersonSet"])))
        elif fault is not None and fault != SILENT and fault not in CONTRADICTIONS:
            return self._error(fault)
        try:
            return ApiResponse(exchange.call.read(response), f"request-{exchange.sent_tick}")
        except MpsError as error:
            return error

    def _default_library(self, account: Account) -> Library:
        """Return the library of default samples: equal for all accounts, and never changed."""
        key = id(account)
        if key not in self._default_libraries:
            self._default_libraries[key] = Library(DEFAULT_SAMPLES, switches=account.setup.switches)
        return self._default_libraries[key]

    def _refusal(self, refusal: ApiError) -> MpsError:
        return error_class(refusal.code)(
            refusal.message, code=refusal.code, http_status=200, server_time=self._date_header()
        )

    def _error(self, fault: str) -> MpsError:
        return error_of(fault, self._setup.faults.retry_after, self._date_header())

    def _date_header(self) -> float | None:
        return float(int(self.unix_time())) if self._setup.clock.server_sends_date else None
