# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as JUnit XML: a suite for each account and a case for each of its expectations. Pure.

A waived finding is *skipped*, an unknown finding is an *error*, and every other finding is a *failure*. An account that
could not be read has one error for all of its expectations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .document import (
    Account,
    DifferenceValue,
    Finding,
    Report,
    Sample,
    is_whole_library,
    unlisted_unexpected,
    unread_findings,
)
from .text import xml_safe
from .wording import NOT_AUDITED, NOT_LISTED, WHOLE_LIBRARY_TITLE, counted

PASSED, FAILURE, ERROR, SKIPPED = "passed", "failure", "error", "skipped"


@dataclass(frozen=True)
class Case:
    """A test case. ``kind`` and ``text`` are the type and the body of its failure or error element."""

    name: str
    outcome: str
    message: str = ""
    kind: str = ""
    text: str = ""


def render_junit(report: Report) -> str:
    expected = _samples_by_account(report)
    found: dict[str, list[Finding]] = {}
    for finding in report["findings"]:
        found.setdefault(finding["account"], []).append(finding)
    unread = unread_findings(report)
    suites = []
    totals = _counts(())
    for account in report["accounts"]:
        name = account["name"]
        samples = () if name in unread else expected[name]  # no expectation of an unread account may appear as passed
        cases = [*_cases(account, samples, found.get(name, ())), *_unlisted_cases(account)]
        counts = _counts(cases)
        totals = {total: totals[total] + count for total, count in counts.items()}
        suites.append(ET.tostring(_suite(report, account, cases, counts), encoding="unicode"))
    root = ET.Element(
        "testsuites",
        {
            "name": xml_safe(report["title"]),
            **{total: str(count) for total, count in totals.items()},
            "time": _seconds(report["summary"]["seconds"]),
        },
    )
    root.text = "\n"  # forces a separate end tag
    begin, end = ET.tostring(root, encoding="unicode").split("\n")
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', begin, *suites, end, ""])


def _samples_by_account(report: Report) -> dict[str, list[Sample]]:
    """The expected samples of each account, in the order of the report."""
    all_names = [account["name"] for account in report["accounts"] if not account["reference"]]
    expected: dict[str, list[Sample]] = {account["name"]: [] for account in report["accounts"]}
    for sample in report["samples"]:
        for name in all_names if sample["accounts"] is None else sample["accounts"]:
            if name in expected:
                expected[name].append(sample)
    return expected


def _cases(account: Account, samples: Sequence[Sample], findings: Sequence[Finding]) -> Iterator[Case]:
    """One case for each expected sample, then the findings that belong to none of them."""
    expected = {(sample["sample"], sample["type"]) for sample in samples}
    by_sample: dict[tuple[str, str], list[Finding]] = {}
    others = []
    for finding in findings:
        key = (finding["sample"], finding["type"])
        if finding["verdict"] == UNEXPECTED or key not in expected:
            others.append(finding)
        else:
            by_sample.setdefault(key, []).append(finding)
    for sample in samples:
        matching = by_sample.get((sample["sample"], sample["type"]))
        yield _case(account, matching.pop(0)) if matching else Case(_name(sample), PASSED)
    for finding in [*others, *(finding for rest in by_sample.values() for finding in rest)]:
        yield _case(account, finding)
    if account["status"] == UNKNOWN and not any(finding["verdict"] == UNKNOWN for finding in findings):
        yield Case("account", ERROR, account["error"] or NOT_AUDITED, account["kind"] or UNKNOWN)


def _unlisted_cases(account: Account) -> Iterator[Case]:
    unlisted = unlisted_unexpected(account)
    if unlisted.unwaived:
        yield Case(counted(unlisted.unwaived, "more unexpected sample"), FAILURE, NOT_LISTED, UNEXPECTED)
    if unlisted.waived:
        yield Case(counted(unlisted.waived, "more waived unexpected sample"), SKIPPED, NOT_LISTED)


def _case(account: Account, finding: Finding) -> Case:
    name = WHOLE_LIBRARY_TITLE if is_whole_library(finding) else _name(finding)
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
    if finding["waiver"]:
        yield f"the waiver expired on {finding['waiver']['expires']}"


def _listed(value: DifferenceValue) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _name(entry: Sample | Finding) -> str:
    return entry["sample"] if entry["type"] == "UserDefine" else f"{entry['sample']} [{entry['type']}]"


def _counts(cases: Sequence[Case]) -> dict[str, int]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": len(outcomes),
        "failures": outcomes.count(FAILURE),
        "errors": outcomes.count(ERROR),
        "skipped": outcomes.count(SKIPPED),
    }


def _suite(report: Report, account: Account, cases: Sequence[Case], counts: Mapping[str, int]) -> ET.Element:
    name = xml_safe(account["name"])
    suite = ET.Element(
        "testsuite",
        {
            "name": name,
            **{total: str(count) for total, count in counts.items()},
            "time": _seconds(account["seconds"]),
            "timestamp": xml_safe(report["generated_at"]),
        },
    )
    properties = ET.SubElement(suite, "properties")
    facts = (("uin", account["uin"]), ("region", account["region"]), ("status", account["status"]))
    labels = (("label", label) for label in account["labels"])
    for fact, value in (*(fact for fact in facts if fact[1]), *labels):
        ET.SubElement(properties, "property", {"name": fact, "value": xml_safe(value)})
    for case in cases:
        element = ET.SubElement(suite, "testcase", {"classname": name, "name": xml_safe(case.name)})
        if case.outcome != PASSED:
            result = ET.SubElement(element, case.outcome, {"message": xml_safe(case.message)})
            if case.outcome != SKIPPED:
                result.set("type", case.kind)
                result.text = xml_safe(case.text)
    return suite


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
