# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Validation of audit results and reports, so that rendering cannot fail halfway. Pure.

The validator is made from the types in ``document.py``. Members that the types do not have are accepted: Ansible adds
members to registered results.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Callable, Literal, Union, cast, get_args, get_origin, get_type_hints

from .._errors import ConfigurationError
from .consistency import comparison_contradiction, find_contradiction, first_seen_contradiction
from .constraints import MOMENT, Constraint
from .document import SCHEMA, AuditResult, Report

_NONE = type(None)
_ADVICE = "Use an unmodified result of mps_person_sample_audit, or a report.json that mps_person_sample_report wrote."


@dataclass(frozen=True)
class Mismatch:
    """The first difference between a value and its type: ``path`` inside the value, such as ``.accounts[0].name``."""

    path: str
    problem: str


Validator = Callable[[Any], Union[Mismatch, None]]


def parse_result(source: str, value: object) -> AuditResult:
    """An audit result or a report as a typed document. ``source`` names the option or the file in error messages.

    Raises ``ConfigurationError`` that names the first member that is missing or has another type.
    """
    if isinstance(value, Mapping) and "schema" in value:
        return parse_report(source, value)
    known: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    # Ansible removes an empty list of warnings from a registered result.
    known = {**known, "warnings": known.get("warnings") or []} if known else {}
    missing = [member for member in get_type_hints(AuditResult) if member not in known]
    if missing:
        raise ConfigurationError(
            f"{source} is not a result of mps_person_sample_audit and not a report:"
            f" it has no {', '.join(missing)}. {_ADVICE}"
        )
    _raise_for(source, _VALIDATE_RESULT(known))
    if "generated_at" in known:
        _raise_for(source, _at("generated_at", _VALIDATE_MOMENT(known["generated_at"])))
    result = cast("AuditResult", known)
    _raise_for_contradiction(source, find_contradiction(result))
    return result


def parse_report(source: str, value: object) -> Report:
    """A saved report as a typed document. Raises ``ConfigurationError`` as ``parse_result`` does."""
    if not isinstance(value, Mapping) or value.get("schema") != SCHEMA:
        raise ConfigurationError(
            f"{source} is not a report of this version ({SCHEMA}). Use a report.json that this version of the"
            " collection wrote, or run the audit again."
        )
    _raise_for(source, _VALIDATE_REPORT(value))
    report = cast("Report", value)
    _raise_for_contradiction(source, find_contradiction(report))
    _raise_for_contradiction(source, comparison_contradiction(report["comparison"], report["findings"]))
    _raise_for_contradiction(source, first_seen_contradiction(report))
    return report


def _raise_for_contradiction(source: str, contradiction: tuple[str, str] | None) -> None:
    if contradiction is not None:
        path, problem = contradiction
        raise ConfigurationError(f"{source}: {path.lstrip('.')} {problem}. The document contradicts itself. {_ADVICE}")


def _at(member: str, mismatch: Mismatch | None) -> Mismatch | None:
    return None if mismatch is None else Mismatch(f".{member}{mismatch.path}", mismatch.problem)


def _raise_for(source: str, mismatch: Mismatch | None) -> None:
    if mismatch is not None:
        where = f"{source}: {mismatch.path.lstrip('.')}" if mismatch.path else source
        raise ConfigurationError(f"{where} {mismatch.problem}. {_ADVICE}")


def validator_of(annotation: Any) -> Validator:
    """The validator of a type: of a ``TypedDict``, a list, a literal, a union, or a plain JSON type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        constraints = [extra for extra in arguments[1:] if isinstance(extra, Constraint)]
        return _constrained(validator_of(arguments[0]), constraints)
    if origin is Union:
        return _union(arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin is list:
        return _list(validator_of(arguments[0]))
    if annotation in _PLAIN:
        is_type, expected = _PLAIN[annotation]
        return lambda value: None if is_type(value) else Mismatch("", f"must be {expected}")
    members = get_type_hints(annotation, include_extras=True)
    return _mapping({name: validator_of(member) for name, member in members.items()})


def _constrained(validate: Validator, constraints: Iterable[Constraint]) -> Validator:
    limits = tuple(constraints)
    if not limits:
        return validate

    def validate_limits(value: Any) -> Mismatch | None:
        mismatch = validate(value)
        if mismatch is not None:
            return mismatch
        return next((Mismatch("", f"must be {limit.expected}") for limit in limits if not limit.is_met(value)), None)

    return validate_limits


def _union(alternatives: tuple[Any, ...]) -> Validator:
    """The validator of a union. If more than one alternative is not null, the mismatch has no path."""
    validators = [validator_of(alternative) for alternative in alternatives if alternative is not _NONE]
    nullable = _NONE in alternatives

    def validate(value: Any) -> Mismatch | None:
        if value is None and nullable:
            return None
        mismatches = []
        for validator in validators:
            mismatch = validator(value)
            if mismatch is None:
                return None
            mismatches.append(mismatch)
        first = mismatches[0]
        if len(mismatches) > 1:
            problems = " or ".join(mismatch.problem.removeprefix("must be ") for mismatch in mismatches)
            return Mismatch("", f"must be {problems}")
        return first if first.path or not nullable else Mismatch("", f"{first.problem}, or null")

    return validate


def _literal(values: tuple[Any, ...]) -> Validator:
    known = frozenset(values)
    expected = ", ".join(map(str, values))
    problem = f"must be one of {expected}" if len(known) > 1 else f"must be {expected}"
    return lambda value: None if isinstance(value, str) and value in known else Mismatch("", problem)


def _list(validate: Validator) -> Validator:
    def validate_list(value: Any) -> Mismatch | None:
        if not isinstance(value, list):
            return Mismatch("", "must be a list")
        for index, entry in enumerate(value):
            mismatch = validate(entry)
            if mismatch is not None:
                return Mismatch(f"[{index}]{mismatch.path}", mismatch.problem)
        return None

    return validate_list


def _mapping(members: Mapping[str, Validator]) -> Validator:
    def validate_mapping(value: Any) -> Mismatch | None:
        if not isinstance(value, Mapping):
            return Mismatch("", "must be a mapping")
        for name, validate in members.items():
            if name not in value:
                return Mismatch(f".{name}", "is missing")
            mismatch = validate(value[name])
            if mismatch is not None:
                return Mismatch(f".{name}{mismatch.path}", mismatch.problem)
        return None

    return validate_mapping


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


_PLAIN: Mapping[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda value: isinstance(value, str), "a string"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (_is_integer, "an integer"),
    float: (_is_number, "a number"),
}
_VALIDATE_MOMENT = validator_of(Annotated[str, MOMENT])
_VALIDATE_RESULT = validator_of(AuditResult)
_VALIDATE_REPORT = validator_of(Report)
