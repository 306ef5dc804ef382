# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Parses the options of an audit. All problems of the input are reported together, before any request is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._auth.options import CONNECTION_SPEC, parse_concurrency
from .._text import nfc
from .._validation.problems import Problems, Source
from .account_ref import AccountRef
from .accounts import Account, parse_accounts, select_accounts
from .manifest import Manifest, parse_manifest
from .slices import SLICE_SPEC, select_slice
from .unexpected import IGNORE, REPORT, validate_unexpected_limit
from .waivers import Waiver, parse_waivers, waivers_without_match

# The options of the audit module, without the shared ones. ``accounts`` as a whole is no_log: otherwise Ansible would
# log the secrets in its entries. The entries are parsed here, not by Ansible, so that all problems are reported
# together.
AUDIT_SPEC: Mapping[str, Any] = {
    "accounts": {"type": "list", "elements": "dict", "no_log": True},
    "samples": {"type": "list", "elements": "dict"},
    "waivers": {"type": "list", "elements": "dict"},
    "unexpected": {"type": "str", "choices": [IGNORE, REPORT], "default": IGNORE},
    "unexpected_limit": {"type": "int", "default": 100},
    "reference_account": {"type": "str"},
    "include_accounts": {"type": "list", "elements": "str"},
    "include_labels": {"type": "list", "elements": "str"},
    "slice": SLICE_SPEC,
    "include_ok": {"type": "bool", "default": False},
    "validate_only": {"type": "bool", "default": False},
}


@dataclass(frozen=True)
class Inputs:
    """The parsed options of an audit.

    ``accounts`` are all accounts, and ``uins`` has those of each account that the options contain. ``included`` are the
    accounts of all slices, and ``selected`` are the accounts to audit. The library of ``reference``, if set, replaces
    the manifest, which is empty then. ``unexpected_limit`` is None if unexpected samples are ignored. ``concurrency``
    is the maximum number of requests in progress.
    """

    accounts: Sequence[AccountRef]
    uins: Sequence[frozenset[str]]
    included: Sequence[AccountRef]
    selected: Sequence[Account]
    manifest: Manifest
    waivers: tuple[Waiver, ...]
    reference: Account | None
    unexpected_limit: int | None
    include_ok: bool
    concurrency: int


def parse_inputs(
    options: Mapping[str, Any],
    environment: Mapping[str, str],
    sources: Mapping[str, Sequence[Source | None]] | None = None,
    *,
    problems: Problems | None = None,
    has_all_accounts: bool = True,
) -> Inputs:
    """Parse the options of the audit module. Raises ``ConfigurationError`` with all problems.

    ``sources`` has the file and line of each entry of ``accounts``, ``samples`` and ``waivers``, for error messages.
    ``problems`` are those that were found before. If the accounts are not complete yet (``has_all_accounts`` is false),
    names and patterns may match no account.
    """
    problems = Problems(sources) if problems is None else problems
    task = {name: options[name] for name in CONNECTION_SPEC}
    accounts = parse_accounts(options["accounts"] or (), task, environment, problems)
    refs = [account.ref for account in accounts]
    # A pattern may be for an account with a problem.
    all_valid = has_all_accounts and 0 < len(accounts) == len(options["accounts"])
    manifest = parse_manifest(options["samples"] or (), refs, problems, must_match=all_valid)
    waivers = parse_waivers(options["waivers"] or (), problems)
    included, selected = _select(accounts, options, problems, has_all_accounts)
    reports_unexpected = options["unexpected"] == REPORT
    _check_samples(options, reports_unexpected, problems)
    reference = _parse_reference(options["reference_account"], accounts, selected, problems, has_all_accounts)
    validate_unexpected_limit("unexpected_limit", options["unexpected_limit"], problems)
    if not options["accounts"] and has_all_accounts:
        problems.add(
            "accounts",
            "is missing or empty; set accounts or accounts_file to at least one account, or set organization",
        )
    problems.raise_if_any()
    return Inputs(
        accounts=refs,
        uins=[frozenset(account.uins) for account in accounts],
        included=[account.ref for account in included],
        selected=selected,
        manifest=manifest,
        waivers=waivers,
        reference=reference,
        unexpected_limit=options["unexpected_limit"] if reports_unexpected else None,
        include_ok=options["include_ok"],
        concurrency=parse_concurrency(options),
    )


def input_warnings(inputs: Inputs) -> list[str]:
    """Warnings about valid inputs that are probably mistakes."""
    warnings: list[str] = []
    unexpected = inputs.unexpected_limit is not None
    if inputs.reference is None:
        warnings += waivers_without_match(inputs.waivers, inputs.manifest, inputs.accounts, unexpected)
        # Every slice has the same warning, so that it is in the merged report once.
        bare = [ref.name for ref in inputs.included if not inputs.manifest.for_account(ref)]
        if bare and not unexpected:
            warnings.append(
                f"No expectation applies to {', '.join(bare)}. An account without expectations is compliant if its"
                " library can be read."
            )
    return warnings


def _select(
    accounts: Sequence[Account], options: Mapping[str, Any], problems: Problems, are_all: bool
) -> tuple[list[Account], list[Account]]:
    """The selected accounts of all slices, and those of this slice."""
    included = select_accounts(accounts, options["include_accounts"], options["include_labels"], problems, are_all)
    identity = None if options.get("organization") is None else _slice_identity
    return included, select_slice(included, options["slice"], problems, are_all, identity)


def _slice_identity(account: Account) -> str:
    return account.settings.identity.account_uin or nfc(account.ref.name)


def _check_samples(options: Mapping[str, Any], reports_unexpected: bool, problems: Problems) -> None:
    samples = options["samples"]
    if options["reference_account"] is not None:
        if samples is not None:
            problems.add("samples", "cannot be combined with reference_account; remove one of the two")
        if options["slice"] is not None:
            problems.add(
                "slice",
                "cannot be combined with reference_account; write a manifest of this account with"
                " mps_person_sample_snapshot, and set manifest_file",
            )
    elif samples is None:
        problems.add("samples", "is missing; set samples, manifest_file or reference_account")
    elif not samples and not reports_unexpected:
        problems.add("samples", "is empty, so every account would be compliant; add at least one expectation")


def _parse_reference(
    name: str | None, accounts: Sequence[Account], selected: Sequence[Account], problems: Problems, are_all: bool
) -> Account | None:
    reference = next((account for account in accounts if account.ref.name == name), None)
    if name is not None and reference is None and are_all:
        problems.add("reference_account", f"{name!r} is not the name of an account; use a name from accounts")
    if reference is not None and selected == [reference] and are_all:
        problems.add("reference_account", "is the only selected account; select at least one other account")
    return reference
