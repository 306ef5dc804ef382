# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as a short page in Markdown, for a comment on a pull request. Pure.

All names, messages and other values are shown as code spans in one line. No renderer can read them as markup, HTML,
links, mentions or issue numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .._audit.findings import SEVERITY_OF_UNEXPECTED
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .document import VERDICT_NAMES, Report, Waiver, unlisted_unexpected
from .text import clipped, single_line
from .violations import group_violations
from .wording import NOT_AUDITED, NOT_LISTED, counted

LENGTH_LIMIT = 60_000  # GitHub accepts comments of 65,536 characters
ROWS = 50
EXPIRES_SOON_DAYS = 14
_NAME_LENGTH, _MESSAGE_LENGTH = 80, 240
_CUT = "\n\n_This summary is too long and was cut. See report.html and findings.csv for the rest._\n"


def render_markdown(report: Report) -> str:
    parts = (part(report) for part in (_result, _counts, _changes, _unknown, _violations, _waivers))
    text = "\n\n".join(filter(None, parts)) + "\n"
    if len(text) <= LENGTH_LIMIT:
        return text
    return text[: text.rindex("\n", 0, LENGTH_LIMIT - len(_CUT))] + _CUT


def code_span(text: object, length: int = _NAME_LENGTH) -> str:
    """The text as a code span that is safe in a table cell.

    Renderers do not agree on how to escape "|" in a table, so a similar character replaces it.
    """
    content = clipped(single_line(text), length).replace("|", "¦")
    if not content:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", content)), default=0) + 1)
    space = " " if content[0] in "` " or content[-1] in "` " else ""
    return f"{fence}{space}{content}{space}{fence}"


def _result(report: Report) -> str:
    accounts = report["summary"]["accounts"]
    result = "✅ **Compliant**" if report["compliant"] else "❌ **Not compliant**"
    return (
        f"## {code_span(report['title']) or 'Person samples'}\n\n"
        f"{result}: {counted(len(report['accounts']), 'account')}, {accounts['compliant']:,} compliant,"
        f" {accounts['noncompliant']:,} noncompliant, {accounts['unknown']:,} unknown"
        f" ({code_span(report['generated_at'])})."
    )


def _counts(report: Report) -> str:
    summary = report["summary"]
    counts = [*(summary["verdicts"][verdict] for verdict in VERDICT_NAMES), summary["waived"]]
    return _table([*VERDICT_NAMES, "waived findings"], [[f"{count:,}" for count in counts]], "--:")


def _changes(report: Report) -> str:
    comparison = report["comparison"]
    if comparison is None:
        return ""
    return (
        f"Changes since the report of {code_span(comparison['previous'])}: {len(comparison['new']):,} new,"
        f" {len(comparison['open']):,} still open, {len(comparison['resolved']):,} resolved,"
        f" {len(comparison['unverified']):,} unverified."
    )


def _unknown(report: Report) -> str:
    accounts = [account for account in report["accounts"] if account["status"] == UNKNOWN]
    if not accounts:
        return ""
    rows = [
        [code_span(account["name"]), code_span(account["error"] or NOT_AUDITED, _MESSAGE_LENGTH)]
        for account in accounts[:ROWS]
    ]
    return "### Unknown accounts\n\n" + _table(["Account", "Reason"], rows) + _more(len(accounts))


def _violations(report: Report) -> str:
    rows = sorted(_violation_rows(report), key=lambda row: SEVERITIES.index(row[0]))
    if not rows:
        return ""
    heads = ["Severity", "Verdict", "Account", "Sample", "Finding"]
    return "### Findings that are not waived\n\n" + _table(heads, rows[:ROWS]) + _more(len(rows))


def _violation_rows(report: Report) -> Iterator[list[str]]:
    """Severity, verdict, account, sample, message."""
    new = frozenset(report["comparison"]["new"] if report["comparison"] else ())
    for violation in group_violations(report, [verdict for verdict in VERDICT_NAMES if verdict != OK]):
        first = violation.first
        yield [
            first["severity"],
            f"**{first['verdict']}**" + (" (new)" if first["id"] in new else ""),
            code_span(first["account"]),
            violation.sample_names(code_span(first["sample"])),
            code_span(first["message"], _MESSAGE_LENGTH),
        ]
    for account in report["accounts"]:
        more = unlisted_unexpected(account).unwaived
        if more:
            name = code_span(account["name"])
            yield [SEVERITY_OF_UNEXPECTED, f"**{UNEXPECTED}**", name, f"{more:,} more", NOT_LISTED]


def _waivers(report: Report) -> str:
    waivers = [waiver for waiver in report["waivers"] if waiver["days_left"] <= EXPIRES_SOON_DAYS]
    if not waivers:
        return ""
    rows = [
        [
            _expiry(waiver),
            code_span(waiver["account"]),
            code_span(waiver["sample"]),
            code_span(waiver["owner"] or "no owner"),
            code_span(waiver["reason"] or "", _MESSAGE_LENGTH),
            f"{waiver['findings']:,}",
        ]
        for waiver in sorted(waivers, key=lambda waiver: waiver["days_left"])
    ]
    heads = ["Expiry", "Account", "Sample", "Owner", "Reason", "Findings"]
    return "### Waivers that expired or expire soon\n\n" + _table(heads, rows[:ROWS]) + _more(len(rows))


def _expiry(waiver: Waiver) -> str:
    if waiver["expired"]:
        return f"**expired** {code_span(waiver['expires'])}"
    left = f"{counted(waiver['days_left'], 'day')} left" if waiver["days_left"] else "last day"
    return f"{left} ({code_span(waiver['expires'])})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], alignment: str = "---") -> str:
    lines = [heads, [alignment] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _more(count: int) -> str:
    return f"\n\nand {count - ROWS:,} more" if count > ROWS else ""
