# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""What the verdicts over one account come to: its findings, its waivers applied, its status. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._errors import MpsError
from .._listing.page import Sample
from .._text import escape_surrogates
from .manifest import DEFAULT, USER_DEFINE, Expectation
from .verdicts import AMBIGUOUS, DRIFTED, FORBIDDEN, MISSING, OK, UNEXPECTED, UNKNOWN, VERDICTS, Verdict
from .waivers import Waiver, WaiverBook, covering

COMPLIANT, NONCOMPLIANT = "compliant", "noncompliant"
STATUSES = (COMPLIANT, NONCOMPLIANT, UNKNOWN)
SEVERITY_OF_UNEXPECTED = "medium"
SEVERITY_OF_UNREAD = "high"
# What a finding is about that concerns no single sample.
WHOLE_LIBRARY = "*"


class UnexpectedSamples:
    """Counts the samples that no expectation names, and keeps the first ``limit`` of them that no waiver covers."""

    def __init__(self, waivers: Sequence[Waiver], book: WaiverBook, limit: int) -> None:
        self._waivers = waivers
        self._book = book
        self._limit = limit
        self.count = 0
        self.waived = 0
        self.uses: Counter[Waiver] = Counter()
        self.listed: list[tuple[str, str, Waiver | None]] = []  # id, name, and the waiver that covers it
        self._listed_waived: list[tuple[str, str, Waiver | None]] = []

    def add(self, row: Sample) -> None:
        person_id, name = row["PersonId"], row["Name"]
        waiver = covering(self._waivers, UNEXPECTED, name, person_id) if self._waivers else None
        self.count += 1
        listed = self.listed
        if waiver is not None:
            self.uses[waiver] += 1
            if not self._book.is_expired(waiver):
                self.waived += 1
                listed = self._listed_waived
        if len(listed) < self._limit:
            listed.append((person_id, name, waiver))

    def listing(self) -> list[tuple[str, str, Waiver | None]]:
        """At most ``limit`` of them, those that count first."""
        return [*self.listed, *self._listed_waived][: self._limit]


@dataclass
class AccountFindings:
    """One account's findings, as they come together."""

    account: str
    book: WaiverBook
    include_ok: bool = False
    verdicts: Counter[str] = field(default_factory=Counter)
    waived: int = 0
    unexpected: dict[str, int] | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waivers = self.book.at(self.account)

    def add(self, expectation: Expectation, judged: Verdict | MpsError) -> None:
        """The verdict on one expectation, or why there is none."""
        judgement = Verdict(UNKNOWN) if isinstance(judged, MpsError) else judged
        self.verdicts[judgement.verdict] += 1
        if judgement.verdict == OK and not self.include_ok:
            return
        waiver = self._waiver(judgement.verdict, expectation.name, expectation.person_id)
        self.findings.append(
            self._finding(
                sample=expectation.identity,
                identity=(expectation.type, expectation.name or "", expectation.person_id or ""),
                judgement=judgement,
                severity=expectation.severity,
                message=_message(expectation, judged),
                waiver=waiver,
            )
        )

    def add_unexpected(self, unexpected: UnexpectedSamples) -> None:
        listed = unexpected.listing()
        self.unexpected = {
            "count": unexpected.count,
            "waived": unexpected.waived,
            "listed": len(listed),
            "listed_waived": sum(
                waiver is not None and not self.book.is_expired(waiver) for _id, _name, waiver in listed
            ),
        }
        self.verdicts[UNEXPECTED] += unexpected.count
        self.waived += unexpected.waived
        for used, findings in unexpected.uses.items():
            self.book.count(used, findings)
        for person_id, name, waiver in listed:
            self.findings.append(
                self._finding(
                    sample=name,
                    identity=(USER_DEFINE, name, person_id),
                    judgement=Verdict(UNEXPECTED, (person_id,)),
                    severity=SEVERITY_OF_UNEXPECTED,
                    message=f"no expectation names it (id {person_id})",
                    waiver=waiver,
                )
            )

    def add_unread(self, failure: MpsError) -> None:
        """The library could not be read: what is in it beside the expected is unknown."""
        self.verdicts[UNKNOWN] += 1
        self.findings.append(
            self._finding(
                sample=WHOLE_LIBRARY,
                identity=(USER_DEFINE, "", ""),
                judgement=Verdict(UNKNOWN),
                severity=SEVERITY_OF_UNREAD,
                message=str(failure),
                waiver=None,
            )
        )

    @property
    def status(self) -> str:
        """What is proven to be wrong outweighs what is not known; what is not known is never compliant."""
        total = sum(self.verdicts.values())
        if total - self.verdicts[OK] - self.verdicts[UNKNOWN] > self.waived:
            return NONCOMPLIANT
        return UNKNOWN if self.verdicts[UNKNOWN] else COMPLIANT

    def counts(self) -> dict[str, int]:
        return {verdict: self.verdicts[verdict] for verdict in VERDICTS}

    def _waiver(self, verdict: str, *identities: str | None) -> Waiver | None:
        waiver = covering(self.waivers, verdict, *identities)
        if waiver is not None:
            self.book.count(waiver)
            self.waived += not self.book.is_expired(waiver)
        return waiver

    def _finding(
        self,
        *,
        sample: str,
        identity: tuple[str, str, str],
        judgement: Verdict,
        severity: str,
        message: str,
        waiver: Waiver | None,
    ) -> dict[str, Any]:
        expired = waiver is not None and self.book.is_expired(waiver)
        return {
            "id": finding_id(self.account, *identity, judgement.verdict),
            "account": self.account,
            "sample": escape_surrogates(sample),
            "type": identity[0],
            "person_ids": escape_surrogates(list(judgement.person_ids)),
            "verdict": judgement.verdict,
            "severity": severity,
            "message": escape_surrogates(message),
            "differences": escape_surrogates(judgement.differences),
            "waived": waiver is not None and not expired,
            "waiver": None
            if waiver is None
            else {
                "reason": waiver.reason,
                "owner": waiver.owner,
                "expires": waiver.expires.isoformat(),
                "expired": expired,
            },
        }


def finding_id(*parts: str) -> str:
    """The same in every run for the same account, sample and verdict."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def totals(accounts: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], dict[str, int]]:
    """Over accounts as they are returned: how many have which status, and how many verdicts there are of each kind."""
    statuses, verdicts = Counter(dict.fromkeys(STATUSES, 0)), Counter(dict.fromkeys(VERDICTS, 0))
    for account in accounts:
        statuses[account["status"]] += 1
        verdicts.update(account["verdicts"])
    return dict(statuses), dict(verdicts)


def _message(expectation: Expectation, judged: Verdict | MpsError) -> str:
    """One line on what was found, for a person."""
    if isinstance(judged, MpsError):
        return str(judged)
    ids = ", ".join(judged.person_ids)
    if judged.verdict == MISSING:
        by_id = "this name and" if expectation.type == DEFAULT else "the"
        what = "this name" if expectation.person_id is None else f"{by_id} id {expectation.person_id}"
        return f"no sample has {what}"
    if judged.verdict == DRIFTED:
        return "; ".join(
            f"{difference['field']}: expected {_listed(difference['expected'])}, found {_listed(difference['actual'])}"
            for difference in judged.differences
        )
    if judged.verdict == AMBIGUOUS:
        return f"{len(judged.person_ids)} samples have this name (ids {ids})"
    return f"must be absent, and is there (id {ids})" if judged.verdict == FORBIDDEN else "as expected"


def _listed(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "nothing"
