# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Converts samples that a playbook has gathered to rows as in an API response. Pure.

Input that could give a wrong verdict, such as an incomplete list, is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..module_utils._audit.coverage import EVERYTHING, Coverage, parse_coverage
from ..module_utils._listing.page import Sample
from ..module_utils._validation.problems import Problems

PATH = "person_samples"

# The key of the samples in the results of the modules, and the keys of their total number and of their selection.
_KEYS = {
    "person_samples": ("total_count", "selection"),
    "mps_person_samples": ("mps_person_sample_total", "mps_person_sample_selection"),
}
_MEMBERS: Mapping[str, tuple[str, type]] = {
    "person_id": ("PersonId", str),
    "name": ("Name", str),
    "description": ("Description", str),
    "tag_set": ("TagSet", list),
    "usage_set": ("UsageSet", list),
    "face_info_set": ("FaceInfoSet", list),
}
_IDENTITY = ("person_id", "name")
_TYPE_NAMES: Mapping[type, str] = {str: "a string", list: "a list"}


def untagged(value: Any) -> Any:
    """A copy of the value in plain Python types, without the tags that Ansible adds (origin, trust)."""
    if isinstance(value, Mapping):
        return {untagged(key): untagged(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [untagged(entry) for entry in value]
    if hasattr(value, "_ciphertext"):  # before ansible-core 2.19, a value that is encrypted with Ansible Vault
        return str(value)
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def parse_samples(given: Any, required: Mapping[str, str], problems: Problems) -> list[Sample]:
    """The rows of all samples of an account. Adds every problem to ``problems``.

    ``given`` is a list of samples, or a mapping that contains one: a registered result of the info module, or facts.
    ``required`` has the members that every sample must have in addition to its id and name, and what requires each.
    """
    rows: list[Sample] = []
    first_index: dict[str, int] = {}
    missing: dict[str, list[int]] = {}
    for index, sample in enumerate(_sample_list(given, problems)):
        path = f"{PATH}[{index}]"
        if not isinstance(sample, Mapping):
            problems.add(path, "must be a mapping, as returned by mps_person_sample_info")
            continue
        row = _row(path, sample, problems)
        for key, (member, _type) in _MEMBERS.items():
            if key not in sample and (key in _IDENTITY or member in required):
                missing.setdefault(key, []).append(index)
        first = first_index.setdefault(row.get("PersonId", f"#{index}"), index)
        if first != index:
            problems.add(path, f"has the same id as {PATH}[{first}]; pass the samples of one account, each once")
        rows.append(row)
    _add_missing(missing, required, problems)
    return rows


def gathered_coverage(given: Any, library: str, needs_all: str | None, problems: Problems) -> Coverage:
    """Which verdicts the samples can decide. A list without its result counts as complete."""
    given = unwrapped_facts(given)
    key = samples_key(given) if isinstance(given, Mapping) else None
    if key is None:
        return EVERYTHING
    selection_key = _KEYS[key][1]
    selection = untagged(given.get(selection_key))
    return parse_coverage(f"{PATH}.{selection_key}", selection, library, needs_all, problems)


def unwrapped_facts(given: Any) -> Any:
    """The facts in a registered result of the facts module. Any other value as it is."""
    facts = given.get("ansible_facts") if isinstance(given, Mapping) else None
    return facts if isinstance(facts, Mapping) and samples_key(facts) else given


def _sample_list(given: Any, problems: Problems) -> Sequence[Any]:
    """The list of samples. Empty if there is a problem."""
    if isinstance(given, (list, tuple)):
        return given
    if not isinstance(given, Mapping):
        problems.add(PATH, "must be a list of samples, or a result of mps_person_sample_info that contains one")
        return ()
    for state in ("failed", "skipped", "unreachable"):
        if given.get(state):
            what = "was skipped" if state == "skipped" else "failed"
            problems.add(PATH, f"is the result of a task that {what}; pass the result of a successful task")
            return ()
    given = unwrapped_facts(given)
    key = samples_key(given)
    if key is None:
        problems.add(PATH, f"has no list under 'person_samples' or 'mps_person_samples'; {_key_hint(given)}")
        return ()
    samples: Sequence[Any] = given[key]
    total_key = _KEYS[key][0]
    total = given.get(total_key)
    if isinstance(total, int) and total > len(samples):
        problems.add(
            PATH,
            f"contains {len(samples)} of {total} samples ({total_key}); gather all samples, without 'offset' and"
            " 'limit'",
        )
    return samples


def samples_key(given: Mapping[Any, Any]) -> str | None:
    """The key of the list of samples in a result or in facts. None if there is no list."""
    return next((key for key in _KEYS if isinstance(given.get(key), (list, tuple))), None)


def _key_hint(given: Mapping[Any, Any]) -> str:
    if isinstance(given.get("results"), (list, tuple)):
        return "it is the result of a loop, so pass each entry of its 'results' separately"
    return "pass a result of mps_person_sample_info"


def _row(path: str, sample: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """The members that are compared. Face images are only counted; their URLs, which are personal data, are removed."""
    row: dict[str, Any] = {}
    for key, (member, kind) in _MEMBERS.items():
        if key not in sample:
            continue
        value = untagged(sample[key])
        is_valid = isinstance(value, kind) or (value is None and key not in _IDENTITY)
        if not is_valid:
            problems.add(f"{path}.{key}", f"must be {_TYPE_NAMES[kind]}, as returned by mps_person_sample_info")
        elif key in ("tag_set", "usage_set") and not all(isinstance(entry, str) for entry in value or ()):
            problems.add(f"{path}.{key}", "must be a list of strings, as returned by mps_person_sample_info")
        else:
            row[member] = [{}] * len(value) if key == "face_info_set" and value else value
    return row


def _add_missing(missing: Mapping[str, Sequence[int]], required: Mapping[str, str], problems: Problems) -> None:
    for key, indexes in missing.items():
        required_by = required.get(_MEMBERS[key][0], "every comparison")
        more = len(indexes) - 1
        others = f" here and in {more} more sample{'s' if more > 1 else ''}" if more else ""
        problems.add(
            f"{PATH}[{indexes[0]}].{key}",
            f"is missing{others}, but {required_by} requires it; gather the samples with '{key}' in 'fields', or"
            " without 'fields'",
        )
