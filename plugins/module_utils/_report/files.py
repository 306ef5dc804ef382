# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""Reading a saved report, and writing report files so that a failure leaves the old files complete."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .._errors import ConfigurationError
from .._validation.regular_files import Links, read_regular_file
from .document import Report
from .strict_json import parse_json
from .temporary import LONGEST_ADDITION, TemporaryFile, has_content, remove_leftovers
from .validate import parse_report

_DIRECTORY_MODE = 0o700
_ALL_PERMISSIONS = 0o777
_SIZE_LIMIT = 2 * 1024**3  # bytes; two million findings have 1 GiB
_WRITE_ADVICE = "Check the directory, its permissions and the free space."


def read_report(path: Path, links: Links = "any") -> Report:
    """A saved report. Raises ``ConfigurationError`` if the file cannot be read or is not a report."""
    content = read_regular_file(path, _SIZE_LIMIT, links)
    try:
        text = content.decode("utf-8")
        del content  # a large report must not be in memory twice
        document = parse_json(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{path} is not a report: it is not valid JSON ({error}). Use a report.json that"
            " mps_person_sample_report wrote."
        ) from None
    return parse_report(str(path), document)


def read_replaced_report(path: Path) -> Report:
    """The report in a directory for reports. Its findings are copied into the next one, also the unverified ones.

    So a link of another user, who can write to the directory, is not followed. Raises ``ConfigurationError``.
    """
    return read_report(path, "own")


def parse_mode(mode: object, option: str = "mode") -> int:
    """The permission bits of a mode such as ``"0640"``. Raises ``ConfigurationError`` for anything else.

    A number is refused. YAML reads 0640 as the number 416, and 640 as the number 640, which has other bits than "640".
    """
    if isinstance(mode, int) and not isinstance(mode, bool):
        raise ConfigurationError(
            f"{option} is the number {mode}, because it has no quotation marks in YAML. Write the permissions as octal"
            " digits in quotation marks, such as '0640'."
        )
    try:
        bits = int(mode, 8) if isinstance(mode, str) else 0
    except ValueError:
        bits = 0
    if not 0 < bits <= _ALL_PERMISSIONS:
        raise ConfigurationError(
            f"{option} is {mode!r}, which is not a file mode. Write the permissions as octal digits in quotation marks,"
            " such as '0640'."
        )
    return bits


def validate_directory(directory: Path, names: Iterable[str], option: str) -> None:
    """Raise ``ConfigurationError`` if files with these names cannot be written into the directory. Changes nothing.

    The directory need not exist. ``option`` names the option of the directory in error messages.
    """
    if _exists(directory) and not directory.is_dir():
        raise ConfigurationError(f"{option}: {directory} is not a directory. Set {option} to a directory.")
    existing = next((parent for parent in (directory, *directory.absolute().parents) if _exists(parent)), Path("/"))
    if not existing.is_dir():
        raise ConfigurationError(
            f"{option}: {directory} cannot be created, because {existing} is not a directory. Change {option}."
        )
    if not os.access(existing, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise ConfigurationError(
            f"{option}: files cannot be created in {existing}. Change its permissions, or change {option}."
        )
    for name in names:
        path = directory / name
        _validate_path(directory / (name + LONGEST_ADDITION), option)
        if _exists(path) and not path.is_file():
            kind = "a directory" if path.is_dir() else "not a regular file"
            raise ConfigurationError(
                f"{option}: {path} is {kind}, but a file with this name is needed. Remove it, or change {option}."
            )


def _validate_path(path: Path, option: str) -> None:
    """Raise ``ConfigurationError`` if no file can have this path, for example because a name is too long."""
    try:
        path.lstat()
    except OSError as error:
        # A path that does not exist can be created. The permissions of its directory were checked.
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
            raise ConfigurationError(
                f"{option}: {path.parent} cannot be used: {error.strerror}. Change {option}."
            ) from None
    except ValueError:
        raise ConfigurationError(f"{option} contains a null character. Change {option}.") from None


def is_present(path: Path) -> bool:
    """Whether something exists at this path, also a link to nothing."""
    return os.path.lexists(path)


def _exists(path: Path) -> bool:
    """Unlike ``Path.exists``, this raises no ``PermissionError`` if a parent directory cannot be searched."""
    return os.path.exists(path)  # noqa: PTH110


def write_files(
    directory: Path, contents: Mapping[str, Iterable[bytes]], mode: int, dry: bool, option: str = "dest"
) -> bool:
    """Write files, in the order of ``contents``. Returns whether any file differed in content or permissions.

    Each content is read once, in parts, so that it can be rendered meanwhile. All files are written to temporary files
    and flushed to the disk before the first one is renamed. If writing fails, all old files stay as they were and the
    temporary files are removed. With ``dry``, nothing is written. Raises ``ConfigurationError``.

    The first file is put into place last. The next audit compares its report with the first file, report.json. If the
    process is killed between two renames, the next audit still compares with the old report, so that no change is lost.
    ``option`` names the option of the directory in error messages.
    """
    validate_directory(directory, contents, option)
    with _os_errors(directory, "written", _WRITE_ADVICE):
        if dry:
            current = [has_content(directory / name, content, mode) for name, content in contents.items()]
            return not all(current)
        if contents:
            _create_directory(directory)
            remove_leftovers(directory)
        return _replace_files(directory, contents, mode)


def _replace_files(directory: Path, contents: Mapping[str, Iterable[bytes]], mode: int) -> bool:
    with contextlib.ExitStack() as stack:
        changed = []
        for name, content in contents.items():
            file = stack.enter_context(TemporaryFile(directory / name))
            file.write(content, mode)
            if not file.equals_target(mode):
                file.flush_to_disk()
                changed.append(file)
        with _signals_delayed():
            for file in reversed(changed):
                file.replace_target()
        if changed:
            _flush_directory(directory)
    return bool(changed)


@contextlib.contextmanager
def _signals_delayed() -> Iterator[None]:
    """Ctrl-C and SIGTERM must not come between two renames. They are handled at the end.

    A signal mask is not enough: the main thread also handles the signals that other threads receive.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread handles signals
        return
    received: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        for number, handler in handlers.items():
            if handler not in (None, signal.SIG_IGN):
                signal.signal(number, lambda received_number, _frame: received.append(received_number))
        yield
    finally:
        for number, handler in handlers.items():
            if handler is not None:
                signal.signal(number, handler)
        for received_number in received:
            signal.raise_signal(received_number)


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


@contextlib.contextmanager
def _os_errors(path: Path, action: str, advice: str) -> Iterator[None]:
    """Raise ``ConfigurationError`` for an ``OSError``."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{error.filename or path} cannot be {action}: {error.strerror}. {advice}") from error
