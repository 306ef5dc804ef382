# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Temporary files beside the files that they replace, and the removal of those that killed processes left behind.

Each temporary file is locked while its process lives. The lock shows that the process is alive. A process id in the
file name would not: process ids are used again, and each container has its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_MARK, _SUFFIX = ".mps-", ".tmp"
_PATTERN = re.compile(r"\..+" + re.escape(_MARK) + "[a-z0-9_]{8}" + re.escape(_SUFFIX))
# What the name of a temporary file adds to the name of its target.
LONGEST_ADDITION = "." + _MARK + "12345678" + _SUFFIX
# A file that is locked, or on a file system without locks, is removed after this time.
_LEFTOVER_S = 24 * 3600
_BLOCK_BYTES = 1 << 18


class TemporaryFile:
    """A new file for a target. It is removed at the end of the ``with`` block, unless it replaced the target.

    Every method raises ``OSError``.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._has_replaced = False
        self._descriptor, self._path = _create(target)
        self._file = os.fdopen(self._descriptor, "w+b", _BLOCK_BYTES)

    def __enter__(self) -> TemporaryFile:
        return self

    def __exit__(self, *_error: object) -> None:
        # A disk that is full refuses what is still in the buffer.
        with contextlib.suppress(OSError):
            self._file.close()
        if not self._has_replaced:
            self._path.unlink(missing_ok=True)

    def write(self, parts: Iterable[bytes], mode: int) -> None:
        self._file.writelines(parts)
        self._file.flush()
        os.fchmod(self._descriptor, mode)

    def equals_target(self, mode: int) -> bool:
        """Whether the target is a regular file with the same content and these permissions."""
        self._file.seek(0)
        blocks = iter(lambda: self._file.read(_BLOCK_BYTES), b"")
        return has_content(self._target, blocks, mode)

    def flush_to_disk(self) -> None:
        os.fsync(self._descriptor)

    def replace_target(self) -> None:
        self._path.replace(self._target)
        self._has_replaced = True


def has_content(path: Path, parts: Iterable[bytes], mode: int) -> bool:
    """Whether a regular file with this content and these permissions can be read. A link is not a regular file.

    Reads the file in blocks, and always reads all ``parts``.
    """
    file = _opened(path, mode)
    is_equal = file is not None
    with file or io.BytesIO() as known:
        for part in parts:
            is_equal = is_equal and known.read(len(part)) == part
        return is_equal and not known.read(1)


def _opened(path: Path, mode: int) -> BinaryIO | None:
    """The file, if it is a regular file with these permissions."""
    try:
        status = path.lstat()
        is_candidate = stat.S_ISREG(status.st_mode) and stat.S_IMODE(status.st_mode) == mode
        # The file can be replaced after the check, by a link or a FIFO.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        return os.fdopen(os.open(path, flags), "rb") if is_candidate else None
    except OSError:
        return None


def remove_leftovers(directory: Path) -> None:
    """Remove the temporary files of processes that were killed. A file that cannot be removed stays."""
    with contextlib.suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if _PATTERN.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_leftover(Path(entry.path))


def _remove_leftover(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        is_old = time.time() - status.st_mtime > _LEFTOVER_S
        if stat.S_ISREG(status.st_mode) and (is_old or _lock(descriptor)):
            path.unlink()
    finally:
        os.close(descriptor)


def _create(target: Path) -> tuple[int, Path]:
    """An open descriptor and the path of a new locked file."""
    while True:
        descriptor, name = tempfile.mkstemp(_SUFFIX, f".{target.name}{_MARK}", target.parent)
        _lock(descriptor)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # another process removed it as a leftover before it was locked


def _lock(descriptor: int) -> bool:
    """Lock the file if it is not locked. Returns whether it was locked now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # it is locked, or the file system has no locks
        return False
    return True
