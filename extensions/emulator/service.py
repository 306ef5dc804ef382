# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated cloud: from a request off the wire to the reply, with faults, rates and the log. No IO."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emulator.accounts import Accounts, Identity
from emulator.actions import Action, Call
from emulator.admission import authenticate, check_permission, check_size, find_action
from emulator.api_error import ApiError
from emulator.fault_rules import FaultPlan, Rule
from emulator.library import RandomSource
from emulator.parameters import FORM_TYPE, JSON_TYPE, read_body, read_query
from emulator.rate_window import RateWindow
from emulator.request_log import LoggedRequest, RequestLog
from emulator.signature_check import Authorization, WireRequest, read_authorization
from emulator.state import State

HTML_PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body><center><h1>%s</h1></center></body>\r\n</html>\r\n"


@dataclass(frozen=True)
class Reply:
    """What goes onto the wire. ``date``: Unix seconds of the Date header; ``ending``: whole, reset or truncate."""

    status: int
    body: bytes
    request_id: str
    date: float
    content_type: str = JSON_TYPE
    retry_after: float | None = None
    delay_s: float = 0
    ending: str = "whole"


@dataclass
class Exchange:
    """What is known so far about a request that is being answered."""

    request: WireRequest
    now: float
    authorization: Authorization | None = None
    identity: Identity | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    faults: Sequence[Rule] = ()
    request_id: str = ""

    def fault(self, name: str) -> Rule | None:
        """The first rule of this kind that hits the request."""
        return next((rule for rule in self.faults if rule.fault == name), None)

    def raise_fault(self, name: str) -> None:
        """Refuses the request if a rule of this kind hits it."""
        rule = self.fault(name)
        if rule is not None:
            raise ApiError(rule.code, f"A rule of the emulator: {name}.")


class Service:
    """One running cloud."""

    def __init__(self, state: State, randomness: RandomSource = random) -> None:
        self.server = state.server
        self.accounts = Accounts(state.accounts, state.server.switches)
        self.faults = FaultPlan(state.faults)
        self.log = RequestLog()
        self._randomness = randomness
        self._windows: dict[tuple[str, str], RateWindow] = {}

    def forget(self) -> None:
        """Empties the log, the counters and the rate windows."""
        self.log.clear()
        self._windows.clear()

    def answer(self, request: WireRequest, true_time: float, arrival: float) -> Reply:
        """``true_time``: Unix seconds; ``arrival``: seconds of a clock that never goes back."""
        exchange = self._open(request, true_time)
        code = None
        try:
            members = self._run(exchange, arrival)
        except ApiError as error:
            code = error.code
            message = error.message_in(request.headers.get("x-tc-language"))
            members = json.dumps({"Error": {"Code": code, "Message": message}}, ensure_ascii=False)
        body = f'{{"Response": {members[:-1]}, "RequestId": "{exchange.request_id}"}}}}'.encode("utf-8", "replace")
        reply = _disturb(Reply(200, body, exchange.request_id, exchange.now), exchange, code)
        self._remember(exchange, code, reply, true_time)
        return replace(reply, delay_s=reply.delay_s + self.server.latency_ms / 1000)

    def _open(self, request: WireRequest, true_time: float) -> Exchange:
        """Finds out whose request it claims to be, and which faults hit it."""
        exchange = Exchange(request, true_time + self.server.clock_offset_s, request_id=str(uuid.uuid4()))
        try:
            exchange.authorization = read_authorization(request.headers.get("authorization"))
        except ApiError:
            pass  # refused in its turn, after the size
        else:
            exchange.identity = self.accounts.identity(exchange.authorization.secret_id)
        account = exchange.identity.account if exchange.identity else None
        exchange.faults = self.faults.pick(account.name if account else None, request.headers.get("x-tc-action"))
        for rule in exchange.faults:
            exchange.now += rule.clock_offset_s
            if account is not None:
                rule.mutate(account.library)
        return exchange

    def _run(self, exchange: Exchange, arrival: float) -> str:
        request = exchange.request
        check_size(request)
        authorization = exchange.authorization or read_authorization(request.headers.get("authorization"))
        identity = authenticate(request, authorization, exchange.identity, exchange.now)
        action = find_action(request.headers, authorization.service)
        exchange.raise_fault("denied")
        check_permission(identity, action)
        exchange.raise_fault("throttle")
        self._check_rate(identity, action, arrival)
        exchange.raise_fault("server_error")
        exchange.parameters = _read_parameters(request, action)
        return action.run(Call(identity, exchange.parameters, self._randomness))

    def _check_rate(self, identity: Identity, action: Action, arrival: float) -> None:
        limit = self.server.requests_per_second
        key = (identity.account.name, action.permission)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = RateWindow(limit)
        if not window.admit(arrival):
            raise ApiError(
                "RequestLimitExceeded", f"Your current request times exceeds the limit `{limit}` in one second."
            )

    def _remember(self, exchange: Exchange, code: str | None, reply: Reply, true_time: float) -> None:
        headers = exchange.request.headers
        identity, authorization = exchange.identity, exchange.authorization
        self.log.add(
            LoggedRequest(
                at=true_time,
                account=identity.account.name if identity else None,
                action=headers.get("x-tc-action"),
                secret_id=authorization.secret_id[-4:] if authorization else None,
                language=headers.get("x-tc-language"),
                region=headers.get("x-tc-region"),
                client=headers.get("x-tc-requestclient"),
                method=exchange.request.method,
                parameters=exchange.parameters,
                code=code,
                http_status=None if reply.ending == "reset" else reply.status,
                request_id=exchange.request_id,
                faults=tuple(rule.fault for rule in exchange.faults),
            )
        )


def _read_parameters(request: WireRequest, action: Action) -> dict[str, Any]:
    content_type = request.headers["content-type"].partition(";")[0].strip().lower()
    if content_type != (FORM_TYPE if request.method == "GET" else JSON_TYPE):
        raise ApiError("UnsupportedProtocol", f"The content type `{content_type}` does not go with {request.method}.")
    return read_query(request.query, action.integers) if request.method == "GET" else read_body(request.body)


def _disturb(reply: Reply, exchange: Exchange, code: str | None) -> Reply:
    """The reply after the faults that concern its shape rather than its content."""
    for rule in exchange.faults:
        reply = replace(reply, delay_s=reply.delay_s + rule.delay_ms / 1000)
        if rule.retry_after is not None:
            reply = replace(reply, retry_after=rule.retry_after)
        if rule.fault == "server_error" and rule.http_status is not None:
            page = HTML_PAGE % ((f"{rule.http_status} Server Error".encode(),) * 2)
            reply = replace(reply, status=rule.http_status, body=page, content_type="text/html")
        elif rule.fault == "not_json":
            page = HTML_PAGE % (b"Welcome", b"Please log in to the network")
            reply = replace(reply, body=page, content_type="text/html")
        elif rule.fault == "missing_members" and code is None:
            members = json.loads(reply.body)["Response"]
            members.pop("PersonSet", None)
            reply = replace(reply, body=json.dumps({"Response": members}).encode())
        elif rule.fault in ("reset", "truncate"):
            reply = replace(reply, ending=rule.fault)
    return reply
