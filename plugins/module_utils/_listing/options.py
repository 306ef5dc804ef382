# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

"""The options that select samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import ConfigurationError
from .page import TAGS_A_CALL
from .selection import Selection

SELECTION_SPEC: Mapping[str, Any] = {
    "type": {"type": "str", "default": "UserDefine", "choices": ["UserDefine", "Default"]},
    "person_ids": {"type": "list", "elements": "str"},
    "names": {"type": "list", "elements": "str"},
    "tags": {"type": "list", "elements": "str"},
    "offset": {"type": "int", "default": 0},
    "limit": {"type": "int"},
    "fields": {"type": "list", "elements": "str"},
}


def parse_selection(options: Mapping[str, Any]) -> Selection:
    """A selection from the options of ``SELECTION_SPEC``. Raises ``ConfigurationError``."""
    selection = Selection(
        type=options["type"],
        person_ids=_entries("person_ids", options["person_ids"]),
        names=_entries("names", options["names"]),
        tags=_entries("tags", options["tags"]),
        offset=options["offset"],
        limit=options["limit"],
    )
    if selection.tags is not None and len(selection.tags) > TAGS_A_CALL:
        raise ConfigurationError(
            f"tags has {len(selection.tags)} entries; the API takes at most {TAGS_A_CALL}. They cannot be split:"
            " whether it wants all of them or any is not documented. Ask for fewer, or leave 'tags' out and filter the"
            " result"
        )
    if selection.type == "Default" and selection.names is None:
        raise ConfigurationError(
            "type 'Default' (Tencent's own library) can be searched by name only: give 'names' too"
        )
    if selection.offset < 0:
        raise ConfigurationError(f"offset is {selection.offset}: it counts from 0")
    if selection.limit is not None and selection.limit < 1:
        raise ConfigurationError(
            f"limit is {selection.limit}: it must be at least 1. Leave 'limit' out to get all samples"
        )
    return selection


def parse_fields(options: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The keys to keep of each sample, None for all. Raises ``ConfigurationError``."""
    fields = _entries("fields", options["fields"])
    return None if fields is None else tuple(field.strip() for field in fields)


def _entries(option: str, values: list[Any] | None) -> tuple[str, ...] | None:
    """The distinct entries of a list, in order."""
    if values is None:
        return None
    if not values:
        raise ConfigurationError(
            f"{option} is an empty list, and that never means everything. Skip the task when there is nothing to"
            " ask for; where all samples are wanted, leave the option out (set it to 'omit')"
        )
    # A number in YAML is meant as the text: ids look like numbers, and a module's options are converted by Ansible.
    texts = [str(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values]
    for index, value in enumerate(texts):
        if not isinstance(value, str) or not value.strip():
            raise ConfigurationError(f"{option}[{index}] is {value!r}: it must be a text that is not empty")
    return tuple(dict.fromkeys(texts))
