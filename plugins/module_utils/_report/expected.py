# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The accounts that a merged report must contain. Pure.

If a slice of an audit is lost, its accounts are in none of the merged reports. They are unknown, not left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .._audit.account_ref import AccountRef
from .._audit.accounts import ACCOUNT_FIELDS, select_accounts
from .._audit.findings import AccountFindings
from .._audit.results import AccountResult, AuditedAccount, account_entry, audit_result
from .._audit.waivers import Waivers
from .._errors import IncompleteError
from .._text import nfc
from .._validation.entries import parse_entry
from .._validation.problems import Problems, Source
from .document import AuditResult
from .sources import with_sources

_NO_WAIVERS = Waivers((), dt.date.min)
_LOST = "no merged report contains this account. Run the audit of its slice again, then merge again"


@dataclass(frozen=True)
class ExpectedAccount:
    """An account of the audit. Of its connection options, the report shows only ``uin`` and ``region``."""

    ref: AccountRef
    uin: str | None = None
    region: str | None = None


def parse_expected_accounts(
    options: Mapping[str, Any], entries: Sequence[Any] | None, sources: Mapping[str, Sequence[Source | None]]
) -> list[ExpectedAccount] | None:
    """The accounts in ``entries`` of an accounts file, then those of ``expected_accounts``. None if neither is set.

    Raises ``ConfigurationError`` with all problems. Credentials are not needed, so they are not read.
    """
    names = options["expected_accounts"]
    if entries is None and names is None:
        return None
    problems = Problems(sources)
    parsed = [_parse(f"accounts[{index}]", entry, problems) for index, entry in enumerate(entries or ())]
    accounts = [account for account in parsed if account is not None]
    _check_names(parsed, problems)
    if entries is not None:
        accounts = select_accounts(accounts, options["include_accounts"], options["include_labels"], problems)
    if not accounts and not names:
        problems.add("expected_accounts", "is empty; list at least one account, or omit it")
    known = {nfc(account.ref.name) for account in accounts}
    for name in names or ():
        if nfc(name) not in known:
            known.add(nfc(name))
            accounts.append(ExpectedAccount(AccountRef(name)))
    problems.raise_if_any()
    return accounts


def lost_accounts(results: Sequence[AuditResult], expected: Sequence[ExpectedAccount]) -> AuditResult:
    """The result of the ``expected`` accounts that are in none of the ``results``. Each of them is unknown."""
    found = {nfc(account["name"]) for result in results for account in result["accounts"]}
    lost = [_lost(account) for account in expected if nfc(account.ref.name) not in found]
    result = with_sources(audit_result(lost, _NO_WAIVERS, 0.0), {}, {}, "")
    return cast(AuditResult, {**result, "warnings": []})


def _lost(expected: ExpectedAccount) -> AccountResult:
    """The result of an account, as for an account that cannot be read."""
    failure = IncompleteError(_LOST)
    findings = AccountFindings(expected.ref.name, _NO_WAIVERS)
    findings.add_unread(failure)
    account = AuditedAccount(expected.ref, expected.uin, expected.region)
    return AccountResult(account_entry(account, findings, failure), findings)


def _parse(path: str, entry: Any, problems: Problems) -> ExpectedAccount | None:
    values = parse_entry(path, entry, ACCOUNT_FIELDS, problems)
    if values is None:
        return None
    ref = AccountRef(values["name"], frozenset(map(nfc, values["labels"])))
    return ExpectedAccount(ref, values["account_uin"], values["region"])


def _check_names(accounts: Sequence[ExpectedAccount | None], problems: Problems) -> None:
    first: dict[str, int] = {}
    for index, account in enumerate(accounts):
        if account is not None and first.setdefault(nfc(account.ref.name), index) != index:
            twin = first[nfc(account.ref.name)]
            problems.add(
                f"accounts[{index}].name",
                f"{account.ref.name!r} is already the name of accounts[{twin}]; use another name",
            )
