# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The order of a merged report: that of one audit of all accounts. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from .._text import nfc
from .document import Account, AuditResult, Report, Sample
from .expected import ExpectedAccount

_NAMES_SHOWN = 10


def sample_identity(sample: Sample) -> tuple[str, ...]:
    """Equal for expectations that differ only in their accounts."""
    return sample["sample"], sample["type"], sample["state"], sample["severity"], repr(sample["fields"])


def arranged(report: Report, results: Sequence[AuditResult], expected: Sequence[ExpectedAccount]) -> Report:
    """The report of ``results`` in the order of one audit of all ``expected`` accounts. Other accounts are last.

    An audit lists the samples by the first account that they are expected in, then in the order of the manifest.
    """
    expected_names = {nfc(account.ref.name): index for index, account in enumerate(expected)}
    accounts = sorted(
        report["accounts"], key=lambda account: expected_names.get(nfc(account["name"]), len(expected_names))
    )
    position = {account["name"]: index for index, account in enumerate(accounts)}
    origins = dict(_origins(results))
    first_audited = next((account["name"] for account in accounts if _has_samples(account, origins)), "")

    def sample_position(sample: Sample) -> tuple[int, int]:
        first = first_audited if sample["accounts"] is None else min(sample["accounts"], key=position.__getitem__)
        return position.get(first, 0), origins.get(first, {}).get(sample_identity(sample), 0)

    return {
        **report,
        "accounts": accounts,
        "samples": [
            {**sample, "accounts": sample["accounts"] and sorted(sample["accounts"], key=position.__getitem__)}
            for sample in sorted(report["samples"], key=sample_position)
        ],
        "findings": sorted(report["findings"], key=lambda finding: position[finding["account"]]),
        "warnings": [*report["warnings"], *_unexpected_accounts(accounts, expected_names)],
    }


def _has_samples(account: Account, origins: Container[str]) -> bool:
    return not account["reference"] and account["name"] in origins


def _origins(results: Sequence[AuditResult]) -> Iterator[tuple[str, dict[tuple[str, ...], int]]]:
    """By account: the positions of the samples in the result that contains the account."""
    for result in results:
        indexes = {sample_identity(sample): index for index, sample in enumerate(result["samples"])}
        for account in result["accounts"]:
            yield account["name"], indexes


def _unexpected_accounts(accounts: Sequence[Account], expected_names: Container[str]) -> list[str]:
    names = [account["name"] for account in accounts if nfc(account["name"]) not in expected_names]
    if not names:
        return []
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    advice = "Merge only reports of audits of the same list of accounts."
    return [f"The merged reports contain accounts that are not expected: {shown}{more}. {advice}"]
