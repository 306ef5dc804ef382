# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The accounts of an audit: entries, checked together, become connections."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._auth.options import CONNECTION_SPEC, parse_concurrency, parse_settings
from .._auth.settings import Settings
from .._errors import ConfigurationError
from .._text import nfc
from .._validation.fields import Field, parse_entry, shown, text, texts
from .._validation.problems import Problems
from .globs import any_glob_matches
from .manifest import AccountRef

# An account that says anything of where its keys come from says all of it: half of another account's keys never count.
KEY_OPTIONS = ("secret_id", "secret_key", "token", "profile", "credential_source")
# Counts for the whole run.
_RUN_OPTIONS = ("concurrency",)
_SCHEMA_TYPES = {"str": "string", "path": "string", "int": "integer", "float": "number", "bool": "boolean"}


@dataclass(frozen=True)
class Account:
    """An account to be audited."""

    place: AccountRef
    uin: str | None
    settings: Settings


def _field_of(spec: Mapping[str, Any]) -> Field:
    """The field of an entry that sets an option of the task. It never repeats a value: some are secrets."""
    kind, among = spec["type"], spec.get("choices")

    def read(written: Any) -> Any:
        if written == "":  # as of an expression that came to nothing: other keys would be taken, or no account proved
            raise ValueError("is an empty text; leave it out where it is not meant")
        try:
            value = _converted(kind, written)
        except (ValueError, TypeError, OverflowError):
            raise ValueError(f"is not of the type {_SCHEMA_TYPES[kind]}") from None
        if among and value not in among:
            raise ValueError(f"is not one of {', '.join(among)}")
        return value

    schema: dict[str, Any] = {"type": ["string", "integer"] if kind == "str" else _SCHEMA_TYPES[kind]}
    if kind in ("str", "path"):
        schema["minLength"] = 1
    return Field(read, {"enum": list(among)} if among else schema)


def _converted(kind: str, written: Any) -> Any:
    if kind == "bool":
        if not isinstance(written, bool):
            raise TypeError
        return written
    if isinstance(written, (bool, Mapping, list)):
        raise TypeError
    if kind == "int":
        if isinstance(written, float):
            raise TypeError
        return int(written)
    if kind == "float":
        return float(written)
    return str(Path(os.path.expandvars(str(written))).expanduser()) if kind == "path" else str(written)


ACCOUNT_FIELDS: Mapping[str, Field] = {
    "name": text(required=True),
    "labels": texts(),
    **{name: _field_of(spec) for name, spec in CONNECTION_SPEC.items() if name not in _RUN_OPTIONS},
}


def parse_accounts(
    entries: Sequence[Any], task: Mapping[str, Any], environment: Mapping[str, str], problems: Problems
) -> list[Account]:
    """Accounts from the entries under ``accounts``; ``task`` holds the options of the task, which are the defaults.

    What is wrong with them is told to ``problems``.
    """
    accounts: dict[int, Account] = {}
    try:
        parse_settings(task, environment)
        parse_concurrency(task)
        wrong_in_task = ""
    except ConfigurationError as wrong:
        problems.add("options of the task", wrong)
        wrong_in_task = str(wrong)
    for index, entry in enumerate(entries):
        place = f"accounts[{index}]"
        values = parse_entry(place, entry, ACCOUNT_FIELDS, problems)
        if values is None:
            continue
        try:
            settings = parse_settings(_joined(values, task), environment)
        except ConfigurationError as wrong:
            if str(wrong) != wrong_in_task:
                problems.add(f"{place} ({values['name']})", wrong)
        else:
            here = AccountRef(values["name"], frozenset(map(nfc, values["labels"])))
            accounts[index] = Account(here, settings.identity.account_uin, settings)
    _check_they_differ(accounts, problems)
    return list(accounts.values())


def selected(
    accounts: Sequence[Account], names: Sequence[str], labels: Sequence[str], problems: Problems
) -> list[Account]:
    """Those that an ``include_accounts`` and ``include_labels`` choose; choosing none is a problem, for nothing would be audited."""
    for index, name in enumerate(names):
        if accounts and not any(any_glob_matches([name], account.place.name) for account in accounts):
            problems.add(
                f"include_accounts[{index}]",
                f"{shown(name)} fits no account, so one that is meant would not be audited",
            )
    chosen = [
        account
        for account in accounts
        if (not names or any_glob_matches(names, account.place.name))
        and account.place.labels.issuperset(map(nfc, labels))
    ]
    if accounts and not chosen and (labels or not names):
        problems.add("include_labels", "no account is chosen, so nothing would be audited; check the names and labels")
    return chosen


def _joined(values: Mapping[str, Any], task: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in values.items() if name in CONNECTION_SPEC and value is not None}
    if ("secret_id" in own) != ("secret_key" in own):
        # The environment's other half would be another account's.
        raise ConfigurationError("has only one of secret_id and secret_key; give both")
    joined = {**task, **own}
    if not own.keys().isdisjoint(KEY_OPTIONS):
        joined.update({name: own.get(name, CONNECTION_SPEC[name].get("default")) for name in KEY_OPTIONS})
    return joined


def _library_of(settings: Settings) -> tuple[object, ...]:
    """What decides which library is read: with a role the account in its ARN, whoever assumes it."""
    identity = settings.identity
    whose = identity.role.account_uin if identity.role is not None else identity.signer
    return (settings.target.endpoint, settings.target.region, whose)


def _check_they_differ(accounts: Mapping[int, Account], problems: Problems) -> None:
    """Two entries of one name could not be told apart; two with the same keys would read one account twice."""
    by_name: dict[str, int] = {}
    by_library: dict[object, tuple[int, Account]] = {}
    rates: dict[object, tuple[int, int]] = {}
    for index, account in accounts.items():
        name, settings = account.place.name, account.settings
        if name in by_name:
            problems.add(f"accounts[{index}].name", f"{name!r} is the name of accounts[{by_name[name]}] already")
        by_name.setdefault(name, index)
        signer = (settings.target.endpoint, settings.identity.signer)
        twin, other = by_library.setdefault(_library_of(settings), (index, account))
        if twin != index and (account.uin is None or other.uin is None):
            problems.add(
                f"accounts[{index}] ({name})",
                f"has the same keys (or a role of the same account), endpoint and region as accounts[{twin}], so one"
                " account would be read for both. Give each its own keys, 'profile' or 'role_arn' (or, where they are"
                " one account, both the 'account_uin' of it)",
            )
        rate = settings.requests_per_second
        known, first = rates.setdefault(signer, (rate, index))
        if rate != known:
            problems.add(
                f"accounts[{index}].requests_per_second",
                f"is {rate}, but accounts[{first}] has the same keys and {known}; the server counts them together",
            )
