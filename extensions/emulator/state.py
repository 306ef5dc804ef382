# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: what the emulated cloud holds and how it behaves, validated strictly. Described in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from emulator.fault_rules import Rule, read_rule
from emulator.fields import Fields
from emulator.role_state import (
    Metadata,
    Role,
    WebIdentity,
    is_digits,
    read_metadata,
    read_role,
    read_web_identity,
    report_strangers,
)
from emulator.sample import DEFAULT_USAGES, FIRST_TIME, ID_DIGITS_MAXIMUM, USAGES, Filler, Sample
from emulator.selection import Switches
from emulator.strict_yaml import StrictLoader

FIRST_SAMPLE_ID = 10_001
FIRST_DEFAULT_ID = 500_001
FIRST_FILLER_ID = 1_000_001
FILLER_MAXIMUM = 10_000_000
FACES_MAXIMUM = 100
TOKEN_FORMS = ("trimmed", "exact")


class StateError(Exception):
    """``problems``: everything that is wrong with a state file, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Server:
    """The ``server`` part."""

    switches: Switches = field(default_factory=Switches)
    requests_per_second: int = 100
    latency_ms: float = 0
    clock_offset_s: float = 0
    credential_lifetime_s: int | None = None
    web_identity_token: str = TOKEN_FORMS[0]


@dataclass(frozen=True)
class Credential:
    """One key pair; empty texts where the state names none. ``expires``: Unix seconds; ``uin``: the sub-account's."""

    secret_id: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires: float | None = None
    uin: str = ""
    federated_user: str = ""


@dataclass(frozen=True)
class AccountState:
    """One entry of ``accounts``; ``denied`` are globs over ``service:Action``."""

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
    """A whole state file."""

    server: Server
    accounts: tuple[AccountState, ...]
    faults: tuple[Rule, ...] = ()
    metadata: Metadata | None = None


def read_state_file(path: Path) -> State:
    """YAML, or JSON if the name ends so (much faster for a big file). Raises StateError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StateError([f"cannot be read: {error}"]) from None
    try:
        source = json.loads(text) if path.suffix == ".json" else yaml.load(text, StrictLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError) as error:
        raise StateError([f"is not {'JSON' if path.suffix == '.json' else 'YAML'}: {error}"]) from None
    return read_state(source)


def read_state(source: Any) -> State:
    """Raises StateError with every problem."""
    problems: list[str] = []
    fields = Fields(source, "", problems)
    server = _read_server(fields.mapping("server"))
    accounts = tuple(fields.each("accounts", _read_account))
    if not accounts and not problems:
        fields.problem("accounts", "must name at least one account")
    faults = tuple(fields.each("faults", partial(read_rule, account_names=[account.name for account in accounts])))
    roles = {account.name: [role.name for role in account.roles] for account in accounts}
    metadata = read_metadata(fields.raw("metadata"), "metadata", roles, problems)
    fields.close()
    _report_twins(fields, "accounts", "name", [account.name for account in accounts])
    report_strangers(fields, [[role.trusts for role in account.roles] for account in accounts], roles)
    secret_ids = [pair.secret_id for account in accounts for pair in account.credentials if pair.secret_id]
    for secret_id in {one for one in secret_ids if secret_ids.count(one) > 1}:
        fields.problem("accounts", f"the secret_id ending in {secret_id[-4:]} is used more than once")
    if problems:
        raise StateError(problems)
    return State(server, accounts, faults, metadata)


def _read_server(fields: Fields) -> Server:
    hints = get_type_hints(Switches)
    chosen: dict[str, Any] = {
        name: fields.choice(name, get_args(hint), str(getattr(Switches, name))) for name, hint in hints.items()
    }
    server = Server(
        switches=Switches(**chosen),
        requests_per_second=fields.integer("requests_per_second", 100, 1),
        latency_ms=fields.number("latency_ms", 0, 0),
        clock_offset_s=fields.number("clock_offset_s", 0),
        credential_lifetime_s=fields.integer("credential_lifetime_s", 1, 1)
        if "credential_lifetime_s" in fields
        else None,
        web_identity_token=fields.choice("web_identity_token", TOKEN_FORMS, TOKEN_FORMS[0]),
    )
    fields.close()
    return server


def _read_account(fields: Fields) -> AccountState:
    uin = fields.text("uin", required=True)
    if uin and not is_digits(uin):
        fields.problem("uin", "must be digits")
    roles = _read_roles(fields, uin)
    credentials = tuple(fields.each("credentials", _read_credential))
    if not credentials and "credentials" in fields:
        fields.problem("credentials", "must not be empty; leave it out and a pair is generated")
    samples = _read_samples(fields, "samples", FIRST_SAMPLE_ID)
    return AccountState(
        name=fields.text("name", required=True),
        uin=uin,
        credentials=credentials or (Credential("", ""),),
        denied=fields.texts("denied"),
        mps_user=fields.boolean("mps_user", True),
        samples=samples,
        default_samples=_read_samples(fields, "default_samples", FIRST_DEFAULT_ID, faces_maximum=1),
        filler=_read_filler(fields.mapping("generate"), samples) if "generate" in fields else Filler(),
        roles=roles,
        web_identities=tuple(fields.each("oidc", partial(read_web_identity, role_names=[role.name for role in roles]))),
    )


def _read_roles(fields: Fields, uin: str) -> tuple[Role, ...]:
    roles: list[Role] = fields.each("roles", partial(read_role, uin=uin))
    _report_twins(fields, "roles", "name", [role.name for role in roles])
    _report_twins(fields, "roles", "id", [role.role_id for role in roles if role.name])
    return tuple(roles)


def _read_credential(fields: Fields) -> Credential:
    secret_id, secret_key = fields.text("secret_id"), fields.text("secret_key")
    if bool(secret_id) != bool(secret_key):
        fields.problem("secret_key" if secret_id else "secret_id", "is missing; give both, or none to have them made")
    if any(character in secret_id for character in "/, \t\n"):
        fields.problem("secret_id", "must be without slash, comma and blank")
    expires = fields.number("expires", 0) if "expires" in fields else None
    token, uin, federated_user = fields.text("token") or None, fields.text("uin"), fields.text("federated_user")
    if uin and not is_digits(uin):
        fields.problem("uin", "must be digits")
    if federated_user and token is None:
        fields.problem("token", "is missing: a federated user has temporary keys")
    return Credential(secret_id, secret_key, token, expires, uin, federated_user)


def _read_samples(fields: Fields, name: str, first_id: int, faces_maximum: int = FACES_MAXIMUM) -> tuple[Sample, ...]:
    """Samples of one library; those without an id get the lowest free ones from ``first_id``."""
    samples: list[Sample] = fields.each(name, partial(read_sample, faces_maximum=faces_maximum))
    given = [sample.person_id for sample in samples if sample.person_id]
    _report_twins(fields, name, "person_id", [sample.person_id or None for sample in samples])
    free = _free_ids(first_id, set(given))
    return tuple(
        sample if sample.person_id else Sample(**{**vars(sample), "person_id": next(free)}) for sample in samples
    )


def _free_ids(first_id: int, taken: set[str]) -> Iterator[str]:
    number = first_id
    while True:
        if str(number) not in taken:
            yield str(number)
        number += 1


def read_sample(fields: Fields, faces_maximum: int = FACES_MAXIMUM) -> Sample:
    """One sample; its ``person_id`` is empty if none is given."""
    person_id = fields.text("person_id")
    if person_id and not (person_id.isascii() and person_id.isdigit() and len(person_id) <= ID_DIGITS_MAXIMUM):
        fields.problem("person_id", f"must be at most {ID_DIGITS_MAXIMUM} digits")
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


def _read_filler(fields: Fields, samples: tuple[Sample, ...]) -> Filler:
    count = fields.integer("count", 0, 0, FILLER_MAXIMUM)
    name = fields.text("name", "Person {n}")
    if name.count("{n}") != 1:
        fields.problem("name", "must contain {n} once")
    before, _number, after = name.partition("{n}")
    highest = max((int(sample.person_id) for sample in samples if sample.person_id.isdecimal()), default=0)
    filler = Filler(count, before, after, max(FIRST_FILLER_ID, highest + 1), fields.texts("tags"))
    fields.close()
    return filler


def _report_twins(fields: Fields, name: str, key: str, values: list[Any]) -> None:
    first: dict[Any, int] = {}
    for index, value in enumerate(values):
        if value is not None and first.setdefault(value, index) != index:
            fields.problem(
                f"{name}[{index}].{key}", f"{value!r} is already used by {fields.place_of(name)}[{first[value]}]"
            )
