# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as a short page in Markdown, for a comment on a pull request. Pure.

All names, messages and other values are shown as code spans in one line. No renderer can read them as markup, HTML,
links, mentions or issue numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from .._audit.findings import SEVERITY_OF_UNEXPECTED
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .document import VERDICT_NAMES, Account, Report, Waiver, unlisted_unexpected
from .text import clipped, single_line
from .texts import texts_of
from .violations import Violation, group_violations
from .wording import NOT_AUDITED, NOT_LISTED, counted

LENGTH_LIMIT = 60_000  # GitHub accepts comments of 65,536 characters
ROWS = 50
EXPIRES_SOON_DAYS = 14
_NAME_LENGTH, _MESSAGE_LENGTH = 80, 240
_CUT = "\n\n_This summary is too long and was cut. See report.html and findings.csv for the rest._\n"


def render_markdown(report: Report, language: str) -> Iterator[str]:
    """The page as one part, because its length is limited. ``language`` is one of ``LANGUAGES``."""
    texts_of(language)
    parts = (part(report) for part in (_result, _counts, _changes, _warnings, _unknown, _violations, _waivers))
    text = "\n\n".join(filter(None, parts)) + "\n"
    if len(text) <= LENGTH_LIMIT:
        yield text
    else:
        yield text[: text.rindex("\n", 0, LENGTH_LIMIT - len(_CUT))] + _CUT


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
        f" ({_times(report)})."
    )


def _times(report: Report) -> str:
    time = code_span(report["generated_at"])
    if report["merged_at"] in (None, report["generated_at"]):
        return time
    return f"oldest result {time}, merged {code_span(report['merged_at'])}"


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


def _warnings(report: Report) -> str:
    warnings = report["warnings"]
    if not warnings:
        return ""
    rows = [[code_span(warning, _MESSAGE_LENGTH)] for warning in warnings[:ROWS]]
    return "### Warnings\n\n" + _table(["Warning"], rows) + _more(len(warnings))


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
    unlisted = [account for account in report["accounts"] if unlisted_unexpected(account).unwaived]
    violations = group_violations(report, [verdict for verdict in VERDICT_NAMES if verdict != OK])
    entries: list[Violation | Account] = [*violations, *unlisted]
    if not entries:
        return ""
    entries.sort(key=lambda entry: SEVERITIES.index(_severity(entry)))
    new = frozenset(report["comparison"]["new"] if report["comparison"] else ())
    rows = [_violation_row(entry, new) for entry in entries[:ROWS]]
    heads = ["Severity", "Verdict", "Account", "Sample", "Finding"]
    return "### Findings that are not waived\n\n" + _table(heads, rows) + _more(len(entries))


def _severity(entry: Violation | Account) -> str:
    return entry.first["severity"] if isinstance(entry, Violation) else SEVERITY_OF_UNEXPECTED


def _violation_row(entry: Violation | Account, new: Collection[str]) -> list[str]:
    """Severity, verdict, account, sample, message. An account is one whose unexpected samples are not all listed."""
    if not isinstance(entry, Violation):
        more = f"{unlisted_unexpected(entry).unwaived:,} more"
        return [SEVERITY_OF_UNEXPECTED, f"**{UNEXPECTED}**", code_span(entry["name"]), more, NOT_LISTED]
    first = entry.first
    return [
        first["severity"],
        f"**{first['verdict']}**" + (" (new)" if first["id"] in new else ""),
        code_span(first["account"]),
        entry.sample_names(code_span(first["sample"])),
        code_span(first["message"], _MESSAGE_LENGTH),
    ]


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
