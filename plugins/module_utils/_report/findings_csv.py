# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The findings of a report as a CSV file (RFC 4180) for spreadsheets. Pure.

After the findings of the report come those of earlier reports, which the column ``change`` calls *unverified* or
*resolved*: a finding of an account that cannot be read now must not disappear from the table.

The file starts with a byte order mark. Without it, Excel does not recognize UTF-8 and shows garbled names. A program
should read ``report.json``, or decode this file as ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from .._audit.verdicts import UNKNOWN
from .constraints import parse_moment
from .deadlines import age_days, due, is_overdue
from .document import Difference, DifferenceValue, Finding, Report
from .text import single_line, xml_safe

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "account",
    "sample",
    "type",
    "verdict",
    "severity",
    "change",
    "first_seen",
    "age_days",
    "due",
    "overdue",
    "message",
    "differences",
    "person_ids",
    "waived",
    "waiver_reason",
    "waiver_owner",
    "waiver_expires",
    "uin",
    "labels",
    "account_status",
    "kind",
    "code",
    "covers",
    "id",
)

COMMA = "comma"
# Excel expects the separator of the regional settings of its host, for example a semicolon in German ones.
SEPARATORS: Mapping[str, str] = {COMMA: ",", "semicolon": ";", "tab": "\t"}

_FORMULA_SIGNS = "=+-@\N{MINUS SIGN}"
_QUOTES = "\"'`\u2018\u2019\u201c\u201d\xab\xbb"
_DANGEROUS_AT_START = "\t\r\n"


class _Row:
    """A file for ``csv.writer``, whose ``writerow`` returns what ``write`` returns: the text of the row."""

    def write(self, text: str) -> str:
        return text


def render_csv(report: Report, separator: str = COMMA) -> Iterator[str]:
    """The table in rows. ``separator`` is one of ``SEPARATORS``."""
    writer: Any = csv.writer(_Row(), delimiter=SEPARATORS[separator], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    yield writer.writerow(COLUMNS)
    for cells in _Table(report).rows():
        yield writer.writerow([escape_formula(xml_safe(cell)) for cell in cells])


def escape_formula(cell: str) -> str:
    """Put an apostrophe before the cell if a spreadsheet could run it as a formula.

    Also detects full-width formula signs, and signs after spaces, quotes or invisible characters.
    """
    if not cell or (cell[0].isascii() and cell[0].isalnum()):
        return cell
    first = next((character for character in cell if not _is_skipped(character)), "")
    # NFKC converts full-width, small and superscript signs to plain ones.
    is_formula = first != "" and unicodedata.normalize("NFKC", first)[0] in _FORMULA_SIGNS
    return "'" + cell if is_formula or cell[0] in _DANGEROUS_AT_START else cell


def _is_skipped(character: str) -> bool:
    """Whether a spreadsheet may skip the character before a formula sign."""
    return character.isspace() or character in _QUOTES or unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me")


class _Table:
    """The rows of a report. ``_change`` has the change of each finding, by ID."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._accounts = {account["name"]: account for account in report["accounts"]}
        comparison = report["comparison"]
        self._change = (
            {
                known: change
                for change, ids in (("new", comparison["new"]), ("open", comparison["open"]))
                for known in ids
            }
            if comparison
            else {}
        )

    def rows(self) -> Iterator[list[str]]:
        """The findings of the report, then those of earlier reports."""
        for finding in self._report["findings"]:
            yield self._cells(finding, self._change.get(finding["id"], ""), is_current=True)
        comparison = self._report["comparison"]
        if comparison is not None:
            for change, findings in (("unverified", comparison["unverified"]), ("resolved", comparison["resolved"])):
                for finding in findings:
                    yield self._cells(finding, change, is_current=False)

    def _cells(self, finding: Finding, change: str, is_current: bool) -> list[str]:
        """One cell for each of ``COLUMNS``."""
        waiver, account = finding["waiver"], self._accounts.get(finding["account"])
        is_unknown = is_current and finding["verdict"] == UNKNOWN
        return [
            finding["account"],
            finding["sample"],
            finding["type"],
            finding["verdict"],
            finding["severity"],
            change,
            _moment(parse_moment(finding["first_seen"])),
            str(age_days(finding, self._report)),
            *(self._deadline(finding) if is_current else ("", "")),
            finding["message"],
            " | ".join(map(_difference, finding["differences"])),
            "; ".join(finding["person_ids"]),
            "true" if finding["waived"] else "false",
            (waiver["reason"] or "") if waiver else "",
            (waiver["owner"] or "") if waiver else "",
            waiver["expires"] if waiver else "",
            (account["uin"] or "") if account else "",
            "; ".join(account["labels"]) if account else "",
            account["status"] if account else "",
            (account["kind"] or "") if account and is_unknown else "",
            (account["code"] or "") if account and is_unknown else "",
            str(finding["covers"]),
            finding["id"],
        ]

    def _deadline(self, finding: Finding) -> tuple[str, str]:
        deadline = due(finding, self._report)
        if deadline is None:
            return "", ""
        return _moment(deadline), "true" if is_overdue(finding, self._report) else "false"


def _moment(moment: dt.datetime) -> str:
    """The time in UTC, in a form that spreadsheets recognize."""
    return moment.astimezone(dt.timezone.utc).replace(microsecond=0, tzinfo=None).isoformat(" ")


def _difference(difference: Difference) -> str:
    expected, actual = _value(difference["expected"]), _value(difference["actual"])
    return f"{difference['field']}: expected {expected}; found {actual}"


def _value(value: DifferenceValue) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return single_line(text) or "nothing"
