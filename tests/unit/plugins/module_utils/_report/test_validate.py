# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validation of audit results and reports."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import SCHEMA
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.validate import parse_report, parse_result
from support.sample_report import account, audit, edited, finding, hostile_audit, mixed_audit, report, waived


def test_audit_results_and_reports_are_valid() -> None:
    for result in (mixed_audit(), hostile_audit()):
        assert parse_result("results[0]", result) == result
        document = report(result, report(mixed_audit()))
        assert parse_result("results[0]", document) == document


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("accounts",), {}, "accounts must be a list"),
        (("accounts", 0), "x", r"accounts\[0\] must be a mapping"),
        (("accounts", 0, "name"), None, r"accounts\[0\].name must be a string\."),
        (("accounts", 0, "uin"), 7, r"accounts\[0\].uin must be a string, or null\."),
        (("accounts", 0, "verdicts"), {"ok": 1}, r"accounts\[0\].verdicts.missing is missing"),
        (("accounts", 0, "seconds"), float("nan"), r"accounts\[0\].seconds must be a number\."),
        (("accounts", 0, "waived"), True, r"accounts\[0\].waived must be an integer"),
        (("accounts", 0, "waived"), -1, r"accounts\[0\].waived must be a number that is not negative"),
        (("accounts", 0, "unexpected"), True, r"accounts\[0\].unexpected must be a mapping, or null"),
        (("samples", 1, "severity"), "severe", r"samples\[1\].severity must be one of critical, high, medium, low\."),
        (("samples", 1, "accounts"), "all", r"samples\[1\].accounts must be a list, or null"),
        (("findings", 2, "id"), "0123456789abcdef\n", r"findings\[2\].id must be 16 hexadecimal digits"),
        (("findings", 2, "verdict"), "odd", r"findings\[2\].verdict must be one of ok, missing"),
        (("findings", 2, "verdict"), ["missing"], r"findings\[2\].verdict must be one of"),
        (("findings", 2, "person_ids"), [7], r"findings\[2\].person_ids\[0\] must be a string"),
        (("findings", 2, "differences"), [{"field": "name"}], r"findings\[2\].differences\[0\].expected is missing"),
        (
            ("findings", 1, "differences", 0, "expected"),
            {},
            r"findings\[1\].differences\[0\].expected must be a string or an integer or a list\.",
        ),
        (("findings", 2, "account"), "other", r"findings\[2\].account must be the name of one of the accounts"),
        (("findings", 2, "waived"), True, r"findings\[2\].waiver must not be null, because waived is true"),
        (("findings", 2, "waiver"), {}, r"findings\[2\].waiver.reason is missing"),
        (("findings", 2, "covers"), "3", r"findings\[2\].covers must be an integer"),
        (("findings", 2, "covers"), 2, r"findings\[2\].covers must be 1, because the sample is not \*"),
        (
            ("findings", 5, "covers"),
            2,
            r"accounts\[3\].verdicts.unknown must be 2, the number of expectations that its findings cover",
        ),
        (("waivers", 0, "days_left"), "3", r"waivers\[0\].days_left must be an integer"),
        (("waivers", 0, "expires"), "2026-W52-1", r"waivers\[0\].expires must be a date such as 2026-12-31"),
        (("waivers", 0, "verdicts"), [], r"waivers\[0\].verdicts must be a list that is not empty"),
        (("generated_at",), "yesterday", "generated_at must be a time with a time zone"),
        (("generated_at",), "2026-11-23T09:30:00", "generated_at must be a time with a time zone"),
        (("summary", "accounts"), {}, "summary.accounts.compliant is missing"),
        (("comparison",), [], "comparison must be a mapping, or null"),
        (("comparison",), {}, "comparison.previous is missing"),
    ],
)
def test_first_wrong_member_is_named(path: tuple[Any, ...], value: object, message: str) -> None:
    document = copy.deepcopy(report(mixed_audit()))
    entry: Any = document
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = value
    with pytest.raises(ConfigurationError, match=rf"^r\.json: {message}") as raised:
        parse_report("r.json", document)
    assert "Use an unmodified result of mps_person_sample_audit" in str(raised.value)


@pytest.mark.parametrize("part", ["accounts", "samples", "findings", "waivers"])
def test_missing_member_is_named(part: str) -> None:
    document: Any = mixed_audit()
    name = next(iter(document[part][0]))
    del document[part][0][name]
    with pytest.raises(ConfigurationError, match=rf"^r: {part}\[0\]\.{name} is missing"):
        parse_result("r", document)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"accounts": []}, "it has no compliant, summary, samples, findings, waivers"),
        ("text", r"r is not a result of mps_person_sample_audit and not a report"),
    ],
    ids=["missing members", "not a mapping"],
)
def test_value_that_is_not_a_result_is_an_error(value: object, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_result("r", value)


@pytest.mark.parametrize("document", [None, [], {}, {"schema": "tencentcloud.mps/audit-report/2"}])
def test_value_that_is_not_a_report_of_this_version_is_an_error(document: object) -> None:
    with pytest.raises(ConfigurationError, match=r"^old\.json is not a report of this version"):
        parse_report("old.json", document)


def test_report_without_members_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match=r"^old\.json: title is missing"):
        parse_report("old.json", {"schema": SCHEMA})


def test_saved_report_is_valid() -> None:
    saved = json.loads(json.dumps(report(mixed_audit())))
    assert parse_report("old.json", saved) == saved


def test_members_that_the_types_do_not_have_are_accepted() -> None:
    registered = {**mixed_audit(), "changed": False, "failed": False}
    assert parse_result("results[0]", registered) == registered


ZED = finding("a", "Zed", "unexpected")
WAIVED = finding("a", "Yan", "unexpected", **waived())


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"listed": 1}, "accounts\\[0\\].unexpected.listed must be 2, the number of its unexpected findings"),
        (
            {"listed_waived": 0},
            "accounts\\[0\\].unexpected.listed_waived must be 1, the number of its waived unexpected",
        ),
        ({"count": 4}, "accounts\\[0\\].verdicts.unexpected must be 4, the number in unexpected.count"),
        ({"waived": 0}, "accounts\\[0\\].unexpected must not count fewer samples than the findings list"),
        ({"waived": 3}, "accounts\\[0\\].unexpected must not count fewer samples than the findings list"),
        (None, "accounts\\[0\\].verdicts.unexpected must be 0"),
    ],
)
def test_counts_of_unexpected_samples_must_match_the_findings(counts: dict[str, int] | None, message: str) -> None:
    unlisted = [finding("a", "X", "unexpected")]
    result = audit([account("a", [ZED, WAIVED], unlisted=unlisted)], [], [ZED, WAIVED])
    assert parse_result("r", result) == result
    entry: Any = result["accounts"][0]
    entry["unexpected"] = None if counts is None else {**entry["unexpected"], **counts}
    with pytest.raises(ConfigurationError, match=f"^r: {message}"):
        parse_result("r", result)


def compliant_with_three_missing() -> Any:
    """A report whose status and totals were edited by hand."""
    found = [finding("a", name) for name in ("Ann", "Bob", "Eve")]
    document = edited(report(audit([account("a", found)], [], found)), ("accounts", 0, "status"), "compliant")
    document["summary"]["accounts"].update(compliant=1, noncompliant=0)
    return edited(document, ("compliant",), True)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (compliant_with_three_missing(), "accounts[0].status must be noncompliant"),
        (edited(compliant_with_three_missing(), ("accounts", 0, "waived"), 3), "accounts[0].waived must be 0"),
        (
            edited(compliant_with_three_missing(), ("accounts", 0, "verdicts", "missing"), 0),
            "accounts[0].verdicts.missing must be 3",
        ),
        (
            edited(report(mixed_audit()), ("accounts", 4, "status"), "noncompliant"),
            "accounts[4].status must be compliant",
        ),
        (
            edited(report(mixed_audit()), ("accounts", 4, "samples_seen"), None),
            "accounts[4].status must not be compliant",
        ),
        (
            edited(report(mixed_audit()), ("accounts", 4, "error"), "no response"),
            "accounts[4].status must not be compliant",
        ),
        (edited(report(mixed_audit()), ("accounts", 3, "status"), "compliant"), "accounts[3].status must be unknown"),
        (edited(report(mixed_audit()), ("compliant",), True), "compliant must be false"),
        (edited(report(audit([account("a")])), ("compliant",), False), "compliant must be true"),
        (edited(report(mixed_audit()), ("summary", "verdicts", "missing"), 0), "summary.verdicts.missing must be 2"),
        (edited(report(mixed_audit()), ("summary", "accounts", "unknown"), 0), "summary.accounts.unknown must be 1"),
        (edited(report(mixed_audit()), ("summary", "waived"), 9), "summary.waived must be 1"),
        (edited(report(mixed_audit()), ("summary", "expired_waivers"), 0), "summary.expired_waivers must be 1"),
        (edited(report(mixed_audit()), ("waivers", 0, "expired"), False), "waivers[0].expired must be true"),
        (edited(report(mixed_audit()), ("findings", 3, "waived"), False), "findings[3].waived must be true"),
        (
            edited(report(mixed_audit()), ("accounts", 1, "name"), "main"),
            "accounts[1].name must not be the name of acc",
        ),
        (edited(report(mixed_audit()), ("samples", 0, "accounts"), ["x"]), "samples[0].accounts must contain only"),
        (
            edited(report(mixed_audit(), report(mixed_audit())), ("comparison", "open", 0), "0" * 16),
            "comparison.open must contain only ids",
        ),
    ],
)
def test_report_that_contradicts_itself_is_an_error(document: object, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse_report("r.json", document)
    assert str(raised.value).startswith(f"r.json: {message}")
    assert "The document contradicts itself" in str(raised.value)


def test_account_that_was_not_audited_is_no_contradiction() -> None:
    document = report(audit([account("a", status="unknown", samples_seen=None)]))
    assert parse_report("r.json", document) == document


@pytest.mark.parametrize("warnings", [None, []])
def test_registered_result_without_warnings_is_valid(warnings: object) -> None:
    registered: Any = {**mixed_audit(), "warnings": warnings}
    assert parse_result("results[0]", registered)["warnings"] == []


@pytest.mark.parametrize("number", [10**400, 2**60, 1e300, -(10**9)])
@pytest.mark.parametrize(
    "path",
    [("accounts", 0, "seconds"), ("accounts", 0, "requests"), ("summary", "seconds"), ("waivers", 0, "days_left")],
)
def test_absurd_number_is_an_error(path: tuple[Any, ...], number: float) -> None:
    with pytest.raises(ConfigurationError, match=r"^r\.json: "):
        parse_report("r.json", edited(report(mixed_audit()), path, number))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_time_that_utc_cannot_express_is_an_error(moment: str) -> None:
    with pytest.raises(ConfigurationError, match="generated_at must be a time with a time zone"):
        parse_report("r.json", edited(report(mixed_audit()), ("generated_at",), moment))
