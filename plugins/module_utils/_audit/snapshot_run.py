# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reads the library of one account, and converts it to a manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from .._auth.options import CONNECTION_SPEC, parse_concurrency
from .._engine.isolation import isolate_flow, isolate_send
from .._engine.plan import Job
from .._engine.run import open_scheduler
from .._listing.gather import Gathered
from .._listing.selection import Selection, list_person_samples
from .._validation.problems import Problems, Source
from .accounts import Account, parse_accounts
from .offline import manifest_from_samples

# The options of the snapshot module, without the shared ones. ``accounts`` is no_log as a whole, as in the audit.
SNAPSHOT_SPEC: Mapping[str, Any] = {
    "accounts": {"type": "list", "elements": "dict", "no_log": True},
    "accounts_file": {"type": "path"},
    "base_dir": {"type": "path"},
    "account": {"type": "str", "required": True},
    "dest": {"type": "path", "required": True},
    "mode": {"type": "raw", "default": "0600"},
}


@dataclass(frozen=True)
class Snapshot:
    """The entries of a manifest that the account satisfies, and the statistics of the requests."""

    entries: Sequence[Mapping[str, Any]]
    statistics: Mapping[str, float]


def parse_account(
    options: Mapping[str, Any], environment: Mapping[str, str], sources: Mapping[str, Sequence[Source | None]]
) -> Account:
    """The account in the option ``account``. Raises ``ConfigurationError`` with the problems of all accounts.

    ``sources`` has the file and line of each entry of ``accounts``, for error messages.
    """
    problems = Problems(sources)
    task = {name: options[name] for name in CONNECTION_SPEC}
    name = options["account"]
    accounts = parse_accounts(options["accounts"] or (), task, environment, problems)
    selected = [account for account in accounts if account.ref.name == name]
    if not options["accounts"]:
        problems.add("accounts", "is missing or empty; set accounts or accounts_file to at least one account")
    elif not selected and not len(problems):
        problems.add("account", f"{name!r} is not the name of an account; use a name from accounts or accounts_file")
    problems.raise_if_any()
    return selected[0]


def take_snapshot(account: Account, options: Mapping[str, Any], warn: Callable[[str], object]) -> Snapshot:
    """Read the complete library of the account. Raises the errors of ``_errors``."""
    concurrency = parse_concurrency(options)
    with open_scheduler(concurrency, warn, wrap_send=isolate_send, wrap_flow=isolate_flow) as run:
        ((_job, outcome),) = run([Job(list_person_samples(Selection()), account.settings)])
    gathered = Gathered(outcome.value(), outcome)
    entries = manifest_from_samples(gathered.listing.samples)
    if not entries:
        warn(f"The account {account.ref.name} has no samples. The audit does not accept an empty manifest.")
    return Snapshot(entries, gathered.statistics)
