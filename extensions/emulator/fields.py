# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict parsing of one mapping in a state file or a control request. Collects every problem with its path."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from sys import float_info
from typing import Any


class Fields:
    """One mapping that is being parsed.

    Every access to a field marks the field as known. ``close`` reports the fields that are unknown. A wrong field adds
    ``path.name: message`` to ``problems`` and reads as its default. All parts of one file share ``problems``.
    """

    def __init__(self, source: Any, path: str, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        self._known: set[str] = set()
        self._source: Mapping[str, Any] = {}
        if isinstance(source, Mapping):
            self._source = source
        else:
            problems.append(f"{path or 'state'}: must be a mapping, not {type_name(source)}")

    def __contains__(self, name: str) -> bool:
        return name in self._source

    def path_of(self, name: str) -> str:
        """The path of a field, such as ``accounts[2].samples[0].name``. An empty name means the mapping itself."""
        if not name:
            return self.path
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, message: str) -> None:
        """Report a problem with a field."""
        self.problems.append(f"{self.path_of(name)}: {message}")

    def text(self, name: str, default: str | None = None, *, required: bool = False, may_be_empty: bool = False) -> str:
        """A string. Without a value: ``default``, or an empty string."""
        value = self._take(name, required)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.problem(name, _not_a_string(value))
            return default or ""
        if not value and not may_be_empty:
            self.problem(name, "must not be empty")
        return str(value)

    def is_text(self, name: str, text: str) -> bool:
        """Whether a field has exactly this value. Use it for a keyword in a field of another type."""
        self._known.add(name)
        return bool(self._source.get(name) == text)

    def integer(self, name: str, default: int, minimum: int | None = None, maximum: int | None = None) -> int:
        """An integer from ``minimum`` to ``maximum``, both included."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(name, f"must be an integer, not {type_name(value)}")
            return default
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            bounds = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
            self.problem(name, f"must be {bounds}, not {value}")
            return default
        return value

    def number(self, name: str, default: float, minimum: float, maximum: float = float_info.max) -> float:
        """A number from ``minimum`` to ``maximum``, both included. Infinity and NaN are problems."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem(name, f"must be a number, not {type_name(value)}")
            return default
        if not minimum <= value <= maximum:
            bounds = f"at least {minimum}" if maximum == float_info.max else f"from {minimum} to {maximum}"
            self.problem(name, f"must be {bounds}, not {value}")
            return default
        return float(value)

    def boolean(self, name: str, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(name, f"must be true or false, not {type_name(value)}")
            return default
        return value

    def choice(self, name: str, choices: Sequence[str], default: str, *, required: bool = False) -> str:
        """One of ``choices``."""
        value = self._take(name, required)
        if value is None:
            return default
        if value not in choices:
            self.problem(name, f"must be one of {', '.join(choices)}, not {value!r}")
            return default
        return str(value)

    def texts(self, name: str, default: tuple[str, ...] = (), choices: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of strings. If ``choices`` is given, each string must be one of them."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, list):
            self.problem(name, f"must be a list, not {type_name(value)}")
            return default
        for index, item in enumerate(value):
            if not isinstance(item, str):
                self.problem(f"{name}[{index}]", _not_a_string(item))
            elif choices is not None and item not in choices:
                self.problem(f"{name}[{index}]", f"must be one of {', '.join(choices)}, not {item!r}")
        return tuple(item for item in value if isinstance(item, str))

    def raw(self, name: str) -> Any:
        """The value without validation; None if the field is not there. The caller validates it."""
        return self._take(name)

    def mapping(self, name: str) -> Fields:
        """A nested mapping. An empty mapping if the field is not there."""
        value = self._take(name)
        return Fields({} if value is None else value, self.path_of(name), self.problems)

    def each(self, name: str, parse: Callable[[Fields], Any]) -> list[Any]:
        """The result of ``parse`` for every mapping in a list. Each mapping is closed after ``parse``."""
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(name, f"must be a list, not {type_name(value)}")
            return []
        results = []
        for index, item in enumerate(value):
            fields = Fields(item, self.path_of(f"{name}[{index}]"), self.problems)
            if isinstance(item, Mapping):
                results.append(parse(fields))
                fields.close()
        return results

    def close(self) -> None:
        """Report the unknown fields: the fields that were never accessed."""
        for name in self._source:
            if name not in self._known:
                similar = difflib.get_close_matches(str(name), self._known, n=1)
                self.problem(
                    str(name), "unknown field; " + (f"did you mean `{similar[0]}`?" if similar else "remove it")
                )

    def _take(self, name: str, required: bool = False) -> Any:
        self._known.add(name)
        value = self._source.get(name)
        if value is None and required:
            self.problem(name, "is required")
        return value


def _not_a_string(value: Any) -> str:
    hint = "; put it in quotes" if isinstance(value, (int, float)) else ""
    return f"must be a string, not {type_name(value)}{hint}"


def type_name(value: Any) -> str:
    """The YAML type of a value, such as ``a number``. Messages show the type because the value may be a secret."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    for kind, name in ((str, "a string"), (list, "a list"), (Mapping, "a mapping")):
        if isinstance(value, kind):
            return name
    return type(value).__name__
