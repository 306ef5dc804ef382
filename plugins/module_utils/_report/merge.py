# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Audit results and reports merged into one report. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from .._audit.results import summary_of
from .._errors import ConfigurationError
from .._text import nfc
from .constraints import parse_moment, utc_text
from .document import SCHEMA, Account, AuditResult, Deadlines, Report, Sample, Summary, Waiver
from .expected import ExpectedAccount, lost_accounts
from .first_seen import seen_by, with_first_seen
from .order import arranged, sample_identity
from .waiver_dates import evaluate_waivers

# A time that is later than now by more than this is a wrong clock.
_CLOCK_TOLERANCE = dt.timedelta(days=1)


def report_of(result: AuditResult, now: dt.datetime, title: str, fail_after_days: Deadlines | None = None) -> Report:
    """The report of an audit that ended ``now``, which has a time zone. Its findings are first seen now."""
    moment = utc_text(now)
    return _report([with_first_seen(result, moment)], moment, None, title, fail_after_days)


def merge_results(
    results: Sequence[AuditResult],
    now: dt.datetime,
    title: str,
    max_age: dt.timedelta | None = None,
    sources: Sequence[str] = (),
    expected: Sequence[ExpectedAccount] | None = None,
    fail_after_days: Deadlines | None = None,
) -> Report:
    """One report of one or more validated results. ``now`` has a time zone.

    The waivers are evaluated as of ``now``. ``sources`` has the option or the file of each result, for error messages.
    ``expected`` are the accounts of the audit, in order. Those that are in no result are unknown.

    Raises ``ConfigurationError`` if there is no result and no expected account, if two results have an account of the
    same name, or if a result is older than ``max_age``.
    """
    if not results and not expected:
        raise ConfigurationError(
            "there is no result to report. Set results or reports to a list with at least one entry."
        )
    times = dict(_times(results))
    _validate_times(times, now, max_age, sources)
    today = now.astimezone(dt.timezone.utc).date()
    evaluated = [evaluate_waivers(result, today) for result in results]
    # Merging old reports does not make their findings newer.
    oldest = utc_text(min(times.values(), default=now))
    merged_at = utc_text(now) if times or expected is not None else None
    if expected is None:
        return _report(evaluated, oldest, merged_at, title, fail_after_days)
    lost = with_first_seen(lost_accounts(evaluated, expected), utc_text(now))
    report = _report([*evaluated, lost], oldest, merged_at, title, fail_after_days)
    return arranged(report, evaluated, expected)


def _report(
    results: Sequence[AuditResult],
    generated_at: str,
    merged_at: str | None,
    title: str,
    fail_after_days: Deadlines | None,
) -> Report:
    accounts = [account for result in results for account in result["accounts"]]
    _validate_unique_names(accounts)
    waivers = _merged_waivers(waiver for result in results for waiver in result["waivers"])
    seconds = sum(result["summary"]["seconds"] for result in results)
    summary = cast(Summary, summary_of(accounts, waivers, seconds))
    return {
        "schema": SCHEMA,
        "title": title,
        "generated_at": generated_at,
        "merged_at": merged_at,
        "compliant": summary["accounts"]["compliant"] == len(accounts) > 0,
        "summary": summary,
        "accounts": accounts,
        "samples": _merged_samples(results, [account["name"] for account in accounts if not account["reference"]]),
        # The clock of the host of a result can be fast.
        "findings": [
            seen_by(finding, merged_at or generated_at) for result in results for finding in result["findings"]
        ],
        "waivers": waivers,
        "warnings": list(dict.fromkeys(warning for result in results for warning in result["warnings"])),
        "comparison": None,
        "fail_after_days": fail_after_days,
    }


def _times(results: Iterable[AuditResult]) -> Iterator[tuple[int, dt.datetime]]:
    """When the results were generated, by their index. The result of an audit in this process has no time."""
    for index, result in enumerate(results):
        members: Mapping[str, object] = result
        if "generated_at" in members:
            yield index, parse_moment(str(members["generated_at"]))


def _validate_times(
    times: Mapping[int, dt.datetime], now: dt.datetime, max_age: dt.timedelta | None, sources: Sequence[str]
) -> None:
    for index, time in times.items():
        source = sources[index] if sources else f"results[{index}]"
        generated = f"{source} was generated at {utc_text(time)}"
        if time - now > _CLOCK_TOLERANCE:
            raise ConfigurationError(f"{generated}, which is in the future. Correct the clock of its host.")
        if max_age is not None and now - time > max_age:
            raise ConfigurationError(
                f"{generated}, so it is older than max_age_hours ({max_age.total_seconds() / 3600:g}). Audit again."
            )


def _validate_unique_names(accounts: Iterable[Account]) -> None:
    """Names that differ only in their Unicode form look alike, so they are the same name."""
    names: set[str] = set()
    for account in accounts:
        if nfc(account["name"]) in names:
            raise ConfigurationError(
                f"the account {account['name']} is in more than one result. Remove one of these results,"
                " or give each account a unique name."
            )
        names.add(nfc(account["name"]))


def _merged_waivers(waivers: Iterable[Waiver]) -> list[Waiver]:
    """The waivers without duplicates, sorted by the date of expiry. Duplicates are merged, and their findings added."""
    merged: dict[tuple[object, ...], Waiver] = {}
    for waiver in waivers:
        key = (
            tuple(waiver["verdicts"]),
            waiver["account"],
            waiver["sample"],
            waiver["expires"],
            waiver["reason"],
            waiver["owner"],
        )
        if key in merged:
            merged[key]["findings"] += waiver["findings"]
        else:
            merged[key] = waiver.copy()
    return sorted(merged.values(), key=lambda waiver: waiver["expires"])


def _merged_samples(results: Sequence[AuditResult], audited: Sequence[str]) -> list[Sample]:
    """The expectations of all results, without duplicates, each with its accounts in all results.

    ``audited`` are the accounts without reference accounts. If an expectation applies to all of them, its ``accounts``
    is None.
    """
    if len(results) == 1 and _are_unique(results[0]["samples"]):
        return results[0]["samples"]
    merged: dict[tuple[str, ...], tuple[Sample, set[str]]] = {}
    for result in results:
        all_names = [account["name"] for account in result["accounts"] if not account["reference"]]
        for sample in result["samples"]:
            key = sample_identity(sample)
            names = all_names if sample["accounts"] is None else sample["accounts"]
            merged.setdefault(key, (sample, set()))[1].update(names)
    return [
        {**sample, "accounts": None if len(names) == len(audited) else [name for name in audited if name in names]}
        for sample, names in merged.values()
    ]


def _are_unique(samples: Sequence[Sample]) -> bool:
    return len({sample_identity(sample) for sample in samples}) == len(samples)
