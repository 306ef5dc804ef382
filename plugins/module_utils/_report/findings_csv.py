# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The findings of a report as CSV (RFC 4180), for spreadsheets. Pure.

The file begins with a byte order mark: without one, Excel takes UTF-8 for the code page of the machine and garbles
every name that is not ASCII. Programs read ``report.json``, or this with ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from .._text import xml_safe

Document = Mapping[str, Any]

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "account",
    "sample",
    "type",
    "verdict",
    "severity",
    "message",
    "person_ids",
    "differences",
    "waived",
    "waiver_reason",
    "waiver_owner",
    "waiver_expires",
    "id",
)

_FORMULA = "=+-@\N{MINUS SIGN}"
_BEFORE_FORMULA = "\"'`\u2018\u2019\u201c\u201d\xab\xbb"
_FORMULA_BY_ITSELF = "\t\r\n"


def findings_csv(report: Document) -> str:
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for finding in report["findings"]:
        table.writerow([defused(cell) for cell in _cells(finding)])
    return text.getvalue()


def defused(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet could take it for a formula.

    So too where the sign is a full-width form, or follows spaces, quotes or characters that are not seen.
    """
    if not cell or (cell[0].isascii() and cell[0].isalnum()):
        return cell
    first = next((sign for sign in cell if not _is_skipped(sign)), "")
    # NFKC makes plain signs of full-width, small and superscript forms.
    dangerous = cell[0] in _FORMULA_BY_ITSELF or (first != "" and unicodedata.normalize("NFKC", first)[0] in _FORMULA)
    return "'" + cell if dangerous else cell


def _is_skipped(sign: str) -> bool:
    return sign.isspace() or sign in _BEFORE_FORMULA or unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me")


def _cells(finding: Document) -> list[str]:
    waiver = finding["waiver"] or {}
    differences = finding["differences"]
    return [
        xml_safe(value if value is not None else "")
        for value in (
            finding["account"],
            finding["sample"],
            finding["type"],
            finding["verdict"],
            finding["severity"],
            finding["message"],
            "; ".join(finding["person_ids"]),
            json.dumps(differences, ensure_ascii=False) if differences else "",
            "true" if finding["waived"] else "false",
            waiver.get("reason"),
            waiver.get("owner"),
            waiver.get("expires"),
            finding["id"],
        )
    ]
