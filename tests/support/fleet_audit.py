# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits random fleets, and compares each audit with the oracle. A wrong result is an ``AssertionError``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.account_ref import AccountRef
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import AccountFindings
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.manifest import parse_manifest
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.plan import AccountAudit, audit_account
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.unexpected import UnexpectedRule
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.waivers import Waivers, parse_waivers
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import IncompleteError, MpsError
from ansible_collections.tencentcloud.mps.plugins.module_utils._validation.problems import Problems
from emulator.sample import Sample
from support.fleets import TODAY, Fleet, FleetAccount, drawn_fleet
from support.naive_audit import applies, find, is_waived, unexpected_samples, verdict_for, wrong_fields
from support.plan_runner import LibraryServer, run_plan

Entry = dict[str, Any]


class FleetAudit:
    """The audit of one account of a fleet. ``entries`` are the manifest entries that apply to it, by the oracle."""

    def __init__(self, fleet: Fleet, account: FleetAccount, seed: int, limit: int | None) -> None:
        problems = Problems()
        refs = [AccountRef(one.name, frozenset(one.labels)) for one in fleet.accounts]
        manifest = parse_manifest(fleet.entries, refs, problems)
        waivers = parse_waivers(fleet.waivers, problems)
        problems.raise_if_any()
        self.fleet, self.account, self.limit = fleet, account, limit
        self.entries = [entry for entry in fleet.entries if applies(entry, account.name, account.labels)]
        self.findings = AccountFindings(account.name, Waivers(waivers, TODAY))
        self.shelf = LibraryServer(account.libraries(), Random(seed))
        expectations = manifest.for_account(refs[fleet.accounts.index(account)])
        rule = None if limit is None else UnexpectedRule(self.findings.waivers, limit)
        self.audited: AccountAudit = run_plan(audit_account(expectations, rule), self.shelf)
        for expectation, verdict in zip(expectations, self.audited.verdicts, strict=True):
            self.findings.add(expectation, verdict)
        assert (self.audited.unexpected is None) is (limit is None or self.audited.unexpected_failure is not None)
        if self.audited.unexpected is not None:
            self.findings.add_unexpected(self.audited.unexpected)

    def samples(self, entry: Entry) -> Sequence[Sample]:
        return self.account.default_samples if entry.get("type") == "Default" else self.account.samples

    def check_verdicts(self) -> int:
        """Each verdict is unknown or equals the oracle's. Returns the number of unknown verdicts."""
        unknown = 0
        for entry, verdict in zip(self.entries, self.audited.verdicts, strict=True):
            if isinstance(verdict, MpsError):
                assert isinstance(verdict, IncompleteError)
                unknown += 1
                continue
            found = find(entry, self.samples(entry))
            assert verdict.kind == verdict_for(entry, found), entry
            assert sorted(verdict.person_ids) == sorted(one.person_id for one in found), entry
            expected_wrong = wrong_fields(entry, found[0]) if verdict.kind == "drifted" else set()
            assert {difference["field"] for difference in verdict.differences} == expected_wrong, entry
        return unknown

    def check_findings(self) -> None:
        """Each verdict that is not ok is a finding, with the severity of its entry."""
        findings = [finding for finding in self.findings.findings if finding["verdict"] != "unexpected"]
        verdicts = [(verdict_for(entry, self.samples(entry)), entry["severity"]) for entry in self.entries]
        expected = [(verdict, severity) for verdict, severity in verdicts if verdict != "ok"]
        assert [(finding["verdict"], finding["severity"]) for finding in findings] == expected

    def check_counts(self) -> None:
        """The unexpected samples, the number of waived findings and the status equal the oracle's."""
        name, waivers = self.account.name, self.fleet.waivers
        verdicts = [(verdict_for(entry, self.samples(entry)), entry) for entry in self.entries]
        counts = Counter(verdict for verdict, _entry in verdicts)
        waived = sum(
            is_waived(waivers, TODAY, name, verdict, entry.get("name"), entry.get("person_id"))
            for verdict, entry in verdicts
        )
        if self.limit is not None:
            extra_waived, extra_open = self.check_unexpected(self.limit)
            counts["unexpected"], waived = extra_waived + extra_open, waived + extra_waived
        assert {verdict: count for verdict, count in self.findings.verdict_counts().items() if count} == +counts
        assert self.findings.waived == waived
        expected = "compliant" if counts.total() - counts["ok"] == waived else "noncompliant"
        assert self.findings.status == expected

    def check_unexpected(self, limit: int) -> tuple[int, int]:
        """The listed samples equal the oracle's. Returns the number of waived and of other unexpected samples."""
        waived_ids: list[str] = []
        open_ids: list[str] = []
        for one in unexpected_samples(self.entries, self.account.samples):
            is_covered = is_waived(self.fleet.waivers, TODAY, self.account.name, "unexpected", one.name, one.person_id)
            (waived_ids if is_covered else open_ids).append(one.person_id)
        listed = [finding for finding in self.findings.findings if finding["verdict"] == "unexpected"]
        flags = ([False] * len(open_ids) + [True] * len(waived_ids))[:limit]
        assert [finding["waived"] for finding in listed] == flags
        assert self.findings.unexpected == {
            "count": len(open_ids) + len(waived_ids),
            "waived": len(waived_ids),
            "listed": len(flags),
            "listed_waived": sum(flags),
        }
        ids = [finding["person_ids"] for finding in listed]
        if self.account.switches.order == "stable":
            assert ids == [[one] for one in [*open_ids, *waived_ids][:limit]]
        else:
            assert {one for (one,) in ids} <= {*open_ids, *waived_ids}
        return len(waived_ids), len(open_ids)


def check_fleet(seed: int) -> Counter[str]:
    """Audit every account of a fleet, without and with its unexpected samples. Returns the counts of events.

    A verdict may be unknown if the order is shuffled. It is never wrong.
    """
    counts: Counter[str] = Counter()
    fleet = drawn_fleet(seed)
    for account in fleet.accounts:
        for limit in (None, Random(seed).choice((1, 5, 100))):
            audit = FleetAudit(fleet, account, seed, limit)
            unknown = audit.check_verdicts()
            counted = limit is None or audit.audited.unexpected_failure is None
            if unknown or not counted:
                assert account.switches.order == "shuffled"
            else:
                audit.check_findings()
                audit.check_counts()
            counts["verdicts"] += len(audit.entries) - unknown
            counts["unknown"] += unknown
            counts["not counted"] += not counted
            pages, calls = audit.shelf.listed, len(audit.shelf.calls)
            counts["search"] += limit is None and pages == 0 < calls
            counts["page, then search"] += limit is None and pages == 1 < calls and len(account.samples) > 100
            counts["one page"] += pages == 1 == calls and limit is None
            counts["listing, then search"] += pages > 1 and calls > pages
    return counts
