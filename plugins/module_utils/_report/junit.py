# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""A report as JUnit XML: a suite for each account, a case for each expectation of it. Pure.

What is waived is skipped, what is unknown an error, everything else that is wrong a failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .._text import xml_safe
from .unexpected import Unexpected, unexpected_by_account

Document = Mapping[str, Any]

PASSED, FAILURE, ERROR, SKIPPED = "passed", "failure", "error", "skipped"


@dataclass(frozen=True)
class Case:
    """``text`` is the body of the element that says what is wrong; ``kind`` its type."""

    name: str
    outcome: str
    message: str = ""
    kind: str = ""
    text: str = ""


def junit(report: Document) -> str:
    expected = _expected(report)
    unexpected = unexpected_by_account(report)
    found: dict[str, list[Document]] = {}
    for finding in report["findings"]:
        found.setdefault(finding["account"], []).append(finding)
    suites = []
    totals: dict[str, int] = {}
    for account in report["accounts"]:
        name = account["name"]
        cases = [*_cases(account, expected[name], found.get(name, ())), *_unlisted(unexpected[name])]
        counts = _counts(cases)
        totals = {total: totals.get(total, 0) + count for total, count in counts.items()}
        suites.append(ET.tostring(_suite(report, account, cases, counts), encoding="unicode"))
    root = ET.Element(
        "testsuites",
        {
            "name": xml_safe(report["title"]),
            **{total: str(count) for total, count in (totals or _counts(())).items()},
            "time": _seconds(report["summary"]["seconds"]),
        },
    )
    root.text = "\n"  # else an empty root would be written without an end
    begin, end = ET.tostring(root, encoding="unicode").split("\n")
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', begin, *suites, end, ""])


def _expected(report: Document) -> dict[str, list[Document]]:
    """What was expected of each account, in the order in which it was written."""
    everywhere = [account["name"] for account in report["accounts"] if not account["reference"]]
    expected: dict[str, list[Document]] = {account["name"]: [] for account in report["accounts"]}
    for sample in report["samples"]:
        for name in everywhere if sample["accounts"] is None else sample["accounts"]:
            if name in expected:
                expected[name].append(sample)
    return expected


def _cases(account: Document, samples: Sequence[Document], findings: Sequence[Document]) -> Iterator[Case]:
    waiting: dict[tuple[str, str], list[Document]] = {}
    beside = []
    expected = {(sample["sample"], sample["type"]) for sample in samples}
    for finding in findings:
        key = (finding["sample"], finding["type"])
        if finding["verdict"] == UNEXPECTED or key not in expected:
            beside.append(finding)
        else:
            waiting.setdefault(key, []).append(finding)
    for sample in samples:
        of_it = waiting.get((sample["sample"], sample["type"]))
        yield _case(account, of_it.pop(0)) if of_it else Case(_name(sample), PASSED)
    for finding in [*beside, *(one for rest in waiting.values() for one in rest)]:
        yield _case(account, finding)
    if account["status"] == UNKNOWN and not any(finding["verdict"] == UNKNOWN for finding in findings):
        yield Case("the account", ERROR, account["error"] or "nothing was asked of it", account["kind"] or UNKNOWN)


def _unlisted(unexpected: Unexpected) -> Iterator[Case]:
    told = "they are counted, but not listed"
    if unexpected.unlisted_counting > 0:
        yield Case(f"{unexpected.unlisted_counting} more unexpected samples", FAILURE, told, UNEXPECTED)
    if unexpected.unlisted_waived > 0:
        yield Case(f"{unexpected.unlisted_waived} more waived unexpected samples", SKIPPED, told)


def _case(account: Document, finding: Document) -> Case:
    name, message, verdict = _name(finding), finding["message"], finding["verdict"]
    if verdict == OK:
        return Case(name, PASSED)
    if finding["waived"]:
        waiver = finding["waiver"]
        why = f"{waiver['reason'] or 'no reason is given'} ({waiver['owner'] or 'no owner'}, until {waiver['expires']})"
        return Case(name, SKIPPED, f"waived: {why}; {verdict}: {message}")
    if verdict == UNKNOWN:
        facts = [f"{fact}: {account[fact]}" for fact in ("code", "request_id") if account[fact]]
        return Case(name, ERROR, message, account["kind"] or UNKNOWN, "\n".join([message, *facts]))
    return Case(name, FAILURE, f"{verdict}: {message}", verdict, "\n".join(_facts(finding)))


def _facts(finding: Document) -> Iterator[str]:
    yield f"{finding['verdict']} ({finding['severity']}): {finding['message']}"
    for difference in finding["differences"]:
        yield f"{difference['field']}:"
        yield f"  expected: {_listed(difference['expected'])}"
        yield f"  actual:   {_listed(difference['actual'])}"
    if finding["person_ids"]:
        yield f"ids: {', '.join(finding['person_ids'])}"
    if finding["waiver"]:
        yield f"its waiver expired on {finding['waiver']['expires']}"


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _name(entry: Document) -> str:
    return entry["sample"] if entry["type"] == "UserDefine" else f"{entry['sample']} [{entry['type']}]"


def _counts(cases: Sequence[Case]) -> dict[str, int]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": len(outcomes),
        "failures": outcomes.count(FAILURE),
        "errors": outcomes.count(ERROR),
        "skipped": outcomes.count(SKIPPED),
    }


def _suite(report: Document, account: Document, cases: Sequence[Case], counts: Mapping[str, int]) -> ET.Element:
    suite = ET.Element(
        "testsuite",
        {
            "name": xml_safe(account["name"]),
            **{total: str(count) for total, count in counts.items()},
            "time": _seconds(account["seconds"]),
            "timestamp": xml_safe(report["generated_at"]),
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name in ("uin", "region", "status"):
        if account[name]:
            ET.SubElement(properties, "property", {"name": name, "value": xml_safe(account[name])})
    for label in account["labels"]:
        ET.SubElement(properties, "property", {"name": "label", "value": xml_safe(label)})
    for case in cases:
        element = ET.SubElement(
            suite, "testcase", {"classname": xml_safe(account["name"]), "name": xml_safe(case.name)}
        )
        if case.outcome != PASSED:
            told = ET.SubElement(element, case.outcome, {"message": xml_safe(case.message)})
            if case.outcome != SKIPPED:
                told.set("type", case.kind)
                told.text = xml_safe(case.text)
    return suite


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
