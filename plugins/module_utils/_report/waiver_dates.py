# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Evaluates the waivers of saved results again, as of another day. Pure.

Slices of an audit can be days old when they are merged. A waiver that was valid then can have expired since, and hosts
with different clocks can disagree about a waiver.
"""

from __future__ import annotations

import datetime as dt

from .._audit.findings import NONCOMPLIANT
from .._audit.globs import glob_matches
from .._audit.verdicts import UNEXPECTED, UNKNOWN
from .consistency import status_of
from .coverage import unlisted_unexpected
from .document import Account, AuditResult, Finding, UnexpectedCounts, Waiver


def evaluate_waivers(result: AuditResult, today: dt.date) -> AuditResult:
    """The accounts, findings and waivers of a result as of ``today`` in UTC. The summary stays as it is.

    The waiver of a finding is the one that is valid longest, so if it has expired, no other waiver covers the finding.
    """
    findings = [_evaluated_finding(finding, today) for finding in result["findings"]]
    by_account: dict[str, list[Finding]] = {}
    for finding in findings:
        by_account.setdefault(finding["account"], []).append(finding)
    ended = [waiver for waiver in result["waivers"] if _has_ended(waiver, today)]
    return {
        **result,
        "accounts": [
            _evaluated_account(
                account,
                by_account.get(account["name"], []),
                any(glob_matches(waiver["account"], account["name"]) for waiver in ended),
            )
            for account in result["accounts"]
        ],
        "findings": findings,
        "waivers": [_evaluated_waiver(waiver, today) for waiver in result["waivers"]],
    }


def _is_expired(expires: str, today: dt.date) -> bool:
    return dt.date.fromisoformat(expires) < today


def _evaluated_finding(finding: Finding, today: dt.date) -> Finding:
    waiver = finding["waiver"]
    if waiver is None:
        return finding
    expired = _is_expired(waiver["expires"], today)
    return {**finding, "waived": not expired, "waiver": {**waiver, "expired": expired}}


def _evaluated_waiver(waiver: Waiver, today: dt.date) -> Waiver:
    days_left = (dt.date.fromisoformat(waiver["expires"]) - today).days
    return {**waiver, "expired": days_left < 0, "days_left": days_left}


def _has_ended(waiver: Waiver, today: dt.date) -> bool:
    """Whether a waiver of unexpected samples has expired since the audit."""
    return UNEXPECTED in waiver["verdicts"] and not waiver["expired"] and _is_expired(waiver["expires"], today)


def _evaluated_account(account: Account, findings: list[Finding], has_expired: bool) -> Account:
    """The account with the counts and the status that follow from its evaluated findings."""
    unexpected = _evaluated_counts(account, findings, has_expired)
    waived = sum(finding["waived"] for finding in findings if finding["verdict"] != UNEXPECTED)
    waived += unexpected["waived"] if unexpected else 0
    if waived == account["waived"] and unexpected == account["unexpected"]:
        return account
    status = status_of(account["verdicts"], waived)
    if account["status"] == UNKNOWN and status != NONCOMPLIANT:
        status = "unknown"  # also an account that was not audited
    return {**account, "unexpected": unexpected, "waived": waived, "status": status}


def _evaluated_counts(account: Account, findings: list[Finding], has_expired: bool) -> UnexpectedCounts | None:
    """Which waivers cover the samples that are not listed is not known. If one has expired, none of them is waived."""
    counts = account["unexpected"]
    if counts is None:
        return None
    listed_waived = sum(finding["waived"] for finding in findings if finding["verdict"] == UNEXPECTED)
    unlisted = 0 if has_expired else unlisted_unexpected(account).waived
    return {**counts, "waived": listed_waived + unlisted, "listed_waived": listed_waived}
