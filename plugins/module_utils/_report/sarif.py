# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as SARIF 2.1.0 (OASIS standard), the format of code scanning services. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .._audit.findings import SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD, finding_id
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .._version import VERSION
from .advice import GUIDE_URL, account_advice_key, advice_key, guide_link
from .coverage import is_whole_library, unlisted_unexpected
from .document import NOT_OK_VERDICTS, Account, Finding, Report, Sample, SourceLine
from .texts import ENGLISH, Texts, texts_of
from .wording import NOT_AUDITED, NOT_LISTED, WHOLE_LIBRARY_TITLE, counted

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOT_VERIFIED_AGAIN = " (found by an earlier audit; this audit did not verify it again)"
_LINK = re.compile(r"(\\*)\]\(")  # with the backslashes that would escape it
_LEVELS: Mapping[str, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_GUIDE_OF_UNKNOWN = f"{GUIDE_URL}#what-to-do-next"


def render_sarif(report: Report, label: str | None = None) -> Iterator[str]:
    """The log with one run. ``label`` identifies the audit in a code scanning service. Default: the title.

    Every finding is a result, except those that are as expected.
    """
    # The results are the last member of the run. A text of the report can contain the marker too.
    begin, _marker, end = json.dumps(_log(report, label), ensure_ascii=False).rpartition('"@results@"')
    yield begin + "[\n"
    separator = ""
    for result in _results(report):
        yield separator + json.dumps(result, ensure_ascii=False)
        separator = ",\n"
    yield "\n]" + end + "\n"


def _log(report: Report, label: str | None) -> dict[str, Any]:
    texts = texts_of(ENGLISH)
    driver = {
        "name": "tencentcloud.mps",
        "informationUri": GUIDE_URL,
        "semanticVersion": VERSION,
        "rules": [_rule(verdict, texts) for verdict in NOT_OK_VERDICTS],
    }
    warnings = [{"level": "warning", "message": _message(warning)} for warning in report["warnings"]]
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"tencentcloud.mps/{(label or report['title']).replace('/', '-')}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                # An audit that could not read an account has not done its whole work.
                "executionSuccessful": report["summary"]["accounts"]["unknown"] == 0,
                "endTimeUtc": report["generated_at"],
                "toolExecutionNotifications": warnings,
            }
        ],
        "results": "@results@",
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(verdict: str, texts: Texts) -> dict[str, Any]:
    return {
        "id": verdict,
        "name": f"PersonSample{verdict.capitalize()}",
        "shortDescription": {"text": f"Person sample: {texts.text(f'words.verdict.{verdict}')}"},
        "fullDescription": _message(texts.text(f"cause.{verdict}")),  # GitHub requires it
        "help": {"text": texts.text(f"advice.{verdict}")},
        "helpUri": _GUIDE_OF_UNKNOWN if verdict == UNKNOWN else guide_link(verdict),
        "defaultConfiguration": {"level": "error"},
    }


def _results(report: Report) -> Iterator[dict[str, Any]]:
    texts = texts_of(ENGLISH)
    accounts = {account["name"]: account for account in report["accounts"]}
    lines = _Lines(report)
    change = {} if report["comparison"] is None else dict.fromkeys(report["comparison"]["open"], "unchanged")
    unknown = set()
    for finding in report["findings"]:
        if finding["verdict"] == OK:
            continue
        account = accounts[finding["account"]]
        if finding["verdict"] == UNKNOWN:
            unknown.add(account["name"])
        result = _result_of(finding, account, lines.of(finding), texts.text(f"advice.{advice_key(finding, account)}"))
        if report["comparison"] is not None:
            result["baselineState"] = change.get(finding["id"], "new")
        yield result
    # A service would show a finding that is not in the log as corrected.
    for finding in () if report["comparison"] is None else report["comparison"]["unverified"]:
        advice = texts.text(f"advice.{advice_key(finding, accounts.get(finding['account']))}")
        result = _result_of(finding, accounts.get(finding["account"]), lines.of(finding), advice, _NOT_VERIFIED_AGAIN)
        yield {**result, "baselineState": "unchanged"}
    for account in report["accounts"]:
        more = unlisted_unexpected(account).unwaived
        if more:
            message = f"{counted(more, 'more unexpected sample')}, {NOT_LISTED}"
            yield _account_result(account, UNEXPECTED, SEVERITY_OF_UNEXPECTED, message, texts.text("advice.unexpected"))
        if account["status"] == UNKNOWN and account["name"] not in unknown:
            advice = texts.text(f"advice.{account_advice_key(account)}")
            yield _account_result(account, UNKNOWN, SEVERITY_OF_UNREAD, account["error"] or NOT_AUDITED, advice)


def _result_of(
    finding: Finding, account: Account | None, line: SourceLine | None, advice: str, note: str = ""
) -> dict[str, Any]:
    """The result for a finding. ``account`` is None if the report does not contain its account."""
    sample = WHOLE_LIBRARY_TITLE if is_whole_library(finding) else finding["sample"]
    text = f"{finding['account']}: {sample}: {finding['verdict']}: {finding['message']}{note}"
    result = _result(
        finding["account"], sample, finding["verdict"], finding["severity"], text, advice, finding["id"], line
    )
    waiver = finding["waiver"]
    if finding["waived"] and waiver is not None:
        reason = f"{waiver['reason'] or 'no reason'} ({waiver['owner'] or 'no owner'}, until {waiver['expires']})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    result["properties"] = {
        "severity": finding["severity"],
        "uin": account and account["uin"],
        "labels": account["labels"] if account else [],
        "covers": finding["covers"],
        "firstSeen": finding["first_seen"],
        "personIds": finding["person_ids"],
    }
    return result


def _account_result(account: Account, verdict: str, severity: str, message: str, advice: str) -> dict[str, Any]:
    """The result about an account that no finding lists."""
    text, identity = f"{account['name']}: {message}", finding_id(account["name"], verdict, "not listed")
    return _result(account["name"], WHOLE_LIBRARY_TITLE, verdict, severity, text, advice, identity, account["source"])


def _result(
    account: str,
    sample: str,
    verdict: str,
    severity: str,
    text: str,
    advice: str,
    identity: str,
    line: SourceLine | None,
) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": sample, "fullyQualifiedName": f"{account}/{sample}", "kind": "resource"},
        ]
    }
    if line is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(line["file"], errors="replace"), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": max(1, line["line"])},
        }
    return {
        "ruleId": verdict,
        "ruleIndex": NOT_OK_VERDICTS.index(verdict),
        # "unknown" is a failure too: a result of any other kind has no level in SARIF, and services hide it.
        "kind": "fail",
        "level": _LEVELS[severity],
        "message": _message(f"{text} What to do: {advice}" if text.endswith(".") else f"{text}. What to do: {advice}"),
        "locations": [location],
        "fingerprints": {"findingId/v1": identity},
        # The key and the form that GitHub uses to recognize a result in the next run.
        "partialFingerprints": {"primaryLocationLineHash": f"{identity}:1"},
        "suppressions": [],
    }


def _message(text: str) -> dict[str, str]:
    """A plain text. Braces are doubled, and a link in a name does not become a link (SARIF 2.1.0, "message object")."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return {"text": _LINK.sub(lambda found: found[1] * 2 + "\\](", doubled)}


class _Lines:
    """The place in the manifest of each expected sample, otherwise the place of the account."""

    def __init__(self, report: Report) -> None:
        self._accounts = {account["name"]: account["source"] for account in report["accounts"]}
        self._samples: dict[tuple[str, str], list[tuple[Sample, frozenset[str] | None]]] = {}
        for sample in report["samples"]:
            accounts = None if sample["accounts"] is None else frozenset(sample["accounts"])
            self._samples.setdefault((sample["sample"], sample["type"]), []).append((sample, accounts))

    def of(self, finding: Finding) -> SourceLine | None:
        if finding["verdict"] != UNEXPECTED:
            for sample, accounts in self._samples.get((finding["sample"], finding["type"]), ()):
                if sample["source"] is not None and (accounts is None or finding["account"] in accounts):
                    return sample["source"]
        return self._accounts.get(finding["account"])
