# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The findings of a report compared with those of the previous report. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from .._audit.manifest import ABSENT
from .._audit.verdicts import FORBIDDEN, OK, UNEXPECTED, UNKNOWN
from .coverage import is_whole_library
from .deadlines import DeadlineStates, can_wait
from .document import Comparison, Count, Finding, Report, Sample
from .first_seen import seen_by

RESOLVED, UNVERIFIED, DROPPED = "resolved", "unverified", "dropped"


class ChangeCounts(TypedDict):
    """Number of findings compared with the previous report."""

    new: Annotated[Count, "Findings that the previous report did not have."]
    open: Annotated[Count, "Findings that the previous report had too."]
    resolved: Annotated[Count, "Findings of the previous report that no longer existed."]
    unverified: Annotated[Count, "Findings of earlier reports that the audit could not verify."]


def compare(report: Report, previous: Report | None) -> Report:
    """The report with its member ``comparison`` set. Verdicts *ok* are not compared.

    A finding that the previous report has too, also among its unverified findings, takes over its ``first_seen``.

    A previous finding that the report does not have is *resolved* only if the audit verified that it no longer exists:
    the account was read, and the audit looked for the same thing. A finding about a library that could not be read is
    resolved as soon as the account can be read again. A finding is dropped if its sample is no longer expected.
    Otherwise it is *unverified*. Unverified findings are carried over to later reports until one of them decides.

    A finding that was accepted before, by a waiver or a deadline, and no longer is, is *unwaived* or *overdue*. It does
    not matter why: time has passed, or the waiver, the deadlines or the severity have changed.
    """
    if previous is None:
        return {**report, "comparison": None}
    before, now = _compared_findings(previous), _compared_findings(report)
    for finding in previous["comparison"]["unverified"] if previous["comparison"] else ():
        before.setdefault(finding["id"], finding)
    fate_of = _Fates(report).of
    gone = [(finding, fate_of(finding)) for known, finding in before.items() if known not in now]
    findings = [
        seen_by(finding, before[finding["id"]]["first_seen"]) if finding["id"] in before else finding
        for finding in report["findings"]
    ]
    open_findings = [finding for finding in findings if finding["id"] in before and finding["verdict"] != OK]
    had_waited = _Waited(previous).had_waited
    is_waiting = DeadlineStates(report).is_waiting
    return {
        **report,
        "findings": findings,
        "comparison": {
            "previous": previous["generated_at"],
            "new": [known for known in now if known not in before],
            "open": [known for known in now if known in before],
            "resolved": [finding for finding, fate in gone if fate == RESOLVED],
            "unverified": [finding for finding, fate in gone if fate == UNVERIFIED],
            "unwaived": [
                finding["id"] for finding in open_findings if before[finding["id"]]["waived"] and not finding["waived"]
            ],
            "overdue": [
                finding["id"]
                for finding in open_findings
                if not (finding["waived"] or is_waiting(finding)) and had_waited(before[finding["id"]])
            ],
        },
    }


def change_counts(comparison: Comparison) -> ChangeCounts:
    """The numbers of findings that are new, open, resolved and unverified."""
    return {
        "new": len(comparison["new"]),
        "open": len(comparison["open"]),
        "resolved": len(comparison["resolved"]),
        "unverified": len(comparison["unverified"]),
    }


def _compared_findings(report: Report) -> dict[str, Finding]:
    return {finding["id"]: finding for finding in report["findings"] if finding["verdict"] != OK}


class _Waited:
    """Decides whether previous findings waited for their deadlines."""

    def __init__(self, previous: Report) -> None:
        self._report = previous
        self._ids = {finding["id"] for finding in previous["findings"]}
        self._states = DeadlineStates(previous)

    def had_waited(self, finding: Finding) -> bool:
        """Whether the deadline of a finding of the previous report was in the future.

        The last audit that had an unverified finding is not known. Its deadline may have passed since then.
        """
        if finding["id"] in self._ids:
            return self._states.is_waiting(finding)
        return can_wait(finding, self._report)


class _Fates:
    """Decides what happened to previous findings that the report does not have."""

    def __init__(self, report: Report) -> None:
        self._accounts = {account["name"]: account for account in report["accounts"]}
        # The expectations, each with the names of its accounts. None: all accounts.
        self._expected: dict[tuple[str, str, bool], list[tuple[Sample, frozenset[str] | None]]] = {}
        for sample in report["samples"]:
            key = (sample["sample"], sample["type"], sample["state"] == ABSENT)
            accounts = None if sample["accounts"] is None else frozenset(sample["accounts"])
            self._expected.setdefault(key, []).append((sample, accounts))

    def of(self, finding: Finding) -> str:
        account = self._accounts.get(finding["account"])
        if account is None:
            return UNVERIFIED
        if is_whole_library(finding) and account["samples_seen"] is not None:
            return RESOLVED
        if account["status"] == UNKNOWN or account["verdicts"]["unknown"]:
            return UNVERIFIED
        if finding["verdict"] == UNEXPECTED:
            # The sample may be one of those that are counted and not listed.
            counts = account["unexpected"]
            return RESOLVED if counts is not None and counts["listed"] == counts["count"] else UNVERIFIED
        return RESOLVED if self._is_expected(finding) else DROPPED

    def _is_expected(self, finding: Finding) -> bool:
        """Whether the report has an expectation that would lead to the same finding."""
        absent = finding["verdict"] == FORBIDDEN
        states = (True, False) if finding["verdict"] == UNKNOWN else (absent,)
        return any(
            (accounts is None or finding["account"] in accounts) and _compares(sample, finding)
            for state in states
            for sample, accounts in self._expected.get((finding["sample"], finding["type"], state), ())
        )


def _compares(sample: Sample, finding: Finding) -> bool:
    """Whether the expectation still requires every value that the finding missed. Names are part of the identity."""
    required: dict[str, object] = {compared["field"]: compared["expected"] for compared in sample["fields"]}
    return all(
        difference["field"] == "name" or _includes(difference["field"], required, difference["expected"])
        for difference in finding["differences"]
    )


def _includes(field: str, fields: Mapping[str, object], expected: object) -> bool:
    """Whether a field of the expectation still requires what was expected before. A limit can become stricter only."""
    required = fields.get(field)
    if field.endswith("_exact") or field == "max_faces":
        required, expected = expected, required
    if isinstance(required, list) and isinstance(expected, list):
        return set(required) >= set(expected)
    if isinstance(required, int) and isinstance(expected, int):
        return required >= expected
    return required == expected
