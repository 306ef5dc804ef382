# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every format of a report, read back by a reader that others wrote."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.findings_csv import COLUMNS, defused
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import FILE_NAMES, rendered
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.markdown import LENGTH_LIMIT, ROWS, code
from ansible_collections.tencentcloud.mps.plugins.module_utils._text import clipped, single_line, xml_safe
from support.sample_report import (
    HOSTILE_NAMES,
    account,
    audit,
    finding,
    hostile_audit,
    mixed_audit,
    report,
    sample,
    waived,
    waiver,
)

TESTS = Path(__file__).resolve().parents[4]
PAGE = (TESTS.parent / "roles" / "person_sample_audit" / "files" / "report.html").read_text(encoding="utf-8")
JUNIT = xmlschema.XMLSchema(TESTS / "support" / "junit.xsd")
PREFIX = "tencentcloud_mps_person_sample_"
HOSTILE = pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)


def text(format_: str, document: dict[str, Any]) -> str:
    (content,) = rendered(document, [format_], PAGE).values()
    return content.decode("utf-8")


def suites(document: dict[str, Any]) -> dict[str, ET.Element]:
    root = junit(document)
    return {suite.get("name", ""): suite for suite in root}


def junit(document: dict[str, Any]) -> ET.Element:
    written = text("junit", document)
    JUNIT.validate(written)
    return ET.fromstring(written)  # noqa: S314  what was written here


def cases(suite: ET.Element) -> dict[str, str]:
    """The names of the cases, and what each came to."""
    return {case.get("name", ""): case[0].tag if len(case) else "passed" for case in suite.iter("testcase")}


def samples(document: dict[str, Any]) -> dict[tuple[str, ...], float]:
    """Name and values of the labels, in the order of the labels' names."""
    return {
        (one.name.removeprefix(PREFIX), *(one.labels[label] for label in sorted(one.labels))): one.value
        for family in text_string_to_metric_families(text("prometheus", document))
        for one in family.samples
    }


def rows(document: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text("csv", document).removeprefix("\ufeff"), newline=""), strict=True))


class TestJson:
    def test_it_is_the_report_and_is_written_the_same_again(self) -> None:
        document = report(hostile_audit())
        content = rendered(document, ["json"])["report.json"]
        assert json.loads(content) == document
        assert rendered(json.loads(content), ["json"])["report.json"] == content

    def test_a_line_for_each_entry(self) -> None:
        document = report(hostile_audit())
        lines = [line.rstrip(",") for line in text("json", document).split("\n")]
        for part in ("accounts", "samples", "findings", "waivers"):
            assert document[part]
            begin = lines.index(f'"{part}": [') + 1
            assert [json.loads(line) for line in lines[begin : begin + len(document[part])]] == document[part]

    def test_it_is_utf_8_whatever_stands_in_it(self) -> None:
        assert "a\\ud800b" in rendered(report(hostile_audit()), ["json"])["report.json"].decode("utf-8")


class TestJunit:
    def test_a_suite_for_each_account_and_a_case_for_each_expectation(self) -> None:
        found = suites(report(mixed_audit()))
        assert {name: cases(suite) for name, suite in found.items()} == {
            "main": {},
            "prod-sg": {"Ann": "failure", "Bob": "failure", "Eve": "passed", "Zed": "failure"},
            "prod-eu": {"Ann": "skipped", "Bob": "passed", "Eve": "failure"},
            "prod-us": {"Ann": "error", "Bob": "error", "Eve": "error"},
            "prod-jp": {"Ann": "passed", "Bob": "passed", "Eve": "passed"},
        }

    def test_totals_are_those_of_the_cases(self) -> None:
        root = junit(report(mixed_audit()))
        assert root.attrib == {
            "name": "Studio", "tests": "13", "failures": "4", "errors": "3", "skipped": "1", "time": "1.500",
        }  # fmt: skip
        for suite in root:
            outcomes = list(cases(suite).values())
            assert suite.get("tests") == str(len(outcomes))
            for total, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                assert suite.get(total) == str(outcomes.count(outcome))
            assert (suite.get("time"), suite.get("timestamp")) == ("0.250", "2026-11-23T09:30:00Z")

    def test_a_failure_tells_the_differences_and_an_error_the_code_and_the_request(self) -> None:
        found = suites(report(mixed_audit()))
        failure = found["prod-sg"].find("testcase[@name='Bob']/failure")
        assert failure is not None
        assert failure.attrib == {"message": "drifted: tags: expected US, Star, found US", "type": "drifted"}
        assert "expected: US, Star\n  actual:   US" in (failure.text or "")
        error = found["prod-us"].find("testcase[@name='Ann']/error")
        assert error is not None
        assert error.attrib == {"message": "You are not authorized.", "type": "denied"}
        assert (error.text or "").splitlines()[1:] == ["code: UnauthorizedOperation", "request_id: f9b8"]

    def test_a_skipped_case_tells_the_reason_and_an_expired_waiver_is_told(self) -> None:
        suite = suites(report(mixed_audit()))["prod-eu"]
        skipped, failure = suite.find("testcase/skipped"), suite.find("testcase/failure")
        assert skipped is not None
        assert failure is not None
        expected = "waived: re-enrolment (media-ops, until 2026-12-31); missing: no sample has this name"
        assert skipped.get("message") == expected
        assert "its waiver expired on 2026-12-31" in (failure.text or "")

    def test_what_is_expected_of_some_accounts_is_a_case_of_these(self) -> None:
        result = audit([account("a"), account("b")], [sample("Ann", ["b"]), sample("Ann", ["b"], type="Default")])
        assert {name: cases(suite) for name, suite in suites(report(result)).items()} == {
            "a": {},
            "b": {"Ann": "passed", "Ann [Default]": "passed"},
        }

    def test_an_account_of_which_nothing_is_known_is_an_error(self) -> None:
        result = audit([account("a", status="unknown"), account("b", status="unknown", error="no answer")])
        found = suites(report(result))
        assert [cases(suite) for suite in found.values()] == [{"the account": "error"}] * 2
        assert [one.get("message") for one in found["b"].iter("error")] == ["no answer"]

    def test_unexpected_samples_that_are_only_counted_fail_too(self) -> None:
        zed = finding("a", "Zed", "unexpected")
        counted = account("a", [zed, finding("a", "Y", "unexpected"), finding("a", "X", "unexpected")])
        assert cases(suites(report(audit([counted], [], [zed])))["a"]) == {
            "Zed": "failure",
            "2 more unexpected samples": "failure",
        }
        counted["waived"] = 2
        assert cases(suites(report(audit([counted], [], [{**zed, **waived()}])))["a"]) == {
            "Zed": "skipped",
            "1 more unexpected samples": "failure",
            "1 more waived unexpected samples": "skipped",
        }

    def test_a_report_of_nothing_is_valid(self) -> None:
        assert junit(report(audit([]))).get("tests") == "0"

    @HOSTILE
    def test_hostile_names_are_text(self, name: str) -> None:
        suite = suites(report(hostile_audit()))[xml_safe(name)]
        assert cases(suite)[xml_safe(name)] == "failure"
        values = {one.get("name"): one.get("value") for one in suite.iter("property")}
        assert values["region"] == values["label"] == xml_safe(name)


class TestCsv:
    def test_it_is_rfc_4180_with_a_byte_order_mark(self) -> None:
        content = text("csv", report(mixed_audit()))
        assert content.startswith("\ufeff" + ",".join(f'"{column}"' for column in COLUMNS) + "\r\n")
        assert content.count("\n") == content.count("\r\n") == 1 + 8
        assert content.endswith("\r\n")

    def test_a_row_for_each_finding(self) -> None:
        found = rows(report(mixed_audit()))
        assert [(row["account"], row["sample"], row["verdict"]) for row in found][:4] == [
            ("prod-sg", "Ann", "missing"),
            ("prod-sg", "Bob", "drifted"),
            ("prod-sg", "Zed", "unexpected"),
            ("prod-eu", "Ann", "missing"),
        ]
        assert json.loads(found[1]["differences"]) == [{"field": "tags", "expected": ["US", "Star"], "actual": ["US"]}]
        assert found[2]["person_ids"] == "7"
        facts = ("waived", "waiver_reason", "waiver_owner", "waiver_expires")
        assert [found[3][fact] for fact in facts] == ["true", "re-enrolment", "media-ops", "2026-12-31"]
        assert [found[0][fact] for fact in facts] == ["false", "", "", ""]

    @pytest.mark.parametrize(
        "cell",
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\tharmless",
            "  =1",
            "\u00a0=1",
            "\u200b=1",
            "\ufeff=1",
            "\u202e=1",
            '"=1"',
            "'=1",
            "\u201c=1",
            "\uff1d1",
            " \uff0b1",
            "\uff0d1",
            "\uff201",
            "\u22121",
        ],
    )
    def test_what_could_be_a_formula_is_defused(self, cell: str) -> None:
        assert defused(cell) == "'" + cell

    @pytest.mark.parametrize("cell", ["", "Ann", "a=1", "1-2", "a@b", "'", "  ", "王 芳", '[{"field": "=1"}]'])
    def test_what_could_not_is_left(self, cell: str) -> None:
        assert defused(cell) == cell

    @HOSTILE
    def test_hostile_names_are_text(self, name: str) -> None:
        cell = defused(xml_safe(name))
        row = next(row for row in rows(report(hostile_audit())) if row["account"] == cell)
        assert row["sample"] == cell
        assert row["message"] == f"found {xml_safe(name)}"


class TestPrometheus:
    def test_findings_by_account_verdict_and_waiver(self) -> None:
        found = samples(report(mixed_audit()))
        assert found["findings", "prod-sg", "missing", "false"] == 1
        assert found["findings", "prod-sg", "missing", "true"] == 0
        assert found["findings", "prod-eu", "missing", "false"] == 0
        assert found["findings", "prod-eu", "missing", "true"] == 1
        assert found["findings", "prod-us", "unknown", "false"] == 3
        assert found["findings", "prod-jp", "missing", "false"] == 0

    def test_waived_unexpected_samples_that_are_not_listed_are_counted(self) -> None:
        counted = account("a", [finding("a", name, "unexpected") for name in "xyz"], waived=2)
        found = samples(report(audit([counted])))
        assert found["findings", "a", "unexpected", "true"] == 2
        assert found["findings", "a", "unexpected", "false"] == 1

    def test_the_rest(self) -> None:
        found = samples(report(mixed_audit()))
        assert found["account_status", "prod-us", "unknown"] == 1
        assert found["account_status", "prod-us", "compliant"] == 0
        assert {name: found["accounts", name] for name in ("compliant", "noncompliant", "unknown")} == {
            "compliant": 2,
            "noncompliant": 2,
            "unknown": 1,
        }
        names = ("compliant", "last_success_timestamp_seconds", "duration_seconds", "requests", "expired_waivers")
        assert [found[name,] for name in names] == [0, 1795426200, 1.5, 10, 1]

    def test_every_metric_has_its_help_and_type(self) -> None:
        for family in text_string_to_metric_families(text("prometheus", report(mixed_audit()))):
            assert family.documentation
            assert family.type == "gauge"
            assert family.samples

    def test_the_order_is_stable(self) -> None:
        assert text("prometheus", report(mixed_audit())) == text("prometheus", report(mixed_audit()))

    @HOSTILE
    def test_hostile_names_are_text(self, name: str) -> None:
        label = xml_safe(name).replace("\r", "\\x0d")
        assert samples(report(hostile_audit()))["findings", label, "drifted", "false"] == 1


def outside_code(markdown: str) -> str:
    """What CommonMark reads as markup: everything but code spans."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", markdown)


class TestMarkdown:
    def test_the_answer_comes_first(self) -> None:
        lines = text("markdown", report(mixed_audit())).splitlines()
        assert lines[0] == "## `Studio`"
        assert lines[2] == (
            "❌ **Not compliant**: of 5 accounts, 2 compliant, 2 noncompliant, 1 unknown (`2026-11-23T09:30:00Z`)."
        )
        assert lines[4:7] == [
            "| ok | missing | drifted | ambiguous | forbidden | unexpected | unknown | of these waived |",
            "| --: | --: | --: | --: | --: | --: | --: | --: |",
            "| 5 | 2 | 1 | 0 | 1 | 1 | 3 | 1 |",
        ]

    def test_a_compliant_report_is_short(self) -> None:
        written = text("markdown", report(audit([account("a", ok=1)], [sample("Ann")])))
        assert "✅ **Compliant**: of 1 account, 1 compliant" in written
        assert "###" not in written

    def test_unknown_accounts_violations_and_waivers_that_end(self) -> None:
        written = text("markdown", report(mixed_audit()))
        assert (
            "### Unknown accounts\n\n| Account | Why |\n| --- | --- |\n| `prod-us` | `You are not authorized.` |"
            in written
        )
        violations = written.split("### Violations")[1].split("###")[0].strip().splitlines()[2:]
        assert violations == [
            "| critical | **forbidden** | `prod-eu` | `Eve` | `must be absent` |",
            "| high | **missing** | `prod-sg` | `Ann` | `no sample has this name` |",
            "| high | **drifted** | `prod-sg` | `Bob` | `tags: expected US, Star, found US` |",
            "| high | **unknown** | `prod-us` | `Ann` and 2 more | `You are not authorized.` |",
            "| medium | **unexpected** | `prod-sg` | `Zed` | `no expectation names it (id 7)` |",
        ]
        waivers = written.split("### Waivers that end")[1].strip().splitlines()[2:]
        assert waivers == [
            "| **expired** `2026-11-20` | `prod-eu` | `Eve` | `media-ops` | `re-enrolment` | 1 |",
            "| 2 days (`2026-11-25`) | `prod-eu` | `Bob` | `nobody` |  | 0 |",
        ]

    def test_what_changed(self) -> None:
        before = mixed_audit()
        before["findings"] = [one for one in before["findings"] if one["sample"] != "Ann"]
        before["findings"].append(finding("prod-jp", "Ann"))
        written = text("markdown", report(mixed_audit(), report(before)))
        assert "Since the report of `2026-11-23T09:30:00Z`: 3 new, 5 still open, 1 resolved, 0 unverified." in written
        assert "| high | **missing** (new) | `prod-sg` | `Ann` |" in written

    def test_of_many_violations_only_some_are_listed(self) -> None:
        findings = [finding("a", f"Ann {number}") for number in range(ROWS + 7)]
        written = text("markdown", report(audit([account("a", findings)], [], findings)))
        assert written.count("**missing**") == ROWS
        assert "\n\nand 7 more\n" in written

    def test_unexpected_samples_that_are_only_counted_are_told(self) -> None:
        counted = account("a", [finding("a", name, "unexpected") for name in "xyz"])
        written = text("markdown", report(audit([counted])))
        assert "| medium | **unexpected** | `a` | 3 more | they are counted, but not listed |" in written

    def test_it_is_short_enough_for_a_comment(self) -> None:
        long = "`" * 79 + "x" * 300
        findings = [finding("a" + long, f"{number} {long}", message=long) for number in range(200)]
        accounts = [account(f"{number} {long}", status="unknown", error=long) for number in range(200)]
        waivers = [waiver(account=long, sample=long, owner=long, reason=long, days_left=1) for _number in range(200)]
        written = text("markdown", report(audit([*accounts, account("a" + long, findings)], [], findings, waivers)))
        assert len(written) <= LENGTH_LIMIT
        assert written.endswith("_The rest does not fit here; it is in report.html and findings.csv._\n")
        assert outside_code(written).count("`") == 0

    @HOSTILE
    def test_hostile_names_are_text(self, name: str) -> None:
        written = text("markdown", report(hostile_audit(), title=name))
        shown = code(name)
        assert shown in written
        assert shown == code(single_line(name))
        rest = outside_code(written)
        assert not re.search(r"[<>@`\\\[]|https?:|www\.", rest)
        for row in (line for line in written.splitlines() if line.startswith("|")):
            assert row.count("|") in (3, 6, 7, 9), row
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", written)


class _Page(HTMLParser):
    """The elements of a page, and the text of the element that holds the report."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.report = ""
        self._in_report = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in_report = ("id", "report") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._in_report = False

    def handle_data(self, data: str) -> None:
        if self._in_report:
            self.report += data


class TestHtml:
    def test_the_report_stands_in_the_page_and_adds_no_element(self) -> None:
        document = report(hostile_audit())
        page = _Page(text("html", document))
        assert json.loads(page.report) == document
        assert page.tags == _Page(text("html", report(audit([])))).tags

    def test_nothing_in_the_report_is_a_sign_of_markup(self) -> None:
        embedded = text("html", report(hostile_audit())).split('id="report">')[1].split("</script>")[0]
        assert embedded.startswith('{"schema"')
        assert embedded.endswith('"comparison":null}')
        assert not re.search("[<>&\u2028\u2029]", embedded)

    def test_only_its_own_style_and_script_may_run(self) -> None:
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text("html", report(audit([]))))
        digest = r"'sha256-[A-Za-z0-9+/]{43}='"
        assert re.fullmatch(
            rf"default-src 'none'; style-src {digest}; script-src {digest}; base-uri 'none'; form-action 'none'", policy
        )

    def test_the_page_makes_no_markup_of_texts_and_asks_no_network(self) -> None:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|fetch\(|XMLHttp|\bsrc=", PAGE
        )
        assert set(re.findall(r"https?://[^/ )]+", PAGE)) == {"https://www.gnu.org"}  # the licence
        assert not re.search(r"\{\{|\{%|\{#", PAGE)  # a template would be read by Ansible

    @pytest.mark.parametrize(
        ("page", "message"),
        [
            (None, "page is required"),
            ("", "0 of its own <style>"),
            (PAGE.replace("@REPORT@", ""), "@REPORT@ stands in it 0 times"),
            (PAGE + "@REPORT@", "@REPORT@ stands in it 2 times"),
            (PAGE.replace("@STYLE-HASH@", ""), "@STYLE-HASH@ stands in it 0 times"),
        ],
    )
    def test_another_page_is_refused(self, page: str | None, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message):
            dict(rendered(report(audit([])), ["html"], page))


class TestFormats:
    def test_a_file_for_each_format_and_the_report_itself_last(self) -> None:
        files = rendered(report(mixed_audit()), FILE_NAMES, PAGE)
        assert list(files) == list(FILE_NAMES.values())
        assert list(files)[-1] == "report.json"

    def test_only_what_is_asked_for(self) -> None:
        assert list(rendered(report(mixed_audit()), ["csv", "csv", "junit"])) == ["junit.xml", "findings.csv"]
        assert rendered(report(mixed_audit()), []) == {}

    @pytest.mark.parametrize("format_", FILE_NAMES)
    def test_a_template_stays_what_it_is(self, format_: str) -> None:
        assert "{{ 7*7 }}" in text(format_, report(hostile_audit()))

    @pytest.mark.parametrize("format_", FILE_NAMES)
    def test_a_report_that_was_read_back_renders_the_same(self, format_: str) -> None:
        document = report(hostile_audit())
        assert text(format_, json.loads(text("json", document))) == text(format_, document)


class TestTexts:
    def test_fit_shows_what_xml_forbids(self) -> None:
        assert xml_safe("a\x00b\x1b\ud800\ufffe\n\té\U0001f600") == "a\\x00b\\x1b\\ud800\\ufffe\n\té\U0001f600"
        assert xml_safe(7) == "7"

    def test_plain_is_one_line_in_which_everything_is_seen(self) -> None:
        assert single_line(" a\r\nb\tc\u2028d ") == "a b c d"
        assert single_line("a\u202eb\u200bc\u2069d\xad") == "a\\u202eb\\u200bc\\u2069d\\xad"
        assert single_line("\U0001f469\u200d\U0001f680") == "\U0001f469\u200d\U0001f680"

    def test_clipped_keeps_the_length(self) -> None:
        assert clipped("abcd", 4) == "abcd"
        assert clipped("abcde", 4) == "abc…"
