# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Writes a manifest as a YAML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ..module_utils._errors import ConfigurationError
from ..module_utils._report.files import validate_directory, write_files
from ..module_utils._validation.regular_files import read_regular_file

_SIZE_LIMIT = 256 * 1024 * 1024  # bytes; a larger file cannot be a manifest
_LINE_WIDTH = 100_000  # each value is on one line, so that files can be compared


class ManifestFile:
    """The file that a snapshot writes. Raises ``ConfigurationError`` if the path is a directory or below a file."""

    def __init__(self, path: str, mode: int, dry: bool) -> None:
        self._path = Path(path)
        self._mode = mode
        self._dry = dry
        validate_directory(self._path.parent, [self._path.name], "dest")

    def write(self, entries: Sequence[Mapping[str, Any]], with_diff: bool) -> dict[str, Any]:
        """Replace the file if it differs. Returns ``changed``, ``dest`` and, with ``with_diff``, ``diff``."""
        text = manifest_text(entries)
        before = self._content() if with_diff else ""
        changed = write_files(self._path.parent, {self._path.name: [text.encode("utf-8")]}, self._mode, self._dry)
        result: dict[str, Any] = {"changed": changed, "dest": str(self._path)}
        if with_diff:
            headers = {"before_header": str(self._path), "after_header": str(self._path)}
            result["diff"] = {"before": before, "after": text, **headers}
        return result

    def _content(self) -> str:
        """The text of the file. Empty if there is no readable file, or only a link of another user."""
        try:
            return read_regular_file(self._path, _SIZE_LIMIT, "own").decode("utf-8", "replace")
        except ConfigurationError:
            return ""


def manifest_text(entries: Sequence[Mapping[str, Any]]) -> str:
    """A manifest file in YAML with these entries. They contain no lone surrogates."""
    document = {"samples": [dict(entry) for entry in entries]}
    return str(yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH))


class _Dumper(yaml.SafeDumper):
    """Not the faster CSafeDumper: it escapes characters above U+FFFF, which occur in Chinese names."""


def _represent_string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Escapes every control character. Otherwise YAML reads some of them, such as U+0085, as a space."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(str, _represent_string)
