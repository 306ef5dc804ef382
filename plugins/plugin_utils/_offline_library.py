# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Converts the result of a task that gathered samples to the input of an offline audit. Pure.

The result of a task that failed is an account that could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from ..module_utils._api.endpoint import site_of
from ..module_utils._audit.offline import GatheringError, OfflineAudit, OfflineLibrary, required_members
from ..module_utils._report.constraints import MOMENT
from ..module_utils._report.document import ErrorKind
from ..module_utils._validation.problems import Problems
from ._offline_samples import PATH, gathered_coverage, parse_samples, samples_key, untagged, unwrapped_facts

# The keys of the account and of the time in a result of the info module, and in facts.
_ACCOUNT_KEYS = ("account", "mps_person_sample_account")
_TIME_KEYS = ("gathered_at", "mps_person_sample_gathered_at")
_KINDS = frozenset(get_args(ErrorKind))


def parse_library(given: Any, audit: OfflineAudit, account_uin: str | None, problems: Problems) -> OfflineLibrary:
    """The library in a list of samples, in a registered or saved result, or in facts.

    Adds every problem to ``problems``. ``account_uin`` is the account that the samples must be from. None: any account.
    """
    failure = _failure(given)
    if failure is not None:
        return OfflineLibrary(failure=failure, uin=account_uin)
    rows = parse_samples(given, required_members(audit), problems)
    needs_all = None if audit.unexpected_limit is None else "unexpected='report' needs all samples"
    coverage = gathered_coverage(given, audit.library, needs_all, problems)
    facts = unwrapped_facts(given)
    statistics = _mapping(facts, ("statistics",))
    return OfflineLibrary(
        rows,
        coverage,
        uin=_verified_uin(facts, account_uin, problems),
        site=site_of(_text(_mapping(facts, _ACCOUNT_KEYS).get("endpoint")) or ""),
        requests=_count(statistics.get("requests")),
        retries=_count(statistics.get("retries")),
        seconds=_seconds(statistics.get("seconds")),
    )


def gathered_at(given: Any, problems: Problems) -> str | None:
    """When the samples were gathered. None if it is not known."""
    facts = unwrapped_facts(given)
    for key in _TIME_KEYS if isinstance(facts, Mapping) else ():
        if facts.get(key) is not None:
            value = untagged(facts[key])
            if not isinstance(value, str) or not MOMENT.is_met(value):
                problems.add(f"{PATH}.{key}", f"must be {MOMENT.expected}, as returned by mps_person_sample_info")
                return None
            return value
    return None


def _failure(given: Any) -> GatheringError | None:
    """The failure in the registered result of a task of this collection that failed. Its ``kind`` is always set."""
    if not isinstance(given, Mapping) or not isinstance(given.get("kind"), str) or samples_key(unwrapped_facts(given)):
        return None
    message, code, request_id = (_text(given.get(key)) for key in ("msg", "code", "request_id"))
    kind = str(given["kind"])
    return GatheringError(
        message or "the task that gathered the samples failed without a message",
        kind if kind in _KINDS else "internal",
        code,
        request_id,
    )


def _verified_uin(facts: Any, account_uin: str | None, problems: Problems) -> str | None:
    uin = _text(_mapping(facts, _ACCOUNT_KEYS).get("uin"))
    if account_uin is not None and uin != account_uin:
        actual = "no verified account" if uin is None else f"the account {uin}"
        problems.add(
            "arguments.account_uin",
            f"is {account_uin}, but the samples are from {actual}; gather the samples with 'account_uin', and pass the"
            " whole result",
        )
    return uin


def _mapping(facts: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
    found = (facts.get(key) for key in keys) if isinstance(facts, Mapping) else ()
    return next((value for value in found if isinstance(value, Mapping)), {})


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None


def _count(value: Any) -> int:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _seconds(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < float("inf") else 0.0
