# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading one mapping of a state file or a control request strictly: every problem is noted with its place."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Fields:
    """One mapping under validation.

    Reading a field marks it as known; ``close`` reports the unknown rest. A field that is wrong adds
    ``place.name: what is wrong`` to ``problems`` (shared by everything read from one file) and reads as its default.
    """

    def __init__(self, source: Any, place: str, problems: list[str]) -> None:
        self.place = place
        self.problems = problems
        self._known: set[str] = set()
        self._source: Mapping[str, Any] = {}
        if isinstance(source, Mapping):
            self._source = source
        else:
            problems.append(f"{place or 'state'}: must be a mapping, not {kind_of(source)}")

    def __contains__(self, name: str) -> bool:
        return name in self._source

    def place_of(self, name: str) -> str:
        """Where a field stands, such as ``accounts[2].samples[0].name``; without a name, the mapping itself."""
        if not name:
            return self.place
        return f"{self.place}.{name}" if self.place else name

    def problem(self, name: str, text: str) -> None:
        """Notes a problem with a field."""
        self.problems.append(f"{self.place_of(name)}: {text}")

    def text(self, name: str, default: str | None = None, *, required: bool = False, may_be_empty: bool = False) -> str:
        """A text; ``default`` (or an empty text) if it is absent."""
        value = self._take(name, required)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.problem(name, f"must be a text, not {kind_of(value)}; put it in quotes")
            return default or ""
        if not value and not may_be_empty:
            self.problem(name, "must not be empty")
        return str(value)

    def is_text(self, name: str, text: str) -> bool:
        """Whether a field is exactly this word, where another type is the rule."""
        self._known.add(name)
        return bool(self._source.get(name) == text)

    def integer(self, name: str, default: int, minimum: int | None = None, maximum: int | None = None) -> int:
        """A whole number within bounds, both included."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(name, f"must be a whole number, not {kind_of(value)}")
            return default
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            bounds = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
            self.problem(name, f"must be {bounds}, is {value}")
            return default
        return value

    def number(self, name: str, default: float, minimum: float | None = None) -> float:
        """A number."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem(name, f"must be a number, not {kind_of(value)}")
            return default
        if minimum is not None and value < minimum:
            self.problem(name, f"must be at least {minimum}, is {value}")
            return default
        return float(value)

    def boolean(self, name: str, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(name, f"must be true or false, not {kind_of(value)}")
            return default
        return value

    def choice(self, name: str, choices: Sequence[str], default: str, *, required: bool = False) -> str:
        """One of ``choices``."""
        value = self._take(name, required)
        if value is None:
            return default
        if value not in choices:
            self.problem(name, f"must be one of {', '.join(choices)}, is {value!r}")
            return default
        return str(value)

    def texts(self, name: str, default: tuple[str, ...] = (), choices: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts, each of ``choices`` if given."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, list):
            self.problem(name, f"must be a list, not {kind_of(value)}")
            return default
        for index, item in enumerate(value):
            if not isinstance(item, str):
                self.problem(f"{name}[{index}]", f"must be a text, not {kind_of(item)}; put it in quotes")
            elif choices is not None and item not in choices:
                self.problem(f"{name}[{index}]", f"must be one of {', '.join(choices)}, is {item!r}")
        return tuple(item for item in value if isinstance(item, str))

    def raw(self, name: str) -> Any:
        """The value as it is, None if it is absent; for what reads it itself."""
        return self._take(name)

    def mapping(self, name: str) -> Fields:
        """A nested mapping; an empty one if it is absent."""
        value = self._take(name)
        return Fields({} if value is None else value, self.place_of(name), self.problems)

    def each(self, name: str, read: Callable[[Fields], Any]) -> list[Any]:
        """What ``read`` makes of every mapping of a list; each is closed afterwards."""
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(name, f"must be a list, not {kind_of(value)}")
            return []
        results = []
        for index, item in enumerate(value):
            fields = Fields(item, self.place_of(f"{name}[{index}]"), self.problems)
            if isinstance(item, Mapping):
                results.append(read(fields))
                fields.close()
        return results

    def close(self) -> None:
        """Reports the fields that nobody asked for."""
        for name in self._source:
            if name not in self._known:
                near = difflib.get_close_matches(str(name), self._known, n=1)
                self.problem(str(name), "unknown field" + (f"; is it `{near[0]}`?" if near else ""))

    def _take(self, name: str, required: bool = False) -> Any:
        self._known.add(name)
        value = self._source.get(name)
        if value is None and required:
            self.problem(name, "is missing")
        return value


def kind_of(value: Any) -> str:
    """What a person would call a YAML value; never the value itself, which may be a secret in the wrong place."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    for kind, name in ((str, "a text"), (list, "a list"), (Mapping, "a mapping")):
        if isinstance(value, kind):
            return name
    return type(value).__name__
