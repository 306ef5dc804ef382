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
from dataclasses import dataclass
from functools import cached_property

from .._audit.findings import SEVERITY_OF_UNEXPECTED
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import UNEXPECTED, UNKNOWN
from .advice import console_link, guide_link
from .causes import Cause, causes_of, unlisted
from .comparison import change_counts
from .coverage import is_whole_library
from .deadlines import DeadlineStates, age_days
from .document import NOT_OK_VERDICTS, VERDICT_NAMES, Account, Finding, Report, Waiver
from .messages import message_of
from .outcome import deadline_parts
from .text import clipped, single_line
from .texts import Texts, texts_of
from .violations import Violation, group_violations

LENGTH_LIMIT = 60_000  # GitHub accepts comments of 65,536 characters, and step summaries of 1 MiB
ROWS = 50
CAUSES = 20
EXPIRES_SOON_DAYS = 14
_EXAMPLES = 5  # accounts of a cause
_NAME_LENGTH, _MESSAGE_LENGTH = 80, 240


def render_markdown(report: Report, language: str) -> Iterator[str]:
    """The page as one part, because its length is limited. ``language`` is one of ``LANGUAGES``."""
    texts = texts_of(language)
    text = "\n\n".join(filter(None, _Summary(report, texts).parts())) + "\n"
    cut = f"\n\n{texts.text('markdown.cut')}\n"
    if len(text) <= LENGTH_LIMIT:
        yield text
    else:
        yield text[: text.rindex("\n", 0, LENGTH_LIMIT - len(cut))] + cut


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


@dataclass(frozen=True)
class _Summary:
    """The parts of the page. An empty part is left out."""

    report: Report
    texts: Texts

    def parts(self) -> Iterator[str]:
        yield self._result()
        yield self._counts()
        yield self._changes()
        yield self._warnings()
        yield self._causes()
        yield self._violations()
        yield self._unknown()
        yield self._waivers()

    def _text(self, name: str, **values: object) -> str:
        return self.texts.text(f"markdown.{name}", **values)

    def _result(self) -> str:
        report = self.report
        time = code_span(report["generated_at"])
        if report["merged_at"] not in (None, report["generated_at"]):
            time = self._text("merged", time=time, merged=code_span(report["merged_at"]))
        result = self._text("compliant" if report["compliant"] else "noncompliant")
        accounts = self.texts.counted(len(report["accounts"]), "account")
        line = self._text("result", result=result, accounts=accounts, time=time, **report["summary"]["accounts"])
        return f"## {code_span(report['title']) or self._text('title')}\n\n{line}"

    def _counts(self) -> str:
        summary = self.report["summary"]
        counts = [*(summary["verdicts"][verdict] for verdict in VERDICT_NAMES), summary["waived"]]
        verdicts = [self.texts.text(f"words.verdict.{verdict}") for verdict in VERDICT_NAMES]
        heads = [*verdicts, self._text("waived_findings")]
        return _table(heads, [[f"{count:,}" for count in counts]], "--:")

    def _changes(self) -> str:
        lines = []
        comparison = self.report["comparison"]
        if comparison is not None:
            counts = change_counts(comparison)
            lines.append(self._text("changes", previous=code_span(comparison["previous"]), **counts))
        deadlines = self.texts.text("words.separator").join(deadline_parts(self.report, self.texts))
        if deadlines:
            lines.append(self._text("deadlines", deadlines=deadlines))
        return "\n\n".join(lines)

    def _warnings(self) -> str:
        rows = [[code_span(warning, _MESSAGE_LENGTH)] for warning in self.report["warnings"]]
        return self._section("warnings", ["warning"], rows, ROWS)

    def _causes(self) -> str:
        rows = [self._cause(cause) for cause in causes_of(self.report)]
        return self._section("next", ["severity", "cause", "findings", "accounts", "advice"], rows, CAUSES)

    def _cause(self, cause: Cause) -> list[str]:
        severity = next(severity for severity in SEVERITIES if cause.severities[severity])
        title = f"[{self.texts.text(f'cause.{cause.key}')}]({guide_link(cause.key)})"
        code = f" {code_span(cause.code)}" if cause.code else ""
        names = sorted(cause.accounts, key=cause.accounts.__getitem__, reverse=True)
        accounts = self.texts.text("words.list").join(map(code_span, names[:_EXAMPLES]))
        if len(names) > _EXAMPLES:
            accounts = self._text("and_more", first=accounts, count=len(names) - _EXAMPLES)
        advice = self.texts.text(f"advice.{cause.key}")
        return [self.texts.text(f"words.severity.{severity}"), title + code, f"{cause.count:,}", accounts, advice]

    def _unknown(self) -> str:
        accounts = [account for account in self.report["accounts"] if account["status"] == UNKNOWN]
        rows = [
            [
                code_span(account["name"]) + self._console(account),
                code_span(account["error"] or self._text("not_audited"), _MESSAGE_LENGTH),
            ]
            for account in accounts
        ]
        return self._section("unknown", ["account", "reason"], rows, ROWS)

    def _console(self, account: Account) -> str:
        link = console_link(account)
        return "" if link is None else f" [{self._text('console')}]({link})"

    @cached_property
    def _new(self) -> frozenset[str]:
        comparison = self.report["comparison"]
        return frozenset(comparison["new"] if comparison else ())

    @cached_property
    def _deadlines(self) -> DeadlineStates:
        return DeadlineStates(self.report)

    def _violations(self) -> str:
        """Overdue findings come first, then new ones, then the others. Each group starts with the most severe ones."""
        groups = group_violations(self.report, NOT_OK_VERDICTS)
        violations = sorted(groups, key=lambda violation: self._order(violation.first))
        rows = [self._violation(violation) for violation in violations[:ROWS]]
        severity = self.texts.text(f"words.severity.{SEVERITY_OF_UNEXPECTED}")
        unexpected = f"**{self.texts.text(f'words.verdict.{UNEXPECTED}')}**"
        counted = [*unlisted(self.report)]
        for account, count in counted:
            more = self._text("more_samples", count=count)
            rows.append([severity, unexpected, code_span(account["name"]), more, self._text("not_listed"), ""])
        heads = ["severity", "verdict", "account", "sample", "finding", "age"]
        return self._section("violations", heads, rows, ROWS, len(violations) + len(counted))

    def _order(self, finding: Finding) -> tuple[bool, bool, int]:
        is_new = finding["id"] in self._new
        return (not self._deadlines.is_overdue(finding), not is_new, SEVERITIES.index(finding["severity"]))

    def _violation(self, violation: Violation) -> list[str]:
        first = violation.first
        verdict = f"**{self.texts.text('words.verdict.' + first['verdict'])}**"
        if self._deadlines.is_overdue(first):
            verdict += " " + self._text("overdue")
        if first["id"] in self._new:
            verdict += " " + self._text("new")
        return [
            self.texts.text(f"words.severity.{first['severity']}"),
            verdict,
            code_span(first["account"]),
            self._samples(violation),
            code_span(message_of(first, self.texts), _MESSAGE_LENGTH),
            self.texts.counted(age_days(first, self.report), "day"),
        ]

    def _samples(self, violation: Violation) -> str:
        first, more = violation.first, len(violation.samples) - 1
        if more:
            return self._text("and_more", first=code_span(first["sample"]), count=more)
        if not is_whole_library(first):
            return code_span(first["sample"])
        if first["covers"] > 1:
            covered = self.texts.counted(first["covers"], "expectation")
            return self.texts.text("terminal.all_expectations", expectations=covered)
        return self.texts.text("terminal.library")

    def _waivers(self) -> str:
        waivers = [waiver for waiver in self.report["waivers"] if waiver["days_left"] <= EXPIRES_SOON_DAYS]
        rows = [
            [
                self._expiry(waiver),
                code_span(waiver["account"]),
                code_span(waiver["sample"]),
                code_span(waiver["owner"] or self._text("no_owner")),
                code_span(waiver["reason"] or "", _MESSAGE_LENGTH),
                f"{waiver['findings']:,}",
            ]
            for waiver in sorted(waivers, key=lambda waiver: waiver["days_left"])
        ]
        return self._section("waivers", ["expiry", "account", "sample", "owner", "reason", "findings"], rows, ROWS)

    def _expiry(self, waiver: Waiver) -> str:
        date = code_span(waiver["expires"])
        if waiver["expired"]:
            return self._text("expired", date=date)
        if not waiver["days_left"]:
            return self._text("last_day", date=date)
        return self._text("left", days=self.texts.counted(waiver["days_left"], "day"), date=date)

    def _section(
        self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], most: int, total: int | None = None
    ) -> str:
        """A heading and a table. Empty without rows. A line counts the rows after the first ``most`` ones.

        ``total`` is the number of rows if ``rows`` are not all of them.
        """
        if not rows:
            return ""
        table = _table([self._text(head) for head in heads], rows[:most])
        rest = (len(rows) if total is None else total) - most
        more = "\n\n" + self._text("more", count=rest) if rest > 0 else ""
        return f"### {self._text(title)}\n\n{table}{more}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], alignment: str = "---") -> str:
    lines = [heads, [alignment] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
