# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The file and line of each account and of each expected sample in an audit result. Pure.

An audit can run on another host, which does not know the files. It returns the position of each expectation in its
option ``samples``. The controller replaces the position by the file and the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from .._audit.results import ENTRY
from .._validation.problems import Source
from .document import SourceLine


def with_sources(
    result: Mapping[str, Any],
    arguments: Mapping[str, Any],
    sources: Mapping[str, Sequence[Source | None]],
    working_directory: str,
) -> dict[str, Any]:
    """The result with the member ``source`` of each account and of each sample. None: it is not from a file.

    ``arguments`` are those of the audit, and ``sources`` has the source of each entry in its lists. A file below the
    ``working_directory`` gets a relative path. Of any other file, only the name is kept: the folders of a controller
    mean nothing to a reader.
    """
    accounts: dict[object, SourceLine | None] = {}
    for entry, source in zip(arguments.get("accounts") or (), sources.get("accounts", ())):
        name = entry.get("name") if isinstance(entry, Mapping) else None
        accounts.setdefault(name, _line(source, working_directory))
    samples = [_line(source, working_directory) for source in sources.get("samples", ())]
    return {
        **result,
        "accounts": [{**account, "source": accounts.get(account["name"])} for account in result["accounts"]],
        "samples": [_with_source(sample, samples) for sample in result["samples"]],
    }


def _with_source(sample: Mapping[str, Any], lines: Sequence[SourceLine | None]) -> dict[str, Any]:
    entry = sample[ENTRY]
    known = {name: value for name, value in sample.items() if name != ENTRY}
    return {**known, "source": lines[entry] if entry is not None and entry < len(lines) else None}


def _line(source: Source | None, working_directory: str) -> SourceLine | None:
    if source is None:
        return None
    path = PurePath(source.file)
    try:
        shown = path.relative_to(working_directory).as_posix()
    except ValueError:
        shown = path.name
    return {"file": shown, "line": source.line}
