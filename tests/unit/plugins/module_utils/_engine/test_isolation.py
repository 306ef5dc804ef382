# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A defect in the collection that one account triggers does not affect other accounts. The tests insert the defects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import ApiResponse
from ansible_collections.tencentcloud.mps.plugins.module_utils._api.transport import Transport
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit import run as _audit_run
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.inputs import AUDIT_SPEC, parse_inputs
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import Expectation
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.isolation import isolate_send
from ansible_collections.tencentcloud.mps.plugins.module_utils._engine.plan import Plan
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import DeniedError, MpsError
from support.emulator_process import EmulatorProcess
from support.playbook import account_options

STATE = {
    "accounts": [
        {"name": name, "uin": f"10000000000{number}", "samples": [{"name": "Ann"}, {"name": "Bob"}]}
        for number, name in enumerate(("one", "odd", "two"))
    ]
}
SECRET = "words-of-the-defect-which-may-hold-a-key"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess(STATE) as running:
        yield running


def audited(emulator: EmulatorProcess) -> dict[str, dict[str, Any]]:
    options = {name: spec.get("default") for name, spec in {**CONNECTION_SPEC, **AUDIT_SPEC}.items()}
    options["accounts"] = [{"name": name, **account_options(emulator, name)} for name in ("one", "odd", "two")]
    options["samples"] = [{"name": "Ann", "accounts": ["one", "two"]}, {"name": "Bob", "accounts": ["odd"]}]
    result = _audit_run.audit(parse_inputs(options, {}), dt.date(2026, 11, 23))
    assert result["warnings"] == []
    assert result["compliant"] is False
    assert [(finding["account"], finding["verdict"]) for finding in result["findings"]] == [("odd", "unknown")]
    return {account["name"]: account for account in result["accounts"]}


def assert_odd_alone_is_unknown(accounts: dict[str, dict[str, Any]], where: str) -> None:
    assert {name: account["status"] for name, account in accounts.items()} == {
        "one": "compliant",
        "odd": "unknown",
        "two": "compliant",
    }
    assert accounts["odd"]["kind"] == "internal"
    assert accounts["odd"]["error"].startswith("a defect of tencentcloud.mps: KeyError in " + where)
    assert SECRET not in accounts["odd"]["error"]


def test_defect_in_a_plan_affects_only_its_account(emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(expectations: Sequence[Expectation], rule: UnexpectedRule | None) -> Plan[AccountAudit]:
        result = yield from audit_account(expectations, rule)
        if expectations[0].name == "Bob":
            raise KeyError(SECRET)
        return result

    monkeypatch.setattr(_audit_run, "audit_account", defective)
    assert_odd_alone_is_unknown(audited(emulator), "defective, test_isolation.py line ")


def test_defect_in_an_attempt_affects_only_its_account(
    emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Transport.send

    def defective(self: Transport, call: Any, *more: Any) -> ApiResponse:
        if call.parameters.get("Names") == ["Bob"]:
            raise KeyError(SECRET)
        return original(self, call, *more)

    monkeypatch.setattr(Transport, "send", defective)
    assert_odd_alone_is_unknown(audited(emulator), "defective, test_isolation.py line ")


def test_response_and_named_error_pass_through_unchanged() -> None:
    reply = ApiResponse(1, "request-1")
    assert isolate_send(lambda *arguments: reply)() is reply
    denied = DeniedError("no")

    def refuse() -> ApiResponse:
        raise denied

    with pytest.raises(MpsError) as raised:
        isolate_send(refuse)()
    assert raised.value is denied
