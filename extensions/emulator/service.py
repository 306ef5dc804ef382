# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated service: from a received request to the response, with faults, rate limits and the log. No I/O."""

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
    find_action,
    find_unsigned_action,
    validate_permission,
    validate_size,
)
from emulator.api_error import ApiError
from emulator.call import Action, Call
from emulator.fault_rules import FaultPlan, Rule
from emulator.library import RandomSource
from emulator.metadata import MetadataServer
from emulator.organization import Organization
from emulator.parameters import FORM_TYPE, JSON_TYPE, parse_body, parse_query
from emulator.rate_window import RateWindow
from emulator.request_log import LoggedRequest, RequestLog, without_secrets
from emulator.signature_check import Authorization, WireRequest, parse_authorization
from emulator.state import State

METADATA_ACTION = "metadata"
MAIN_MEMBERS = ("PersonSet", "Credentials", "AccountId", "Items")
HTML_PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body><center><h1>%s</h1></center></body>\r\n</html>\r\n"


@dataclass(frozen=True)
class WireResponse:
    """A response to send. ``date``: Unix seconds for the Date header. ``ending``: complete, reset, truncate or hang."""

    status: int
    body: bytes = field(repr=False)  # may contain credentials
    request_id: str
    date: float
    content_type: str = JSON_TYPE
    retry_after: float | None = None
    delay_s: float = 0
    ending: str = "complete"


@dataclass
class Exchange:
    """A request, its account, and the fault rules that affect it. ``now``: Unix seconds of the server's clock."""

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
        """Whether the Authorization header declares that the request has no signature."""
        return self.request.headers.get("authorization") == UNSIGNED

    def raise_fault(self, name: str) -> None:
        """Raise the ApiError of the first fault rule with this name that affects the request, if any."""
        rule = next((rule for rule in self.faults if rule.fault == name), None)
        if rule is not None:
            raise ApiError(rule.code, f"The fault rule `{name}` of the emulator refused the request.")


class Service:
    """The state of a running emulator, and the functions that respond to requests."""

    def __init__(self, state: State, randomness: RandomSource = random) -> None:
        self.server = state.server
        self.accounts = Accounts(state.accounts, state.server.switches, state.server.credential_lifetime_s)
        self.metadata = MetadataServer(self.accounts, state.metadata)
        self.organization = Organization(state.organization) if state.organization else None
        self.faults = FaultPlan(state.faults)
        self.log = RequestLog()
        self._randomness = randomness
        self._windows: dict[tuple[str, str], RateWindow] = {}

    def reset(self) -> None:
        """Clear the log, the counters and the rate windows."""
        self.log.clear()
        self._windows.clear()

    def respond(self, request: WireRequest, true_time: float, arrival: float) -> WireResponse:
        """The response to an API request. ``true_time``: Unix seconds. ``arrival``: seconds of a monotonic clock."""
        exchange = self._open_exchange(request, true_time)
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
        response = WireResponse(200, body, exchange.request_id, exchange.now)
        for rule in exchange.faults:
            response = _apply_fault(response, rule, succeeded=code is None)
        self._log_exchange(exchange, code, response, true_time)
        return replace(response, delay_s=response.delay_s + self.server.latency_ms / 1000)

    def respond_to_metadata(self, method: str, path: str, true_time: float) -> WireResponse:
        """The response of the metadata service. The request is logged with the action ``metadata``."""
        now = true_time + self.server.clock_offset_s
        found = self.metadata.respond(path, now)
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
                code=None if found.status == 200 else str(found.status),
                http_status=None if found.hang else found.status,
                request_id=request_id,
            )
        )
        body = HTML_PAGE % ((str(found.status).encode(),) * 2) if found.body is None else found.body
        ending = "hang" if found.hang else "complete"
        return WireResponse(found.status, body, request_id, now, found.content_type, ending=ending)

    def _open_exchange(self, request: WireRequest, true_time: float) -> Exchange:
        """Find the claimed account, which is not verified yet, and the fault rules that affect the request."""
        exchange = Exchange(request, true_time + self.server.clock_offset_s, request_id=str(uuid.uuid4()))
        try:
            if exchange.is_unsigned:
                exchange.account = self._account_of_requested_role(request)
            else:
                exchange.authorization = parse_authorization(request.headers.get("authorization"))
        except ApiError:
            pass  # _run raises it again, after the check of the size
        if exchange.authorization is not None:
            exchange.identity = self.accounts.identity(exchange.authorization.secret_id)
            exchange.account = exchange.identity.account if exchange.identity else None
        account = exchange.account
        exchange.faults = self.faults.pick(account.name if account else None, request.headers.get("x-tc-action"))
        for rule in exchange.faults:
            exchange.now += rule.clock_offset_s
            if account is not None:
                rule.mutate(account.library)
            if self.organization is not None:
                self.organization.change(rule.member_changes)
        return exchange

    def _run(self, exchange: Exchange, arrival: float) -> str:
        """Run the checks in the order of the service, then the action. Returns the members of Response as JSON."""
        request = exchange.request
        validate_size(request)
        if exchange.is_unsigned:
            action = find_unsigned_action(request.headers)
        else:
            authorization = exchange.authorization or parse_authorization(request.headers.get("authorization"))
            authenticate(request, authorization, exchange.identity, exchange.now)
            action = find_action(request.headers, authorization.service)
        exchange.raise_fault("denied")
        validate_permission(exchange.identity or exchange.account, action)
        exchange.raise_fault("throttle")
        self._validate_rate(exchange.account, action, arrival)
        exchange.raise_fault("server_error")
        parameters = _parse_parameters(request, action.integers)
        exchange.parameters = without_secrets(parameters)
        now, randomness = exchange.now, self._randomness
        caller, organization = exchange.identity, self.organization
        return action.run(Call(caller, parameters, self.accounts, self.server, now, randomness, organization))

    def _account_of_requested_role(self, request: WireRequest) -> Account | None:
        """The account of the role that an unsigned request names. Raises ApiError if RoleArn cannot be parsed."""
        arn = _parse_parameters(request, ()).get("RoleArn")
        found = self.accounts.role(arn) if isinstance(arn, str) else None
        return found[0] if found else None

    def _validate_rate(self, account: Account | None, action: Action, arrival: float) -> None:
        limit = action.requests_per_second or self.server.requests_per_second
        key = (account.name if account else "", action.permission)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = RateWindow(limit)
        if not window.admit(arrival):
            raise ApiError("RequestLimitExceeded", f"The request rate exceeds the limit of {limit} per second.")

    def _log_exchange(self, exchange: Exchange, code: str | None, response: WireResponse, true_time: float) -> None:
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
                http_status=None if response.ending == "reset" else response.status,
                request_id=exchange.request_id,
                faults=tuple(rule.fault for rule in exchange.faults),
                role=session.role.name if session else None,
            )
        )


def _parse_parameters(request: WireRequest, integers: Collection[str]) -> dict[str, Any]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    expected = FORM_TYPE if request.method == "GET" else JSON_TYPE
    if content_type != expected:
        raise ApiError("UnsupportedProtocol", f"{request.method} needs the content type {expected}.")
    return parse_query(request.query, integers) if request.method == "GET" else parse_body(request.body)


def _apply_fault(response: WireResponse, rule: Rule, succeeded: bool) -> WireResponse:
    """Apply a fault that changes the response, and not only its error code."""
    response = replace(response, delay_s=response.delay_s + rule.delay_ms / 1000)
    if rule.retry_after is not None:
        response = replace(response, retry_after=rule.retry_after)
    if rule.fault == "server_error" and rule.http_status is not None:
        page = HTML_PAGE % ((f"{rule.http_status} Server Error".encode(),) * 2)
        return replace(response, status=rule.http_status, body=page, content_type="text/html")
    if rule.fault == "not_json":
        page = HTML_PAGE % (b"Welcome", b"Please log in to the network")
        return replace(response, body=page, content_type="text/html")
    if rule.fault == "missing_members" and succeeded:
        members = json.loads(response.body)["Response"]
        for name in MAIN_MEMBERS:
            members.pop(name, None)
        return replace(response, body=json.dumps({"Response": members}).encode())
    if rule.fault == "null_name" and succeeded:
        document = json.loads(response.body)
        for row in document["Response"].get("PersonSet", ()):
            if row["PersonId"] == rule.person_id:
                row["Name"] = None
        return replace(response, body=json.dumps(document).encode())
    if rule.fault in ("reset", "truncate"):
        return replace(response, ending=rule.fault)
    return response
