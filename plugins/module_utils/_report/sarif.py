# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""A report as SARIF 2.1.0 (OASIS standard), the format of code scanning services. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .._audit.findings import SEVERITY_OF_UNEXPECTED, SEVERITY_OF_UNREAD, finding_id
from .._audit.verdicts import OK, UNEXPECTED, UNKNOWN
from .._version import VERSION
from .advice import CAUSES_OF_UNKNOWN, GUIDE_URL, account_advice_key, advice_key, guide_link
from .coverage import is_whole_library, unlisted_unexpected
from .document import NOT_OK_VERDICTS, Account, Finding, Report, Sample, SourceLine
from .json_stream import encode_compact
from .texts import ENGLISH, Texts, texts_of
from .wording import NOT_AUDITED, NOT_LISTED, WHOLE_LIBRARY_TITLE, counted

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOT_VERIFIED_AGAIN = " (found by an earlier audit; this audit did not verify it again)"
_LINK = re.compile(r"(\\*)\]\(")  # with the backslashes that would escape it
_EXPIRED_WAIVER = "expired_waiver"
_LEVELS: Mapping[str, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_GUIDE_OF_UNKNOWN = f"{GUIDE_URL}#what-to-do-next"


def render_sarif(report: Report, label: str | None = None) -> Iterator[str]:
    """The log with one run. ``label`` identifies the audit in a code scanning service. Default: the title.

    Every finding is a result, except those that are as expected. A service shows what to do with the rule, so that a
    result does not repeat it.
    """
    # The results are the last member of the run. A text of the report can contain the marker too.
    begin, _marker, end = encode_compact(_log(report, label)).rpartition('"@results@"')
    yield begin + "[\n"
    separator = ""
    for result in _results(report):
        yield separator + encode_compact(result)
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
        "help": _help(verdict, texts),
        "helpUri": _GUIDE_OF_UNKNOWN if verdict == UNKNOWN else guide_link(verdict),
        "defaultConfiguration": {"level": "error"},
    }


def _help(verdict: str, texts: Texts) -> dict[str, str]:
    """What to do. For an unknown result, it depends on the cause in its message."""
    keys = CAUSES_OF_UNKNOWN if verdict == UNKNOWN else (verdict, _EXPIRED_WAIVER)
    advice = {texts.text(f"cause.{key}"): texts.text(f"advice.{key}") for key in keys}
    return {
        "text": "\n".join(f"{cause}: {what}" for cause, what in advice.items()),
        "markdown": "\n".join(f"- **{cause}**: {what}" for cause, what in advice.items()),
    }


def _results(report: Report) -> Iterator[dict[str, Any]]:
    results = _Results(report)
    change = {} if report["comparison"] is None else dict.fromkeys(report["comparison"]["open"], "unchanged")
    unknown = set()
    for finding in report["findings"]:
        if finding["verdict"] == OK:
            continue
        if finding["verdict"] == UNKNOWN:
            unknown.add(finding["account"])
        result = results.of_finding(finding)
        if report["comparison"] is not None:
            result["baselineState"] = change.get(finding["id"], "new")
        yield result
    # A service would show a finding that is not in the log as corrected.
    for finding in () if report["comparison"] is None else report["comparison"]["unverified"]:
        yield {**results.of_finding(finding, _NOT_VERIFIED_AGAIN), "baselineState": "unchanged"}
    for account in report["accounts"]:
        more = unlisted_unexpected(account).unwaived
        if more:
            message = f"{counted(more, 'more unexpected sample')}, {NOT_LISTED}"
            yield results.of_account(account, UNEXPECTED, SEVERITY_OF_UNEXPECTED, message)
        if account["status"] == UNKNOWN and account["name"] not in unknown:
            cause = results.cause(account_advice_key(account))
            message = f"{UNKNOWN} ({cause}): {account['error'] or NOT_AUDITED}"
            yield results.of_account(account, UNKNOWN, SEVERITY_OF_UNREAD, message)


class _Results:
    """The results of a report."""

    def __init__(self, report: Report) -> None:
        self._accounts = {account["name"]: account for account in report["accounts"]}
        self._lines = _Lines(report)
        self._causes = texts_of(ENGLISH).area("cause")
        findings = [*report["findings"], *(report["comparison"]["unverified"] if report["comparison"] else ())]
        # If any result has suppressions, all results of the run must have them (SARIF 2.1.0, "suppressions property").
        self._suppressed = any(finding["waived"] for finding in findings)

    def cause(self, key: str) -> str:
        """The cause in a few words. The help of the rule has what to do about it."""
        return self._causes[key]

    def of_finding(self, finding: Finding, note: str = "") -> dict[str, Any]:
        account = self._accounts.get(finding["account"])
        sample = WHOLE_LIBRARY_TITLE if is_whole_library(finding) else finding["sample"]
        text = f"{finding['account']}: {sample}: {self._verdict(finding, account)}: {finding['message']}{note}"
        line, identity = self._lines.of(finding), finding["id"]
        result = self._result(finding["account"], sample, finding["verdict"], finding["severity"], text, identity, line)
        waiver = finding["waiver"]
        if finding["waived"] and waiver is not None:
            reason = f"{waiver['reason'] or 'no reason'} ({waiver['owner'] or 'no owner'}, until {waiver['expires']})"
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
        properties = {
            "severity": finding["severity"],
            "uin": account and account["uin"],
            "labels": account["labels"] if account else [],
            "covers": finding["covers"],
            "firstSeen": finding["first_seen"],
            "personIds": finding["person_ids"],
        }
        result["properties"] = {name: value for name, value in properties.items() if value not in (None, [])}
        return result

    def of_account(self, account: Account, verdict: str, severity: str, message: str) -> dict[str, Any]:
        """The result about an account that no finding lists."""
        name = account["name"]
        text, identity = f"{name}: {message}", finding_id(name, verdict, "not listed")
        return self._result(name, WHOLE_LIBRARY_TITLE, verdict, severity, text, identity, account["source"])

    def _verdict(self, finding: Finding, account: Account | None) -> str:
        """The verdict, with the cause if it is another one than that of the rule."""
        key = advice_key(finding, account)
        is_of_rule = finding["waived"] or key == finding["verdict"] != UNKNOWN
        return finding["verdict"] if is_of_rule else f"{finding['verdict']} ({self.cause(key)})"

    def _result(
        self,
        account: str,
        sample: str,
        verdict: str,
        severity: str,
        text: str,
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
            "message": _message(text if text.endswith(".") else f"{text}."),
            "locations": [location],
            "fingerprints": {"findingId/v1": identity},
            # The key and the form that GitHub uses to recognize a result in the next run.
            "partialFingerprints": {"primaryLocationLineHash": f"{identity}:1"},
            **({"suppressions": []} if self._suppressed else {}),
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
