# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Audits one account offline: compares samples that were gathered before. Pure.

The same expectations, waivers and samples give the same findings, with the same ids, as an audit of the account.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import ConfigurationError, MpsError
from .._listing.page import Sample
from .._text import nfc
from .._validation.entries import parse_entry
from .._validation.fields import Field, choice, count, flag, string, string_list
from .._validation.problems import Problems
from .account_ref import AccountRef
from .collector import LibraryCollector, evaluate_in
from .coverage import EVERYTHING, Coverage
from .findings import AccountFindings
from .manifest import DEFAULT, USER_DEFINE, Expectation, Manifest, parse_manifest
from .results import AccountResult, AuditedAccount, account_entry, audit_result
from .snapshot import manifest_of
from .unexpected import IGNORE, REPORT, UnexpectedRule, validate_unexpected_limit
from .verdicts import compared_fields
from .waivers import Waiver, Waivers, parse_waivers

# The name of the account if none is given.
DEFAULT_ACCOUNT = "samples"

_NOT_GATHERED = (
    "the samples were gathered with 'names' or 'person_ids' that do not select this sample, so it is not known whether"
    " it exists; gather it too, or gather all samples"
)

# The member of a sample that each field of an expectation is compared with.
_COMPARED_MEMBERS: Mapping[str, str] = {
    "tags": "TagSet",
    "tags_exact": "TagSet",
    "usages": "UsageSet",
    "usages_exact": "UsageSet",
    "description": "Description",
    "min_faces": "FaceInfoSet",
    "max_faces": "FaceInfoSet",
}
ALL_MEMBERS = tuple(dict.fromkeys(_COMPARED_MEMBERS.values()))

_ARGUMENTS: Mapping[str, Field] = {
    "account": string(required=True),
    "labels": string_list(),
    "unexpected": choice(IGNORE, REPORT, default=IGNORE),
    "unexpected_limit": count(),
    "include_ok": flag(),
    "type": choice(USER_DEFINE, DEFAULT, default=USER_DEFINE),
}


@dataclass(frozen=True)
class OfflineAudit:
    """The parsed arguments of an offline audit.

    ``expectations`` are those that apply to the account, and ``library`` is the library of the samples.
    ``unexpected_limit`` is None if unexpected samples are ignored.
    """

    account: AccountRef
    expectations: Sequence[Expectation]
    waivers: tuple[Waiver, ...]
    library: str
    unexpected_limit: int | None
    include_ok: bool


class GatheringError(MpsError):
    """The failure of the task that gathered the samples. Its message has the code and the request id."""

    def __init__(self, message: str, kind: str, code: str | None = None, request_id: str | None = None) -> None:
        super().__init__(message, code=code, request_id=request_id)
        self.kind = kind

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class OfflineLibrary:
    """The samples of one account that a task has gathered, and what is known about the task.

    ``rows`` are the samples that ``coverage`` describes. Each has the ``required_members``. ``uin`` is the account that
    the task verified, and ``site`` is its site. If the task failed, ``failure`` is set and there are no ``rows``.
    """

    rows: Sequence[Sample] = ()
    coverage: Coverage = EVERYTHING
    failure: GatheringError | None = None
    uin: str | None = None
    site: str | None = None
    requests: int = 0
    retries: int = 0
    seconds: float = 0.0


def parse_offline_audit(expected: Any, waivers: Any, arguments: Mapping[str, Any], problems: Problems) -> OfflineAudit:
    """Parse the arguments of the filter. Adds every problem to ``problems``; the result is valid if there is none."""
    labels = arguments["labels"]
    given = {**arguments, "labels": None if labels == [] else labels}
    values = parse_entry("arguments", given, _ARGUMENTS, problems)
    name, labels = (values["account"], values["labels"]) if values else (DEFAULT_ACCOUNT, ())
    account = AccountRef(name, frozenset(map(nfc, labels)))
    manifest = parse_manifest(_entries("expected", "samples", expected, problems), [account], problems, "expected")
    parsed_waivers = parse_waivers(_entries("waivers", "waivers", waivers, problems), problems)
    expectations = manifest.for_account(account)
    if values is None:
        return OfflineAudit(account, expectations, parsed_waivers, USER_DEFINE, None, False)
    reports_unexpected = values["unexpected"] == REPORT
    if expected == [] and not reports_unexpected:
        problems.add("expected", "is empty, so every account would be compliant; add at least one expectation")
    if reports_unexpected and values["type"] == DEFAULT:
        problems.add("arguments.unexpected", f"is {REPORT}, which is valid for the library {USER_DEFINE} only")
    validate_unexpected_limit("arguments.unexpected_limit", values["unexpected_limit"], problems)
    if name == DEFAULT_ACCOUNT:
        _check_scopes(manifest, account, problems)
    limit = values["unexpected_limit"] if reports_unexpected else None
    return OfflineAudit(account, expectations, parsed_waivers, values["type"], limit, values["include_ok"])


def required_members(audit: OfflineAudit) -> dict[str, str]:
    """The members that every sample must have in addition to its id and name, and what requires each of them."""
    required: dict[str, str] = {}
    for expectation in audit.expectations:
        for compared in compared_fields(expectation) if expectation.type == audit.library else ():
            member = _COMPARED_MEMBERS[compared["field"]]
            required.setdefault(member, f"the expectation for {expectation.identity!r}")
    return required


def offline_warnings(audit: OfflineAudit) -> list[str]:
    """Warnings about valid arguments that are probably mistakes."""
    if audit.expectations or audit.unexpected_limit is not None:
        return []
    return [f"No expectation applies to {audit.account.name}. An account without expectations is always compliant."]


def audit_offline(audit: OfflineAudit, library: OfflineLibrary, today: dt.date) -> dict[str, Any]:
    """The result of an audit of one account, in the form of the audit module. ``today`` is the day in UTC.

    The members of the account that users need most are also members of the result.
    """
    waivers = Waivers(audit.waivers, today)
    findings = AccountFindings(audit.account.name, waivers, audit.include_ok)
    failure: MpsError | None = library.failure
    if failure is None:
        failure = _add_verdicts(audit, library, findings)
    else:
        findings.add_unread(failure, audit.expectations)
    account = AuditedAccount(
        audit.account,
        library.uin,
        site=library.site,
        requests=library.requests,
        retries=library.retries,
        seconds=library.seconds,
    )
    seen = None if library.failure is not None else len(library.rows)
    result = AccountResult(account_entry(account, findings, failure, seen), findings, audit.expectations)
    shortcuts = {name: result.account[name] for name in ("status", "verdicts", "waived")}
    return {**audit_result([result], waivers, library.seconds), **shortcuts, "warnings": offline_warnings(audit)}


def _add_verdicts(audit: OfflineAudit, library: OfflineLibrary, findings: AccountFindings) -> MpsError | None:
    """Add the verdict on each expectation. Returns the reason of the first one that is unknown."""
    limit = audit.unexpected_limit
    rule = None if limit is None else UnexpectedRule(findings.waivers, limit)
    given = [expectation for expectation in audit.expectations if expectation.type == audit.library]
    collector = LibraryCollector(given, rule)
    collector.add(library.rows)
    unknown: MpsError | None = None
    for expectation in audit.expectations:
        failure = None
        if expectation.type != audit.library:
            failure = _other_library(audit.library, expectation.type)
        elif not library.coverage.decides(expectation, bool(collector.index.find(expectation))):
            failure = ConfigurationError(_NOT_GATHERED)
        findings.add(expectation, failure or evaluate_in(collector.index, expectation))
        unknown = unknown or failure
    if collector.unexpected is not None:
        findings.add_unexpected(collector.unexpected)
    return unknown


def manifest_from_samples(rows: Sequence[Sample]) -> list[dict[str, Any]]:
    """The entries of a manifest that the account of these samples satisfies.

    Raises ``ConfigurationError`` if a manifest cannot express a sample, such as a sample whose name and id are blank.
    """
    entries = manifest_of(rows)
    problems = Problems()
    parse_manifest(entries, [AccountRef(DEFAULT_ACCOUNT)], problems)
    try:
        problems.raise_if_any()
    except ConfigurationError as error:
        lines = str(error).partition("\n")[2]
        raise ConfigurationError(f"the manifest of these samples would not be valid:\n{lines}") from None
    return entries


def _entries(argument: str, key: str, value: Any, problems: Problems) -> Sequence[Any]:
    """The list of entries in an argument. ``key`` is the key of the list in a manifest file."""
    if value is None and argument == "waivers":
        return ()
    if isinstance(value, list):
        return value
    hint = f"; pass the value of its key '{key}'" if isinstance(value, Mapping) and key in value else ""
    problems.add(argument, f"must be a list of entries, as under '{key}' in a manifest{hint}")
    return ()


def _check_scopes(manifest: Manifest, account: AccountRef, problems: Problems) -> None:
    """Add a problem for each expectation that applies to certain accounts only, because the account is not known."""
    for expectation in manifest.expectations:
        if not expectation.applies_to(account, manifest.names):
            problems.add(
                "arguments.account",
                f"is required, because the expectation for {expectation.identity!r} applies to certain accounts only;"
                " set 'account' (and 'labels') to the account of the samples",
            )


def _other_library(library: str, expected: str) -> ConfigurationError:
    return ConfigurationError(
        f"the given samples are from the library {library}, but this sample is expected in {expected}; gather"
        f" the samples of {expected}, and apply the filter to them with type='{expected}'"
    )
