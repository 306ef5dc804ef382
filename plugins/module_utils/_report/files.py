# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.
"""The files of reports: read whole, put in place whole."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .._errors import ConfigurationError
from .document import Document, validate_schema_version
from .validate import check_report

_FOLDER_MODE = 0o700
_ALL_PERMISSIONS = 0o777


def read_report(path: Path) -> Document:
    """A saved report. Raises ``ConfigurationError`` for a file that cannot be read, or is no report."""
    with _told(path, "read"):
        content = path.read_bytes()
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} is not a report: it is not JSON ({error})") from None
    report = validate_schema_version(document, str(path))
    check_report(str(path), report)
    return report


def permissions(mode: object) -> int:
    """The bits of a mode such as ``"0640"``. Raises ``ConfigurationError`` for what is none of a file to be read."""
    try:
        bits = int(mode, 8) if isinstance(mode, str) else mode
    except ValueError:
        bits = None
    if not isinstance(bits, int) or isinstance(bits, bool) or not 0 < bits <= _ALL_PERMISSIONS:
        raise ConfigurationError(f"mode is {mode!r}; write the permissions as a text of octal digits, such as '0640'")
    return bits


def put_files(folder: Path, contents: Mapping[str, bytes], mode: int, dry: bool) -> bool:
    """Put files in place, in this order. Returns whether any of them was not there like this.

    Each content is read once, and written beside its place at once. All have reached the disk before the first is put
    in place: where that fails, every old file is left, and nothing else. With ``dry`` nothing is written. Raises
    ``ConfigurationError``.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigurationError(f"dest: {folder} is not a directory")
    for name in contents:
        if (folder / name).is_dir():
            raise ConfigurationError(f"{folder / name} is a directory; a file is to be written there")
    different = False
    waiting: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            if _is_there(folder / name, content, mode):
                continue
            different = True
            if not dry:
                with _told(folder, "written"):
                    _make_folder(folder)
                    descriptor, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
                    waiting[name] = Path(path)
                    _write(descriptor, content, mode)
        with _told(folder, "written"):
            for name in list(waiting):
                waiting[name].replace(folder / name)
                del waiting[name]
    finally:
        for left in waiting.values():
            left.unlink(missing_ok=True)
    if different and not dry:
        with _told(folder, "written"):
            _reach_disk(folder)
    return different


def _write(descriptor: int, content: bytes, mode: int) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)


def _reach_disk(folder: Path) -> None:
    """The names, too; file systems that cannot do so are left alone."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """With what is missing above it, each for its owner alone."""
    if not folder.parent.exists():
        _make_folder(folder.parent)
    folder.mkdir(_FOLDER_MODE, exist_ok=True)


def _is_there(path: Path, content: bytes, mode: int) -> bool:
    """Whether there is a file of its own, no link, with this content and these permissions."""
    try:
        known = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(known.st_mode) or stat.S_IMODE(known.st_mode) != mode or known.st_size != len(content):
        return False
    with _told(path, "read"):
        return path.read_bytes() == content


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


@contextlib.contextmanager
def _told(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{error.filename or path} cannot be {done}: {error.strerror}") from error
