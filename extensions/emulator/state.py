# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: accounts, samples and server settings, with strict validation. README.md describes the fields."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from emulator.fault_rules import CLOCK_OFFSET_MAXIMUM_S, Rule, parse_rule
from emulator.fields import Fields
from emulator.organization_state import OrganizationState, parse_organization
from emulator.role_state import (
    Metadata,
    Role,
    WebIdentity,
    is_digits,
    parse_metadata,
    parse_role,
    parse_web_identity,
    report_unknown_trusts,
)
from emulator.sample import DEFAULT_USAGES, FIRST_TIME, ID_DIGITS_MAXIMUM, USAGES, Filler, Sample
from emulator.selection import LIMIT_MAXIMUM, Switches
from emulator.strict_yaml import StrictLoader

FIRST_SAMPLE_ID = 10_001
FIRST_DEFAULT_ID = 500_001
FIRST_FILLER_ID = 1_000_001
FILLER_MAXIMUM = 10_000_000
FACES_MAXIMUM = 100
REQUESTS_PER_SECOND_MAXIMUM = 1_000_000
CREDENTIAL_LIFETIME_MAXIMUM_S = 10 * 365 * 24 * 3600
SWITCH_RANGES = {
    "total_count_maximum": (0, FILLER_MAXIMUM),
    "total_count_lag": (0, FILLER_MAXIMUM),
    "page_maximum": (1, LIMIT_MAXIMUM),
}
WEB_IDENTITY_TOKEN_MODES = ("trimmed", "exact")


class StateError(Exception):
    """An invalid state file. ``problems``: one message for each problem, with the path of the field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Server:
    """The ``server`` section of the state file. Names with ``_s`` are in seconds, with ``_ms`` in milliseconds."""

    switches: Switches = field(default_factory=Switches)
    requests_per_second: int = 100
    latency_ms: float = 0
    clock_offset_s: float = 0
    credential_lifetime_s: int | None = None
    web_identity_token: str = WEB_IDENTITY_TOKEN_MODES[0]


@dataclass(frozen=True)
class Credential:
    """One key pair; an empty string is a value that the state file does not set.

    ``expires``: Unix seconds, None for a permanent pair. ``uin``: the sub-account.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires: float | None = None
    uin: str = ""
    federated_user: str = ""


@dataclass(frozen=True)
class AccountState:
    """One entry of ``accounts``. ``denied``: glob patterns for ``service:Action``."""

    name: str
    uin: str
    credentials: tuple[Credential, ...] = ()
    denied: tuple[str, ...] = ()
    mps_user: bool = True
    samples: tuple[Sample, ...] = ()
    default_samples: tuple[Sample, ...] = ()
    filler: Filler = field(default_factory=Filler)
    roles: tuple[Role, ...] = ()
    web_identities: tuple[WebIdentity, ...] = ()


@dataclass(frozen=True)
class State:
    """A validated state file."""

    server: Server
    accounts: tuple[AccountState, ...]
    faults: tuple[Rule, ...] = ()
    metadata: Metadata | None = None
    organization: OrganizationState | None = None


def read_state_file(path: Path) -> State:
    """Read YAML, or JSON if the name ends in ``.json``. JSON is much faster for a large file. Raises StateError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise StateError(["the file cannot be read: it is not UTF-8 text"]) from None
    except OSError as error:
        raise StateError([f"the file cannot be read: {error.strerror}; check the path"]) from None
    try:
        source = json.loads(text) if path.suffix == ".json" else yaml.load(text, StrictLoader)  # noqa: S506
    except RecursionError:
        raise StateError(["the file is nested too deeply"]) from None
    except yaml.MarkedYAMLError as error:
        raise StateError([f"the file is not valid YAML: {_marked_problem(error)}"]) from None
    except (yaml.YAMLError, ValueError) as error:
        language = "JSON" if path.suffix == ".json" else "YAML"
        raise StateError([f"the file is not valid {language}: {' '.join(str(error).split())}"]) from None
    return parse_state(source)


def _marked_problem(error: yaml.MarkedYAMLError) -> str:
    """One line with the position, without the quoted source, which may contain a secret."""
    mark = error.problem_mark or error.context_mark
    return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}" if mark else str(error.problem)


def parse_state(source: Any) -> State:
    """Validate a decoded state file. Raises StateError with every problem."""
    problems: list[str] = []
    fields = Fields(source, "", problems)
    server = _parse_server(fields.mapping("server"))
    accounts = tuple(fields.each("accounts", _parse_account))
    if not accounts and not problems:
        fields.problem("accounts", "must contain at least one account")
    faults = tuple(fields.each("faults", partial(parse_rule, account_names=[account.name for account in accounts])))
    roles = {account.name: [role.name for role in account.roles] for account in accounts}
    metadata = parse_metadata(fields.raw("metadata"), "metadata", roles, problems)
    names = [account.name for account in accounts]
    organization = parse_organization(fields.raw("organization"), "organization", names, problems)
    fields.close()
    _report_duplicates(fields, "accounts", "name", names)
    report_unknown_trusts(fields, [[role.trusts for role in account.roles] for account in accounts], roles)
    secret_ids = [pair.secret_id for account in accounts for pair in account.credentials if pair.secret_id]
    for secret_id, uses in Counter(secret_ids).items():
        if uses > 1:
            fields.problem("accounts", f"the secret_id that ends in {secret_id[-4:]} is used more than once")
    if problems:
        raise StateError(problems)
    return State(server, accounts, faults, metadata, organization)


def _parse_server(fields: Fields) -> Server:
    switches: dict[str, Any] = {
        name: fields.integer(name, getattr(Switches, name), *SWITCH_RANGES[name])
        if hint is int
        else fields.choice(name, get_args(hint), str(getattr(Switches, name)))
        for name, hint in get_type_hints(Switches).items()
    }
    server = Server(
        switches=Switches(**switches),
        requests_per_second=fields.integer("requests_per_second", 100, 1, REQUESTS_PER_SECOND_MAXIMUM),
        latency_ms=fields.number("latency_ms", 0, 0),
        clock_offset_s=fields.number("clock_offset_s", 0, -CLOCK_OFFSET_MAXIMUM_S, CLOCK_OFFSET_MAXIMUM_S),
        credential_lifetime_s=fields.integer("credential_lifetime_s", 1, 1, CREDENTIAL_LIFETIME_MAXIMUM_S)
        if "credential_lifetime_s" in fields
        else None,
        web_identity_token=fields.choice("web_identity_token", WEB_IDENTITY_TOKEN_MODES, WEB_IDENTITY_TOKEN_MODES[0]),
    )
    fields.close()
    return server


def _parse_account(fields: Fields) -> AccountState:
    uin = fields.text("uin", required=True)
    if uin and not is_digits(uin):
        fields.problem("uin", "must contain only digits")
    roles = _parse_roles(fields, uin)
    role_names = [role.name for role in roles]
    credentials = tuple(fields.each("credentials", _parse_credential))
    if not credentials and "credentials" in fields:
        fields.problem("credentials", "must not be empty; omit it to use a generated key pair")
    samples = _parse_samples(fields, "samples", FIRST_SAMPLE_ID)
    return AccountState(
        name=fields.text("name", required=True),
        uin=uin,
        credentials=credentials or (Credential("", ""),),
        denied=fields.texts("denied"),
        mps_user=fields.boolean("mps_user", True),
        samples=samples,
        default_samples=_parse_samples(fields, "default_samples", FIRST_DEFAULT_ID, faces_maximum=1),
        filler=_parse_filler(fields.mapping("generate"), samples) if "generate" in fields else Filler(),
        roles=roles,
        web_identities=tuple(fields.each("oidc", partial(parse_web_identity, role_names=role_names))),
    )


def _parse_roles(fields: Fields, uin: str) -> tuple[Role, ...]:
    roles: list[Role] = fields.each("roles", partial(parse_role, uin=uin))
    _report_duplicates(fields, "roles", "name", [role.name for role in roles])
    _report_duplicates(fields, "roles", "id", [role.role_id for role in roles if role.name])
    return tuple(roles)


def _parse_credential(fields: Fields) -> Credential:
    secret_id, secret_key = fields.text("secret_id"), fields.text("secret_key")
    if bool(secret_id) != bool(secret_key):
        missing, given = ("secret_key", "secret_id") if secret_id else ("secret_id", "secret_key")
        fields.problem(missing, f"is required if {given} is set; omit both to use a generated pair")
    if any(character in secret_id for character in "/, \t\n"):
        fields.problem("secret_id", "must not contain a slash, a comma or white space")
    expires = fields.number("expires", 0, 0) if "expires" in fields else None
    token, uin, federated_user = fields.text("token") or None, fields.text("uin"), fields.text("federated_user")
    if uin and not is_digits(uin):
        fields.problem("uin", "must contain only digits")
    if federated_user and token is None:
        fields.problem("token", "is required: a federated user has temporary credentials")
    return Credential(secret_id, secret_key, token, expires, uin, federated_user)


def _parse_samples(fields: Fields, name: str, first_id: int, faces_maximum: int = FACES_MAXIMUM) -> tuple[Sample, ...]:
    """The samples of one library. A sample without an id gets the lowest free id from ``first_id``."""
    samples: list[Sample] = fields.each(name, partial(parse_sample, faces_maximum=faces_maximum))
    _report_duplicates(fields, name, "person_id", [sample.person_id or None for sample in samples])
    used = {sample.person_id for sample in samples if sample.person_id}
    free = (str(number) for number in count(first_id) if str(number) not in used)
    return tuple(sample if sample.person_id else replace(sample, person_id=next(free)) for sample in samples)


def parse_sample(fields: Fields, faces_maximum: int = FACES_MAXIMUM) -> Sample:
    """One sample. Its ``person_id`` is empty if the mapping has none."""
    person_id = fields.text("person_id")
    if person_id and not (person_id.isascii() and person_id.isdigit() and len(person_id) <= ID_DIGITS_MAXIMUM):
        fields.problem("person_id", f"must contain only digits, at most {ID_DIGITS_MAXIMUM}")
    create_time = fields.text("create_time", FIRST_TIME)
    return Sample(
        person_id=person_id,
        name=fields.text("name", required=True),
        description=fields.text("description", may_be_empty=True),
        tags=fields.texts("tags"),
        usages=fields.texts("usages", DEFAULT_USAGES, USAGES),
        faces=fields.integer("faces", 1, 0, faces_maximum),
        create_time=create_time,
        update_time=fields.text("update_time", create_time),
    )


def _parse_filler(fields: Fields, samples: tuple[Sample, ...]) -> Filler:
    size = fields.integer("count", 0, 0, FILLER_MAXIMUM)
    name = fields.text("name", "Person {n}")
    if name.count("{n}") != 1:
        fields.problem("name", "must contain {n} exactly once")
    before, _number, after = name.partition("{n}")
    highest = max((int(sample.person_id) for sample in samples if sample.person_id.isdecimal()), default=0)
    filler = Filler(size, before, after, max(FIRST_FILLER_ID, highest + 1), fields.texts("tags"))
    fields.close()
    return filler


def _report_duplicates(fields: Fields, name: str, key: str, values: list[Any]) -> None:
    first: dict[Any, int] = {}
    for index, value in enumerate(values):
        if value is not None and first.setdefault(value, index) != index:
            fields.problem(
                f"{name}[{index}].{key}", f"{value!r} is already used by {fields.path_of(name)}[{first[value]}]"
            )
