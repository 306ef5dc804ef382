# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Parses the accounts of an audit. Every account gets its own settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from .._auth.options import CONNECTION_SPEC, parse_concurrency, parse_settings
from .._auth.roles import MissingRoleError
from .._auth.settings import Settings
from .._errors import ConfigurationError
from .._text import nfc
from .._validation.entries import parse_entry
from .._validation.fields import Field, quoted, string, string_list
from .._validation.option_fields import option_field
from .._validation.problems import Problems
from .account_ref import AccountRef
from .globs import AccountNames

# An account that sets one of these options inherits none of them from the task. Otherwise it could combine its own
# credentials with credentials of another account.
_CREDENTIAL_OPTIONS = (
    *("secret_id", "secret_key", "token", "profile", "credential_source"),
    *("oidc_provider_id", "oidc_token", "oidc_token_file"),
)
# These options apply to the complete run.
_RUN_OPTIONS = ("concurrency",)

ACCOUNT_FIELDS: Mapping[str, Field] = {
    "name": string(required=True),
    "labels": string_list(),
    **{
        # A uin never starts with 0, so YAML cannot change it to another number.
        name: option_field(spec, is_number=name == "account_uin")
        for name, spec in CONNECTION_SPEC.items()
        if name not in _RUN_OPTIONS
    },
}


@dataclass(frozen=True)
class Account:
    """An account to audit, and the settings of its requests."""

    ref: AccountRef
    settings: Settings

    @property
    def uins(self) -> set[str]:
        """The uin of the account, as far as its options contain it: ``account_uin``, and the account of its role."""
        identity = self.settings.identity
        role_uin = identity.last_role.account_uin if identity.last_role is not None else None
        return {uin for uin in (identity.account_uin, role_uin) if uin is not None}


class _HasRef(Protocol):
    @property
    def ref(self) -> AccountRef:
        """The name and the labels of the account."""


_Selectable = TypeVar("_Selectable", bound=_HasRef)


def parse_accounts(
    entries: Sequence[Any], task: Mapping[str, Any], environment: Mapping[str, str], problems: Problems
) -> list[Account]:
    """Parse the entries under ``accounts``. ``task`` has the options of the task, which are the defaults of an entry.

    Adds every problem to ``problems``.
    """
    accounts: dict[int, Account] = {}
    task_problem = ""
    try:
        parse_concurrency(task)
        parse_settings(task, environment)
    except MissingRoleError:
        pass  # an account that does not set its own role gets the same problem
    except ConfigurationError as error:
        problems.add("task options", error)
        task_problem = str(error)
    for index, entry in enumerate(entries):
        path = f"accounts[{index}]"
        values = parse_entry(path, entry, ACCOUNT_FIELDS, problems)
        if values is None:
            continue
        try:
            settings = parse_settings(_merged_options(values, task), environment)
        except ConfigurationError as error:
            if str(error) != task_problem:  # otherwise the entry inherits the problem of the task
                problems.add(f"{path} ({values['name']})", error)
        else:
            ref = AccountRef(values["name"], frozenset(map(nfc, values["labels"])))
            accounts[index] = Account(ref, settings)
    _check_duplicates(accounts, problems)
    return list(accounts.values())


def select_accounts(
    accounts: Sequence[_Selectable],
    names: Sequence[str] | None,
    labels: Sequence[str] | None,
    problems: Problems,
    are_all: bool = True,
) -> list[_Selectable]:
    """The accounts whose name matches one of ``names`` and that have all ``labels``. None selects every account.

    An empty list is a problem. A name without an account, and an empty selection, are problems if ``accounts`` are all
    accounts.
    """
    known = AccountNames(account.ref.name for account in accounts)
    for option, value in (("include_accounts", names), ("include_labels", labels)):
        if value is not None and not value:
            problems.add(option, "must not be an empty list; omit it to audit all accounts")
    for index, name in enumerate(names or ()):
        if accounts and are_all and not known.is_selected(name):
            problems.add(f"include_accounts[{index}]", f"{quoted(name)} matches no account; correct or remove it")
    selected = [
        account
        for account in accounts
        if (not names or known.match(names, account.ref.name)) and account.ref.has_labels(labels or ())
    ]
    if accounts and are_all and not selected and (labels or not names):
        problems.add("include_labels", "no account is selected; check include_accounts and include_labels")
    return selected


def not_inherited(own: Mapping[str, Any]) -> tuple[str, ...]:
    """The options of the task that an account with the options ``own`` does not inherit.

    An account that sets only ``oidc_role_arn`` has another role for the same token, so that it inherits the token. It
    does not inherit the role of another account.
    """
    if "oidc_role_arn" in own and "role_arn" not in own:
        return (*_own_credentials(own), "role_arn", "role_policy", "role_external_id")
    return _own_credentials(own)


def _own_credentials(own: Mapping[str, Any]) -> tuple[str, ...]:
    return () if own.keys().isdisjoint(_CREDENTIAL_OPTIONS) else (*_CREDENTIAL_OPTIONS, "oidc_role_arn")


def _merged_options(values: Mapping[str, Any], task: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the task, overridden by the options of the entry."""
    own = {name: value for name, value in values.items() if name in CONNECTION_SPEC and value is not None}
    if ("secret_id" in own) != ("secret_key" in own):
        # The environment may contain the other half of the credentials of another account.
        raise ConfigurationError("has only one of secret_id and secret_key; set both")
    merged = {**task, **own}
    merged.update({name: own.get(name, CONNECTION_SPEC[name].get("default")) for name in not_inherited(own)})
    return merged


def _library_key(settings: Settings) -> tuple[object, ...]:
    """Identifies the library that is read. A role selects the library of its own account, whoever assumes the role."""
    role = settings.identity.last_role
    owner = role.account_uin if role is not None else settings.identity.signer
    return (settings.target.endpoint, settings.target.region, owner)


def _check_duplicates(accounts: Mapping[int, Account], problems: Problems) -> None:
    """Add a problem if two accounts have the same name, or would read the same library.

    Results identify an account by its name. Names that differ only in their Unicode form look alike.
    Two entries for one library are allowed if both set ``account_uin``.
    """
    by_name: dict[str, int] = {}
    by_library: dict[object, tuple[int, Account]] = {}
    for index, account in accounts.items():
        name = account.ref.name
        first = by_name.setdefault(nfc(name), index)
        if first != index:
            problems.add(
                f"accounts[{index}].name", f"{name!r} is already the name of accounts[{first}]; use another name"
            )
        twin, other = by_library.setdefault(_library_key(account.settings), (index, account))
        if twin != index and None in (_account_uin(account), _account_uin(other)):
            problems.add(
                f"accounts[{index}] ({name})",
                "has the same credentials (or a role of the same account), endpoint and region as"
                f" accounts[{twin}], so both would read the same library. Set different credentials, 'profile' or"
                " 'role_arn'. If both entries are for one account, set its 'account_uin' in both",
            )
    _check_rates(accounts, problems)


def _check_rates(accounts: Mapping[int, Account], problems: Problems) -> None:
    """Add a problem if accounts with the same credentials have different rate limits.

    The server counts the requests of the same credentials together.
    """
    rates: dict[object, tuple[int, int]] = {}
    for index, account in accounts.items():
        settings = account.settings
        signer = (settings.target.endpoint, settings.identity.signer)
        rate, first = rates.setdefault(signer, (settings.requests_per_second, index))
        if rate != settings.requests_per_second:
            problems.add(
                f"accounts[{index}].requests_per_second",
                f"is {settings.requests_per_second}, but accounts[{first}] has the same credentials and {rate}. The"
                " server counts their requests together; set the same value in both",
            )


def _account_uin(account: Account) -> str | None:
    return account.settings.identity.account_uin
