# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The findings of one account, with its waivers applied, and its status. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._errors import MpsError
from .._text import escape_surrogates
from .manifest import DEFAULT, SEVERITIES, USER_DEFINE, Expectation
from .unexpected import UnexpectedSamples
from .verdicts import AMBIGUOUS, DRIFTED, FORBIDDEN, MISSING, OK, UNEXPECTED, UNKNOWN, VERDICTS, Verdict
from .waivers import Waiver, Waivers

COMPLIANT, NONCOMPLIANT = "compliant", "noncompliant"
STATUSES = (COMPLIANT, NONCOMPLIANT, UNKNOWN)
SEVERITY_OF_UNEXPECTED = "medium"
SEVERITY_OF_UNREAD = "high"
# The sample of a finding about the whole library.
WHOLE_LIBRARY = "*"


class AccountFindings:
    """Collects the findings of one account. Its attribute ``waivers`` has the waivers of the account.

    ``verdicts`` counts the verdicts of each kind, waived ones included. ``waived`` counts the waived findings.
    ``unexpected`` has the counts of the unexpected samples; it is None if they were not counted. ``waiver_uses`` counts
    the findings that each waiver covers, expired waivers included.
    """

    def __init__(self, account: str, waivers: Waivers, include_ok: bool = False) -> None:
        self._account = account
        self._include_ok = include_ok
        self.waivers = waivers.for_account(account)
        self.findings: list[dict[str, Any]] = []
        self.verdicts: Counter[str] = Counter()
        self.waived = 0
        self.unexpected: dict[str, int] | None = None
        self.waiver_uses: Counter[Waiver] = Counter()

    def add(self, expectation: Expectation, result: Verdict | MpsError) -> None:
        """Add the verdict on an expectation, or the error that left it unknown."""
        verdict = Verdict(UNKNOWN) if isinstance(result, MpsError) else result
        self.verdicts[verdict.kind] += 1
        if verdict.kind == OK and not self._include_ok:
            return
        self._append(
            sample=expectation.identity,
            identity=(expectation.type, expectation.name or "", expectation.person_id or ""),
            verdict=verdict,
            severity=expectation.severity,
            message=_message(expectation, result),
            waiver=self._used_waiver(verdict, expectation),
        )

    def add_unexpected(self, unexpected: UnexpectedSamples) -> None:
        """Add the unexpected samples. All of them are counted; only the listed ones become findings."""
        listed = unexpected.listed()
        self.verdicts[UNEXPECTED] += unexpected.count
        self.waived += unexpected.waived
        self.waiver_uses.update(unexpected.waiver_uses)
        for person_id, name, waiver in listed:
            self._append(
                sample=name,
                identity=(USER_DEFINE, name, person_id),
                verdict=Verdict(UNEXPECTED, (person_id,)),
                severity=SEVERITY_OF_UNEXPECTED,
                message=f"no expectation names it (id {person_id})",
                waiver=waiver,
            )
        self.unexpected = {
            "count": unexpected.count,
            "waived": unexpected.waived,
            "listed": len(listed),
            "listed_waived": sum(self._is_valid(sample.waiver) for sample in listed),
        }

    def add_unread(self, failure: MpsError, expectations: Sequence[Expectation] = ()) -> None:
        """Add the only finding of an account that could not be read. It covers all ``expectations`` of the account.

        Every expectation counts as one unknown verdict. An account without expectations counts as one.
        """
        severities = {expectation.severity for expectation in expectations}
        severity = next((severity for severity in SEVERITIES if severity in severities), SEVERITY_OF_UNREAD)
        self.verdicts[UNKNOWN] += len(expectations) or 1
        self._append_unread(failure, severity, len(expectations))

    def add_unexpected_failure(self, failure: MpsError) -> None:
        """Add a finding for the unexpected samples, because they could not be counted."""
        self.verdicts[UNKNOWN] += 1
        self._append_unread(failure, SEVERITY_OF_UNREAD, 1)

    @property
    def status(self) -> str:
        """Noncompliant if a finding is neither unknown nor waived. Otherwise unknown if any finding is unknown."""
        total = sum(self.verdicts.values())
        if total - self.verdicts[OK] - self.verdicts[UNKNOWN] > self.waived:
            return NONCOMPLIANT
        return UNKNOWN if self.verdicts[UNKNOWN] else COMPLIANT

    def verdict_counts(self) -> dict[str, int]:
        return {kind: self.verdicts[kind] for kind in VERDICTS}

    def _append_unread(self, failure: MpsError, severity: str, covers: int) -> None:
        self._append(
            sample=WHOLE_LIBRARY,
            identity=(USER_DEFINE, "", ""),
            verdict=Verdict(UNKNOWN),
            severity=severity,
            message=str(failure),
            waiver=None,
            covers=covers,
        )

    def _used_waiver(self, verdict: Verdict, expectation: Expectation) -> Waiver | None:
        waiver = self.waivers.find(verdict.kind, expectation.name, expectation.person_id)
        if waiver is not None:
            self.waiver_uses[waiver] += 1
            self.waived += self._is_valid(waiver)
        return waiver

    def _is_valid(self, waiver: Waiver | None) -> bool:
        return waiver is not None and not self.waivers.is_expired(waiver)

    def _append(
        self,
        *,
        sample: str,
        identity: tuple[str, str, str],
        verdict: Verdict,
        severity: str,
        message: str,
        waiver: Waiver | None,
        covers: int = 1,
    ) -> None:
        waiver_result = None
        if waiver is not None:
            waiver_result = {
                "reason": waiver.reason,
                "owner": waiver.owner,
                "expires": waiver.expires.isoformat(),
                "expired": self.waivers.is_expired(waiver),
            }
        self.findings.append(
            {
                "id": finding_id(self._account, *identity, verdict.kind),
                "account": self._account,
                "sample": escape_surrogates(sample),
                "type": identity[0],
                "person_ids": escape_surrogates(list(verdict.person_ids)),
                "verdict": verdict.kind,
                "covers": covers,
                "severity": severity,
                "message": escape_surrogates(message),
                "differences": escape_surrogates(verdict.differences),
                "waived": self._is_valid(waiver),
                "waiver": waiver_result,
            }
        )


def finding_id(*parts: str) -> str:
    """An id of 16 hexadecimal digits. It is the same in every run for the same account, sample and verdict."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def totals(accounts: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], dict[str, int]]:
    """The number of accounts with each status, and the number of verdicts of each kind.

    ``accounts`` are those of a module result.
    """
    statuses, verdicts = Counter(dict.fromkeys(STATUSES, 0)), Counter(dict.fromkeys(VERDICTS, 0))
    for account in accounts:
        statuses[account["status"]] += 1
        verdicts.update(account["verdicts"])
    return dict(statuses), dict(verdicts)


def _message(expectation: Expectation, result: Verdict | MpsError) -> str:
    """What was found, in one line."""
    if isinstance(result, MpsError):
        return str(result)
    ids = ", ".join(result.person_ids) + (f" and {result.unlisted} more" if result.unlisted else "")
    if result.kind == MISSING:
        if expectation.person_id is None:
            return "no sample has this name"
        name = "this name and " if expectation.type == DEFAULT else ""
        return f"no sample has {name}the id {expectation.person_id}"
    if result.kind == DRIFTED:
        return "; ".join(
            f"{difference['field']}: expected {_joined(difference['expected'])}, found {_joined(difference['actual'])}"
            for difference in result.differences
        )
    if result.kind == AMBIGUOUS:
        return f"{len(result.person_ids) + result.unlisted} samples have this name (ids {ids})"
    return f"must be absent, but is present (id {ids})" if result.kind == FORBIDDEN else "as expected"


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "nothing"
