# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated cloud: from a request off the wire to the reply, with faults, rates and the log. No IO."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emulator.accounts import Account, Accounts, Identity
from emulator.admission import (
    UNSIGNED,
    authenticate,
    check_permission,
    check_size,
    find_action,
    find_unsigned_action,
)
from emulator.api_error import ApiError
from emulator.call import Action, Call
from emulator.fault_rules import FaultPlan, Rule
from emulator.library import RandomSource
from emulator.metadata import MetadataAddress
from emulator.parameters import FORM_TYPE, JSON_TYPE, read_body, read_query
from emulator.rate_window import RateWindow
from emulator.request_log import LoggedRequest, RequestLog, without_secrets
from emulator.signature_check import Authorization, WireRequest, read_authorization
from emulator.state import State

METADATA_ACTION = "metadata"
MAIN_MEMBERS = ("PersonSet", "Credentials", "AccountId")
HTML_PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body><center><h1>%s</h1></center></body>\r\n</html>\r\n"


@dataclass(frozen=True)
class Reply:
    """What goes onto the wire. ``date``: Unix seconds of the Date header; ``ending``: whole, reset, truncate, hang."""

    status: int
    body: bytes = field(repr=False)  # may hold keys that were just issued
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
    account: Account | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    faults: Sequence[Rule] = ()
    request_id: str = ""

    @property
    def is_unsigned(self) -> bool:
        """Whether it says of itself that it carries no signature."""
        return self.request.headers.get("authorization") == UNSIGNED

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
        self.accounts = Accounts(state.accounts, state.server.switches, state.server.credential_lifetime_s)
        self.metadata = MetadataAddress(self.accounts, state.metadata)
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
        body = f'{{"Response": {members[:-1]}, "RequestId": "{exchange.request_id}"}}}}'.encode(
            "utf-8", "backslashreplace"
        )
        reply = _disturb(Reply(200, body, exchange.request_id, exchange.now), exchange, code)
        self._remember(exchange, code, reply, true_time)
        return replace(reply, delay_s=reply.delay_s + self.server.latency_ms / 1000)

    def _open(self, request: WireRequest, true_time: float) -> Exchange:
        """Finds out whose request it claims to be, and which faults hit it."""
        exchange = Exchange(request, true_time + self.server.clock_offset_s, request_id=str(uuid.uuid4()))
        try:
            if exchange.is_unsigned:
                exchange.account = self._account_asked_for(request)
            else:
                exchange.authorization = read_authorization(request.headers.get("authorization"))
        except ApiError:
            pass  # refused in its turn, after the size
        if exchange.authorization is not None:
            exchange.identity = self.accounts.identity(exchange.authorization.secret_id)
            exchange.account = exchange.identity.account if exchange.identity else None
        account = exchange.account
        exchange.faults = self.faults.pick(account.name if account else None, request.headers.get("x-tc-action"))
        for rule in exchange.faults:
            exchange.now += rule.clock_offset_s
            if account is not None:
                rule.mutate(account.library)
        return exchange

    def _run(self, exchange: Exchange, arrival: float) -> str:
        request = exchange.request
        check_size(request)
        if exchange.is_unsigned:
            action = find_unsigned_action(request.headers)
        else:
            authorization = exchange.authorization or read_authorization(request.headers.get("authorization"))
            authenticate(request, authorization, exchange.identity, exchange.now)
            action = find_action(request.headers, authorization.service)
        exchange.raise_fault("denied")
        check_permission(exchange.identity or exchange.account, action)
        exchange.raise_fault("throttle")
        self._check_rate(exchange.account, action, arrival)
        exchange.raise_fault("server_error")
        parameters = _read_parameters(request, action.integers)
        exchange.parameters = without_secrets(parameters)
        now, randomness = exchange.now, self._randomness
        return action.run(Call(exchange.identity, parameters, self.accounts, self.server, now, randomness))

    def _account_asked_for(self, request: WireRequest) -> Account | None:
        """The account of the role that an unsigned request asks for; raises ApiError if it is not to be read."""
        arn = _read_parameters(request, ()).get("RoleArn")
        found = self.accounts.role(arn) if isinstance(arn, str) else None
        return found[0] if found else None

    def _check_rate(self, account: Account | None, action: Action, arrival: float) -> None:
        limit = action.requests_per_second or self.server.requests_per_second
        key = (account.name if account else "", action.permission)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = RateWindow(limit)
        if not window.admit(arrival):
            raise ApiError(
                "RequestLimitExceeded", f"Your current request times exceeds the limit `{limit}` in one second."
            )

    def _remember(self, exchange: Exchange, code: str | None, reply: Reply, true_time: float) -> None:
        headers = exchange.request.headers
        authorization, account = exchange.authorization, exchange.account
        session = exchange.identity.session if exchange.identity else None
        self.log.add(
            LoggedRequest(
                at=true_time,
                account=account.name if account else None,
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
                role=session.role.name if session else None,
            )
        )

    def answer_metadata(self, method: str, path: str, true_time: float) -> Reply:
        """What the metadata address answers; it is logged as the action ``metadata``."""
        answer = self.metadata.answer(path, true_time + self.server.clock_offset_s)
        request_id = str(uuid.uuid4())
        setting = self.metadata.setting
        self.log.add(
            LoggedRequest(
                at=true_time,
                account=setting.account if setting else None,
                action=METADATA_ACTION,
                secret_id=None,
                language=None,
                region=None,
                client=None,
                method=method,
                parameters={"path": path},
                code=None if answer.status == 200 else str(answer.status),
                http_status=None if answer.hang else answer.status,
                request_id=request_id,
            )
        )
        body = HTML_PAGE % ((str(answer.status).encode(),) * 2) if answer.body is None else answer.body
        now, ending = true_time + self.server.clock_offset_s, "hang" if answer.hang else "whole"
        return Reply(answer.status, body, request_id, now, answer.content_type, ending=ending)


def _read_parameters(request: WireRequest, integers: Collection[str]) -> dict[str, Any]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != (FORM_TYPE if request.method == "GET" else JSON_TYPE):
        raise ApiError("UnsupportedProtocol", f"The content type `{content_type}` does not go with {request.method}.")
    return read_query(request.query, integers) if request.method == "GET" else read_body(request.body)


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
            for name in MAIN_MEMBERS:
                members.pop(name, None)
            reply = replace(reply, body=json.dumps({"Response": members}).encode())
        elif rule.fault in ("reset", "truncate"):
            reply = replace(reply, ending=rule.fault)
    return reply
