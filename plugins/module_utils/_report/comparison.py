# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""What became of the findings of the report before. Pure."""

from __future__ import annotations

from typing import Any, Callable

from .._audit.findings import WHOLE_LIBRARY
from .._audit.manifest import ABSENT
from .._audit.verdicts import FORBIDDEN, OK, UNEXPECTED, UNKNOWN
from .document import Document, listed_unexpected


def compared(report: Document, previous: Document | None) -> dict[str, Any]:
    """The report, with what became of the findings of the one before. What is as expected is none of them.

    A finding of the one before is *resolved* only where its account was read again, the same was looked for, and it is
    proven that it is no more. Where that was not looked for, or could not be, it is *unverified*, and stays so until a
    report tells; one of what nobody expects any more is dropped.
    """
    if previous is None:
        return {**report, "comparison": None}
    before, now = (
        {finding["id"]: finding for finding in document["findings"] if finding["verdict"] != OK}
        for document in (previous, report)
    )
    before.update(
        {
            finding["id"]: finding
            for finding in (previous["comparison"] or {}).get("unverified", ())
            if finding["id"] not in before
        }
    )
    gone = [finding for known, finding in before.items() if known not in now]
    fate = _fate(report)
    return {
        **report,
        "comparison": {
            "previous": previous["generated_at"],
            "new": [known for known in now if known not in before],
            "open": [known for known in now if known in before],
            "resolved": [finding for finding in gone if fate(finding) == "resolved"],
            "unverified": [finding for finding in gone if fate(finding) == "unverified"],
        },
    }


def _fate(report: Document) -> Callable[[Document], str]:
    """Tells of a finding of an earlier report that this one does not have: *resolved*, *unverified* or *dropped*."""
    listed = listed_unexpected(report)
    accounts = {account["name"]: account for account in report["accounts"]}
    expected: dict[tuple[str, str, bool], list[Document]] = {}
    for sample in report["samples"]:
        expected.setdefault((sample["sample"], sample["type"], sample["state"] == ABSENT), []).append(sample)

    def is_expected(finding: Document) -> bool:
        absent = finding["verdict"] == FORBIDDEN
        wanted = [(finding["sample"], finding["type"], absent)]
        if finding["verdict"] == UNKNOWN:  # of either
            wanted.append((finding["sample"], finding["type"], not absent))
        return any(
            sample["accounts"] is None or finding["account"] in sample["accounts"]
            for key in wanted
            for sample in expected.get(key, ())
        )

    def fate(finding: Document) -> str:
        account = accounts.get(finding["account"])
        if account is None or account["status"] == UNKNOWN or account["verdicts"].get(UNKNOWN):
            return "unverified"
        if finding["verdict"] == UNEXPECTED:
            all_told = (
                account["unexpected_counted"] and listed.get(account["name"], 0) == account["verdicts"][UNEXPECTED]
            )
            return "resolved" if all_told else "unverified"
        if finding["sample"] == WHOLE_LIBRARY or is_expected(finding):
            return "resolved"
        return "dropped"

    return fate
