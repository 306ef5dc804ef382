# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audit results that are described only by their verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import finding_id
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    AuditResult,
    Finding,
    VerdictName,
    Waiver,
)
from support.sample_report import account, audit, finding, sample, waived

MESSAGES = {
    "forbidden": "must be absent, and exists",
    "unknown": "not authorized",
    "missing": "no sample has this name",
}


def audit_of_verdicts(
    verdicts: Mapping[str, Mapping[str, str]],
    unexpected: Mapping[str, Sequence[str]] | None = None,
    waivers: Sequence[Waiver] = (),
    limit: int = 2,
    severities: Mapping[str, str] | None = None,
) -> AuditResult:
    """An audit result from the verdicts by account and sample, and the names of unexpected samples by account.

    ``limit`` is the number of unexpected samples that are listed for each account. Waivers are applied.
    """
    counted_waivers: list[Waiver] = [{**waiver, "findings": 0} for waiver in waivers]
    accounts, findings = [], []
    for name, by_sample in verdicts.items():
        listed = [
            _covered(_verdict(name, sample, verdict, (severities or {}).get(sample, "high")), counted_waivers)
            for sample, verdict in by_sample.items()
            if verdict != "ok"
        ]
        extra = [
            _covered(_unexpected(name, sample, str(number)), counted_waivers)
            for number, sample in enumerate((unexpected or {}).get(name, ()))
        ]
        extra.sort(key=lambda finding: finding["waived"])
        listed += extra[:limit]
        entry = account(name, listed, list(by_sample.values()).count("ok"), extra[limit:])
        if unexpected is None:
            entry["unexpected"] = None
        accounts.append(entry)
        findings += listed
    names: dict[str, list[str]] = {}
    for name, by_sample in verdicts.items():
        for expected in by_sample:
            names.setdefault(expected, []).append(name)
    samples = [sample(one, None if len(of) == len(verdicts) else of) for one, of in names.items()]
    return audit(accounts, samples, findings, counted_waivers)


def _verdict(account: str, sample: str, verdict: str, severity: str) -> Finding:
    message = MESSAGES.get(verdict, verdict)
    name: VerdictName = cast(Any, verdict)
    return finding(account, sample, name, severity=severity, message=message)


def _unexpected(account: str, sample: str, person_id: str) -> Finding:
    return finding(
        account,
        sample,
        "unexpected",
        id=finding_id(account, "UserDefine", sample, person_id, "unexpected"),
        severity="medium",
        message=f"no expectation names it (id {person_id})",
        person_ids=[person_id],
    )


def _covered(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    """The finding with the first waiver that covers it, which counts the finding."""
    for waiver in waivers:
        if (
            finding["verdict"] in waiver["verdicts"]
            and fnmatchcase(finding["account"], waiver["account"])
            and fnmatchcase(finding["sample"], waiver["sample"])
        ):
            waiver["findings"] += 1
            members = {"reason": waiver["reason"], "owner": waiver["owner"], "expires": waiver["expires"]}
            return cast("Finding", {**finding, **waived(waiver["expired"], **members)})
    return finding
