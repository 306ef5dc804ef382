# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The findings of a report by their causes, and the worst accounts and samples. Pure.

A finding is one entry of the list of findings that is not ok and not waived. Unexpected samples that are only counted
are findings too. An account that could not be read has one finding for all its expectations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .._audit.findings import SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .advice import account_advice_key, advice_key
from .document import Account, Finding, Report, is_whole_library, unlisted_unexpected


@dataclass
class Cause:
    """The findings with the same cause. ``key`` is the key of its texts, ``code`` the error code of the API.

    - ``findings``: the listed findings, the most severe first.
    - ``severities``: the number of findings by severity, with those that are only counted.
    - ``accounts``: the number of findings of each account.
    """

    key: str
    code: str | None = None
    findings: list[Finding] = field(default_factory=list)
    severities: Counter[str] = field(default_factory=Counter)
    accounts: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return sum(self.severities.values())

    @property
    def expectations(self) -> int:
        """The number of expectations of the findings."""
        return self.count + sum(finding["covers"] - 1 for finding in self.findings if finding["covers"] > 1)

    def add(self, account: str, severity: str, count: int = 1) -> None:
        self.severities[severity] += count
        self.accounts[account] += count


@dataclass
class Ranked:
    """An account or a sample with its findings by severity and by verdict."""

    name: str
    severities: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, severity: str, verdict: str, count: int = 1) -> None:
        self.severities[severity] += count
        self.verdicts[verdict] += count


def causes_of(report: Report) -> list[Cause]:
    """The causes of all findings that are not waived. The most severe and then the most frequent cause comes first."""
    accounts = {account["name"]: account for account in report["accounts"]}
    causes: dict[tuple[str, str | None], Cause] = {}
    for finding in unwaived(report):
        account = accounts.get(finding["account"])
        key = advice_key(finding, account)
        code = account["code"] if account is not None and finding["verdict"] == UNKNOWN else None
        cause = causes.setdefault((key, code), Cause(key, code))
        cause.findings.append(finding)
        cause.add(finding["account"], finding["severity"])
    for account, count in unlisted(report):
        causes.setdefault((UNEXPECTED, None), Cause(UNEXPECTED)).add(account["name"], SEVERITY_OF_UNEXPECTED, count)
    for account in not_audited(report):
        key = account_advice_key(account)
        causes.setdefault((key, account["code"]), Cause(key, account["code"])).add(account["name"], SEVERITY_OF_UNREAD)
    return sorted(causes.values(), key=lambda cause: (_rank(cause.severities)[0], -cause.count))


def worst_accounts(report: Report) -> list[Ranked]:
    """The accounts with findings, the one with the most severe findings first."""
    ranked: dict[str, Ranked] = {}
    for finding in unwaived(report):
        name = finding["account"]
        ranked.setdefault(name, Ranked(name)).add(finding["severity"], finding["verdict"])
    for account, count in unlisted(report):
        name = account["name"]
        ranked.setdefault(name, Ranked(name)).add(SEVERITY_OF_UNEXPECTED, UNEXPECTED, count)
    for account in not_audited(report):
        ranked.setdefault(account["name"], Ranked(account["name"])).add(SEVERITY_OF_UNREAD, UNKNOWN)
    return sorted(ranked.values(), key=lambda account: _rank(account.severities)[1])


def worst_samples(report: Report) -> list[Ranked]:
    """The samples with findings, the one with the most severe findings first. An unread library is no sample."""
    ranked: dict[str, Ranked] = {}
    for finding in unwaived(report):
        if not is_whole_library(finding):
            name = finding["sample"]
            ranked.setdefault(name, Ranked(name)).add(finding["severity"], finding["verdict"])
    return sorted(ranked.values(), key=lambda sample: _rank(sample.severities)[1])


def unwaived(report: Report) -> Iterator[Finding]:
    """The listed findings that are neither ok nor waived, the most severe first."""
    findings = [finding for finding in report["findings"] if finding["verdict"] != OK and not finding["waived"]]
    yield from sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"]))


def unlisted(report: Report) -> Iterator[tuple[Account, int]]:
    """The accounts with unexpected samples that are counted, but not listed and not waived."""
    for account in report["accounts"]:
        more = unlisted_unexpected(account).unwaived
        if more:
            yield account, more


def not_audited(report: Report) -> Iterator[Account]:
    """The unknown accounts that have no unknown finding."""
    listed = {finding["account"] for finding in report["findings"] if finding["verdict"] == UNKNOWN}
    for account in report["accounts"]:
        if account["status"] == UNKNOWN and account["name"] not in listed:
            yield account


def _rank(severities: Mapping[str, int]) -> tuple[int, tuple[int, ...]]:
    """The index of the most severe severity, and a sort key by the number of findings of each severity."""
    counts = tuple(-severities.get(severity, 0) for severity in SEVERITIES)
    return next(index for index, count in enumerate(counts) if count), counts
