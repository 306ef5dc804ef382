# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Which verdicts samples that were gathered before can decide. A sample that was not requested may exist. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._text import nfc
from .._validation.problems import Problems
from .manifest import ABSENT, USER_DEFINE, Expectation

_FILTERS = ("names", "person_ids", "tags")


@dataclass(frozen=True)
class Coverage:
    """The names (in NFC) and ids that the samples were selected by. None: by no name, by no id."""

    names: frozenset[str] | None = None
    person_ids: frozenset[str] | None = None

    def decides(self, expectation: Expectation, is_found: bool) -> bool:
        """Whether the verdict on an expectation is certain. ``is_found``: whether the samples include its sample."""
        if is_found and (expectation.person_id is not None or expectation.state == ABSENT):
            return True
        if self.names is None and self.person_ids is None:
            return True
        if self.names is not None and self.person_ids is not None:
            return False  # a sample with a selected id and another name was not returned
        if self.person_ids is not None:
            return expectation.person_id in self.person_ids
        is_by_name = expectation.person_id is None or expectation.type != USER_DEFINE
        return is_by_name and nfc(expectation.name or "") in (self.names or ())


EVERYTHING = Coverage()


def parse_coverage(path: str, selection: Any, library: str, needs_all: str | None, problems: Problems) -> Coverage:
    """The coverage of a ``selection``, as the modules return it. None: the selection is not known.

    ``needs_all`` is what requires the whole library, if anything does. Adds a problem if the samples cannot be used.
    """
    if selection is None:
        return EVERYTHING
    lists = {name: _strings(selection, name) for name in _FILTERS}
    if not isinstance(selection, Mapping) or False in lists.values():
        problems.add(path, "must be a mapping, as returned by mps_person_sample_info")
        return EVERYTHING
    if selection.get("type", library) != library:
        problems.add(
            path,
            f"the samples were gathered with type {selection['type']!r}, but samples of {library} are compared; use a"
            " result of the same 'type'",
        )
    used = [name for name in _FILTERS if lists[name] is not None]
    if needs_all is not None and used:
        problems.add(path, f"the samples were gathered with {_quoted(used)}, but {needs_all}; gather all samples")
    elif lists["tags"] is not None:
        problems.add(path, "the samples were gathered with 'tags', so other samples are unknown; gather without 'tags'")
    names, person_ids = lists["names"], lists["person_ids"]
    return Coverage(
        None if names is None else frozenset(map(nfc, names)), None if person_ids is None else frozenset(person_ids)
    )


def _quoted(names: list[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def _strings(selection: Any, name: str) -> Any:
    """The strings under a key; None: not set; False: neither a list of strings nor null."""
    value = selection.get(name) if isinstance(selection, Mapping) else False
    if value is None or (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
        return value
    return False
