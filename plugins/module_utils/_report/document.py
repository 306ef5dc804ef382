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

from .._audit.findings import COMPLIANT, totals
from .._audit.verdicts import UNEXPECTED
from .._errors import ConfigurationError

# What reads a report must know this; a change that breaks a reader brings another number.
SCHEMA = "tencentcloud.mps/audit-report/1"
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
        # A report is as old as the oldest of what it tells.
        "generated_at": min(
            [generated_at, *(result["generated_at"] for result in results if "generated_at" in result)]
        ),
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


def validate_schema_version(document: Any, place: str) -> Document:
    """A report that was saved. Raises ``ConfigurationError`` where it is none, or of a version that is not known."""
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise ConfigurationError(f"{place} is not a report of this version ({SCHEMA})")
    _check_parts(place, document)
    return document


def listed_unexpected(report: Document) -> dict[str, int]:
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
        said = ("account", "sample", "expires", "reason", "owner")
        key = (tuple(waiver["verdicts"]), *(waiver[field] for field in said))
        if key in merged:
            merged[key]["findings"] += waiver["findings"]
        else:
            merged[key] = dict(waiver)
    return sorted(merged.values(), key=lambda waiver: str(waiver["expires"]))


def _merged_samples(results: Sequence[Document], accounts: int) -> list[dict[str, Any]]:
    merged: dict[tuple[str, ...], tuple[Document, dict[str, None]]] = {}
    for result in results:
        everywhere = [account["name"] for account in result["accounts"] if not account["reference"]]
        for sample in result["samples"]:
            key = (sample["sample"], sample["type"], sample["state"], sample["severity"])
            names = everywhere if sample["accounts"] is None else sample["accounts"]
            merged.setdefault(key, (sample, {}))[1].update(dict.fromkeys(names))
    return [
        {**sample, "accounts": None if len(names) == accounts else list(names)} for sample, names in merged.values()
    ]
