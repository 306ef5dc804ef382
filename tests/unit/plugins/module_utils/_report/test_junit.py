# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JUnit XML: a suite for each account, valid for every reader in ``tests/support/junit_dialects.py``."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import FAILING
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import AuditResult, Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.summary import Violations
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.text import xml_safe
from support.junit_dialects import problems
from support.render import EACH_HOSTILE_NAME, render
from support.sample_report import account, audit, finding, hostile_audit, mixed_audit, report, sample, unread, waived

JUNIT_SCHEMA = xmlschema.XMLSchema(Path(__file__).resolve().parents[4] / "support" / "junit.xsd")


def suites(document: Report) -> dict[str, ET.Element]:
    root = junit(document)
    return {suite.get("name", ""): suite for suite in root}


def junit(document: Report) -> ET.Element:
    written = render("junit", document)
    JUNIT_SCHEMA.validate(written)
    assert problems(written) == []
    return ET.fromstring(written)  # noqa: S314  the text was rendered here


def cases(suite: ET.Element) -> dict[str, str]:
    """The outcome of each case by its name."""
    return {case.get("name", ""): case[0].tag if len(case) else "passed" for case in suite.iter("testcase")}


def test_each_account_is_a_suite_and_each_expectation_is_a_case() -> None:
    found = suites(report(mixed_audit()))
    assert {name: cases(suite) for name, suite in found.items()} == {
        "main": {},
        "prod-sg": {"Ann": "failure", "Bob": "failure", "Eve": "passed", "Zed": "failure"},
        "prod-eu": {"Ann": "skipped", "Bob": "passed", "Eve": "failure"},
        "prod-us": {"the whole library": "error"},
        "prod-jp": {"Ann": "passed", "Bob": "passed", "Eve": "passed"},
    }


def test_totals_match_the_cases() -> None:
    root = junit(report(mixed_audit()))
    assert root.attrib == {
        "name": "Studio", "tests": "11", "failures": "4", "errors": "1", "time": "1.500",
    }  # fmt: skip
    for suite in root:
        outcomes = list(cases(suite).values())
        assert suite.get("tests") == str(len(outcomes))
        for total, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(total) == str(outcomes.count(outcome))
        assert suite.get("time") == "0.250"
        times = [fact.get("value") for fact in suite.iter("property") if fact.get("name") == "generated_at"]
        assert times == ["2026-11-23T09:30:00Z"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            '<testsuites name="Studio"',
            '<testsuites skipped="1" name="Studio"',
            "jenkins: <testsuites> has the attribute",
        ),
        ("<properties>", "<system-out/><properties>", "surefire: <testsuite> contains"),
        (' time="0.000"', "", "surefire: <testcase> needs the attribute time"),
        (' name="Bob"', ' name="Ann"', "gitlab: 2 cases are"),
        (' type="drifted"', "", "surefire: <failure> needs the attribute type"),
        (' time="0.250"', ' time="1e3"', "jenkins: <testsuite> has the time"),
        (' tests="4"', "", "jenkins: <testsuite> needs the attribute tests"),
    ],
)
def test_rules_of_the_readers_find_a_broken_document(before: str, after: str, problem: str) -> None:
    written = render("junit", report(mixed_audit()))
    assert before in written
    assert any(found.startswith(problem) for found in problems(written.replace(before, after)))


def test_cases_with_the_same_name_are_numbered() -> None:
    zeds = [finding("a", "Zed", "unexpected", person_ids=[str(number)]) for number in range(3)]
    named = finding("a", "Zed (2)")
    found = suites(report(audit([account("a", [*zeds, named])], [sample("Zed (2)")], [*zeds, named])))
    assert cases(found["a"]) == dict.fromkeys(["Zed (2)", "Zed", "Zed (3)", "Zed (4)"], "failure")


def test_warnings_are_skipped_cases_of_their_own_suite() -> None:
    found = suites(report(audit([account("a")], warnings=["The waiver matches no account.", "x\x00"])))
    assert cases(found["warnings of the audit"]) == {"warning 1": "skipped", "warning 2": "skipped"}
    messages = [skipped.get("message") for skipped in found["warnings of the audit"].iter("skipped")]
    assert messages == ["The waiver matches no account.", "x\\x00"]


def test_failure_lists_the_differences_and_error_lists_code_and_request_id() -> None:
    found = suites(report(mixed_audit()))
    failure = found["prod-sg"].find("testcase[@name='Bob']/failure")
    assert failure is not None
    assert failure.attrib == {"message": "drifted: tags: expected US, Star, found US", "type": "drifted"}
    assert "expected: US, Star\n  actual:   US" in (failure.text or "")
    error = found["prod-us"].find("testcase[@name='the whole library']/error")
    assert error is not None
    assert error.attrib == {"message": "You are not authorized.", "type": "denied"}
    assert (error.text or "").splitlines() == [
        "You are not authorized.",
        "expectations that could not be verified: 3",
        "code: UnauthorizedOperation",
        "request_id: f9b8",
    ]


def test_skipped_case_has_the_reason_and_failure_names_an_expired_waiver() -> None:
    suite = suites(report(mixed_audit()))["prod-eu"]
    skipped, failure = suite.find("testcase/skipped"), suite.find("testcase/failure")
    assert skipped is not None
    assert failure is not None
    expected = "waived: re-enrolment (media-ops, until 2099-12-31); missing: no sample has this name"
    assert skipped.get("message") == expected
    assert "the waiver expired on 2026-11-20" in (failure.text or "")


def waiting(result: AuditResult, high: int = 7, first_seen: str = "2026-11-21T09:30:00Z") -> Report:
    """A report whose findings were first seen two days before."""
    document = report(result)
    document["findings"] = [{**one, "first_seen": first_seen} for one in document["findings"]]
    document["fail_after_days"] = {"critical": 0, "high": high, "medium": 30, "low": 90}
    return document


def test_finding_that_waits_for_its_deadline_is_skipped_with_the_day_on_which_it_fails() -> None:
    findings = [
        finding("a", "Ann"),
        finding("a", "Bob", severity="critical"),
        finding("a", "Zed", "unexpected", severity="medium"),
    ]
    result = audit([account("a", findings)], [sample("Ann"), sample("Bob")], findings)
    suite = suites(waiting(result))["a"]
    assert cases(suite) == {"Ann": "skipped", "Bob": "failure", "Zed": "skipped"}
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "2")
    assert [one.get("message") for one in suite.iter("skipped")] == [
        "waits: becomes a violation on 2026-11-28T09:30:00Z; missing: no sample has this name",
        "waits: becomes a violation on 2026-12-21T09:30:00Z; unexpected: no sample has this name",
    ]


def test_finding_fails_from_its_deadline_on() -> None:
    findings = [finding("a", "Ann")]
    result = audit([account("a", findings)], [sample("Ann")], findings)
    assert [cases(suites(waiting(result, high))["a"])["Ann"] for high in (0, 1, 2, 3)] == [*["failure"] * 3, "skipped"]


@pytest.mark.parametrize("first_seen", ["2026-11-21T09:30:00Z", "2027-01-01T00:00:00Z"], ids=["past", "wrong clock"])
def test_unknown_is_an_error_whatever_the_deadlines_are(first_seen: str) -> None:
    part, lost = [finding("a", "Ann", "unknown", severity="low")], [unread("b", 2, severity="low")]
    accounts = [account("a", part), account("b", lost, samples_seen=None), account("c", status="unknown")]
    document = waiting(audit(accounts, [sample("Ann")], [*part, *lost]), 36_500, first_seen)
    assert {name: cases(suite) for name, suite in suites(document).items()} == {
        "a": {"Ann": "error"},
        "b": {"the whole library": "error"},
        "c": {"account": "error"},
    }


def test_unexpected_samples_that_are_not_listed_fail_whatever_the_deadlines_are() -> None:
    others = [finding("a", "Y", "unexpected")]
    document = waiting(audit([account("a", unlisted=others)]))
    assert cases(suites(document)["a"]) == {"1 more unexpected sample": "failure"}


def test_active_waiver_is_named_before_a_deadline_and_an_expired_one_after_it() -> None:
    findings = [finding("a", "Ann", **waived()), finding("a", "Bob", **waived(expired=True))]
    result = audit([account("a", findings)], [sample("Ann"), sample("Bob")], findings)
    messages = [one.get("message") or "" for one in suites(waiting(result))["a"].iter("skipped")]
    assert messages[0].startswith("waived: re-enrolment (media-ops, until 2099-12-31); missing")
    assert messages[1] == (
        "waits: becomes a violation on 2026-11-28T09:30:00Z; missing: no sample has this name;"
        " the waiver expired on 2026-11-20"
    )


def test_cases_that_failed_are_the_violations_of_all_verdicts() -> None:
    for high in (1, 7):
        document = waiting(mixed_audit(), high)
        root = junit(document)
        failed = int(root.get("failures", "")) + int(root.get("errors", ""))
        assert failed == Violations(document, FAILING).count


def test_expectation_for_some_accounts_is_a_case_in_these_accounts_only() -> None:
    result = audit([account("a"), account("b")], [sample("Ann", ["b"]), sample("Ann", ["b"], type="Default")])
    assert {name: cases(suite) for name, suite in suites(report(result)).items()} == {
        "a": {},
        "b": {"Ann": "passed", "Ann [Default]": "passed"},
    }


def test_unknown_account_without_findings_is_an_error_and_nothing_in_it_is_passed() -> None:
    accounts = [account("a", status="unknown"), account("b", status="unknown", error="no response")]
    result = audit(accounts, [sample("Ann")])
    found = suites(report(result))
    assert [cases(suite) for suite in found.values()] == [{"account": "error"}] * 2
    assert [one.get("message") for one in found["b"].iter("error")] == ["no response"]


@pytest.mark.parametrize("covers", [0, 1, 200])
def test_no_expectation_of_an_unread_account_is_passed(covers: int) -> None:
    samples = [sample(f"Ann {number}", ["a"]) for number in range(covers)]
    unknown = unread("a", covers)
    result = audit([account("a", [unknown], samples_seen=None), account("b", ok=covers)], samples, [unknown])
    assert cases(suites(report(result))["a"]) == {"the whole library": "error"}


def test_account_with_an_unread_part_keeps_a_case_for_each_expectation() -> None:
    findings = [finding("a", "Ann", "unknown"), finding("a", "Bob"), unread("a", 1)]
    result = audit([account("a", findings, 1)], [sample("Ann"), sample("Bob"), sample("Eve")], findings)
    assert cases(suites(report(result))["a"]) == {
        "Ann": "error",
        "Bob": "failure",
        "Eve": "passed",
        "the whole library": "error",
    }


def test_unexpected_samples_that_are_not_listed_fail_too() -> None:
    zed = finding("a", "Zed", "unexpected")
    others = [finding("a", "Y", "unexpected"), finding("a", "X", "unexpected")]
    assert cases(suites(report(audit([account("a", [zed], unlisted=others)], [], [zed])))["a"]) == {
        "Zed": "failure",
        "2 more unexpected samples": "failure",
    }
    zed = finding("a", "Zed", "unexpected", **waived())
    others[0] = finding("a", "Y", "unexpected", **waived())
    assert cases(suites(report(audit([account("a", [zed], unlisted=others)], [], [zed])))["a"]) == {
        "Zed": "skipped",
        "1 more unexpected sample": "failure",
        "1 more waived unexpected sample": "skipped",
    }


def test_report_without_accounts_is_valid() -> None:
    assert junit(report(audit([]))).get("tests") == "0"


@EACH_HOSTILE_NAME
def test_hostile_names_stay_text(name: str) -> None:
    suite = suites(report(hostile_audit()))[xml_safe(name)]
    assert cases(suite)[xml_safe(name)] == "failure"
    values = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert values["region"] == values["label"] == xml_safe(name)
