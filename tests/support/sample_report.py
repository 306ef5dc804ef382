# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small audit results and reports for tests, and names that try to break a report format."""

from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import finding_id
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compare
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    VERDICT_NAMES,
    Account,
    AuditResult,
    Difference,
    Finding,
    Report,
    Sample,
    UnexpectedCounts,
    VerdictName,
    Waiver,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.merge import report_of

NOW = "2026-11-23T09:30:00Z"
NOW_TIME = dt.datetime.fromisoformat(NOW)

HOSTILE_NAMES = {
    "tag": "<img src=x onerror=alert(1)>",
    "script end": "</script><script>alert(1)</script><!--",
    "formula": '=HYPERLINK("http://x")',
    "end of CDATA": "]]>",
    "template": "{{ 7*7 }}",
    "override": "user\u202egnp.exe",
    "isolate end": "\u2069\u202eabc",
    "emoji": "\U0001f600" * 2_500,  # 10 kB in UTF-8
    "control characters": "a\x00b\x1bc\x7fd\x85e",
    "lone surrogates": "a\ud800b\udfffc",
    "not characters": "a\ufffeb\uffffc",
    "lines": "one\r\ntwo\nthree\rfour\u2028five",
    "table": "a | b \\| c | `d` ``e``",
    "mention": "@team and a@example.com, https://example.com, www.example.com, #1, GH-1",
    "markup": "**bold** [link](https://example.com) ![picture](x) :smile: &lt; <b>",
    "label": 'back\\slash "quoted" \\n',
    "spaces": "  =1+1  ",
    "fence": "`",
}


def account(
    name: str, findings: Sequence[Finding] = (), ok: int = 0, unlisted: Sequence[Finding] = (), **members: Any
) -> Account:
    """An account with these findings and ``ok`` samples as expected.

    ``unlisted`` are more unexpected samples, which are only counted.
    """
    everything = [*findings, *unlisted]
    verdicts: Counter[str] = Counter(dict.fromkeys(VERDICT_NAMES, 0))
    for found in everything:
        verdicts[found["verdict"]] += found["covers"] or 1
    verdicts["ok"] += ok
    waived = sum(finding["waived"] for finding in everything)
    noncompliant = sum(verdicts.values()) - verdicts["ok"] - verdicts["unknown"] > waived
    made: dict[str, Any] = {
        "name": name,
        "uin": "100000000001",
        "source": None,
        "region": None,
        "site": None,
        "labels": [],
        "reference": False,
        "status": "noncompliant" if noncompliant else "unknown" if verdicts["unknown"] else "compliant",
        "verdicts": dict(verdicts),
        "waived": waived,
        "samples_seen": 3,
        "unexpected": unexpected_counts(findings, unlisted),
        "requests": 2,
        "retries": 0,
        "seconds": 0.25,
        "error": None,
        "kind": None,
        "code": None,
        "request_id": None,
        **members,
    }
    return cast("Account", made)


def unexpected_counts(findings: Sequence[Finding], unlisted: Sequence[Finding] = ()) -> UnexpectedCounts:
    listed = [finding for finding in findings if finding["verdict"] == "unexpected"]
    return {
        "count": len(listed) + len(unlisted),
        "waived": sum(finding["waived"] for finding in [*listed, *unlisted]),
        "listed": len(listed),
        "listed_waived": sum(finding["waived"] for finding in listed),
    }


def finding(account: str, sample: str, verdict: VerdictName = "missing", **members: Any) -> Finding:
    library = members.get("type", "UserDefine")
    made: dict[str, Any] = {
        "id": finding_id(account, library, sample, "", verdict),
        "account": account,
        "sample": sample,
        "type": library,
        "person_ids": [],
        "verdict": verdict,
        "covers": 1,
        "severity": "high",
        "message": "no sample has this name",
        "differences": [],
        "waived": False,
        "waiver": None,
        "first_seen": NOW,
        **members,
    }
    return cast("Finding", made)


def unread(account: str, covers: int, message: str = "not authorized", **members: Any) -> Finding:
    """The only finding of an account that could not be read."""
    identity = finding_id(account, "UserDefine", "", "", "unknown")
    return finding(account, "*", "unknown", **{"id": identity, "covers": covers, "message": message, **members})


def waived(expired: bool = False, **members: Any) -> dict[str, Any]:
    """The members of a finding that a waiver covers."""
    expires = "2026-11-20" if expired else "2099-12-31"
    waiver = {"reason": "re-enrolment", "owner": "media-ops", "expires": expires, "expired": expired, **members}
    return {"waived": not expired, "waiver": waiver}


def waiver(**members: Any) -> Waiver:
    made: dict[str, Any] = {
        "account": "prod-*",
        "sample": "Ann",
        "verdicts": ["missing"],
        "reason": "re-enrolment",
        "owner": "media-ops",
        "expires": "2099-12-31",
        "expired": False,
        "days_left": 26701,
        "findings": 1,
        **members,
    }
    return cast("Waiver", made)


def sample(name: str, accounts: list[str] | None = None, **members: Any) -> Sample:
    made: dict[str, Any] = {
        "sample": name,
        "type": "UserDefine",
        "source": None,
        "state": "present",
        "severity": "high",
        "fields": [],
        "accounts": accounts,
        **members,
    }
    return cast("Sample", made)


def audit(
    accounts: Sequence[Account],
    samples: Sequence[Sample] = (),
    findings: Sequence[Finding] = (),
    waivers: Sequence[Waiver] = (),
    warnings: Sequence[str] = (),
) -> AuditResult:
    statuses = Counter(account["status"] for account in accounts)
    verdicts = {verdict: sum(account["verdicts"][verdict] for account in accounts) for verdict in VERDICT_NAMES}
    return {
        "compliant": statuses["compliant"] == len(accounts),
        "summary": {
            "accounts": {
                "compliant": statuses["compliant"],
                "noncompliant": statuses["noncompliant"],
                "unknown": statuses["unknown"],
            },
            "verdicts": cast("Any", verdicts),
            "waived": sum(account["waived"] for account in accounts),
            "expired_waivers": sum(waiver["expired"] for waiver in waivers),
            "requests": sum(account["requests"] for account in accounts),
            "seconds": 1.5,
        },
        "accounts": list(accounts),
        "samples": list(samples),
        "findings": list(findings),
        "waivers": list(waivers),
        "warnings": list(warnings),
    }


def report(result: AuditResult, previous: Report | None = None, title: str = "Studio") -> Report:
    return compare(report_of(result, NOW_TIME, title), previous)


def mixed_audit() -> AuditResult:
    """Five accounts: two noncompliant, one compliant, one that could not be read, and the reference account."""
    ann = finding("prod-sg", "Ann")
    differences: list[Difference] = [{"field": "tags", "expected": ["US", "Star"], "actual": ["US"]}]
    bob = finding("prod-sg", "Bob", "drifted", message="tags: expected US, Star, found US", differences=differences)
    zed = finding("prod-sg", "Zed", "unexpected", message="no expectation names it (id 7)", person_ids=["7"])
    zed["severity"] = "medium"
    eve = finding("prod-eu", "Ann", **waived())
    old = finding("prod-eu", "Eve", "forbidden", message="must be absent", severity="critical", **waived(expired=True))
    denied = "You are not authorized."
    unknown = unread("prod-us", 3, denied, severity="critical")
    failure: dict[str, Any] = {"error": denied, "kind": "denied", "code": "UnauthorizedOperation", "request_id": "f9b8"}
    accounts = [
        account("main", ok=0, reference=True, labels=["reference"], unexpected=None),
        account("prod-sg", [ann, bob, zed], 1, labels=["sg", "studio"]),
        account("prod-eu", [eve, old], 1, labels=["eu"]),
        account("prod-us", [unknown], unexpected=None, samples_seen=None, **failure),
        account("prod-jp", ok=3, labels=["studio"]),
    ]
    samples = [sample("Ann"), sample("Bob"), sample("Eve", state="absent", severity="critical")]
    waivers = [
        waiver(account="prod-eu", sample="Eve", expires="2026-11-20", expired=True, days_left=-3),
        waiver(account="prod-eu"),
        waiver(account="prod-eu", sample="Bob", expires="2026-11-25", days_left=2, reason=None, owner=None, findings=0),
    ]
    return audit(accounts, samples, [ann, bob, zed, eve, old, unknown], waivers)


def hostile_audit(names: Sequence[str] = tuple(HOSTILE_NAMES.values())) -> AuditResult:
    """Every hostile name as a name, a message, a reason and every other kind of text."""
    findings = []
    for name in names:
        differences = [{"field": "description", "expected": name, "actual": "x" + name}]
        findings.append(
            finding(name, name, "drifted", message=f"found {name}", differences=differences, person_ids=[name])
        )
        findings.append(finding(name, "waived", message=name, **waived(reason=name, owner=name)))
        findings.append(finding(name, "lost", "unknown", message=name))
    accounts = [
        account(
            name,
            [one for one in findings if one["account"] == name],
            error="not read",
            kind="denied",
            code=name,
            request_id=name,
            uin=name,
            region=name,
            labels=[name],
        )
        for name in names
    ]
    samples = [sample(name, [name]) for name in names] + [sample("waived"), sample("lost")]
    waivers = [waiver(account=name, sample=name, reason=name, owner=name, days_left=1) for name in names]
    return audit(accounts, samples, findings, waivers)


def edited(document: Any, path: tuple[Any, ...], value: object) -> Any:
    """A copy of the document with another value at a path."""
    other = copy.deepcopy(document)
    entry = other
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = value
    return other
