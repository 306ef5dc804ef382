# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""What an audit needs, checked whole before anything is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._auth.options import CONNECTION_SPEC, parse_concurrency
from .._validation.problems import Problems
from .accounts import Account, parse_accounts, selected
from .manifest import AccountRef, Manifest, parse_manifest, scopes_without_account
from .waivers import Waiver, parse_waivers, waivers_without_match

IGNORE, REPORT = "ignore", "report"
UNEXPECTED_LIMIT_MAXIMUM = 10_000

# The options of the audit module beside the shared ones. `accounts` is no_log as a whole: Ansible would log the keys in
# it otherwise. `elements` are mappings, but they are checked here, all of them at once, and not by Ansible one by one.
AUDIT_SPEC: Mapping[str, Any] = {
    "accounts": {"type": "list", "elements": "dict", "required": True, "no_log": True},
    "samples": {"type": "list", "elements": "dict"},
    "waivers": {"type": "list", "elements": "dict"},
    "unexpected": {"type": "str", "choices": [IGNORE, REPORT], "default": IGNORE},
    "unexpected_limit": {"type": "int", "default": 100},
    "reference_account": {"type": "str"},
    "include_accounts": {"type": "list", "elements": "str"},
    "include_labels": {"type": "list", "elements": "str"},
    "include_ok": {"type": "bool", "default": False},
    "validate_only": {"type": "bool", "default": False},
}


@dataclass(frozen=True)
class Inputs:
    """``chosen`` are the accounts to audit, ``places`` all that were given.

    ``reference`` is the account whose library is the manifest, where one was named; ``manifest`` is empty then.
    ``unexpected_limit`` is None where samples that nobody expects do not matter.
    """

    chosen: Sequence[Account]
    places: Sequence[AccountRef]
    manifest: Manifest
    waivers: Sequence[Waiver]
    reference: Account | None
    unexpected_limit: int | None
    include_ok: bool
    concurrency: int


def parse_inputs(options: Mapping[str, Any], environment: Mapping[str, str]) -> Inputs:
    """Everything that was given, held together. Raises ``ConfigurationError`` with every problem that it has."""
    problems = Problems()
    task = {name: options[name] for name in CONNECTION_SPEC}
    accounts = parse_accounts(options["accounts"], task, environment, problems)
    places = [account.place for account in accounts]
    manifest = parse_manifest(options["samples"] or (), places, problems)
    waivers = parse_waivers(options["waivers"] or (), problems)
    for name in ("include_accounts", "include_labels"):
        if options[name] is not None and not options[name]:
            problems.add(name, "is an empty list, and that never means everything; leave it out to audit all accounts")
    chosen = selected(accounts, options["include_accounts"] or (), options["include_labels"] or (), problems)
    reports = options["unexpected"] == REPORT
    _check_what_is_expected(options, reports, problems)
    reference = _checked_reference(options, accounts, problems)
    if reference is not None and chosen == [reference]:
        problems.add("reference_account", "is the only account that is chosen, so nothing would be held against it")
    if not 1 <= options["unexpected_limit"] <= UNEXPECTED_LIMIT_MAXIMUM:
        problems.add("unexpected_limit", f"must be from 1 to {UNEXPECTED_LIMIT_MAXIMUM}")
    if not options["accounts"]:
        problems.add("accounts", "there are none; list at least one account")
    problems.raise_if_any()
    return Inputs(
        chosen,
        places,
        manifest,
        waivers,
        reference,
        options["unexpected_limit"] if reports else None,
        options["include_ok"],
        parse_concurrency(options),
    )


def warnings_on(inputs: Inputs) -> list[str]:
    """What can be done, and is likely a mistake."""
    warnings = scopes_without_account(inputs.manifest, inputs.places)
    unexpected = inputs.unexpected_limit is not None
    if inputs.reference is None:
        warnings += waivers_without_match(inputs.waivers, inputs.manifest, inputs.places, unexpected)
        bare = [account.place.name for account in inputs.chosen if not inputs.manifest.at(account.place)]
        if bare and not unexpected:
            warnings.append(f"Nothing is expected of {', '.join(bare)}: compliant as soon as it can be read.")
    return warnings


def _check_what_is_expected(options: Mapping[str, Any], reports: bool, problems: Problems) -> None:
    if options["reference_account"] is not None:
        if options["samples"] is not None:
            problems.add("samples", "is given beside reference_account, whose library is the manifest; leave one out")
    elif options["samples"] is None:
        problems.add("samples", "is not given, nor is reference_account; one of them says what is expected")
    elif not options["samples"] and not reports:
        problems.add("samples", "is empty, so every account would be compliant; say what is expected")


def _checked_reference(options: Mapping[str, Any], accounts: Sequence[Account], problems: Problems) -> Account | None:
    name = options["reference_account"]
    reference = next((account for account in accounts if account.place.name == name), None)
    if name is not None and reference is None:
        problems.add("reference_account", f"{name!r} is not the name of any of the accounts")
    return reference
