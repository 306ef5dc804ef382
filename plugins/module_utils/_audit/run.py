# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Audits many accounts: sends the requests of every account, and collects the results."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Callable

from .._api.endpoint import site_of
from .._engine.isolation import isolate_flow, isolate_send
from .._engine.plan import Job, Outcome
from .._engine.run import Run, open_scheduler
from .._errors import ConfigurationError, MpsError
from .._listing.page import Sample
from .._listing.selection import Selection, list_person_samples
from .accounts import Account
from .findings import AccountFindings
from .globs import AccountNames
from .inputs import Inputs, input_warnings
from .manifest import Expectation, Manifest
from .plan import AccountAudit, audit_account
from .progress import Progress
from .results import AccountResult, AuditedAccount, account_entry, audit_result
from .snapshot import expectations_of, shared_names, unnamed
from .unexpected import UnexpectedRule
from .verdicts import UNKNOWN
from .waivers import Waivers

Warn = Callable[[str], object]


@dataclass(frozen=True)
class _Comparison:
    """An account, and the expectations to compare it with. ``findings`` collects the result."""

    account: Account
    expectations: Sequence[Expectation]
    findings: AccountFindings


@dataclass(frozen=True)
class _Reference:
    """The library of the reference account as expectations. ``failure`` is set if the library cannot be used."""

    result: AccountResult
    expectations: Sequence[Expectation]
    failure: MpsError | None


def audit(inputs: Inputs, today: dt.date, progress: Progress | None = None) -> dict[str, Any]:
    """The result of the audit module. A failure of an account is in the result; it is not raised.

    ``today`` is the day in UTC. It decides which waivers have expired. ``warnings`` of the result are for the user.
    """
    started = time.monotonic()
    waivers = _waivers(inputs, today)
    warnings = input_warnings(inputs)
    progress = progress or Progress()
    progress.accounts = len(inputs.selected)

    def wrap_send(send: Any) -> Any:
        return progress.count_requests(isolate_send(send))

    with open_scheduler(inputs.concurrency, warnings.append, wrap_send=wrap_send, wrap_flow=isolate_flow) as run:
        results = _audit_accounts(inputs, waivers, run, warnings.append, progress)
    return {**audit_result(results, waivers, time.monotonic() - started), "warnings": warnings}


def not_audited(inputs: Inputs, today: dt.date) -> dict[str, Any]:
    """The result of the audit module if it only validates its inputs. Every account is unknown."""
    waivers = _waivers(inputs, today)
    results = []
    for account in inputs.selected:
        findings = AccountFindings(account.ref.name, waivers)
        results.append(AccountResult({**account_entry(_audited(account), findings), "status": UNKNOWN}, findings))
    return {**audit_result(results, waivers, 0.0), "warnings": input_warnings(inputs)}


def _waivers(inputs: Inputs, today: dt.date) -> Waivers:
    return Waivers(inputs.waivers, today, AccountNames(account.name for account in inputs.accounts))


def _audit_accounts(inputs: Inputs, waivers: Waivers, run: Run, warn: Warn, progress: Progress) -> list[AccountResult]:
    """The result of each selected account, in the order of the input. The reference account comes first."""
    others = [account for account in inputs.selected if account is not inputs.reference]
    if inputs.reference is None:
        return _compare_accounts(others, inputs.manifest, inputs, waivers, run, progress)
    reference = _read_reference(inputs.reference, waivers, run, warn)
    if reference.failure is not None:
        name = inputs.reference.ref.name
        error = ConfigurationError(f"cannot compare with the reference account {name}: {reference.failure}")
        return [reference.result, *(_unread_result(account, waivers, error) for account in others)]
    manifest = Manifest(reference.expectations)
    return [reference.result, *_compare_accounts(others, manifest, inputs, waivers, run, progress)]


def _compare_accounts(
    accounts: Sequence[Account],
    manifest: Manifest,
    inputs: Inputs,
    waivers: Waivers,
    run: Run,
    progress: Progress,
) -> list[AccountResult]:
    comparisons: dict[Job[AccountAudit], _Comparison] = {}
    for account in accounts:
        expectations = manifest.for_account(account.ref)
        findings = AccountFindings(account.ref.name, waivers, inputs.include_ok)
        limit = inputs.unexpected_limit
        rule = None if limit is None else UnexpectedRule(findings.waivers, limit)
        job = Job(audit_account(expectations, rule), account.settings)
        comparisons[job] = _Comparison(account, expectations, findings)
    results: dict[str, AccountResult] = {}
    for job, outcome in run(comparisons):
        comparison = comparisons[job]
        result = _result(comparison, outcome, inputs.unexpected_limit is not None)
        results[comparison.account.ref.name] = result
        progress.done += 1
        progress.findings += len(result.findings.findings)
        progress.unknown += result.account["status"] == UNKNOWN
    return [results[account.ref.name] for account in accounts]


def _result(comparison: _Comparison, outcome: Outcome[AccountAudit], reports_unexpected: bool) -> AccountResult:
    expectations, findings = comparison.expectations, comparison.findings
    error = outcome.error  # a defect, because the plan returns every other failure
    audited = outcome.value() if error is None else AccountAudit([error] * len(expectations), None, error, None)
    failure = audited.unread
    if failure is not None:
        findings.add_unread(failure, expectations)
    else:
        failure = _add_verdicts(comparison, audited, reports_unexpected)
    entry = account_entry(_audited(comparison.account, outcome), findings, failure, audited.samples_seen)
    return AccountResult(entry, findings, expectations)


def _add_verdicts(comparison: _Comparison, audited: AccountAudit, reports_unexpected: bool) -> MpsError | None:
    """Add the findings of an account that was read completely or in part. Returns the first failure."""
    findings = comparison.findings
    for expectation, verdict in zip(comparison.expectations, audited.verdicts):
        findings.add(expectation, verdict)
    failures = [verdict for verdict in audited.verdicts if isinstance(verdict, MpsError)]
    if audited.unexpected_failure is not None:
        failures.append(audited.unexpected_failure)
        if reports_unexpected:
            findings.add_unexpected_failure(audited.unexpected_failure)
    elif audited.unexpected is not None:
        findings.add_unexpected(audited.unexpected)
    return failures[0] if failures else None


def _read_reference(reference: Account, waivers: Waivers, run: Run, warn: Warn) -> _Reference:
    ((_job, outcome),) = run([Job(list_person_samples(Selection()), reference.settings)])
    rows: Sequence[Sample] = outcome.result.samples if outcome.result is not None else ()
    expectations: list[Expectation] = []
    failure = outcome.error
    try:
        expectations = expectations_of(rows)
        for name in shared_names(rows):
            warn(f"The reference account has several samples with the name {name!r}. Other accounts need one of them.")
        if failure is None and not expectations:
            failure = ConfigurationError(
                "the library has no sample with a name, so every account would be compliant. Use another"
                " reference account"
            )
    except MpsError as error:  # a row is not as documented
        failure = error
    findings = AccountFindings(reference.ref.name, waivers)
    shown = failure
    if failure is not None:
        findings.add_unread(failure)
    else:
        for expectation in unnamed(rows):
            shown = ConfigurationError(
                f"the sample {expectation.person_id} has a blank name, so other accounts cannot be compared with it."
                " Name the sample, or delete it"
            )
            findings.add(expectation, shown)
    entry = account_entry(_audited(reference, outcome), findings, shown, None if failure else len(rows))
    return _Reference(AccountResult({**entry, "reference": True}, findings), expectations, failure)


def _unread_result(account: Account, waivers: Waivers, failure: MpsError) -> AccountResult:
    findings = AccountFindings(account.ref.name, waivers)
    findings.add_unread(failure)
    return AccountResult(account_entry(_audited(account), findings, failure), findings)


def _audited(account: Account, outcome: Outcome[Any] | None = None) -> AuditedAccount:
    """The account in the result. Without ``outcome``, no request was sent."""
    target = account.settings.target
    known = AuditedAccount(account.ref, account.settings.identity.account_uin, target.region, site_of(target.endpoint))
    if outcome is None:
        return known
    return replace(known, requests=outcome.requests, retries=outcome.retries, seconds=outcome.seconds)
