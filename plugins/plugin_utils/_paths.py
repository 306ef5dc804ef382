# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Paths in the options of action plugins."""

from __future__ import annotations

import os

from ansible.parsing.dataloader import DataLoader

from ..module_utils._errors import ConfigurationError
from ..module_utils._text import clipped


def controller_path(loader: DataLoader, path: str) -> str:
    """The absolute path on the controller. A relative path starts at the directory of the playbook.

    A leading ``~`` and environment variables are expanded. Raises ``ConfigurationError`` for a null character.
    """
    if "\0" in path:
        raise ConfigurationError(f"the path {clipped(path, 60)!r} contains a null character. Correct it")
    full_path: str = loader.path_dwim(os.path.expandvars(path))
    return full_path
