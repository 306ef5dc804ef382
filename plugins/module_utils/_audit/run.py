# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Many accounts against one manifest: checked inputs in, verdicts out."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Callable

from .._engine.plan import Job, Outcome, Plan
from .._engine.run import Run, open_scheduler
from .._errors import ConfigurationError, MpsError
from .._listing.page import Sample
from .._listing.selection import Selection, list_person_samples
from .._text import escape_surrogates
from .accounts import Account
from .findings import COMPLIANT, AccountFindings, UnexpectedSamples, totals
from .inputs import Inputs
from .manifest import Expectation, Manifest
from .plan import Audited, audit_account
from .snapshot import expectations_of, shared_names
from .verdicts import UNKNOWN
from .waivers import WaiverBook

Warn = Callable[[str], object]


@dataclass(frozen=True)
class _Result:
    """One account as it is returned, and its findings."""

    account: dict[str, Any]
    findings: list[dict[str, Any]]
    expectations: Sequence[Expectation] = ()


@dataclass
class _Audit:
    """One account's audit under way."""

    account: Account
    expectations: Sequence[Expectation]
    tally: AccountFindings
    unexpected_limit: int | None
    unexpected: UnexpectedSamples | None = None  # of the newest walk

    def job(self) -> Job[Audited]:
        begin = None if self.unexpected_limit is None else self._begin_count
        return _job(self.account, audit_account(self.expectations, begin))

    def _begin_count(self) -> Callable[[Sample], object]:
        self.unexpected = UnexpectedSamples(self.tally.waivers, self.tally.book, self.unexpected_limit or 0)
        return self.unexpected.add

    def result(self, outcome: Outcome[Audited]) -> _Result:
        defect = outcome.error  # the plan raises nothing else
        audited = outcome.value() if defect is None else Audited([defect] * len(self.expectations), defect, None)
        for expectation, judged in zip(self.expectations, audited.judgements):
            self.tally.add(expectation, judged)
        failures = [judged for judged in audited.judgements if isinstance(judged, MpsError)]
        if audited.unexpected_failure is not None:
            failures.append(audited.unexpected_failure)
            if self.unexpected_limit is not None or not self.expectations:
                self.tally.add_unread(audited.unexpected_failure)
        elif self.unexpected is not None:
            self.tally.add_unexpected(self.unexpected)
        result = _result(self.account, self.tally, failures[:1], audited.samples_seen, outcome)
        return replace(result, expectations=self.expectations)


def audit(inputs: Inputs, today: dt.date, warn: Warn) -> dict[str, Any]:
    """The verdicts, as the audit module returns them. Never fails for what accounts answer.

    ``today`` is the day in UTC by which waivers expire.
    """
    began = time.monotonic()
    book = WaiverBook(inputs.waivers, today)
    with open_scheduler(inputs.concurrency, warn, isolate=True) as run:
        results = list(_results(inputs, book, run, warn))
    return _returned(results, book, time.monotonic() - began)


def not_audited(inputs: Inputs, today: dt.date) -> dict[str, Any]:
    """The same for inputs that were only checked: nothing was called, so every account is unknown."""
    book = WaiverBook(inputs.waivers, today)
    results = [_result(account, AccountFindings(account.place.name, book), (), None, None) for account in inputs.chosen]
    for result in results:
        result.account["status"] = UNKNOWN
    return _returned(results, book, 0.0)


def _returned(results: Sequence[_Result], book: WaiverBook, seconds: float) -> dict[str, Any]:
    accounts = [result.account for result in results]
    statuses, verdicts = totals(accounts)
    waivers = book.as_result()
    return {
        "compliant": statuses[COMPLIANT] == len(accounts),
        "summary": {
            "accounts": statuses,
            "verdicts": verdicts,
            "waived": sum(account["waived"] for account in accounts),
            "expired_waivers": sum(waiver["expired"] for waiver in waivers),
            "requests": sum(account["requests"] for account in accounts),
            "seconds": round(seconds, 3),
        },
        "accounts": accounts,
        "samples": _expected(results),
        "findings": [finding for result in results for finding in result.findings],
        "waivers": waivers,
    }


def _expected(results: Sequence[_Result]) -> list[dict[str, Any]]:
    """What was expected, in the order it was written, and of which accounts; None stands for all but the reference."""
    audited = sum(not result.account["reference"] for result in results)
    of: dict[Expectation, list[str]] = {}
    for result in results:
        for expectation in result.expectations:
            of.setdefault(expectation, []).append(result.account["name"])
    return [
        {
            "sample": expectation.identity,
            "type": expectation.type,
            "state": expectation.state,
            "severity": expectation.severity,
            "accounts": None if len(names) == audited else names,
        }
        for expectation, names in of.items()
    ]


def _results(inputs: Inputs, book: WaiverBook, run: Run, warn: Warn) -> Iterator[_Result]:
    """Every chosen account's, in the order they were given; the reference's first."""
    manifest = inputs.manifest
    others = [account for account in inputs.chosen if account is not inputs.reference]
    if inputs.reference is not None:
        first, expectations, failure = _read_reference(inputs.reference, book, run, warn)
        yield first
        if failure is not None:
            yield from (_without_reference(account, inputs.reference, book, failure) for account in others)
            return
        manifest = Manifest(expectations)
    audits = [
        _Audit(
            account,
            manifest.at(account.place),
            AccountFindings(account.place.name, book, inputs.include_ok),
            inputs.unexpected_limit,
        )
        for account in others
    ]
    yield from _in_order(audits, run)


def _read_reference(
    reference: Account, book: WaiverBook, run: Run, warn: Warn
) -> tuple[_Result, list[Expectation], MpsError | None]:
    """The reference's own result, what the others are to have, and why nothing can be held against it."""
    ((_reference_job, outcome),) = run([_job(reference, list_person_samples(Selection()))])
    expectations: list[Expectation] = []
    shared: list[str] = []
    failure, rows = outcome.error, outcome.result.samples if outcome.result is not None else ()
    try:
        expectations, shared = expectations_of(rows), shared_names(rows)
        if failure is None and not expectations:
            failure = ConfigurationError("it holds no sample, so that anything would be compliant")
    except MpsError as odd:
        failure = odd
    for name in shared:
        warn(f"The reference account has more than one sample called {name!r}. Of the others, one is expected.")
    tally = AccountFindings(reference.place.name, book)
    if failure is not None:
        tally.add_unread(failure)
    first = _result(reference, tally, [failure] if failure else [], None if failure else len(rows), outcome)
    first.account["reference"] = True
    return first, expectations, failure


def _in_order(audits: Sequence[_Audit], run: Run) -> list[_Result]:
    """Outcomes come as they end; results go out as the accounts were given."""
    jobs = [one.job() for one in audits]
    outcomes = {id(job): outcome for job, outcome in run(jobs)}
    return [one.result(outcomes[id(job)]) for one, job in zip(audits, jobs)]


def _job(account: Account, plan: Plan[Any]) -> Job[Any]:
    settings = account.settings
    return Job(plan, settings)


def _without_reference(account: Account, reference: Account, book: WaiverBook, failure: MpsError) -> _Result:
    why = ConfigurationError(f"nothing can be held against the reference account {reference.place.name}: {failure}")
    tally = AccountFindings(account.place.name, book)
    tally.add_unread(why)
    return _result(account, tally, [why], None, None)


def _result(
    account: Account,
    tally: AccountFindings,
    failures: Sequence[MpsError],
    seen: int | None,
    outcome: Outcome[Any] | None,
) -> _Result:
    failure = failures[0] if failures else None
    described = {
        "name": account.place.name,
        "uin": account.uin,
        "region": account.settings.target.region,
        "labels": sorted(account.place.labels),
        "reference": False,
        "status": tally.status,
        "verdicts": tally.counts(),
        "waived": tally.waived,
        "unexpected": tally.unexpected,
        "samples_seen": seen,
        "requests": outcome.requests if outcome else 0,
        "retries": outcome.retries if outcome else 0,
        "seconds": round(outcome.seconds, 3) if outcome else 0.0,
        "error": escape_surrogates(str(failure)) if failure else None,
        "kind": failure.kind if failure else None,
        "code": failure.code if failure else None,
        "request_id": failure.request_id if failure else None,
    }
    return _Result(described, tally.findings)
