# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reading a saved report, and writing files so that a failure leaves the old files complete."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from .._errors import ConfigurationError
from .document import Report
from .validate import parse_report

_DIRECTORY_MODE = 0o700
_ALL_PERMISSIONS = 0o777
_READ_ADVICE = "Check the path and its permissions."
_WRITE_ADVICE = "Check the directory, its permissions and the free space."


def read_report(path: Path) -> Report:
    """A saved report. Raises ``ConfigurationError`` if the file cannot be read or is not a report."""
    with _os_errors(path, "read", _READ_ADVICE):
        content = path.read_bytes()
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"{path} is not a report: it is not valid JSON ({error}). Use a report.json that"
            " mps_person_sample_report wrote."
        ) from None
    return parse_report(str(path), document)


def parse_mode(mode: object) -> int:
    """The permission bits of a mode such as ``"0640"``. Raises ``ConfigurationError`` for anything else."""
    try:
        bits = int(mode, 8) if isinstance(mode, str) else mode
    except ValueError:
        bits = None
    if not isinstance(bits, int) or isinstance(bits, bool) or not 0 < bits <= _ALL_PERMISSIONS:
        raise ConfigurationError(
            f"mode is {mode!r}, which is not a file mode. Write the permissions as a quoted string of octal digits,"
            " such as '0640'."
        )
    return bits


def write_files(directory: Path, contents: Mapping[str, bytes], mode: int, dry: bool) -> bool:
    """Write files in the order of ``contents``. Returns whether any file differed in content or permissions.

    Each content is read only once, so that it can be rendered at that time. All files are written to temporary files
    and flushed to the disk before the first one is renamed. If writing fails, all old files stay as they were and
    the temporary files are removed. With ``dry``, nothing is written. Raises ``ConfigurationError``.
    """
    validate_paths(directory, contents)
    different = False
    temporary: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            if _is_current(directory / name, content, mode):
                continue
            different = True
            if not dry:
                descriptor, temporary[name] = _create_temporary(directory, name)
                _write(descriptor, temporary[name], content, mode)
        with _os_errors(directory, "written", _WRITE_ADVICE):
            for name in list(temporary):
                temporary[name].replace(directory / name)
                del temporary[name]
    finally:
        for path in temporary.values():
            path.unlink(missing_ok=True)
    if different and not dry:
        with _os_errors(directory, "written", _WRITE_ADVICE):
            _flush_directory(directory)
    return different


def validate_paths(directory: Path, names: Iterable[str]) -> None:
    """Raise ``ConfigurationError`` if files with these names cannot be in the directory."""
    if directory.exists() and not directory.is_dir():
        raise ConfigurationError(f"dest: {directory} is not a directory. Set dest to a directory.")
    for name in names:
        if (directory / name).is_dir():
            raise ConfigurationError(
                f"{directory / name} is a directory, but a file with this name is needed. Remove the directory or"
                " change dest."
            )


def _create_temporary(directory: Path, name: str) -> tuple[int, Path]:
    """An open descriptor and the path of a new file."""
    with _os_errors(directory, "written", _WRITE_ADVICE):
        _create_directory(directory)
        descriptor, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=directory)
    return descriptor, Path(path)


def _write(descriptor: int, path: Path, content: bytes, mode: int) -> None:
    with _os_errors(path.parent, "written", _WRITE_ADVICE), os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)


def _flush_directory(directory: Path) -> None:
    """Flush the new file names to the disk, if the file system supports it."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _create_directory(directory: Path) -> None:
    """Create the directory and its missing parents. Only their owner can access them."""
    if not directory.parent.exists():
        _create_directory(directory.parent)
    directory.mkdir(_DIRECTORY_MODE, exist_ok=True)


def _is_current(path: Path, content: bytes, mode: int) -> bool:
    """Whether a regular file with this content and these permissions exists. A link is not a regular file."""
    try:
        known = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(known.st_mode) or stat.S_IMODE(known.st_mode) != mode or known.st_size != len(content):
        return False
    with _os_errors(path, "read", _READ_ADVICE):
        return path.read_bytes() == content


def _refuse_constant(constant: str) -> NoReturn:
    """For NaN and Infinity, which Python reads although they are not JSON."""
    raise ValueError(f"{constant} is not a JSON number")


@contextlib.contextmanager
def _os_errors(path: Path, action: str, advice: str) -> Iterator[None]:
    """Raise ``ConfigurationError`` for an ``OSError``."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{error.filename or path} cannot be {action}: {error.strerror}. {advice}") from error
