# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The whole audit task: its accounts can be entries, the members of an organization, or both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional, cast

from .._audit.inputs import Inputs, parse_inputs
from .._audit.progress import Progress
from .._audit.run import audit, not_audited
from .._auth.options import CONNECTION_SPEC
from .._validation.problems import Problems, Source
from .accounts import accounts_of, labels_of_members, with_member_labels
from .listing import read_organization
from .options import OrganizationSource, parse_organization, parse_task_settings

Sources = Mapping[str, Sequence[Optional[Source]]]
_AFTER_LISTING = "The members of the organization were listed. No account was read."


@dataclass(frozen=True)
class _Listed:
    """The inputs of an audit with members, and what the result contains about the organization.

    ``uncovered`` are the names of audited members that no expectation applies to.
    """

    inputs: Inputs
    members: int
    accounts: int
    uncovered: Sequence[str]
    passes: int
    requests: int
    warnings: Sequence[str]

    def as_result(self) -> dict[str, Any]:
        return {
            "members": self.members,
            "accounts": self.accounts,
            "uncovered": list(self.uncovered),
            "passes": self.passes,
            "requests": self.requests,
        }


def run_audit(
    options: Mapping[str, Any],
    environment: Mapping[str, str],
    today: dt.date,
    sources: Sources | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The result of the audit module for its options. Raises the errors of ``_errors``.

    A failure of an account is in the result. A failure of the list of members is raised: no account is read then.
    ``sources`` has the file and line of each entry. ``today`` is the day in UTC.
    """
    if options["organization"] is None:
        inputs = parse_inputs(options, environment, sources)
        result = not_audited(inputs, today) if options["validate_only"] else audit(inputs, today, progress)
        return {**result, "organization": None}
    inputs, source = _parse_without_members(options, environment, sources)
    if options["validate_only"]:
        return {**not_audited(inputs, today), "organization": None}
    progress = progress or Progress()
    listed = _with_members(options, environment, sources, inputs, source, progress)
    result = audit(listed.inputs, today, progress)
    return {**result, "organization": listed.as_result(), "warnings": [*listed.warnings, *result["warnings"]]}


def _parse_without_members(
    options: Mapping[str, Any], environment: Mapping[str, str], sources: Sources | None
) -> tuple[Inputs, OrganizationSource]:
    """Everything that can be checked before the first request. Raises ``ConfigurationError`` with all problems."""
    problems = Problems(sources)
    settings = parse_task_settings({name: options[name] for name in CONNECTION_SPEC}, environment, problems)
    source = parse_organization(options["organization"], options["organization_endpoint"], settings, problems)
    inputs = parse_inputs(options, environment, problems=problems, has_all_accounts=False)
    return inputs, cast("OrganizationSource", source)  # None would be a problem


def _with_members(
    options: Mapping[str, Any],
    environment: Mapping[str, str],
    sources: Sources | None,
    inputs: Inputs,
    source: OrganizationSource,
    progress: Progress,
) -> _Listed:
    warnings: list[str] = []
    outcome = read_organization(source, warnings.append, progress.count_requests)
    organization = outcome.value()
    problems = Problems(sources, _AFTER_LISTING)
    names = [ref.name for ref in inputs.accounts]
    uins: frozenset[str] = frozenset().union(*inputs.uins)
    accounts = accounts_of(organization, source, uins, names, problems, warnings.append)
    problems.raise_if_any()
    # An entry for a member has the labels of the member too: expectations can select it by its node or tags.
    labels = labels_of_members(organization, uins)
    given = [
        {**entry, "labels": with_member_labels(entry.get("labels") or (), own, labels)}
        if own & labels.keys()
        else entry
        for entry, own in zip(options["accounts"] or (), inputs.uins)
    ]
    entries = [*given, *(account.entry for account in accounts)]
    complete = parse_inputs({**options, "accounts": entries}, environment, problems=problems)
    members = {account.name for account in accounts}
    members.update(name for name, own in zip(names, inputs.uins) if not own.isdisjoint(labels))
    uncovered = _uncovered(complete, members)
    if uncovered and complete.unexpected_limit is not None:  # otherwise the audit warns of them itself
        warnings.append(f"No expectation applies to the members {', '.join(uncovered)} of the organization.")
    counts = (len(organization.members), len(accounts))
    return _Listed(complete, *counts, uncovered, organization.passes, outcome.requests, warnings)


def _uncovered(inputs: Inputs, members: Collection[str]) -> list[str]:
    if inputs.reference is not None:
        return []
    audited = [account.ref for account in inputs.selected if account.ref.name in members]
    return [ref.name for ref in audited if not inputs.manifest.for_account(ref)]
