# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The result of an audit, as the audit module returns it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import MpsError
from .._text import escape_surrogates
from .account_ref import AccountRef
from .findings import COMPLIANT, AccountFindings, totals
from .manifest import Expectation
from .verdicts import compared_fields
from .waivers import Waiver, Waivers

# The key of the position of an expectation in the option ``samples``, in what the audit returns to its action plugin.
ENTRY = "entry"


@dataclass(frozen=True)
class AccountResult:
    """The result of one account. ``account`` is its entry under ``accounts``."""

    account: dict[str, Any]
    findings: AccountFindings
    expectations: Sequence[Expectation] = ()


@dataclass(frozen=True)
class AuditedAccount:
    """An account, and what the audit knows about it beside its findings.

    ``requests`` and ``retries`` are numbers of requests, and ``seconds`` is the time that they took.
    """

    ref: AccountRef
    uin: str | None = None
    region: str | None = None
    site: str | None = None
    requests: int = 0
    retries: int = 0
    seconds: float = 0.0


def account_entry(
    account: AuditedAccount,
    findings: AccountFindings,
    failure: MpsError | None = None,
    samples_seen: int | None = None,
) -> dict[str, Any]:
    """The entry of an account under ``accounts``."""
    return {
        "name": account.ref.name,
        "uin": account.uin,
        "region": account.region,
        "site": account.site,
        "labels": sorted(account.ref.labels),
        "reference": False,
        "status": findings.status,
        "verdicts": findings.verdict_counts(),
        "waived": findings.waived,
        "unexpected": findings.unexpected,
        "samples_seen": samples_seen,
        "requests": account.requests,
        "retries": account.retries,
        "seconds": round(account.seconds, 3),
        "error": escape_surrogates(str(failure)) if failure else None,
        "kind": failure.kind if failure else None,
        "code": failure.code if failure else None,
        "request_id": failure.request_id if failure else None,
    }


def audit_result(results: Sequence[AccountResult], waivers: Waivers, seconds: float) -> dict[str, Any]:
    """The result of the whole audit. ``seconds`` is its duration."""
    accounts = [result.account for result in results]
    waiver_uses: Counter[Waiver] = Counter()
    for result in results:
        waiver_uses.update(result.findings.waiver_uses)
    waiver_results = waivers.as_result(waiver_uses)
    summary = summary_of(accounts, waiver_results, seconds)
    return {
        "compliant": summary["accounts"][COMPLIANT] == len(accounts),
        "summary": summary,
        "accounts": accounts,
        "samples": _expected_samples(results),
        "findings": [finding for result in results for finding in result.findings.findings],
        "waivers": waiver_results,
    }


def summary_of(
    accounts: Sequence[Mapping[str, Any]], waivers: Iterable[Mapping[str, Any]], seconds: float
) -> dict[str, Any]:
    """The totals of ``accounts`` and ``waivers``, which are those of a result. ``seconds`` is the duration."""
    statuses, verdicts = totals(accounts)
    return {
        "accounts": statuses,
        "verdicts": verdicts,
        "waived": sum(account["waived"] for account in accounts),
        "expired_waivers": sum(waiver["expired"] for waiver in waivers),
        "requests": sum(account["requests"] for account in accounts),
        "seconds": round(seconds, 3),
    }


def _expected_samples(results: Sequence[AccountResult]) -> list[dict[str, Any]]:
    """The expectations in the order of the manifest, each with the names of its accounts.

    The names are None if the expectation applies to every account except the reference.
    """
    count = sum(not result.account["reference"] for result in results)
    accounts: dict[Expectation, list[str]] = {}
    for result in results:
        for expectation in result.expectations:
            accounts.setdefault(expectation, []).append(result.account["name"])
    return [
        {
            "sample": expectation.identity,
            "type": expectation.type,
            "state": expectation.state,
            "severity": expectation.severity,
            ENTRY: expectation.entry,
            "fields": escape_surrogates(compared_fields(expectation)),
            "accounts": None if len(names) == count else names,
        }
        for expectation, names in accounts.items()
    ]
