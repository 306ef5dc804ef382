# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small audits to report on, as the audit module returns them, and names that no format may fall for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.findings import STATUSES, finding_id
from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.verdicts import VERDICTS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.comparison import compared
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import merged_report

NOW = "2026-11-23T09:30:00Z"

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


def account(name: str, findings: Sequence[dict[str, Any]] = (), ok: int = 0, **facts: Any) -> dict[str, Any]:
    """An account with these findings and ``ok`` samples as expected."""
    verdicts = Counter(dict.fromkeys(VERDICTS, 0))
    verdicts.update(finding["verdict"] for finding in findings)
    verdicts["ok"] += ok
    waived = sum(finding["waived"] for finding in findings)
    wrong = sum(verdicts.values()) - verdicts["ok"] - verdicts["unknown"] > waived
    return {
        "name": name,
        "uin": "100000000001",
        "region": None,
        "labels": [],
        "reference": False,
        "status": "noncompliant" if wrong else "unknown" if verdicts["unknown"] else "compliant",
        "verdicts": dict(verdicts),
        "waived": waived,
        "samples_seen": 3,
        "unexpected_counted": True,
        "requests": 2,
        "retries": 0,
        "seconds": 0.25,
        "error": None,
        "kind": None,
        "code": None,
        "request_id": None,
        **facts,
    }


def finding(account: str, sample: str, verdict: str = "missing", **facts: Any) -> dict[str, Any]:
    kind = facts.get("type", "UserDefine")
    return {
        "id": finding_id(account, kind, sample, "", verdict),
        "account": account,
        "sample": sample,
        "type": kind,
        "person_ids": [],
        "verdict": verdict,
        "severity": "high",
        "message": "no sample has this name",
        "differences": [],
        "waived": False,
        "waiver": None,
        **facts,
    }


def waived(expired: bool = False, **facts: Any) -> dict[str, Any]:
    """What a finding carries that a waiver covers."""
    waiver = {"reason": "re-enrolment", "owner": "media-ops", "expires": "2026-12-31", "expired": expired, **facts}
    return {"waived": not expired, "waiver": waiver}


def waiver(**facts: Any) -> dict[str, Any]:
    return {
        "account": "prod-*",
        "sample": "Ann",
        "verdicts": ["missing"],
        "reason": "re-enrolment",
        "owner": "media-ops",
        "expires": "2026-12-31",
        "expired": False,
        "days_left": 38,
        "findings": 1,
        **facts,
    }


def sample(name: str, accounts: list[str] | None = None, **facts: Any) -> dict[str, Any]:
    return {
        "sample": name,
        "type": "UserDefine",
        "state": "present",
        "severity": "high",
        "accounts": accounts,
        **facts,
    }


def audit(
    accounts: Sequence[dict[str, Any]],
    samples: Sequence[dict[str, Any]] = (),
    findings: Sequence[dict[str, Any]] = (),
    waivers: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    verdicts = Counter(dict.fromkeys(VERDICTS, 0))
    for one in accounts:
        verdicts.update(one["verdicts"])
    statuses = Counter(dict.fromkeys(STATUSES, 0))
    statuses.update(one["status"] for one in accounts)
    return {
        "compliant": statuses["compliant"] == len(accounts),
        "summary": {
            "accounts": dict(statuses),
            "verdicts": dict(verdicts),
            "waived": sum(one["waived"] for one in accounts),
            "expired_waivers": sum(one["expired"] for one in waivers),
            "requests": sum(one["requests"] for one in accounts),
            "seconds": 1.5,
        },
        "accounts": list(accounts),
        "samples": list(samples),
        "findings": list(findings),
        "waivers": list(waivers),
    }


def report(result: dict[str, Any], previous: dict[str, Any] | None = None, title: str = "Studio") -> dict[str, Any]:
    return compared(merged_report([result], NOW, title), previous)


def mixed_audit() -> dict[str, Any]:
    """Two accounts that are not compliant, one that is, one that could not be read, and one that is the reference."""
    ann = finding("prod-sg", "Ann")
    differences = [{"field": "tags", "expected": ["US", "Star"], "actual": ["US"]}]
    bob = finding("prod-sg", "Bob", "drifted", message="tags: expected US, Star, found US", differences=differences)
    zed = finding("prod-sg", "Zed", "unexpected", message="no expectation names it (id 7)", person_ids=["7"])
    zed["severity"] = "medium"
    eve = finding("prod-eu", "Ann", **waived())
    old = finding("prod-eu", "Eve", "forbidden", message="must be absent", severity="critical", **waived(expired=True))
    denied = "You are not authorized."
    lost = [finding("prod-us", name, "unknown", message=denied) for name in ("Ann", "Bob", "Eve")]
    accounts = [
        account("main", ok=0, reference=True, labels=["reference"]),
        account("prod-sg", [ann, bob, zed], 1, labels=["sg", "studio"]),
        account("prod-eu", [eve, old], 1, labels=["eu"]),
        account("prod-us", lost, error=denied, kind="denied", code="UnauthorizedOperation", request_id="f9b8"),
        account("prod-jp", ok=3, labels=["studio"]),
    ]
    samples = [sample("Ann"), sample("Bob"), sample("Eve", state="absent", severity="critical")]
    waivers = [
        waiver(account="prod-eu", sample="Eve", expires="2026-11-20", expired=True, days_left=-3),
        waiver(account="prod-eu"),
        waiver(account="prod-eu", sample="Bob", expires="2026-11-25", days_left=2, reason=None, owner=None, findings=0),
    ]
    return audit(accounts, samples, [ann, bob, zed, eve, old, *lost], waivers)


def hostile_audit(names: Sequence[str] = tuple(HOSTILE_NAMES.values())) -> dict[str, Any]:
    """Every hostile name where a name, a message, a reason or a value can stand."""
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
