# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The order of a merged report: that of one audit of all accounts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._text import nfc
from .document import AuditResult, Report, Sample
from .expected import ExpectedAccount

_NAMES_SHOWN = 10


def sample_identity(sample: Sample) -> tuple[str, ...]:
    """Equal for expectations that differ only in their accounts."""
    return sample["sample"], sample["type"], sample["state"], sample["severity"], repr(sample["fields"])


def arranged(report: Report, results: Sequence[AuditResult], expected: Sequence[ExpectedAccount]) -> Report:
    """The report of ``results`` in the order of one audit of all ``expected`` accounts. Other accounts are last.

    An audit lists the samples by the first account that they are expected in, then in the order of the manifest.
    """
    places = {nfc(account.ref.name): place for place, account in enumerate(expected)}

    def place(name: str) -> int:
        return places.get(nfc(name), len(places))

    accounts = sorted(report["accounts"], key=lambda account: place(account["name"]))
    audited = [account["name"] for account in accounts if not account["reference"]]
    origins = dict(_origins(results))

    def sample_place(sample: Sample) -> tuple[int, int]:
        names = audited if sample["accounts"] is None else sample["accounts"]
        first = min((name for name in names if name in origins), key=place)
        return place(first), origins[first].get(sample_identity(sample), 0)

    return {
        **report,
        "accounts": accounts,
        "samples": [
            {**sample, "accounts": sample["accounts"] and sorted(sample["accounts"], key=place)}
            for sample in sorted(report["samples"], key=sample_place)
        ],
        "findings": sorted(report["findings"], key=lambda finding: place(finding["account"])),
        "warnings": [
            *report["warnings"],
            *_unexpected_accounts([account["name"] for account in accounts if nfc(account["name"]) not in places]),
        ],
    }


def _origins(results: Sequence[AuditResult]) -> Iterator[tuple[str, dict[tuple[str, ...], int]]]:
    """By account: the places of the samples in the result that contains the account."""
    for result in results:
        indexes = {sample_identity(sample): index for index, sample in enumerate(result["samples"])}
        for account in result["accounts"]:
            yield account["name"], indexes


def _unexpected_accounts(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    advice = "Merge only reports of audits of the same list of accounts."
    return [f"The merged reports contain accounts that are not expected: {shown}{more}. {advice}"]
