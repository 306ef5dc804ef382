# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""Whether a document is made as an audit or a report makes it, so that rendering it cannot fail half way. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any, Callable

from .._audit.findings import STATUSES
from .._audit.manifest import SEVERITIES
from .._audit.verdicts import VERDICTS
from .._errors import ConfigurationError

Check = Callable[[Any], bool]
Shape = Mapping[str, Check]


def check_result(place: str, result: Mapping[str, Any]) -> None:
    """Raises ``ConfigurationError`` that names the first member that no result of an audit has so."""
    _check(place, result, _RESULT)
    for name, shape in (("accounts", _ACCOUNT), ("samples", _SAMPLE), ("findings", _FINDING), ("waivers", _WAIVER)):
        _check_each(f"{place}.{name}", result[name], shape)
    names = {account["name"] for account in result["accounts"]}
    for index, finding in enumerate(result["findings"]):
        if finding["account"] not in names:
            raise ConfigurationError(f"{place}.findings[{index}].account is none of its accounts")
        if finding["waived"] and not finding["waiver"]:
            raise ConfigurationError(f"{place}.findings[{index}].waiver is missing, and it is waived")


def check_report(place: str, report: Mapping[str, Any]) -> None:
    """The same for a report."""
    check_result(place, report)
    _check(place, report, _REPORT)
    if report["comparison"] is not None:
        _check(f"{place}.comparison", report["comparison"], _COMPARISON)
        for fate in ("resolved", "unverified"):
            _check_each(f"{place}.comparison.{fate}", report["comparison"][fate], _FINDING)


def _check_each(place: str, entries: Iterable[Any], shape: Shape) -> None:
    for index, entry in enumerate(entries):
        _check(f"{place}[{index}]", entry, shape)


def _check(place: str, entry: Any, shape: Shape) -> None:
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f"{place} is not a mapping")
    for name, is_right in shape.items():
        if name not in entry:
            raise ConfigurationError(f"{place}.{name} is missing")
        if not is_right(entry[name]):
            raise ConfigurationError(f"{place}.{name} is not what an audit or a report writes there")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return _whole(value) or (isinstance(value, float) and math.isfinite(value))


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _one_of(values: Iterable[str]) -> Check:
    known = frozenset(values)
    return lambda value: isinstance(value, str) and value in known


def _counts(names: Iterable[str]) -> Check:
    wanted = tuple(names)
    return lambda value: isinstance(value, Mapping) and all(_whole(value.get(name)) for name in wanted)


def _like(shape: Shape) -> Check:
    return lambda value: (
        isinstance(value, Mapping) and all(name in value and is_right(value[name]) for name, is_right in shape.items())
    )


def _moment(value: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except (AttributeError, TypeError, ValueError):
        return False


def _differences(value: Any) -> bool:
    return isinstance(value, list) and all(map(_DIFFERENCE, value))


def _value(value: Any) -> bool:
    return value is None or _text(value) or _texts(value) or _flag(value) or _number(value)


_DIFFERENCE = _like({"field": _text, "expected": _value, "actual": _value})
_WAIVED_BY = _like({"reason": _or_none(_text), "owner": _or_none(_text), "expires": _text, "expired": _flag})

_RESULT: Shape = {
    "summary": _like({"seconds": _number}),
    "accounts": _list,
    "samples": _list,
    "findings": _list,
    "waivers": _list,
}
_REPORT: Shape = {
    "title": _text,
    "generated_at": _moment,
    "compliant": _flag,
    "summary": _like(
        {
            "accounts": _counts(STATUSES),
            "verdicts": _counts(VERDICTS),
            "waived": _whole,
            "expired_waivers": _whole,
            "requests": _whole,
        }
    ),
    "comparison": _or_none(lambda value: isinstance(value, Mapping)),
}
_COMPARISON: Shape = {"previous": _text, "new": _texts, "open": _texts, "resolved": _list, "unverified": _list}
_ACCOUNT: Shape = {
    "name": _text,
    "uin": _or_none(_text),
    "region": _or_none(_text),
    "labels": _texts,
    "reference": _flag,
    "unexpected_counted": _flag,
    "status": _one_of(STATUSES),
    "verdicts": _counts(VERDICTS),
    "waived": _whole,
    "samples_seen": _or_none(_whole),
    "requests": _whole,
    "seconds": _number,
    "error": _or_none(_text),
    "kind": _or_none(_text),
    "code": _or_none(_text),
    "request_id": _or_none(_text),
}
_SAMPLE: Shape = {
    "sample": _text,
    "type": _text,
    "state": _text,
    "severity": _one_of(SEVERITIES),
    "accounts": _or_none(_texts),
}
_FINDING: Shape = {
    "id": _text,
    "account": _text,
    "sample": _text,
    "type": _text,
    "person_ids": _texts,
    "verdict": _one_of(VERDICTS),
    "severity": _one_of(SEVERITIES),
    "message": _text,
    "differences": _differences,
    "waived": _flag,
    "waiver": _or_none(_WAIVED_BY),
}
_WAIVER: Shape = {
    "account": _text,
    "sample": _text,
    "verdicts": _texts,
    "reason": _or_none(_text),
    "owner": _or_none(_text),
    "expires": _text,
    "expired": _flag,
    "days_left": _whole,
    "findings": _whole,
}
