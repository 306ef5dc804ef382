# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Lists the samples of one account, and converts the list to what playbooks see."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .._auth.options import parse_concurrency, parse_settings
from .._auth.settings import Settings
from .._engine.plan import Job, Outcome
from .._engine.run import open_scheduler
from .._text import escape_surrogates, nfc, unicode_forms
from .page import Sample
from .selection import Listing, Selection, list_person_samples, parse_fields, parse_selection

# The documented members of AiSamplePerson and AiSampleFaceInfo (docs/api-facts.md section 3.1), and their keys. Later
# members are returned too.
_SAMPLE_KEYS: Mapping[str, str] = {
    "PersonId": "person_id",
    "Name": "name",
    "Description": "description",
    "FaceInfoSet": "face_info_set",
    "UsageSet": "usage_set",
    "TagSet": "tag_set",
    "CreateTime": "create_time",
    "UpdateTime": "update_time",
}
_FACE_KEYS: Mapping[str, str] = {"FaceId": "face_id", "Url": "url"}
DOCUMENTED_FIELDS = tuple(_SAMPLE_KEYS.values())


@dataclass(frozen=True)
class Gathered:
    """A list of samples and the statistics of its requests. ``seconds`` is wall time."""

    listing: Listing
    outcome: Outcome[Listing]

    @property
    def statistics(self) -> dict[str, float]:
        return {
            "requests": self.outcome.requests,
            "retries": self.outcome.retries,
            "restarts": self.listing.restarts,
            "seconds": round(self.outcome.seconds, 3),
        }


def gather_by_options(options: Mapping[str, Any], warn: Callable[[str], object]) -> dict[str, Any]:
    """The result of the info module for its options. Raises the errors of ``_errors``."""
    fields, selection = parse_fields(options), parse_selection(options)
    settings = parse_settings(options, os.environ)
    started = dt.datetime.now(dt.timezone.utc)
    gathered = gather_person_samples(settings, parse_concurrency(options), selection, warn)
    return {
        "person_samples": listed_samples(gathered.listing, fields, warn),
        "ids_by_name": ids_by_name(gathered.listing, selection),
        "total_count": gathered.listing.total_count,
        "selection": escape_surrogates(selection.as_result()),
        "account": _account(settings, gathered.outcome.credentials_source),
        "gathered_at": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "request_ids": list(gathered.listing.request_ids),
        "statistics": gathered.statistics,
    }


def as_facts(gathered: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the facts module for the result of the info module."""
    facts = {
        "mps_person_samples": gathered["person_samples"],
        "mps_person_sample_ids_by_name": gathered["ids_by_name"],
        "mps_person_sample_total": gathered["total_count"],
        "mps_person_sample_selection": gathered["selection"],
        "mps_person_sample_account": gathered["account"],
        "mps_person_sample_gathered_at": gathered["gathered_at"],
    }
    return {"ansible_facts": facts}


def _account(settings: Settings, credentials_source: str) -> dict[str, Any]:
    """Whose samples were read. ``uin`` is the account that was verified; None if none was set."""
    role = settings.identity.role
    account: dict[str, Any] = escape_surrogates(
        {
            "uin": settings.identity.account_uin,
            "role_arn": role.arn if role is not None else None,
            "credentials": credentials_source,
            "endpoint": settings.target.endpoint,
        }
    )
    return account


def gather_person_samples(
    settings: Settings, concurrency: int, selection: Selection, warn: Callable[[str], object]
) -> Gathered:
    """The verified complete list of the selected samples. Raises the errors of ``_errors``."""
    with open_scheduler(concurrency, warn) as run:
        ((_job, outcome),) = run([Job(list_person_samples(selection), settings)])
    return Gathered(outcome.value(), outcome)


def ids_by_name(listing: Listing, selection: Selection) -> dict[str, list[str]]:
    """The ids of the samples with each name; names are not unique.

    Each selected name is a key, even if no sample has it.
    """
    shown: dict[str, list[str]] = {}
    if selection.names is None:
        for sample in listing.found:
            shown.setdefault(escape_surrogates(sample["Name"]), []).append(escape_surrogates(sample["PersonId"]))
        return shown
    by_name: dict[str, list[Sample]] = {}
    for sample in listing.found:
        by_name.setdefault(nfc(sample["Name"]), []).append(sample)
    for name in selection.names:
        rank = {form: index for index, form in reversed(list(enumerate(unicode_forms(name))))}
        equal = sorted(by_name.get(nfc(name), ()), key=lambda sample, rank=rank: rank.get(sample["Name"], len(rank)))
        ids = [escape_surrogates(sample["PersonId"]) for sample in equal]
        shown.setdefault(escape_surrogates(name), []).extend(ids)
    return shown


def listed_samples(
    listing: Listing, fields: Sequence[str] | None, warn: Callable[[str], object]
) -> list[dict[str, Any]]:
    """The samples with snake_case keys. If ``fields`` is set, only these keys are kept.

    Warns of a field that is neither documented nor in any sample: it is probably misspelled.
    """
    samples: list[dict[str, Any]] = [escape_surrogates(_with_keys(sample)) for sample in listing.samples]
    if fields is None:
        return samples
    known = set(DOCUMENTED_FIELDS).union(*samples)
    for name in fields:
        if samples and name not in known:
            warn(f"No sample has the field '{name}'. Known fields are {', '.join(sorted(known))}.")
    return [{name: sample[name] for name in fields if name in sample} for sample in samples]


def _with_keys(sample: Sample) -> dict[str, Any]:
    """The sample with snake_case keys. Values that are not documented are unchanged: they can be maps of a user."""
    keyed = _renamed(sample, _SAMPLE_KEYS)
    faces = keyed.get("face_info_set")
    if isinstance(faces, list):
        keyed["face_info_set"] = [_renamed(face, _FACE_KEYS) if isinstance(face, Mapping) else face for face in faces]
    return keyed


def _renamed(members: Mapping[str, Any], documented: Mapping[str, str]) -> dict[str, Any]:
    """The members with snake_case keys. A member that would get the key of another one keeps its name.

    A documented member always has its key.
    """
    reserved = frozenset(documented.values())
    others = {name: _snake_case(name) for name in members if name not in documented}
    counts = Counter(others.values())
    renamed = {}
    for name, value in members.items():
        if name in documented:
            renamed[documented[name]] = value
        elif others[name] not in reserved and counts[others[name]] == 1:
            renamed[others[name]] = value
        elif name not in reserved:
            renamed[name] = value
    return renamed


def _snake_case(name: str) -> str:
    return str(next(iter(camel_dict_to_snake_dict({name: None}))))
