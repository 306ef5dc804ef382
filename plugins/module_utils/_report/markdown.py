# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""A report in a page of Markdown, for a comment on a pull request. Pure.

Every text from elsewhere stands in a code span, and that in one line: nothing in it is markup, a tag, a link, a mention
of a team or a number of an issue, whatever renders it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._audit.findings import COMPLIANT, NONCOMPLIANT, SEVERITY_OF_UNEXPECTED
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN, VERDICTS
from .._text import clipped, single_line
from .unexpected import unexpected_by_account

Document = Mapping[str, Any]

LENGTH_LIMIT = 60_000  # GitHub takes 65,536
ROWS = 50
SOON_DAYS = 14
_NAME_LENGTH, _MESSAGE_LENGTH = 80, 240
_CUT = "\n\n_The rest does not fit here; it is in report.html and findings.csv._\n"


def markdown(report: Document) -> str:
    parts = (part(report) for part in (_answer, _counts, _changes, _unknown, _violations, _waivers))
    text = "\n\n".join(filter(None, parts)) + "\n"
    if len(text) <= LENGTH_LIMIT:
        return text
    return text[: text.rindex("\n", 0, LENGTH_LIMIT - len(_CUT))] + _CUT


def code(text: object, length: int = _NAME_LENGTH) -> str:
    """The text as a code span, fit for the cell of a table.

    The bar has no escape there that every renderer knows, so a look-alike stands for it.
    """
    content = clipped(single_line(text), length).replace("|", "¦")
    if not content:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", content)), default=0) + 1)
    space = " " if content[0] in "` " or content[-1] in "` " else ""
    return f"{fence}{space}{content}{space}{fence}"


def _answer(report: Document) -> str:
    accounts = report["summary"]["accounts"]
    answer = "✅ **Compliant**" if report["compliant"] else "❌ **Not compliant**"
    return (
        f"## {code(report['title']) or 'Person samples'}\n\n"
        f"{answer}: of {_number(len(report['accounts']), 'account')}, {accounts[COMPLIANT]:,} compliant,"
        f" {accounts[NONCOMPLIANT]:,} noncompliant, {accounts[UNKNOWN]:,} unknown ({code(report['generated_at'])})."
    )


def _counts(report: Document) -> str:
    summary = report["summary"]
    counts = [*(summary["verdicts"][verdict] for verdict in VERDICTS), summary["waived"]]
    return _table([*VERDICTS, "of these waived"], [[f"{count:,}" for count in counts]], "--:")


def _changes(report: Document) -> str:
    comparison = report["comparison"]
    if comparison is None:
        return ""
    fates = [("new", "new"), ("still open", "open"), ("resolved", "resolved"), ("unverified", "unverified")]
    counts = ", ".join(f"{len(comparison[fate]):,} {told}" for told, fate in fates)
    return f"Since the report of {code(comparison['previous'])}: {counts}."


def _unknown(report: Document) -> str:
    accounts = [account for account in report["accounts"] if account["status"] == UNKNOWN]
    if not accounts:
        return ""
    rows = [
        [code(account["name"]), code(account["error"] or "nothing was asked of it", _MESSAGE_LENGTH)]
        for account in accounts[:ROWS]
    ]
    return "### Unknown accounts\n\n" + _table(["Account", "Why"], rows) + _more(len(accounts))


def _violations(report: Document) -> str:
    rows = sorted(_violation_rows(report), key=lambda row: SEVERITIES.index(row[0]))
    if not rows:
        return ""
    heads = ["Severity", "Verdict", "Account", "Sample", "What was found"]
    return "### Violations\n\n" + _table(heads, rows[:ROWS]) + _more(len(rows))


def _violation_rows(report: Document) -> Iterator[list[str]]:
    """Severity, verdict, account, sample, message. What is unknown in an account for one reason is one row."""
    new = frozenset(report["comparison"]["new"] if report["comparison"] else ())
    rows: dict[object, tuple[Document, list[Document]]] = {}
    for finding in report["findings"]:
        if finding["verdict"] != OK and not finding["waived"]:
            reason = (finding["account"], finding["message"]) if finding["verdict"] == UNKNOWN else finding["id"]
            rows.setdefault(reason, (finding, []))[1].append(finding)
    for first, alike in rows.values():
        verdict = f"**{first['verdict']}**" + (" (new)" if first["id"] in new else "")
        more = f" and {len(alike) - 1:,} more" if len(alike) > 1 else ""
        gravest = min((one["severity"] for one in alike), key=SEVERITIES.index)
        message = code(first["message"], _MESSAGE_LENGTH)
        yield [gravest, verdict, code(first["account"]), code(first["sample"]) + more, message]
    for name, unexpected in unexpected_by_account(report).items():
        if unexpected.unlisted_counting > 0:
            told = [f"{unexpected.unlisted_counting:,} more", "they are counted, but not listed"]
            yield [SEVERITY_OF_UNEXPECTED, f"**{UNEXPECTED}**", code(name), *told]


def _waivers(report: Document) -> str:
    """Those that need somebody: expired, or soon to be."""
    waivers = [waiver for waiver in report["waivers"] if waiver["days_left"] <= SOON_DAYS]
    if not waivers:
        return ""
    rows = [
        [
            _days(waiver),
            code(waiver["account"]),
            code(waiver["sample"]),
            code(waiver["owner"] or "nobody"),
            code(waiver["reason"] or "", _MESSAGE_LENGTH),
            f"{waiver['findings']:,}",
        ]
        for waiver in sorted(waivers, key=lambda waiver: int(waiver["days_left"]))
    ]
    heads = ["Waiver", "Account", "Sample", "Owner", "Reason", "Findings"]
    return "### Waivers that end\n\n" + _table(heads, rows[:ROWS]) + _more(len(rows))


def _days(waiver: Document) -> str:
    if waiver["expired"]:
        return f"**expired** {code(waiver['expires'])}"
    left = _number(waiver["days_left"], "day") if waiver["days_left"] else "last day"
    return f"{left} ({code(waiver['expires'])})"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], alignment: str = "---") -> str:
    lines = [heads, [alignment] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _more(count: int) -> str:
    return f"\n\nand {count - ROWS:,} more" if count > ROWS else ""
