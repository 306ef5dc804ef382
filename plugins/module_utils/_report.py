# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The report: results of audits, merged, held against the report before. Pure.

A report is a JSON document (``docs/schemas/report.schema.json``); every other format is rendered from it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._findings import COMPLIANT, NONCOMPLIANT, totals
from ansible_collections.tencentcloud.mps.plugins.module_utils._manifest import SEVERITIES
from ansible_collections.tencentcloud.mps.plugins.module_utils._verdicts import UNEXPECTED, UNKNOWN

# What reads a report must know this; a change that breaks a reader brings another number.
SCHEMA = "tencentcloud.mps/audit-report/1"
ACCOUNTS_TOLD = 20
_PARTS = ("summary", "accounts", "samples", "findings", "waivers")

Document = Mapping[str, Any]


def merged_report(results: Sequence[Document], generated_at: str, title: str) -> dict[str, Any]:
    """One report of any number of audit results or reports. ``generated_at`` is in ISO 8601.

    Raises ``ConfigurationError`` for what is neither, and for an account that stands in two of them.
    """
    if not results:
        raise ConfigurationError("there is no result to report; give at least one")
    for index, result in enumerate(results):
        _check_parts(f"results[{index}]", result)
    accounts = [account for result in results for account in result["accounts"]]
    _check_names(accounts)
    statuses, verdicts = totals(accounts)
    waivers = _merged_waivers(waiver for result in results for waiver in result["waivers"])
    return {
        "schema": SCHEMA,
        "title": title,
        "generated_at": generated_at,
        "compliant": statuses[COMPLIANT] == len(accounts) > 0,
        "summary": {
            "accounts": statuses,
            "verdicts": verdicts,
            "waived": sum(account["waived"] for account in accounts),
            "expired_waivers": sum(waiver["expired"] for waiver in waivers),
            "requests": sum(account["requests"] for account in accounts),
            "seconds": round(sum(result["summary"]["seconds"] for result in results), 3),
        },
        "accounts": accounts,
        "samples": _merged_samples(results, sum(not account["reference"] for account in accounts)),
        "findings": [finding for result in results for finding in result["findings"]],
        "waivers": waivers,
        "comparison": None,
    }


def checked_report(document: Any, place: str) -> Document:
    """A report that was saved. Raises ``ConfigurationError`` where it is none, or of a version that is not known."""
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise ConfigurationError(f"{place} is not a report of this version ({SCHEMA})")
    _check_parts(place, document)
    return document


def compared(report: Document, previous: Document | None) -> dict[str, Any]:
    """The report, with what became of the findings of the one before.

    A finding of the one before is *resolved* only where its account was read again and proven to be without it.
    """
    if previous is None:
        return {**report, "comparison": None}
    known = {finding["id"] for finding in previous["findings"]}
    found = {finding["id"] for finding in report["findings"]}
    proven = {account["name"]: account for account in report["accounts"] if not account["verdicts"].get(UNKNOWN)}
    counts = _listed_unexpected(report)
    resolved = [
        finding
        for finding in previous["findings"]
        if finding["id"] not in found
        and finding["account"] in proven
        and (
            finding["verdict"] != UNEXPECTED
            or counts.get(finding["account"], 0) == proven[finding["account"]]["verdicts"][UNEXPECTED]
        )
    ]
    return {
        **report,
        "comparison": {
            "previous": previous["generated_at"],
            "new": [finding["id"] for finding in report["findings"] if finding["id"] not in known],
            "open": [finding["id"] for finding in report["findings"] if finding["id"] in known],
            "resolved": resolved,
        },
    }


def violations(report: Document, fail_on: Iterable[str]) -> list[str]:
    """A line for each finding that is a failure, the gravest first. What is waived is none.

    What is unknown in an account for one reason is one line.
    """
    verdicts = frozenset(fail_on)
    failing = [finding for finding in report["findings"] if finding["verdict"] in verdicts and not finding["waived"]]
    failing.sort(key=lambda finding: SEVERITIES.index(finding["severity"]))
    lines: dict[tuple[str, ...], list[str]] = {}  # the samples of each line
    severities: dict[tuple[str, ...], str] = {}
    for finding in failing:
        own = "" if finding["verdict"] == UNKNOWN else finding["id"]
        line = (finding["account"], finding["verdict"], finding["message"], own)
        lines.setdefault(line, []).append(finding["sample"])
        severities.setdefault(line, finding["severity"])
    written = [
        f"[{severities[line]}] {line[0]}: {_named(samples)}: {line[1]}: {line[2]}" for line, samples in lines.items()
    ]
    listed = _listed_unexpected(report)
    for account in report["accounts"]:
        more = account["verdicts"].get(UNEXPECTED, 0) - listed.get(account["name"], 0)
        if more > 0 and UNEXPECTED in verdicts and account["status"] != COMPLIANT:
            written.append(f"[medium] {account['name']}: {more} more unexpected samples, which are not listed")
    return written


def outcome(report: Document) -> list[str]:
    """The answer in a few lines: the accounts with their status, and why one is unknown.

    Of many accounts, those that are compliant are only counted.
    """
    summary = report["summary"]
    counts = summary["accounts"]
    answer = "COMPLIANT" if report["compliant"] else "NOT COMPLIANT"
    lines = [
        (
            f"{answer}: {counts[COMPLIANT]} of {len(report['accounts'])} accounts compliant,"
            f" {counts[NONCOMPLIANT]} noncompliant, {counts[UNKNOWN]} unknown; {summary['waived']} findings waived,"
            f" {summary['expired_waivers']} waivers expired"
        ),
    ]
    told_all = len(report["accounts"]) <= ACCOUNTS_TOLD
    accounts = [account for account in report["accounts"] if told_all or account["status"] != COMPLIANT]
    width = max((len(account["name"]) for account in accounts), default=0)
    for account in accounts:
        found = ", ".join(
            f"{count} {verdict}" for verdict, count in account["verdicts"].items() if count and verdict != UNKNOWN
        )
        seen = "" if account["samples_seen"] is None else f" among {account['samples_seen']} samples"
        told = account["error"] if account["status"] == UNKNOWN else f"{found}{seen}" or "nothing expected"
        lines.append(f"{account['name']:{width}}  {account['status']:12}  {told}")
    return lines


def _named(samples: Sequence[str]) -> str:
    return samples[0] if len(samples) == 1 else f"{samples[0]} and {len(samples) - 1} more"


def _listed_unexpected(report: Document) -> dict[str, int]:
    listed: dict[str, int] = {}
    for finding in report["findings"]:
        if finding["verdict"] == UNEXPECTED:
            listed[finding["account"]] = listed.get(finding["account"], 0) + 1
    return listed


def _check_parts(place: str, result: Any) -> None:
    missing = [part for part in _PARTS if not isinstance(result, Mapping) or part not in result]
    if missing:
        raise ConfigurationError(
            f"{place} is not a result of mps_person_sample_audit, nor a report: it has no {', '.join(missing)}"
        )


def _check_names(accounts: Iterable[Document]) -> None:
    names: set[str] = set()
    for account in accounts:
        if account["name"] in names:
            raise ConfigurationError(
                f"the account {account['name']} stands in more than one result; a report tells of each account once"
            )
        names.add(account["name"])


def _merged_waivers(waivers: Iterable[Document]) -> list[dict[str, Any]]:
    merged: dict[tuple[object, ...], dict[str, Any]] = {}
    for waiver in waivers:
        key = (waiver["account"], waiver["sample"], tuple(waiver["verdicts"]), waiver["owner"], waiver["expires"])
        if key in merged:
            merged[key]["findings"] += waiver["findings"]
        else:
            merged[key] = dict(waiver)
    return sorted(merged.values(), key=lambda waiver: str(waiver["expires"]))


def _merged_samples(results: Sequence[Document], accounts: int) -> list[dict[str, Any]]:
    merged: dict[tuple[str, ...], tuple[Document, list[str]]] = {}
    for result in results:
        everywhere = [account["name"] for account in result["accounts"] if not account["reference"]]
        for sample in result["samples"]:
            key = (sample["sample"], sample["type"], sample["state"], sample["severity"])
            names = everywhere if sample["accounts"] is None else sample["accounts"]
            merged.setdefault(key, (sample, []))[1].extend(names)
    return [{**sample, "accounts": None if len(names) == accounts else names} for sample, names in merged.values()]
