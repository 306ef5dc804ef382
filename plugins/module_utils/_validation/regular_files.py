# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reading of files. A FIFO would block for ever, and a device can be endless or have side effects.

A symbolic link of another user could lead to a file that only this process can read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

from .._errors import ConfigurationError

_MIB = 1024 * 1024
CONFIGURATION_LIMIT = 4 * _MIB  # of a file with credentials, a token or settings
Links = Literal["any", "own", "none"]  # the symbolic links that are followed; root's links count as own
_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_regular_file(path: Path, limit: int, links: Links = "any") -> bytes:
    """The content of a regular file of at most ``limit`` bytes. Raises ``ConfigurationError``.

    ``links`` are the symbolic links at this path that are followed: any for a path that a user names, others for a file
    in a directory that other users may be able to write.
    """
    follow = 0 if links == "any" or _is_own_link(path, links) else os.O_NOFOLLOW
    validate_regular_file(path, limit)
    try:
        # The file can be replaced after the check. O_NONBLOCK has no effect on regular files.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | follow)
        with os.fdopen(descriptor, "rb") as file:
            _validate_status(path, os.fstat(descriptor), limit)
            content = file.read(limit + 1)  # the size of some files, such as those in /proc, is not known
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(content) > limit:
        raise _too_large(path, limit)
    return content


def _is_own_link(path: Path, links: Links) -> bool:
    """Whether the path is a link that may be followed. Raises ``ConfigurationError`` if it is another link."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False  # validate_regular_file raises an error that explains it
    if not stat.S_ISLNK(status.st_mode):
        return False
    if links == "none":
        _validate_status(path, status, 0)
    if status.st_uid not in (0, os.geteuid()):
        raise ConfigurationError(
            f"{path} cannot be read: it is a symbolic link of another user. Remove it, and check who can write to its"
            " directory."
        )
    return True


def validate_regular_file(path: Path, limit: int) -> None:
    """Raise ``ConfigurationError`` if the path is not a regular file of at most ``limit`` bytes."""
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from None
    except ValueError:
        raise ConfigurationError(f"{str(path)!r} cannot be read: the path contains a null character.") from None
    _validate_status(path, status, limit)


def _validate_status(path: Path, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((kind for is_kind, kind in _KINDS if is_kind(status.st_mode)), "not a file")
        raise ConfigurationError(f"{path} cannot be read: it is {kind}, not a regular file. Check the path.")
    if status.st_size > limit:
        raise _too_large(path, limit)


def _unreadable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.")


def _too_large(path: Path, limit: int) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be read: it is larger than {limit // _MIB:,} MiB. Check the path.")
