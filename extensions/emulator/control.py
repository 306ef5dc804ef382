# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control requests, with which tests read and change a running emulator. README.md describes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from aiohttp import hdrs, web

from emulator.accounts import Account
from emulator.api_error import ApiError
from emulator.fault_rules import FaultPlan, parse_rules
from emulator.fields import Fields
from emulator.library import Library
from emulator.role_state import parse_metadata
from emulator.service import Service
from emulator.state import parse_sample

CONTROL_PATH = "/_emulator/"


class ControlError(Exception):
    """A control request that fails. ``status``: HTTP status of the response. ``problems``: messages for the client."""

    def __init__(self, status: int, problems: list[str]) -> None:
        super().__init__(problems)
        self.status = status
        self.problems = problems


class Control:
    """Responds to the requests under ``/_emulator/``."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._fixed_paths: dict[tuple[str, str], Callable[[web.BaseRequest, Any], Any]] = {
            ("GET", "requests"): self._requests,
            ("GET", "counters"): lambda request, body: self._service.log.counters(),
            ("POST", "reset"): self._reset,
            ("POST", "faults"): self._replace_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "metadata"): self._replace_metadata,
        }

    async def respond(self, request: web.BaseRequest, path: str) -> web.Response:
        """``path``: the part after ``/_emulator/``."""
        try:
            if hdrs.ORIGIN in request.headers:
                # A web page in a browser on this host must not be able to change the emulator.
                raise ControlError(403, ["control requests from web pages are refused; send no Origin header"])
            result = self._run(request, path.rstrip("/"), await _read_json(request))
        except ControlError as error:
            return _json(error.status, {"problems": error.problems})
        return _json(200, result)

    def _run(self, request: web.BaseRequest, path: str, body: Any) -> Any:
        handler = self._fixed_paths.get((request.method, path))
        if handler is not None:
            return handler(request, body)
        parts = [unquote(part) for part in path.split("/")]
        if request.method == "POST" and parts[0] == "accounts" and parts[2:] == ["expire"]:
            return {"expired": self._service.accounts.expire(self._account(parts[1]))}
        if len(parts) >= 3 and parts[0] == "accounts" and parts[2] == "samples":
            account = self._account(parts[1])
            if request.method == "POST" and len(parts) == 3:
                return self._create(account, body)
            if request.method == "DELETE" and len(parts) == 4:
                return self._delete(account, parts[3])
        raise ControlError(
            404, [f"unknown control request {request.method} {CONTROL_PATH}{path}; see the README of the emulator"]
        )

    def _account(self, name: str) -> Account:
        account = self._service.accounts.by_name.get(name)
        if account is None:
            raise ControlError(404, [f"there is no account {name!r}"])
        return account

    def _requests(self, request: web.BaseRequest, body: Any) -> Any:
        return self._service.log.requests(request.query.get("account"), request.query.get("action"))

    def _reset(self, request: web.BaseRequest, body: Any) -> Any:
        self._service.reset()
        return {}

    def _replace_faults(self, request: web.BaseRequest, body: Any) -> Any:
        problems: list[str] = []
        rules = parse_rules(body, self._service.accounts.by_name, problems)
        if problems:
            raise ControlError(400, problems)
        self._service.faults = FaultPlan(rules)
        return {"rules": len(rules)}

    def _clear_faults(self, request: web.BaseRequest, body: Any) -> Any:
        self._service.faults = FaultPlan()
        return {}

    def _replace_metadata(self, request: web.BaseRequest, body: Any) -> Any:
        """The section ``metadata`` of the state file. Null or an empty mapping removes the role."""
        problems: list[str] = []
        accounts = self._service.accounts.by_name
        roles = {name: [role.name for role in account.roles] for name, account in accounts.items()}
        setting = parse_metadata(body, "metadata", roles, problems)
        if problems:
            raise ControlError(400, problems)
        self._service.metadata.setting = setting
        return {}

    def _create(self, account: Account, body: Any) -> Any:
        """A sample as in the state file, with an optional ``index``. The default of ``create_time`` is now."""
        problems: list[str] = []
        fields = Fields(body, "sample", problems)
        sample = parse_sample(fields)
        index = fields.integer("index", len(account.library), 0)
        fields.close()
        if problems:
            raise ControlError(400, problems)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        created = sample.create_time if "create_time" in fields else now
        updated = sample.update_time if "update_time" in fields else created
        person_id = sample.person_id or account.library.free_id()
        sample = replace(sample, person_id=person_id, create_time=created, update_time=updated)
        try:
            account.library.create(sample, index)
        except ValueError as error:
            raise ControlError(409, [str(error)]) from None
        return sample.row

    def _delete(self, account: Account, person_id: str) -> Any:
        library: Library = account.library
        try:
            library.delete(person_id)
        except ApiError as error:
            raise ControlError(404, [error.message]) from None
        return {}


async def _read_json(request: web.BaseRequest) -> Any:
    if not request.body_exists:
        return None
    text = await request.read()
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError) as error:
        raise ControlError(400, [f"the body is not valid JSON: {error}"]) from None


def _json(status: int, content: Any) -> web.Response:
    return web.Response(status=status, body=json.dumps(content).encode(), content_type="application/json")
