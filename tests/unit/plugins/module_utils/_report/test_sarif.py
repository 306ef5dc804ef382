# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SARIF: one result for each finding, at the place of its expectation. The schema is a test of conformance."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._report.advice import GUIDE_ANCHORS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import Metrics, render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import ENGLISH, texts_of
from support.render import EACH_HOSTILE_NAME, render
from support.sample_report import (
    HOSTILE_NAMES,
    account,
    audit,
    finding,
    hostile_audit,
    mixed_audit,
    report,
    sample,
    unread,
    waived,
)


def run_of(document: Report) -> Any:
    log = json.loads(render("sarif", document))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    return log["runs"][0]


def place(result: Any) -> tuple[str, int] | None:
    physical = result["locations"][0].get("physicalLocation")
    return physical and (physical["artifactLocation"]["uri"], physical["region"]["startLine"])


def test_every_finding_is_a_result_with_its_rule_and_fingerprint() -> None:
    document = report(mixed_audit())
    run = run_of(document)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = [
        (result["ruleId"], result["level"], result["fingerprints"]["findingId/v1"], rules[result["ruleIndex"]])
        for result in run["results"]
    ]
    levels = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
    assert found == [
        (finding["verdict"], levels[finding["severity"]], finding["id"], finding["verdict"])
        for finding in document["findings"]
    ]


def test_rules_have_what_github_requires() -> None:
    for rule in run_of(report(mixed_audit()))["tool"]["driver"]["rules"]:
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help")), rule["id"]
        assert rule["helpUri"].startswith("https://")


def test_message_has_the_account_the_sample_the_cause_and_the_reason() -> None:
    texts = [result["message"]["text"] for result in run_of(report(mixed_audit()))["results"]]
    assert texts[0] == "prod-sg: Ann: missing: no sample has this name."
    assert texts[-1] == (
        "prod-us: the whole library: unknown (no permission to read the samples): You are not authorized."
    )


def test_message_names_an_expired_waiver_but_not_an_active_one() -> None:
    findings = [finding("a", "Ann", **waived()), finding("a", "Bob", **waived(expired=True))]
    results = run_of(report(audit([account("a", findings)], [], findings)))["results"]
    assert [result["message"]["text"] for result in results] == [
        "a: Ann: missing: no sample has this name.",
        "a: Bob: missing (the waiver has expired): no sample has this name.",
    ]


def test_help_of_a_rule_has_what_to_do_about_every_cause() -> None:
    rules = {rule["id"]: rule["help"] for rule in run_of(report(mixed_audit()))["tool"]["driver"]["rules"]}
    texts = texts_of(ENGLISH)
    keys = set(GUIDE_ANCHORS) - {"ok", "waived", *rules} | {"unknown"}
    for rule, needed in {
        **{rule: {rule, "expired_waiver"} for rule in rules},
        "unknown": keys - {"expired_waiver"},
    }.items():
        for key in needed:
            cause, advice = texts.text(f"cause.{key}"), texts.text(f"advice.{key}")
            assert f"{cause}: {advice}" in rules[rule]["text"].splitlines(), (rule, key)
            assert f"- **{cause}**: {advice}" in rules[rule]["markdown"].splitlines(), (rule, key)


def test_cause_in_a_message_is_in_the_help_of_its_rule() -> None:
    run = run_of(report(mixed_audit()))
    result = run["results"][-1]
    cause = result["message"]["text"].partition("(")[2].partition(")")[0]
    assert f"**{cause}**" in run["tool"]["driver"]["rules"][result["ruleIndex"]]["help"]["markdown"]


def test_result_of_an_account_that_could_not_be_read_has_less_than_750_bytes() -> None:
    error = "DescribePersonSamples: no response from mps.example:443: Connection refused (after 5 attempts)"
    found = unread("account-997", 200, error)
    source = {"file": "accounts.yml", "line": 4987}
    failed = account("account-997", [found], samples_seen=None, unexpected=None, error=error, source=source)
    (line,) = render("sarif", report(audit([failed], [], [found]))).splitlines()[1:-1]
    assert len(line) < 750


def test_samples_as_expected_are_no_results() -> None:
    fine = finding("a", "Ann", "ok", message="as expected")
    assert run_of(report(audit([account("a", [fine])], [sample("Ann")], [fine])))["results"] == []


def test_place_is_the_expectation_in_the_manifest_otherwise_the_account() -> None:
    findings = [finding("a", "Ann"), finding("b", "Ann"), finding("b", "Zed", "unexpected"), unread("c", 2)]
    accounts = [
        account("a", findings[:1]),
        account("b", findings[1:3], source={"file": "my accounts.yml", "line": 7}),
        account("c", findings[3:], samples_seen=None, unexpected=None, error="x", kind="denied"),
    ]
    samples = [
        sample("Ann", ["b"], source={"file": "lists/manifest.yml", "line": 20}),
        sample("Ann", ["a"], severity="low", source={"file": "lists/manifest.yml", "line": 4}),
    ]
    results = run_of(report(audit(accounts, samples, findings)))["results"]
    assert [place(result) for result in results] == [
        ("lists/manifest.yml", 4),
        ("lists/manifest.yml", 20),
        ("my%20accounts.yml", 7),
        None,
    ]
    assert results[3]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "c/the whole library"


def test_waived_finding_is_suppressed_and_an_expired_waiver_suppresses_nothing() -> None:
    findings = [finding("a", "Ann", **waived()), finding("a", "Bob", **waived(expired=True))]
    first, second = run_of(report(audit([account("a", findings)], [], findings)))["results"]
    (suppression,) = first["suppressions"]
    assert suppression["justification"] == "re-enrolment (media-ops, until 2099-12-31)"
    assert second["suppressions"] == []


def test_no_result_has_suppressions_if_no_finding_is_waived() -> None:
    found = finding("a", "Bob", **waived(expired=True))
    (result,) = run_of(report(audit([account("a", [found])], [], [found])))["results"]
    assert "suppressions" not in result


def test_comparison_marks_new_and_known_results() -> None:
    old, new = finding("a", "Ann"), finding("a", "Bob")
    before = report(audit([account("a", [old])], [], [old]))
    after = report(audit([account("a", [old, new])], [], [old, new]), before)
    assert [result["baselineState"] for result in run_of(after)["results"]] == ["unchanged", "new"]
    assert "baselineState" not in run_of(before)["results"][0]


def test_finding_that_was_not_verified_again_stays_a_result() -> None:
    old, gone = finding("a", "Ann"), finding("b", "Bob")
    before = report(audit([account("a", [old]), account("b", [gone])], [], [old, gone]))
    lost = unread("a", 2)
    after = report(audit([account("a", [lost], samples_seen=None, unexpected=None)], [], [lost]), before)
    results = run_of(after)["results"]
    assert [(result["ruleId"], result["baselineState"]) for result in results] == [
        ("unknown", "new"),
        ("missing", "unchanged"),
        ("missing", "unchanged"),
    ]
    assert "this audit did not verify it again" in results[1]["message"]["text"]
    assert [result["fingerprints"]["findingId/v1"] for result in results[1:]] == [old["id"], gone["id"]]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("[a](http://x)", "[a\\](http://x)"), ("[a\\](http://x)", "[a\\\\\\](http://x)"), ("a)]", "a)]")],
)
def test_link_in_a_name_stays_text(name: str, shown: str) -> None:
    found = finding("a", name)
    (result,) = run_of(report(audit([account("a", [found])], [], [found])))["results"]
    assert result["message"]["text"].startswith(f"a: {shown}: missing")


def test_unlisted_samples_and_accounts_that_were_not_audited_are_results() -> None:
    more = [finding("a", f"P{number}", "unexpected") for number in range(3)]
    accounts = [account("a", unlisted=more), account("b", samples_seen=None, status="unknown")]
    first, second = run_of(report(audit(accounts)))["results"]
    assert (first["ruleId"], first["message"]["text"].partition(",")[0]) == (
        "unexpected",
        "a: 3 more unexpected samples",
    )
    assert (second["ruleId"], second["level"]) == ("unknown", "error")


def test_audit_with_an_unknown_account_was_not_successful() -> None:
    assert run_of(report(mixed_audit()))["invocations"][0]["executionSuccessful"] is False
    assert run_of(report(audit([account("a", ok=1)])))["invocations"][0]["executionSuccessful"] is True


def test_warnings_are_notifications() -> None:
    run = run_of(report(audit([account("a", ok=1)], warnings=["The waiver matches nothing."])))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "The waiver matches nothing."


@pytest.mark.parametrize(
    ("label", "name"), [("metrics", "tencentcloud.mps/Studio/"), ("film/tv", "tencentcloud.mps/film-tv/")]
)
def test_label_identifies_the_audit(label: str, name: str) -> None:
    (parts,) = render_files(report(mixed_audit()), ["sarif"], metrics=Metrics(label=label)).values()
    assert json.loads(b"".join(parts))["runs"][0]["automationDetails"]["id"] == name


def test_warning_that_looks_like_the_marker_of_the_results_stays_a_warning() -> None:
    run = run_of(report({**mixed_audit(), "warnings": ["@results@"]}))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notification["message"]["text"], len(run["results"])) == ("@results@", 6)


@EACH_HOSTILE_NAME
def test_hostile_name_stays_text(name: str) -> None:
    results = run_of(report(hostile_audit([name])))["results"]
    assert len(results) == 3
    for result in results:
        text = result["message"]["text"]
        # A placeholder and a link have a meaning in a message.
        assert text.replace("{{", "").replace("}}", "").count("{") == 0
        assert "](" not in text.replace("\\](", "")


def test_hostile_names_are_complete() -> None:
    names = {
        result["locations"][0]["logicalLocations"][0]["name"] for result in run_of(report(hostile_audit()))["results"]
    }
    assert names == {*HOSTILE_NAMES.values(), "waived", "lost"}
