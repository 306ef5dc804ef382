# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The findings of a report as a CSV file (RFC 4180) for spreadsheets. Pure.

The file starts with a byte order mark. Without it, Excel does not recognize UTF-8 and shows garbled names. A program
should read ``report.json``, or decode this file as ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from .document import Finding, Report
from .text import xml_safe

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
    for finding in report["findings"]:
        yield writer.writerow([escape_formula(xml_safe(cell)) for cell in _cells(finding)])


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


def _cells(finding: Finding) -> list[str]:
    """One cell for each of ``COLUMNS``."""
    waiver, differences = finding["waiver"], finding["differences"]
    return [
        finding["account"],
        finding["sample"],
        finding["type"],
        finding["verdict"],
        finding["severity"],
        finding["message"],
        "; ".join(finding["person_ids"]),
        json.dumps(differences, ensure_ascii=False) if differences else "",
        "true" if finding["waived"] else "false",
        (waiver["reason"] or "") if waiver else "",
        (waiver["owner"] or "") if waiver else "",
        waiver["expires"] if waiver else "",
        str(finding["covers"]),
        finding["id"],
    ]
