# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Paths in the options of action plugins."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._text import clipped

# plugins/plugin_utils is two folders below the root of the collection.
_PLAYBOOKS = Path(__file__).resolve().parents[2] / "playbooks"
_VARIABLE = re.compile(r"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)")


def base_directory(loader: DataLoader, base: str | None = None) -> str:
    """The directory in which relative paths start: ``base``, or the directory of the playbook.

    For the playbook of this collection, it is the current working directory, because the files of a user are never in
    the directory of the collection. ``PWD`` is not used: it can be missing or out of date.
    """
    of_playbook: str = loader.path_dwim(".")
    is_ours = Path(of_playbook).resolve() == _PLAYBOOKS
    start = str(Path.cwd()) if is_ours else of_playbook
    return start if base is None else controller_path(start, base)


def controller_path(base: str, path: str) -> str:
    """The absolute path on the controller. A relative path starts in ``base``.

    A leading ``~`` and environment variables are expanded. Raises ``ConfigurationError`` if they are not known: a file
    with such a name is never intended.
    """
    if "\0" in path:
        raise ConfigurationError(f"the path {clipped(path, 60)!r} contains a null character. Correct the path")
    expanded = os.path.expandvars(str(path))
    unknown = _VARIABLE.search(expanded)
    if unknown:
        raise ConfigurationError(
            f"{path}: the environment variable {unknown[0]} is not set. Set it, or write the path without it"
        )
    try:
        return os.path.normpath(Path(base) / Path(expanded).expanduser())
    except RuntimeError:
        raise ConfigurationError(f"{path}: the home directory is not known. Use an absolute path") from None
