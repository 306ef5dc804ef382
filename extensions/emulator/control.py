# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsigned control of a running emulator, for tests: log, counters, reset, samples and faults."""

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
from emulator.fault_rules import FaultPlan, read_rules
from emulator.fields import Fields
from emulator.library import Library
from emulator.role_state import read_metadata
from emulator.service import Service
from emulator.state import read_sample

CONTROL_PATH = "/_emulator/"


class Refusal(Exception):
    """A control request that cannot be done: HTTP ``status`` and the ``problems``."""

    def __init__(self, status: int, problems: list[str]) -> None:
        super().__init__(problems)
        self.status = status
        self.problems = problems


class Control:
    """Answers under ``/_emulator/``. README.md lists the paths."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._plain: dict[tuple[str, str], Callable[[web.BaseRequest, Any], Any]] = {
            ("GET", "requests"): self._requests,
            ("GET", "counters"): lambda request, body: self._service.log.counters(),
            ("POST", "reset"): self._reset,
            ("POST", "faults"): self._replace_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "metadata"): self._replace_metadata,
        }

    async def answer(self, request: web.BaseRequest, path: str) -> web.Response:
        """``path`` is what follows ``/_emulator/``."""
        try:
            if hdrs.ORIGIN in request.headers:
                # A page in somebody's browser must not steer an emulator that happens to run on the machine.
                raise Refusal(403, ["the control is not for browsers"])
            result = self._run(request, path.rstrip("/"), await _read_json(request))
        except Refusal as refusal:
            return _json(refusal.status, {"problems": refusal.problems})
        return _json(200, result)

    def _run(self, request: web.BaseRequest, path: str, body: Any) -> Any:
        plain = self._plain.get((request.method, path))
        if plain is not None:
            return plain(request, body)
        parts = [unquote(part) for part in path.split("/")]
        if request.method == "POST" and parts[0] == "accounts" and parts[2:] == ["expire"]:
            return {"expired": self._service.accounts.expire(self._account(parts[1]))}
        if len(parts) >= 3 and parts[0] == "accounts" and parts[2] == "samples":
            account = self._account(parts[1])
            if request.method == "POST" and len(parts) == 3:
                return self._create(account, body)
            if request.method == "DELETE" and len(parts) == 4:
                return self._delete(account, parts[3])
        raise Refusal(404, [f"there is no {request.method} {CONTROL_PATH}{path}"])

    def _account(self, name: str) -> Account:
        account = self._service.accounts.by_name.get(name)
        if account is None:
            raise Refusal(404, [f"there is no account {name!r}"])
        return account

    def _requests(self, request: web.BaseRequest, body: Any) -> Any:
        return self._service.log.requests(request.query.get("account"), request.query.get("action"))

    def _reset(self, request: web.BaseRequest, body: Any) -> Any:
        self._service.forget()
        return {}

    def _replace_faults(self, request: web.BaseRequest, body: Any) -> Any:
        problems: list[str] = []
        rules = read_rules(body, self._service.accounts.by_name, problems)
        if problems:
            raise Refusal(400, problems)
        self._service.faults = FaultPlan(rules)
        return {"rules": len(rules)}

    def _clear_faults(self, request: web.BaseRequest, body: Any) -> Any:
        self._service.faults = FaultPlan()
        return {}

    def _replace_metadata(self, request: web.BaseRequest, body: Any) -> Any:
        """As in the state file; nothing or an empty mapping takes the role away."""
        problems: list[str] = []
        accounts = self._service.accounts.by_name
        roles = {name: [role.name for role in account.roles] for name, account in accounts.items()}
        setting = read_metadata(body, "metadata", roles, problems)
        if problems:
            raise Refusal(400, problems)
        self._service.metadata.setting = setting
        return {}

    def _create(self, account: Account, body: Any) -> Any:
        """A sample as in the state file, and optionally ``index``: before which one; without times it is made now."""
        problems: list[str] = []
        fields = Fields(body, "sample", problems)
        sample = read_sample(fields)
        index = fields.integer("index", len(account.library), 0)
        fields.close()
        if problems:
            raise Refusal(400, problems)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        created = sample.create_time if "create_time" in fields else now
        updated = sample.update_time if "update_time" in fields else created
        person_id = sample.person_id or account.library.free_id()
        sample = replace(sample, person_id=person_id, create_time=created, update_time=updated)
        try:
            account.library.create(sample, index)
        except ValueError as error:
            raise Refusal(409, [str(error)]) from None
        return sample.row

    def _delete(self, account: Account, person_id: str) -> Any:
        library: Library = account.library
        try:
            library.delete(person_id)
        except ApiError as error:
            raise Refusal(404, [error.message]) from None
        return {}


async def _read_json(request: web.BaseRequest) -> Any:
    if not request.body_exists:
        return None
    text = await request.read()
    try:
        return json.loads(text) if text else None
    except ValueError as error:
        raise Refusal(400, [f"the body is not JSON: {error}"]) from None


def _json(status: int, content: Any) -> web.Response:
    return web.Response(status=status, body=json.dumps(content).encode(), content_type="application/json")
