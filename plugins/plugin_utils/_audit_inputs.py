# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The arguments of the audit module, with the entries of the input files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible.parsing.dataloader import DataLoader

from ..module_utils._audit.unexpected import REPORT
from ..module_utils._errors import ConfigurationError
from ..module_utils._validation.fields import type_name
from ..module_utils._validation.problems import Source
from ._input_files import InputFile, read_input_file
from ._offline_samples import untagged

_BASE = " Relative paths start in base_dir"
# The files, and the lists that each of them can contain. The first list can be the whole file.
ACCOUNTS_FILE: Mapping[str, Sequence[str]] = {"accounts_file": ("accounts",)}
AUDIT_FILES: Mapping[str, Sequence[str]] = {
    **ACCOUNTS_FILE,
    "manifest_file": ("samples", "waivers"),
    "waivers_file": ("waivers",),
}
_LISTS = ("accounts", "samples", "waivers")


@dataclass(frozen=True)
class AuditInputs:
    """``arguments`` are those of the module. ``sources`` has the file and line of each entry (None: no file)."""

    arguments: Mapping[str, Any]
    sources: Mapping[str, Sequence[Source | None]]


def _validate_entries(file: InputFile, key: str, may_be_empty: bool) -> None:
    """Raise ``ConfigurationError`` for a file without entries, or with an entry that Ansible would turn into a mapping.

    A file that lost its entries would leave accounts or samples unaudited. A file without waivers is valid.
    """
    entries = file.entries.get(key)
    if not entries and key != "waivers" and not (key == "samples" and may_be_empty and entries is not None):
        advice = f", or write '{key}: []' if every sample is unexpected" if key == "samples" and may_be_empty else ""
        raise ConfigurationError(f"{file.name}: contains no {key}. Add at least one entry under '{key}'{advice}")
    for name in file.entries:
        for entry, source in zip(file.entries[name], file.sources(name)):
            if not isinstance(entry, Mapping):
                raise ConfigurationError(
                    f"{file.name}:{source.line}: {name}[{source.index}] must be a mapping, not {type_name(entry)}"
                )


def read_inputs(
    loader: DataLoader,
    arguments: Mapping[str, Any],
    files: Mapping[str, Sequence[str]],
    omitted: Collection[str] = (),
) -> AuditInputs:
    """The arguments of a task without ``files`` and the ``omitted`` options. Each file is read once.

    Entries of options come before entries of files. Raises ``ConfigurationError``.
    """
    module_arguments = {
        name: untagged(value) for name, value in arguments.items() if name not in files and name not in omitted
    }
    sources: dict[str, list[Source | None]] = {}
    for name in _LISTS:
        given = module_arguments.get(name)
        sources[name] = [None] * len(given) if isinstance(given, list) else []
    for option, lists in files.items():
        path = arguments.get(option)
        if path is None:
            continue
        if not isinstance(path, str) or not path.strip():
            raise ConfigurationError(f"{option} must be the path of a file, or be omitted")
        file = read_input_file(loader, option, str(path), lists, _BASE)
        _validate_entries(file, lists[0], may_be_empty=arguments.get("unexpected") == REPORT)
        for name in lists:
            given = module_arguments.get(name)
            if given is not None and not isinstance(given, list):
                raise ConfigurationError(f"{name} must be a list if {option} is set too")
            if name in file.entries or name == lists[0]:
                module_arguments[name] = [*(given or ()), *file.entries.get(name, ())]
                sources[name] += file.sources(name)
    return AuditInputs(module_arguments, sources)
