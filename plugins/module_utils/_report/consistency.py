# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Contradictions between the members of an audit result. Pure.

A saved report can be edited or damaged. A report whose status or counts do not follow from its findings could call an
account compliant that is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .._audit.findings import COMPLIANT, NONCOMPLIANT
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .._text import nfc
from .constraints import parse_moment
from .coverage import is_whole_library
from .document import VERDICT_NAMES, Account, AuditResult, Comparison, Finding, Report, StatusName, VerdictCounts

# The path of a member, and what it must be.
Contradiction = tuple[str, str]
_LISTED_VERDICTS = tuple(verdict for verdict in VERDICT_NAMES if verdict not in (OK, UNEXPECTED, UNKNOWN))


def find_contradiction(result: AuditResult) -> Contradiction | None:
    """The first contradiction in a result whose members have the documented types."""
    return next(_contradictions(result), None)


def _contradictions(result: AuditResult) -> Iterator[Contradiction]:
    yield from _duplicate_names(result["accounts"])
    findings: dict[str, list[Finding]] = {account["name"]: [] for account in result["accounts"]}
    for index, finding in enumerate(result["findings"]):
        if finding["account"] not in findings:
            yield f".findings[{index}].account", "must be the name of one of the accounts"
            return
        for member, problem in _of_finding(finding):
            yield f".findings[{index}].{member}", problem
        findings[finding["account"]].append(finding)
    for index, account in enumerate(result["accounts"]):
        for member, problem in _of_account(account, findings[account["name"]]):
            yield f".accounts[{index}].{member}", problem
    for index, sample in enumerate(result["samples"]):
        if any(name not in findings for name in sample["accounts"] or ()):
            yield f".samples[{index}].accounts", "must contain only names of the accounts"
    for index, waiver in enumerate(result["waivers"]):
        if waiver["expired"] != (waiver["days_left"] < 0):
            yield f".waivers[{index}].expired", "must be true if days_left is negative, and otherwise false"
    yield from _of_totals(result)


def first_seen_contradiction(report: Report) -> Contradiction | None:
    """A finding of a report that was first seen after the report. It would never become overdue."""
    latest = parse_moment(report["merged_at"] or report["generated_at"])
    for index, finding in enumerate(report["findings"]):
        if parse_moment(finding["first_seen"]) > latest:
            return f".findings[{index}].first_seen", "must not be later than the report"
    return None


def comparison_contradiction(comparison: Comparison | None, findings: Sequence[Finding]) -> Contradiction | None:
    """A finding that the comparison of a report names and the report does not have."""
    if comparison is not None:
        ids = {finding["id"] for finding in findings}
        for member in ("new", "open", "unwaived", "overdue"):
            if not ids.issuperset(comparison[member]):
                return f".comparison.{member}", "must contain only ids of the findings"
    return None


def _duplicate_names(accounts: Sequence[Account]) -> Iterator[Contradiction]:
    names: dict[str, int] = {}
    for index, account in enumerate(accounts):
        first = names.setdefault(nfc(account["name"]), index)
        if first != index:
            yield f".accounts[{index}].name", f"must not be the name of accounts[{first}] too"


def _of_finding(finding: Finding) -> Iterator[Contradiction]:
    waiver = finding["waiver"]
    if finding["waived"] and not waiver:
        yield "waiver", "must not be null, because waived is true"
    elif waiver and (finding["waived"] is waiver["expired"] or finding["verdict"] in (OK, UNKNOWN)):
        yield "waived", "must be true if its waiver has not expired, and the verdicts ok and unknown have no waiver"
    if finding["covers"] != 1 and not is_whole_library(finding):
        yield "covers", "must be 1, because the sample is not *"


def _of_account(account: Account, findings: Sequence[Finding]) -> Iterator[Contradiction]:
    verdicts, listed = account["verdicts"], Counter(finding["verdict"] for finding in findings)
    unexpected = [finding for finding in findings if finding["verdict"] == UNEXPECTED]
    yield from _of_unexpected(account, unexpected)
    unknown = sum(finding["covers"] or 1 for finding in findings if finding["verdict"] == UNKNOWN)
    if verdicts["unknown"] != unknown:
        yield "verdicts.unknown", f"must be {unknown}, the number of expectations that its findings cover"
    for verdict in _LISTED_VERDICTS:
        if verdicts[verdict] != listed[verdict]:
            yield f"verdicts.{verdict}", f"must be {listed[verdict]}, the number of its findings with this verdict"
    if listed["ok"] > verdicts["ok"]:
        yield "verdicts.ok", f"must be at least {listed['ok']}, the number of its findings with this verdict"
    waived = sum(finding["waived"] for finding in findings) - sum(finding["waived"] for finding in unexpected)
    waived += account["unexpected"]["waived"] if account["unexpected"] else 0
    if account["waived"] != waived:
        yield "waived", f"must be {waived}, the number of its waived findings"
    status = status_of(verdicts, waived)
    # An account that was not audited has the status unknown, and no verdict.
    if account["status"] != status and (account["status"], status) != (UNKNOWN, COMPLIANT):
        yield "status", f"must be {status}, because of its verdicts"
    if account["status"] == COMPLIANT and (account["samples_seen"] is None or account["error"] is not None):
        yield "status", "must not be compliant, because the account could not be read (samples_seen, error)"


def status_of(verdicts: VerdictCounts, waived: int) -> StatusName:
    """The status of an account with these verdicts. ``waived`` is the number of waived findings."""
    total = sum(verdicts[verdict] for verdict in VERDICT_NAMES)
    if total - verdicts["ok"] - verdicts["unknown"] > waived:
        return "noncompliant"
    return "unknown" if verdicts["unknown"] else "compliant"


def _of_unexpected(account: Account, listed: Sequence[Finding]) -> Iterator[Contradiction]:
    counts = account["unexpected"]
    total, waived = (0, 0) if counts is None else (counts["count"], counts["waived"])
    listed_waived = sum(finding["waived"] for finding in listed)
    if counts is not None and counts["listed"] != len(listed):
        yield "unexpected.listed", f"must be {len(listed)}, the number of its unexpected findings"
    if counts is not None and counts["listed_waived"] != listed_waived:
        yield "unexpected.listed_waived", f"must be {listed_waived}, the number of its waived unexpected findings"
    if account["verdicts"]["unexpected"] != total:
        yield "verdicts.unexpected", f"must be {total}, the number in unexpected.count (0 if unexpected is null)"
    if not (listed_waived <= waived and len(listed) - listed_waived <= total - waived):
        yield "unexpected", "must not count fewer samples than the findings list"


def _of_totals(result: AuditResult) -> Iterator[Contradiction]:
    accounts, summary = result["accounts"], result["summary"]
    statuses: Mapping[str, int] = Counter(account["status"] for account in accounts)
    expected = {f"accounts.{status}": statuses[status] for status in (COMPLIANT, NONCOMPLIANT, UNKNOWN)}
    expected.update(
        {f"verdicts.{verdict}": sum(account["verdicts"][verdict] for account in accounts) for verdict in VERDICT_NAMES}
    )
    expected["waived"] = sum(account["waived"] for account in accounts)
    expected["expired_waivers"] = sum(waiver["expired"] for waiver in result["waivers"])
    expected["requests"] = sum(account["requests"] for account in accounts)
    actual: dict[str, int] = {
        **{f"accounts.{status}": count for status, count in summary["accounts"].items() if isinstance(count, int)},
        **{f"verdicts.{verdict}": count for verdict, count in summary["verdicts"].items() if isinstance(count, int)},
        "waived": summary["waived"],
        "expired_waivers": summary["expired_waivers"],
        "requests": summary["requests"],
    }
    for member, total in expected.items():
        if actual[member] != total:
            yield f".summary.{member}", f"must be {total}, the total of all accounts"
    if result["compliant"] and statuses[COMPLIANT] != len(accounts):
        yield ".compliant", "must be false, because an account is not compliant"
    if not result["compliant"] and statuses[COMPLIANT] == len(accounts) > 0:
        yield ".compliant", "must be true, because every account is compliant"
