# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""Samples that a playbook has already become rows as the API writes them; what would mislead a judge is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..module_utils._listing.page import Sample
from ..module_utils._validation.problems import Problems

PLACE = "person_samples"

# Where the modules return samples, and how many there were to return.
_KEYS = {"person_samples": "total_count", "mps_person_samples": "mps_person_sample_total"}
_MEMBERS: Mapping[str, tuple[str, type]] = {
    "person_id": ("PersonId", str),
    "name": ("Name", str),
    "description": ("Description", str),
    "tag_set": ("TagSet", list),
    "usage_set": ("UsageSet", list),
    "face_info_set": ("FaceInfoSet", list),
}
_IDENTITY = ("person_id", "name")
_WORDS: Mapping[type, str] = {str: "a text", list: "a list"}


def plain(value: Any) -> Any:
    """The same value without what Ansible notes on it: where it is from, and whether it may be a template."""
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def parse_samples(given: Any, needed: Mapping[str, str], problems: Problems) -> list[Sample]:
    """The rows of all samples of an account; everything that is wrong with them is told to ``problems``.

    ``given`` is a list of samples, or what holds one: a registered result of the info module, or facts. ``needed``
    holds the members that every row must have, beside id and name, and who needs each.
    """
    rows: list[Sample] = []
    places: dict[str, int] = {}
    lacking: dict[str, list[int]] = {}
    for index, sample in enumerate(_listed(given, problems)):
        if not isinstance(sample, Mapping):
            problems.add(f"{PLACE}[{index}]", "is not a mapping, as samples are")
            continue
        row = _row(f"{PLACE}[{index}]", sample, problems)
        for key, (member, _kind) in _MEMBERS.items():
            if key not in sample and (key in _IDENTITY or member in needed):
                lacking.setdefault(key, []).append(index)
        first = places.setdefault(row.get("PersonId", f"#{index}"), index)
        if first != index:
            problems.add(f"{PLACE}[{index}]", f"has the id of {PLACE}[{first}]; give the samples of one account, once")
        rows.append(row)
    _tell_lacking(lacking, needed, problems)
    return rows


def _listed(given: Any, problems: Problems) -> Sequence[Any]:
    """The list of samples in any of its forms."""
    if isinstance(given, (list, tuple)):
        return given
    if not isinstance(given, Mapping):
        problems.add(PLACE, "are neither a list of samples nor a result of mps_person_sample_info that holds one")
        return ()
    for state in ("failed", "skipped", "unreachable"):
        if given.get(state):
            what = "was skipped" if state == "skipped" else "failed"
            problems.add(PLACE, f"are the result of a task that {what}, so what the account holds is not known")
            return ()
    key = next((key for key in _KEYS if isinstance(given.get(key), (list, tuple))), None)
    if key is None:
        hint = ""
        if isinstance(given.get("ansible_facts"), Mapping):
            hint = "; give its 'ansible_facts'"
        elif isinstance(given.get("results"), (list, tuple)):
            hint = "; it is the result of a loop: give each entry of its 'results' by itself"
        problems.add(PLACE, f"are a mapping without a list under 'person_samples' or 'mps_person_samples'{hint}")
        return ()
    listed: Sequence[Any] = given[key]
    total = given.get(_KEYS[key])
    if isinstance(total, int) and total > len(listed):
        problems.add(
            PLACE,
            f"are {len(listed)} of {total} ({_KEYS[key]}), so what is missing here may be in the account; gather them"
            " without 'offset' and 'limit'",
        )
    return listed


def _row(place: str, sample: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """The members that can be judged. Pictures are only counted, and their addresses are personal data."""
    row: dict[str, Any] = {}
    for key, (member, kind) in _MEMBERS.items():
        if key not in sample:
            continue
        value = plain(sample[key])
        whole = isinstance(value, kind) or (value is None and key not in _IDENTITY)
        if not whole:
            problems.add(f"{place}.{key}", f"is not {_WORDS[kind]}, as mps_person_sample_info returns it")
        elif key in ("tag_set", "usage_set") and not all(isinstance(entry, str) for entry in value or ()):
            problems.add(f"{place}.{key}", "is not a list of texts, as mps_person_sample_info returns it")
        else:
            row[member] = [{}] * len(value) if key == "face_info_set" and value else value
    return row


def _tell_lacking(lacking: Mapping[str, Sequence[int]], needed: Mapping[str, str], problems: Problems) -> None:
    for key, indexes in lacking.items():
        who = needed.get(_MEMBERS[key][0], "every judgement")
        others = f" (and of {len(indexes) - 1} more)" if len(indexes) > 1 else ""
        problems.add(
            f"{PLACE}[{indexes[0]}].{key}",
            f"is not there{others}, and {who} needs it; gather them with '{key}' in 'fields', or without 'fields'",
        )
