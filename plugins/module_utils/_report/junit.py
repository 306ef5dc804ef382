# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as JUnit XML: a suite for each account and a case for each of its expectations. Pure.

An unknown finding is an *error*. A finding that is waived, or that waits for its deadline, is *skipped*: the audit does
not fail for it, but the case did not pass. Every other finding is a *failure*. An account that could not be read has
one error for all of its expectations. The warnings of the audit are skipped cases of one more suite.

The document follows the schemas of Jenkins xUnit (junit-10) and of Maven Surefire, and the rules of GitLab. Surefire
requires a time for each case, and allows no timestamp. GitLab shows only one of several cases with the same name.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .constraints import utc_text
from .coverage import is_whole_library, unlisted_unexpected
from .deadlines import DeadlineStates, due
from .document import Account, DifferenceValue, Finding, Report, Sample
from .text import xml_safe
from .wording import NOT_AUDITED, NOT_LISTED, WHOLE_LIBRARY_TITLE, counted

PASSED, FAILURE, ERROR, SKIPPED = "passed", "failure", "error", "skipped"
_COUNTS = ("tests", "failures", "errors", SKIPPED)
_WARNINGS = "warnings of the audit"


@dataclass(frozen=True)
class Case:
    """A test case. ``kind`` and ``text`` are the type and the body of its failure or error element."""

    name: str
    outcome: str
    message: str = ""
    kind: str = ""
    text: str = ""


def render_junit(report: Report) -> Iterator[str]:
    """The document in suites. The cases are read twice, because the totals come before the suites."""
    suites = _Suites(report)
    totals = Counter(dict.fromkeys(_COUNTS, 0))
    for account in report["accounts"]:
        totals.update(_counts(suites.cases(account)))
    warnings = _warnings(report)
    totals.update(_counts(warnings))
    root = ET.Element(
        "testsuites",
        {
            "name": xml_safe(report["title"]),
            **{total: str(totals[total]) for total in _COUNTS if total != SKIPPED},  # junit-10 has no such attribute
            "time": _seconds(report["summary"]["seconds"]),
        },
    )
    root.text = "\n"  # forces a separate end tag
    begin, end = ET.tostring(root, encoding="unicode").split("\n")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{begin}\n'
    for account in report["accounts"]:
        yield _text(_suite(account["name"], account["seconds"], _facts(report, account), list(suites.cases(account))))
    if warnings:
        yield _text(_suite(_WARNINGS, 0.0, [("generated_at", report["generated_at"])], warnings))
    yield end + "\n"


class _Suites:
    """The cases of each account of a report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._deadlines = DeadlineStates(report)
        # The samples, the names of the accounts that each is expected in (None: all), and the case that passed.
        self._expected = [
            (sample, None if sample["accounts"] is None else frozenset(sample["accounts"]), Case(_name(sample), PASSED))
            for sample in report["samples"]
        ]
        self._findings: dict[str, list[Finding]] = {}
        for finding in report["findings"]:
            self._findings.setdefault(finding["account"], []).append(finding)

    def cases(self, account: Account) -> Iterator[Case]:
        findings = self._findings.get(account["name"], ())
        yield from self._cases(account, findings)
        if account["status"] == UNKNOWN and not any(finding["verdict"] == UNKNOWN for finding in findings):
            yield Case("account", ERROR, account["error"] or NOT_AUDITED, account["kind"] or UNKNOWN)
        yield from _unlisted_cases(account)

    def _cases(self, account: Account, findings: Sequence[Finding]) -> Iterator[Case]:
        """One case for each expected sample, then the findings that belong to none of them.

        An unread account has only the cases of its findings: no expectation may appear as passed.
        """
        by_sample: dict[tuple[str, str], deque[Finding]] = {}
        others = []
        for finding in findings:
            if finding["verdict"] == UNEXPECTED:
                others.append(finding)
            else:
                by_sample.setdefault((finding["sample"], finding["type"]), deque()).append(finding)
        for sample, passed in self._expected_in(account):
            matching = by_sample.get((sample["sample"], sample["type"]))
            yield self._case(account, matching.popleft()) if matching else passed
        for finding in (*(finding for rest in by_sample.values() for finding in rest), *others):
            yield self._case(account, finding)

    def _case(self, account: Account, finding: Finding) -> Case:
        if finding["verdict"] != UNKNOWN and self._deadlines.is_waiting(finding):
            return _waiting_case(finding, due(finding, self._report))
        return _case(account, finding)

    def _expected_in(self, account: Account) -> Iterator[tuple[Sample, Case]]:
        """The samples that are expected in an account, in the order of the report, and their cases if they passed."""
        name = account["name"]
        is_known = account["status"] != UNKNOWN or account["verdicts"]["ok"] > 0
        if account["samples_seen"] is None or not is_known:
            return
        for sample, accounts, passed in self._expected:
            if not account["reference"] if accounts is None else name in accounts:
                yield sample, passed


def _unlisted_cases(account: Account) -> Iterator[Case]:
    unlisted = unlisted_unexpected(account)
    if unlisted.unwaived:
        yield Case(counted(unlisted.unwaived, "more unexpected sample"), FAILURE, NOT_LISTED, UNEXPECTED)
    if unlisted.waived:
        yield Case(counted(unlisted.waived, "more waived unexpected sample"), SKIPPED, NOT_LISTED)


def _waiting_case(finding: Finding, deadline: dt.datetime | None) -> Case:
    when = "" if deadline is None else f" on {utc_text(deadline)}"
    expired = _expired(finding)
    message = "; ".join([f"waits: becomes a violation{when}", f"{finding['verdict']}: {finding['message']}", *expired])
    return Case(_title(finding), SKIPPED, message)


def _case(account: Account, finding: Finding) -> Case:
    name = _title(finding)
    message, verdict = finding["message"], finding["verdict"]
    if verdict == OK:
        return Case(name, PASSED)
    waiver = finding["waiver"]
    if finding["waived"] and waiver:
        why = f"{waiver['reason'] or 'no reason'} ({waiver['owner'] or 'no owner'}, until {waiver['expires']})"
        return Case(name, SKIPPED, f"waived: {why}; {verdict}: {message}")
    if verdict == UNKNOWN:
        facts = {"code": account["code"], "request_id": account["request_id"]}
        covered = [] if finding["covers"] == 1 else [f"expectations that could not be verified: {finding['covers']}"]
        lines = [message, *covered, *(f"{fact}: {value}" for fact, value in facts.items() if value)]
        return Case(name, ERROR, message, account["kind"] or UNKNOWN, "\n".join(lines))
    return Case(name, FAILURE, f"{verdict}: {message}", verdict, "\n".join(_details(finding)))


def _details(finding: Finding) -> Iterator[str]:
    yield f"{finding['verdict']} ({finding['severity']}): {finding['message']}"
    for difference in finding["differences"]:
        yield f"{difference['field']}:"
        yield f"  expected: {_listed(difference['expected'])}"
        yield f"  actual:   {_listed(difference['actual'])}"
    if finding["person_ids"]:
        yield f"ids: {', '.join(finding['person_ids'])}"
    yield from _expired(finding)


def _expired(finding: Finding) -> list[str]:
    """For a finding that is not waived."""
    waiver = finding["waiver"]
    return [f"the waiver expired on {waiver['expires']}"] if waiver else []


def _listed(value: DifferenceValue) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _title(finding: Finding) -> str:
    return WHOLE_LIBRARY_TITLE if is_whole_library(finding) else _name(finding)


def _name(entry: Sample | Finding) -> str:
    return entry["sample"] if entry["type"] == "UserDefine" else f"{entry['sample']} [{entry['type']}]"


def _counts(cases: Iterable[Case]) -> Counter[str]:
    outcomes = Counter(case.outcome for case in cases)
    counts = {"failures": outcomes[FAILURE], "errors": outcomes[ERROR], "skipped": outcomes[SKIPPED]}
    return Counter({"tests": sum(outcomes.values()), **counts})


def _warnings(report: Report) -> list[Case]:
    return [Case(f"warning {number}", SKIPPED, warning) for number, warning in enumerate(report["warnings"], 1)]


def _facts(report: Report, account: Account) -> list[tuple[str, str]]:
    facts = (("uin", account["uin"]), ("region", account["region"]), ("status", account["status"]))
    given = [(fact, value) for fact, value in facts if value]
    return [*given, ("generated_at", report["generated_at"]), *(("label", label) for label in account["labels"])]


def _suite(title: str, seconds: float, facts: Iterable[tuple[str, str]], cases: Sequence[Case]) -> ET.Element:
    name, counts = xml_safe(title), _counts(cases)
    totals = {total: str(counts[total]) for total in _COUNTS}
    suite = ET.Element("testsuite", {"name": name, **totals, "time": _seconds(seconds)})
    properties = ET.SubElement(suite, "properties")
    for fact, value in facts:
        ET.SubElement(properties, "property", {"name": fact, "value": xml_safe(value)})
    used: Counter[str] = Counter()
    for case in cases:
        attributes = {"classname": name, "name": _unused_name(xml_safe(case.name), used), "time": _seconds(0.0)}
        element = ET.SubElement(suite, "testcase", attributes)
        if case.outcome != PASSED:
            result = ET.SubElement(element, case.outcome, {"message": xml_safe(case.message)})
            if case.outcome != SKIPPED:
                result.set("type", case.kind)
                result.text = xml_safe(case.text)
    return suite


def _unused_name(name: str, used: Counter[str]) -> str:
    """The name of a case, with a number if the suite has a case of this name."""
    unused = name
    while used[unused]:
        used[name] += 1
        unused = f"{name} ({used[name]})"
    used[unused] += 1
    return unused


def _text(suite: ET.Element) -> str:
    return ET.tostring(suite, encoding="unicode") + "\n"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
