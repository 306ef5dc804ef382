# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The options that make the members of an organization a source of accounts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from string import Formatter
from typing import Any

from .._api.endpoint import is_loopback_endpoint, parse_endpoint, service_endpoint_for
from .._auth.environment import ORGANIZATION_ENDPOINT
from .._auth.options import environment_fallback, parse_listing_settings
from .._auth.roles import DEFAULT_SESSION_NAME, MissingRoleError, validate_role
from .._auth.settings import Role, Settings
from .._errors import ConfigurationError, MpsError
from .._validation.entries import parse_entry
from .._validation.fields import Field, choice_list, parse_string, string_list, string_map
from .._validation.problems import Problems

SERVICE = "organization"
PERMISSION_STATUSES = ("Confirmed", "UnConfirmed")  # docs/api-facts.md section 4.2
NAME_FIELDS = ("name", "uin", "node")
_EXAMPLE_UIN = "100000000001"

ORGANIZATION_SPEC: Mapping[str, Any] = {
    "organization": {"type": "dict"},
    "organization_endpoint": {"type": "str", "fallback": environment_fallback(ORGANIZATION_ENDPOINT)},
}


@dataclass(frozen=True)
class OrganizationSource:
    """Which members of an organization are accounts, and how each of them is read.

    - ``settings``: of the requests that list the members.
    - ``role_arn``: template of the role in a member. ``account_name``: template of the name of an account.
    - ``names``, ``nodes``, ``tags``, ``permission_status``: a member must match each one that is not empty.
    - ``exclude``: uins, or patterns of names, of members that are no accounts.
    """

    settings: Settings
    role_arn: str
    account_name: str
    names: Sequence[str]
    nodes: Sequence[str]
    tags: Mapping[str, str]
    permission_status: Sequence[str]
    exclude: Sequence[str]

    def role_of(self, uin: str) -> str:
        """The ARN of the role in the member with this uin."""
        return self.role_arn.format(uin=uin)

    def name_of(self, name: str, uin: str, node: str) -> str:
        """The name of the account. A member without a name has its uin instead."""
        return self.account_name.format(name=name if name.strip() else uin, uin=uin, node=node)


def _parse_template(fields: Sequence[str], one_of: Sequence[str], value: Any) -> str:
    """A template in which ``{field}`` is replaced. It must contain one of the fields in ``one_of``."""
    text = parse_string(value)
    known = _listed(fields, ", ")
    try:
        found = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        raise ValueError(f"is not a valid template; use only {known}, and write {{{{ or }}}} for a brace") from None
    for name, specification, conversion in found:
        if name not in fields or specification or conversion:
            raise ValueError(f"contains an unknown field; use only {known}")
    if not any(name in one_of for name, *_more in found):
        raise ValueError(f"must contain {_listed(one_of, ' or ')}")
    return text


def _listed(fields: Sequence[str], separator: str) -> str:
    return separator.join(f"{{{field}}}" for field in fields)


def _parse_role_arn(value: Any) -> str:
    template = _parse_template(("uin",), ("uin",), value)
    try:
        validate_role(Role(template.format(uin=_EXAMPLE_UIN), DEFAULT_SESSION_NAME))
    except ConfigurationError:
        raise ValueError(
            "is not a role ARN with {uin} as the account. Example: 'qcs::cam::uin/{uin}:roleName/SampleAuditor'"
        ) from None
    return template


_TEXT_SCHEMA = {"type": "string", "minLength": 1}
ORGANIZATION_FIELDS: Mapping[str, Field] = {
    "role_arn": Field(_parse_role_arn, _TEXT_SCHEMA, required=True),
    "names": string_list(),
    "nodes": string_list(),
    "tags": string_map(),
    "permission_status": choice_list(*PERMISSION_STATUSES),
    "exclude": string_list(),
    "account_name": Field(partial(_parse_template, NAME_FIELDS, ("name", "uin")), _TEXT_SCHEMA, default="{name}"),
}


def parse_task_settings(task: Mapping[str, Any], environment: Mapping[str, str], problems: Problems) -> Settings | None:
    """The settings for the list of members, from the connection options of the task. None if they are invalid.

    Adds only a missing role to ``problems``: every other problem is also a problem of the accounts.
    """
    try:
        return parse_listing_settings(task, environment)
    except MissingRoleError as error:
        problems.add("organization", error)
    except MpsError:
        pass
    return None


def parse_organization(
    value: Any, endpoint: str | None, settings: Settings | None, problems: Problems
) -> OrganizationSource | None:
    """Parse the option ``organization``. Adds every problem to ``problems``; the result is None if there is one.

    ``endpoint`` is the option ``organization_endpoint``. ``settings`` are those of the task; None if they are invalid,
    which is already a problem.
    """
    values = parse_entry("organization", value, ORGANIZATION_FIELDS, problems)
    try:
        listing = None if settings is None else _listing_settings(settings, endpoint)
    except MpsError as error:
        problems.add("organization", error)
        return None
    if values is None or listing is None:
        return None
    return OrganizationSource(settings=listing, **values)


def _listing_settings(settings: Settings, given: str | None) -> Settings:
    """The settings of the task, for requests to the organization. They do not need a region."""
    if given:
        endpoint: str | None = parse_endpoint(given, "organization_endpoint")
    else:
        endpoint = service_endpoint_for(SERVICE, settings.target.endpoint)
    if endpoint is None:
        raise ConfigurationError(
            "the organization endpoint for this 'endpoint' is unknown. Set 'organization_endpoint'"
        )
    use_proxies = not is_loopback_endpoint(endpoint)
    return replace(settings, target=replace(settings.target, endpoint=endpoint, region=None, use_proxies=use_proxies))
